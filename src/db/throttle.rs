//! How often something was tried lately: what keeps a guesser slow, on however many nodes.

use chrono::Duration;
use diesel::prelude::*;

use super::schema::attempts;
use super::{Conn, DbError};
use crate::domain::Time;

/// Counts an attempt and returns how many there were in the window that is now running. A new
/// window begins with the first attempt after the last one ended.
pub fn hit(c: &mut Conn, bucket: &str, now: Time, window: Duration) -> Result<i32, DbError> {
    let ended = attempts::table.find(bucket).filter(attempts::since.le(now - window));
    diesel::delete(ended).execute(c)?;
    let first = (attempts::bucket.eq(bucket), attempts::count.eq(0), attempts::since.eq(now));
    each!(c, |c| diesel::insert_into(attempts::table)
        .values(first)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(diesel::update(attempts::table.find(bucket))
        .set(attempts::count.eq(attempts::count + 1))
        .returning(attempts::count)
        .get_result(c)?)
}

/// How many attempts there were, without counting one.
pub fn count(c: &mut Conn, bucket: &str, now: Time, window: Duration) -> Result<i32, DbError> {
    let running = attempts::table.find(bucket).filter(attempts::since.gt(now - window));
    Ok(running.select(attempts::count).first(c).optional()?.unwrap_or(0))
}

/// Forgets a bucket: the right password was given.
pub fn clear(c: &mut Conn, bucket: &str) -> Result<(), DbError> {
    diesel::delete(attempts::table.find(bucket)).execute(c)?;
    Ok(())
}

/// Removes buckets whose window began before that instant.
pub fn purge(c: &mut Conn, before: Time) -> Result<usize, DbError> {
    Ok(diesel::delete(attempts::table.filter(attempts::since.lt(before))).execute(c)?)
}
