//! `/desk/reviews`: closed orders, for those who look at how they were handled.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::queue::{self, After, Row, Tab};
use crate::db::orders;
use crate::domain::access::Queue;
use crate::domain::order::Order;
use crate::error::Error;
use crate::web::page::Site;
use crate::web::visit::Visit;

/// How many a page has; each is an order in whole.
const PAGE: i64 = 25;

#[derive(Serialize)]
struct ReviewsPage {
    tabs: Vec<Tab>,
    rows: Vec<Closed>,
    count: i64,
    first: Option<&'static str>,
    next: Option<String>,
}

/// A closed order, with what both sides say of its end.
#[derive(Serialize)]
struct Closed {
    row: Row,
    rating: Option<i32>,
    /// The agency says it contacted the asker, or solved it; the asker says it did not.
    disagree: bool,
    disputed: bool,
    late: bool,
}

/// `GET /desk/reviews`
pub async fn show(visit: Visit, after: web::Query<After>) -> Result<HttpResponse, Error> {
    let mut filter = queue::filter(&visit.actor(), Queue::All, visit.now).ok_or(Error::NotFound)?;
    (filter.limit, filter.after) = (PAGE, after.cursor());
    let paged = filter.after.is_some();
    let (rows, next, count) = visit
        .app
        .db
        .read(move |c| {
            let count = orders::queue_count(c, &filter)?;
            let page = orders::queue(c, &filter)?;
            let whole = |row: orders::OrderRow| orders::find(c, &row.id).map(|order| (row, order));
            let rows = page.rows.into_iter().map(whole).collect::<Result<Vec<_>, _>>()?;
            Ok((rows, page.next, count))
        })
        .await?;
    let page = ReviewsPage {
        tabs: queue::tabs(&visit, Some(Queue::All)).await?,
        rows: rows.into_iter().map(|(row, order)| closed(&visit, row, &order)).collect(),
        count,
        first: paged.then_some("/desk/reviews"),
        next: next
            .map(|next| format!("/desk/reviews?after={}", urlencoding::encode(&next.to_string()))),
    };
    visit.page(Site::Desk, "desk/reviews.html", &visit.text("desk.reviews.title", &[]), &page)
}

fn closed(visit: &Visit, row: orders::OrderRow, order: &Order) -> Closed {
    let denies =
        |agency: Option<bool>, asker: Option<bool>| agency == Some(true) && asker == Some(false);
    let late = |clock: &crate::domain::deadline::Clock| {
        crate::domain::deadline::late(clock, visit.now).is_some()
    };
    Closed {
        rating: order.rating,
        disagree: denies(order.agency_contacted, order.asker_contacted)
            || denies(order.agency_solved, order.asker_solved),
        disputed: order.assignments.iter().any(|share| share.barred_handler.is_some()),
        late: order.clocks.iter().any(late),
        row: Row::of(visit, row),
    }
}
