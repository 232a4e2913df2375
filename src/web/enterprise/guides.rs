//! Guides: where a matter is really handled, for what is not a business's own too.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::questions;
use super::services::{self, Line, Named};
use crate::error::Error;
use crate::web::page::Site;
use crate::web::visit::Visit;

#[derive(Serialize)]
struct ListPage {
    guides: Vec<Guided>,
}

#[derive(Serialize)]
struct Guided {
    slug: String,
    title: String,
    summary: String,
    agencies: String,
}

#[derive(Serialize)]
struct GuidePage {
    heading: String,
    summary: String,
    agencies: Vec<Handles>,
    services: Vec<Line>,
    questions: Vec<Named>,
    html: String,
    reviewed: chrono::NaiveDate,
    responsible: String,
    /// Nothing of this kind waits in a queue: no button to write it down here.
    urgent: bool,
}

/// Who really handles it.
#[derive(Serialize)]
pub struct Handles {
    name: String,
    handles: String,
    phone: Option<String>,
}

/// `GET /enterprise/guides`
pub async fn list(visit: Visit) -> Result<HttpResponse, Error> {
    let comma = visit.text("enterprise.comma", &[]);
    let name = |slug: &String| visit.app.agency_name(slug, visit.lang.tag());
    let guides = visit.content.guides.iter().map(|guide| Guided {
        slug: guide.slug.clone(),
        title: services::titled(&visit, &guide.title, &guide.title_en),
        summary: guide.summary.clone(),
        agencies: guide.agencies.iter().map(name).collect::<Vec<_>>().join(&comma),
    });
    let title = visit.text("service.guides.title", &[]);
    visit.page(
        Site::Enterprise,
        "enterprise/guides.html",
        &title,
        &ListPage { guides: guides.collect() },
    )
}

/// `GET /enterprise/guides/{slug}`
pub async fn show(visit: Visit, slug: web::Path<String>) -> Result<HttpResponse, Error> {
    let content = &visit.content;
    let Some(guide) = content.guide(&slug) else {
        return super::lost(&visit, "guide");
    };
    let page = GuidePage {
        heading: services::titled(&visit, &guide.title, &guide.title_en),
        summary: guide.summary.clone(),
        agencies: guide.agencies.iter().map(|slug| handles(&visit, slug)).collect(),
        services: guide
            .services
            .iter()
            .filter_map(|slug| content.service(slug))
            .map(|s| services::line(&visit, s))
            .collect(),
        questions: questions::of_guide(&visit, &guide.slug),
        html: guide.html.clone(),
        reviewed: guide.reviewed,
        responsible: visit.app.agency_name(&guide.responsible, visit.lang.tag()),
        urgent: guide.matters.iter().any(|matter| matter == "minors"),
    };
    let title = page.heading.clone();
    visit.page(Site::Enterprise, "enterprise/guide.html", &title, &page)
}

/// An agency with what it handles and its telephone.
pub fn handles(visit: &Visit, slug: &str) -> Handles {
    let agencies = visit.app.agencies();
    let found = agencies.iter().find(|agency| agency.slug == slug);
    Handles {
        name: visit.app.agency_name(slug, visit.lang.tag()),
        handles: found
            .map(|agency| agency.handles.in_language(visit.lang.tag()).to_owned())
            .unwrap_or_default(),
        phone: found.and_then(|agency| agency.phone.clone()),
    }
}
