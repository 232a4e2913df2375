//! `/search`: one search over both storefronts.

mod facets;
pub mod help;

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use self::facets::Facet;
use super::page::Site;
use super::visit::Visit;
use crate::error::Error;
use crate::search::{Answer, Query};

/// Hits on one page.
const PAGE: usize = 20;
/// The index goes no further.
const FAR: usize = 1_000;
/// A query longer than this is cut; the field says so by its `maxlength`.
const LONGEST: usize = 400;
/// A value of a facet longer than this is none of ours.
const VALUE: usize = 60;
/// Topics that are offered where nothing was found.
const NEAREST: usize = 6;

/// What is asked.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    site: String,
    kind: String,
    line: String,
    stage: String,
    agency: String,
    matter: String,
    from: String,
}

#[derive(Serialize)]
struct SearchPage {
    q: String,
    chosen_site: String,
    /// What else narrows the search, to be kept by the form.
    kept: Vec<(&'static str, String)>,
    answer: Option<Answer>,
    facets: Vec<Facet>,
    /// Any facet is chosen, the site aside.
    narrowed: bool,
    /// The same search without them.
    wide: String,
    /// Telephones that come before anything else.
    numbers: Vec<String>,
    /// What may have been meant, and what lies near, where nothing was found.
    nearest: Vec<String>,
    /// Below what was found the one door stands open: what was found may not be it.
    door: bool,
    next: Option<String>,
}

impl Asked {
    /// As it may be answered: no control characters, nothing too long.
    fn read(&self) -> Self {
        let clean = |text: &str, most| -> String {
            text.trim().chars().filter(|c| !c.is_control()).take(most).collect()
        };
        let site =
            if ["enterprise", "youth"].contains(&self.site.as_str()) { &*self.site } else { "" };
        Self {
            q: clean(&self.q, LONGEST),
            site: site.to_owned(),
            kind: clean(&self.kind, VALUE),
            line: clean(&self.line, VALUE),
            stage: clean(&self.stage, VALUE),
            agency: clean(&self.agency, VALUE),
            matter: clean(&self.matter, VALUE),
            from: self.from.clone(),
        }
    }

    fn filters(&self) -> [(&'static str, &str); 6] {
        [
            ("site", &self.site),
            ("kind", &self.kind),
            ("line", &self.line),
            ("stage", &self.stage),
            ("agency", &self.agency),
            ("matter", &self.matter),
        ]
    }

    /// What was chosen of a facet.
    fn chosen(&self, name: &str) -> &str {
        self.filters().into_iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }

    /// The same with one facet chosen, or let go.
    fn with(&self, name: &str, value: &str) -> Self {
        let mut other = self.clone();
        let field = match name {
            "site" => &mut other.site,
            "kind" => &mut other.kind,
            "line" => &mut other.line,
            "stage" => &mut other.stage,
            "agency" => &mut other.agency,
            _ => &mut other.matter,
        };
        value.clone_into(field);
        other
    }

    fn url(&self, from: usize) -> String {
        let mut url = format!("/search?q={}", urlencoding::encode(&self.q));
        for (name, value) in self.filters().into_iter().filter(|(_, value)| !value.is_empty()) {
            url.push_str(&format!("&{name}={}", urlencoding::encode(value)));
        }
        if from > 0 {
            url.push_str(&format!("&from={from}"));
        }
        url
    }

    fn query(&self, offset: usize) -> Query {
        let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Query {
            site: filled(&self.site),
            kind: filled(&self.kind),
            line: filled(&self.line),
            stage: filled(&self.stage),
            agency: filled(&self.agency),
            matter: filled(&self.matter),
            limit: PAGE,
            offset,
            facets: true,
            ..Query::new(self.q.clone())
        }
    }
}

/// `GET /search`
pub async fn show(visit: Visit, asked: web::Query<Asked>) -> Result<HttpResponse, Error> {
    let asked = asked.read();
    let offset: usize = asked.from.parse().unwrap_or(0).min(FAR);
    let search = &visit.app.search;
    let answer = match asked.q.as_str() {
        "" => None,
        _ => Some(search.query(&asked.query(offset)).await),
    };
    let nothing = answer.as_ref().is_some_and(|answer| answer.total == 0);
    let read_as = answer.as_ref().and_then(|answer| answer.read_as.as_deref());
    let after = offset + PAGE;
    let more = answer.as_ref().is_some_and(|answer| answer.total > after && after <= FAR);
    let others = asked.filters().into_iter().skip(1).filter(|(_, value)| !value.is_empty());
    let kept: Vec<_> = others.map(|(name, value)| (name, value.to_owned())).collect();
    let title = match asked.q.as_str() {
        "" => visit.text("search.title", &[]),
        q => format!("{q} · {}", visit.text("search.title", &[])),
    };
    let only_site = Asked { q: asked.q.clone(), site: asked.site.clone(), ..Asked::default() };
    let numbers = help::numbers(&visit.app, &asked.q, read_as);
    let page = SearchPage {
        door: numbers.is_empty() && answer.as_ref().is_some_and(|a| is_enterprise(&asked.site, a)),
        numbers,
        nearest: if nothing { search.nearest(&asked.q, NEAREST) } else { Vec::new() },
        facets: answer.iter().flat_map(|a| facets::of(&visit, &asked, &a.facets)).collect(),
        narrowed: !kept.is_empty(),
        wide: only_site.url(0),
        next: more.then(|| asked.url(after)),
        kept,
        answer,
        q: asked.q,
        chosen_site: asked.site,
    };
    visit.page(Site::None, "search.html", &title, &page)
}

/// Looked for by an enterprise: it said so, or what is found first is for one.
fn is_enterprise(site: &str, answer: &Answer) -> bool {
    match site {
        "" => answer.hits.first().is_some_and(|hit| hit.site == "enterprise"),
        site => site == "enterprise",
    }
}
