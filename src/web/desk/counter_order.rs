//! `/desk/counter/orders/{code}`: an order of somebody who lost the secret key.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, HttpResponseBuilder, web};
use serde::Serialize;

use super::person::Person;
use crate::db::{contacts, jobs, orders};
use crate::domain::Time;
use crate::domain::code::{self, Code};
use crate::domain::deadline::local_day;
use crate::domain::order::{Action, Input, Job};
use crate::error::{Error, FieldError};
use crate::web::act;
use crate::web::form::Form;
use crate::web::page::Site;
use crate::web::visit::Visit;
use crate::web::words::{self, FieldText};

/// How a clerk may have verified a person.
const PROOFS: [&str; 3] = ["id_card", "callback", "known_facts"];

#[derive(Serialize)]
struct FoundPage {
    code: String,
    version: i64,
    state: &'static str,
    created_at: Time,
    person: Person,
    proofs: Vec<&'static str>,
    values: BTreeMap<String, String>,
    errors: Vec<FieldText>,
    wrong: BTreeMap<String, String>,
    /// The new key, shown once.
    key: Option<String>,
    track: String,
}

/// `GET /desk/counter/orders/{code}`
pub async fn order(visit: Visit, code: web::Path<String>) -> Result<HttpResponse, Error> {
    let loaded = act::load(&visit, &code).await?;
    found(&visit, &loaded, HttpResponse::Ok(), &Form::default(), &[], None)
}

/// `POST /desk/counter/orders/{code}/key`: the person is verified, the old key dies, the new one is
/// shown once.
pub async fn replace_key(
    visit: Visit,
    code: web::Path<String>,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let loaded = act::load(&visit, &code).await?;
    let proof = PROOFS.into_iter().find(|proof| *proof == form.raw("proof"));
    if proof.is_none() {
        form.refuse(FieldError::new("proof", "field.choice"));
    }
    if !form.ticked("verified") {
        form.refuse(FieldError::new("verified", "counter.key.verified.missing"));
    }
    if form.check().is_err() {
        let errors = words::fields(&visit, form.errors());
        let status = HttpResponse::build(StatusCode::UNPROCESSABLE_ENTITY);
        return found(&visit, &loaded, status, &form, &errors, None);
    }
    match bump(&visit, &loaded, proof.unwrap_or_default()).await {
        Ok(key) => {
            let loaded = act::load(&visit, &code).await?;
            found(&visit, &loaded, HttpResponse::Ok(), &Form::default(), &[], Some(key))
        }
        Err(error @ (Error::Refused(_) | Error::Stale { .. })) => {
            let errors = words::of_error(&visit, &error);
            found(&visit, &loaded, HttpResponse::build(error.status()), &form, &errors, None)
        }
        Err(other) => Err(other),
    }
}

/// In one write: the note of how the person was verified, the new generation, and the word to whoever
/// reads the mail of this order, in case it was somebody else who asked.
async fn bump(visit: &Visit, loaded: &act::Loaded, proof: &str) -> Result<String, Error> {
    let said = visit.text(&format!("counter.key.proof.{proof}"), &[]);
    let note = visit.text("counter.key.note", &[("proof", said)]);
    let input = Input { internal: Some(note), ..Input::default() };
    let app = &visit.app;
    let step = app.decide(
        &loaded.order,
        Action::Note,
        &input,
        &loaded.actor,
        visit.now,
        &mut crate::app::fresh(),
    )?;
    let (before, mail, now) = (loaded.order.clone(), loaded.contact.has_email, visit.now);
    let generation = app
        .db
        .write(move |c| {
            orders::save(c, &before, &step)?;
            if mail {
                let payload = serde_json::json!({"notice": "key_replaced", "audience": "asker", "order": before.id});
                jobs::enqueue(c, &Job { kind: "notice".to_owned(), payload, run_at: now }, None)?;
            }
            contacts::bump_key_generation(c, &before.id)
        })
        .await?;
    let parsed: Code =
        loaded.order.code.parse().map_err(|_| Error::internal("an order with a wrong code"))?;
    Ok(code::key(&app.config.secret, &parsed, generation))
}

fn found(
    visit: &Visit,
    loaded: &act::Loaded,
    status: HttpResponseBuilder,
    form: &Form,
    errors: &[FieldText],
    key: Option<String>,
) -> Result<HttpResponse, Error> {
    let page = FoundPage {
        code: loaded.order.code.clone(),
        version: loaded.order.version,
        state: loaded.order.state.as_str(),
        created_at: loaded.order.created_at,
        person: Person::masked(visit, loaded)?,
        proofs: PROOFS.to_vec(),
        values: form.typed(),
        errors: errors.to_vec(),
        wrong: words::by_field(errors),
        key,
        track: format!("{}/track", visit.app.config.public_url),
    };
    let title =
        visit.text("counter.order.title", &[("day", local_day(page.created_at).to_string())]);
    visit.page_with(status, Site::Desk, "desk/counter_order.html", &title, &page)
}
