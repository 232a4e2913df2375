//! A page is written.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::sheet::{self, Sheet, Theirs};
use super::{BODY, hand, load, said};
use crate::content::{page_of, values, write};
use crate::db::accounts;
use crate::db::pieces::{self, Loaded};
use crate::domain::publication::{Deed, With};
use crate::error::{Error, FieldError};
use crate::publishing::{NotDone, Request};
use crate::web::form::Form;
use crate::web::visit::Visit;

/// Longest word about a change.
pub(super) const NOTE: usize = 200;

/// `GET /desk/content/{id}/edit`
pub async fn show(visit: Visit, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let loaded = load(&visit, &id).await?;
    let (values, body) = values(loaded.row.kind, &loaded.text).unwrap_or_default();
    let sheet = Sheet { values, body, ..blank(&loaded) };
    sheet::page(&visit, StatusCode::OK, sheet)
}

fn blank(loaded: &Loaded) -> Sheet<'_> {
    Sheet {
        kind: loaded.row.kind,
        id: Some(&loaded.row.id),
        slug: &loaded.row.slug,
        version: loaded.row.version,
        title: loaded.row.title.clone(),
        values: Default::default(),
        body: String::new(),
        note: String::new(),
        errors: Vec::new(),
        complaints: Vec::new(),
        theirs: None,
    }
}

/// `POST /desk/content/{id}/edit`
pub async fn submit(
    visit: Visit,
    id: web::Path<String>,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let loaded = load(&visit, &id).await?;
    let body = form.optional("body", BODY).unwrap_or_default();
    let note = form.optional("note", NOTE).unwrap_or_default();
    let version = form.number("version").unwrap_or_default();
    let typed = sheet::values(&form);
    sheet::pictures(&body).into_iter().for_each(|error| form.refuse(error));
    let (kind, slug) = (loaded.row.kind, loaded.row.slug.clone());
    let written = write(kind, &slug, Some(&loaded.text), &typed, &body);
    if let Err(faults) = &written {
        faults.iter().for_each(|fault| form.refuse(sheet::error(fault)));
    }
    let shown = Sheet {
        values: typed,
        body: form.raw("body").replace("\r\n", "\n").replace('\0', ""),
        note: note.clone(),
        version,
        errors: form.errors().to_vec(),
        ..blank(&loaded)
    };
    let (Ok(text), true) = (written, form.errors().is_empty()) else {
        return sheet::page(&visit, StatusCode::UNPROCESSABLE_ENTITY, shown);
    };
    if let Err(error) = page_of(kind, &slug, &text) {
        let sheet = Sheet { complaints: said(&visit, &kind.file(&slug), &[error]), ..shown };
        return sheet::page(&visit, StatusCode::UNPROCESSABLE_ENTITY, sheet);
    }
    if text == loaded.text && version == loaded.row.version {
        return Ok(visit.redirect_saying(&format!("/desk/content/{id}"), "flash.content.same"));
    }
    let request = Request {
        id: &loaded.row.id,
        version,
        deed: Deed::Save,
        hand: hand(&visit),
        with: With { at: None, note: &note },
        text: Some(text.clone()),
    };
    match visit.app.perform(request).await {
        Ok(_) => Ok(visit.redirect_saying(&format!("/desk/content/{id}"), "flash.content.saved")),
        Err(NotDone::Stale(now)) => {
            let theirs = theirs(&visit, &now, text).await?;
            let sheet = Sheet {
                version: now.row.version,
                theirs: Some(theirs),
                errors: vec![FieldError::new("body", "content.wrong.stale")],
                ..shown
            };
            sheet::page(&visit, StatusCode::CONFLICT, sheet)
        }
        Err(other) => Err(not_done(other)),
    }
}

async fn theirs(visit: &Visit, now: &Loaded, mine: String) -> Result<Theirs, Error> {
    let (id, newest) = (now.row.id.clone(), now.row.newest);
    let by = visit.app.db.read(move |c| {
        let by = pieces::revision(c, &id, newest)?.by_account;
        Ok(by.map(|by| accounts::by_id(c, &by)).transpose()?.map(|account| account.name))
    });
    Ok(Theirs::of(by.await?, now.text.clone(), mine))
}

/// What no form of ours can show.
pub(super) fn not_done(not: NotDone) -> Error {
    match not {
        NotDone::Db(error) => error.into(),
        other => Error::internal(format!("{other:?}")),
    }
}
