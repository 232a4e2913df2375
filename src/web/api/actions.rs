//! `POST /api/v1/orders/{code}/actions`: one action on an order.

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Map, Value, json};

use super::{Body, orders, view};
use crate::domain::access;
use crate::domain::order::{Action, Input, Line};
use crate::error::{Error, FieldError};
use crate::web::act::Loaded;
use crate::web::desk::named;
use crate::web::visit::Visit;
use crate::web::{act_line, check_in};

/// `{"action","version",…}`: what the action records stands beside.
pub async fn perform(
    visit: Visit,
    http: HttpRequest,
    code: web::Path<String>,
    mut body: Body,
) -> Result<HttpResponse, Error> {
    let loaded = orders::load(&visit, &http, &code).await?;
    let action = body.required("action").parse::<Action>();
    if action.is_err() && body.check().is_ok() {
        body.refuse(FieldError::new("action", "field.action"));
    }
    let version = body.number("version");
    let (place, typed) = (body.text("place"), body.text("code"));
    let mut input = input(&mut body);
    body.check()?;
    let Ok(action) = action else { return Err(Error::field("action", "field.action")) };
    if loaded.order.version != version {
        return Err(Error::Stale { current: loaded.order.version });
    }
    let line = line(&loaded, &input)?;
    // Who may not do it learns that, and nothing of what there is to be named.
    access::may(&loaded.actor, action, &loaded.order, line)?;
    let there = |id: &String| loaded.documents.iter().any(|document| document.id == *id);
    if !input.documents.iter().all(there) {
        return Err(Error::field("documents", "field.choice"));
    }
    named::complete(&visit, &loaded, action, &mut input).await?;
    if let (Action::CheckIn, Some(line)) = (action, line) {
        let role = loaded.actor.role;
        check_in::admit(&visit, role, line, &typed, input.text.as_deref()).await?;
    }
    let after = act_line::perform(&visit, &loaded, action, &input, version, &place).await?;
    // Some actions end the actor's own view of the order: then the new state is all there is to say.
    match orders::load(&visit, &http, &code).await {
        Ok(loaded) => Ok(HttpResponse::Ok().json(view::order(&visit, &loaded))),
        Err(Error::NotFound) => Ok(HttpResponse::Ok()
            .json(json!({"code": after.code, "state": after.state, "version": after.version}))),
        Err(other) => Err(other),
    }
}

/// The line that the input names.
fn line<'a>(loaded: &'a Loaded, input: &Input) -> Result<Option<&'a Line>, Error> {
    let unknown = || Error::field("line", "field.choice");
    input.line.as_deref().map(|id| loaded.order.line(id).ok_or_else(unknown)).transpose()
}

/// Reads the input key by key, so that a wrong type is said of its field. Unknown keys are ignored.
fn input(body: &mut Body) -> Input {
    let mut good = Map::new();
    let mut wrong = Vec::new();
    for (key, value) in body.fields() {
        // What only the house itself says.
        if matches!(
            key.as_str(),
            "action" | "version" | "receipt" | "silent" | "confidence" | "rules_version"
        ) || value.is_null()
        {
            continue;
        }
        let alone = Value::Object(Map::from_iter([(key.clone(), value.clone())]));
        match serde_json::from_value::<Input>(alone) {
            Ok(_) => drop(good.insert(key.clone(), value.clone())),
            Err(_) => wrong.push(key.clone()),
        }
    }
    for key in wrong {
        body.refuse(FieldError::new(&key, "field.input"));
    }
    serde_json::from_value(Value::Object(good)).unwrap_or_default()
}
