//! The lists of lines: what the planner and the agencies have to do for schools. A list's count and
//! its rows come from one WHERE, so they cannot differ.

use std::collections::BTreeMap;
use std::ops::Range;

use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::error::word;
use super::schema::{assignments, bookings, lines, orders, proposals, schools};
use super::school_orders::{self, LineDetail};
use super::{Conn, Cursor, DbError, MultiBackend, Page};
use crate::domain::Time;
use crate::domain::booking::{Booking, BookingState};
use crate::domain::order::{AssignmentState, State};
use crate::text_enum;

text_enum! {
    /// What has to be done for a line.
    pub enum LineQueue {
        /// 待审单: sent, and not yet looked at.
        Screen = "screen",
        /// 待排课: nothing was ever proposed.
        Unplanned = "unplanned",
        /// To be planned anew: the school wants it otherwise, the agency gave it back, or others
        /// have what was proposed.
        Replan = "replan",
        /// 等学校答复
        Proposed = "proposed",
        /// 等单位接单
        Unsigned = "unsigned",
        /// Lessons of a week.
        Week = "week",
        /// The time of the lesson has passed, and nobody has checked in.
        Missed = "missed",
        /// Signed for, and not reported yet.
        Coming = "coming",
    }
}

/// Which lines, and which page of them.
#[derive(Debug, Clone)]
pub struct LineFilter {
    pub queue: LineQueue,
    /// Only lines that this agency has; none: all.
    pub agency: Option<String>,
    /// The week of `week`.
    pub week: Range<Time>,
    pub now: Time,
    pub after: Option<Cursor>,
    pub limit: i64,
}

/// A row of such a list.
#[derive(Debug, Clone, PartialEq)]
pub struct LineRow {
    pub order: String,
    pub code: String,
    pub title: String,
    pub school: Option<String>,
    pub school_name: String,
    /// Nearest due date of what we owe to the order; none where no clock runs.
    pub due_at: Option<Time>,
    pub version: i64,
    pub line: String,
    pub position: i32,
    pub state: State,
    pub revisions: i32,
    /// They have met for it.
    pub met: bool,
    pub detail: LineDetail,
    /// The newest of the line's bookings.
    pub booking: Option<Booking>,
    /// The agency gave it back after the last proposal.
    pub returned: bool,
}

/// A WHERE on lines with their orders, whose parts are known only at run time.
type Condition = Box<
    dyn BoxableExpression<
            diesel::helper_types::InnerJoinQuerySource<lines::table, orders::table>,
            MultiBackend,
            SqlType = Bool,
        >,
>;

fn in_states(states: &[State]) -> Condition {
    let words: Vec<&'static str> = states.iter().map(|state| state.as_str()).collect();
    Box::new(lines::state.eq_any(words))
}

/// The one WHERE of a list.
fn condition(f: &LineFilter) -> Condition {
    let planned = lines::proposed.is_not_null();
    let idle = lines::proposed.is_null().and(lines::agreed.is_null());
    let firm = BookingState::Firm.as_str();
    let lost = bookings::table
        .filter(bookings::line_id.eq(lines::id))
        .filter(bookings::state.eq(BookingState::Lost.as_str()));
    let own: Condition = match f.queue {
        LineQueue::Screen => in_states(&[State::Submitted]),
        LineQueue::Unplanned => {
            Box::new(in_states(&[State::Accepted]).and(idle).and(lines::revisions.eq(0)))
        }
        LineQueue::Replan => {
            let again = idle.and(lines::revisions.gt(0)).or(planned.and(diesel::dsl::exists(lost)));
            Box::new(in_states(&[State::Accepted]).and(again))
        }
        LineQueue::Proposed => Box::new(
            in_states(&[State::Accepted])
                .and(planned)
                .and(diesel::dsl::not(diesel::dsl::exists(lost))),
        ),
        LineQueue::Unsigned => in_states(&[State::Dispatched]),
        LineQueue::Coming => in_states(&[State::Handling]),
        LineQueue::Week => {
            let met = bookings::table
                .filter(bookings::line_id.eq(lines::id))
                .filter(bookings::state.eq(firm))
                .filter(bookings::start_at.ge(f.week.start))
                .filter(bookings::start_at.lt(f.week.end));
            let to_come = in_states(&[State::Dispatched, State::Handling, State::Replied]);
            Box::new(to_come.and(diesel::dsl::exists(met)))
        }
        LineQueue::Missed => {
            let over = bookings::table
                .filter(bookings::line_id.eq(lines::id))
                .filter(bookings::state.eq(firm))
                .filter(bookings::end_at.lt(f.now));
            let open = in_states(&[State::Dispatched, State::Handling]);
            let unmet = lines::checked_in_at.is_null();
            Box::new(open.and(unmet).and(diesel::dsl::exists(over)))
        }
    };
    let youth = orders::site.eq("youth");
    match f.agency.clone() {
        None => Box::new(own.and(youth)),
        Some(agency) => {
            let held = assignments::table
                .filter(assignments::line_id.eq(lines::id))
                .filter(assignments::agency.eq(agency))
                .filter(assignments::open);
            Box::new(own.and(youth).and(diesel::dsl::exists(held)))
        }
    }
}

type Raw = ((String, String, String, Option<String>, Time, i64), (String, i32, String, i32, bool));

/// The columns of a row, in two groups because `LineRow` is made of words.
macro_rules! columns {
    () => {
        (
            (
                orders::id,
                orders::code,
                orders::title,
                orders::school,
                orders::due_at,
                orders::version,
            ),
            (
                lines::id,
                lines::position,
                lines::state,
                lines::revisions,
                lines::checked_in_at.is_not_null(),
            ),
        )
    };
}

/// One page of a list, the nearest due date first.
pub fn list(c: &mut Conn, f: &LineFilter) -> Result<Page<LineRow>, DbError> {
    let mut query = lines::table
        .inner_join(orders::table)
        .filter(condition(f))
        .select(columns!())
        .order((orders::due_at, lines::id))
        .limit(f.limit + 1)
        .into_boxed();
    if let Some(after) = &f.after {
        let tie = orders::due_at.eq(after.at).and(lines::id.gt(after.id.clone()));
        query = query.filter(orders::due_at.gt(after.at).or(tie));
    }
    let found: Vec<Raw> = query.load(c)?;
    let page = Page::of(found, f.limit, |raw: &Raw| Cursor { at: raw.0.4, id: raw.1.0.clone() });
    Ok(Page { rows: rows(c, page.rows)?, next: page.next })
}

/// How many rows the whole list has; `after` and `limit` do not matter.
pub fn count(c: &mut Conn, f: &LineFilter) -> Result<i64, DbError> {
    Ok(lines::table.inner_join(orders::table).filter(condition(f)).count().get_result(c)?)
}

/// What the rows show besides, read for all of them at once.
fn rows(c: &mut Conn, found: Vec<Raw>) -> Result<Vec<LineRow>, DbError> {
    let ids: Vec<String> = found.iter().map(|raw| raw.1.0.clone()).collect();
    let mut orders: Vec<String> = found.iter().map(|raw| raw.0.0.clone()).collect();
    orders.sort();
    orders.dedup();
    let details = school_orders::details(c, &orders)?;
    let mut details: BTreeMap<String, LineDetail> =
        details.into_iter().map(|detail| (detail.line_id.clone(), detail)).collect();
    let mut booked: BTreeMap<String, Booking> = BTreeMap::new();
    // By line, the newest last: that one stays.
    for booking in super::bookings::by_order(c, &ids)? {
        booked.insert(booking.line_id.clone(), booking);
    }
    let schools: Vec<&String> = found.iter().filter_map(|raw| raw.0.3.as_ref()).collect();
    let names: Vec<(String, String)> = schools::table
        .filter(schools::id.eq_any(schools))
        .select((schools::id, schools::name))
        .load(c)?;
    let names: BTreeMap<String, String> = names.into_iter().collect();
    let returned = returned(c, &ids)?;
    let row = |((order, code, title, school, due, version), rest): Raw| {
        let (line, position, state, revisions, met) = rest;
        let Some(detail) = details.remove(&line) else { return Ok(None) };
        Ok(Some(LineRow {
            school_name: school.as_ref().and_then(|id| names.get(id).cloned()).unwrap_or_default(),
            due_at: (due < super::orders::NEVER).then_some(due),
            state: word(&state)?,
            returned: returned.contains(&line),
            booking: booked.remove(&line),
            order,
            code,
            title,
            school,
            version,
            line,
            position,
            revisions,
            met,
            detail,
        }))
    };
    found.into_iter().map(row).filter_map(Result::transpose).collect()
}

/// Those that an agency gave back after the last proposal was made.
fn returned(c: &mut Conn, ids: &[String]) -> Result<Vec<String>, DbError> {
    let ended: Vec<(String, Option<Time>)> = assignments::table
        .filter(assignments::line_id.eq_any(ids))
        .filter(assignments::state.eq(AssignmentState::Returned.as_str()))
        .select((assignments::line_id, assignments::ended_at))
        .load(c)?;
    let made: Vec<(String, Time)> = proposals::table
        .filter(proposals::line_id.eq_any(ids))
        .order((proposals::line_id, proposals::revision))
        .select((proposals::line_id, proposals::created_at))
        .load(c)?;
    let last: BTreeMap<String, Time> = made.into_iter().collect();
    let after = |(line, at): &(String, Option<Time>)| at.as_ref() > last.get(line);
    Ok(ended.into_iter().filter(after).map(|(line, _)| line).collect())
}

/// The codes of these orders, by id; one query.
pub fn codes(c: &mut Conn, ids: &[String]) -> Result<BTreeMap<String, String>, DbError> {
    let found = orders::table.filter(orders::id.eq_any(ids));
    let rows: Vec<(String, String)> = found.select((orders::id, orders::code)).load(c)?;
    Ok(rows.into_iter().collect())
}

/// These lines, in no particular order, with what a list shows of them.
pub fn of_lines(c: &mut Conn, ids: &[String]) -> Result<Vec<LineRow>, DbError> {
    let found: Vec<Raw> = lines::table
        .inner_join(orders::table)
        .filter(lines::id.eq_any(ids))
        .select(columns!())
        .load(c)?;
    rows(c, found)
}
