//! Lecturers, as the planner keeps them.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::error::word;
use super::schema::lecturers;
use super::{Conn, DbError};
use crate::domain::Time;
use crate::domain::lecturer::Lecturer;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = lecturers, treat_none_as_null = true)]
struct Row {
    id: String,
    agency: String,
    name: String,
    kind: String,
    courses: String,
    weekly: String,
    yearly_max: i32,
    vetting_valid_until: Option<NaiveDate>,
    schools: String,
    account: Option<String>,
    active: bool,
    version: i64,
    updated_at: Time,
}

impl Row {
    fn of(lecturer: &Lecturer, version: i64, now: Time) -> Result<Row, DbError> {
        Ok(Row {
            id: lecturer.id.clone(),
            agency: lecturer.agency.clone(),
            name: lecturer.name.clone(),
            kind: lecturer.kind.to_string(),
            courses: serde_json::to_string(&lecturer.courses)?,
            weekly: serde_json::to_string(&lecturer.weekly)?,
            yearly_max: lecturer.yearly_max,
            vetting_valid_until: lecturer.vetting_valid_until,
            schools: serde_json::to_string(&lecturer.schools)?,
            account: lecturer.account.clone(),
            active: lecturer.active,
            version,
            updated_at: now,
        })
    }

    fn lecturer(self) -> Result<Lecturer, DbError> {
        Ok(Lecturer {
            kind: word(&self.kind)?,
            courses: serde_json::from_str(&self.courses)?,
            weekly: serde_json::from_str(&self.weekly)?,
            schools: serde_json::from_str(&self.schools)?,
            id: self.id,
            agency: self.agency,
            name: self.name,
            yearly_max: self.yearly_max,
            vetting_valid_until: self.vetting_valid_until,
            account: self.account,
            active: self.active,
        })
    }
}

/// Stores a new lecturer under the id it has.
pub fn create(c: &mut Conn, lecturer: &Lecturer, now: Time) -> Result<(), DbError> {
    diesel::insert_into(lecturers::table)
        .values((&Row::of(lecturer, 1, now)?, lecturers::created_at.eq(now)))
        .execute(c)?;
    Ok(())
}

/// Stores an edit of a version; `Stale` where somebody else saved since. Returns the new version.
pub fn edit(c: &mut Conn, lecturer: &Lecturer, version: i64, now: Time) -> Result<i64, DbError> {
    let same = lecturers::table.find(&lecturer.id).filter(lecturers::version.eq(version));
    if diesel::update(same).set(&Row::of(lecturer, version + 1, now)?).execute(c)? == 1 {
        return Ok(version + 1);
    }
    let current = lecturers::table.find(&lecturer.id).select(lecturers::version).first(c)?;
    Err(DbError::Stale { current })
}

/// One lecturer; `NotFound` where there is none.
pub fn find(c: &mut Conn, id: &str) -> Result<Lecturer, DbError> {
    find_for_edit(c, id).map(|(lecturer, _)| lecturer)
}

/// One lecturer with the version that an edit names.
pub fn find_for_edit(c: &mut Conn, id: &str) -> Result<(Lecturer, i64), DbError> {
    let row: Row = lecturers::table.find(id).select(Row::as_select()).first(c)?;
    let version = row.version;
    Ok((row.lecturer()?, version))
}

/// The names of these lecturers, by id; one query.
pub fn names(c: &mut Conn, ids: &[String]) -> Result<Vec<(String, String)>, DbError> {
    let found = lecturers::table.filter(lecturers::id.eq_any(ids));
    Ok(found.select((lecturers::id, lecturers::name)).load(c)?)
}

/// All lecturers, by agency and name; also those who are gone. A city has some hundreds.
pub fn list(c: &mut Conn) -> Result<Vec<Lecturer>, DbError> {
    let ordered = lecturers::table.order((lecturers::agency, lecturers::name, lecturers::id));
    all(ordered.select(Row::as_select()).load(c)?)
}

/// Those who teach now, by agency and name.
pub fn active(c: &mut Conn) -> Result<Vec<Lecturer>, DbError> {
    let mut found = list(c)?;
    found.retain(|lecturer| lecturer.active);
    Ok(found)
}

/// Those of an agency who teach now, by name.
pub fn by_agency(c: &mut Conn, agency: &str) -> Result<Vec<Lecturer>, DbError> {
    let found = lecturers::table.filter(lecturers::agency.eq(agency)).filter(lecturers::active);
    all(found.order((lecturers::name, lecturers::id)).select(Row::as_select()).load(c)?)
}

/// The lecturer whose diary an account reads.
pub fn by_account(c: &mut Conn, account: &str) -> Result<Option<Lecturer>, DbError> {
    let found = lecturers::table.filter(lecturers::account.eq(account)).order(lecturers::id);
    let row: Option<Row> = found.select(Row::as_select()).first(c).optional()?;
    row.map(Row::lecturer).transpose()
}

/// Those who teach a course now, by agency and name.
pub fn by_course(c: &mut Conn, course: &str) -> Result<Vec<Lecturer>, DbError> {
    let mut found = active(c)?;
    found.retain(|lecturer| lecturer.teaches(course));
    Ok(found)
}

fn all(rows: Vec<Row>) -> Result<Vec<Lecturer>, DbError> {
    rows.into_iter().map(Row::lecturer).collect()
}
