//! `/enterprise`: one large question, the shelves under it, and what happens afterwards.

use actix_web::HttpResponse;
use serde::Serialize;

use super::services::{self, Line};
use crate::domain::agency::House;
use crate::error::Error;
use crate::web::featured::{self, Featured};
use crate::web::page::Site;
use crate::web::visit::Visit;

/// How many services of a shelf stand on this page; the shelf's own page has them all.
const SHOWN: usize = 6;
/// The five seals of an order, in the order in which they are set.
const SEALS: [&str; 5] = ["received", "dispatched", "handling", "replied", "closed"];

#[derive(Serialize)]
struct HomePage {
    shelves: Vec<Shelf>,
    featured: Featured,
    steps: Vec<Step>,
    services: usize,
}

#[derive(Serialize)]
struct Shelf {
    house: &'static str,
    count: usize,
    services: Vec<Line>,
}

#[derive(Serialize)]
struct Step {
    kind: &'static str,
    title: String,
    text: String,
}

/// `GET /enterprise`
pub async fn show(visit: Visit) -> Result<HttpResponse, Error> {
    let content = &visit.content;
    let shelves = services::HOUSES.iter().map(|house| shelf(&visit, *house)).collect();
    let step = |kind: &'static str| Step {
        kind,
        title: visit.text(&format!("enterprise.step.{kind}"), &[]),
        text: visit.text(&format!("enterprise.step_text.{kind}"), &[]),
    };
    let page = HomePage {
        shelves,
        featured: featured::of(&visit, "enterprise"),
        steps: SEALS.map(step).into(),
        services: content.services.len(),
    };
    let title = visit.text("enterprise.title", &[]);
    visit.page(Site::Enterprise, "enterprise/home.html", &title, &page)
}

fn shelf(visit: &Visit, house: House) -> Shelf {
    let all: Vec<Line> =
        visit.content.services_on(house).map(|service| services::line(visit, service)).collect();
    Shelf { house: house.word(), count: all.len(), services: all.into_iter().take(SHOWN).collect() }
}
