//! The outbox: what a transaction promised. A job is claimed by compare-and-set, so that no two
//! workers, on however many nodes, run it at once.

use diesel::prelude::*;

use super::error::word;
use super::schema::jobs;
use super::{Conn, Cursor, DbError, Page};
use crate::domain::Time;
use crate::domain::order::Job;
use crate::text_enum;

text_enum! {
    /// Where a job stands.
    pub enum JobState { Queued = "queued", Running = "running", Done = "done", Failed = "failed" }
}

/// In the order of the table's columns: `claim` reads it from RETURNING.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = jobs)]
struct Row {
    id: String,
    kind: String,
    payload: String,
    run_at: Time,
    state: String,
    attempts: i32,
    last_error: Option<String>,
    claimed_at: Option<Time>,
    claimed_by: Option<String>,
    done_at: Option<Time>,
    created_at: Time,
    dedupe: Option<String>,
}

/// A job as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct JobRow {
    pub id: String,
    pub kind: String,
    pub payload: serde_json::Value,
    pub run_at: Time,
    pub state: JobState,
    /// How often it was begun.
    pub attempts: i32,
    pub last_error: Option<String>,
    pub claimed_at: Option<Time>,
    pub claimed_by: Option<String>,
    pub done_at: Option<Time>,
    pub created_at: Time,
}

impl JobRow {
    fn of(row: Row) -> Result<JobRow, DbError> {
        Ok(JobRow {
            payload: serde_json::from_str(&row.payload)?,
            state: word(&row.state)?,
            id: row.id,
            kind: row.kind,
            run_at: row.run_at,
            attempts: row.attempts,
            last_error: row.last_error,
            claimed_at: row.claimed_at,
            claimed_by: row.claimed_by,
            done_at: row.done_at,
            created_at: row.created_at,
        })
    }
}

/// Kinds of jobs that take minutes: they are worked one by one, beside the others.
pub const LONG: [&str; 2] = [TRANSCODE, REHEARSE];
/// A film is made ready.
pub const TRANSCODE: &str = "transcode";
/// A draft of rules is rehearsed.
pub const REHEARSE: &str = "rehearse";

/// Puts a job into the outbox and returns its id. With a `dedupe` word that was ever used before,
/// nothing is put and nothing returned.
pub fn enqueue(c: &mut Conn, job: &Job, dedupe: Option<&str>) -> Result<Option<String>, DbError> {
    let row = Row {
        id: super::new_id(),
        kind: job.kind.clone(),
        payload: job.payload.to_string(),
        run_at: job.run_at,
        state: JobState::Queued.to_string(),
        attempts: 0,
        last_error: None,
        claimed_at: None,
        claimed_by: None,
        done_at: None,
        created_at: super::now(),
        dedupe: dedupe.map(str::to_owned),
    };
    let put = each!(c, |c| diesel::insert_into(jobs::table)
        .values(&row)
        .on_conflict(jobs::dedupe)
        .do_nothing()
        .execute(c))?;
    Ok((put == 1).then_some(row.id))
}

/// Puts the jobs of a step into the outbox.
pub(super) fn enqueue_all(c: &mut Conn, jobs: &[Job]) -> Result<(), DbError> {
    jobs.iter().try_for_each(|job| enqueue(c, job, None).map(drop))
}

/// Takes up to `limit` jobs whose time has come. Those it returns are this worker's alone.
pub fn claim(c: &mut Conn, now: Time, worker: &str, limit: i64) -> Result<Vec<JobRow>, DbError> {
    let waiting = jobs::table.filter(jobs::state.eq("queued")).filter(jobs::run_at.le(now));
    let short = waiting.filter(jobs::kind.ne_all(LONG));
    let ids: Vec<String> =
        short.order((jobs::run_at, jobs::id)).limit(limit).select(jobs::id).load(c)?;
    take(c, ids, now, worker)
}

/// Takes one long job of a kind whose time has come. Whoever has it shows with [`beat`] that they
/// live.
pub fn claim_long(
    c: &mut Conn,
    kind: &str,
    now: Time,
    worker: &str,
) -> Result<Option<JobRow>, DbError> {
    let waiting = jobs::table.filter(jobs::state.eq("queued")).filter(jobs::run_at.le(now));
    let long = waiting.filter(jobs::kind.eq(kind));
    let ids = long.order((jobs::run_at, jobs::id)).limit(1).select(jobs::id).load(c)?;
    Ok(take(c, ids, now, worker)?.pop())
}

/// A worker gives back what it has in hand: it was told to stop.
pub fn put_back(c: &mut Conn, worker: &str, now: Time) -> Result<usize, DbError> {
    let in_hand = jobs::table.filter(jobs::state.eq("running")).filter(jobs::claimed_by.eq(worker));
    Ok(diesel::update(in_hand)
        .set((
            jobs::state.eq("queued"),
            jobs::run_at.eq(now),
            // Nobody failed here.
            jobs::attempts.eq(jobs::attempts - 1),
            jobs::claimed_at.eq(None::<Time>),
            jobs::claimed_by.eq(None::<String>),
        ))
        .execute(c)?)
}

/// The worker of a long job lives. `NotFound` where the job was taken from it.
pub fn beat(c: &mut Conn, id: &str, worker: &str, now: Time) -> Result<(), DbError> {
    one(diesel::update(running(id, worker)).set(jobs::claimed_at.eq(now)).execute(c)?)
}

fn take(c: &mut Conn, ids: Vec<String>, now: Time, worker: &str) -> Result<Vec<JobRow>, DbError> {
    let mut mine = Vec::new();
    for id in ids {
        // The state is compared again as the row is written: whoever came second gets no row.
        let row: Option<Row> =
            diesel::update(jobs::table.find(&id).filter(jobs::state.eq("queued")))
                .set((
                    jobs::state.eq("running"),
                    jobs::attempts.eq(jobs::attempts + 1),
                    jobs::claimed_at.eq(now),
                    jobs::claimed_by.eq(worker),
                ))
                .returning(jobs::all_columns)
                .get_result(c)
                .optional()?;
        mine.extend(row.map(JobRow::of).transpose()?);
    }
    Ok(mine)
}

/// The job is done. `NotFound` where it is no longer running: it was taken away as stale.
pub fn finish(c: &mut Conn, id: &str, worker: &str, now: Time) -> Result<(), DbError> {
    one(diesel::update(running(id, worker))
        .set((jobs::state.eq("done"), jobs::done_at.eq(now), jobs::last_error.eq(None::<String>)))
        .execute(c)?)
}

/// It did not work and is tried again at `run_at`.
pub fn retry(
    c: &mut Conn,
    id: &str,
    worker: &str,
    run_at: Time,
    error: &str,
) -> Result<(), DbError> {
    one(diesel::update(running(id, worker))
        .set((
            jobs::state.eq("queued"),
            jobs::run_at.eq(run_at),
            jobs::last_error.eq(error),
            jobs::claimed_at.eq(None::<Time>),
            jobs::claimed_by.eq(None::<String>),
        ))
        .execute(c)?)
}

/// It did not work and is not tried again, until a person says so.
pub fn fail(c: &mut Conn, id: &str, worker: &str, now: Time, error: &str) -> Result<(), DbError> {
    one(diesel::update(running(id, worker))
        .set((jobs::state.eq("failed"), jobs::done_at.eq(now), jobs::last_error.eq(error)))
        .execute(c)?)
}

/// The failed jobs, the oldest first.
pub fn failed(c: &mut Conn, after: Option<&Cursor>, limit: i64) -> Result<Page<JobRow>, DbError> {
    let mut query =
        jobs::table.filter(jobs::state.eq("failed")).select(Row::as_select()).into_boxed();
    if let Some(after) = after {
        let tie = jobs::created_at.eq(after.at).and(jobs::id.gt(after.id.clone()));
        query = query
            .filter(jobs::created_at.ge(after.at))
            .filter(jobs::created_at.gt(after.at).or(tie));
    }
    let rows: Vec<Row> = query.order((jobs::created_at, jobs::id)).limit(limit + 1).load(c)?;
    let rows = rows.into_iter().map(JobRow::of).collect::<Result<_, _>>()?;
    Ok(Page::of(rows, limit, |row: &JobRow| Cursor { at: row.created_at, id: row.id.clone() }))
}

/// Gives a failed job another life, with a fresh count of attempts.
pub fn requeue(c: &mut Conn, id: &str, now: Time) -> Result<(), DbError> {
    one(diesel::update(jobs::table.find(id).filter(jobs::state.eq("failed")))
        .set((
            jobs::state.eq("queued"),
            jobs::run_at.eq(now),
            jobs::attempts.eq(0),
            jobs::claimed_at.eq(None::<Time>),
            jobs::claimed_by.eq(None::<String>),
            jobs::done_at.eq(None::<Time>),
        ))
        .execute(c)?)
}

/// Puts back what a worker claimed before that instant and never finished: it died.
pub fn release_stale(c: &mut Conn, claimed_before: Time) -> Result<usize, DbError> {
    let stale =
        jobs::table.filter(jobs::state.eq("running")).filter(jobs::claimed_at.lt(claimed_before));
    Ok(diesel::update(stale)
        .set((
            jobs::state.eq("queued"),
            jobs::claimed_at.eq(None::<Time>),
            jobs::claimed_by.eq(None::<String>),
        ))
        .execute(c)?)
}

/// How many jobs stand in each state.
pub fn counts(c: &mut Conn) -> Result<Vec<(JobState, i64)>, DbError> {
    let counted: Vec<(String, i64)> = jobs::table
        .group_by(jobs::state)
        .select((jobs::state, diesel::dsl::count_star()))
        .load(c)?;
    let of = |state: &JobState| {
        counted.iter().find(|(word, _)| word == state.as_str()).map_or(0, |(_, n)| *n)
    };
    Ok(JobState::ALL.iter().map(|state| (*state, of(state))).collect())
}

/// When the next queued job wants to run, long ones apart.
pub fn next_run(c: &mut Conn) -> Result<Option<Time>, DbError> {
    Ok(jobs::table
        .filter(jobs::state.eq("queued"))
        .filter(jobs::kind.ne_all(LONG))
        .select(diesel::dsl::min(jobs::run_at))
        .get_result(c)?)
}

/// Which of these dedupe words were ever used.
pub fn known(c: &mut Conn, words: &[String]) -> Result<Vec<String>, DbError> {
    let mut found: Vec<String> = Vec::new();
    // A statement has room for so many parameters.
    for some in words.chunks(500) {
        let used = jobs::table.filter(jobs::dedupe.eq_any(some)).select(jobs::dedupe);
        found.extend(used.load::<Option<String>>(c)?.into_iter().flatten());
    }
    Ok(found)
}

/// Removes what was done before that instant. One with a dedupe word stays: it is by this row that
/// it is known to be done.
pub fn purge(c: &mut Conn, done_before: Time) -> Result<usize, DbError> {
    let old = jobs::table
        .filter(jobs::state.eq("done"))
        .filter(jobs::done_at.lt(done_before))
        .filter(jobs::dedupe.is_null());
    Ok(diesel::delete(old).execute(c)?)
}

#[diesel::dsl::auto_type]
fn running<'a>(id: &'a str, worker: &'a str) -> _ {
    jobs::table.find(id).filter(jobs::state.eq("running")).filter(jobs::claimed_by.eq(worker))
}

fn one(changed: usize) -> Result<(), DbError> {
    if changed == 1 { Ok(()) } else { Err(DbError::NotFound) }
}
