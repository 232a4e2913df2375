//! Pupils as the house knows them: a seat of a class and a picture PIN. No name, nothing else.

use diesel::prelude::*;

use super::schema::{class_codes, classes, learner_sessions, learners};
use super::{Conn, DbError};
use crate::domain::Time;

/// Signed out after so many hours without a request: a phone stays signed in over a weekend.
pub const SESSION_HOURS: i64 = 24 * 7;

/// Who a pupil is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Learner {
    pub id: String,
    pub class: String,
    pub class_name: String,
    pub school: String,
    pub seat: i32,
    /// When this session of theirs began.
    pub signed_in_at: Time,
}

/// Takes a seat.
///
/// # Errors
/// [`DbError::Conflict`] naming `learners` where somebody has it.
pub fn join(
    c: &mut Conn,
    class: &str,
    seat: i32,
    pin_hash: &str,
    now: Time,
) -> Result<String, DbError> {
    let id = super::new_id();
    let row = (
        learners::id.eq(&id),
        learners::class.eq(class),
        learners::seat.eq(seat),
        learners::pin_hash.eq(pin_hash),
        learners::joined_at.eq(now),
    );
    diesel::insert_into(learners::table).values(row).execute(c)?;
    Ok(id)
}

/// A seat as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    pub learner: String,
    pub seat: i32,
    /// Empty: the teacher has freed the PIN, and the pupil chooses anew.
    pub pin_hash: String,
    pub joined_at: Time,
    /// None: has not been there since the last session ran out.
    pub seen_at: Option<Time>,
}

/// The seats of a class that are taken, by number.
pub fn seats(c: &mut Conn, class: &str) -> Result<Vec<Seat>, DbError> {
    let rows: Vec<(String, i32, String, Time, Option<Time>)> = learners::table
        .left_join(learner_sessions::table)
        .filter(learners::class.eq(class))
        .group_by((learners::id, learners::seat, learners::pin_hash, learners::joined_at))
        .select((
            learners::id,
            learners::seat,
            learners::pin_hash,
            learners::joined_at,
            diesel::dsl::max(learner_sessions::last_seen_at.nullable()),
        ))
        .order(learners::seat)
        .load(c)?;
    let seat = |(learner, seat, pin_hash, joined_at, seen_at)| Seat {
        learner,
        seat,
        pin_hash,
        joined_at,
        seen_at,
    };
    Ok(rows.into_iter().map(seat).collect())
}

/// One seat of a class: who has it, and its PIN.
pub fn at(c: &mut Conn, class: &str, seat: i32) -> Result<Option<(String, String)>, DbError> {
    let found = learners::table.filter(learners::class.eq(class)).filter(learners::seat.eq(seat));
    Ok(found.select((learners::id, learners::pin_hash)).first(c).optional()?)
}

/// Sets the PIN of a seat whose PIN was freed; false where somebody was faster.
pub fn set_pin(c: &mut Conn, learner: &str, pin_hash: &str) -> Result<bool, DbError> {
    let freed = learners::table.find(learner).filter(learners::pin_hash.eq(""));
    Ok(diesel::update(freed).set(learners::pin_hash.eq(pin_hash)).execute(c)? == 1)
}

/// Frees the PIN of a seat and signs it out everywhere.
pub fn free_pin(c: &mut Conn, class: &str, seat: i32) -> Result<(), DbError> {
    let Some((learner, _)) = at(c, class, seat)? else { return Ok(()) };
    diesel::update(learners::table.find(&learner)).set(learners::pin_hash.eq("")).execute(c)?;
    let open = learner_sessions::table.filter(learner_sessions::learner.eq(&learner));
    diesel::delete(open).execute(c)?;
    Ok(())
}

/// Deletes a learner with everything that hangs on the seat. The seat can be taken again, so the
/// code of the class has one use more.
pub fn forget(c: &mut Conn, learner: &str) -> Result<(), DbError> {
    let gone: Option<String> = diesel::delete(learners::table.find(learner))
        .returning(learners::class)
        .get_result(c)
        .optional()?;
    let Some(class) = gone else { return Ok(()) };
    let open = class_codes::table
        .filter(class_codes::class.eq(class))
        .filter(class_codes::revoked_at.is_null())
        .filter(class_codes::uses.gt(0));
    diesel::update(open).set(class_codes::uses.eq(class_codes::uses - 1)).execute(c)?;
    Ok(())
}

/// Opens a session and returns its id and its end.
pub fn open(c: &mut Conn, learner: &str, now: Time) -> Result<(String, Time), DbError> {
    let (id, until) = (super::new_id(), until(now));
    let row = (
        learner_sessions::id.eq(&id),
        learner_sessions::learner.eq(learner),
        learner_sessions::created_at.eq(now),
        learner_sessions::last_seen_at.eq(now),
        learner_sessions::expires_at.eq(until),
    );
    diesel::insert_into(learner_sessions::table).values(row).execute(c)?;
    Ok((id, until))
}

/// The pupil of a session that has not ended, and when it was last seen.
pub fn live(c: &mut Conn, id: &str, now: Time) -> Result<Option<(Learner, Time)>, DbError> {
    let found = learner_sessions::table
        .inner_join(learners::table.inner_join(classes::table))
        .filter(learner_sessions::id.eq(id))
        .filter(learner_sessions::expires_at.gt(now))
        .filter(classes::closed_at.is_null())
        .select((
            learners::id,
            classes::id,
            classes::name,
            classes::school,
            learners::seat,
            learner_sessions::created_at,
            learner_sessions::last_seen_at,
        ))
        .first::<(String, String, String, String, i32, Time, Time)>(c)
        .optional()?;
    Ok(found.map(|(id, class, class_name, school, seat, signed_in_at, seen)| {
        (Learner { id, class, class_name, school, seat, signed_in_at }, seen)
    }))
}

/// Notes that a session was used, which keeps it alive.
pub fn touch(c: &mut Conn, id: &str, now: Time) -> Result<(), DbError> {
    diesel::update(learner_sessions::table.find(id))
        .set((learner_sessions::last_seen_at.eq(now), learner_sessions::expires_at.eq(until(now))))
        .execute(c)?;
    Ok(())
}

/// Ends a session; ending it twice is no error.
pub fn leave(c: &mut Conn, id: &str) -> Result<(), DbError> {
    diesel::delete(learner_sessions::table.find(id)).execute(c)?;
    Ok(())
}

/// Removes sessions that have ended.
pub fn purge(c: &mut Conn, now: Time) -> Result<usize, DbError> {
    Ok(diesel::delete(learner_sessions::table.filter(learner_sessions::expires_at.le(now)))
        .execute(c)?)
}

fn until(now: Time) -> Time {
    now + chrono::TimeDelta::hours(SESSION_HOURS)
}
