//! `/youth/bulletins/{slug}`: one bulletin.

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::Serialize;

use super::view::{self, Poster};
use crate::content::Bulletin;
use crate::domain::topic::Topic;
use crate::error::Error;
use crate::web::page::Site;
use crate::web::visit::Visit;

/// A bulletin to go on to.
#[derive(Serialize)]
struct Beside {
    slug: String,
    title: String,
}

#[derive(Serialize)]
struct BulletinPage {
    poster: Poster,
    topic_word: Topic,
    stages: String,
    html: String,
    responsible: String,
    reviewed: NaiveDate,
    newer: Option<Beside>,
    older: Option<Beside>,
}

/// `GET /youth/bulletins/{slug}`
pub async fn show(visit: Visit, slug: web::Path<String>) -> Result<HttpResponse, Error> {
    let out: Vec<&Bulletin> = visit.content.bulletins_out(visit.now).collect();
    let Some(at) = out.iter().position(|bulletin| bulletin.slug == *slug) else {
        return super::said(&visit, HttpResponse::NotFound(), "lost", "/youth/bulletins");
    };
    let bulletin = out[at];
    let beside =
        |one: &&Bulletin| Beside { slug: one.slug.clone(), title: view::titled(one, visit.lang) };
    let page = BulletinPage {
        poster: view::poster(&visit, bulletin),
        topic_word: bulletin.topic,
        stages: crate::web::youth::stages(&visit, &bulletin.stages),
        html: bulletin.html.clone(),
        responsible: visit.app.agency_name(&bulletin.responsible, visit.lang.tag()),
        reviewed: bulletin.reviewed,
        newer: at.checked_sub(1).and_then(|at| out.get(at)).map(beside),
        older: out.get(at + 1).map(beside),
    };
    let title = page.poster.title.clone();
    visit.page(Site::Youth, "youth/bulletin.html", &title, &page)
}
