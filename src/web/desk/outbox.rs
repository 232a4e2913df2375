//! `/desk/outbox`: what was promised and did not go out, for an admin to see and to try again.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use crate::db::jobs::{self, JobRow};
use crate::db::{Cursor, DbError, orders};
use crate::domain::Time;
use crate::error::Error;
use crate::web::form::Form;
use crate::web::page::Site;
use crate::web::visit::Visit;

/// How many a page shows.
const PAGE: i64 = 50;

#[derive(Serialize)]
struct Count {
    state: &'static str,
    count: i64,
}

#[derive(Serialize)]
struct Row {
    id: String,
    kind: String,
    /// Of a notice or a mail: which one; else nothing.
    notice: String,
    code: String,
    attempts: i32,
    since: Time,
    last: Option<Time>,
    fault: String,
}

#[derive(Serialize)]
struct OutboxPage {
    counts: Vec<Count>,
    rows: Vec<Row>,
    next: Option<String>,
    /// `meilisearch` or `embedded`.
    engine: &'static str,
    search_fault: Option<String>,
    mail_fault: Option<String>,
}

/// Where a list goes on.
#[derive(Deserialize)]
pub struct After {
    after: Option<String>,
}

/// `GET /desk/outbox`
pub async fn show(visit: Visit, after: web::Query<After>) -> Result<HttpResponse, Error> {
    let after = after.after.as_deref().and_then(|text| text.parse::<Cursor>().ok());
    let (counts, rows, next) = visit
        .app
        .db
        .read(move |c| {
            let counts = jobs::counts(c)?;
            let page = jobs::failed(c, after.as_ref(), PAGE)?;
            let mut rows = Vec::new();
            for job in page.rows {
                let code = match order_of(&job) {
                    Some(id) => orders::find(c, id).map(|order| order.code),
                    None => Ok(String::new()),
                };
                let code = match code {
                    Err(DbError::NotFound) => String::new(),
                    other => other?,
                };
                rows.push(row(job, code));
            }
            Ok((counts, rows, page.next))
        })
        .await?;
    let page = OutboxPage {
        counts: counts
            .into_iter()
            .map(|(state, count)| Count { state: state.as_str(), count })
            .collect(),
        rows,
        next: next.map(|cursor| format!("/desk/outbox?after={cursor}")),
        engine: visit.app.search.engine(),
        search_fault: visit.app.search.health().await.err(),
        mail_fault: visit.app.mail.check().await.err().map(|error| error.to_string()),
    };
    visit.page(Site::Desk, "desk/outbox.html", &visit.text("outbox.title", &[]), &page)
}

fn order_of(job: &JobRow) -> Option<&str> {
    job.payload.get("order").and_then(|order| order.as_str())
}

fn row(job: JobRow, code: String) -> Row {
    let notice = job.payload.get("notice").and_then(|notice| notice.as_str()).unwrap_or_default();
    // Only a word of ours has a name to be shown.
    let notice =
        crate::domain::notice::Notice::parse(notice).map_or("", |notice| notice.slug()).to_owned();
    Row {
        notice,
        code,
        attempts: job.attempts,
        since: job.created_at,
        last: job.done_at,
        fault: job.last_error.unwrap_or_default(),
        kind: job.kind,
        id: job.id,
    }
}

/// `POST /desk/outbox/{id}/retry`
pub async fn retry(
    visit: Visit,
    id: web::Path<String>,
    _form: Form,
) -> Result<HttpResponse, Error> {
    let (id, now) = (id.into_inner(), visit.now);
    match visit.app.db.write(move |c| jobs::requeue(c, &id, now)).await {
        // Somebody else was faster, and it is queued already.
        Ok(()) | Err(DbError::NotFound) => {
            Ok(visit.redirect_saying("/desk/outbox", "flash.requeued"))
        }
        Err(other) => Err(other.into()),
    }
}
