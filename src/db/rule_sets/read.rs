//! Sets of rules, read.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::super::schema::{rule_deeds, rule_files, rule_sets};
use super::super::{Conn, DbError};
use super::{Row, SetRow};
use crate::domain::Time;
use crate::domain::routing::RuleFiles;
use crate::domain::routing::rulebook::InForce;

/// Something that was done to a set.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = rule_deeds)]
pub struct DeedRow {
    pub rule_set: i32,
    pub version: i64,
    pub deed: String,
    pub file: Option<String>,
    pub note: String,
    pub by_account: Option<String>,
    pub at: Time,
}

/// One set.
pub fn find(c: &mut Conn, number: i32) -> Result<SetRow, DbError> {
    SetRow::of(rule_sets::table.find(number).select(Row::as_select()).first(c)?)
}

/// The set in force; none before the first import.
pub fn live(c: &mut Conn) -> Result<Option<SetRow>, DbError> {
    let live = rule_sets::table.filter(rule_sets::standing.eq("live"));
    live.select(Row::as_select()).first(c).optional()?.map(SetRow::of).transpose()
}

/// Number and hash of the set in force, which is what a node looks at again and again.
pub fn in_force(c: &mut Conn) -> Result<Option<InForce>, DbError> {
    let live = rule_sets::table.filter(rule_sets::standing.eq("live"));
    let found: Option<(i32, String)> =
        live.select((rule_sets::number, rule_sets::files)).first(c).optional()?;
    Ok(found.map(|(number, files)| InForce { number, files }))
}

/// The newest sets, at most so many.
pub fn list(c: &mut Conn, limit: i64) -> Result<Vec<SetRow>, DbError> {
    let rows: Vec<Row> = rule_sets::table
        .order(rule_sets::number.desc())
        .limit(limit)
        .select(Row::as_select())
        .load(c)?;
    rows.into_iter().map(SetRow::of).collect()
}

/// The newest set that came with a release and was not put in force by itself, if no draft has
/// been made from it.
pub fn newest_offered(c: &mut Conn) -> Result<Option<SetRow>, DbError> {
    let offered = rule_sets::table.filter(rule_sets::standing.eq("offered"));
    let newest: Option<Row> =
        offered.order(rule_sets::number.desc()).select(Row::as_select()).first(c).optional()?;
    let Some(newest) = newest else { return Ok(None) };
    let taken = rule_sets::table
        .filter(rule_sets::release.eq(newest.number))
        .filter(rule_sets::number.ne(newest.number))
        .filter(rule_sets::standing.ne("dropped"));
    let taken: i64 = taken.count().get_result(c)?;
    if taken > 0 { Ok(None) } else { SetRow::of(newest).map(Some) }
}

/// All files of a set.
pub fn files(c: &mut Conn, number: i32) -> Result<RuleFiles, DbError> {
    let found = rule_files::table.filter(rule_files::rule_set.eq(number));
    let rows: Vec<(String, String)> = found.select((rule_files::name, rule_files::text)).load(c)?;
    Ok(rows.into_iter().collect())
}

/// One file of a set.
pub fn file(c: &mut Conn, number: i32, name: &str) -> Result<String, DbError> {
    Ok(rule_files::table.find((number, name)).select(rule_files::text).first(c)?)
}

/// What was done to a set, the latest first.
pub fn history(c: &mut Conn, number: i32) -> Result<Vec<DeedRow>, DbError> {
    let found = rule_deeds::table.filter(rule_deeds::rule_set.eq(number));
    Ok(found.order(rule_deeds::version.desc()).select(DeedRow::as_select()).load(c)?)
}

/// The number of the set of each version that orders keep.
pub fn versions(c: &mut Conn) -> Result<BTreeMap<String, i32>, DbError> {
    let found = rule_sets::table.order(rule_sets::number.desc());
    let rows: Vec<(String, i32)> =
        found.select((rule_sets::rules_version, rule_sets::number)).load(c)?;
    Ok(rows.into_iter().collect())
}
