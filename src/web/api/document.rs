//! The description of the API: for programs, and for people.

use actix_web::HttpResponse;
use serde::Serialize;
use serde_json::Value;

use crate::error::Error;
use crate::web::page::Site;
use crate::web::visit::Visit;

/// OpenAPI 3.1, kept beside the code it describes; a test holds it against the table of routes.
pub const OPENAPI: &str = include_str!("openapi.json");

/// `GET /api/openapi.json`
pub async fn json() -> HttpResponse {
    HttpResponse::Ok().content_type("application/json; charset=utf-8").body(OPENAPI)
}

#[derive(Serialize)]
struct ReferencePage {
    introduction: String,
    operations: Vec<Operation>,
}

#[derive(Serialize)]
struct Operation {
    method: String,
    url: String,
    summary: String,
    /// Name, where it stands, and what it says of itself.
    parameters: Vec<(String, String, String)>,
    body: Option<String>,
    answers: Vec<(String, String)>,
}

/// `GET /api`: the same description as a page.
pub async fn page(visit: Visit) -> Result<HttpResponse, Error> {
    let document: Value = serde_json::from_str(OPENAPI).map_err(Error::internal)?;
    let mut operations = Vec::new();
    for (url, methods) in object(&document["paths"]) {
        for (method, operation) in object(methods) {
            operations.push(described(&document, method, url, operation));
        }
    }
    let introduction = text(&document["info"]["description"]);
    let page = ReferencePage { introduction, operations };
    visit.page(Site::None, "api/reference.html", &visit.text("api.title", &[]), &page)
}

fn described(document: &Value, method: &str, url: &str, operation: &Value) -> Operation {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let body = &operation["requestBody"]["content"]["application/json"]["schema"];
    let body = (!body.is_null())
        .then(|| serde_json::to_string_pretty(resolved(document, body)).unwrap_or_default());
    Operation {
        method: method.to_uppercase(),
        url: url.to_owned(),
        summary: text(&operation["summary"]),
        parameters: parameters
            .map(|p| (text(&p["name"]), text(&p["in"]), text(&p["description"])))
            .collect(),
        body,
        answers: object(&operation["responses"])
            .map(|(status, a)| (status.clone(), text(&a["description"])))
            .collect(),
    }
}

fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(reference) => document.pointer(reference.trim_start_matches('#')).unwrap_or(schema),
        None => schema,
    }
}

fn object(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_route_of_the_api_is_described_and_no_other() {
        let document: Value = serde_json::from_str(OPENAPI).unwrap();
        let described: BTreeSet<(String, String)> = object(&document["paths"])
            .flat_map(|(url, methods)| {
                object(methods).map(|(method, _)| (method.to_uppercase(), url.clone()))
            })
            .collect();
        let routed: BTreeSet<(String, String)> = crate::routes::table()
            .iter()
            .filter(|route| route.path.starts_with("/api/v1/"))
            .map(|route| (route.method.to_owned(), route.path.to_owned()))
            .collect();
        assert_eq!(described, routed);
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let document: Value = serde_json::from_str(OPENAPI).unwrap();
        for part in OPENAPI.split("\"$ref\": \"#").skip(1) {
            let pointer = part.split('"').next().unwrap();
            assert!(document.pointer(pointer).is_some(), "{pointer}");
        }
    }
}
