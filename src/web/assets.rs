//! Style sheets, scripts and icons: embedded in the binary, cached by browsers for ever.
//!
//! An address carries a piece of the file's hash, so a changed file has a new address. Debug builds
//! read the folder at each request, so that a style sheet is mended without compiling.

use actix_web::http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH};
use actix_web::{HttpRequest, HttpResponse, web};
use rust_embed::{EmbeddedFile, RustEmbed};
use sha2::{Digest, Sha256};

#[derive(RustEmbed)]
#[folder = "static/"]
struct Files;

/// How much of the hash the address carries.
const HASH_BYTES: usize = 8;
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";

fn hash(file: &EmbeddedFile) -> String {
    let bytes = file.metadata.sha256_hash();
    bytes.iter().take(HASH_BYTES).map(|byte| format!("{byte:02x}")).collect()
}

/// The address of a file of `static/`, or nothing if there is no such file.
pub fn url(path: &str) -> Option<String> {
    let file = Files::get(path)?;
    Some(format!("/static/{}/{path}", hash(&file)))
}

/// The text of a file of `static/`.
pub fn text(path: &str) -> Option<String> {
    Some(String::from_utf8_lossy(&Files::get(path)?.data).into_owned())
}

/// A word for all files together, which is another one as soon as one of them is.
pub fn version() -> String {
    let mut paths: Vec<_> = Files::iter().collect();
    paths.sort();
    let mut all = Sha256::new();
    for file in paths.iter().filter_map(|path| Files::get(path)) {
        all.update(file.metadata.sha256_hash());
    }
    data_encoding::HEXLOWER.encode(&all.finalize()[..HASH_BYTES])
}

/// `GET /static/{hash}/{path:.*}`. An old hash still gets the file, but not to keep.
pub async fn serve(request: HttpRequest, path: web::Path<(String, String)>) -> HttpResponse {
    let (asked, path) = path.into_inner();
    let Some(file) = Files::get(&path) else {
        return HttpResponse::NotFound().finish();
    };
    let hash = hash(&file);
    let tag = format!("\"{hash}\"");
    let keep = if asked == hash { FOR_EVER } else { ASK_AGAIN };
    let known = request.headers().get(IF_NONE_MATCH);
    if known.is_some_and(|known| known.to_str().is_ok_and(|known| known.contains(&tag))) {
        return HttpResponse::NotModified()
            .insert_header((ETAG, tag))
            .insert_header((CACHE_CONTROL, keep))
            .finish();
    }
    HttpResponse::Ok()
        .content_type(mime_guess::from_path(&path).first_or_octet_stream())
        .insert_header((ETAG, tag))
        .insert_header((CACHE_CONTROL, keep))
        .body(file.data.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::body::BoxBody;
    use actix_web::dev::ServiceResponse;
    use actix_web::http::header::{CONTENT_TYPE, HeaderName};
    use actix_web::{App, http::StatusCode, test};

    fn header(answer: &ServiceResponse<BoxBody>, name: HeaderName) -> String {
        answer.headers().get(name).unwrap().to_str().unwrap().to_owned()
    }

    #[actix_web::test]
    async fn a_file_is_cached_by_its_hash() {
        let app =
            test::init_service(App::new().route("/static/{hash}/{path:.*}", web::get().to(serve)))
                .await;
        let url = url("css/tokens.css").unwrap();
        let get = |uri: &str| test::TestRequest::get().uri(uri);

        let fresh = test::call_service(&app, get(&url).to_request()).await;
        assert_eq!(fresh.status(), StatusCode::OK);
        assert_eq!(header(&fresh, CACHE_CONTROL), FOR_EVER);
        assert!(header(&fresh, CONTENT_TYPE).starts_with("text/css"));
        let tag = header(&fresh, ETAG);

        let again = get(&url).insert_header((IF_NONE_MATCH, tag)).to_request();
        assert_eq!(test::call_service(&app, again).await.status(), StatusCode::NOT_MODIFIED);

        let old = test::call_service(&app, get("/static/0000/css/tokens.css").to_request()).await;
        assert_eq!(header(&old, CACHE_CONTROL), ASK_AGAIN);
        for missing in
            ["/static/0/none.css", "/static/0/../Cargo.toml", "/static/0/%2e%2e/Cargo.toml"]
        {
            let answer = test::call_service(&app, get(missing).to_request()).await;
            assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{missing}");
        }
    }
}
