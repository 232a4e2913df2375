//! The files of an order, for its asker.

use actix_web::http::header::{
    ContentDisposition, DispositionParam, DispositionType, ExtendedValue,
};
use actix_web::{HttpResponse, web};

use super::show::{self, Reader};
use crate::error::Error;
use crate::web::visit::Visit;

/// `GET /track/{code}/documents/{id}`: always to be saved, never to be shown inside our pages.
pub async fn serve(visit: Visit, path: web::Path<(String, String)>) -> Result<HttpResponse, Error> {
    let (code, id) = path.into_inner();
    let loaded = match show::load(&visit, &code).await? {
        Reader::Asker(loaded) => loaded,
        Reader::Elsewhere(answer) => return Ok(answer),
    };
    let document =
        loaded.documents.iter().find(|document| document.id == id).ok_or(Error::NotFound)?;
    let bytes = tokio::fs::read(visit.app.documents.path(&document.sha256))
        .await
        .map_err(Error::internal)?;
    let name = ExtendedValue {
        charset: actix_web::http::header::Charset::Ext("UTF-8".to_owned()),
        language_tag: None,
        value: document.name.clone().into_bytes(),
    };
    let disposition = ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![DispositionParam::FilenameExt(name)],
    };
    Ok(HttpResponse::Ok()
        .content_type(document.media_type.as_str())
        .insert_header(disposition)
        .body(bytes))
}
