//! The youth centre: what it is for, how to order before the catalogue opens here, and whom to
//! call at once.

pub mod bulletins;

use actix_web::HttpResponse;
use serde::Serialize;

use super::page::Site;
use super::visit::Visit;
use crate::error::Error;

#[derive(Serialize)]
struct YouthPage {
    /// 三课一速递
    lines: [&'static str; 4],
}

/// `GET /youth`
pub async fn show(visit: Visit) -> Result<HttpResponse, Error> {
    let title = visit.text("youth.title", &[]);
    let page = YouthPage { lines: ["law", "character", "mind", "bulletin"] };
    visit.page(Site::Youth, "youth/home.html", &title, &page)
}
