//! What a lecturer did in a time: lines that were checked in and reported, and nothing else.

use diesel::prelude::*;

use super::error::word;
use super::schema::{bookings, line_details, lines};
use super::{Conn, DbError};
use crate::domain::Time;
use crate::domain::booking::BookingState;
use crate::domain::course::{LineForm, Stage};
use crate::domain::order::State;

/// One lesson or visit that a lecturer held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    pub line_id: String,
    pub start: Time,
    pub end: Time,
    /// Id of the school.
    pub school: String,
    pub form: LineForm,
    pub course: Option<String>,
    pub stage: Stage,
    pub headcount: i32,
}

type Row = (String, Time, Time, String, String, Option<String>, String, Option<i32>);

/// What a lecturer held from one time until before another, in order of time: one query.
pub fn served(c: &mut Conn, lecturer: &str, from: Time, to: Time) -> Result<Vec<Served>, DbError> {
    let done = [State::Replied.as_str(), State::Closed.as_str()];
    let rows: Vec<Row> = bookings::table
        .inner_join(lines::table.on(lines::id.eq(bookings::line_id)))
        .inner_join(line_details::table.on(line_details::line_id.eq(bookings::line_id)))
        .filter(bookings::lecturer.eq(lecturer))
        .filter(bookings::start_at.ge(from))
        .filter(bookings::start_at.lt(to))
        .filter(bookings::state.eq(BookingState::Firm.as_str()))
        .filter(lines::state.eq_any(done))
        .filter(lines::headcount.is_not_null())
        .order((bookings::start_at, bookings::id))
        .select((
            lines::id,
            bookings::start_at,
            bookings::end_at,
            bookings::school,
            line_details::form,
            line_details::course,
            line_details::stage,
            lines::headcount,
        ))
        .load(c)?;
    rows.into_iter().map(served_of).collect()
}

fn served_of(row: Row) -> Result<Served, DbError> {
    let (line_id, start, end, school, form, course, stage, headcount) = row;
    Ok(Served {
        line_id,
        start,
        end,
        school,
        form: word(&form)?,
        course,
        stage: word(&stage)?,
        headcount: headcount.unwrap_or_default(),
    })
}
