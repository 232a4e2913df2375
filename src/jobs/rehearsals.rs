//! Rehearses a draft of rules: the past year's orders are routed by it and by the rules in force, some
//! at a time. What they came to is stored with how far it is, in one write: whoever takes the job up
//! goes on from there, and no order is counted twice.

use std::sync::Arc;

use super::notice::of_db;
use super::retry::Fault;
use crate::app::App;
use crate::db::jobs::{self, JobRow};
use crate::db::rehearsals::{self, RehearsalRow, RehearsalState};
use crate::db::{DbError, routed, rule_sets};
use crate::domain::routing::Rules;
use crate::domain::routing::rehearse::Compared;
use crate::rulebooks::Pair;

/// How many orders are looked at between two writes.
pub const AT_ONCE: i64 = 50;

/// The draft was edited before its old words could be rehearsed.
const EDITED: &str = "edited";
/// Other rules came into force before it began.
const LIVE_SINCE: &str = "live_since";
/// This program can't read the draft.
const UNREADABLE: &str = "unreadable";

/// Why a worker stops in the middle.
const TAKEN: &str = "another worker went on with it";

/// Takes one rehearsal that waits; whether there was one.
pub(super) async fn round(app: &App, worker: &str) -> Result<bool, DbError> {
    let (now, name) = (app.clock.now(), worker.to_owned());
    let claim = app.db.write(move |c| jobs::claim_long(c, jobs::REHEARSE, now, &name));
    let Some(job) = claim.await? else { return Ok(false) };
    if let Err(fault) = run(app, &job, worker).await {
        super::put_off(app, &job, worker, &fault).await;
    }
    Ok(true)
}

async fn run(app: &App, job: &JobRow, worker: &str) -> Result<(), Fault> {
    let id = job.payload["rehearsal"].as_str().unwrap_or_default().to_owned();
    let mut row = app.db.read(move |c| rehearsals::find(c, &id)).await.map_err(of_db)?;
    if row.ended_at.is_none() {
        match pair(app, &row).await? {
            Ok(pair) => {
                let pair = Arc::new(pair);
                while row.ended_at.is_none() {
                    row = some(app, job, worker, (&pair, AT_ONCE), row).await?;
                }
            }
            Err(why) => {
                let (id, now) = (row.id.clone(), app.clock.now());
                let failed = app.db.write(move |c| rehearsals::fail(c, &id, why, now));
                failed.await.map_err(of_db)?;
            }
        }
    }
    super::mailing::record(app, job, worker, |_, _| Ok(())).await;
    Ok(())
}

/// Both sets of rules, or why there is nothing to compare.
///
/// # Errors
/// What may work later.
pub async fn pair(app: &App, row: &RehearsalRow) -> Result<Result<Pair, &'static str>, Fault> {
    let number = row.rule_set;
    let read =
        app.db.read(move |c| Ok((rule_sets::find(c, number)?, rule_sets::files(c, number)?)));
    let (set, files) = read.await.map_err(of_db)?;
    if set.files != row.files {
        return Ok(Err(EDITED));
    }
    let made = tokio::task::spawn_blocking(move || Rules::from_toml(files)).await;
    let Ok(draft) = made.map_err(|error| Fault::Passing(error.to_string()))? else {
        return Ok(Err(UNREADABLE));
    };
    let pair = app.beside(draft).await.map_err(of_db)?;
    Ok(if pair.before.number == Some(row.against) { Ok(pair) } else { Err(LIVE_SINCE) })
}

/// Looks at some more orders, at most so many, and stores what they came to. Returns how the
/// rehearsal stands then.
///
/// # Errors
/// What may work later; and that the job was taken away.
pub async fn some(
    app: &App,
    job: &JobRow,
    worker: &str,
    (pair, at_once): (&Arc<Pair>, i64),
    before: RehearsalRow,
) -> Result<RehearsalRow, Fault> {
    let (times, last) =
        ((before.since, before.asked_at), before.last_at.zip(before.last_order.clone()));
    let read = app.db.read(move |c| routed::asked(c, times, last.as_ref(), at_once)).await;
    let asked = read.map_err(of_db)?;
    let mut after = RehearsalRow { state: RehearsalState::Working.to_string(), ..before.clone() };
    let now = app.clock.now();
    after.seen += asked.len() as i64;
    match asked.last() {
        Some(newest) => {
            (after.last_at, after.last_order) = (Some(newest.at), Some(newest.order.clone()));
        }
        None => {
            (after.state, after.ended_at) = (RehearsalState::Done.to_string(), Some(now));
        }
    }
    let compared = side_by_side(pair.clone(), asked).await?;
    count(&mut after, &compared);
    let stored = (job.id.clone(), worker.to_owned(), after.clone());
    let written = app.db.write(move |c| {
        let (job, worker, after) = &stored;
        jobs::beat(c, job, worker, now)?;
        let moves: Vec<(String, Compared)> =
            compared.iter().filter(|(_, one)| !one.is_same()).cloned().collect();
        rehearsals::advance(c, &before, after, &moves)
    });
    match written.await {
        Ok(()) => Ok(after),
        // Another worker has it: that is no reason to give the job up.
        Err(DbError::NotFound | DbError::Stale { .. }) => Err(Fault::Passing(TAKEN.to_owned())),
        Err(error) => Err(of_db(error)),
    }
}

/// What both sets of rules say of some orders, beside the requests that are served meanwhile.
async fn side_by_side(
    pair: Arc<Pair>,
    asked: Vec<routed::Asked>,
) -> Result<Vec<(String, Compared)>, Fault> {
    let one = move |asked: routed::Asked| pair.compare(&asked).map(|found| (asked.order, found));
    let all = move || asked.into_iter().filter_map(one).collect();
    tokio::task::spawn_blocking(all).await.map_err(|error| Fault::Passing(error.to_string()))
}

fn count(row: &mut RehearsalRow, compared: &[(String, Compared)]) {
    let all = |is: fn(&Compared) -> bool| compared.iter().filter(|(_, one)| is(one)).count() as i64;
    row.routed += compared.len() as i64;
    row.moved += all(Compared::moves);
    row.newly_triage += all(Compared::newly_triage);
    row.no_longer_triage += all(Compared::no_longer_triage);
}
