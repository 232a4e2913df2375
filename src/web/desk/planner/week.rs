//! `/desk/planner?week=2026-W49`: the week as a calendar, and beside it what is to be planned.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::{HttpResponse, web};
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::calendar::{days, parse_week, week_of};
use super::chosen::{self, Chosen};
use super::column::{Column, Filter, column};
use super::home::{self, Row, monday};
use crate::db::ground::{Asked, Ground};
use crate::db::line_queues::{self, LineFilter, LineQueue};
use crate::db::schools;
use crate::domain::course::LecturerKind;
use crate::domain::deadline::{at_minute, local_day};
use crate::error::Error;
use crate::web::desk::names::Choice;
use crate::web::page::Site;
use crate::web::visit::Visit;

/// How many lines to be planned stand beside the week.
const BESIDE: i64 = 30;

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
pub struct Query {
    pub week: Option<String>,
    pub kind: Option<String>,
    pub room: Option<String>,
    pub order: Option<String>,
    pub line: Option<String>,
}

#[derive(Serialize)]
struct WeekPage {
    week: String,
    before: String,
    after: String,
    this: Option<String>,
    columns: Vec<Column>,
    hours: Vec<i32>,
    kinds: Vec<Choice>,
    rooms: Vec<Choice>,
    kind_chosen: String,
    room_chosen: String,
    count: usize,
    unplanned: Vec<Row>,
    /// Lines that nobody has screened yet: they come here afterwards.
    screening: i64,
    more: i64,
    chosen: Option<Chosen>,
}

/// `GET /desk/planner`
pub async fn show(visit: Visit, query: web::Query<Query>) -> Result<HttpResponse, Error> {
    let chosen = chosen::find(&visit, &query).await?;
    let wished = chosen.as_ref().and_then(|chosen| chosen.detail.dates.first());
    let asked = query.week.as_deref().and_then(parse_week);
    let today = local_day(visit.now);
    let first = asked.unwrap_or_else(|| monday(wished.map_or(today, |wished| wished.day)));
    let beside = beside(&visit, first).await?;
    let filter = Filter::of(&visit, &query);
    let columns: Vec<Column> =
        days(first).map(|day| column(&visit, day, &beside, &filter, chosen.as_ref())).collect();
    let link = |day: NaiveDate| address(&query, &week_of(day));
    let page = WeekPage {
        week: week_of(first),
        before: link(first - Days::new(7)),
        after: link(first + Days::new(7)),
        this: (first != monday(today)).then(|| link(today)),
        hours: (8..18).collect(),
        kinds: kinds(&visit),
        rooms: rooms(&visit),
        kind_chosen: filter.kind.map(|kind| kind.to_string()).unwrap_or_default(),
        room_chosen: filter.room.map(|room| room.slug.clone()).unwrap_or_default(),
        count: columns.iter().map(|column| column.bookings.len()).sum(),
        columns,
        screening: beside.screening,
        more: beside.count - i64::try_from(beside.rows.len()).unwrap_or_default(),
        unplanned: beside.rows.into_iter().map(|(q, row)| home::row(&visit, q, row)).collect(),
        chosen: match chosen {
            Some(found) => Some(chosen::options(&visit, found).await?),
            None => None,
        },
    };
    let title = visit.text("planner.week.title", &[]);
    visit.page(Site::Desk, "desk/planner_week.html", &title, &page)
}

/// The same page for another week.
fn address(query: &Query, week: &str) -> String {
    let mut url = form_urlencoded::Serializer::new(String::new());
    url.append_pair("week", week);
    let kept = [
        ("kind", &query.kind),
        ("room", &query.room),
        ("order", &query.order),
        ("line", &query.line),
    ];
    for (name, value) in kept {
        if let Some(value) = value.as_deref().filter(|value| !value.is_empty()) {
            url.append_pair(name, value);
        }
    }
    format!("/desk/planner?{}", url.finish())
}

/// What the page is made of.
pub struct Beside {
    pub ground: Ground,
    /// The names of schools by id, the codes of orders by id.
    pub schools: BTreeMap<String, String>,
    pub codes: BTreeMap<String, String>,
    rows: Vec<(LineQueue, line_queues::LineRow)>,
    count: i64,
    screening: i64,
}

/// Everything of a week, by a number of queries that does not depend on how much there is.
async fn beside(visit: &Visit, first: NaiveDate) -> Result<Beside, Error> {
    let now = visit.now;
    let rooms: Vec<String> = visit.content.rooms.iter().map(|room| room.slug.clone()).collect();
    let lists = [LineQueue::Replan, LineQueue::Unplanned]
        .map(|queue| LineFilter { limit: BESIDE, ..home::filter(visit, queue) });
    let screening = home::filter(visit, LineQueue::Screen);
    let read = visit.app.db.read(move |c| {
        let asked = Asked {
            from: at_minute(first, 0),
            to: at_minute(first + Days::new(7), 0),
            rooms: &rooms,
            school: "",
            classes: &[],
            line: "",
        };
        let ground = Ground::read(c, &asked, now)?;
        let orders: BTreeSet<String> = ground.bookings.iter().map(|b| b.order_id.clone()).collect();
        let who: BTreeSet<String> = ground.bookings.iter().map(|b| b.school.clone()).collect();
        let (mut rows, mut count) = (Vec::new(), 0);
        for f in &lists {
            rows.extend(line_queues::list(c, f)?.rows.into_iter().map(|row| (f.queue, row)));
            count += line_queues::count(c, f)?;
        }
        rows.sort_by_key(|(_, row)| row.due_at.unwrap_or(crate::db::orders::NEVER));
        Ok(Beside {
            schools: schools::names(c, &who.into_iter().collect::<Vec<_>>())?.into_iter().collect(),
            codes: line_queues::codes(c, &orders.into_iter().collect::<Vec<_>>())?,
            screening: line_queues::count(c, &screening)?,
            ground,
            rows,
            count,
        })
    });
    Ok(read.await?)
}

fn kinds(visit: &Visit) -> Vec<Choice> {
    let all = Choice::new("", visit.text("planner.filter.kinds", &[]));
    let kind = |kind: &LecturerKind| {
        Choice::new(kind.as_str(), visit.text(&format!("course.lecturer.{kind}"), &[]))
    };
    std::iter::once(all).chain(LecturerKind::ALL.iter().map(kind)).collect()
}

fn rooms(visit: &Visit) -> Vec<Choice> {
    let all = Choice::new("", visit.text("planner.filter.rooms", &[]));
    let room = |room: &crate::content::Room| {
        Choice::new(room.slug.clone(), room.name_in(visit.lang.tag()))
    };
    std::iter::once(all).chain(visit.content.rooms.iter().map(room)).collect()
}
