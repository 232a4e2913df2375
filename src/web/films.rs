//! `/media/…`: the films of the lessons, whole or in ranges.

use actix_web::body::SizedStream;
use actix_web::http::header::{self, Header, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse, web};

use crate::error::Error;
use crate::media::{Films, Found, signed};
use crate::web::visit::Visit;

/// For how long a cache may keep a film that everybody may see, in seconds.
const KEEP: i64 = 3600;

/// `GET /media/open/{id}/{path:.*}`
pub async fn open(
    visit: Visit,
    request: HttpRequest,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, Error> {
    let (id, file) = path.into_inner();
    if !visit.app.content.is_open(&id) {
        return Err(Error::NotFound);
    }
    serve(&visit.app.films, &request, &format!("{id}/{file}"), KEEP).await
}

/// `GET /media/until/{expiry}/{signature}/{id}/{path:.*}`
pub async fn until(
    visit: Visit,
    request: HttpRequest,
    path: web::Path<(i64, String, String, String)>,
) -> Result<HttpResponse, Error> {
    let (until, signature, id, file) = path.into_inner();
    let secret = &visit.app.config.secret;
    if !signed::is_good(secret, until, &signature, &id, visit.now) {
        return Err(Error::LinkExpired);
    }
    let left = until - visit.now.and_utc().timestamp();
    serve(&visit.app.films, &request, &format!("{id}/{file}"), left).await
}

/// Which bytes of a file are wanted.
#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    Whole,
    /// First and last, both included.
    Part(u64, u64),
    /// Past the end.
    Nothing,
}

async fn serve(
    films: &Films,
    request: &HttpRequest,
    path: &str,
    keep: i64,
) -> Result<HttpResponse, Error> {
    let found = films.find(path).await.map_err(Error::internal)?.ok_or(Error::NotFound)?;
    let tag = format!("\"{}\"", found.tag);
    let kind = kind_of(path);
    let mut answer = HttpResponse::build(StatusCode::OK);
    answer
        .content_type(kind)
        .insert_header((header::ETAG, tag.clone()))
        .insert_header((header::ACCEPT_RANGES, "bytes"))
        .insert_header((header::CACHE_CONTROL, format!("public, max-age={keep}")));
    if names(request, &header::IF_NONE_MATCH).is_some_and(|known| known.contains(&tag)) {
        return Ok(answer.status(StatusCode::NOT_MODIFIED).finish());
    }
    let (from, to) = match wanted(request, &found, &tag, kind) {
        Wanted::Nothing => {
            let length = format!("bytes */{}", found.bytes);
            answer.insert_header((header::CONTENT_RANGE, length));
            return Ok(answer.status(StatusCode::RANGE_NOT_SATISFIABLE).finish());
        }
        Wanted::Part(first, last) => {
            let part = format!("bytes {first}-{last}/{}", found.bytes);
            answer.status(StatusCode::PARTIAL_CONTENT);
            answer.insert_header((header::CONTENT_RANGE, part));
            (first, last + 1)
        }
        Wanted::Whole => (0, found.bytes),
    };
    if request.method() == Method::HEAD {
        let nothing = futures_util::stream::empty::<Result<web::Bytes, std::io::Error>>();
        return Ok(answer.body(SizedStream::new(to - from, nothing)));
    }
    let stream = films.read(path, from..to).await.map_err(Error::internal)?;
    Ok(answer.body(SizedStream::new(to - from, stream)))
}

fn names<'a>(request: &'a HttpRequest, name: &header::HeaderName) -> Option<&'a str> {
    request.headers().get(name).and_then(|value: &HeaderValue| value.to_str().ok())
}

/// One range is served; of several, of a unit that nobody knows, and of a file that has changed
/// since, the whole is. So are texts, which are compressed on their way.
fn wanted(request: &HttpRequest, found: &Found, tag: &str, kind: &str) -> Wanted {
    let stale = names(request, &header::IF_RANGE).is_some_and(|known| known != tag);
    if stale || !request.headers().contains_key(header::RANGE) || is_text(kind) {
        return Wanted::Whole;
    }
    let Ok(header::Range::Bytes(asked)) = header::Range::parse(request) else {
        return Wanted::Whole;
    };
    match asked.as_slice() {
        [one] => match one.to_satisfiable_range(found.bytes) {
            Some((first, last)) => Wanted::Part(first, last),
            None => Wanted::Nothing,
        },
        _ => Wanted::Whole,
    }
}

fn is_text(kind: &str) -> bool {
    !(kind.starts_with("video/") || kind.starts_with("image/") || kind.starts_with("audio/"))
}

fn kind_of(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "m3u8" => "application/vnd.apple.mpegurl",
        "vtt" => "text/vtt; charset=utf-8",
        "mp4" | "m4s" => "video/mp4",
        "jpg" => "image/jpeg",
        "toml" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
