//! The orders of a school.

use diesel::prelude::*;

use super::super::error::word;
use super::super::schema::{line_details, lines, orders};
use super::super::{Conn, Cursor, DbError, Page};
use super::list::{OrderRow, Raw, columns, made_before};
use crate::domain::Time;
use crate::domain::course::{LineForm, Stage};
use crate::domain::order::State;

/// The orders of a school made from one time until before another, the newest first.
pub fn by_school(
    c: &mut Conn,
    school: &str,
    from: Time,
    to: Time,
    after: Option<&Cursor>,
    limit: i64,
) -> Result<Page<OrderRow>, DbError> {
    let mut query = orders::table
        .filter(orders::school.eq(school))
        .filter(orders::created_at.ge(from))
        .filter(orders::created_at.lt(to))
        .select(columns!())
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(made_before(after));
    }
    let rows: Vec<Raw> =
        query.order((orders::created_at.desc(), orders::id.desc())).limit(limit + 1).load(c)?;
    let rows = rows.into_iter().map(OrderRow::of).collect::<Result<_, _>>()?;
    Ok(Page::of(rows, limit, |row: &OrderRow| Cursor { at: row.created_at, id: row.id.clone() }))
}

/// When a school first ordered.
pub fn first_of_school(c: &mut Conn, school: &str) -> Result<Option<Time>, DbError> {
    let first = orders::table.filter(orders::school.eq(school)).order(orders::created_at);
    Ok(first.select(orders::created_at).first(c).optional()?)
}

/// A line of a school that took place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered {
    pub code: String,
    pub line_id: String,
    pub form: LineForm,
    pub course: Option<String>,
    pub stage: Stage,
    pub class_count: i32,
    /// When they met.
    pub at: Time,
    /// How many were there.
    pub headcount: i32,
}

type DeliveredRow =
    (String, String, String, Option<String>, String, i32, Option<Time>, Option<i32>);

/// What took place at a school from one time until before another, as it was checked in and
/// reported, in order of time: one query however much it is.
pub fn delivered(
    c: &mut Conn,
    school: &str,
    from: Time,
    to: Time,
) -> Result<Vec<Delivered>, DbError> {
    let done = [State::Replied.as_str(), State::Closed.as_str()];
    let rows: Vec<DeliveredRow> = orders::table
        .inner_join(lines::table.on(lines::order_id.eq(orders::id)))
        .inner_join(line_details::table.on(line_details::line_id.eq(lines::id)))
        .filter(orders::school.eq(school))
        .filter(lines::state.eq_any(done))
        .filter(lines::checked_in_at.ge(from))
        .filter(lines::checked_in_at.lt(to))
        .filter(lines::headcount.is_not_null())
        .order((lines::checked_in_at, lines::id))
        .select((
            orders::code,
            lines::id,
            line_details::form,
            line_details::course,
            line_details::stage,
            line_details::class_count,
            lines::checked_in_at,
            lines::headcount,
        ))
        .load(c)?;
    rows.into_iter().map(delivered_of).collect()
}

fn delivered_of(row: DeliveredRow) -> Result<Delivered, DbError> {
    let (code, line_id, form, course, stage, class_count, at, headcount) = row;
    Ok(Delivered {
        code,
        line_id,
        form: word(&form)?,
        course,
        stage: word(&stage)?,
        class_count,
        at: at.ok_or_else(|| DbError::Broken("a lesson without its time".to_owned()))?,
        headcount: headcount.unwrap_or_default(),
    })
}
