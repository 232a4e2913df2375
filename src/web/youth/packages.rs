//! Packages (课程包): courses in the order in which they are taught.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::Card;
use crate::content::{Content, Course, Package};
use crate::error::Error;
use crate::web::page::Site;
use crate::web::visit::Visit;

#[derive(Serialize)]
struct ListPage {
    packages: Vec<PackageCard>,
}

/// A package as a list shows it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct PackageCard {
    slug: String,
    title: String,
    summary: String,
    stages: String,
    /// How many courses, and how long they take together.
    courses: usize,
    minutes: u32,
}

#[derive(Serialize)]
struct PackagePage {
    slug: String,
    heading: String,
    summary: String,
    stages: String,
    minutes: u32,
    courses: Vec<Card>,
    html: String,
    responsible: String,
    reviewed: chrono::NaiveDate,
}

/// `GET /youth/packages`
pub async fn list(visit: Visit) -> Result<HttpResponse, Error> {
    let packages = visit.content.packages.iter().map(|package| card(&visit, package));
    let page = ListPage { packages: packages.collect() };
    let title = visit.text("youth.packages.title", &[]);
    visit.page(Site::Youth, "youth/packages.html", &title, &page)
}

/// `GET /youth/packages/{slug}`
pub async fn show(visit: Visit, slug: web::Path<String>) -> Result<HttpResponse, Error> {
    let content = &visit.content;
    let Some(package) = content.package(&slug) else {
        return super::lost(&visit, "package");
    };
    let page = PackagePage {
        slug: package.slug.clone(),
        heading: super::titled(&visit, &package.title, &package.title_en),
        summary: package.summary.clone(),
        stages: super::stages(&visit, &package.stages),
        minutes: minutes(content, package),
        courses: courses(content, package).map(|course| super::card(&visit, course)).collect(),
        html: package.html.clone(),
        responsible: visit.app.agency_name(&package.responsible, visit.lang.tag()),
        reviewed: package.reviewed,
    };
    let title = page.heading.clone();
    visit.page(Site::Youth, "youth/package.html", &title, &page)
}

pub(super) fn card(visit: &Visit, package: &Package) -> PackageCard {
    PackageCard {
        slug: package.slug.clone(),
        title: super::titled(visit, &package.title, &package.title_en),
        summary: package.summary.clone(),
        stages: super::stages(visit, &package.stages),
        courses: package.courses.len(),
        minutes: minutes(&visit.content, package),
    }
}

fn courses<'a>(content: &'a Content, package: &'a Package) -> impl Iterator<Item = &'a Course> {
    package.courses.iter().filter_map(|slug| content.course(slug))
}

fn minutes(content: &Content, package: &Package) -> u32 {
    courses(content, package).map(|course| u32::from(course.minutes)).sum()
}
