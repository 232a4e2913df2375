//! `/desk/videos`: films are uploaded, one sees what becomes of them, and lessons get them.

mod captions;
mod page;
mod receive;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::db::{Cursor, lesson_revisions, videos};
use crate::domain::film::VideoState;
use crate::error::{Error, FieldError};
use crate::web::form::Form;
use crate::web::visit::Visit;
use crate::web::words;

pub use captions::caption;
pub use receive::{bytes, create};

/// How many a page shows.
const PAGE: i64 = 30;

/// Where a list goes on.
#[derive(Deserialize)]
pub struct After {
    after: Option<String>,
}

/// `GET /desk/videos`
pub async fn list(visit: Visit, asked: web::Query<After>) -> Result<HttpResponse, Error> {
    let after = asked.after.as_deref().and_then(|text| text.parse::<Cursor>().ok());
    page::list(&visit, StatusCode::OK, after, Vec::new()).await
}

/// `GET /desk/videos/{id}`
pub async fn show(visit: Visit, id: web::Path<String>) -> Result<HttpResponse, Error> {
    page::one(&visit, StatusCode::OK, &id, Vec::new()).await
}

/// `POST /desk/videos/{id}/lesson`: the film becomes that of a lesson, from now on.
pub async fn attach(
    visit: Visit,
    id: web::Path<String>,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let id = id.into_inner();
    let slug = form.required("lesson", 100);
    if !slug.is_empty() && visit.content.lesson(&slug).is_none() {
        form.refuse(FieldError::new("lesson", "field.choice"));
    }
    let film = id.clone();
    let row = visit.app.db.read(move |c| videos::find(c, &film)).await?;
    if row.state != VideoState::Ready {
        form.refuse(FieldError::new("lesson", "media.wrong.not_ready"));
    }
    if form.check().is_err() {
        let errors = words::fields(&visit, form.errors());
        return page::one(&visit, StatusCode::UNPROCESSABLE_ENTITY, &id, errors).await;
    }
    let (by, now, film) = (visit.actor().account.unwrap_or_default(), visit.now, id.clone());
    visit.app.db.write(move |c| lesson_revisions::attach(c, &slug, &film, &by, now)).await?;
    visit.app.refresh().await?;
    Ok(visit.redirect_saying(&format!("/desk/videos/{id}"), "flash.film_attached"))
}
