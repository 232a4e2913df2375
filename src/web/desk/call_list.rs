//! `/desk/calls`: those who left no address are told by telephone.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use crate::db::calls::{self, Call, CallState};
use crate::db::{Conn, Cursor, DbError, contacts, orders};
use crate::domain::Time;
use crate::domain::mask;
use crate::error::Error;
use crate::web::page::Site;
use crate::web::visit::Visit;

/// How many a page shows.
const PAGE: i64 = 50;
#[derive(Serialize)]
struct Row {
    id: String,
    code: String,
    notice: String,
    name: String,
    phone: String,
    lang: String,
    since: Time,
    tries: usize,
}

#[derive(Serialize)]
struct ListPage {
    rows: Vec<Row>,
    count: i64,
    next: Option<String>,
}

/// Where a list goes on.
#[derive(Deserialize)]
pub struct After {
    after: Option<String>,
}

/// `GET /desk/calls`
pub async fn list(visit: Visit, after: web::Query<After>) -> Result<HttpResponse, Error> {
    let after = after.after.as_deref().and_then(|text| text.parse::<Cursor>().ok());
    let sealer = visit.app.sealer.clone();
    let (rows, next, count) = visit
        .app
        .db
        .read(move |c| {
            let page = calls::open(c, after.as_ref(), PAGE)?;
            let mut rows = Vec::new();
            for call in page.rows {
                let order = orders::find(c, &call.order_id)?;
                let contact = contacts::find(c, &call.order_id)?.open(&sealer)?;
                rows.push(Row {
                    code: order.code,
                    lang: order.lang,
                    name: mask::name(&contact.name),
                    phone: contact.phone.as_deref().map(mask::phone).unwrap_or_default(),
                    tries: tries(c, &call)?,
                    notice: call.notice,
                    since: call.created_at,
                    id: call.id,
                });
            }
            Ok((rows, page.next, calls::count(c)?))
        })
        .await?;
    let next = next.map(|cursor| format!("/desk/calls?after={cursor}"));
    visit.page(
        Site::Desk,
        "desk/calls.html",
        &visit.text("calls.title", &[]),
        &ListPage { rows, count, next },
    )
}

/// How often this was tried in vain before.
pub fn tries(c: &mut Conn, call: &Call) -> Result<usize, DbError> {
    let others = calls::by_order(c, &call.order_id)?;
    let vain =
        |other: &&Call| other.notice == call.notice && other.state == CallState::Failed.as_str();
    Ok(others.iter().filter(vain).count())
}
