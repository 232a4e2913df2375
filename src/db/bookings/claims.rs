//! Taking what a booking needs, under the unique key.

use diesel::prelude::*;

use super::super::schema::claims;
use super::super::{Conn, DbError};
use super::seek::taken_but;
use crate::domain::booking::{Booking, Claim, Clash, claims as choose, needs};
use crate::domain::room::Room;

#[derive(Insertable)]
#[diesel(table_name = claims, treat_none_as_default_value = false)]
struct Row {
    resource: String,
    slot: i64,
    unit: i32,
    booking_id: String,
}

/// A statement has room for so many rows.
const AT_ONCE: usize = 500;

/// Takes everything a booking needs, or nothing.
///
/// Each round looks at what is taken, chooses, and inserts in the one order of all bookings. Where
/// a row is there by then, its owner has committed since: the round is undone and looks again, and
/// finds another unit or sees that none is left. So the loop ends, and no statement fails, which on
/// PostgreSQL would end the caller's transaction.
pub(super) fn take(c: &mut Conn, booking: &Booking, room: Option<&Room>) -> Result<(), DbError> {
    if let Some(room) = room.filter(|room| room.parties > 1) {
        one_at_a_time(c, &room.slug)?;
    }
    let needs = needs(booking, room);
    loop {
        let taken = taken_but(c, &needs, Some(&booking.id))?;
        let chosen = choose(booking, room, &taken).map_err(|clashes| first(&clashes))?;
        if insert(c, booking, &chosen)? == chosen.len() {
            return Ok(());
        }
        diesel::delete(claims::table.filter(claims::booking_id.eq(&booking.id))).execute(c)?;
    }
}

fn first(clashes: &[Clash]) -> DbError {
    match clashes.first() {
        Some(clash) => DbError::Taken(clash.resource().clone()),
        None => DbError::Broken("a clash of nothing".to_owned()),
    }
}

/// The seats of several parties add up, which no key can say: in a room for several, bookings are
/// confirmed one after the other. SQLite has one writing transaction anyway.
fn one_at_a_time(c: &mut Conn, room: &str) -> Result<(), DbError> {
    if let Conn::Pg(c) = c {
        diesel::sql_query("SELECT pg_advisory_xact_lock(hashtext('room'), hashtext($1))")
            .bind::<diesel::sql_types::Text, _>(room)
            .execute(c)?;
    }
    Ok(())
}

/// Inserts what is not there yet and returns how many that were.
fn insert(c: &mut Conn, booking: &Booking, chosen: &[Claim]) -> Result<usize, DbError> {
    let row = |claim: &Claim| Row {
        resource: claim.resource.to_string(),
        slot: claim.slot,
        unit: claim.unit,
        booking_id: booking.id.clone(),
    };
    let mut put = 0;
    for some in chosen.chunks(AT_ONCE) {
        let rows: Vec<Row> = some.iter().map(row).collect();
        put += each!(c, |c| diesel::insert_into(claims::table)
            .values(&rows)
            .on_conflict_do_nothing()
            .execute(c))?;
    }
    Ok(put)
}
