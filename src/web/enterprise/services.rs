//! The shelf of services, and the page of each.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use crate::content::{Applicant, Basis, Material, Service};
use crate::domain::agency::House;
use crate::error::Error;
use crate::web::locale::Lang;
use crate::web::page::Site;
use crate::web::visit::Visit;

/// The shelves as they stand on the page.
pub const HOUSES: [House; 5] =
    [House::Court, House::Procuratorate, House::Police, House::Justice, House::Other];

/// One service on a shelf.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    slug: String,
    title: String,
    summary: String,
    agency: String,
    /// 法定, or a promise of ours.
    statutory: bool,
    limit: String,
}

/// A title in the visit's language; the content itself is Chinese.
pub fn titled(visit: &Visit, zh: &str, en: &str) -> String {
    if visit.lang == Lang::En { en } else { zh }.to_owned()
}

/// A service as its shelf shows it.
pub fn line(visit: &Visit, service: &Service) -> Line {
    Line {
        slug: service.slug.clone(),
        title: titled(visit, &service.title, &service.title_en),
        summary: service.summary.clone(),
        agency: visit.app.agency_name(&service.agency, visit.lang.tag()),
        statutory: service.limit.statutory,
        limit: titled(visit, &service.limit.zh, &service.limit.en),
    }
}

/// What is chosen on the shelf.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Filter {
    shelf: String,
    matter: String,
}

#[derive(Serialize)]
struct ListPage {
    shelf: String,
    matter: String,
    shelves: Vec<Choice>,
    matters: Vec<Choice>,
    groups: Vec<Group>,
    count: usize,
}

/// A filter as a link.
#[derive(Serialize)]
struct Choice {
    word: String,
    label: String,
    count: usize,
}

#[derive(Serialize)]
struct Group {
    house: &'static str,
    services: Vec<Line>,
}

/// `GET /enterprise/services`
pub async fn list(visit: Visit, filter: web::Query<Filter>) -> Result<HttpResponse, Error> {
    let shelf = House::from_word(&filter.shelf).filter(|house| HOUSES.contains(house));
    let matters = matters(&visit);
    let known = matters.iter().any(|matter| matter.word == filter.matter);
    let matter = if known { filter.matter.clone() } else { String::new() };
    let fits = |service: &&Service| matter.is_empty() || service.category.contains(&matter);
    let group = |house: &House| Group {
        house: house.word(),
        services: visit
            .content
            .services_on(*house)
            .filter(fits)
            .map(|service| line(&visit, service))
            .collect(),
    };
    let houses = HOUSES.iter().filter(|house| shelf.is_none_or(|chosen| chosen == **house));
    let groups: Vec<Group> = houses.map(group).filter(|group| !group.services.is_empty()).collect();
    let page = ListPage {
        count: groups.iter().map(|group| group.services.len()).sum(),
        groups,
        shelves: HOUSES.iter().map(|house| of_house(&visit, *house)).collect(),
        matters,
        shelf: shelf.map_or(String::new(), |house| house.word().to_owned()),
        matter,
    };
    let title = visit.text("service.list.title", &[]);
    visit.page(Site::Enterprise, "enterprise/services.html", &title, &page)
}

fn of_house(visit: &Visit, house: House) -> Choice {
    Choice {
        word: house.word().to_owned(),
        label: visit.text(&format!("service.shelf.{}", house.word()), &[]),
        count: visit.content.services_on(house).count(),
    }
}

/// The matters that any service deals with, those with the most services first.
fn matters(visit: &Visit) -> Vec<Choice> {
    let choice = |(slug, name): (&str, String)| Choice {
        word: slug.to_owned(),
        label: name,
        count: visit.content.services_for(slug).count(),
    };
    let rules = visit.app.rules();
    let named = rules.matters().map(|(slug, _, name)| (slug, titled(visit, &name.zh, &name.en)));
    let mut matters: Vec<Choice> = named.map(choice).filter(|choice| choice.count > 0).collect();
    matters.sort_by_key(|choice| std::cmp::Reverse(choice.count));
    matters
}

#[derive(Serialize)]
struct ServicePage {
    slug: String,
    house: &'static str,
    heading: String,
    summary: String,
    agency: String,
    co: String,
    applicant: &'static str,
    /// An enterprise may ask for it.
    open: bool,
    instead: Vec<Line>,
    statutory: bool,
    limit: String,
    apply_within: String,
    outcome: String,
    basis: Vec<Basis>,
    online: bool,
    common_materials: bool,
    materials: Vec<Material>,
    matters: Vec<Named>,
    guides: Vec<Named>,
    questions: Vec<Named>,
    html: String,
    responsible: String,
    reviewed: chrono::NaiveDate,
}

/// Something to link to.
#[derive(Serialize)]
pub struct Named {
    pub slug: String,
    pub name: String,
}

/// `GET /enterprise/services/{slug}`
pub async fn show(visit: Visit, slug: web::Path<String>) -> Result<HttpResponse, Error> {
    let Some(service) = visit.content.service(&slug) else {
        return super::lost(&visit, "service");
    };
    let page = page(&visit, service);
    let title = page.heading.clone();
    visit.page(Site::Enterprise, "enterprise/service.html", &title, &page)
}

fn page(visit: &Visit, service: &Service) -> ServicePage {
    let said =
        |words: &crate::domain::kind::Wording| words.in_language(visit.lang.tag()).to_owned();
    let name = |slug: &String| visit.app.agency_name(slug, visit.lang.tag());
    let content = &visit.content;
    ServicePage {
        slug: service.slug.clone(),
        house: service.shelf.word(),
        heading: titled(visit, &service.title, &service.title_en),
        summary: service.summary.clone(),
        agency: name(&service.agency),
        co: service
            .co
            .iter()
            .map(name)
            .collect::<Vec<_>>()
            .join(&visit.text("enterprise.comma", &[])),
        applicant: match service.applicant {
            Applicant::Enterprise => "enterprise",
            Applicant::Employee => "employee",
            Applicant::Anyone => "anyone",
        },
        open: service.applicant != Applicant::Employee,
        instead: service
            .instead
            .iter()
            .filter_map(|slug| content.service(slug))
            .map(|s| line(visit, s))
            .collect(),
        statutory: service.limit.statutory,
        limit: titled(visit, &service.limit.zh, &service.limit.en),
        apply_within: service.apply_within.as_ref().map(said).unwrap_or_default(),
        outcome: said(&service.outcome),
        basis: service.basis.clone(),
        online: service.online,
        common_materials: service.common_materials,
        materials: service.materials.clone(),
        matters: named_matters(visit, &service.category),
        guides: guides_of(visit, &service.slug),
        questions: super::questions::of_service(visit, &service.slug),
        html: service.html.clone(),
        responsible: name(&service.responsible),
        reviewed: service.reviewed,
    }
}

fn named_matters(visit: &Visit, slugs: &[String]) -> Vec<Named> {
    let rules = visit.app.rules();
    let known = rules.matters().filter(|(slug, ..)| slugs.iter().any(|s| s == slug));
    known
        .map(|(slug, _, name)| Named {
            slug: slug.to_owned(),
            name: titled(visit, &name.zh, &name.en),
        })
        .collect()
}

/// The name of a matter; its slug where it has none.
pub fn matter_name(visit: &Visit, slug: &str) -> String {
    let rules = visit.app.rules();
    let mut matters = rules.matters();
    let found = matters.find(|(known, ..)| *known == slug);
    found.map_or_else(|| slug.to_owned(), |(_, _, name)| titled(visit, &name.zh, &name.en))
}

/// The guides that lead to a service.
fn guides_of(visit: &Visit, service: &str) -> Vec<Named> {
    let leads = visit
        .content
        .guides
        .iter()
        .filter(|guide| guide.services.iter().any(|slug| slug == service));
    leads
        .map(|guide| Named {
            slug: guide.slug.clone(),
            name: titled(visit, &guide.title, &guide.title_en),
        })
        .collect()
}
