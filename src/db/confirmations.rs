//! What dispatchers said of routings: the router learns from it.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;

use super::schema::{confirmations, entries, orders};
use super::{Conn, DbError};
use crate::domain::Time;
use crate::domain::order::EntryKind;

/// Ids in one statement: SQLite takes 32,766 values in one.
const AT_ONCE: usize = 400;

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
/// learns from. One about a text that was erased is in it no more.
pub fn standing(c: &mut Conn) -> Result<Vec<String>, DbError> {
    let found = confirmations::table
        .filter(confirmations::withdrawn_at.is_null())
        .order((confirmations::at, confirmations::id));
    let rows: Vec<(String, String)> =
        found.select((confirmations::id, confirmations::order_id)).load(c)?;
    let erased = erased(c)?;
    let stands = |(id, order): (String, String)| (!erased.contains(&order)).then_some(id);
    Ok(rows.into_iter().filter_map(stands).collect())
}

/// The orders whose text was erased.
fn erased(c: &mut Conn) -> Result<BTreeSet<String>, DbError> {
    // Said in SQL, so that both databases see that their partial index holds just these.
    let empty = diesel::dsl::sql::<diesel::sql_types::Bool>("body = ''");
    let orders: Vec<String> = entries::table
        .filter(empty)
        .filter(entries::kind.eq(EntryKind::Statement.as_str()))
        .select(entries::order_id)
        .distinct()
        .load(c)?;
    // A later statement may be what was erased.
    let said = first_entries(c, &orders, EntryKind::Statement)?;
    Ok(orders.into_iter().filter(|order| !said.contains_key(order)).collect())
}

/// What some of them teach, in the order of `ids`. An erased text teaches nothing.
pub fn lessons(c: &mut Conn, ids: &[String]) -> Result<Vec<Lesson>, DbError> {
    let mut known: BTreeMap<String, (String, String)> = BTreeMap::new();
    for ids in ids.chunks(AT_ONCE) {
        let found = confirmations::table.filter(confirmations::id.eq_any(ids));
        let columns = (confirmations::id, confirmations::order_id, confirmations::matter);
        let rows: Vec<(String, String, String)> = found.select(columns).load(c)?;
        known.extend(rows.into_iter().map(|(id, order, matter)| (id, (order, matter))));
    }
    let orders: Vec<String> = known.values().map(|(order, _)| order.clone()).collect();
    let titles = named(c, &orders)?;
    let bodies = first_entries(c, &orders, EntryKind::Statement)?;
    let lesson = |id: &String| {
        let (order, matter) = known.get(id)?;
        let (title, body) = (&titles.get(order)?.1, bodies.get(order)?);
        Some(Lesson { text: format!("{title}\n{body}"), matter: matter.clone() })
    };
    Ok(ids.iter().filter_map(lesson).collect())
}

/// The newest ones since a time, at most so many.
pub fn told_since(c: &mut Conn, since: Time, limit: i64) -> Result<Vec<Told>, DbError> {
    let found: Vec<Confirmation> = confirmations::table
        .filter(confirmations::at.ge(since))
        .order((confirmations::at.desc(), confirmations::id.desc()))
        .limit(limit)
        .select(Confirmation::as_select())
        .load(c)?;
    let orders: Vec<String> = found.iter().map(|one| one.order_id.clone()).collect();
    let names = named(c, &orders)?;
    let proposed = first_entries(c, &orders, EntryKind::Routing)?;
    let told = |confirmation: Confirmation| {
        let order = &confirmation.order_id;
        let (code, proposed) = (names.get(order)?.0.clone(), proposed.get(order).cloned());
        Some(Told { confirmation, code, proposed })
    };
    Ok(found.into_iter().filter_map(told).collect())
}

/// Takes one back; says whether it stood until now.
pub fn withdraw(c: &mut Conn, id: &str, by: &str, now: Time) -> Result<bool, DbError> {
    let standing = confirmations::table
        .filter(confirmations::id.eq(id))
        .filter(confirmations::withdrawn_at.is_null());
    let set = (confirmations::withdrawn_at.eq(now), confirmations::withdrawn_by.eq(by));
    Ok(diesel::update(standing).set(set).execute(c)? == 1)
}

/// Code and title of orders, by id.
pub(super) fn named(
    c: &mut Conn,
    ids: &[String],
) -> Result<BTreeMap<String, (String, String)>, DbError> {
    let mut named = BTreeMap::new();
    for ids in ids.chunks(AT_ONCE) {
        let found = orders::table.filter(orders::id.eq_any(ids));
        let rows: Vec<(String, String, String)> =
            found.select((orders::id, orders::code, orders::title)).load(c)?;
        named.extend(rows.into_iter().map(|(id, code, title)| (id, (code, title))));
    }
    Ok(named)
}

/// The first entry of a kind of each order; none of what has none, or was erased.
pub(super) fn first_entries(
    c: &mut Conn,
    orders: &[String],
    kind: EntryKind,
) -> Result<BTreeMap<String, String>, DbError> {
    let mut first = BTreeMap::new();
    for orders in orders.chunks(AT_ONCE) {
        let rows: Vec<(String, String)> = entries::table
            .filter(entries::order_id.eq_any(orders))
            .filter(entries::kind.eq(kind.as_str()))
            .order((entries::order_id, entries::seq, entries::id))
            .select((entries::order_id, entries::body))
            .load(c)?;
        for (order, body) in rows {
            first.entry(order).or_insert(body);
        }
    }
    first.retain(|_, body: &mut String| !body.is_empty());
    Ok(first)
}
