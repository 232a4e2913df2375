//! A new page.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::sheet::{self, Sheet};
use super::{BODY, kind, said};
use crate::content::{Values, page_of, write};
use crate::db::{DbError, pieces};
use crate::domain::deadline::local_day;
use crate::domain::publication::{PieceKind, is_slug};
use crate::error::{Error, FieldError};
use crate::web::form::Form;
use crate::web::visit::Visit;

/// `GET /desk/content/new/{kind}`
pub async fn show(visit: Visit, word: web::Path<String>) -> Result<HttpResponse, Error> {
    let kind = kind(&word)?;
    let today = local_day(visit.now).to_string();
    let mut values = vec![("reviewed".to_owned(), today.clone())];
    if kind == PieceKind::Bulletin {
        values.push(("date".to_owned(), today));
    }
    let body = visit.app.pages.locale().text(visit.lang, &format!("content.begin.{kind}"), &[]);
    let sheet = Sheet { values: Values::of(values), body, ..blank(&visit, kind, "") };
    sheet::page(&visit, StatusCode::OK, sheet)
}

fn blank<'a>(visit: &Visit, kind: PieceKind, slug: &'a str) -> Sheet<'a> {
    Sheet {
        kind,
        id: None,
        slug,
        version: 0,
        title: visit.text(&format!("content.new.{kind}"), &[]),
        values: Values::default(),
        body: String::new(),
        note: String::new(),
        errors: Vec::new(),
        complaints: Vec::new(),
        theirs: None,
    }
}

/// `POST /desk/content/new/{kind}`
pub async fn submit(
    visit: Visit,
    word: web::Path<String>,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let kind = kind(&word)?;
    let slug = form.required("slug", 60);
    if !slug.is_empty() && !is_slug(&slug) {
        form.refuse(FieldError::new("slug", "content.wrong.slug"));
    }
    let body = form.optional("body", BODY).unwrap_or_default();
    let typed = sheet::values(&form);
    sheet::pictures(&body).into_iter().for_each(|error| form.refuse(error));
    let written = write(kind, &slug, None, &typed, &body);
    if let Err(faults) = &written {
        faults.iter().for_each(|fault| form.refuse(sheet::error(fault)));
    }
    if let (Ok(text), true) = (&written, form.errors().is_empty()) {
        match page_of(kind, &slug, text) {
            Err(error) => {
                let again = Sheet {
                    complaints: said(&visit, &kind.file(&slug), &[error]),
                    ..again(&visit, kind, &slug, &form)
                };
                return sheet::page(&visit, StatusCode::UNPROCESSABLE_ENTITY, again);
            }
            Ok(facts) => match store(&visit, kind, &slug, text, &facts.title).await {
                Ok(id) => {
                    return Ok(visit
                        .redirect_saying(&format!("/desk/content/{id}"), "flash.content.saved"));
                }
                Err(DbError::Conflict(_)) => {
                    form.refuse(FieldError::new("slug", "content.wrong.taken"));
                }
                Err(error) => return Err(error.into()),
            },
        }
    }
    sheet::page(&visit, StatusCode::UNPROCESSABLE_ENTITY, again(&visit, kind, &slug, &form))
}

fn again<'a>(visit: &Visit, kind: PieceKind, slug: &'a str, form: &Form) -> Sheet<'a> {
    Sheet {
        values: sheet::values(form),
        body: form.raw("body").replace("\r\n", "\n").replace('\0', ""),
        errors: form.errors().to_vec(),
        ..blank(visit, kind, slug)
    }
}

async fn store(
    visit: &Visit,
    kind: PieceKind,
    slug: &str,
    text: &str,
    title: &str,
) -> Result<String, DbError> {
    let by = visit.actor().account.unwrap_or_default();
    let (slug, text, title, now) = (slug.to_owned(), text.to_owned(), title.to_owned(), visit.now);
    let id = pieces::id_of(kind, &slug);
    let write =
        move |c: &mut crate::db::Conn| pieces::create(c, kind, &slug, (&text, &title), &by, now);
    visit.app.db.write(write).await?;
    Ok(id)
}
