//! The clerk's list: notices for somebody without an address, told by telephone.

use diesel::prelude::*;

use super::schema::calls;
use super::{Conn, Cursor, DbError, Page};
use crate::domain::Time;
use crate::text_enum;

text_enum! {
    /// How a call ended.
    pub enum CallState { Open = "open", Done = "done", Failed = "failed" }
}

/// A call to be made, or made.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = calls)]
pub struct Call {
    pub id: String,
    pub order_id: String,
    /// Name of the notice, as in `content/locales/*/mail.toml`.
    pub notice: String,
    /// A word of [`CallState`].
    pub state: String,
    pub created_at: Time,
    pub done_at: Option<Time>,
    pub done_by: Option<String>,
    pub outcome_code: Option<String>,
}

/// The calls still to be made, the oldest first.
pub fn open(c: &mut Conn, after: Option<&Cursor>, limit: i64) -> Result<Page<Call>, DbError> {
    let mut query =
        calls::table.filter(calls::state.eq("open")).select(Call::as_select()).into_boxed();
    if let Some(after) = after {
        let tie = calls::created_at.eq(after.at).and(calls::id.gt(after.id.clone()));
        query = query
            .filter(calls::created_at.ge(after.at))
            .filter(calls::created_at.gt(after.at).or(tie));
    }
    let rows = query.order((calls::created_at, calls::id)).limit(limit + 1).load(c)?;
    Ok(Page::of(rows, limit, |row: &Call| Cursor { at: row.created_at, id: row.id.clone() }))
}

/// How many those are.
pub fn count(c: &mut Conn) -> Result<i64, DbError> {
    Ok(calls::table.filter(calls::state.eq("open")).count().get_result(c)?)
}

/// All calls about an order, the oldest first.
pub fn by_order(c: &mut Conn, order_id: &str) -> Result<Vec<Call>, DbError> {
    let found =
        calls::table.filter(calls::order_id.eq(order_id)).order((calls::created_at, calls::id));
    Ok(found.select(Call::as_select()).load(c)?)
}

/// One call; `NotFound` where there is none.
pub fn find(c: &mut Conn, id: &str) -> Result<Call, DbError> {
    Ok(calls::table.find(id).select(Call::as_select()).first(c)?)
}

/// Puts a call on the list and returns its id.
pub fn add(c: &mut Conn, order_id: &str, notice: &str, now: Time) -> Result<String, DbError> {
    let call = Call {
        id: super::new_id(),
        order_id: order_id.to_owned(),
        notice: notice.to_owned(),
        state: CallState::Open.to_string(),
        created_at: now,
        done_at: None,
        done_by: None,
        outcome_code: None,
    };
    diesel::insert_into(calls::table).values(&call).execute(c)?;
    Ok(call.id)
}

/// Takes a call off the list. `NotFound` where another clerk did so before.
pub fn finish(
    c: &mut Conn,
    id: &str,
    reached: bool,
    by: &str,
    outcome: &str,
    now: Time,
) -> Result<(), DbError> {
    let state = if reached { CallState::Done } else { CallState::Failed };
    let changed = diesel::update(calls::table.find(id).filter(calls::state.eq("open")))
        .set((
            calls::state.eq(state.as_str()),
            calls::done_at.eq(now),
            calls::done_by.eq(by),
            calls::outcome_code.eq(outcome),
        ))
        .execute(c)?;
    if changed == 1 { Ok(()) } else { Err(DbError::NotFound) }
}
