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

/// How many there are, to notice new ones cheaply.
pub fn count(c: &mut Conn) -> Result<i64, DbError> {
    Ok(confirmations::table.count().get_result(c)?)
}

/// What the confirmations teach, the oldest first: what the asker wrote, and the matter a person
/// said it was. An erased text teaches nothing.
pub fn taught(c: &mut Conn) -> Result<Vec<(String, String)>, DbError> {
    let mut taught = Vec::new();
    for said in all(c)? {
        let title: String = orders::table.find(&said.order_id).select(orders::title).first(c)?;
        let first = entries::table
            .filter(entries::order_id.eq(&said.order_id))
            .filter(entries::kind.eq(EntryKind::Statement.as_str()))
            .order((entries::seq, entries::id))
            .select(entries::body);
        let body: Option<String> = first.first(c).optional()?;
        if let Some(body) = body.filter(|body| !body.is_empty()) {
            taught.push((format!("{title}\n{body}"), said.matter));
        }
    }
    Ok(taught)
}
