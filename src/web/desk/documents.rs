//! A paper of an order, as a file to save: never shown inside the site.

use actix_web::HttpResponse;
use actix_web::body::SizedStream;
use actix_web::http::header::{
    self, Charset, ContentDisposition, DispositionParam, DispositionType, ExtendedValue,
};
use actix_web::web::{Bytes, Path};
use futures_util::{Stream, stream};
use tokio::fs::File;
use tokio::io::AsyncReadExt;

use crate::db::documents::Document;
use crate::error::Error;
use crate::web::act;
use crate::web::visit::Visit;

/// How much of a file is in memory at once.
const CHUNK: usize = 64 * 1024;

/// `GET /desk/orders/{code}/documents/{id}`
pub async fn download(visit: Visit, path: Path<(String, String)>) -> Result<HttpResponse, Error> {
    let (code, id) = path.into_inner();
    let loaded = act::load(&visit, &code).await?;
    let document =
        loaded.documents.into_iter().find(|document| document.id == id).ok_or(Error::NotFound)?;
    let file =
        File::open(visit.app.documents.path(&document.sha256)).await.map_err(Error::internal)?;
    let bytes = file.metadata().await.map_err(Error::internal)?.len();
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, document.media_type.clone()))
        .insert_header(as_attachment(&document))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        // Even where a browser would show it, nothing in it may run.
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .body(SizedStream::new(bytes, chunks(file))))
}

/// The name as the uploader gave it, in the form that every browser reads, and a plain one beside it.
fn as_attachment(document: &Document) -> ContentDisposition {
    let clean = |c: char| if c.is_control() || "/\\:*?\"<>|".contains(c) { '_' } else { c };
    let name: String = document.name.chars().map(clean).collect();
    let ascii: String = name.chars().map(|c| if c.is_ascii() { c } else { '_' }).collect();
    let whole = ExtendedValue {
        charset: Charset::Ext("UTF-8".into()),
        language_tag: None,
        value: name.into_bytes(),
    };
    ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![DispositionParam::Filename(ascii), DispositionParam::FilenameExt(whole)],
    }
}

fn chunks(file: File) -> impl Stream<Item = std::io::Result<Bytes>> {
    stream::try_unfold(file, |mut file| async move {
        let mut chunk = vec![0; CHUNK];
        let read = file.read(&mut chunk).await?;
        chunk.truncate(read);
        Ok((read > 0).then(|| (Bytes::from(chunk), file)))
    })
}
