//! `/youth/join`: a pupil comes into the class, by code and seat, then by three pictures.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, HttpResponseBuilder, web};
use serde::{Deserialize, Serialize};

use crate::domain::class::{PICTURES, PIN_LENGTH, read_pin, shown_code};
use crate::error::Error;
use crate::web::form::Form;
use crate::web::learner::{self, Door};
use crate::web::page::Site;
use crate::web::session;
use crate::web::visit::Visit;
use crate::web::words::{self, FieldText};

/// Where a pupil begins.
const HOME: &str = "/youth/class";

/// What the link of the printed sheet says.
#[derive(Deserialize)]
pub struct Query {
    code: Option<String>,
    next: Option<String>,
}

#[derive(Serialize)]
struct CodePage {
    values: BTreeMap<String, String>,
    errors: Vec<FieldText>,
    wrong: BTreeMap<String, String>,
}

#[derive(Serialize)]
struct PinPage {
    class: String,
    code: String,
    seat: i32,
    next: String,
    /// The seat has its pictures; else they are chosen now.
    known: bool,
    pictures: [&'static str; 12],
    rows: Vec<usize>,
    chosen: Vec<String>,
    errors: Vec<FieldText>,
    wrong: BTreeMap<String, String>,
}

#[derive(Serialize)]
struct DonePage {
    class: String,
    seat: i32,
    chosen: Vec<String>,
    next: String,
}

/// `GET /youth/join`
pub async fn show(visit: Visit, query: web::Query<Query>) -> Result<HttpResponse, Error> {
    let Query { code, next } = query.into_inner();
    let given = [("code", code), ("next", next)];
    let given = given.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    code_page(&visit, HttpResponse::Ok(), given.collect(), None)
}

/// `POST /youth/join`
pub async fn submit(visit: Visit, mut form: Form) -> Result<HttpResponse, Error> {
    match step(&visit, &mut form).await {
        Err(error @ (Error::Invalid(_) | Error::TooMany { .. })) => {
            let status = HttpResponse::build(error.status());
            code_page(&visit, status, form.typed(), Some(&error))
        }
        other => other,
    }
}

async fn step(visit: &Visit, form: &mut Form) -> Result<HttpResponse, Error> {
    let door = learner::door(visit, form.raw("code")).await?;
    let typed = form.number("seat");
    let seat = learner::check_seat(&door.class, typed)?;
    let chosen: Vec<String> =
        (1..=PIN_LENGTH).map(|n| form.raw(&format!("picture{n}")).to_owned()).collect();
    if chosen.iter().all(String::is_empty) && form.raw("step") != "pin" {
        return pin_page(visit, &door, seat, form, Vec::new(), None).await;
    }
    let words: Vec<&str> = chosen.iter().map(String::as_str).collect();
    let entered = match read_pin(&words) {
        Some(pin) => learner::enter(visit, &door, seat, &pin).await,
        None => Err(Error::field("pin", "class.wrong.pin_missing")),
    };
    match entered {
        Ok(entered) => came_in(visit, &door, seat, form, chosen, entered),
        Err(Error::Invalid(errors)) if errors.iter().all(|error| error.field == "pin") => {
            pin_page(visit, &door, seat, form, chosen, Some(&Error::Invalid(errors))).await
        }
        Err(other) => Err(other),
    }
}

fn came_in(
    visit: &Visit,
    door: &Door,
    seat: i32,
    form: &Form,
    chosen: Vec<String>,
    entered: learner::Entered,
) -> Result<HttpResponse, Error> {
    let cookie = session::cookie(&visit.app.config, session::COOKIE, entered.token);
    let next = next_of(form);
    if !entered.fresh {
        return Ok(visit.redirect(&next).cookie(cookie).finish());
    }
    let page = DonePage { class: door.class.name.clone(), seat, chosen, next };
    let mut response = HttpResponse::Ok();
    response.cookie(cookie);
    let title = visit.text("class.join.done", &[]);
    visit.page_with(response, Site::Youth, "youth/join/done.html", &title, &page)
}

/// Only a page of the youth centre may follow.
fn next_of(form: &Form) -> String {
    let asked = form.raw("next");
    let ours = asked.starts_with("/youth/") && !asked.contains("//") && !asked.contains('\\');
    if ours { asked.to_owned() } else { HOME.to_owned() }
}

fn code_page(
    visit: &Visit,
    status: HttpResponseBuilder,
    values: BTreeMap<String, String>,
    error: Option<&Error>,
) -> Result<HttpResponse, Error> {
    let errors = error.map(|error| words::of_error(visit, error)).unwrap_or_default();
    let page = CodePage { values, wrong: words::by_field(&errors), errors };
    let title = visit.text("class.join.title", &[]);
    visit.page_with(status, Site::Youth, "youth/join/code.html", &title, &page)
}

async fn pin_page(
    visit: &Visit,
    door: &Door,
    seat: i32,
    form: &Form,
    chosen: Vec<String>,
    error: Option<&Error>,
) -> Result<HttpResponse, Error> {
    let errors = error.map(|error| words::of_error(visit, error)).unwrap_or_default();
    let known = learner::is_known(visit, &door.class.id, seat).await?;
    let code = crate::domain::class::read_code(form.raw("code")).unwrap_or_default();
    let page = PinPage {
        class: door.class.name.clone(),
        code: shown_code(&code),
        seat,
        next: form.raw("next").to_owned(),
        known,
        pictures: PICTURES,
        rows: (1..=PIN_LENGTH).collect(),
        // A wrong guess is not shown again: somebody may look over the shoulder.
        chosen: if known { Vec::new() } else { chosen },
        wrong: words::by_field(&errors),
        errors,
    };
    let status = error.map_or(StatusCode::OK, Error::status);
    let title = visit.text(if known { "class.join.pin" } else { "class.join.choose" }, &[]);
    let response = HttpResponse::build(status);
    visit.page_with(response, Site::Youth, "youth/join/pin.html", &title, &page)
}
