//! `/desk/supervision`: what is overdue, each with the form of a 督办, and the ones that stand.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::names;
use super::queue::{self, After, Row, Tab};
use crate::db::orders;
use crate::db::{Conn, DbError};
use crate::domain::Time;
use crate::domain::access::Queue;
use crate::domain::order::{Order, Supervision};
use crate::error::Error;
use crate::web::page::Site;
use crate::web::visit::Visit;

/// How many a page has; each is an order in whole.
const PAGE: i64 = 25;

#[derive(Serialize)]
struct SupervisionPage {
    tabs: Vec<Tab>,
    overdue: Vec<Late>,
    count: i64,
    first: Option<&'static str>,
    next: Option<String>,
    standing: Vec<Standing>,
}

/// An overdue order.
#[derive(Serialize)]
struct Late {
    row: Row,
    /// The agencies that still owe something.
    agencies: Vec<names::Choice>,
    /// It is under supervision already.
    supervised: bool,
}

/// A supervision that was not released.
#[derive(Serialize)]
struct Standing {
    code: String,
    href: String,
    title: String,
    agency: String,
    answer_due: Time,
    answered_at: Option<Time>,
    late: bool,
}

/// `GET /desk/supervision`
pub async fn show(visit: Visit, after: web::Query<After>) -> Result<HttpResponse, Error> {
    let mut overdue =
        queue::filter(&visit.actor(), Queue::Overdue, visit.now).ok_or(Error::NotFound)?;
    let mut standing =
        queue::filter(&visit.actor(), Queue::Supervision, visit.now).ok_or(Error::NotFound)?;
    (overdue.limit, overdue.after, standing.limit) = (PAGE, after.cursor(), PAGE);
    let paged = overdue.after.is_some();
    let (late, next, count, standing) = visit
        .app
        .db
        .read(move |c| {
            let count = orders::queue_count(c, &overdue)?;
            let page = orders::queue(c, &overdue)?;
            let late = whole(c, page.rows)?;
            let standing = orders::queue(c, &standing)?.rows;
            Ok((late, page.next, count, whole(c, standing)?))
        })
        .await?;
    let page = SupervisionPage {
        tabs: queue::tabs(&visit, Some(Queue::Overdue)).await?,
        overdue: late.into_iter().map(|(row, order)| overdue_row(&visit, row, &order)).collect(),
        count,
        first: paged.then_some("/desk/supervision"),
        next: next.map(|next| {
            format!("/desk/supervision?after={}", urlencoding::encode(&next.to_string()))
        }),
        standing: standing.iter().flat_map(|(row, order)| stands(&visit, row, order)).collect(),
    };
    visit.page(
        Site::Desk,
        "desk/supervision.html",
        &visit.text("desk.supervision.title", &[]),
        &page,
    )
}

fn whole(
    c: &mut Conn,
    rows: Vec<orders::OrderRow>,
) -> Result<Vec<(orders::OrderRow, Order)>, DbError> {
    rows.into_iter().map(|row| orders::find(c, &row.id).map(|order| (row, order))).collect()
}

fn overdue_row(visit: &Visit, row: orders::OrderRow, order: &Order) -> Late {
    let open = order.assignments.iter().filter(|share| share.state.is_open());
    let mut agencies: Vec<names::Choice> = open
        .map(|share| names::Choice::new(share.agency.clone(), names::agency(visit, &share.agency)))
        .collect();
    agencies.dedup();
    Late {
        supervised: order.standing_supervisions().next().is_some(),
        agencies,
        row: Row::of(visit, row),
    }
}

fn stands<'a>(
    visit: &'a Visit,
    row: &'a orders::OrderRow,
    order: &'a Order,
) -> impl Iterator<Item = Standing> + 'a {
    order.standing_supervisions().map(|supervision: &Supervision| Standing {
        code: row.code.clone(),
        href: format!("/desk/orders/{}", row.code),
        title: row.title.clone(),
        agency: names::agency(visit, &supervision.agency),
        answer_due: supervision.answer_due,
        answered_at: supervision.answered_at,
        late: supervision.answered_at.unwrap_or(visit.now) > supervision.answer_due,
    })
}
