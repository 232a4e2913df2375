//! `/desk/report/{code}/{line}`: a short report after the lesson, and photographs of the venue.

use std::collections::BTreeMap;

use actix_multipart::Multipart;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, HttpResponse, HttpResponseBuilder, web};
use serde::Serialize;

use super::check_in::read;
use super::forms::LONGEST;
use super::lines::{done, words};
use crate::db::documents::Document;
use crate::db::new_id;
use crate::domain::access;
use crate::domain::kind::Documents as Limits;
use crate::domain::order::{Action, Input, Order, Visibility};
use crate::error::{Error, FieldError};
use crate::web::act::{self, Loaded};
use crate::web::act_line::{self, Planned};
use crate::web::form::Form;
use crate::web::page::Site;
use crate::web::upload::{self, Taken, Upload};
use crate::web::visit::Visit;
use crate::web::words::{self as said, FieldText, WHOLE_FORM};

/// The field of the photographs.
const PHOTOS: &str = "photos";
/// A school sends no files; whoever reports may show the empty venue.
const MOST: usize = 4;
const MOST_BYTES: u64 = 10 << 20;
const TYPES: [&str; 3] = ["image/jpeg", "image/png", "image/webp"];

#[derive(Serialize)]
struct ReportPage {
    code: String,
    line: String,
    version: i64,
    course: String,
    school: String,
    headcount: Option<i32>,
    most: usize,
    megabytes: u64,
    accept: String,
    values: BTreeMap<String, String>,
    errors: Vec<FieldText>,
    wrong: BTreeMap<String, String>,
}

/// `GET /desk/report/{code}/{line}`
pub async fn show(visit: Visit, path: web::Path<(String, String)>) -> Result<HttpResponse, Error> {
    let (code, line) = path.into_inner();
    let loaded = load(&visit, &code, &line).await?;
    render(&visit, &loaded, &line, &Form::default(), None, HttpResponse::Ok()).await
}

/// `POST /desk/report/{code}/{line}`
pub async fn submit(
    visit: Visit,
    request: HttpRequest,
    path: web::Path<(String, String)>,
    payload: web::Payload,
) -> Result<HttpResponse, Error> {
    let (code, line) = path.into_inner();
    let loaded = load(&visit, &code, &line).await;
    // Whose token is missing learns nothing else; who may not report leaves nothing behind.
    let room = if loaded.is_ok() { MOST } else { 0 };
    let mut upload = receive(&visit, &request, payload, room).await?;
    let loaded = loaded?;
    match perform(&visit, &loaded, &line, &mut upload).await {
        Ok(order) => Ok(done(&visit, &order, Action::Deliver)),
        Err(error @ (Error::Invalid(_) | Error::Refused(_) | Error::Stale { .. })) => {
            let loaded = load(&visit, &code, &line).await?;
            let response = HttpResponse::build(error.status());
            render(&visit, &loaded, &line, &upload.form, Some(&error), response).await
        }
        Err(other) => Err(other),
    }
}

/// The order, if this person reports on this line.
async fn load(visit: &Visit, code: &str, line: &str) -> Result<Loaded, Error> {
    let loaded = act::load(visit, code).await?;
    let found = loaded.order.line(line).ok_or(Error::NotFound)?;
    access::may(&loaded.actor, Action::Deliver, &loaded.order, Some(found))?;
    Ok(loaded)
}

fn limits() -> Limits {
    Limits { max_files: MOST, max_bytes: MOST_BYTES, types: TYPES.map(str::to_owned).into() }
}

/// A browser sends files; a program may send words alone.
async fn receive(
    visit: &Visit,
    request: &HttpRequest,
    payload: web::Payload,
    room: usize,
) -> Result<Upload, Error> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if !kind.is_some_and(|kind| kind.starts_with("multipart/form-data")) {
        let form = Form::from_request(request, &mut payload.into_inner()).await?;
        return Ok(Upload { form, ..Upload::default() });
    }
    let body = Multipart::new(request.headers(), payload);
    upload::receive(visit, request, body, &limits(), PHOTOS, room).await
}

async fn perform(
    visit: &Visit,
    loaded: &Loaded,
    line: &str,
    upload: &mut Upload,
) -> Result<Order, Error> {
    let form = &mut upload.form;
    let text = form.required("text", LONGEST);
    let version = form.number("version").unwrap_or_default();
    upload.refused.drain(..).for_each(|error| form.refuse(error));
    if !upload.taken.is_empty() && !form.ticked("consent") {
        form.refuse(FieldError::new("consent", "planner.wrong.consent"));
    }
    form.check()?;
    let papers: Vec<Document> =
        upload.taken.drain(..).map(|taken| photo(visit, loaded, taken)).collect();
    let input = Input {
        line: Some(line.to_owned()),
        text: Some(text),
        documents: papers.iter().map(|paper| paper.id.clone()).collect(),
        ..Input::default()
    };
    let planned = Planned { papers: &papers, ..Planned::default() };
    act_line::perform_planned(visit, loaded, Action::Deliver, &input, version, planned).await
}

/// A photograph that the school and the agency see.
fn photo(visit: &Visit, loaded: &Loaded, taken: Taken) -> Document {
    Document {
        id: new_id(),
        order_id: Some(loaded.order.id.clone()),
        draft_id: None,
        sha256: taken.stored.sha256,
        name: taken.name,
        media_type: taken.stored.kind.media_type.to_owned(),
        bytes: i64::try_from(taken.stored.bytes).unwrap_or(i64::MAX),
        uploaded_by: visit.account.as_ref().map(|account| account.id.clone()),
        visibility: Visibility::Asker,
        agency: loaded.actor.agency.clone(),
        created_at: visit.now,
    }
}

async fn render(
    visit: &Visit,
    loaded: &Loaded,
    line: &str,
    form: &Form,
    error: Option<&Error>,
    response: HttpResponseBuilder,
) -> Result<HttpResponse, Error> {
    let order = &loaded.order;
    let found = order.line(line).ok_or(Error::NotFound)?;
    let (detail, school) = read(visit, order, found).await?;
    let mut errors = error.map(|error| said::of_error(visit, error)).unwrap_or_default();
    for error in errors.iter_mut().filter(|error| error.field == WHOLE_FORM) {
        error.field.clear();
    }
    let page = ReportPage {
        code: order.code.clone(),
        line: line.to_owned(),
        version: order.version,
        course: words::title(visit, &detail),
        school,
        headcount: found.headcount,
        most: MOST,
        megabytes: MOST_BYTES >> 20,
        accept: TYPES.join(","),
        values: form.typed(),
        wrong: said::by_field(&errors),
        errors,
    };
    let title = visit.text("planner.report.title", &[]);
    visit.page_with(response, Site::Desk, "desk/report.html", &title, &page)
}
