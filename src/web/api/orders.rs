//! `GET /api/v1/orders/{code}`: what this reader may see of an order.

use actix_web::{HttpRequest, HttpResponse, web};

use super::view;
use crate::domain::code::{self, Code};
use crate::domain::order::Actor;
use crate::error::Error;
use crate::web::act::{self, Loaded};
use crate::web::limit;
use crate::web::visit::Visit;

/// The header that brings an order's secret key.
const KEY_HEADER: &str = "x-order-key";

/// The order, for a session or for whoever brings its key.
pub async fn show(
    visit: Visit,
    http: HttpRequest,
    code: web::Path<String>,
) -> Result<HttpResponse, Error> {
    let loaded = load(&visit, &http, &code).await?;
    Ok(HttpResponse::Ok().json(view::order(&visit, &loaded)))
}

/// Loads an order for the session, or the key in the header.
///
/// # Errors
/// 422 on `code` for a slip of the pen; 404 for what is not there or not theirs, so that codes
/// can't be guessed at; 429 after too many wrong keys.
pub async fn load(visit: &Visit, http: &HttpRequest, typed: &str) -> Result<Loaded, Error> {
    let canonical = act::parse_code(typed)?;
    let Some(key) = http.headers().get(KEY_HEADER).and_then(|value| value.to_str().ok()) else {
        return act::load(visit, &canonical).await;
    };
    limit::check(visit, &limit::ORDER_KEY, &canonical).await?;
    limit::check(visit, &limit::ORDER_KEY_ADDRESS, &visit.address).await?;
    let (key, secret, wanted) =
        (key.to_owned(), visit.app.config.secret.clone(), canonical.clone());
    let loaded = act::load_as(visit, &canonical, move |visit, order, generation| {
        let right = wanted
            .parse::<Code>()
            .is_ok_and(|code| code::key_matches(&secret, &code, generation, &key));
        if right {
            Actor { holds_key: true, ..visit.actor() }
        } else {
            visit.actor_for(order, generation)
        }
    })
    .await;
    if matches!(loaded, Err(Error::NotFound)) {
        limit::count(visit, &limit::ORDER_KEY, &canonical).await?;
        limit::count(visit, &limit::ORDER_KEY_ADDRESS, &visit.address).await?;
    }
    loaded
}
