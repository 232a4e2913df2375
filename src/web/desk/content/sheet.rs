//! The form of a page: read, and shown with what was typed.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;

use super::controls::{Control, Controls, name_of};
use super::diff::{self, Line};
use crate::content::fields::fields;
use crate::content::{Fault, Values, markdown};
use crate::domain::publication::PieceKind;
use crate::error::{Error, FieldError};
use crate::web::form::Form;
use crate::web::page::Site;
use crate::web::visit::Visit;
use crate::web::words::{self, by_field};

/// Fields that stand above the text; the others stand below it.
const ABOVE: usize = 3;

/// What stands in a form.
pub struct Sheet<'a> {
    pub kind: PieceKind,
    /// None: a new page.
    pub id: Option<&'a str>,
    pub slug: &'a str,
    pub version: i64,
    pub title: String,
    pub values: Values,
    pub body: String,
    pub note: String,
    pub errors: Vec<FieldError>,
    /// What is wrong, of no field of this form.
    pub complaints: Vec<String>,
    /// Somebody else saved meanwhile: their text, and what was typed here.
    pub theirs: Option<Theirs>,
}

/// What somebody else saved meanwhile.
#[derive(Serialize)]
pub struct Theirs {
    pub by: Option<String>,
    pub text: String,
    pub mine: String,
    pub changes: Vec<Line>,
}

impl Theirs {
    /// Their text against what was typed here.
    pub fn of(by: Option<String>, text: String, mine: String) -> Theirs {
        Theirs { by, changes: diff::lines(&text, &mine), text, mine }
    }
}

#[derive(Serialize)]
struct EditPage<'a> {
    kind: PieceKind,
    id: Option<&'a str>,
    slug: &'a str,
    version: i64,
    minors: bool,
    above: Vec<Control>,
    below: Vec<Control>,
    body: String,
    html: String,
    note: String,
    action: String,
    complaints: Vec<String>,
    theirs: Option<Theirs>,
    errors: Vec<words::FieldText>,
    wrong: BTreeMap<String, String>,
}

/// The form as a page.
///
/// # Errors
/// The template's.
pub fn page(visit: &Visit, status: StatusCode, sheet: Sheet<'_>) -> Result<HttpResponse, Error> {
    let errors = words::fields(visit, &sheet.errors);
    let wrong = by_field(&errors);
    let controls = Controls { visit, values: &sheet.values, wrong: &wrong };
    let mut above = controls.all(fields(sheet.kind));
    let below = above.split_off(ABOVE.min(above.len()));
    let page = EditPage {
        kind: sheet.kind,
        id: sheet.id,
        slug: sheet.slug,
        version: sheet.version,
        minors: sheet.kind.for_minors(sheet.slug),
        above,
        below,
        html: markdown::render(&sheet.body),
        body: sheet.body,
        note: sheet.note,
        action: match sheet.id {
            Some(id) => format!("/desk/content/{id}/edit"),
            None => format!("/desk/content/new/{}", sheet.kind),
        },
        complaints: sheet.complaints,
        theirs: sheet.theirs,
        errors,
        wrong,
    };
    let response = HttpResponse::build(status);
    visit.page_with(response, Site::Desk, "desk/content_edit.html", &sheet.title, &page)
}

/// The values of a form, by the paths of their keys.
pub fn values(form: &Form) -> Values {
    let of = |(name, value): &(String, String)| {
        Some((name.strip_prefix("f.")?.to_owned(), value.replace('\0', "")))
    };
    Values::of(form.pairs().iter().filter_map(of))
}

/// What is wrong with a field, as the form shows it.
pub fn error(fault: &Fault) -> FieldError {
    let error = FieldError::new(&name_of(&fault.path), fault.key);
    fault.args.iter().fold(error, |error, (name, value)| error.with(name, value))
}

/// What is wrong with the pictures of a text: one without alternative text, or from elsewhere.
pub fn pictures(body: &str) -> Option<FieldError> {
    let pictures = markdown::pictures(body);
    if pictures.iter().any(|(_, alt)| alt.trim().is_empty()) {
        return Some(FieldError::new("body", "content.wrong.alt"));
    }
    let own = |src: &str| src.starts_with("/pictures/");
    let foreign = pictures.iter().any(|(src, _)| !own(src));
    foreign.then(|| FieldError::new("body", "content.wrong.foreign"))
}
