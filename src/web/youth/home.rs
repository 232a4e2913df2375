//! `/youth`

use actix_web::HttpResponse;
use serde::Serialize;

use crate::error::Error;
use crate::web::page::Site;
use crate::web::visit::Visit;

#[derive(Serialize)]
struct HomePage {
    /// 三课一速递
    lines: [&'static str; 4],
}

/// `GET /youth`
pub async fn show(visit: Visit) -> Result<HttpResponse, Error> {
    let title = visit.text("youth.title", &[]);
    let page = HomePage { lines: ["law", "character", "mind", "bulletin"] };
    visit.page(Site::Youth, "youth/home.html", &title, &page)
}
