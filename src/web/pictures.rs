//! `/pictures/…`: the pictures of the pages, for everybody.

use actix_web::http::header;
use actix_web::{HttpResponse, web};

use super::visit::Visit;
use crate::db::pictures;
use crate::error::Error;

/// A picture never changes: another one has another address.
const KEEP: &str = "public, max-age=31536000, immutable";

/// `GET /pictures/{id}`; the id bears the ending of its file.
pub async fn show(visit: Visit, name: web::Path<String>) -> Result<HttpResponse, Error> {
    let id = name.split('.').next().unwrap_or_default().to_owned();
    let picture = visit.app.db.read(move |c| pictures::find(c, &id)).await?;
    if name.as_str() != format!("{}.{}", picture.id, picture.extension) {
        return Err(Error::NotFound);
    }
    let path = visit.app.documents.path(&picture.sha256);
    let bytes = tokio::fs::read(path).await.map_err(Error::internal)?;
    Ok(HttpResponse::Ok()
        .content_type(picture.media_type)
        .insert_header((header::CACHE_CONTROL, KEEP))
        .body(bytes))
}
