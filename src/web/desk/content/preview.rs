//! How a page will look: its text while it is written, and the real page before it is out.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::{BODY, load, sheet};
use crate::content::{Edit, markdown, write};
use crate::db::pieces;
use crate::domain::publication::PieceKind;
use crate::error::{Error, FieldError};
use crate::web::form::Form;
use crate::web::preview;
use crate::web::visit::Visit;

/// `POST /desk/content/render`: the text alone, as it will be printed.
pub async fn render(mut form: Form) -> Result<HttpResponse, Error> {
    let body = form.optional("body", BODY).unwrap_or_default();
    form.check()?;
    Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").body(markdown::render(&body)))
}

/// Which revision.
#[derive(Deserialize)]
pub struct Asked {
    revision: Option<i32>,
}

/// `GET /desk/content/{id}/preview`: a revision as the real page.
pub async fn show(
    visit: Visit,
    id: web::Path<String>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Error> {
    let loaded = load(&visit, &id).await?;
    let text = match asked.revision {
        Some(number) => {
            let id = id.into_inner();
            visit.app.db.read(move |c| pieces::revision(c, &id, number)).await?.text
        }
        None => loaded.text,
    };
    real(&visit, loaded.row.kind, &loaded.row.slug, text).await
}

/// `POST /desk/content/preview/{kind}`: what stands in the form as the real page; nothing is kept.
pub async fn typed(
    visit: Visit,
    word: web::Path<String>,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let kind: PieceKind = word.parse().map_err(|_| Error::NotFound)?;
    let body = form.optional("body", BODY).unwrap_or_default();
    let slug = match form.raw("slug") {
        "" => "preview".to_owned(),
        slug => slug.to_owned(),
    };
    match write(kind, &slug, None, &sheet::values(&form), &body) {
        Ok(text) => real(&visit, kind, &slug, text).await,
        Err(faults) => Err(Error::Invalid(faults.iter().map(sheet::error).collect())),
    }
}

async fn real(
    visit: &Visit,
    kind: PieceKind,
    slug: &str,
    text: String,
) -> Result<HttpResponse, Error> {
    let edit = Edit { kind, slug: slug.to_owned(), text: Some(text) };
    let content = visit.content.with(&[edit]).map_err(|errors| {
        let said = |error: &crate::content::ContentError| {
            FieldError::new("body", "content.wrong.unreadable").with("why", &error.message)
        };
        Error::Invalid(errors.iter().map(said).collect())
    })?;
    preview::page(visit, content, kind, slug).await
}
