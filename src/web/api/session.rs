//! `POST /api/v1/session`

use actix_web::HttpResponse;
use serde_json::json;

use super::Body;
use crate::domain::class::read_pin;
use crate::domain::order::Role;
use crate::error::Error;
use crate::web::account::sign_in;
use crate::web::form::text_error;
use crate::web::learner;
use crate::web::visit::Visit;

/// Login and password for a bearer token; or, for a pupil, the code of the class, the seat, and the
/// three pictures joined by `-`.
pub async fn open(visit: Visit, mut body: Body) -> Result<HttpResponse, Error> {
    if body.fields().contains_key("class") {
        return sit(&visit, body).await;
    }
    let login = body.required("login");
    let password = body.required("password");
    // The login names a row of the limits: what cannot be stored there is no login.
    if let Some(error) = text_error("login", &login, 100) {
        body.refuse(error);
    }
    body.check()?;
    let account = sign_in::check(&visit, &login, password).await?;
    let (token, _) = sign_in::open(&visit, &account).await?;
    Ok(HttpResponse::Ok().json(json!({"token": token, "role": account.role})))
}

async fn sit(visit: &Visit, mut body: Body) -> Result<HttpResponse, Error> {
    let (class, pin) = (body.required("class"), body.required("pin"));
    let seat = Some(body.number("seat"));
    body.check()?;
    let door = learner::door(visit, &class).await.map_err(named)?;
    let seat = learner::check_seat(&door.class, seat)?;
    let words: Vec<&str> = pin.split('-').collect();
    let pin = read_pin(&words).ok_or_else(|| Error::field("pin", "class.wrong.pin_missing"))?;
    let entered = learner::enter(visit, &door, seat, &pin).await.map_err(named)?;
    Ok(HttpResponse::Ok().json(json!({"token": entered.token, "role": Role::Learner})))
}

/// The code is called `class` here.
fn named(error: Error) -> Error {
    let Error::Invalid(mut errors) = error else { return error };
    errors.iter_mut().filter(|one| one.field == "code").for_each(|one| one.field = "class".into());
    Error::Invalid(errors)
}
