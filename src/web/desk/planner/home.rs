//! `/desk` of the planner, and the lists of lines behind it.

use actix_web::{HttpResponse, web};
use chrono::{Datelike, Days, NaiveDate};
use serde::Serialize;

use crate::db::line_queues::{self, LineFilter, LineQueue, LineRow};
use crate::db::orders;
use crate::domain::Time;
use crate::domain::access::Queue;
use crate::domain::booking::BookingState;
use crate::domain::deadline::{at_minute, local_day};
use crate::error::Error;
use crate::web::desk::lines::words;
use crate::web::desk::queue::{self, After, PAGE, light};
use crate::web::page::Site;
use crate::web::visit::Visit;

/// How many of each list are looked at for "what needs me now".
const NEAREST: i64 = 15;

/// More lessons than a week has.
const WHOLE: i64 = 500;

/// A list with its counter.
#[derive(Debug, Serialize)]
pub struct Tab {
    pub label: String,
    pub href: String,
    pub count: i64,
    pub current: bool,
}

/// A line in a list, in words.
#[derive(Debug, Serialize)]
pub struct Row {
    pub code: String,
    pub href: String,
    /// Where the next step is done.
    pub next: String,
    pub line: String,
    pub version: i64,
    pub number: i32,
    pub title: String,
    pub form: &'static str,
    pub school: String,
    pub stage: String,
    pub pupils: i32,
    pub dates: Vec<String>,
    pub when: String,
    pub due_at: Option<Time>,
    pub light: &'static str,
    /// What is to be done, as the end of a key.
    pub why: &'static str,
}

#[derive(Serialize)]
struct HomePage {
    tabs: Vec<Tab>,
    rows: Vec<Row>,
    late: usize,
    soon: usize,
    week: String,
}

#[derive(Serialize)]
struct ListPage {
    tabs: Vec<Tab>,
    list: &'static str,
    rows: Vec<Row>,
    count: i64,
    first: Option<String>,
    next: Option<String>,
}

/// The Monday of the week in which a day is.
pub fn monday(day: NaiveDate) -> NaiveDate {
    day - Days::new(day.weekday().num_days_from_monday().into())
}

/// The first page of a list.
pub fn filter(visit: &Visit, queue: LineQueue) -> LineFilter {
    let first = monday(local_day(visit.now));
    LineFilter {
        queue,
        agency: None,
        week: at_minute(first, 0)..at_minute(first + Days::new(7), 0),
        now: visit.now,
        after: None,
        limit: PAGE,
    }
}

/// The lists that the planner has, in the order of the work.
const LISTS: [LineQueue; 7] = [
    LineQueue::Screen,
    LineQueue::Unplanned,
    LineQueue::Replan,
    LineQueue::Proposed,
    LineQueue::Unsigned,
    LineQueue::Week,
    LineQueue::Missed,
];

/// `GET /desk`, for the planner.
///
/// # Errors
/// The database's.
pub async fn show(visit: &Visit) -> Result<HttpResponse, Error> {
    let wanted = [
        LineQueue::Missed,
        LineQueue::Screen,
        LineQueue::Replan,
        LineQueue::Unplanned,
        LineQueue::Proposed,
    ];
    let filters = wanted.map(|queue| LineFilter { limit: NEAREST, ..filter(visit, queue) });
    let found = visit.app.db.read(move |c| {
        let list = |f: &LineFilter| Ok((f.queue, line_queues::list(c, f)?.rows));
        filters.iter().map(list).collect::<Result<Vec<_>, _>>()
    });
    let mut rows: Vec<Row> = Vec::new();
    for (queue, list) in found.await? {
        rows.extend(list.into_iter().map(|line| row(visit, queue, line)));
    }
    // A proposal is only to be looked at again when its time has run out.
    rows.retain(|row| row.why != "proposed");
    rows.sort_by_key(|row| (row.due_at.unwrap_or(orders::NEVER), row.code.clone(), row.number));
    let lit = |light: &str| rows.iter().filter(|row| row.light == light).count();
    let page = HomePage {
        late: lit("late"),
        soon: lit("soon"),
        tabs: tabs(visit, "").await?,
        week: "/desk/planner".to_owned(),
        rows,
    };
    visit.page(Site::Desk, "desk/planner.html", &visit.text("desk.now.title", &[]), &page)
}

/// `GET /desk/planner/lists/{list}`
pub async fn list(
    visit: Visit,
    list: web::Path<String>,
    after: web::Query<After>,
) -> Result<HttpResponse, Error> {
    let queue: LineQueue = list.parse().map_err(|_| Error::NotFound)?;
    if !LISTS.contains(&queue) {
        return Err(Error::NotFound);
    }
    let mut f = LineFilter { after: after.cursor(), ..filter(&visit, queue) };
    let by_hour = matches!(queue, LineQueue::Week | LineQueue::Missed);
    if by_hour {
        // All of a week stand on one page, by their hours.
        f.limit = WHOLE;
    }
    let paged = f.after.is_some();
    let (found, count) = visit
        .app
        .db
        .read(move |c| Ok((line_queues::list(c, &f)?, line_queues::count(c, &f)?)))
        .await?;
    let here = format!("/desk/planner/lists/{queue}");
    let next =
        found.next.map(|next| format!("{here}?after={}", urlencoding::encode(&next.to_string())));
    let mut rows: Vec<Row> = found.rows.into_iter().map(|line| row(&visit, queue, line)).collect();
    if by_hour {
        rows.sort_by_key(|row| row.due_at);
    }
    let page = ListPage {
        tabs: tabs(&visit, queue.as_str()).await?,
        list: queue.as_str(),
        rows,
        count,
        first: paged.then_some(here),
        next,
    };
    let title = visit.text(&format!("planner.queue.{queue}"), &[]);
    visit.page(Site::Desk, "desk/planner_list.html", &title, &page)
}

/// The lists of orders that the planner has besides: those that wait for the school's word on the
/// whole, and those past a date.
const ORDERS: [Queue; 2] = [Queue::Waiting, Queue::Overdue];

/// The lists with their counters, counted by the same WHERE as the lists. `current` is the word of
/// the one that is shown.
///
/// # Errors
/// The database's.
pub async fn tabs(visit: &Visit, current: &str) -> Result<Vec<Tab>, Error> {
    let filters = LISTS.map(|queue| filter(visit, queue));
    let actor = visit.actor();
    let orders = ORDERS.map(|queue| (queue, queue::filter(&actor, queue, visit.now)));
    let counted = visit.app.db.read(move |c| {
        let mut counts: Vec<(&'static str, String, i64)> = Vec::new();
        for f in &filters {
            let href = format!("/desk/planner/lists/{}", f.queue);
            counts.push((f.queue.as_str(), href, line_queues::count(c, f)?));
        }
        for (queue, f) in &orders {
            if let Some(f) = f {
                let href = format!("/desk/queues/{queue}");
                counts.push((queue.as_str(), href, orders::queue_count(c, f)?));
            }
        }
        Ok(counts)
    });
    let tab = |(word, href, count): (&'static str, String, i64)| Tab {
        label: visit.text(&format!("planner.queue.{word}"), &[]),
        href,
        count,
        current: word == current,
    };
    Ok(counted.await?.into_iter().map(tab).collect())
}

/// The words of a row of some list.
pub fn row(visit: &Visit, queue: LineQueue, line: LineRow) -> Row {
    let held = line.booking.as_ref().filter(|booking| booking.state != BookingState::Released);
    let (why, due_at) = match (queue, held) {
        (LineQueue::Replan, _) if line.returned => ("returned", line.due_at),
        (LineQueue::Replan, Some(held)) if held.state == BookingState::Lost => {
            ("lost", line.due_at)
        }
        (LineQueue::Replan, _) => ("countered", line.due_at),
        (LineQueue::Proposed, Some(held)) if held.expires_at <= visit.now => {
            ("unanswered", Some(held.expires_at))
        }
        (LineQueue::Proposed, Some(held)) => ("proposed", Some(held.expires_at)),
        (LineQueue::Week | LineQueue::Missed, Some(held)) => (queue.as_str(), Some(held.start)),
        (other, _) => (other.as_str(), line.due_at),
    };
    let code = line.code;
    let next = match queue {
        LineQueue::Unplanned | LineQueue::Replan => {
            format!("/desk/planner?order={code}&line={}", line.line)
        }
        _ => format!("/desk/orders/{code}#line-{}", line.position + 1),
    };
    Row {
        href: format!("/desk/orders/{code}"),
        next,
        code,
        version: line.version,
        number: line.position + 1,
        title: words::title(visit, &line.detail),
        form: line.detail.form.as_str(),
        school: line.school_name,
        stage: visit.text(&format!("course.stage.{}", line.detail.stage), &[]),
        pupils: line.detail.pupils,
        dates: line.detail.dates.iter().map(|wished| words::wished(visit, wished)).collect(),
        when: held.map(|held| words::time(visit, held.start, held.end)).unwrap_or_default(),
        light: match queue {
            LineQueue::Week => "",
            _ => due_at.map_or("", |due| light(due, visit.now)),
        },
        due_at,
        line: line.line,
        why,
    }
}
