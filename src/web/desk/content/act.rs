//! What is done to a page besides writing it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::edit::{NOTE, not_done};
use super::{hand, load, piece, said};
use crate::db::pieces;
use crate::domain::publication::{Deed, Refusal, With};
use crate::error::Error;
use crate::publishing::{NotDone, Request};
use crate::web::form::Form;
use crate::web::visit::Visit;
use crate::web::words::{self, FieldText, WHOLE_FORM};

/// `POST /desk/content/{id}/{deed}`
pub async fn submit(
    visit: Visit,
    path: web::Path<(String, String)>,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let (id, word) = path.into_inner();
    let loaded = load(&visit, &id).await?;
    let revert = word == "revert";
    let deed = if revert { Deed::Save } else { word.parse().map_err(|_| Error::NotFound)? };
    if deed == Deed::Save && !revert {
        return Err(Error::NotFound);
    }
    let note = form.optional("note", NOTE).unwrap_or_default();
    let at = form.day_and_hour();
    let version = form.number("version").unwrap_or_default();
    let revision = form.number("revision").and_then(|number| i32::try_from(number).ok());
    let text = if revert { Some(earlier(&visit, &id, revision).await?) } else { None };
    if !form.errors().is_empty() {
        let errors = words::fields(&visit, form.errors());
        return again(&visit, StatusCode::UNPROCESSABLE_ENTITY, loaded, &form, errors).await;
    }
    let request = Request {
        id: &id,
        version,
        deed,
        hand: hand(&visit),
        with: With { at, note: &note },
        text,
    };
    let back = match form.raw("from") {
        "list" => "/desk/content?overdue=1".to_owned(),
        _ => format!("/desk/content/{id}"),
    };
    match visit.app.perform(request).await {
        Ok(_) => Ok(visit.redirect_saying(&back, &format!("flash.content.done.{word}"))),
        Err(why) => refused(&visit, loaded, &form, why).await,
    }
}

/// The text of an earlier version, to be the newest again.
async fn earlier(visit: &Visit, id: &str, revision: Option<i32>) -> Result<String, Error> {
    let (id, number) = (id.to_owned(), revision.ok_or(Error::NotFound)?);
    Ok(visit.app.db.read(move |c| pieces::revision(c, &id, number)).await?.text)
}

/// The page again, with what was typed and why it was not done.
async fn refused(
    visit: &Visit,
    loaded: pieces::Loaded,
    form: &Form,
    why: NotDone,
) -> Result<HttpResponse, Error> {
    let of = |field: &str, text: String| FieldText { field: field.to_owned(), text };
    let (status, loaded, errors) = match why {
        NotDone::Stale(now) => {
            let text = visit.text("content.wrong.stale_deed", &[]);
            (StatusCode::CONFLICT, *now, vec![of(WHOLE_FORM, text)])
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
            let text = visit.text(&format!("content.refusal.{refusal}"), &[]);
            (status, loaded, vec![of(field, text)])
        }
        NotDone::Wrong(errors) => {
            let first = visit.text("content.wrong.public", &[]);
            let own = loaded.row.kind.file(&loaded.row.slug);
            let lines = std::iter::once(first).chain(said(visit, &own, &errors));
            let lines = lines.map(|text| of(WHOLE_FORM, text)).collect();
            (StatusCode::UNPROCESSABLE_ENTITY, loaded, lines)
        }
        other => return Err(not_done(other)),
    };
    again(visit, status, loaded, form, errors).await
}

async fn again(
    visit: &Visit,
    status: StatusCode,
    loaded: pieces::Loaded,
    form: &Form,
    errors: Vec<FieldText>,
) -> Result<HttpResponse, Error> {
    piece::page(visit, status, loaded, form.typed(), errors).await
}
