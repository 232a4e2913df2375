//! A page as it will be: the real handler, with content that nobody else sees.

use std::sync::Arc;

use actix_web::{HttpResponse, web};

use super::visit::Visit;
use super::{enterprise, youth};
use crate::content::Content;
use crate::domain::bulletin::begin_of_day;
use crate::domain::publication::PieceKind;
use crate::error::Error;

/// The page of a piece in this content.
///
/// # Errors
/// Those of the page.
pub async fn page(
    visit: &Visit,
    content: Content,
    kind: PieceKind,
    slug: &str,
) -> Result<HttpResponse, Error> {
    let path = web::Path::from(slug.to_owned());
    let course = content.lesson(slug).map(|lesson| lesson.course.clone()).unwrap_or_default();
    let out = content.bulletin(slug).map(|bulletin| begin_of_day(bulletin.date));
    let mut visit = visit.previewing(Arc::new(content));
    match kind {
        PieceKind::Service => enterprise::services::show(visit, path).await,
        PieceKind::Guide => enterprise::guides::show(visit, path).await,
        PieceKind::Question => enterprise::questions::show(visit, path).await,
        PieceKind::Course => youth::course::show(visit, path).await,
        PieceKind::Lesson => {
            let path = web::Path::from((course, slug.to_owned()));
            youth::lessons::show(visit, path, web::Query(youth::revision::Asked::default())).await
        }
        PieceKind::Package => youth::packages::show(visit, path).await,
        PieceKind::Bulletin => {
            // As it is read on its day.
            visit.now = out.map_or(visit.now, |out| out.max(visit.now));
            youth::bulletins::show::show(visit, path).await
        }
        PieceKind::Home if slug == "youth" => youth::home::show(visit).await,
        PieceKind::Home => enterprise::home::show(visit).await,
    }
}
