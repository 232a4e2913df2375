//! `/youth/courses`: the catalogue, with filters that are plain links.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::Card;
use crate::domain::catalogue::{self, Chosen, Facet, Sifted};
use crate::error::Error;
use crate::web::page::Site;
use crate::web::visit::Visit;

const PATH: &str = "/youth/courses";
/// Courses on one page.
const PAGE: usize = 24;

/// What is chosen, and after which course the page begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    line: String,
    stage: String,
    form: String,
    lecturer: String,
    length: String,
    after: String,
}

#[derive(Serialize)]
struct ListPage {
    facets: Vec<FacetRow>,
    chips: Vec<Chip>,
    groups: Vec<Group>,
    count: usize,
    /// Nothing fits, but something would without one of these.
    loosen: Vec<Chip>,
    next: Option<String>,
    first: Option<String>,
}

/// One row of filters.
#[derive(Serialize)]
struct FacetRow {
    word: &'static str,
    /// The catalogue without a choice of this facet.
    all: String,
    chosen: bool,
    options: Vec<Choice>,
}

/// A filter as a link.
#[derive(Serialize)]
struct Choice {
    label: String,
    href: String,
    count: usize,
    chosen: bool,
}

/// What is chosen, with the link that takes it away and how many there are then.
#[derive(Serialize)]
struct Chip {
    label: String,
    href: String,
    count: usize,
}

/// The courses of one line on this page.
#[derive(Serialize)]
struct Group {
    line: &'static str,
    courses: Vec<Card>,
}

/// `GET /youth/courses`
pub async fn show(visit: Visit, asked: web::Query<Asked>) -> Result<HttpResponse, Error> {
    let chosen = Chosen::read(|facet| match facet {
        Facet::Line => &asked.line,
        Facet::Stage => &asked.stage,
        Facet::Form => &asked.form,
        Facet::Lecturer => &asked.lecturer,
        Facet::Length => &asked.length,
    });
    let courses = &visit.content.courses;
    let sifted = catalogue::sift(courses.iter().map(|course| course.marks), &chosen);
    let place = courses.iter().position(|course| course.slug == asked.after);
    let from = place.map_or(0, |after| sifted.fitting.partition_point(|at| *at <= after));
    let rest = sifted.fitting.get(from..).unwrap_or_default();
    let shown = &rest[..rest.len().min(PAGE)];
    let more = rest.len() > PAGE;
    let last = shown.last().filter(|_| more).and_then(|at| courses.get(*at));
    let chips = chips(&visit, &chosen, &sifted);
    let page = ListPage {
        facets: Facet::ALL.iter().map(|facet| row(&visit, *facet, &chosen, &sifted)).collect(),
        groups: groups(&visit, shown),
        count: sifted.fitting.len(),
        loosen: if sifted.fitting.is_empty() { loosen(&visit, &chosen, &sifted) } else { vec![] },
        chips,
        next: last.map(|course| link(&chosen, Some(&course.slug))),
        first: (from > 0).then(|| link(&chosen, None)),
    };
    let title = visit.text("course.list.title", &[]);
    visit.page(Site::Youth, "youth/courses.html", &title, &page)
}

/// The catalogue with these choices, from the course after one of them on.
fn link(chosen: &Chosen, after: Option<&str>) -> String {
    let words = chosen.facets().filter_map(|facet| Some((facet.as_str(), chosen.word(facet)?)));
    let pairs: Vec<String> = words
        .chain(after.map(|slug| ("after", slug)))
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    if pairs.is_empty() { PATH.to_owned() } else { format!("{PATH}?{}", pairs.join("&")) }
}

fn label(visit: &Visit, facet: Facet, word: &str) -> String {
    let family = match facet {
        Facet::Line => "course.line.",
        Facet::Stage => "course.stage.",
        Facet::Form => "course.form.",
        Facet::Lecturer => "course.lecturer.",
        Facet::Length => "course.length.",
    };
    visit.text(&format!("{family}{word}"), &[])
}

fn row(visit: &Visit, facet: Facet, chosen: &Chosen, sifted: &Sifted) -> FacetRow {
    let option = |(at, word): (usize, &str)| Choice {
        label: label(visit, facet, word),
        href: link(&chosen.with(facet, Some(at)), None),
        count: sifted.count(facet, at),
        chosen: chosen.word(facet) == Some(word),
    };
    FacetRow {
        word: facet.as_str(),
        all: link(&chosen.with(facet, None), None),
        chosen: chosen.word(facet).is_some(),
        options: facet.words().into_iter().enumerate().map(option).collect(),
    }
}

fn chips(visit: &Visit, chosen: &Chosen, sifted: &Sifted) -> Vec<Chip> {
    let chip = |facet: Facet| Chip {
        label: label(visit, facet, chosen.word(facet).unwrap_or_default()),
        href: link(&chosen.with(facet, None), None),
        count: sifted.without(facet),
    };
    chosen.facets().map(chip).collect()
}

fn loosen(visit: &Visit, chosen: &Chosen, sifted: &Sifted) -> Vec<Chip> {
    let mut ways = chips(visit, chosen, sifted);
    ways.retain(|way| way.count > 0);
    ways
}

/// The courses at these places, by line: they stand by line already.
fn groups(visit: &Visit, places: &[usize]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for course in places.iter().filter_map(|at| visit.content.courses.get(*at)) {
        let line = course.line.as_str();
        match groups.last_mut().filter(|group| group.line == line) {
            Some(group) => group.courses.push(super::card(visit, course)),
            None => groups.push(Group { line, courses: vec![super::card(visit, course)] }),
        }
    }
    groups
}
