//! How often the secret address of a calendar was renewed.

use diesel::prelude::*;

use super::schema::feeds;
use super::{Conn, DbError};
use crate::domain::Time;

/// The generation of an owner's address; the first one is 0.
pub fn generation(c: &mut Conn, owner: &str) -> Result<i32, DbError> {
    let found = feeds::table.find(owner).select(feeds::generation).first(c).optional()?;
    Ok(found.unwrap_or_default())
}

/// The generations of several owners; who is not named has the first, 0.
pub fn generations(c: &mut Conn, owners: &[String]) -> Result<Vec<(String, i32)>, DbError> {
    let found = feeds::table.filter(feeds::owner.eq_any(owners));
    Ok(found.select((feeds::owner, feeds::generation)).load(c)?)
}

/// Makes the present address of a calendar dead.
pub fn renew(c: &mut Conn, owner: &str, now: Time) -> Result<(), DbError> {
    each!(c, |c| diesel::insert_into(feeds::table)
        .values((feeds::owner.eq(owner), feeds::generation.eq(1), feeds::renewed_at.eq(now)))
        .on_conflict(feeds::owner)
        .do_update()
        .set((feeds::generation.eq(feeds::generation + 1), feeds::renewed_at.eq(now)))
        .execute(c))?;
    Ok(())
}
