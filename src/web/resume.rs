//! A session that ran out while somebody was typing: what they typed is kept, sealed, and waits
//! behind the sign-in.

use std::collections::BTreeMap;

use actix_web::dev::ServiceRequest;
use actix_web::http::{Method, header};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::page::Site;
use super::visit::Visit;
use crate::db;
use crate::error::Error;

/// How long a form waits, in hours.
const KEEP_HOURS: i64 = 24;
/// A form larger than this is not kept; no form of the desk comes near.
const KEEP_BYTES: usize = 512 << 10;

/// A form that could not be taken because nobody was signed in.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    path: String,
    fields: Vec<(String, String)>,
}

/// The id under which a kept form is found again, left with the request.
struct KeptId(String);

/// Keeps the body of a form that is about to be refused for want of a session.
pub async fn stash(visit: &Visit, request: &mut ServiceRequest) -> Result<(), Error> {
    let typed = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let form = typed.is_some_and(|value| value.starts_with("application/x-www-form-urlencoded"));
    if request.method() != Method::POST || !form {
        return Ok(());
    }
    let Ok(body) = request.extract::<web::Bytes>().await else { return Ok(()) };
    if body.len() > KEEP_BYTES {
        return Ok(());
    }
    let pairs = form_urlencoded::parse(&body).into_owned();
    let fields = pairs.filter(|(name, _)| name != super::csrf::FIELD).collect();
    let kept = Kept { path: request.path().to_owned(), fields };
    let id = data_encoding::HEXLOWER.encode(&rand::random::<[u8; 16]>());
    let row = row_of(visit, &id);
    let text = serde_json::to_string(&kept).map_err(Error::internal)?;
    let (now, until) = (visit.now, visit.now + chrono::TimeDelta::hours(KEEP_HOURS));
    let sealer = visit.app.sealer.clone();
    visit.app.db.write(move |c| db::drafts::put(c, &sealer, &row, &text, now, until)).await?;
    request.extensions_mut().insert(KeptId(id));
    Ok(())
}

/// Where to go after signing in: back to the page, or to the form that was kept.
pub fn next_of(request: &HttpRequest) -> String {
    match request.extensions().get::<KeptId>() {
        Some(KeptId(id)) => format!("/account/resume/{id}"),
        None if request.method() == Method::GET => {
            request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned()
        }
        None => "/".to_owned(),
    }
}

/// Only the browser that typed it finds it: the row's name is made with the guest's cookie.
fn row_of(visit: &Visit, id: &str) -> String {
    super::digest(&visit.app.config.secret, &["resume", &visit.guest, id])
}

#[derive(Serialize)]
struct ResumePage {
    action: String,
    fields: Vec<(String, String)>,
    shown: BTreeMap<String, String>,
}

/// `GET /account/resume/{id}`: what was typed, and one button to send it.
pub async fn show(visit: Visit, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let row = row_of(&visit, &id);
    let (sealer, now) = (visit.app.sealer.clone(), visit.now);
    let text = visit
        .app
        .db
        .read(move |c| db::drafts::get(c, &sealer, &row, now))
        .await?
        .ok_or(Error::NotFound)?;
    let kept: Kept = serde_json::from_str(&text).map_err(Error::internal)?;
    let shown = kept.fields.iter().filter(|(_, value)| !value.trim().is_empty()).cloned().collect();
    let title = visit.text("account.resume.title", &[]);
    let page = ResumePage { action: kept.path, fields: kept.fields, shown };
    visit.page(Site::Account, "account/resume.html", &title, &page)
}
