//! Schools: who asked, who is verified, who is not served any more.

use diesel::prelude::*;

use super::error::word;
use super::schema::{school_events, schools};
use super::seal::{Sealer, Slot};
use super::{Conn, Cursor, DbError, Page};
use crate::domain::Time;
use crate::domain::course::Stage;
use crate::domain::school::{Noted, School, SchoolState};

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = schools)]
struct Row {
    id: String,
    name: String,
    district: String,
    address: String,
    stages: String,
    state: String,
    reason: Option<String>,
    phone_sealed: Option<String>,
    verified_by: Option<String>,
    verified_at: Option<Time>,
    invited_by_agency: Option<String>,
    created_at: Time,
    version: i64,
}

impl Row {
    fn school(self) -> Result<School, DbError> {
        Ok(School {
            stages: self.stages.lines().map(word).collect::<Result<_, _>>()?,
            state: word(&self.state)?,
            id: self.id,
            name: self.name,
            district: self.district,
            address: self.address,
            reason: self.reason,
            verified_by: self.verified_by,
            verified_at: self.verified_at,
            invited_by_agency: self.invited_by_agency,
            created_at: self.created_at,
            version: self.version,
        })
    }
}

/// What a school says of itself. It has no `Debug`: it holds a telephone number.
#[derive(Clone)]
pub struct NewSchool {
    pub name: String,
    pub district: String,
    pub address: String,
    pub stages: Vec<Stage>,
    /// The number of the person to call about it.
    pub phone: Option<String>,
}

/// Who vouches for a school that is verified from its first moment.
#[derive(Debug, Clone)]
pub struct Voucher {
    pub account: String,
    pub agency: Option<String>,
}

/// Stores a school that asks, or one that somebody vouches for, and returns its id; `Conflict` where
/// the district has a school of that name.
pub fn create(
    c: &mut Conn,
    sealer: &Sealer,
    new: &NewSchool,
    voucher: Option<&Voucher>,
    now: Time,
) -> Result<String, DbError> {
    let id = super::new_id();
    let state = if voucher.is_some() { SchoolState::Verified } else { SchoolState::Asked };
    let stages: Vec<&str> = new.stages.iter().map(|stage| stage.as_str()).collect();
    let row = Row {
        name: new.name.clone(),
        district: new.district.clone(),
        address: new.address.clone(),
        stages: stages.join("\n"),
        state: state.to_string(),
        reason: None,
        phone_sealed: sealer.seal_opt(phone_slot(&id), new.phone.as_deref())?,
        verified_by: voucher.map(|voucher| voucher.account.clone()),
        verified_at: voucher.map(|_| now),
        invited_by_agency: voucher.and_then(|voucher| voucher.agency.clone()),
        created_at: now,
        version: 1,
        id: id.clone(),
    };
    diesel::insert_into(schools::table).values(&row).execute(c)?;
    Ok(id)
}

/// One school; `NotFound` where there is none.
pub fn find(c: &mut Conn, id: &str) -> Result<School, DbError> {
    let row: Row = schools::table.find(id).select(Row::as_select()).first(c)?;
    row.school()
}

/// The school of a name in a district.
pub fn by_name(c: &mut Conn, name: &str, district: &str) -> Result<Option<School>, DbError> {
    let named =
        schools::table.filter(schools::name.eq(name)).filter(schools::district.eq(district));
    named.select(Row::as_select()).first::<Row>(c).optional()?.map(Row::school).transpose()
}

/// The number of the person to call about a school, opened.
pub fn phone(c: &mut Conn, sealer: &Sealer, id: &str) -> Result<Option<String>, DbError> {
    let sealed: Option<String> = schools::table.find(id).select(schools::phone_sealed).first(c)?;
    sealer.open_opt(phone_slot(id), sealed.as_deref())
}

/// All schools, the newest first.
pub fn list(c: &mut Conn, after: Option<&Cursor>, limit: i64) -> Result<Page<School>, DbError> {
    page(c, None, after, limit)
}

/// The schools of a state, the newest first.
pub fn by_state(
    c: &mut Conn,
    state: SchoolState,
    after: Option<&Cursor>,
    limit: i64,
) -> Result<Page<School>, DbError> {
    page(c, Some(state), after, limit)
}

fn page(
    c: &mut Conn,
    state: Option<SchoolState>,
    after: Option<&Cursor>,
    limit: i64,
) -> Result<Page<School>, DbError> {
    let mut query = schools::table.select(Row::as_select()).into_boxed();
    if let Some(state) = state {
        query = query.filter(schools::state.eq(state.as_str()));
    }
    if let Some(after) = after {
        let tie = schools::created_at.eq(after.at).and(schools::id.lt(after.id.clone()));
        query = query
            .filter(schools::created_at.le(after.at))
            .filter(schools::created_at.lt(after.at).or(tie));
    }
    let rows: Vec<Row> =
        query.order((schools::created_at.desc(), schools::id.desc())).limit(limit + 1).load(c)?;
    let rows = rows.into_iter().map(Row::school).collect::<Result<_, _>>()?;
    Ok(Page::of(rows, limit, |row| Cursor { at: row.created_at, id: row.id.clone() }))
}

/// How many schools are in a state.
pub fn count(c: &mut Conn, state: SchoolState) -> Result<i64, DbError> {
    Ok(schools::table.filter(schools::state.eq(state.as_str())).count().get_result(c)?)
}

/// A change of a school's state.
#[derive(Debug, Clone)]
pub struct Change<'a> {
    pub state: SchoolState,
    /// Why it is cancelled.
    pub reason: Option<&'a str>,
    /// Who changes it.
    pub by: &'a str,
    /// The version that was read.
    pub version: i64,
    pub now: Time,
}

/// Changes a school's state; `Stale` where somebody else did since it was read. Who verified it, and
/// when, stays until it is verified again.
pub fn set_state(c: &mut Conn, id: &str, change: &Change<'_>) -> Result<(), DbError> {
    let same = schools::table.find(id).filter(schools::version.eq(change.version));
    let new = (
        schools::state.eq(change.state.as_str()),
        schools::reason.eq(change.reason),
        schools::version.eq(change.version + 1),
    );
    let changed = match change.state {
        SchoolState::Verified => diesel::update(same)
            .set((new, schools::verified_by.eq(change.by), schools::verified_at.eq(change.now)))
            .execute(c)?,
        _ => diesel::update(same).set(new).execute(c)?,
    };
    if changed == 1 {
        return Ok(());
    }
    let current = schools::table.find(id).select(schools::version).first(c)?;
    Err(DbError::Stale { current })
}

/// Something that was done with a school.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = school_events)]
pub struct SchoolEvent {
    pub id: String,
    pub school: String,
    pub at: Time,
    pub by_account: String,
    /// A word of [`Noted`].
    pub noted: String,
    pub reason: Option<String>,
}

/// Writes down what was done with a school.
pub fn note(
    c: &mut Conn,
    school: &str,
    noted: Noted,
    reason: Option<&str>,
    by: &str,
    now: Time,
) -> Result<(), DbError> {
    let event = SchoolEvent {
        id: super::new_id(),
        school: school.to_owned(),
        at: now,
        by_account: by.to_owned(),
        noted: noted.to_string(),
        reason: reason.map(str::to_owned),
    };
    diesel::insert_into(school_events::table).values(&event).execute(c)?;
    Ok(())
}

/// What was done with a school, the last first.
pub fn history(c: &mut Conn, school: &str, limit: i64) -> Result<Vec<SchoolEvent>, DbError> {
    let found = school_events::table.filter(school_events::school.eq(school));
    Ok(found
        .order((school_events::at.desc(), school_events::id.desc()))
        .limit(limit)
        .select(SchoolEvent::as_select())
        .load(c)?)
}

fn phone_slot(id: &str) -> Slot<'_> {
    Slot { table: "schools", column: "phone", row: id }
}

/// The names of these schools, by id; one query.
pub fn names(c: &mut Conn, ids: &[String]) -> Result<Vec<(String, String)>, DbError> {
    let found = schools::table.filter(schools::id.eq_any(ids));
    Ok(found.select((schools::id, schools::name)).load(c)?)
}
