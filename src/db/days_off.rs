//! Days on which a lecturer is away or a room is closed.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::error::word;
use super::schema::days_off;
use super::{Conn, DbError};
use crate::domain::booking::{DayOff, Resource};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = days_off)]
struct Row {
    id: String,
    resource: String,
    from_day: NaiveDate,
    to_day: NaiveDate,
}

impl Row {
    fn day_off(self) -> Result<DayOff, DbError> {
        Ok(DayOff {
            id: self.id,
            resource: word(&self.resource)?,
            from: self.from_day,
            to: self.to_day,
        })
    }
}

/// Adds days off, the last one included; returns the id.
pub fn add(
    c: &mut Conn,
    resource: &Resource,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<String, DbError> {
    let row =
        Row { id: super::new_id(), resource: resource.to_string(), from_day: from, to_day: to };
    diesel::insert_into(days_off::table).values(&row).execute(c)?;
    Ok(row.id)
}

/// Takes days off away again; those of another resource are `NotFound`.
pub fn remove(c: &mut Conn, resource: &Resource, id: &str) -> Result<(), DbError> {
    let found = days_off::table.find(id).filter(days_off::resource.eq(resource.to_string()));
    match diesel::delete(found).execute(c)? {
        0 => Err(DbError::NotFound),
        _ => Ok(()),
    }
}

/// The days off of these resources that touch some days, by first day. One query.
pub fn of(
    c: &mut Conn,
    resources: &[Resource],
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<DayOff>, DbError> {
    let words: Vec<String> = resources.iter().map(Resource::to_string).collect();
    let rows: Vec<Row> = days_off::table
        .filter(days_off::resource.eq_any(&words))
        .filter(days_off::to_day.ge(from))
        .filter(days_off::from_day.le(to))
        .order((days_off::from_day, days_off::id))
        .select(Row::as_select())
        .load(c)?;
    rows.into_iter().map(Row::day_off).collect()
}
