//! What was asked for comes: words, files, or both, in one step with the answer.

use actix_multipart::Multipart;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};

use super::act::refused;
use super::show::{self, Reader};
use crate::db::documents::{self, Document};
use crate::db::{new_id, orders};
use crate::domain::order::{Action, Input, Visibility};
use crate::error::{Error, FieldError};
use crate::web::act::Loaded;
use crate::web::form::Form;
use crate::web::upload::{self, Taken, Upload};
use crate::web::visit::Visit;

/// The field of the files.
const FILES: &str = "files";
/// As long as a story may be.
const LONGEST: usize = 5000;

/// `POST /track/{code}/supply`
pub async fn submit(
    visit: Visit,
    request: HttpRequest,
    code: web::Path<String>,
    payload: web::Payload,
) -> Result<HttpResponse, Error> {
    let loaded = match show::load(&visit, &code).await? {
        Reader::Asker(loaded) => loaded,
        Reader::Elsewhere(answer) => return Ok(answer),
    };
    let mut upload = read(&visit, &request, &loaded, payload).await?;
    match perform(&visit, &loaded, &mut upload).await {
        Ok(()) => {
            let page = format!("/track/{}", loaded.order.code);
            Ok(visit.redirect_saying(&page, "flash.track.supply"))
        }
        Err(error) => refused(&visit, &loaded, Action::Supply, &upload.form, error).await,
    }
}

/// A browser sends files; a program may send words alone.
async fn read(
    visit: &Visit,
    request: &HttpRequest,
    loaded: &Loaded,
    payload: web::Payload,
) -> Result<Upload, Error> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if !kind.is_some_and(|kind| kind.starts_with("multipart/form-data")) {
        let form = Form::from_request(request, &mut payload.into_inner()).await?;
        return Ok(Upload { form, ..Upload::default() });
    }
    let limits = visit.content.kind(&loaded.order.kind).map(|kind| &kind.documents);
    let limits = limits.ok_or(Error::NotFound)?;
    let body = Multipart::new(request.headers(), payload);
    upload::receive(visit, request, body, limits, FILES, limits.max_files).await
}

async fn perform(visit: &Visit, loaded: &Loaded, upload: &mut Upload) -> Result<(), Error> {
    let form = &mut upload.form;
    let text = form.optional("text", LONGEST);
    let version = form.number("version").unwrap_or_default();
    upload.refused.drain(..).for_each(|error| form.refuse(error));
    if text.is_none() && upload.taken.is_empty() && form.errors().is_empty() {
        form.refuse(FieldError::new("text", "track.supply.nothing"));
    }
    form.check()?;
    if loaded.order.version != version {
        return Err(Error::Stale { current: loaded.order.version });
    }
    let papers: Vec<Document> =
        upload.taken.drain(..).map(|taken| paper(visit, loaded, taken)).collect();
    let ids = papers.iter().map(|paper| paper.id.clone()).collect();
    let input = Input { text, documents: ids, ..Input::default() };
    let fresh = &mut crate::app::fresh();
    let (before, actor) = (loaded.order.clone(), &loaded.actor);
    let step = visit.app.decide(&before, Action::Supply, &input, actor, visit.now, fresh)?;
    let write = visit.app.db.write(move |c| {
        orders::save(c, &before, &step)?;
        papers.iter().try_for_each(|paper| documents::add(c, paper))
    });
    Ok(write.await?)
}

fn paper(visit: &Visit, loaded: &Loaded, taken: Taken) -> Document {
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
        agency: None,
        created_at: visit.now,
    }
}
