//! `GET /api/v1/search`

use actix_web::{HttpResponse, web};

use crate::error::Error;
use crate::search::Query;
use crate::web::visit::Visit;

/// What is found, whichever engine answers.
pub async fn find(
    visit: Visit,
    query: web::Query<Vec<(String, String)>>,
) -> Result<HttpResponse, Error> {
    let value =
        |name: &str| query.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    let limit =
        match value("limit").filter(|text| !text.is_empty()).map(|text| text.parse::<usize>()) {
            None => 20,
            Some(Ok(limit)) if (1..=100).contains(&limit) => limit,
            Some(_) => {
                let error = crate::error::FieldError::new("limit", "field.limit").with("max", 100);
                return Err(Error::Invalid(vec![error]));
            }
        };
    let query = Query {
        q: value("q").unwrap_or_default(),
        site: value("site"),
        kind: value("kind"),
        stage: value("stage"),
        limit,
        ..Query::default()
    };
    Ok(HttpResponse::Ok().json(visit.app.search.query(&query).await))
}
