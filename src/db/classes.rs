//! Classes, the codes by which pupils find them, and what they are given to do.

use diesel::prelude::*;

use super::schema::{class_codes, classes, tasks};
use super::{Conn, DbError};
use crate::domain::Time;
use crate::domain::class::CodeFacts;

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

/// A code of a class.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = class_codes)]
pub struct CodeRow {
    pub id: String,
    pub class: String,
    /// Keyed by the server's secret: the code itself is nowhere.
    pub code_hash: String,
    pub created_at: Time,
    pub expires_at: Time,
    pub max_uses: i32,
    pub uses: i32,
    pub revoked_at: Option<Time>,
}

impl CodeRow {
    /// What decides whether it may be used.
    pub fn facts(&self) -> CodeFacts {
        CodeFacts {
            expires_at: self.expires_at,
            revoked: self.revoked_at.is_some(),
            uses: self.uses,
            max_uses: self.max_uses,
        }
    }
}

/// A package or a course that a class is given, with the day by which it would be good.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = tasks)]
pub struct TaskRow {
    pub id: String,
    pub class: String,
    /// `package` or `course`.
    pub kind: String,
    pub slug: String,
    pub due_on: Option<chrono::NaiveDate>,
    pub by_account: String,
    pub created_at: Time,
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

/// The classes of a school, the open and the newest first; a school has no more than `limit`.
pub fn of_school(c: &mut Conn, school: &str, limit: i64) -> Result<Vec<ClassRow>, DbError> {
    Ok(classes::table
        .filter(classes::school.eq(school))
        .order((classes::closed_at.is_not_null(), classes::created_at.desc(), classes::id))
        .limit(limit)
        .select(ClassRow::as_select())
        .load(c)?)
}

/// Closes a class: nobody gets in any more, what was learnt stays.
pub fn close(c: &mut Conn, id: &str, now: Time) -> Result<(), DbError> {
    diesel::update(classes::table.find(id).filter(classes::closed_at.is_null()))
        .set(classes::closed_at.eq(now))
        .execute(c)?;
    Ok(())
}

/// Deletes a class with its codes, its seats, and everything that was learnt on them.
pub fn delete(c: &mut Conn, id: &str) -> Result<(), DbError> {
    diesel::delete(classes::table.find(id)).execute(c)?;
    Ok(())
}

/// Gives a class a new code; those it had open no longer.
pub fn renew_code(c: &mut Conn, code: &CodeRow) -> Result<(), DbError> {
    revoke_codes(c, &code.class, code.created_at)?;
    diesel::insert_into(class_codes::table).values(code).execute(c)?;
    Ok(())
}

/// Revokes whatever codes a class has.
pub fn revoke_codes(c: &mut Conn, class: &str, now: Time) -> Result<(), DbError> {
    let open = class_codes::table.filter(class_codes::class.eq(class));
    diesel::update(open.filter(class_codes::revoked_at.is_null()))
        .set(class_codes::revoked_at.eq(now))
        .execute(c)?;
    Ok(())
}

/// The newest code of a class.
pub fn newest_code(c: &mut Conn, class: &str) -> Result<Option<CodeRow>, DbError> {
    let of_class = class_codes::table.filter(class_codes::class.eq(class));
    Ok(of_class
        .order((class_codes::created_at.desc(), class_codes::id.desc()))
        .select(CodeRow::as_select())
        .first(c)
        .optional()?)
}

/// The code of this hash.
pub fn code(c: &mut Conn, hash: &str) -> Result<Option<CodeRow>, DbError> {
    let found = class_codes::table.filter(class_codes::code_hash.eq(hash));
    Ok(found.select(CodeRow::as_select()).first(c).optional()?)
}

/// Counts one seat taken with a code; false where the last one went a moment ago.
pub fn use_code(c: &mut Conn, id: &str, now: Time) -> Result<bool, DbError> {
    let good = class_codes::table
        .find(id)
        .filter(class_codes::uses.lt(class_codes::max_uses))
        .filter(class_codes::revoked_at.is_null())
        .filter(class_codes::expires_at.gt(now));
    let counted =
        diesel::update(good).set(class_codes::uses.eq(class_codes::uses + 1)).execute(c)?;
    Ok(counted == 1)
}

/// Gives a class something to do.
///
/// # Errors
/// [`DbError::Conflict`] naming `tasks` where the class has it already.
pub fn give(c: &mut Conn, task: &TaskRow) -> Result<(), DbError> {
    diesel::insert_into(tasks::table).values(task).execute(c)?;
    Ok(())
}

/// Takes it back.
pub fn take_back(c: &mut Conn, class: &str, id: &str) -> Result<(), DbError> {
    diesel::delete(tasks::table.find(id).filter(tasks::class.eq(class))).execute(c)?;
    Ok(())
}

/// What a class is given, the nearest day first.
pub fn tasks_of(c: &mut Conn, class: &str) -> Result<Vec<TaskRow>, DbError> {
    Ok(tasks::table
        .filter(tasks::class.eq(class))
        .order((tasks::due_on.is_null(), tasks::due_on, tasks::created_at, tasks::id))
        .select(TaskRow::as_select())
        .load(c)?)
}
