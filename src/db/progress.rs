//! What pupils have watched: one row for each pupil and film, and one for each time of playing.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use diesel::upsert::excluded;

use super::schema::{learners, play_sessions, progress};
use super::{Conn, DbError};
use crate::domain::Time;
use crate::domain::progress::{Intervals, Session, Standing};

/// Rows in one statement: SQLite takes 32,766 values in one.
const AT_ONCE: usize = 400;

/// Whose progress, and in what.
pub type Key = (String, String);

/// One row of progress.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = progress, treat_none_as_default_value = false)]
pub struct ProgressRow {
    pub learner: String,
    /// A film's id, or `page:<lesson>`.
    pub content: String,
    pub intervals: String,
    pub covered_ms: i64,
    /// Of the film; 0 of a page.
    pub seconds: f64,
    pub position_ms: i64,
    pub completed_at: Option<Time>,
    pub updated_at: Time,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = play_sessions, treat_none_as_default_value = false)]
struct SessionRow {
    learner: String,
    content: String,
    id: String,
    started_at: Time,
    last_at: Time,
    credited_ms: i64,
    last_seq: i64,
}

/// What is to be stored of one pupil and film.
#[derive(Debug, Clone)]
pub struct Put {
    pub key: Key,
    pub standing: Standing,
    /// The sessions that were heard of since the last time.
    pub heard: BTreeSet<String>,
    /// When it was heard of.
    pub at: Time,
}

/// How a pupil stands with a film of so many seconds, its times of playing included.
pub fn standing(c: &mut Conn, key: &Key, seconds: f64) -> Result<Standing, DbError> {
    let mut standing = Standing::new(seconds);
    if let Some(row) = of(c, key)? {
        standing.seen = read(&row.intervals)?;
        standing.position_ms = unsigned(row.position_ms);
        standing.completed_at = row.completed_at;
    }
    let rows = play_sessions::table
        .filter(play_sessions::learner.eq(&key.0))
        .filter(play_sessions::content.eq(&key.1));
    let rows = rows.select(SessionRow::as_select()).load(c)?;
    standing.sessions = rows.into_iter().map(session).collect();
    Ok(standing)
}

/// The row of a pupil and a film, or a page.
pub fn of(c: &mut Conn, (learner, content): &Key) -> Result<Option<ProgressRow>, DbError> {
    let found = progress::table.find((learner, content));
    Ok(found.select(ProgressRow::as_select()).first(c).optional()?)
}

/// Everything a pupil has begun, the latest first.
pub fn of_learner(c: &mut Conn, learner: &str) -> Result<Vec<ProgressRow>, DbError> {
    Ok(progress::table
        .filter(progress::learner.eq(learner))
        .order((progress::updated_at.desc(), progress::content))
        .select(ProgressRow::as_select())
        .load(c)?)
}

/// A pupil has read a page to its end; to have read it again changes nothing.
pub fn read_page(c: &mut Conn, key: &Key, now: Time) -> Result<(), DbError> {
    let row = ProgressRow {
        learner: key.0.clone(),
        content: key.1.clone(),
        intervals: String::new(),
        covered_ms: 0,
        seconds: 0.0,
        position_ms: 0,
        completed_at: Some(now),
        updated_at: now,
    };
    each!(c, |c| diesel::insert_into(progress::table)
        .values(&row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(())
}

/// Stores what was heard of, merged with what another process may have stored meanwhile, and
/// returns it as it stands then. Pupils who are gone are left out.
pub fn store(c: &mut Conn, puts: Vec<Put>) -> Result<Vec<Put>, DbError> {
    if let Conn::Pg(c) = c {
        // Two processes that read and write the same rows do so one after the other.
        diesel::sql_query("SELECT pg_advisory_xact_lock(20260013)").execute(c)?;
    }
    let mut stored = Vec::with_capacity(puts.len());
    for mut batch in chunks(puts) {
        let ids: Vec<&str> = batch.iter().map(|put| put.key.0.as_str()).collect();
        let there = learners::table.filter(learners::id.eq_any(&ids)).select(learners::id);
        let there: BTreeSet<String> = there.load(c)?.into_iter().collect();
        let known = known(c, &batch)?;
        batch.retain(|put| there.contains(&put.key.0));
        for put in &mut batch {
            if let Some(row) = known.get(&put.key) {
                put.standing.seen = put.standing.seen.union(&read(&row.intervals)?);
                let first = [put.standing.completed_at, row.completed_at];
                put.standing.completed_at = first.into_iter().flatten().min();
            }
        }
        write(c, &batch)?;
        stored.append(&mut batch);
    }
    Ok(stored)
}

fn chunks(puts: Vec<Put>) -> Vec<Vec<Put>> {
    let mut chunks = Vec::new();
    let mut rest = puts.into_iter().peekable();
    while rest.peek().is_some() {
        chunks.push(rest.by_ref().take(AT_ONCE).collect());
    }
    chunks
}

/// The rows that are there of these pupils and films, or more of them.
fn known(c: &mut Conn, puts: &[Put]) -> Result<BTreeMap<Key, ProgressRow>, DbError> {
    let learners: BTreeSet<&str> = puts.iter().map(|put| put.key.0.as_str()).collect();
    let contents: BTreeSet<&str> = puts.iter().map(|put| put.key.1.as_str()).collect();
    let rows = progress::table
        .filter(progress::learner.eq_any(learners))
        .filter(progress::content.eq_any(contents))
        .select(ProgressRow::as_select())
        .load(c)?;
    Ok(rows.into_iter().map(|row| ((row.learner.clone(), row.content.clone()), row)).collect())
}

fn write(c: &mut Conn, puts: &[Put]) -> Result<(), DbError> {
    let rows: Vec<ProgressRow> = puts.iter().map(row).collect();
    let heard = |put: &Put| -> Vec<SessionRow> {
        let sessions = put.standing.sessions.iter().filter(|one| put.heard.contains(&one.id));
        sessions.map(|one| session_row(put, one)).collect()
    };
    let sessions: Vec<SessionRow> = puts.iter().flat_map(heard).collect();
    each!(c, |c| diesel::insert_into(progress::table)
        .values(&rows)
        .on_conflict((progress::learner, progress::content))
        .do_update()
        .set((
            progress::intervals.eq(excluded(progress::intervals)),
            progress::covered_ms.eq(excluded(progress::covered_ms)),
            progress::seconds.eq(excluded(progress::seconds)),
            progress::position_ms.eq(excluded(progress::position_ms)),
            progress::completed_at.eq(excluded(progress::completed_at)),
            progress::updated_at.eq(excluded(progress::updated_at)),
        ))
        .execute(c))?;
    for rows in sessions.chunks(AT_ONCE) {
        each!(c, |c| diesel::insert_into(play_sessions::table)
            .values(rows)
            .on_conflict((play_sessions::learner, play_sessions::content, play_sessions::id))
            .do_update()
            .set((
                play_sessions::last_at.eq(excluded(play_sessions::last_at)),
                play_sessions::credited_ms.eq(excluded(play_sessions::credited_ms)),
                play_sessions::last_seq.eq(excluded(play_sessions::last_seq)),
            ))
            .execute(c))?;
    }
    Ok(())
}

/// Removes times of playing that were last heard of before then; what they added stays.
pub fn purge(c: &mut Conn, before: Time) -> Result<usize, DbError> {
    let old = play_sessions::table.filter(play_sessions::last_at.lt(before));
    Ok(diesel::delete(old).execute(c)?)
}

fn row(put: &Put) -> ProgressRow {
    let standing = &put.standing;
    ProgressRow {
        learner: put.key.0.clone(),
        content: put.key.1.clone(),
        intervals: standing.seen.to_string(),
        covered_ms: signed(standing.seen.covered()),
        seconds: standing.length_ms as f64 / 1000.0,
        position_ms: signed(standing.position_ms),
        completed_at: standing.completed_at,
        updated_at: put.at,
    }
}

fn session_row(put: &Put, session: &Session) -> SessionRow {
    SessionRow {
        learner: put.key.0.clone(),
        content: put.key.1.clone(),
        id: session.id.clone(),
        started_at: session.started_at,
        last_at: put.at,
        credited_ms: signed(session.credited_ms),
        last_seq: session.last_seq,
    }
}

fn session(row: SessionRow) -> Session {
    Session {
        id: row.id,
        started_at: row.started_at,
        credited_ms: unsigned(row.credited_ms),
        last_seq: row.last_seq,
        early: BTreeSet::new(),
    }
}

pub(super) fn read(intervals: &str) -> Result<Intervals, DbError> {
    intervals.parse().map_err(DbError::Broken)
}

pub(super) fn signed(ms: u64) -> i64 {
    i64::try_from(ms).unwrap_or(i64::MAX)
}

pub(super) fn unsigned(ms: i64) -> u64 {
    u64::try_from(ms).unwrap_or_default()
}
