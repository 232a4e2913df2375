//! What dispatchers said of routings: the router learns from it.

use diesel::prelude::*;

use super::schema::confirmations;
use super::{Conn, DbError, orders};
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

/// What each of them teaches, in the order in which they were made: the asker's own text (where it
/// has not been erased) and the matter.
pub fn taught(c: &mut Conn) -> Result<Vec<(String, String)>, DbError> {
    let mut texts = Vec::new();
    for confirmation in all(c)? {
        let statement = orders::entries(c, &confirmation.order_id)?
            .into_iter()
            .find(|entry| entry.kind == EntryKind::Statement && !entry.body.is_empty());
        texts.extend(statement.map(|entry| (entry.body, confirmation.matter)));
    }
    Ok(texts)
}

/// How many there are, to notice new ones cheaply.
pub fn count(c: &mut Conn) -> Result<i64, DbError> {
    Ok(confirmations::table.count().get_result(c)?)
}
