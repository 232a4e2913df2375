//! Bookings: a hold that is proposed, firm once it claims what it needs, released at the end.
//!
//! A hold claims nothing. [`confirm`] claims under the unique key of `claims`: of all that are
//! confirmed at the same moment one gets the quarter of an hour, on either database. Moving is a
//! new hold for the line and its confirmation, which releases the old booking in the same breath.

mod claims;
mod row;
mod seek;

use diesel::prelude::*;

use row::Row;
pub(in crate::db) use row::lines;
pub use seek::{
    between, by_id, by_line, by_order, firm_in_year, holds_between, of_lecturer, of_room,
    of_school, rivals, room_taken, taken, year_counts,
};

use super::schema::{bookings, claims as claimed};
use super::{Conn, DbError, jobs, waiting};
use crate::domain::Time;
use crate::domain::booking::{
    Booking, BookingState, Meeting, Resource, SETUP_MAX, clashes, needs, slots, tell_planner,
};
use crate::domain::notice::Notice;
use crate::domain::room::Room;

/// What the planner proposes to hold.
#[derive(Debug, Clone, PartialEq)]
pub struct NewBooking {
    pub order_id: String,
    pub line_id: String,
    /// The revision of the proposal.
    pub revision: i32,
    pub meeting: Meeting,
    /// Until when the school may think it over.
    pub expires_at: Time,
}

/// A booking that became firm, and whom that concerns.
#[derive(Debug, Clone, PartialEq)]
pub struct Confirmed {
    pub booking: Booking,
    /// What the line had before, now released: the booking was moved.
    pub replaced: Vec<Booking>,
    /// Live holds of other lines that can no longer be; the planner is told of each.
    pub rivals: Vec<Booking>,
}

/// Holds a time for a line; nothing is claimed. A hold that the line had before is released; a
/// firm booking stays until the new one is confirmed. A group that waited for it waits no more.
pub fn hold(c: &mut Conn, new: &NewBooking, now: Time) -> Result<Booking, DbError> {
    let before = by_line(c, &new.line_id)?;
    let sequence = before.iter().map(|b| b.sequence).max().map_or(0, |last| last + 1);
    let waiting = [BookingState::Hold, BookingState::Expired, BookingState::Lost];
    for old in before.iter().filter(|old| waiting.contains(&old.state)) {
        let_go(c, &old.id, now)?;
    }
    let row = Row::hold(new, sequence, now);
    diesel::insert_into(bookings::table).values(&row).execute(c)?;
    waiting::planned(c, &new.line_id)?;
    row.booking()
}

/// Makes a hold firm, whether or not its time has run out; all or nothing, also within a
/// transaction that goes on. What the line had before is released. `room` are the facts of the
/// room it names.
///
/// # Errors
/// `Taken` with what another booking has; `Stale` where it is no hold any more.
pub fn confirm(
    c: &mut Conn,
    id: &str,
    room: Option<&Room>,
    now: Time,
) -> Result<Confirmed, DbError> {
    c.transaction(|c| {
        let booking = make_firm(c, id, now)?;
        let mut replaced = Vec::new();
        for other in by_line(c, &booking.line_id)? {
            if other.id != booking.id && is_standing(other.state) {
                replaced.push(let_go(c, &other.id, now)?);
            }
        }
        claims::take(c, &booking, room)?;
        let rivals = outbooked(c, &booking, room, now)?;
        Ok(Confirmed { booking, replaced, rivals })
    })
}

/// The rivals that lost, each of them told once.
fn outbooked(
    c: &mut Conn,
    booking: &Booking,
    room: Option<&Room>,
    now: Time,
) -> Result<Vec<Booking>, DbError> {
    let mut lost = rivals(c, booking, now)?;
    if lost.is_empty() {
        return Ok(lost);
    }
    let resources: Vec<Resource> =
        needs(booking, room).into_iter().map(|need| need.resource).collect();
    let around = slots(booking.start - SETUP_MAX, booking.end + SETUP_MAX);
    let taken = taken(c, &resources, around, None)?;
    lost.retain(|rival| !clashes(rival, room, &taken).is_empty());
    // Their rows are not touched here: two that say yes at once would wait for each other. Whoever
    // called marks them afterwards; the planner is told in any case.
    for rival in &lost {
        tell_lost(c, &rival.id, &rival.order_id, now)?;
    }
    Ok(lost)
}

fn tell_lost(c: &mut Conn, id: &str, order: &str, now: Time) -> Result<(), DbError> {
    let notice = tell_planner(Notice::Outbooked, order, now);
    jobs::enqueue(c, &notice, Some(&format!("outbooked:{id}"))).map(drop)
}

/// A hold that can't be agreed to as it stands: the planner has to find another time, and is told
/// so once.
pub fn lose(c: &mut Conn, id: &str, now: Time) -> Result<(), DbError> {
    let open = [BookingState::Hold, BookingState::Expired].map(BookingState::as_str);
    let order: Option<String> =
        diesel::update(bookings::table.find(id).filter(bookings::state.eq_any(open)))
            .set((bookings::state.eq(BookingState::Lost.as_str()), bookings::updated_at.eq(now)))
            .returning(bookings::order_id)
            .get_result(c)
            .optional()?;
    let Some(order) = order else { return Ok(()) };
    tell_lost(c, id, &order, now)
}

fn is_standing(state: BookingState) -> bool {
    state != BookingState::Released
}

fn make_firm(c: &mut Conn, id: &str, now: Time) -> Result<Booking, DbError> {
    let open =
        [BookingState::Hold, BookingState::Expired, BookingState::Lost].map(BookingState::as_str);
    let row: Option<Row> =
        diesel::update(bookings::table.find(id).filter(bookings::state.eq_any(open)))
            .set((
                bookings::state.eq(BookingState::Firm.as_str()),
                bookings::confirmed_at.eq(now),
                bookings::sequence.eq(bookings::sequence + 1),
                bookings::updated_at.eq(now),
            ))
            .returning(bookings::all_columns)
            .get_result(c)
            .optional()?;
    match row {
        Some(row) => row.booking(),
        None => Err(DbError::Stale { current: by_id(c, id)?.sequence.into() }),
    }
}

/// Ends a booking: its claims are free, its row stays with the next sequence.
///
/// # Errors
/// `Stale` where it was released before.
pub fn release(c: &mut Conn, id: &str, now: Time) -> Result<Booking, DbError> {
    let booking = by_id(c, id)?;
    if !is_standing(booking.state) {
        return Err(DbError::Stale { current: booking.sequence.into() });
    }
    let_go(c, id, now)
}

/// Ends all bookings of a line that stand; returns them as they now are.
pub fn release_line(c: &mut Conn, line_id: &str, now: Time) -> Result<Vec<Booking>, DbError> {
    let standing = by_line(c, line_id)?.into_iter().filter(|b| is_standing(b.state));
    standing.map(|booking| let_go(c, &booking.id, now)).collect()
}

fn let_go(c: &mut Conn, id: &str, now: Time) -> Result<Booking, DbError> {
    let freed = diesel::delete(claimed::table.filter(claimed::booking_id.eq(id))).execute(c)?;
    if freed > 0 {
        waiting::look(c, now)?;
    }
    let row: Row = diesel::update(bookings::table.find(id))
        .set((
            bookings::state.eq(BookingState::Released.as_str()),
            bookings::sequence.eq(bookings::sequence + 1),
            bookings::updated_at.eq(now),
        ))
        .returning(bookings::all_columns)
        .get_result(c)?;
    row.booking()
}

/// Lets holds run out, up to `limit` of them; the planner is told of each. Returns those that did.
pub fn expire(c: &mut Conn, now: Time, limit: i64) -> Result<Vec<Booking>, DbError> {
    let over = bookings::table
        .filter(bookings::state.eq(BookingState::Hold.as_str()))
        .filter(bookings::expires_at.le(now))
        .order((bookings::expires_at, bookings::id));
    let ids: Vec<String> = over.select(bookings::id).limit(limit).load(c)?;
    let mut expired = Vec::new();
    for id in ids {
        // Compared again as it is written: the school may say yes in this moment.
        let hold =
            bookings::table.find(&id).filter(bookings::state.eq(BookingState::Hold.as_str()));
        let row: Option<Row> = diesel::update(hold)
            .set((bookings::state.eq(BookingState::Expired.as_str()), bookings::updated_at.eq(now)))
            .returning(bookings::all_columns)
            .get_result(c)
            .optional()?;
        expired.extend(row.map(Row::booking).transpose()?);
    }
    for booking in &expired {
        let notice = tell_planner(Notice::HoldExpired, &booking.order_id, now);
        jobs::enqueue(c, &notice, Some(&format!("hold_expired:{}", booking.id)))?;
    }
    if !expired.is_empty() {
        waiting::look(c, now)?;
    }
    Ok(expired)
}
