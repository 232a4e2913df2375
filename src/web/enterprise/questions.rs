//! What people really ask, answered: one page for each question.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::guides::{self, Handles};
use super::services::{self, Line, Named};
use crate::content::Question;
use crate::error::Error;
use crate::web::page::Site;
use crate::web::visit::Visit;

#[derive(Serialize)]
struct ListPage {
    questions: Vec<Asked>,
}

#[derive(Serialize)]
struct Asked {
    slug: String,
    title: String,
    summary: String,
    /// What it is about first of all.
    matter: String,
}

#[derive(Serialize)]
struct QuestionPage {
    heading: String,
    summary: String,
    html: String,
    agencies: Vec<Handles>,
    services: Vec<Line>,
    guides: Vec<Named>,
    /// Others about the same matter.
    others: Vec<Named>,
    reviewed: chrono::NaiveDate,
    responsible: String,
}

/// `GET /enterprise/questions`
pub async fn list(visit: Visit) -> Result<HttpResponse, Error> {
    let questions = visit.content.questions.iter().map(|question| Asked {
        slug: question.slug.clone(),
        title: services::titled(&visit, &question.title, &question.title_en),
        summary: question.summary.clone(),
        matter: question
            .matters
            .first()
            .map(|slug| services::matter_name(&visit, slug))
            .unwrap_or_default(),
    });
    let page = ListPage { questions: questions.collect() };
    let title = visit.text("enterprise.questions.title", &[]);
    visit.page(Site::Enterprise, "enterprise/questions.html", &title, &page)
}

/// `GET /enterprise/questions/{slug}`
pub async fn show(visit: Visit, slug: web::Path<String>) -> Result<HttpResponse, Error> {
    let content = &visit.content;
    let Some(question) = content.question(&slug) else {
        return super::lost(&visit, "question");
    };
    let services = question.services.iter().filter_map(|slug| content.service(slug));
    let leads = question.guides.iter().filter_map(|slug| content.guide(slug));
    let page = QuestionPage {
        heading: services::titled(&visit, &question.title, &question.title_en),
        summary: question.summary.clone(),
        html: question.html.clone(),
        agencies: question.agencies.iter().map(|slug| guides::handles(&visit, slug)).collect(),
        services: services.map(|service| services::line(&visit, service)).collect(),
        guides: leads
            .map(|guide| Named {
                slug: guide.slug.clone(),
                name: services::titled(&visit, &guide.title, &guide.title_en),
            })
            .collect(),
        others: named(&visit, |other| {
            other.slug != question.slug && other.matters.first() == question.matters.first()
        }),
        reviewed: question.reviewed,
        responsible: visit.app.agency_name(&question.responsible, visit.lang.tag()),
    };
    let title = page.heading.clone();
    visit.page(Site::Enterprise, "enterprise/question.html", &title, &page)
}

/// The questions that lead to a guide.
pub fn of_guide(visit: &Visit, guide: &str) -> Vec<Named> {
    named(visit, |question| question.guides.iter().any(|slug| slug == guide))
}

/// The questions that lead to a service.
pub fn of_service(visit: &Visit, service: &str) -> Vec<Named> {
    named(visit, |question| question.services.iter().any(|slug| slug == service))
}

fn named(visit: &Visit, wanted: impl Fn(&Question) -> bool) -> Vec<Named> {
    let found = visit.content.questions.iter().filter(|question| wanted(question));
    found
        .map(|question| Named {
            slug: question.slug.clone(),
            name: services::titled(visit, &question.title, &question.title_en),
        })
        .collect()
}
