//! Lessons that were played once for a whole class.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::progress::{read, signed, unsigned};
use super::schema::{classes, screenings};
use super::{Conn, DbError};
use crate::domain::Time;
use crate::domain::progress::{Session, Standing};

/// So many of a class are listed, the newest first.
const LISTED: i64 = 50;

/// One screening.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = screenings)]
pub struct ScreeningRow {
    pub id: String,
    pub class: String,
    /// The slug of the lesson it was played from.
    pub lesson: String,
    pub content: String,
    pub teacher: String,
    pub head_count: i32,
    pub started_at: Time,
    pub intervals: String,
    pub covered_ms: i64,
    pub seconds: f64,
    pub position_ms: i64,
    pub credited_ms: i64,
    pub last_seq: i64,
    pub completed_at: Option<Time>,
    pub updated_at: Time,
}

/// A screening that begins.
#[derive(Debug, Clone)]
pub struct NewScreening {
    pub class: String,
    pub lesson: String,
    pub content: String,
    pub teacher: String,
    pub head_count: i32,
    pub seconds: f64,
}

/// Begins a screening and returns its id.
pub fn begin(c: &mut Conn, new: NewScreening, now: Time) -> Result<String, DbError> {
    let row = ScreeningRow {
        id: super::new_id(),
        class: new.class,
        lesson: new.lesson,
        content: new.content,
        teacher: new.teacher,
        head_count: new.head_count,
        started_at: now,
        intervals: String::new(),
        covered_ms: 0,
        seconds: new.seconds,
        position_ms: 0,
        credited_ms: 0,
        last_seq: 0,
        completed_at: None,
        updated_at: now,
    };
    diesel::insert_into(screenings::table).values(&row).execute(c)?;
    Ok(row.id)
}

/// The screening of this id.
pub fn by_id(c: &mut Conn, id: &str) -> Result<Option<ScreeningRow>, DbError> {
    Ok(screenings::table.find(id).select(ScreeningRow::as_select()).first(c).optional()?)
}

/// The screenings of a class, the newest first.
pub fn of_class(c: &mut Conn, class: &str) -> Result<Vec<ScreeningRow>, DbError> {
    let found = screenings::table.filter(screenings::class.eq(class));
    let newest = (screenings::started_at.desc(), screenings::id.desc());
    Ok(found.order(newest).limit(LISTED).select(ScreeningRow::as_select()).load(c)?)
}

/// How a screening stands: it is one session, which began as it was begun.
pub fn standing(row: &ScreeningRow) -> Result<Standing, DbError> {
    Ok(Standing {
        seen: read(&row.intervals)?,
        position_ms: unsigned(row.position_ms),
        completed_at: row.completed_at,
        sessions: vec![Session {
            id: row.id.clone(),
            started_at: row.started_at,
            credited_ms: unsigned(row.credited_ms),
            last_seq: row.last_seq,
            early: BTreeSet::new(),
        }],
        ..Standing::new(row.seconds)
    })
}

/// Stores how a screening stands, unless another beat of it was faster since `before` was read.
pub fn save(
    c: &mut Conn,
    before: &ScreeningRow,
    standing: &Standing,
    now: Time,
) -> Result<(), DbError> {
    let credited = standing.sessions.first().map_or(0, |session| signed(session.credited_ms));
    let same = screenings::table
        .find(&before.id)
        .filter(screenings::last_seq.eq(before.last_seq))
        .filter(screenings::intervals.eq(&before.intervals));
    let saved = diesel::update(same)
        .set((
            screenings::intervals.eq(standing.seen.to_string()),
            screenings::covered_ms.eq(signed(standing.seen.covered())),
            screenings::position_ms.eq(signed(standing.position_ms)),
            screenings::credited_ms.eq(credited),
            screenings::last_seq.eq(standing.last_seq(&before.id)),
            screenings::completed_at.eq(standing.completed_at),
            screenings::updated_at.eq(now),
        ))
        .execute(c)?;
    if saved == 1 { Ok(()) } else { Err(DbError::Stale { current: before.last_seq }) }
}

/// Id and name of a school's classes that are open, by name.
pub fn open_classes(c: &mut Conn, school: &str) -> Result<Vec<(String, String)>, DbError> {
    let open =
        classes::table.filter(classes::school.eq(school)).filter(classes::closed_at.is_null());
    Ok(open.order((classes::name, classes::id)).select((classes::id, classes::name)).load(c)?)
}
