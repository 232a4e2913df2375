//! A film comes in: whole with a plain form, or announced and then piece by piece, so that a lost
//! line costs one piece. One that is too large is refused before its first byte.

use actix_multipart::{Field, Multipart};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap};
use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::StreamExt;
use serde::Deserialize;
use serde_json::json;

use super::page;
use crate::db::{jobs, new_id, videos};
use crate::domain::film::VideoState;
use crate::domain::order::Job;
use crate::error::{Error, FieldError};
use crate::media::NotTaken;
use crate::web::visit::Visit;
use crate::web::{csrf, upload, words};

/// Longest value of a field that is no file.
const TEXT_BYTES: usize = 2000;
/// What a form is larger than its file.
const FORM_BYTES: u64 = 64 << 10;
/// The token of a piece, which is no form.
const TOKEN: &str = "x-csrf";

/// What came with the form.
#[derive(Default)]
struct Came {
    name: String,
    /// Announced, to come in pieces.
    size: Option<u64>,
    /// Here already, under an id.
    whole: Option<(String, u64)>,
}

impl Came {
    /// How many bytes it has, or will have.
    fn size(&self) -> Option<u64> {
        self.whole.as_ref().map(|(_, bytes)| *bytes).or(self.size)
    }

    /// Why a film of this size is not taken.
    fn wrong(&self, limit: u64) -> Option<&'static str> {
        match self.size() {
            None | Some(0) => Some("media.wrong.file"),
            Some(size) if size > limit => Some("media.wrong.too_large"),
            Some(_) => None,
        }
    }
}

/// `POST /desk/videos`
pub async fn create(
    visit: Visit,
    request: HttpRequest,
    body: Multipart,
) -> Result<HttpResponse, Error> {
    let (came, wrong) = take(&visit, &request, body).await?;
    if let Some(key) = wrong {
        if let Some((id, _)) = &came.whole {
            visit.app.uploads.clear(id).await.map_err(Error::internal)?;
        }
        return refused(&visit, &request, key).await;
    }
    let id = keep(&visit, came).await?;
    if asks_for_json(&request) {
        return Ok(HttpResponse::Created().json(json!({"id": id, "offset": 0})));
    }
    Ok(visit.redirect(&format!("/desk/videos/{id}")).finish())
}

/// What came with the form, and why it is not taken if it is not.
async fn take(
    visit: &Visit,
    request: &HttpRequest,
    body: Multipart,
) -> Result<(Came, Option<&'static str>), Error> {
    let limit = visit.app.config.upload_limit_mb << 20;
    if !visit.app.ffmpeg.is_there().await {
        // The token is read all the same: a stranger's form learns nothing.
        let came = read(visit, request, body, 0).await?.unwrap_or_default();
        return Ok((came, Some("media.wrong.no_ffmpeg")));
    }
    let too_large = (Came::default(), Some("media.wrong.too_large"));
    if length(request.headers()).is_some_and(|length| length > limit + FORM_BYTES) {
        return Ok(too_large);
    }
    let Some(came) = read(visit, request, body, limit).await? else { return Ok(too_large) };
    let wrong = came.wrong(limit);
    Ok((came, wrong))
}

/// The film has its row from now on, and what is here already its work.
async fn keep(visit: &Visit, came: Came) -> Result<String, Error> {
    let bytes = i64::try_from(came.size().unwrap_or(0)).map_err(Error::internal)?;
    let id = came.whole.as_ref().map_or_else(new_id, |(id, _)| id.clone());
    let (film, name, by) = (id.clone(), came.name, visit.actor().account.unwrap_or_default());
    let now = visit.now;
    visit.app.db.write(move |c| videos::create(c, &film, &name, bytes, &by, now)).await?;
    if came.whole.is_some() {
        arrived(visit, &id).await?;
    }
    Ok(id)
}

async fn refused(visit: &Visit, request: &HttpRequest, key: &str) -> Result<HttpResponse, Error> {
    let limit = visit.app.config.upload_limit_mb;
    let error = FieldError::new("file", key).with("limit", limit);
    let errors = words::fields(visit, &[error]);
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    if asks_for_json(request) {
        let text = errors.first().map(|error| error.text.clone());
        return Ok(HttpResponse::build(status).json(json!({"error": text})));
    }
    page::list(visit, status, None, errors).await
}

/// Reads the form; none where the file is larger than the limit. The token comes first.
async fn read(
    visit: &Visit,
    request: &HttpRequest,
    mut body: Multipart,
    limit: u64,
) -> Result<Option<Came>, Error> {
    let mut came = Came::default();
    let mut trusted = false;
    while let Some(part) = body.next().await {
        let mut part = part.map_err(|_| Error::Malformed { key: "field.body" })?;
        let name = part.name().unwrap_or_default().to_owned();
        if !trusted {
            let token = if name == csrf::FIELD { text(&mut part).await? } else { String::new() };
            csrf::check(request, &token)?;
            trusted = true;
        } else if name == "file" {
            let given = upload::file_name(&part).unwrap_or_default();
            let id = new_id();
            match visit.app.uploads.append(&id, 0, limit, part).await {
                Ok(0) => {}
                Ok(bytes) => {
                    came.name = given;
                    came.whole = Some((id, bytes));
                    continue;
                }
                Err(NotTaken::TooMuch) => {
                    visit.app.uploads.clear(&id).await.map_err(Error::internal)?;
                    return Ok(None);
                }
                Err(NotTaken::Io(error)) => return Err(Error::internal(error)),
                Err(_) => return Err(Error::Malformed { key: "field.body" }),
            }
            visit.app.uploads.clear(&id).await.map_err(Error::internal)?;
        } else {
            let value = text(&mut part).await?;
            match name.as_str() {
                "name" => came.name = upload::tidy_name(&value),
                "size" => came.size = value.parse().ok(),
                _ => {}
            }
        }
    }
    csrf_came(trusted)?;
    Ok(Some(came))
}

fn csrf_came(trusted: bool) -> Result<(), Error> {
    if trusted { Ok(()) } else { Err(Error::ForgedForm) }
}

async fn text(part: &mut Field) -> Result<String, Error> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.next().await {
        bytes.extend_from_slice(&chunk.map_err(|_| Error::Malformed { key: "field.body" })?);
        if bytes.len() > TEXT_BYTES {
            return Err(Error::TooLarge { limit_mib: 1 });
        }
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Where a piece begins.
#[derive(Deserialize)]
pub struct At {
    offset: u64,
}

/// `PUT /desk/videos/{id}/bytes?offset=`: the next piece. 409 says which one is.
pub async fn bytes(
    visit: Visit,
    request: HttpRequest,
    id: web::Path<String>,
    at: web::Query<At>,
    body: web::Payload,
) -> Result<HttpResponse, Error> {
    let token = request.headers().get(TOKEN).and_then(|value| value.to_str().ok());
    csrf::check(&request, token.unwrap_or_default())?;
    let id = id.into_inner();
    let film = id.clone();
    let row = visit.app.db.read(move |c| videos::find(c, &film)).await?;
    let whole = u64::try_from(row.bytes).map_err(Error::internal)?;
    if row.state != VideoState::Arriving {
        // The answer to the last piece was lost: all is well.
        return Ok(HttpResponse::Ok().json(json!({"offset": whole, "done": true})));
    }
    let here = match visit.app.uploads.append(&id, at.offset, whole, body).await {
        Ok(here) => here,
        Err(NotTaken::Elsewhere(here)) => {
            return Ok(HttpResponse::Conflict().json(json!({"offset": here})));
        }
        Err(NotTaken::TooMuch) => {
            let here = visit.app.uploads.received(&id).await;
            return Ok(HttpResponse::UnprocessableEntity().json(json!({"offset": here})));
        }
        Err(NotTaken::Broken) => return Err(Error::Malformed { key: "field.body" }),
        Err(NotTaken::Io(error)) => return Err(Error::internal(error)),
    };
    let done = here == whole;
    if done {
        arrived(&visit, &id).await?;
    }
    Ok(HttpResponse::Ok().json(json!({"offset": here, "done": done})))
}

async fn arrived(visit: &Visit, id: &str) -> Result<(), Error> {
    let (id, now) = (id.to_owned(), visit.now);
    let job = Job { kind: jobs::TRANSCODE.into(), payload: json!({"video": id}), run_at: now };
    visit.app.db.write(move |c| videos::arrived(c, &id, &job)).await?;
    Ok(())
}

fn length(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn asks_for_json(request: &HttpRequest) -> bool {
    let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.starts_with("application/json"))
}
