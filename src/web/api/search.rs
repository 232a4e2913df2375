//! `GET /api/v1/search` and `GET /api/v1/search/suggest`

use std::time::Instant;

use actix_web::{HttpResponse, web};
use serde_json::{Value, json};

use crate::error::{Error, FieldError};
use crate::search::{Query, Suggestion};
use crate::web::search::help;
use crate::web::visit::Visit;

type Pairs = web::Query<Vec<(String, String)>>;

/// Suggestions that are given.
const SUGGESTED: usize = 8;

fn value(query: &Pairs, name: &str) -> Option<String> {
    query.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone())
}

fn limit(query: &Pairs, usual: usize, most: usize) -> Result<usize, Error> {
    match value(query, "limit").filter(|text| !text.is_empty()).map(|text| text.parse::<usize>()) {
        None => Ok(usual),
        Some(Ok(limit)) if (1..=most).contains(&limit) => Ok(limit),
        Some(_) => {
            Err(Error::Invalid(vec![FieldError::new("limit", "field.limit").with("max", most)]))
        }
    }
}

/// What is found, whichever engine answers.
pub async fn find(visit: Visit, query: Pairs) -> Result<HttpResponse, Error> {
    let asked = Query {
        q: value(&query, "q").unwrap_or_default(),
        site: value(&query, "site"),
        kind: value(&query, "kind"),
        line: value(&query, "line"),
        stage: value(&query, "stage"),
        agency: value(&query, "agency"),
        matter: value(&query, "matter"),
        facets: value(&query, "facets").is_some_and(|facets| facets == "true"),
        limit: limit(&query, 20, 100)?,
        offset: 0,
    };
    Ok(HttpResponse::Ok().json(visit.app.search.query(&asked).await))
}

/// What somebody who has typed this may be about to type, and the pages that are about it already; of one
/// `site` or of both.
pub async fn suggest(visit: Visit, query: Pairs) -> Result<HttpResponse, Error> {
    let most = limit(&query, SUGGESTED, 20)?;
    let begun: String = value(&query, "q").unwrap_or_default().chars().take(60).collect();
    let site = value(&query, "site").filter(|site| !site.is_empty());
    let (started, search) = (Instant::now(), visit.app.search.clone());
    let typed = begun.clone();
    let offer = web::block(move || search.suggest(&begun, site.as_deref(), most)).await;
    let took = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let offer = offer.map_err(Error::internal)?;
    let numbers = help::numbers(&visit.app, &typed, offer.read_as.as_deref());
    let suggestions = match numbers.is_empty() {
        true => offer.suggestions.iter().map(|one| shown(&visit, one)).collect(),
        false => vec![to_people(&visit, &typed, &numbers)],
    };
    Ok(HttpResponse::Ok().json(json!({"suggestions": suggestions, "took_ms": took})))
}

/// Somebody in distress is offered nothing that leads past the telephones: only the page that names them first.
fn to_people(visit: &Visit, typed: &str, numbers: &[String]) -> Value {
    let label = visit.text("search.suggest.help", &[("numbers", numbers.join(" "))]);
    let url = format!("/search?q={}", urlencoding::encode(typed));
    json!({"text": typed, "url": url, "kind": "help", "label": label})
}

/// Words lead to the search for them; a page is gone to, and says of which kind it is.
fn shown(visit: &Visit, suggestion: &Suggestion) -> Value {
    match suggestion {
        Suggestion::Words(text) => {
            json!({"text": text, "url": format!("/search?q={}", urlencoding::encode(text))})
        }
        Suggestion::Page { title, kind, url } => {
            let label = visit.text(&format!("search.kind.{kind}"), &[]);
            json!({"text": title, "url": url, "kind": kind, "label": label})
        }
    }
}
