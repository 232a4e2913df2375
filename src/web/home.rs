//! `/`: two doors, side by side, and one search between them.

use actix_web::HttpResponse;
use serde::Serialize;

use super::page::Site;
use super::visit::Visit;
use crate::error::Error;

/// The home page. Everything on it is text of the interface; the search field may be filled.
#[derive(Debug, Default, Serialize)]
pub struct HomePage {
    /// What was searched for, when somebody comes back from the results.
    pub q: String,
}

impl HomePage {
    /// The template.
    pub const TEMPLATE: &str = "home.html";
}

/// `GET /`
pub async fn show(visit: Visit) -> Result<HttpResponse, Error> {
    visit.page(Site::None, HomePage::TEMPLATE, "", &HomePage::default())
}
