//! `/youth/report`: who must report what to whom; the card at the foot of every page leads here.

use actix_web::HttpResponse;
use serde::Serialize;

use crate::error::Error;
use crate::web::page::Site;
use crate::web::visit::Visit;

#[derive(Serialize)]
struct ReportPage {
    /// The parts of the text, each with a title and a text of its own.
    parts: [&'static str; 5],
}

/// `GET /youth/report`
pub async fn show(visit: Visit) -> Result<HttpResponse, Error> {
    let title = visit.text("youth.report.title", &[]);
    let page = ReportPage { parts: ["who", "what", "how", "hush", "child"] };
    visit.page(Site::Youth, "youth/report.html", &title, &page)
}
