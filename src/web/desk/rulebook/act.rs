//! What is done to a set of rules besides editing its files.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::set::{self, Wrong};
use super::{NOTE, address, not_done, said, take_up};
use crate::domain::routing::rulebook::{Deed, Refusal, With};
use crate::error::Error;
use crate::rulebooks::{NotDone, Request};
use crate::web::form::Form;
use crate::web::visit::Visit;
use crate::web::words::{self, FieldText, WHOLE_FORM};

/// `POST /desk/routing/{set}/{deed}`
pub async fn submit(
    visit: Visit,
    path: web::Path<(i32, String)>,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let (number, word) = path.into_inner();
    let deed: Deed = word.parse().map_err(|_| Error::NotFound)?;
    let actor = visit.actor();
    let done = match deed {
        Deed::Edit | Deed::Add | Deed::Remove => return Err(Error::NotFound),
        Deed::Rehearse => {
            visit.app.rehearse_rules(number, actor.role, actor.account).await.map(|()| number)
        }
        _ => {
            let note = form.optional("note", NOTE).unwrap_or_default();
            let at = form.day_and_hour();
            if !form.errors().is_empty() {
                let errors = words::fields(&visit, form.errors());
                return again(&visit, StatusCode::UNPROCESSABLE_ENTITY, number, &form, errors)
                    .await;
            }
            let version = form.number("version").unwrap_or_default();
            let (role, account, with) = (actor.role, actor.account, With { at, note: &note });
            let request = Request { number, version, deed, role, account, with };
            visit.app.change_rules(request).await
        }
    };
    match done {
        Ok(to) => Ok(after(&visit, deed, to).await),
        Err(why) => refused(&visit, number, &form, why).await,
    }
}

/// Where it goes on after a deed.
async fn after(visit: &Visit, deed: Deed, number: i32) -> HttpResponse {
    if matches!(deed, Deed::Publish | Deed::RollBack) {
        take_up(visit).await;
    }
    let to = match deed {
        Deed::Rehearse => format!("{}/rehearsal", address(number)),
        Deed::Drop => "/desk/routing".to_owned(),
        _ => address(number),
    };
    visit.redirect_saying(&to, &format!("flash.rules_done.{deed}"))
}

/// The page again, with what was typed and why it was not done.
async fn refused(
    visit: &Visit,
    number: i32,
    form: &Form,
    why: NotDone,
) -> Result<HttpResponse, Error> {
    let of = |field: &str, text: String| FieldText { field: field.to_owned(), text };
    let (status, errors) = match why {
        NotDone::Stale => {
            let text = visit.text("rulebook.stale_deed", &[]);
            (StatusCode::CONFLICT, vec![of(WHOLE_FORM, text)])
        }
        NotDone::Refused(refusal) => {
            let field = match refusal {
                Refusal::NoNote => "note",
                Refusal::NotLater => "day",
                _ => WHOLE_FORM,
            };
            let status = match refusal {
                Refusal::NotYours => StatusCode::FORBIDDEN,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            (status, vec![of(field, visit.text(&format!("rulebook.refusal.{refusal}"), &[]))])
        }
        NotDone::Faulty(faults) => {
            let lines = said(visit, &faults).into_iter().map(|text| of(WHOLE_FORM, text)).collect();
            (StatusCode::UNPROCESSABLE_ENTITY, lines)
        }
        other => return Err(not_done(other)),
    };
    again(visit, status, number, form, errors).await
}

async fn again(
    visit: &Visit,
    status: StatusCode,
    number: i32,
    form: &Form,
    errors: Vec<FieldText>,
) -> Result<HttpResponse, Error> {
    let wrong = Wrong { errors, values: form.typed() };
    set::page(visit, status, number, "", wrong).await
}
