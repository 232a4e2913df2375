//! `/desk/calls/{id}`: one call: the number for a reason, what to say, how it ended, and what was
//! answered on the telephone.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, HttpResponseBuilder, web};
use serde::Serialize;

use super::call_list::tries;
use super::forms::UNMASK_REASONS;
use super::person::Person;
use crate::db::calls::{self, Call, CallState};
use crate::db::{DbError, orders};
use crate::domain::order::{Action, EntryKind, Input};
use crate::error::{Error, FieldError};
use crate::web::act::{self, Loaded};
use crate::web::form::Form;
use crate::web::page::Site;
use crate::web::visit::Visit;
use crate::web::words::{self, FieldText};

/// After so many calls without an answer the matter rests until something new happens.
const MOST_CALLS: usize = 3;
/// How a call ended: the word, and whether the person was reached.
const OUTCOMES: [(&str, bool); 6] = [
    ("told", true),
    ("will_look", true),
    ("refused", true),
    ("no_answer", false),
    ("switched_off", false),
    ("wrong_number", false),
];
/// Whoever could not be reached this way is called again.
const AGAIN: [&str; 2] = ["no_answer", "switched_off"];

#[derive(Serialize)]
struct CallPage {
    id: String,
    open: bool,
    code: String,
    version: i64,
    state: &'static str,
    notice: String,
    /// What is read out: the answer, or the list of what is missing.
    read_out: Option<String>,
    person: Person,
    tries: usize,
    may_confirm: bool,
    may_dispute: bool,
    reasons: Vec<&'static str>,
    outcomes: Vec<&'static str>,
    values: BTreeMap<String, String>,
    errors: Vec<FieldText>,
    wrong: BTreeMap<String, String>,
}

/// One call with its order.
async fn load(visit: &Visit, id: &str) -> Result<(Call, Loaded), Error> {
    let id = id.to_owned();
    let (call, code) = visit
        .app
        .db
        .read(move |c| {
            let call = calls::find(c, &id)?;
            let code = orders::find(c, &call.order_id)?.code;
            Ok((call, code))
        })
        .await?;
    Ok((call, act::load(visit, &code).await?))
}

/// `GET /desk/calls/{id}`
pub async fn show(visit: Visit, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let (call, loaded) = load(&visit, &id).await?;
    let person = Person::masked(&visit, &loaded)?;
    page(&visit, HttpResponse::Ok(), &call, &loaded, person, &Form::default(), Vec::new())
}

/// `POST /desk/calls/{id}/unmask`: the number, for a reason, which is recorded with the order.
pub async fn unmask(
    visit: Visit,
    id: web::Path<String>,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let (call, loaded) = load(&visit, &id).await?;
    let reason = UNMASK_REASONS.into_iter().find(|reason| *reason == form.raw("reason"));
    let Some(reason) = reason else {
        form.refuse(FieldError::new("reason", "field.choice"));
        return again(&visit, &call, &loaded, &form, &Error::Invalid(form.errors().to_vec()));
    };
    let input = Input { reason_code: Some(reason.to_owned()), ..Input::default() };
    match perform(&visit, &loaded, Action::Unmask, &input, &mut form).await {
        Ok(()) => {
            let (call, loaded) = load(&visit, &id).await?;
            let person = Person::whole(&visit, &loaded)?;
            page(&visit, HttpResponse::Ok(), &call, &loaded, person, &Form::default(), Vec::new())
        }
        Err(error) => again(&visit, &call, &loaded, &form, &error),
    }
}

/// `POST /desk/calls/{id}/outcome`
pub async fn outcome(
    visit: Visit,
    id: web::Path<String>,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let (call, loaded) = load(&visit, &id).await?;
    let Some((word, reached)) = OUTCOMES.into_iter().find(|(word, _)| *word == form.raw("outcome"))
    else {
        form.refuse(FieldError::new("outcome", "field.choice"));
        return again(&visit, &call, &loaded, &form, &Error::Invalid(form.errors().to_vec()));
    };
    finish(&visit, call, word, reached).await?;
    Ok(visit.redirect_saying(
        "/desk/calls",
        if reached { "flash.call_done" } else { "flash.call_again" },
    ))
}

/// Takes the call off the list, and puts another there where nobody answered. One that another
/// clerk has just taken off is left as it is.
async fn finish(visit: &Visit, call: Call, word: &'static str, reached: bool) -> Result<(), Error> {
    let clerk = visit.account.as_ref().map(|account| account.id.clone()).ok_or(Error::SignIn)?;
    let now = visit.now;
    let written = visit.app.db.write(move |c| {
        calls::finish(c, &call.id, reached, &clerk, word, now)?;
        if AGAIN.contains(&word) && tries(c, &call)? < MOST_CALLS {
            calls::add(c, &call.order_id, &call.notice, now)?;
        }
        Ok(())
    });
    match written.await {
        Err(DbError::NotFound) => Ok(()),
        other => Ok(other?),
    }
}

/// `POST /desk/calls/{id}/confirm`: what the asker says of the answer, on the telephone.
pub async fn confirm(
    visit: Visit,
    id: web::Path<String>,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let (call, loaded) = load(&visit, &id).await?;
    let input = Input {
        contacted: yes_or_no(&mut form, "contacted"),
        solved: yes_or_no(&mut form, "solved"),
        rating: rating(&mut form),
        ..Input::default()
    };
    answer(&visit, call, &loaded, form, Action::Confirm, input, "confirmed").await
}

/// `POST /desk/calls/{id}/dispute`: the asker does not accept the answer.
pub async fn dispute(
    visit: Visit,
    id: web::Path<String>,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let (call, loaded) = load(&visit, &id).await?;
    let input = Input { text: Some(form.required("text", 2000)), ..Input::default() };
    answer(&visit, call, &loaded, form, Action::Dispute, input, "disputed").await
}

async fn answer(
    visit: &Visit,
    call: Call,
    loaded: &Loaded,
    mut form: Form,
    action: Action,
    input: Input,
    word: &'static str,
) -> Result<HttpResponse, Error> {
    let done = match form.check() {
        Ok(()) => perform(visit, loaded, action, &input, &mut form).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => {
            finish(visit, call, word, true).await?;
            Ok(visit.redirect_saying("/desk/calls", "flash.call_done"))
        }
        Err(error) => again(visit, &call, loaded, &form, &error),
    }
}

fn yes_or_no(form: &mut Form, field: &str) -> Option<bool> {
    match form.raw(field) {
        "yes" => Some(true),
        "no" => Some(false),
        _ => {
            form.refuse(FieldError::new(field, "field.choice"));
            None
        }
    }
}

fn rating(form: &mut Form) -> Option<i32> {
    let given = form.number("rating").and_then(|number| i32::try_from(number).ok());
    let given = given.filter(|number| (1..=5).contains(number));
    if given.is_none() && form.errors().iter().all(|error| error.field != "rating") {
        form.refuse(FieldError::new("rating", "field.choice"));
    }
    given
}

async fn perform(
    visit: &Visit,
    loaded: &Loaded,
    action: Action,
    input: &Input,
    form: &mut Form,
) -> Result<(), Error> {
    let version = form.number("version").unwrap_or_default();
    form.check()?;
    act::perform(visit, loaded, action, input, version).await.map(drop)
}

/// The page once more, with what was typed and what is wrong.
fn again(
    visit: &Visit,
    call: &Call,
    loaded: &Loaded,
    form: &Form,
    error: &Error,
) -> Result<HttpResponse, Error> {
    if !matches!(error, Error::Invalid(_) | Error::Refused(_) | Error::Stale { .. }) {
        return Err(error.clone());
    }
    let status = match error {
        Error::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        other => other.status(),
    };
    let person = Person::masked(visit, loaded)?;
    let errors = words::of_error(visit, error);
    page(visit, HttpResponse::build(status), call, loaded, person, form, errors)
}

fn page(
    visit: &Visit,
    status: HttpResponseBuilder,
    call: &Call,
    loaded: &Loaded,
    person: Person,
    form: &Form,
    errors: Vec<FieldText>,
) -> Result<HttpResponse, Error> {
    let may =
        |action| crate::domain::access::may(&loaded.actor, action, &loaded.order, None).is_ok();
    let vain =
        |other: &&Call| other.notice == call.notice && other.state == CallState::Failed.as_str();
    let page = CallPage {
        id: call.id.clone(),
        open: call.state == CallState::Open.as_str(),
        code: loaded.order.code.clone(),
        version: loaded.order.version,
        state: loaded.order.state.as_str(),
        notice: call.notice.clone(),
        read_out: read_out(call, loaded),
        person,
        tries: loaded.calls.iter().filter(vain).count(),
        may_confirm: may(Action::Confirm),
        may_dispute: may(Action::Dispute),
        reasons: UNMASK_REASONS.to_vec(),
        outcomes: OUTCOMES.iter().map(|(word, _)| *word).collect(),
        values: form.typed(),
        wrong: words::by_field(&errors),
        errors,
    };
    visit.page_with(
        status,
        Site::Desk,
        "desk/call.html",
        &visit.text("calls.one.title", &[]),
        &page,
    )
}

/// The text that the notice is about, as far as the asker may read it.
fn read_out(call: &Call, loaded: &Loaded) -> Option<String> {
    let kind = match call.notice.as_str() {
        "reply" => EntryKind::Reply,
        "materials_asked" => EntryKind::Materials,
        "declined" | "extension" | "suspended" | "transferred" => EntryKind::Reason,
        _ => return None,
    };
    let asker = crate::domain::order::Visibility::Asker;
    let own = loaded.entries.iter().rev();
    let mut own =
        own.filter(|entry| entry.kind == kind && entry.visibility == asker && !entry.draft);
    own.next().map(|entry| entry.body.clone()).filter(|body| !body.is_empty())
}
