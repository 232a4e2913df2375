//! `GET /api/v1/desk/orders`: a queue of whoever is signed in.

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::json;

use crate::db::{Cursor, orders};
use crate::domain::access;
use crate::error::{Error, FieldError};
use crate::web::act;
use crate::web::visit::Visit;

/// At most so many rows at once.
const MOST: i64 = 200;

/// Which queue, and which page of it.
#[derive(Deserialize)]
pub struct Asked {
    queue: Option<String>,
    after: Option<String>,
    limit: Option<String>,
}

/// One page of a queue; without a name, of the first one that is the reader's.
pub async fn queue(visit: Visit, asked: web::Query<Asked>) -> Result<HttpResponse, Error> {
    let mut wrong = Vec::new();
    let own = access::queues(&visit.actor());
    let queue = match asked.queue.as_deref().filter(|word| !word.is_empty()) {
        // The telephone calls are no list of orders.
        None => own.iter().copied().find(|queue| *queue != access::Queue::Calls),
        Some(word) => word.parse().ok().filter(|queue| own.contains(queue)),
    };
    let after =
        match asked.after.as_deref().filter(|text| !text.is_empty()).map(str::parse::<Cursor>) {
            None => None,
            Some(Ok(cursor)) => Some(cursor),
            Some(Err(_)) => {
                wrong.push(FieldError::new("after", "field.after"));
                None
            }
        };
    let limit =
        asked.limit.as_deref().filter(|text| !text.is_empty()).map_or(Ok(50), str::parse::<i64>);
    if !limit.as_ref().is_ok_and(|limit| (1..=MOST).contains(limit)) {
        wrong.push(FieldError::new("limit", "field.limit").with("max", MOST));
    }
    let Some(queue) = queue else {
        wrong.push(FieldError::new("queue", "field.queue"));
        return Err(Error::Invalid(wrong));
    };
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let Some(filter) = act::queue_filter(&visit, queue, after, limit.unwrap_or(50)) else {
        return Err(Error::field("queue", "field.queue"));
    };
    let (page, count) = visit
        .app
        .db
        .read(move |c| Ok((orders::queue(c, &filter)?, orders::queue_count(c, &filter)?)))
        .await?;
    let next = page.next.map(|cursor| cursor.to_string());
    Ok(HttpResponse::Ok()
        .json(json!({"queue": queue, "orders": page.rows, "count": count, "next": next})))
}
