//! What time alone brings about: the orders that the periodic jobs look at.

use diesel::prelude::*;

use super::super::schema::{clocks, contacts, lines, orders};
use super::super::{Conn, DbError};
use crate::domain::Time;
use crate::domain::order::{MATERIALS, State};

/// Replied before that instant and no word from the asker since: to be closed as "silent".
pub fn due_for_silence(
    c: &mut Conn,
    replied_before: Time,
    limit: i64,
) -> Result<Vec<String>, DbError> {
    let silent = orders::table
        .filter(orders::state.eq(State::Replied.as_str()))
        .filter(orders::replied_at.lt(replied_before))
        .order((orders::replied_at, orders::id));
    Ok(silent.select(orders::id).limit(limit).load(c)?)
}

/// The same for single lines: order and line.
pub fn lines_due_for_silence(
    c: &mut Conn,
    replied_before: Time,
    limit: i64,
) -> Result<Vec<(String, String)>, DbError> {
    let silent = lines::table
        .filter(lines::state.eq(State::Replied.as_str()))
        .filter(lines::replied_at.lt(replied_before))
        .order(lines::order_id);
    Ok(silent.select((lines::order_id, lines::id)).limit(limit).load(c)?)
}

/// Ended before that instant and under no legal hold: to be archived.
pub fn due_for_archive(
    c: &mut Conn,
    closed_before: Time,
    limit: i64,
) -> Result<Vec<String>, DbError> {
    let ended = [State::Closed, State::Declined, State::Withdrawn].map(State::as_str);
    let finished = orders::table
        .filter(orders::state.eq_any(ended))
        .filter(orders::closed_at.lt(closed_before))
        .filter(orders::legal_hold.eq(false))
        .order((orders::closed_at, orders::id));
    Ok(finished.select(orders::id).limit(limit).load(c)?)
}

/// Ended before that instant and under no legal hold: nobody needs to reach the asker any more,
/// and the contact is still there.
pub fn due_for_erasure(
    c: &mut Conn,
    closed_before: Time,
    limit: i64,
) -> Result<Vec<String>, DbError> {
    let kept = contacts::table
        .filter(contacts::erased_at.is_null())
        .filter(
            contacts::order_id.eq_any(
                orders::table
                    .filter(orders::open.eq(false))
                    .filter(orders::closed_at.lt(closed_before))
                    .filter(orders::legal_hold.eq(false))
                    .select(orders::id),
            ),
        )
        .order(contacts::order_id);
    Ok(kept.select(contacts::order_id).limit(limit).load(c)?)
}

/// The time given to the asker for materials is over.
pub fn due_for_lapse(c: &mut Conn, now: Time, limit: i64) -> Result<Vec<String>, DbError> {
    let over = clocks::table
        .filter(clocks::definition.eq(MATERIALS))
        .filter(clocks::stopped_at.is_null())
        .filter(clocks::rolled_due.lt(now))
        .select(clocks::order_id);
    let waiting = orders::table
        .filter(orders::state.eq(State::Waiting.as_str()))
        .filter(orders::id.eq_any(over));
    Ok(waiting.order(orders::id).select(orders::id).limit(limit).load(c)?)
}

/// Open and past the nominal due date of a running clock, the longest overdue first.
pub fn overdue(c: &mut Conn, now: Time, limit: i64) -> Result<Vec<String>, DbError> {
    let late = orders::table.filter(orders::open).filter(orders::due_at.lt(now));
    Ok(late.order((orders::due_at, orders::id)).select(orders::id).limit(limit).load(c)?)
}

/// Orders with a running clock whose date is only provisional: to be computed anew when the
/// calendar of the year is published.
pub fn provisional(c: &mut Conn, after_id: &str, limit: i64) -> Result<Vec<String>, DbError> {
    let open_ended = clocks::table.filter(clocks::provisional).filter(clocks::stopped_at.is_null());
    let orders =
        open_ended.filter(clocks::order_id.gt(after_id)).select(clocks::order_id).distinct();
    Ok(orders.order(clocks::order_id).limit(limit).load(c)?)
}

/// A clock that runs, as far as a reminder needs it.
#[derive(Debug, Clone, PartialEq, Queryable)]
pub struct RunningClock {
    pub id: String,
    pub order_id: String,
    pub assignment_id: Option<String>,
    pub definition: String,
    pub warn_days: i32,
    pub nominal_due: Time,
    pub rolled_due: Time,
}

/// The clocks of open orders that were not stopped and whose nominal date is before that instant;
/// some may stand in a pause. By id, so that a walk can go on after the last of a page.
pub fn running_clocks(
    c: &mut Conn,
    due_before: Time,
    after_id: &str,
    limit: i64,
) -> Result<Vec<RunningClock>, DbError> {
    let open = orders::table.filter(orders::open).select(orders::id);
    let running = clocks::table
        .filter(clocks::stopped_at.is_null())
        .filter(clocks::nominal_due.lt(due_before))
        .filter(clocks::id.gt(after_id))
        .filter(clocks::order_id.eq_any(open));
    let columns = (
        clocks::id,
        clocks::order_id,
        clocks::assignment_id,
        clocks::definition,
        clocks::warn_days,
        clocks::nominal_due,
        clocks::rolled_due,
    );
    Ok(running.order(clocks::id).select(columns).limit(limit).load(c)?)
}

/// Open orders with a running clock that was counted by another calendar than this one.
pub fn by_another_calendar(
    c: &mut Conn,
    version: &str,
    limit: i64,
) -> Result<Vec<String>, DbError> {
    let open = orders::table.filter(orders::open).select(orders::id);
    let other = clocks::table
        .filter(clocks::stopped_at.is_null())
        .filter(clocks::calendar_version.ne(version))
        .filter(clocks::order_id.eq_any(open))
        .select(clocks::order_id)
        .distinct();
    Ok(other.order(clocks::order_id).limit(limit).load(c)?)
}

/// When anything last changed in any order: to notice a change cheaply.
pub fn last_change(c: &mut Conn) -> Result<Option<Time>, DbError> {
    let newest = orders::table.order((orders::updated_at.desc(), orders::id.desc()));
    Ok(newest.select(orders::updated_at).first(c).optional()?)
}

/// The orders linked to a leading one.
pub fn linked(c: &mut Conn, leading: &str) -> Result<Vec<String>, DbError> {
    let linked = orders::table
        .filter(orders::leading_order.eq(leading))
        .order((orders::created_at, orders::id));
    Ok(linked.select(orders::id).load(c)?)
}
