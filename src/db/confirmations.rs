//! What dispatchers said of routings: the router learns from it.

use diesel::prelude::*;

use super::schema::{confirmations, entries, orders};
use super::{Conn, DbError};
use crate::domain::Time;
use crate::domain::order::EntryKind;

/// A dispatcher's word on one routing.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = confirmations)]
pub struct Confirmation {
    pub id: String,
    pub order_id: String,
    pub matter: String,
    pub lead: String,
    pub rules_version: String,
    /// Whether it differs from what the router proposed.
    pub overridden: bool,
    pub reason_code: Option<String>,
    pub by_account: String,
    pub at: Time,
    /// When it was taken back, and by whom: then it teaches nothing.
    pub withdrawn_at: Option<Time>,
    pub withdrawn_by: Option<String>,
}

/// A text and the matter a person said it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lesson {
    pub text: String,
    pub matter: String,
}

/// A confirmation with the order it is about.
#[derive(Debug, Clone)]
pub struct Told {
    pub confirmation: Confirmation,
    pub code: String,
    /// What the router had proposed, as it is kept with the order; none when that was erased.
    pub proposed: Option<String>,
}

/// Stores one; its id is the caller's (`new_id`).
pub fn add(c: &mut Conn, confirmation: &Confirmation) -> Result<(), DbError> {
    diesel::insert_into(confirmations::table).values(confirmation).execute(c)?;
    Ok(())
}

/// All of them, in the order in which they were made.
pub fn all(c: &mut Conn) -> Result<Vec<Confirmation>, DbError> {
    let found = confirmations::table.order((confirmations::at, confirmations::id));
    Ok(found.select(Confirmation::as_select()).load(c)?)
}

/// All that were not taken back, in the order in which they were made: the log that every node
/// learns from.
pub fn standing(c: &mut Conn) -> Result<Vec<String>, DbError> {
    let found = confirmations::table
        .filter(confirmations::withdrawn_at.is_null())
        .order((confirmations::at, confirmations::id));
    Ok(found.select(confirmations::id).load(c)?)
}

/// What some of them teach, in the order of `ids`. An erased text teaches nothing.
pub fn lessons(c: &mut Conn, ids: &[String]) -> Result<Vec<Lesson>, DbError> {
    let mut lessons = Vec::new();
    for id in ids {
        let (order, matter): (String, String) = confirmations::table
            .find(id)
            .select((confirmations::order_id, confirmations::matter))
            .first(c)?;
        let title: String = orders::table.find(&order).select(orders::title).first(c)?;
        let body = first_entry(c, &order, EntryKind::Statement)?;
        if let Some(body) = body.filter(|body| !body.is_empty()) {
            lessons.push(Lesson { text: format!("{title}\n{body}"), matter });
        }
    }
    Ok(lessons)
}

/// The newest ones since a time, at most so many.
pub fn told_since(c: &mut Conn, since: Time, limit: i64) -> Result<Vec<Told>, DbError> {
    let found: Vec<Confirmation> = confirmations::table
        .filter(confirmations::at.ge(since))
        .order((confirmations::at.desc(), confirmations::id.desc()))
        .limit(limit)
        .select(Confirmation::as_select())
        .load(c)?;
    let mut told = Vec::new();
    for confirmation in found {
        let of = orders::table.find(&confirmation.order_id).select(orders::code);
        let code: String = of.first(c)?;
        let proposed = first_entry(c, &confirmation.order_id, EntryKind::Routing)?;
        told.push(Told { confirmation, code, proposed });
    }
    Ok(told)
}

/// Takes one back; says whether it stood until now.
pub fn withdraw(c: &mut Conn, id: &str, by: &str, now: Time) -> Result<bool, DbError> {
    let standing = confirmations::table
        .filter(confirmations::id.eq(id))
        .filter(confirmations::withdrawn_at.is_null());
    let set = (confirmations::withdrawn_at.eq(now), confirmations::withdrawn_by.eq(by));
    Ok(diesel::update(standing).set(set).execute(c)? == 1)
}

/// What was asked since a time, the oldest first: code and text, for a rehearsal.
pub fn asked_since(
    c: &mut Conn,
    since: Time,
    limit: i64,
) -> Result<Vec<(String, String)>, DbError> {
    let found: Vec<(String, String, String)> = orders::table
        .filter(orders::submitted_at.ge(since))
        .filter(orders::matter.is_not_null())
        .order((orders::submitted_at, orders::id))
        .limit(limit)
        .select((orders::id, orders::code, orders::title))
        .load(c)?;
    let mut asked = Vec::new();
    for (id, code, title) in found {
        if first_entry(c, &id, EntryKind::Routing)?.is_none() {
            continue;
        }
        if let Some(body) = first_entry(c, &id, EntryKind::Statement)? {
            asked.push((code, format!("{title}\n{body}")));
        }
    }
    Ok(asked)
}

fn first_entry(c: &mut Conn, order: &str, kind: EntryKind) -> Result<Option<String>, DbError> {
    let first = entries::table
        .filter(entries::order_id.eq(order))
        .filter(entries::kind.eq(kind.as_str()))
        .order((entries::seq, entries::id))
        .select(entries::body);
    Ok(first.first(c).optional()?)
}
