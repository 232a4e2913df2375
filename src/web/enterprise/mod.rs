//! The enterprise supermarket.

pub mod ask;
pub mod guides;
pub mod home;
pub mod questions;
pub mod services;

use actix_web::HttpResponse;
use serde::Serialize;

use super::page::Site;
use super::visit::Visit;
use crate::error::Error;

#[derive(Serialize)]
struct LostPage {
    /// `service`, `guide` or `question`.
    what: &'static str,
}

/// 404 for a service, a guide or a question that is not there, with the list it may have moved to.
fn lost(visit: &Visit, what: &'static str) -> Result<HttpResponse, Error> {
    let title = visit.text(&format!("enterprise.lost.{what}"), &[]);
    visit.page_with(
        HttpResponse::NotFound(),
        Site::Enterprise,
        "enterprise/lost.html",
        &title,
        &LostPage { what },
    )
}
