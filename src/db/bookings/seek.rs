//! Finding bookings, and what is taken.

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::TimeDelta;
use diesel::prelude::*;

use super::super::error::word;
use super::super::schema::{bookings, claims};
use super::super::{Conn, DbError};
use super::row::{Row, all};
use crate::domain::Time;
use crate::domain::booking::{
    Booking, BookingState, Claim, Need, Resource, SETUP_MAX, Taken, slot_start, slots,
};
use crate::domain::deadline::at_minute;
use crate::domain::room::Room;

/// No booking is longer: all of it is on one day.
const LONGEST: TimeDelta = TimeDelta::days(1);

/// One booking; `NotFound` where there is none.
pub fn by_id(c: &mut Conn, id: &str) -> Result<Booking, DbError> {
    bookings::table.find(id).select(Row::as_select()).first(c).map_err(DbError::from)?.booking()
}

/// All bookings a line ever had, the newest last.
pub fn by_line(c: &mut Conn, line_id: &str) -> Result<Vec<Booking>, DbError> {
    let found = bookings::table.filter(bookings::line_id.eq(line_id));
    all(found
        .order((bookings::sequence, bookings::created_at, bookings::id))
        .select(Row::as_select())
        .load(c)?)
}

/// All bookings of these lines, for a page that shows several; by line, the newest last.
pub fn by_order(c: &mut Conn, line_ids: &[String]) -> Result<Vec<Booking>, DbError> {
    let found = bookings::table.filter(bookings::line_id.eq_any(line_ids));
    all(found
        .order((bookings::line_id, bookings::sequence, bookings::id))
        .select(Row::as_select())
        .load(c)?)
}

/// Firm bookings and live holds that touch a time, by start: one query, however many there are.
pub fn between(c: &mut Conn, from: Time, to: Time, now: Time) -> Result<Vec<Booking>, DbError> {
    let live = bookings::state
        .eq(BookingState::Firm.as_str())
        .or(bookings::state.eq(BookingState::Hold.as_str()).and(bookings::expires_at.gt(now)));
    let found = bookings::table
        .filter(bookings::start_at.gt(from - LONGEST))
        .filter(bookings::start_at.lt(to))
        .filter(bookings::end_at.gt(from))
        .filter(live);
    all(found.order((bookings::start_at, bookings::id)).select(Row::as_select()).load(c)?)
}

/// Live holds that touch a time.
pub fn holds_between(
    c: &mut Conn,
    from: Time,
    to: Time,
    now: Time,
) -> Result<Vec<Booking>, DbError> {
    let mut found = between(c, from, to, now)?;
    found.retain(|booking| booking.state == BookingState::Hold);
    Ok(found)
}

/// Live holds of other lines that share a lecturer, a room or a school with a booking, near its
/// time. `domain::booking::contested` says which of them really stand in each other's way.
pub fn rivals(c: &mut Conn, booking: &Booking, now: Time) -> Result<Vec<Booking>, DbError> {
    let (from, to) = (booking.start - SETUP_MAX, booking.end + SETUP_MAX);
    let mut found = holds_between(c, from, to, now)?;
    let same = |a: &Option<String>, b: &Option<String>| a.is_some() && a == b;
    found.retain(|other| {
        other.line_id != booking.line_id
            && (same(&other.lecturer, &booking.lecturer)
                || same(&other.room, &booking.room)
                || other.school == booking.school)
    });
    Ok(found)
}

macro_rules! all_of {
    ($(#[$meta:meta])* $name:ident, $column:ident) => {
        $(#[$meta])*
        pub fn $name(
            c: &mut Conn,
            which: &str,
            from: Time,
            to: Time,
        ) -> Result<Vec<Booking>, DbError> {
            let found = bookings::table
                .filter(bookings::$column.eq(which))
                .filter(bookings::start_at.gt(from - LONGEST))
                .filter(bookings::start_at.lt(to))
                .filter(bookings::end_at.gt(from));
            all(found.order((bookings::start_at, bookings::id)).select(Row::as_select()).load(c)?)
        }
    };
}

all_of! {
    /// All bookings of a lecturer that touch a time, the released ones too: a calendar has to say
    /// that they are cancelled. What stands, [`Booking::is_live`] says.
    of_lecturer, lecturer
}
all_of! {
    /// The same for a room.
    of_room, room
}
all_of! {
    /// The same for a school.
    of_school, school
}

/// How many firm bookings each lecturer has in a calendar year, done or still to come.
pub fn year_counts(c: &mut Conn, year: i32) -> Result<BTreeMap<String, i32>, DbError> {
    let within = year_range(year);
    let counted: Vec<(Option<String>, i64)> = bookings::table
        .filter(bookings::state.eq(BookingState::Firm.as_str()))
        .filter(bookings::lecturer.is_not_null())
        .filter(bookings::start_at.ge(within.start))
        .filter(bookings::start_at.lt(within.end))
        .group_by(bookings::lecturer)
        .select((bookings::lecturer, diesel::dsl::count_star()))
        .load(c)?;
    let number = |count: i64| i32::try_from(count).unwrap_or(i32::MAX);
    Ok(counted.into_iter().filter_map(|(who, n)| Some((who?, number(n)))).collect())
}

/// The same for one lecturer.
pub fn firm_in_year(c: &mut Conn, lecturer: &str, year: i32) -> Result<i32, DbError> {
    let within = year_range(year);
    let count: i64 = bookings::table
        .filter(bookings::lecturer.eq(lecturer))
        .filter(bookings::state.eq(BookingState::Firm.as_str()))
        .filter(bookings::start_at.ge(within.start))
        .filter(bookings::start_at.lt(within.end))
        .count()
        .get_result(c)?;
    Ok(i32::try_from(count).unwrap_or(i32::MAX))
}

/// A calendar year in China.
fn year_range(year: i32) -> Range<Time> {
    let first = |year| chrono::NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
    at_minute(first(year), 0)..at_minute(first(year.saturating_add(1)), 0)
}

/// What firm bookings have of these resources in these slots, without those of one booking (the
/// one that would be moved). One query.
pub fn taken(
    c: &mut Conn,
    resources: &[Resource],
    within: Range<i64>,
    except: Option<&str>,
) -> Result<Taken, DbError> {
    let words: Vec<String> = resources.iter().map(Resource::to_string).collect();
    let columns =
        (claims::resource, claims::slot, claims::unit, claims::booking_id, bookings::seats);
    let rows: Vec<(String, i64, i32, String, i32)> = claims::table
        .inner_join(bookings::table)
        .filter(claims::resource.eq_any(&words))
        .filter(claims::slot.ge(within.start))
        .filter(claims::slot.lt(within.end))
        .select(columns)
        .load(c)?;
    let mut taken = Taken::default();
    for (resource, slot, unit, booking, seats) in rows {
        if except != Some(booking.as_str()) {
            taken.add(&Claim { resource: word(&resource)?, slot, unit }, seats);
        }
    }
    Ok(taken)
}

/// What is taken of some needs.
pub(super) fn taken_but(
    c: &mut Conn,
    needs: &[Need],
    except: Option<&str>,
) -> Result<Taken, DbError> {
    let resources: Vec<Resource> = needs.iter().map(|need| need.resource.clone()).collect();
    let start = needs.iter().map(|need| need.slots.start).min().unwrap_or_default();
    let end = needs.iter().map(|need| need.slots.end).max().unwrap_or_default();
    taken(c, &resources, start..end, except)
}

/// When a room is full between two instants, setting up included; by whom is not said. A room for
/// several parties is full when all of them are there.
pub fn room_taken(
    c: &mut Conn,
    room: &Room,
    from: Time,
    to: Time,
) -> Result<Vec<(Time, Time)>, DbError> {
    let resource = Resource::Room(room.slug.clone());
    let within = slots(from, to);
    let taken = taken(c, std::slice::from_ref(&resource), within.clone(), None)?;
    let mut ranges: Vec<(Time, Time)> = Vec::new();
    for slot in taken.full(&resource, within, room.parties) {
        let (start, end) = (slot_start(slot), slot_start(slot + 1));
        match ranges.last_mut() {
            Some(last) if last.1 == start => last.1 = end,
            _ => ranges.push((start, end)),
        }
    }
    Ok(ranges)
}
