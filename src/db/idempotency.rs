//! The same request sent twice makes one order.

use diesel::prelude::*;

use super::schema::idempotency;
use super::{Conn, DbError};
use crate::domain::Time;

/// What a key stands for.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = idempotency)]
pub struct Remembered {
    pub body_hash: String,
    pub order_id: String,
}

/// What was done under this key, if anything was.
pub fn find(c: &mut Conn, key_hash: &str) -> Result<Option<Remembered>, DbError> {
    Ok(idempotency::table.find(key_hash).select(Remembered::as_select()).first(c).optional()?)
}

/// Remembers a key, in the transaction that makes the order. `Conflict` where another request
/// with this key was faster: nothing is stored then, and [`find`] in a new read says what was.
pub fn put(
    c: &mut Conn,
    key_hash: &str,
    body_hash: &str,
    order_id: &str,
    now: Time,
) -> Result<(), DbError> {
    diesel::insert_into(idempotency::table)
        .values((
            idempotency::key_hash.eq(key_hash),
            idempotency::body_hash.eq(body_hash),
            idempotency::order_id.eq(order_id),
            idempotency::created_at.eq(now),
        ))
        .execute(c)?;
    Ok(())
}

/// Forgets keys older than a day.
pub fn purge(c: &mut Conn, before: Time) -> Result<usize, DbError> {
    Ok(diesel::delete(idempotency::table.filter(idempotency::created_at.lt(before))).execute(c)?)
}
