//! `/search`: one search over both storefronts.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

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
/// What can be found; each has its words in `search.kind.`.
const KINDS: [&str; 7] =
    ["service", "guide", "course", "package", "lesson", "bulletin", "question"];

/// What is asked.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    site: String,
    kind: String,
    from: String,
}

#[derive(Serialize)]
struct SearchPage {
    q: String,
    chosen_site: String,
    kind: String,
    answer: Option<Answer>,
    next: Option<String>,
}

/// `GET /search`
pub async fn show(visit: Visit, asked: web::Query<Asked>) -> Result<HttpResponse, Error> {
    let one_of = |word: &str, known: &[&str]| {
        if known.contains(&word) { word.to_owned() } else { String::new() }
    };
    let q: String = asked.q.trim().chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    let site = one_of(&asked.site, &["enterprise", "youth"]);
    let kind = one_of(&asked.kind, &KINDS);
    let offset: usize = asked.from.parse().unwrap_or(0).min(FAR);
    let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let query = Query {
        site: filled(&site),
        kind: filled(&kind),
        limit: PAGE,
        offset,
        ..Query::new(q.clone())
    };
    let answer = if q.is_empty() { None } else { Some(visit.app.search.query(&query).await) };
    let after = offset + PAGE;
    let more = answer.as_ref().is_some_and(|answer| answer.total > after && after <= FAR);
    let next = more.then(|| {
        format!("/search?q={}&site={site}&kind={kind}&from={after}", urlencoding::encode(&q))
    });
    let title = match q.as_str() {
        "" => visit.text("search.title", &[]),
        q => format!("{q} · {}", visit.text("search.title", &[])),
    };
    let page = SearchPage { q, chosen_site: site, kind, answer, next };
    visit.page(Site::None, "search.html", &title, &page)
}
