//! What every request passes: who is it, may they enter, and how is an error said.

use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, web};
use serde_json::json;

use super::error_page::ErrorPage;
use super::page::Site;
use super::visit::Visit;
use super::{resume, session, words};
use crate::app::App;
use crate::db;
use crate::domain::access::{self, Area};
use crate::error::{Error, FieldError};
use crate::routes;

/// Nothing is loaded from elsewhere, nothing is inlined, nobody frames us.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     media-src 'self'; connect-src 'self'; font-src 'self'; manifest-src 'self'; form-action 'self'; \
     base-uri 'none'; frame-ancestors 'none'";

/// The one middleware around all routes.
///
/// # Errors
/// None of its own: an error of a handler is already an answer when it comes back here.
pub async fn gate(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let began = Instant::now();
    let Some(app) = request.app_data::<web::Data<App>>().cloned() else {
        return Err(Error::internal("the app is not wired").into());
    };
    let metrics = app.metrics.clone();
    let label = request.match_pattern().unwrap_or_else(|| "none".into());
    let method = request.method().clone();
    let answered = pass(app, request, next).await?;
    metrics.request(method.as_str(), &label, answered.status(), began.elapsed());
    Ok(answered)
}

async fn pass(
    app: web::Data<App>,
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let mut visit = Visit::begin(app, request.request());
    let answered = match enter(&mut visit, &mut request).await {
        Ok(()) => {
            request.extensions_mut().insert(visit.clone());
            // The router needs the request to itself: no clone of it may be kept here. What it
            // serves answers errors too, so an error from it is none of a page's.
            next.call(request).await?.map_into_boxed_body()
        }
        // `into_response` would drop the error, and with it what `said` says.
        Err(error) => request.error_response(error),
    };
    Ok(secure(said(&visit, answered)))
}

/// Who is it, and may they enter?
async fn enter(visit: &mut Visit, request: &mut ServiceRequest) -> Result<(), Error> {
    let area = area_of(request)?;
    // Nothing of these depends on who asks.
    if request.path().starts_with("/static/") || request.path().starts_with("/media/") {
        return Ok(());
    }
    identify(visit, request.request()).await?;
    if access::may_enter(visit.actor().role, area) {
        return same_origin(visit, request.request());
    }
    if area == Area::Class && visit.account.is_none() {
        return Err(Error::JoinClass);
    }
    if visit.account.is_some() || visit.learner.is_some() {
        return Err(Error::Forbidden);
    }
    resume::stash(visit, request).await?;
    Err(Error::SignIn)
}

fn area_of(request: &ServiceRequest) -> Result<Area, Error> {
    let pattern = request.match_pattern().ok_or(Error::NotFound)?;
    let method = if request.method() == Method::HEAD { "GET" } else { request.method().as_str() };
    routes::area(method, &pattern).ok_or(Error::MethodNotAllowed)
}

/// Finds the account behind the session token, if the session is still good.
async fn identify(visit: &mut Visit, request: &HttpRequest) -> Result<(), Error> {
    let Some(token) = session::token_of(request) else { return Ok(()) };
    let Some(claims) = session::open::<session::Claims>(&visit.app, &token) else { return Ok(()) };
    if claims.learner {
        return identify_learner(visit, claims).await;
    }
    let now = visit.now;
    let (sid, idle) = (claims.sid.clone(), chrono::TimeDelta::minutes(session::IDLE_MINUTES));
    let found = visit
        .app
        .db
        .read(move |c| match db::sessions::live(c, &sid, now)? {
            Some(session) => {
                db::accounts::by_id(c, &session.account_id).map(|account| Some((session, account)))
            }
            None => Ok(None),
        })
        .await?;
    let Some((session, account)) = found else { return Ok(()) };
    if now - session.last_seen_at > idle {
        return Ok(());
    }
    if now - session.last_seen_at > chrono::TimeDelta::minutes(5) {
        let (sid, until) = (claims.sid.clone(), session.expires_at);
        visit.app.db.write(move |c| db::sessions::touch(c, &sid, now, until)).await?;
    }
    visit.session = Some(claims.sid);
    visit.account = Some(account);
    Ok(())
}

/// Finds the pupil behind the session token, if the session is still good.
async fn identify_learner(visit: &mut Visit, claims: session::Claims) -> Result<(), Error> {
    let (sid, now) = (claims.sid.clone(), visit.now);
    let found = visit.app.db.read(move |c| db::learners::live(c, &sid, now)).await?;
    let Some((learner, seen)) = found else { return Ok(()) };
    if now - seen > chrono::TimeDelta::minutes(5) {
        let sid = claims.sid.clone();
        visit.app.db.write(move |c| db::learners::touch(c, &sid, now)).await?;
    }
    visit.session = Some(claims.sid);
    visit.learner = Some(learner);
    Ok(())
}

/// A program that uses a browser's cookie must come from our own pages. (Forms carry a token, and
/// a bearer is not sent by a browser of itself.)
fn same_origin(visit: &Visit, request: &HttpRequest) -> Result<(), Error> {
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD);
    if !changes || !is_api(request) || session::bearer(request).is_some() || visit.session.is_none()
    {
        return Ok(());
    }
    match request.headers().get("sec-fetch-site").and_then(|value| value.to_str().ok()) {
        None | Some("same-origin" | "none") => Ok(()),
        Some(_) => Err(Error::Forbidden),
    }
}

/// Whether the answer is for a program.
pub fn is_api(request: &HttpRequest) -> bool {
    request.path().starts_with("/api/")
}

/// Turns an error into a page, or into JSON for a program. Answers that are no errors pass.
fn said(visit: &Visit, response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let Some(error) = error_of(&response) else { return response };
    let request = response.request().clone();
    let mut answer = if is_api(&request) {
        HttpResponse::build(error.status()).json(json(visit, &error))
    } else if matches!(error, Error::SignIn) {
        let next = resume::next_of(&request);
        visit.redirect(&format!("/account/sign-in?next={}", urlencoding::encode(&next))).finish()
    } else if matches!(error, Error::JoinClass) {
        visit.redirect(&format!("/youth/join?next={}", urlencoding::encode(&visit.path))).finish()
    } else {
        page(visit, &error)
    };
    if let Error::TooMany { seconds } = error {
        answer.headers_mut().insert(header::RETRY_AFTER, seconds.max(1).into());
    }
    ServiceResponse::new(request, answer)
}

/// Our error, or what actix itself refused, in our words.
fn error_of(response: &ServiceResponse<BoxBody>) -> Option<Error> {
    if let Some(error) = response.response().error() {
        if let Some(ours) = error.as_error::<Error>() {
            return Some(ours.clone());
        }
        return Some(match response.status() {
            StatusCode::NOT_FOUND => Error::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => Error::MethodNotAllowed,
            StatusCode::PAYLOAD_TOO_LARGE => {
                Error::TooLarge { limit_mib: super::form::FORM_LIMIT_MIB }
            }
            status if status.is_client_error() => Error::Malformed { key: "field.body" },
            _ => Error::internal(error),
        });
    }
    None
}

/// `{"error":{"code","message","fields"}}`.
pub fn json(visit: &Visit, error: &Error) -> serde_json::Value {
    let mut fields = serde_json::Map::new();
    // The first error of a field is the cause: what is of the wrong type is also not filled in.
    for (field, text) in fields_of(visit, error) {
        fields.entry(field).or_insert_with(|| text.into());
    }
    let mut said =
        json!({"code": code_of(error), "message": message(visit, error), "fields": fields});
    match error {
        Error::Internal { incident, .. } => said["incident"] = incident.clone().into(),
        Error::Stale { current } => said["version"] = (*current).into(),
        _ => {}
    }
    json!({ "error": said })
}

fn code_of(error: &Error) -> String {
    match error {
        Error::Refused(refusal) => refusal.code().to_owned(),
        other => other.code().to_owned(),
    }
}

/// The fields an error is about, with what is wrong with each.
fn fields_of(visit: &Visit, error: &Error) -> Vec<(String, String)> {
    words::of_error(visit, error)
        .into_iter()
        .filter(|said| said.field != words::WHOLE_FORM)
        .map(|said| (said.field, said.text))
        .collect()
}

/// The text of a field's error in the visit's language.
pub fn field_text(visit: &Visit, field: &FieldError) -> String {
    let args: Vec<(&str, String)> =
        field.args.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    visit.text(&field.key, &args)
}

/// One sentence that says what is wrong and what to do.
pub fn message(visit: &Visit, error: &Error) -> String {
    match error {
        Error::Refused(refusal) => words::refusal(visit, refusal),
        Error::Malformed { key } => visit.text(key, &[]),
        Error::TooLarge { limit_mib } => {
            visit.text("problem.too_large", &[("limit", limit_mib.to_string())])
        }
        Error::TooMany { seconds } => {
            visit.text("problem.too_many", &[("seconds", seconds.to_string())])
        }
        other => visit.text(&format!("problem.{}", other.code()), &[]),
    }
}

fn page(visit: &Visit, error: &Error) -> HttpResponse {
    let mut page = ErrorPage::new(error.status().as_u16());
    page.detail = message(visit, error);
    if let Error::Internal { incident, .. } = error {
        page.detail.clear();
        page.incident = incident.clone();
    }
    let title = visit.text(&page.title_key(), &[]);
    let response = HttpResponse::build(error.status());
    visit.page_with(response, Site::None, ErrorPage::TEMPLATE, &title, &page).unwrap_or_else(
        |error| {
            HttpResponse::build(error.status())
                .content_type("text/plain; charset=utf-8")
                .body(error.code())
        },
    )
}

fn secure(mut response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let headers = response.headers_mut();
    let mut set = |name: &'static str, value: &'static str| {
        headers
            .insert(header::HeaderName::from_static(name), header::HeaderValue::from_static(value));
    };
    set("content-security-policy", CONTENT_SECURITY_POLICY);
    set("x-content-type-options", "nosniff");
    set("referrer-policy", "same-origin");
    set("x-frame-options", "DENY");
    set("permissions-policy", "camera=(), microphone=(), geolocation=()");
    // What is about one person is kept by no cache; assets say so themselves.
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    }
    response
}
