//! The agencies as the site has them: imported from `content/agencies/`, edited at the desk.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::schema::agencies;
use super::three_way::{Imported, Verdict, hash, verdict};
use super::{Conn, DbError};
use crate::domain::Time;
use crate::domain::agency::Agency;

/// An agency's row; what it says of itself is JSON in `data`.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = agencies, treat_none_as_null = true)]
pub struct AgencyRow {
    pub slug: String,
    pub data: String,
    pub parent: Option<String>,
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
    /// Hash of the data that was last imported.
    pub imported_hash: String,
    pub revision: i64,
    /// The site has its own version.
    pub edited: bool,
    pub updated_at: Time,
}

/// An agency as a file or a form says it.
#[derive(Debug, Clone, PartialEq)]
pub struct AgencyData {
    pub slug: String,
    /// JSON, always written the same way, so that equal data has an equal hash.
    pub data: String,
    pub parent: Option<String>,
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
}

impl AgencyData {
    /// An agency as the database keeps it.
    pub fn of(agency: &Agency) -> Result<AgencyData, DbError> {
        Ok(AgencyData {
            slug: agency.slug.clone(),
            data: serde_json::to_string(agency)?,
            parent: agency.parent.clone(),
            valid_from: Some(agency.valid_from),
            valid_to: agency.valid_to,
        })
    }

    /// All that a file says, for comparing it with what it said before.
    fn whole(&self) -> String {
        format!("{}\n{:?}\n{:?}\n{:?}", self.data, self.parent, self.valid_from, self.valid_to)
    }

    fn row(&self, imported_hash: String, revision: i64, edited: bool, now: Time) -> AgencyRow {
        AgencyRow {
            slug: self.slug.clone(),
            data: self.data.clone(),
            parent: self.parent.clone(),
            valid_from: self.valid_from,
            valid_to: self.valid_to,
            imported_hash,
            revision,
            edited,
            updated_at: now,
        }
    }
}

impl AgencyRow {
    fn whole(&self) -> String {
        format!("{}\n{:?}\n{:?}\n{:?}", self.data, self.parent, self.valid_from, self.valid_to)
    }
}

/// All agencies, by slug; also those whose time is over, for what they once did.
pub fn all(c: &mut Conn) -> Result<Vec<AgencyRow>, DbError> {
    Ok(agencies::table.order(agencies::slug).select(AgencyRow::as_select()).load(c)?)
}

/// One agency; `NotFound` where there is none.
pub fn find(c: &mut Conn, slug: &str) -> Result<AgencyRow, DbError> {
    Ok(agencies::table.find(slug).select(AgencyRow::as_select()).first(c)?)
}

/// Takes over the agencies of `content/`. An edit made on the site is never overwritten.
pub fn upsert_import(c: &mut Conn, files: &[AgencyData], now: Time) -> Result<Imported, DbError> {
    let mut done = Imported::default();
    for file in files {
        let whole = file.whole();
        let standing = find(c, &file.slug);
        match standing {
            Err(DbError::NotFound) => {
                diesel::insert_into(agencies::table)
                    .values(&file.row(hash(&whole), 1, false, now))
                    .execute(c)?;
                done.created += 1;
            }
            Err(error) => return Err(error),
            Ok(row) => match verdict(&whole, &row.imported_hash, &row.whole(), row.edited) {
                Verdict::Keep => {}
                Verdict::Take => {
                    store(c, row.revision, &file.row(hash(&whole), row.revision + 1, false, now))?;
                    done.updated += 1;
                }
                Verdict::LeaveAlone => done.left_alone.push(file.slug.clone()),
            },
        }
    }
    Ok(done)
}

/// Stores what the desk's form says: a new agency where `revision` is 0, else an edit of that
/// revision, `Stale` where somebody else saved since. Returns the new revision.
pub fn save_edit(
    c: &mut Conn,
    agency: &AgencyData,
    revision: i64,
    now: Time,
) -> Result<i64, DbError> {
    if revision == 0 {
        diesel::insert_into(agencies::table)
            .values(&agency.row(String::new(), 1, true, now))
            .execute(c)?;
        return Ok(1);
    }
    let imported_hash =
        agencies::table.find(&agency.slug).select(agencies::imported_hash).first(c)?;
    store(c, revision, &agency.row(imported_hash, revision + 1, true, now))?;
    Ok(revision + 1)
}

fn store(c: &mut Conn, revision: i64, row: &AgencyRow) -> Result<(), DbError> {
    let same = agencies::table.find(&row.slug).filter(agencies::revision.eq(revision));
    if diesel::update(same).set(row).execute(c)? == 1 {
        return Ok(());
    }
    let current = agencies::table.find(&row.slug).select(agencies::revision).first(c)?;
    Err(DbError::Stale { current })
}
