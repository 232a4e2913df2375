//! The fourth question: papers. Each file is taken or refused by itself; those taken stay.

use actix_multipart::Multipart;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use super::draft::{self, Draft};
use super::{Asking, Query, Question, begun};
use crate::db::documents::{self, Document};
use crate::db::{DbError, new_id};
use crate::domain::order::Visibility;
use crate::error::{Error, FieldError};
use crate::web::form::Form;
use crate::web::upload::{self, Taken, Upload};
use crate::web::visit::Visit;

/// The field that the files come in.
const FIELD: &str = "papers";

#[derive(Serialize)]
struct Own {
    files: Vec<Paper>,
    room: usize,
    max_files: usize,
    megabytes: u64,
    accept: String,
}

#[derive(Serialize)]
struct Paper {
    id: String,
    name: String,
    /// Locale key of what it is.
    kind: &'static str,
    size: String,
}

/// `GET /enterprise/ask/papers`
pub async fn show(visit: Visit, query: Query) -> Result<HttpResponse, Error> {
    match begun(&visit).await? {
        Ok(draft) => page(&visit, draft, &query.then, &[], false).await,
        Err(elsewhere) => Ok(elsewhere),
    }
}

/// `POST /enterprise/ask/papers`
pub async fn submit(
    visit: Visit,
    request: HttpRequest,
    body: Multipart,
) -> Result<HttpResponse, Error> {
    let mut draft = match begun(&visit).await? {
        Ok(draft) => draft,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let limits = super::kind(&visit)?.documents.clone();
    let room = limits.max_files.saturating_sub(draft::files(&visit).await?.len());
    let Upload { form, taken, mut refused } =
        match upload::receive(&visit, &request, body, &limits, FIELD, room).await {
            Ok(upload) => upload,
            Err(Error::ForgedForm) => return page(&visit, draft, "", &[], true).await,
            Err(other) => return Err(other),
        };
    let any = !taken.is_empty();
    refused.extend(keep(&visit, taken, limits.max_files).await?);
    draft.save(&visit, if form.raw("go") == "on" { 4 } else { 3 }).await?;
    let then = super::then_of(&form);
    if !refused.is_empty() {
        return page(&visit, draft, then, &refused, false).await;
    }
    if form.raw("go") == "on" {
        return Ok(super::onward(&visit, Question::Papers, then));
    }
    let again = if then.is_empty() {
        Question::Papers.path()
    } else {
        format!("{}?then={then}", Question::Papers.path())
    };
    Ok(match any {
        true => visit.redirect_saying(&again, "flash.ask.taken"),
        false => visit.redirect(&again).finish(),
    })
}

/// Notes the files that were stored; the same file twice is one. Says which found no more room,
/// because others came at the same moment.
async fn keep(visit: &Visit, taken: Vec<Taken>, most: usize) -> Result<Vec<FieldError>, Error> {
    let (row, now) = (draft::id(visit), visit.now);
    let uploader = visit.account.as_ref().map(|account| account.id.clone());
    let refused = visit.app.db.write(move |c| {
        let mut there = documents::by_draft(c, &row)?;
        let mut refused = Vec::new();
        for Taken { name, stored } in &taken {
            if there.iter().any(|known| known.sha256 == stored.sha256) {
                continue;
            }
            if there.len() >= most {
                refused.push(
                    FieldError::new(FIELD, "ask.wrong.file_many")
                        .with("name", name)
                        .with("files", most),
                );
                continue;
            }
            let document = Document {
                id: new_id(),
                order_id: None,
                draft_id: Some(row.clone()),
                sha256: stored.sha256.clone(),
                name: name.clone(),
                media_type: stored.kind.media_type.to_owned(),
                bytes: i64::try_from(stored.bytes).unwrap_or(i64::MAX),
                uploaded_by: uploader.clone(),
                visibility: Visibility::Asker,
                agency: None,
                created_at: now,
            };
            documents::add(c, &document)?;
            there.push(document);
        }
        Ok(refused)
    });
    Ok(refused.await?)
}

/// `POST /enterprise/ask/papers/remove`
pub async fn remove(visit: Visit, form: Form) -> Result<HttpResponse, Error> {
    let (row, id) = (draft::id(&visit), form.raw("id").to_owned());
    let removed = visit.app.db.write(move |c| documents::remove_from_draft(c, &row, &id)).await;
    match removed {
        Ok(unused) => draft::forget_bytes(&visit, unused.into_iter().collect()).await,
        // Pressed twice: it is gone, as was wished.
        Err(DbError::NotFound) => {}
        Err(other) => return Err(other.into()),
    }
    let then = super::then_of(&form);
    let again = if then.is_empty() {
        Question::Papers.path()
    } else {
        format!("{}?then={then}", Question::Papers.path())
    };
    Ok(visit.redirect_saying(&again, "flash.ask.removed"))
}

async fn page(
    visit: &Visit,
    draft: Draft,
    then: &str,
    errors: &[FieldError],
    forged: bool,
) -> Result<HttpResponse, Error> {
    let limits = &super::kind(visit)?.documents;
    let files = draft::files(visit).await?;
    let own = Own {
        room: limits.max_files.saturating_sub(files.len()),
        max_files: limits.max_files,
        megabytes: limits.max_bytes >> 20,
        accept: limits.types.join(","),
        files: files.into_iter().map(paper).collect(),
    };
    Asking { question: Question::Papers, then, errors, forged, values: draft.request }
        .page(visit, own)
}

fn paper(document: Document) -> Paper {
    Paper {
        kind: kind_key(&document.media_type),
        size: size(document.bytes),
        id: document.id,
        name: document.name,
    }
}

fn kind_key(media_type: &str) -> &'static str {
    match media_type {
        "application/pdf" => "ask.file.pdf",
        "text/plain" => "ask.file.text",
        image if image.starts_with("image/") => "ask.file.image",
        _ => "ask.file.office",
    }
}

/// `86 KB`, `1.4 MB`.
fn size(bytes: i64) -> String {
    match bytes {
        0..1_048_576 => format!("{} KB", (bytes + 1023) / 1024),
        _ => format!("{:.1} MB", bytes as f64 / 1_048_576.0),
    }
}
