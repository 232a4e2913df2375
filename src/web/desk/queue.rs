//! `/desk` and its queues.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::names;
use crate::db::calls;
use crate::db::orders::{self, OrderRow, Queue as Listed, QueueFilter};
use crate::db::{Cursor, Page};
use crate::domain::Time;
use crate::domain::access::{Queue, queues, screened_site};
use crate::domain::deadline::local_day;
use crate::domain::order::{Actor, CENTRE, Role, Signature, State};
use crate::error::Error;
use crate::web::page::Site;
use crate::web::visit::Visit;

/// How many rows a page has.
pub const PAGE: i64 = 50;
/// How many of each queue are looked at for the page "what needs me now".
const NEAREST: i64 = 15;

/// A queue with its counter.
#[derive(Debug, Clone, Serialize)]
pub struct Tab {
    pub queue: &'static str,
    pub href: String,
    pub count: i64,
    pub current: bool,
}

/// A row of a list, in words.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    pub id: String,
    pub code: String,
    pub href: String,
    pub title: String,
    pub matter: String,
    pub state: &'static str,
    pub due_at: Option<Time>,
    /// `ok`, `soon`, `late`, or nothing where no clock runs.
    pub light: &'static str,
    pub lead: String,
    pub lead_slug: String,
    pub age: i64,
    pub returns: i32,
    pub version: i64,
    /// Why it is on the page "what needs me now".
    pub why: &'static str,
}

impl Row {
    /// The words of a row.
    pub fn of(visit: &Visit, row: OrderRow) -> Row {
        let named = |slug: &Option<String>, name: fn(&Visit, &str) -> String| {
            slug.as_deref().map_or_else(String::new, |slug| name(visit, slug))
        };
        Row {
            href: format!("/desk/orders/{}", row.code),
            matter: named(&row.matter, names::matter),
            lead: named(&row.lead_agency, names::agency),
            lead_slug: row.lead_agency.unwrap_or_default(),
            state: row.state.as_str(),
            light: row.due_at.map_or("", |due| light(due, visit.now)),
            due_at: row.due_at,
            age: (local_day(visit.now) - local_day(row.created_at)).num_days(),
            returns: row.returns,
            version: row.version,
            id: row.id,
            code: row.code,
            title: row.title,
            why: "",
        }
    }
}

/// A list's light: past the nominal date, on it or the day before, or with time to spare.
pub fn light(due: Time, now: Time) -> &'static str {
    let days = (local_day(due) - local_day(now)).num_days();
    match days {
        _ if due < now => "late",
        ..=1 => "soon",
        _ => "ok",
    }
}

#[derive(Serialize)]
struct DeskPage {
    tabs: Vec<Tab>,
    rows: Vec<Row>,
    live: String,
    late: usize,
    soon: usize,
}

#[derive(Serialize)]
struct QueuePage {
    tabs: Vec<Tab>,
    /// The planner's own lists stand in place of the tabs.
    line_tabs: Vec<super::planner::home::Tab>,
    queue: &'static str,
    rows: Vec<Row>,
    count: i64,
    live: String,
    first: Option<String>,
    next: Option<String>,
}

/// Where a list goes on.
#[derive(Deserialize)]
pub struct After {
    pub after: Option<String>,
}

impl After {
    /// The place, where it is one of ours.
    pub fn cursor(&self) -> Option<Cursor> {
        self.after.as_deref().and_then(|text| text.parse().ok())
    }
}

/// `GET /desk`
pub async fn home(visit: Visit) -> Result<HttpResponse, Error> {
    if visit.actor().role == Role::Planner {
        return super::planner::home::show(&visit).await;
    }
    let rows = needed(&visit).await?;
    let lit = |light: &str| rows.iter().filter(|row| row.light == light).count();
    let page = DeskPage {
        late: lit("late"),
        soon: lit("soon"),
        tabs: tabs(&visit, None).await?,
        rows,
        live: "/desk/live".into(),
    };
    visit.page(Site::Desk, "desk/home.html", &visit.text("desk.now.title", &[]), &page)
}

/// `GET /desk/queues/{queue}`
pub async fn show(
    visit: Visit,
    queue: web::Path<String>,
    after: web::Query<After>,
) -> Result<HttpResponse, Error> {
    let queue: Queue = queue.parse().map_err(|_| Error::NotFound)?;
    let mut filter = filter(&visit.actor(), queue, visit.now).ok_or(Error::NotFound)?;
    filter.after = after.cursor();
    let paged = filter.after.is_some();
    let (found, count) = visit
        .app
        .db
        .read(move |c| Ok((orders::queue(c, &filter)?, orders::queue_count(c, &filter)?)))
        .await?;
    let here = format!("/desk/queues/{queue}");
    let planner = visit.actor().role == Role::Planner;
    let page = QueuePage {
        tabs: if planner { Vec::new() } else { tabs(&visit, Some(queue)).await? },
        line_tabs: match planner {
            true => super::planner::home::tabs(&visit, queue.as_str()).await?,
            false => Vec::new(),
        },
        queue: queue.as_str(),
        next: found
            .next
            .as_ref()
            .map(|next| format!("{here}?after={}", urlencoding::encode(&next.to_string()))),
        rows: words(&visit, found),
        count,
        live: format!("/desk/live?queue={queue}"),
        first: paged.then_some(here),
    };
    let title = visit.text(&format!("order.queue.{queue}"), &[]);
    visit.page(Site::Desk, "desk/queue.html", &title, &page)
}

/// The rows of a page, in words.
pub fn words(visit: &Visit, page: Page<OrderRow>) -> Vec<Row> {
    page.rows.into_iter().map(|row| Row::of(visit, row)).collect()
}

/// The queues of whoever is here, with their counters, counted by the same WHERE as their lists.
///
/// # Errors
/// The database's.
pub async fn tabs(visit: &Visit, current: Option<Queue>) -> Result<Vec<Tab>, Error> {
    let (actor, now) = (visit.actor(), visit.now);
    let role = actor.role;
    let filters: Vec<_> =
        queues(&actor).into_iter().map(|queue| (queue, filter(&actor, queue, now))).collect();
    let counted = visit.app.db.read(move |c| {
        let mut counts = Vec::new();
        for (queue, filter) in &filters {
            match (queue, filter) {
                (Queue::Calls, _) => counts.push((*queue, calls::count(c)?)),
                (_, Some(filter)) => counts.push((*queue, orders::queue_count(c, filter)?)),
                (_, None) => {}
            }
        }
        Ok(counts)
    });
    let tab = |(queue, count): (Queue, i64)| Tab {
        queue: queue.as_str(),
        href: href(role, queue),
        count,
        current: Some(queue) == current,
    };
    Ok(counted.await?.into_iter().map(tab).collect())
}

/// Some queues have a page of their own, with more to do on it.
fn href(role: Role, queue: Queue) -> String {
    match (role, queue) {
        (_, Queue::Triage) => "/desk/triage".to_owned(),
        (_, Queue::Calls) => "/desk/calls".to_owned(),
        (Role::Supervisor, Queue::Overdue) => "/desk/supervision".to_owned(),
        (Role::Reviewer, Queue::All) => "/desk/reviews".to_owned(),
        (_, other) => format!("/desk/queues/{other}"),
    }
}

/// The first page of a queue; nothing for one that is not this person's.
///
/// # Errors
/// The database's.
pub async fn first_rows(visit: &Visit, queue: Queue) -> Result<Vec<OrderRow>, Error> {
    let Some(filter) = filter(&visit.actor(), queue, visit.now) else { return Ok(Vec::new()) };
    Ok(visit.app.db.read(move |c| orders::queue(c, &filter)).await?.rows)
}

/// The rows of a queue that this person may see; none for a queue that is not this person's, or
/// that is no list of orders.
pub fn filter(actor: &Actor, queue: Queue, now: Time) -> Option<QueueFilter> {
    if !queues(actor).contains(&queue) {
        return None;
    }
    let listed = match (queue, actor.role) {
        (Queue::Calls, _) => return None,
        (Queue::All, Role::Reviewer) => Listed::Closed,
        _ => queue.as_str().parse().ok()?,
    };
    let mut filter = QueueFilter::new(listed, now);
    filter.limit = PAGE;
    filter.site = screened_site(actor.role).map(str::to_owned);
    match actor.role {
        Role::Handler | Role::Leader => {
            // Without an agency nothing is one's own.
            filter.agency = Some(actor.agency.clone().unwrap_or_default());
            filter.handler = actor.account.clone().filter(|_| queue == Queue::Mine);
            filter.signatures = vec![Signature::Return, Signature::Reply];
        }
        Role::Dispatcher => {
            filter.agency = (queue == Queue::Supervision).then(|| CENTRE.to_owned());
            filter.signatures = vec![Signature::Decline];
        }
        Role::Supervisor => filter.signatures = vec![Signature::Decline, Signature::Extend],
        _ => {}
    }
    Some(filter)
}

/// The queues from which something is to be done now, and what.
fn needs(role: Role) -> &'static [(Queue, &'static str)] {
    use Queue::*;
    match role {
        Role::Handler => &[
            (Unsigned, "sign"),
            (Disputes, "dispute"),
            (Supervision, "answer"),
            (Overdue, "overdue"),
            (Mine, "work"),
        ],
        Role::Leader => &[
            (Signatures, "signature"),
            (Unsigned, "sign"),
            (Disputes, "dispute"),
            (Supervision, "answer"),
            (Overdue, "overdue"),
        ],
        Role::Dispatcher => &[
            (Triage, "dispatch"),
            (TwoMatters, "two_matters"),
            (Signatures, "signature"),
            (Supervision, "answer"),
        ],
        Role::Supervisor => {
            &[(Signatures, "signature"), (Supervision, "supervised"), (Overdue, "overdue")]
        }
        Role::Reviewer => &[(All, "review")],
        Role::Clerk => &[(Replied, "call_back"), (Waiting, "waiting")],
        _ => &[],
    }
}

/// What needs this person now, the nearest due date first; each order once, with the first reason.
async fn needed(visit: &Visit) -> Result<Vec<Row>, Error> {
    let (actor, now) = (visit.actor(), visit.now);
    let wanted: Vec<_> = needs(actor.role)
        .iter()
        .filter_map(|(queue, why)| {
            Some((*why, QueueFilter { limit: NEAREST, ..filter(&actor, *queue, now)? }))
        })
        .collect();
    let found = visit.app.db.read(move |c| {
        let list = |(why, filter): &(&'static str, QueueFilter)| {
            Ok((*why, orders::queue(c, filter)?.rows))
        };
        wanted.iter().map(list).collect::<Result<Vec<_>, _>>()
    });
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    for (why, list) in found.await? {
        // Whoever waits for the asker has nothing to do oneself.
        let waits = |row: &OrderRow| {
            why == "work" && matches!(row.state, State::Waiting | State::Suspended)
        };
        for row in list.into_iter().filter(|row| !waits(row)) {
            rows.entry(row.id.clone()).or_insert_with(|| Row { why, ..Row::of(visit, row) });
        }
    }
    let mut rows: Vec<Row> = rows.into_values().collect();
    rows.sort_by_key(|row| (row.due_at.unwrap_or(orders::NEVER), row.code.clone()));
    Ok(rows)
}
