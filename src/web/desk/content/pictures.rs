//! Pictures for pages: each with a text for who can't see it.

use std::collections::BTreeMap;

use actix_multipart::Multipart;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::db::pictures::{self, Picture};
use crate::db::{Cursor, new_id};
use crate::domain::Time;
use crate::domain::kind::Documents as Limits;
use crate::error::{Error, FieldError};
use crate::web::form::Form;
use crate::web::page::Site;
use crate::web::upload;
use crate::web::visit::Visit;
use crate::web::words::{self, FieldText, by_field};

/// How many a page shows.
const PAGE: i64 = 24;
/// A page weighs little; a picture of a telephone is made smaller first.
const MOST_BYTES: u64 = 3 << 20;
/// Longest alternative text.
const ALT: usize = 120;

/// Where the list goes on.
#[derive(Default, Deserialize)]
pub struct Asked {
    after: Option<String>,
}

#[derive(Serialize)]
struct Row {
    src: String,
    alt: String,
    markdown: String,
    at: Time,
}

#[derive(Serialize)]
struct PicturesPage {
    rows: Vec<Row>,
    next: Option<String>,
    most_mb: u64,
    values: BTreeMap<String, String>,
    errors: Vec<FieldText>,
    wrong: BTreeMap<String, String>,
}

/// `GET /desk/content/pictures`
pub async fn list(visit: Visit, asked: web::Query<Asked>) -> Result<HttpResponse, Error> {
    page(&visit, StatusCode::OK, asked.after.as_deref(), &Form::default()).await
}

async fn page(
    visit: &Visit,
    status: StatusCode,
    after: Option<&str>,
    form: &Form,
) -> Result<HttpResponse, Error> {
    let after = after.and_then(|text| text.parse::<Cursor>().ok());
    let found = visit.app.db.read(move |c| pictures::list(c, after.as_ref(), PAGE)).await?;
    let errors = words::fields(visit, form.errors());
    let page = PicturesPage {
        rows: found.rows.iter().map(row).collect(),
        next: found.next.map(|cursor| format!("/desk/content/pictures?after={cursor}")),
        most_mb: MOST_BYTES >> 20,
        values: form.typed(),
        wrong: by_field(&errors),
        errors,
    };
    let title = visit.text("content.pictures.title", &[]);
    let response = HttpResponse::build(status);
    visit.page_with(response, Site::Desk, "desk/content_pictures.html", &title, &page)
}

fn row(picture: &Picture) -> Row {
    let src = format!("/pictures/{}.{}", picture.id, picture.extension);
    // What would end the text early in Markdown.
    let plain = picture.alt.replace(['[', ']', '\\'], "");
    Row { markdown: format!("![{plain}]({src})"), src, alt: picture.alt.clone(), at: picture.at }
}

/// `POST /desk/content/pictures`: takes one; a script gets its line of Markdown as JSON.
pub async fn take(
    visit: Visit,
    request: HttpRequest,
    body: Multipart,
) -> Result<HttpResponse, Error> {
    let types = ["image/jpeg", "image/png", "image/webp", "image/gif"].map(str::to_owned);
    let limits = Limits { max_files: 1, max_bytes: MOST_BYTES, types: types.into() };
    let mut sent = upload::receive(&visit, &request, body, &limits, "file", 1).await?;
    let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    let json = accept.is_some_and(|accept| accept.starts_with("application/json"));
    let mut form = std::mem::take(&mut sent.form);
    let alt = form.optional("alt", ALT).unwrap_or_default();
    if alt.is_empty() && form.errors().is_empty() {
        form.refuse(FieldError::new("alt", "content.wrong.alt"));
    }
    sent.refused.into_iter().for_each(|error| form.refuse(error));
    if sent.taken.is_empty() && form.errors().iter().all(|error| error.field != "file") {
        form.refuse(FieldError::new("file", "content.wrong.no_picture"));
    }
    let taken = sent.taken.pop().filter(|_| form.errors().is_empty());
    let Some(taken) = taken else {
        if json {
            let errors = words::fields(&visit, form.errors());
            return Ok(HttpResponse::UnprocessableEntity().json(json!({"errors": errors})));
        }
        return page(&visit, StatusCode::UNPROCESSABLE_ENTITY, None, &form).await;
    };
    let picture = Picture {
        id: new_id(),
        sha256: taken.stored.sha256,
        media_type: taken.stored.kind.media_type.to_owned(),
        extension: taken.stored.kind.extension.to_owned(),
        bytes: i64::try_from(taken.stored.bytes).unwrap_or(i64::MAX),
        alt,
        by_account: visit.actor().account,
        at: visit.now,
    };
    let markdown = row(&picture).markdown;
    visit.app.db.write(move |c| pictures::add(c, &picture)).await?;
    if json {
        return Ok(HttpResponse::Ok().json(json!({"markdown": markdown})));
    }
    Ok(visit.redirect_saying("/desk/content/pictures", "flash.content.picture"))
}
