//! The outbox worker: what was promised inside a transaction is done here, after it.
//!
//! A job is claimed, run, and then finished, put off or given up, each in one write. What happens
//! by time alone (closing in silence, reminders, the archive) is in [`sweep`].

pub mod bulletins;
pub mod documents;
mod due;
mod films;
pub mod indexing;
pub mod lay;
mod letters;
mod long;
mod mailing;
mod notice;
mod pages;
pub mod rehearsals;
pub mod retry;
mod rules;
pub mod sweep;
mod vacancy;

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use futures_util::future::join_all;
use tokio::sync::watch;

use crate::app::App;
use crate::db::DbError;
use crate::db::jobs::{self, JobRow};
use crate::db::pieces;
use crate::db::rule_sets;
use crate::domain::booking::VACANCY;
use letters::Letters;
use long::Long;
use retry::Fault;

/// How many jobs one worker has in hand at once.
const IN_HAND: i64 = 8;
/// A worker looks for work at least this often: another process may have put it there.
const LONGEST_SLEEP: Duration = Duration::from_secs(1);
/// How often the sweep goes round.
const SWEEP_EVERY: Duration = Duration::from_secs(60);
/// On top of the longest send, before a job in hand counts as left behind.
const GRACE: TimeDelta = TimeDelta::seconds(60);

/// Works the outbox until told to stop; a job in hand is ended first.
///
/// # Errors
/// Only what keeps it from beginning: a mail template that does not compile.
pub async fn work(app: Arc<App>, mut stop: watch::Receiver<bool>) -> Result<(), String> {
    let letters = Letters::new(app.pages.locale())?;
    let worker = worker_name();
    // What takes minutes is worked beside the rest, each kind under a name of its own.
    let until = stop.clone();
    let long = join_all(Long::ALL.map(|kind| {
        let (app, until) = (&app, until.clone());
        async move { kind.work(app, &worker_name(), until).await }
    }));
    let working = async { tokio::join!(long, outbox(&app, &letters, &worker, &mut stop)) };
    tokio::select! {
        _ = working => {}
        // Another process may put pages out.
        () = indexing::follow(&app) => {}
    }
    Ok(())
}

async fn outbox(app: &App, letters: &Letters, worker: &str, stop: &mut watch::Receiver<bool>) {
    let mut swept: Option<Instant> = None;
    while !*stop.borrow() {
        if swept.is_none_or(|at| at.elapsed() >= SWEEP_EVERY) {
            swept = Some(Instant::now());
            if let Err(error) = sweep::sweep(app).await {
                tracing::error!(%error, "the sweep did not get through");
            }
        }
        let pause = match round(app, letters, worker).await {
            Ok(0) => until_next(app).await,
            Ok(_) => Duration::ZERO,
            Err(error) => {
                tracing::error!(%error, "the outbox can't be read");
                LONGEST_SLEEP
            }
        };
        tokio::select! {
            // Whoever could tell it to stop is gone: then it stops too.
            changed = stop.changed() => if changed.is_err() { break },
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Turns true at Ctrl-C or SIGTERM.
pub fn until_signal() -> watch::Receiver<bool> {
    let (told, stop) = watch::channel(false);
    tokio::spawn(async move {
        let interrupted = tokio::signal::ctrl_c();
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut terminated) => {
                tokio::select! { _ = interrupted => {}, _ = terminated.recv() => {} }
            }
            Err(_) => drop(interrupted.await),
        }
        // Nobody listens any more where the worker has ended by itself.
        let _ = told.send(true);
    });
    stop
}

/// Sweeps once and runs everything that is due now; returns how many jobs that were.
///
/// # Errors
/// What kept it from looking; a job that fails is no error here, it says so itself.
pub async fn run_due(app: &App) -> Result<usize, String> {
    let letters = Letters::new(app.pages.locale())?;
    let worker = worker_name();
    sweep::sweep(app).await?;
    let mut ran = 0;
    loop {
        let some = round(app, &letters, &worker).await.map_err(|error| error.to_string())?;
        let mut long = 0;
        for kind in Long::ALL {
            let one = kind.round(app, &worker).await.map_err(|error| error.to_string())?;
            long += usize::from(one);
        }
        ran += some + long;
        if some + long == 0 {
            return Ok(ran);
        }
    }
}

/// Which process has a job in hand.
fn worker_name() -> String {
    format!("{}-{}", std::process::id(), crate::db::new_id())
}

/// Claims what is due and runs it, all side by side; returns how many those were.
async fn round(app: &App, letters: &Letters, worker: &str) -> Result<usize, DbError> {
    let (now, name) = (app.clock.now(), worker.to_owned());
    let longest = TimeDelta::from_std(app.mail.longest_send()).unwrap_or(TimeDelta::hours(1));
    let left_behind = now - longest - GRACE;
    let mine = app
        .db
        .write(move |c| {
            let released = jobs::release_stale(c, left_behind)?;
            if released > 0 {
                tracing::warn!(released, "jobs of a worker that is gone are taken up again");
            }
            jobs::claim(c, now, &name, IN_HAND)
        })
        .await?;
    join_all(mine.iter().map(|job| run(app, letters, job, worker))).await;
    Ok(mine.len())
}

async fn run(app: &App, letters: &Letters, job: &JobRow, worker: &str) {
    let done = match job.kind.as_str() {
        // It came back so often that it must be what kills its worker.
        _ if job.attempts > retry::MOST_ATTEMPTS => Err(Fault::Final("begun too often".to_owned())),
        "notice" => notice::tell(app, job, worker).await,
        "mail" => mailing::send(app, letters, job, worker).await,
        bulletins::CONFIRM => bulletins::confirm(app, letters, job, worker).await,
        bulletins::BULLETIN => bulletins::send(app, letters, job, worker).await,
        pieces::PUBLISH => pages::publish(app, job, worker).await,
        pieces::INDEX => pages::index(app, job, worker).await,
        rule_sets::PUBLISH => rules::publish(app, job, worker).await,
        VACANCY => vacancy::look(app, job, worker).await,
        unknown => Err(Fault::Final(format!("nobody here can do a job of the kind {unknown}"))),
    };
    if let Err(fault) = done {
        put_off(app, job, worker, &fault).await;
    }
}

/// Tries it again later, or gives it up for an admin to see.
async fn put_off(app: &App, job: &JobRow, worker: &str, fault: &Fault) {
    let now = app.clock.now();
    let pause = retry::pause(fault, job.attempts, rand::random());
    match pause {
        Some(pause) => {
            tracing::warn!(job = %job.id, kind = %job.kind, fault = fault.text(), attempts = job.attempts, pause = pause.num_seconds(), "a job is put off")
        }
        None => {
            tracing::error!(job = %job.id, kind = %job.kind, fault = fault.text(), attempts = job.attempts, "a job has failed")
        }
    }
    let (id, worker, text) = (job.id.clone(), worker.to_owned(), fault.text().to_owned());
    let written = app.db.write(move |c| match pause {
        Some(pause) => jobs::retry(c, &id, &worker, now + pause, &text),
        None => jobs::fail(c, &id, &worker, now, &text),
    });
    // If this is not written the job stays in hand, and is taken up again when the hold is over.
    if let Err(error) = written.await {
        tracing::error!(job = %job.id, %error, "what became of a job can't be recorded");
    }
}

/// Until the next job wants to run, but never long: another process may put one there.
async fn until_next(app: &App) -> Duration {
    let next = app.db.read(jobs::next_run).await.ok().flatten();
    let wait = next.and_then(|at| (at - app.clock.now()).to_std().ok());
    wait.unwrap_or(LONGEST_SLEEP).clamp(Duration::from_millis(20), LONGEST_SLEEP)
}
