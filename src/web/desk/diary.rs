//! `/desk/diary`: a lecturer's own lessons, or the lines of an agency by date.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use chrono::{Days, NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

use super::lines::block::{Fact, facts};
use super::lines::words;
use super::planner::calendar::{days, kind, parse_week, week_of};
use super::planner::home::{self, monday};
use crate::db::line_queues::{self, LineFilter, LineQueue, LineRow};
use crate::db::{Conn, DbError, bookings, lecturers};
use crate::domain::booking::{Booking, BookingState};
use crate::domain::deadline::{at_minute, local_day};
use crate::domain::lecturer::Lecturer;
use crate::domain::order::{Action, Role, State};
use crate::error::Error;
use crate::web::page::Site;
use crate::web::visit::Visit;

/// The next lessons are those of so many days.
const AHEAD: TimeDelta = TimeDelta::days(60);

/// A lesson, with all that whoever teaches it has to know.
#[derive(Serialize)]
struct Lesson {
    code: String,
    number: i32,
    line: String,
    version: i64,
    title: String,
    school: String,
    when: String,
    place: String,
    facts: Vec<Fact>,
    /// `held`, `firm`, `today`, `met` or `done`.
    state: &'static str,
    /// Where the contact of the school is shown for a reason.
    contact: String,
    check_in: Option<String>,
    report: Option<String>,
    sign: bool,
}

/// A day of the week, with what is on it.
#[derive(Serialize)]
struct Day {
    label: String,
    today: bool,
    rest: bool,
    holiday: Option<String>,
    lessons: Vec<Lesson>,
}

#[derive(Serialize)]
struct DiaryPage {
    /// Whose diary it is; none: the agency's lines.
    name: Option<String>,
    week: String,
    before: String,
    after: String,
    days: Vec<Day>,
    next: Vec<Lesson>,
    unsigned: Vec<Lesson>,
    coming: Vec<Lesson>,
}

/// Which week.
#[derive(Deserialize)]
pub struct Query {
    pub week: Option<String>,
}

/// `GET /desk/diary`
pub async fn show(visit: Visit, query: web::Query<Query>) -> Result<HttpResponse, Error> {
    let actor = visit.actor();
    if !matches!(actor.role, Role::Handler | Role::Leader) {
        return Err(Error::Forbidden);
    }
    let today = local_day(visit.now);
    let first = query.week.as_deref().and_then(parse_week).unwrap_or_else(|| monday(today));
    let (account, agency) = (actor.account.unwrap_or_default(), actor.agency.unwrap_or_default());
    let lists = [LineQueue::Unsigned, LineQueue::Coming].map(|queue| LineFilter {
        agency: Some(agency.clone()),
        limit: 100,
        ..home::filter(&visit, queue)
    });
    let now = visit.now;
    let read = visit.app.db.read(move |c| {
        let found = lecturers::by_account(c, &account)?;
        let own = found.map(|lecturer| own(c, lecturer, first, now)).transpose()?;
        let [unsigned, coming] = &lists;
        let unsigned = line_queues::list(c, unsigned)?.rows;
        Ok((own, unsigned, line_queues::list(c, coming)?.rows))
    });
    let (own, unsigned, coming) = read.await?;
    let page = page(&visit, first, own, unsigned, coming);
    let title = visit.text("planner.diary.title", &[]);
    visit.page(Site::Desk, "desk/diary.html", &title, &page)
}

/// A lecturer's bookings of the week and of the time to come, with their lines.
struct Own {
    lecturer: Lecturer,
    week: Vec<Booking>,
    next: Vec<Booking>,
    lines: BTreeMap<String, LineRow>,
}

fn own(
    c: &mut Conn,
    lecturer: Lecturer,
    first: NaiveDate,
    now: crate::domain::Time,
) -> Result<Own, DbError> {
    let live = |booking: &Booking| booking.is_live(now);
    let (from, to) = (at_minute(first, 0), at_minute(first + Days::new(7), 0));
    let mut week = bookings::of_lecturer(c, &lecturer.id, from, to)?;
    week.retain(live);
    let mut next = bookings::of_lecturer(c, &lecturer.id, now, now + AHEAD)?;
    next.retain(|booking| booking.state == BookingState::Firm);
    let mut ids: Vec<String> = week.iter().chain(&next).map(|b| b.line_id.clone()).collect();
    ids.sort();
    ids.dedup();
    let lines = line_queues::of_lines(c, &ids)?;
    let lines = lines.into_iter().map(|row| (row.line.clone(), row)).collect();
    Ok(Own { lecturer, week, next, lines })
}

fn page(
    visit: &Visit,
    first: NaiveDate,
    own: Option<Own>,
    unsigned: Vec<LineRow>,
    coming: Vec<LineRow>,
) -> DiaryPage {
    let link = |day: NaiveDate| format!("/desk/diary?week={}", week_of(day));
    let of_agency = |rows: Vec<LineRow>| {
        let mut rows: Vec<LineRow> = rows;
        rows.sort_by_key(|row| row.booking.as_ref().map(|booking| booking.start));
        rows.iter().map(|row| lesson(visit, row, row.booking.as_ref())).collect::<Vec<_>>()
    };
    let found = |own: &Own, bookings: &[Booking]| {
        let row = |b: &Booking| Some(lesson(visit, own.lines.get(&b.line_id)?, Some(b)));
        bookings.iter().filter_map(row).collect::<Vec<_>>()
    };
    DiaryPage {
        name: own.as_ref().map(|own| words::lecturer(visit, &own.lecturer)),
        week: week_of(first),
        before: link(first - Days::new(7)),
        after: link(first + Days::new(7)),
        days: own
            .as_ref()
            .map_or_else(Vec::new, |own| days(first).map(|day| of_day(visit, own, day)).collect()),
        next: own.as_ref().map(|own| found(own, &own.next)).unwrap_or_default(),
        unsigned: of_agency(unsigned),
        coming: of_agency(coming),
    }
}

fn of_day(visit: &Visit, own: &Own, day: NaiveDate) -> Day {
    let on = own.week.iter().filter(|booking| local_day(booking.start) == day);
    let of = |b: &Booking| Some(lesson(visit, own.lines.get(&b.line_id)?, Some(b)));
    let said = kind(&visit.app.calendar, day);
    Day {
        label: words::day(visit, day),
        today: day == local_day(visit.now),
        rest: said.rest,
        holiday: said.holiday,
        lessons: on.filter_map(of).collect(),
    }
}

fn lesson(visit: &Visit, row: &LineRow, booking: Option<&Booking>) -> Lesson {
    let held = booking.filter(|booking| booking.state != BookingState::Released);
    let today = held.is_some_and(|b| local_day(b.start) == local_day(visit.now));
    let order = format!("/desk/orders/{}", row.code);
    let page = |name: &str| format!("/desk/{name}/{}/{}", row.code, row.line);
    let handling = row.state == State::Handling;
    let state = match (row.state, held.map(|held| held.state)) {
        (State::Replied | State::Closed | State::Archived, _) => "done",
        (State::Accepted | State::Submitted, _) => "held",
        (State::Handling, _) if row.met => "met",
        _ if today => "today",
        _ => "firm",
    };
    Lesson {
        number: row.position + 1,
        line: row.line.clone(),
        version: row.version,
        title: words::title(visit, &row.detail),
        school: row.school_name.clone(),
        when: match held {
            Some(held) => words::time(visit, held.start, held.end),
            None => visit.text("planner.no_time", &[]),
        },
        place: match held.and_then(|held| held.room.as_ref()) {
            Some(slug) => words::room(visit, slug),
            None => held.map(|held| held.place.clone()).unwrap_or_default(),
        },
        facts: facts(visit, &row.detail),
        state,
        contact: format!("{order}#do-{}", Action::Unmask),
        check_in: (handling && !row.met && today).then(|| page("check-in")),
        report: (handling && row.met).then(|| page("report")),
        sign: row.state == State::Dispatched,
        code: row.code.clone(),
    }
}
