//! What was found, by its facets: plain links that narrow a search, and one that widens it again.

use serde::Serialize;

use super::Asked;
use crate::search::Facets;
use crate::web::locale::Lang;
use crate::web::visit::Visit;

/// Values of one facet that are offered.
const OFFERED: usize = 12;

/// One facet with its values.
#[derive(Debug, Serialize)]
pub struct Facet {
    pub name: &'static str,
    pub values: Vec<Value>,
}

/// One value of a facet.
#[derive(Debug, Serialize)]
pub struct Value {
    pub label: String,
    pub count: u64,
    /// Where it is chosen, or let go.
    pub url: String,
    pub chosen: bool,
}

/// The parameter of the address, and the field of the index.
const NAMES: [(&str, &str); 6] = [
    ("kind", "kind"),
    ("site", "site"),
    ("line", "line"),
    ("stage", "stages"),
    ("agency", "agency"),
    ("matter", "matters"),
];

/// The facets that narrow what was found: those with a choice, and those that were chosen.
pub fn of(visit: &Visit, asked: &Asked, counted: &Facets) -> Vec<Facet> {
    let facet = |(name, field): (&'static str, &str)| {
        let chosen = asked.chosen(name);
        let counts = counted.get(field);
        let mut values: Vec<(&String, u64)> =
            counts.into_iter().flatten().map(|(value, count)| (value, *count)).collect();
        values.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(other.0)));
        if !chosen.is_empty() {
            values.retain(|(value, _)| *value == chosen);
        }
        if values.is_empty() || (chosen.is_empty() && values.len() < 2) {
            return None;
        }
        let value = |(value, count): (&String, u64)| {
            let is_chosen = value == chosen;
            let to = if is_chosen { "" } else { value.as_str() };
            let url = asked.with(name, to).url(0);
            Value { label: label(visit, name, value), count, url, chosen: is_chosen }
        };
        let values = values.into_iter().take(OFFERED).map(value).collect();
        Some(Facet { name, values })
    };
    NAMES.into_iter().filter_map(facet).collect()
}

fn label(visit: &Visit, name: &str, value: &str) -> String {
    match name {
        "kind" => visit.text(&format!("search.kind.{value}"), &[]),
        "site" => visit.text(&format!("search.site.{value}"), &[]),
        "line" if value == "bulletin" => visit.text("search.kind.bulletin", &[]),
        "line" => visit.text(&format!("course.line.{value}"), &[]),
        "stage" => visit.text(&format!("course.stage.{value}"), &[]),
        "matter" => matter(visit, value),
        _ => value.to_owned(),
    }
}

fn matter(visit: &Visit, slug: &str) -> String {
    let rules = visit.app.rules();
    let mut matters = rules.matters();
    let found = matters.find(|(known, _, _)| *known == slug).map(|(_, _, name)| name);
    let named = found.map(|name| if visit.lang == Lang::En { &name.en } else { &name.zh });
    named.map_or(slug, |name| name).to_owned()
}
