//! Laws that were amended, as editors noticed.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::schema::law_changes;
use super::{Conn, DbError, pieces};
use crate::domain::Time;
use crate::domain::law::LawChange;

/// Somebody noted that a law was amended.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = law_changes)]
pub struct LawChangeRow {
    pub id: String,
    pub law: String,
    pub changed_on: NaiveDate,
    pub note: String,
    pub by_account: String,
    pub at: Time,
}

/// Notes an amendment; every node says so on the pages that cite the law.
pub fn add(c: &mut Conn, row: &LawChangeRow) -> Result<(), DbError> {
    diesel::insert_into(law_changes::table).values(row).execute(c)?;
    pieces::new_edition(c)
}

/// All that were noted, the newest first. A law is amended every few years.
pub fn all(c: &mut Conn) -> Result<Vec<LawChangeRow>, DbError> {
    let order = (law_changes::changed_on.desc(), law_changes::id.desc());
    Ok(law_changes::table.order(order).select(LawChangeRow::as_select()).load(c)?)
}

/// The same, as decisions need them.
pub fn changes(c: &mut Conn) -> Result<Vec<LawChange>, DbError> {
    let of = |row: LawChangeRow| LawChange { law: row.law, changed_on: row.changed_on };
    Ok(all(c)?.into_iter().map(of).collect())
}
