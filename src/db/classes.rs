//! Classes and the codes by which pupils find them.

use diesel::prelude::*;

use super::schema::classes;
use super::{Conn, DbError};
use crate::domain::Time;

/// A class of a school.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = classes)]
pub struct ClassRow {
    pub id: String,
    pub school: String,
    /// The account that made it.
    pub teacher: String,
    pub name: String,
    /// A word of [`crate::domain::course::Stage`].
    pub stage: String,
    /// The year in which its school year begins.
    pub year: i32,
    pub size: i32,
    /// The account that said the school has the guardians' consent, and when.
    pub consent_by: String,
    pub consent_at: Time,
    pub created_at: Time,
    pub closed_at: Option<Time>,
}

/// Makes a class.
pub fn create(c: &mut Conn, class: &ClassRow) -> Result<(), DbError> {
    diesel::insert_into(classes::table).values(class).execute(c)?;
    Ok(())
}

/// The class of this id.
pub fn by_id(c: &mut Conn, id: &str) -> Result<Option<ClassRow>, DbError> {
    Ok(classes::table.find(id).select(ClassRow::as_select()).first(c).optional()?)
}
