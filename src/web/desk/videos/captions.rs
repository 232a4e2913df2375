//! `POST /desk/videos/{id}/captions`: what is said in a film, as a WebVTT file.

use actix_multipart::{Field, Multipart};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::StreamExt;
use sha2::{Digest, Sha256};

use super::page;
use crate::content::{Captions, Video};
use crate::db::videos::{self, VideoRow};
use crate::domain::cue;
use crate::domain::film::VideoState;
use crate::error::{Error, FieldError};
use crate::web::visit::Visit;
use crate::web::{csrf, words};

/// Far more than anybody says in an hour.
const MOST_BYTES: usize = 1 << 20;
/// What is spoken in the lessons.
const LANG: &str = "zh-CN";

/// Takes the captions of a finished film; those that were there give way.
pub async fn caption(
    visit: Visit,
    request: HttpRequest,
    id: web::Path<String>,
    body: Multipart,
) -> Result<HttpResponse, Error> {
    let sent = read(&request, body).await?;
    let id = id.into_inner();
    let film = id.clone();
    let row = visit.app.db.read(move |c| videos::find(c, &film)).await?;
    match checked(&row, sent) {
        Ok((video, text)) => {
            keep(&visit, row, video, text).await?;
            Ok(visit.redirect_saying(&format!("/desk/videos/{id}"), "flash.film_captioned"))
        }
        Err(error) => {
            let errors = words::fields(&visit, &[error]);
            page::one(&visit, StatusCode::UNPROCESSABLE_ENTITY, &id, errors).await
        }
    }
}

/// The film they belong to, and their text; else what to do about the file.
fn checked(row: &VideoRow, sent: Option<Vec<u8>>) -> Result<(Video, String), FieldError> {
    let wrong = |key: &str| FieldError::new("captions", key);
    let manifest = row.manifest.as_deref().filter(|_| row.state == VideoState::Ready);
    let video = manifest.and_then(|manifest| Video::of_manifest(&row.id, manifest).ok());
    let video = video.ok_or_else(|| wrong("media.wrong.not_ready"))?;
    let sent = sent.ok_or_else(|| wrong("media.captions.wrong.large"))?;
    if sent.is_empty() {
        return Err(wrong("media.captions.wrong.none"));
    }
    let text = String::from_utf8(sent).map_err(|_| wrong("media.captions.wrong.utf8"))?;
    if text.contains('\0') {
        return Err(wrong("media.captions.wrong.utf8"));
    }
    match cue::check(&text, video.seconds) {
        Ok(_) => Ok((video, text)),
        Err(fault) => {
            let key = format!("media.captions.wrong.{}", fault.why);
            Err(FieldError::new("captions", &key).with("line", fault.line))
        }
    }
}

/// The file first, then the manifest that names it. Its name is its own: what a browser kept of
/// earlier captions is not taken for these.
async fn keep(visit: &Visit, row: VideoRow, mut video: Video, text: String) -> Result<(), Error> {
    let hash = data_encoding::HEXLOWER.encode(&Sha256::digest(&text)[..6]);
    let file = format!("captions-{LANG}-{hash}.vtt");
    let put = visit.app.films.put(&format!("{}/{file}", row.id), text.clone().into_bytes()).await;
    put.map_err(Error::internal)?;
    video.captions = vec![Captions { lang: LANG.to_owned(), file, text }];
    let manifest = toml::to_string(&video).map_err(Error::internal)?;
    let (before, after) = (row.manifest.unwrap_or_default(), manifest.clone());
    let (film, now) = (row.id.clone(), visit.now);
    visit.app.db.write(move |c| videos::describe(c, &film, (&before, &after), now)).await?;
    let put = visit.app.films.put(&format!("{}/video.toml", row.id), manifest.into_bytes()).await;
    put.map_err(Error::internal)?;
    visit.app.refresh().await?;
    Ok(())
}

/// The bytes of the file; none where there are too many. The token comes first.
async fn read(request: &HttpRequest, mut body: Multipart) -> Result<Option<Vec<u8>>, Error> {
    let mut trusted = false;
    let mut sent = Some(Vec::new());
    while let Some(part) = body.next().await {
        let mut part = part.map_err(|_| Error::Malformed { key: "field.body" })?;
        let bytes = whole(&mut part).await?;
        if !trusted {
            let token = bytes.filter(|_| part.name() == Some(csrf::FIELD)).unwrap_or_default();
            csrf::check(request, &String::from_utf8_lossy(&token))?;
            trusted = true;
        } else if part.name() == Some("captions") {
            sent = bytes;
        }
    }
    if trusted { Ok(sent) } else { Err(Error::ForgedForm) }
}

/// All of a part, read past where it is too long, so that the answer arrives.
async fn whole(part: &mut Field) -> Result<Option<Vec<u8>>, Error> {
    let mut bytes = Vec::new();
    let mut fits = true;
    while let Some(chunk) = part.next().await {
        let chunk = chunk.map_err(|_| Error::Malformed { key: "field.body" })?;
        fits = fits && bytes.len() + chunk.len() <= MOST_BYTES;
        if fits {
            bytes.extend_from_slice(&chunk);
        }
    }
    Ok(fits.then_some(bytes))
}
