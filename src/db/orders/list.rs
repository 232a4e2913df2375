//! A row of any list of orders, and the lists that are no queue.

use diesel::prelude::*;

use super::super::error::word;
use super::super::schema::orders;
use super::super::{Conn, Cursor, DbError, Page};
use super::queue::Condition;
use super::row::NEVER;
use crate::domain::Time;
use crate::domain::order::{Channel, State};

/// What a list shows of an order.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct OrderRow {
    pub id: String,
    pub code: String,
    pub kind: String,
    pub site: String,
    pub title: String,
    pub state: State,
    pub version: i64,
    pub channel: Channel,
    pub matter: Option<String>,
    pub confidence: Option<f64>,
    pub lead_agency: Option<String>,
    /// Nearest nominal due date; none where no clock runs.
    pub due_at: Option<Time>,
    pub created_at: Time,
    pub updated_at: Time,
    pub returns: i32,
}

pub(super) type Raw = (
    (String, String, String, String, String, String, i64, String),
    (Option<String>, Option<f64>, Option<String>, Time, Time, Time, i32),
);

/// The columns of a list's row, in two groups because `OrderRow` is made of words.
macro_rules! columns {
    () => {
        (
            (
                orders::id,
                orders::code,
                orders::kind,
                orders::site,
                orders::title,
                orders::state,
                orders::version,
                orders::channel,
            ),
            (
                orders::matter,
                orders::confidence,
                orders::lead_agency,
                orders::due_at,
                orders::created_at,
                orders::updated_at,
                orders::returns,
            ),
        )
    };
}
pub(super) use columns;

impl OrderRow {
    pub(super) fn of(raw: Raw) -> Result<OrderRow, DbError> {
        let ((id, code, kind, site, title, state, version, channel), rest) = raw;
        let (matter, confidence, lead_agency, due_at, created_at, updated_at, returns) = rest;
        Ok(OrderRow {
            id,
            code,
            kind,
            site,
            title,
            state: word(&state)?,
            version,
            channel: word(&channel)?,
            matter,
            confidence,
            lead_agency,
            due_at: (due_at != NEVER).then_some(due_at),
            created_at,
            updated_at,
            returns,
        })
    }
}

/// The orders of an account, the newest first.
pub fn by_account(
    c: &mut Conn,
    account: &str,
    after: Option<&Cursor>,
    limit: i64,
) -> Result<Page<OrderRow>, DbError> {
    let mut query =
        orders::table.filter(orders::asker_account.eq(account)).select(columns!()).into_boxed();
    if let Some(after) = after {
        query = query.filter(made_before(after));
    }
    let rows: Vec<Raw> =
        query.order((orders::created_at.desc(), orders::id.desc())).limit(limit + 1).load(c)?;
    let rows = rows.into_iter().map(OrderRow::of).collect::<Result<_, _>>()?;
    Ok(Page::of(rows, limit, |row: &OrderRow| Cursor { at: row.created_at, id: row.id.clone() }))
}

/// Older than the last row of the page before, in a list with the newest first.
pub(super) fn made_before(after: &Cursor) -> Condition {
    let tie = orders::created_at.eq(after.at).and(orders::id.lt(after.id.clone()));
    Box::new(orders::created_at.le(after.at).and(orders::created_at.lt(after.at).or(tie)))
}
