//! What time alone brings about. Everything goes by the engine's table as the actor `system`; an
//! order that somebody else has just changed is looked at again the next time round.

use chrono::{Days, NaiveDate, TimeDelta};
use serde_json::json;

use crate::app::{self, App};
use crate::db::orders::{self, RunningClock};
use crate::db::{
    Conn, DbError, bookings, contacts, drafts, idempotency, invitations, jobs, learners, progress,
    sessions, throttle, videos, waiting,
};
use crate::domain::Time;
use crate::domain::deadline::{Light, end_of_day, local_day, reading};
use crate::domain::order::{Action, Actor, CENTRE, Input, Job, MATERIALS, Order, PROPOSAL, Role};

/// So many days after its end an order goes into the archive. Our own rule: the window to dispute
/// is long over, and a reviewer has had time.
pub const ARCHIVE_DAYS: i64 = 180;
/// So many days after its end nobody needs to reach the asker any more: the contact is erased, the
/// file stays. Our own rule, and what the asking page says.
pub const CONTACT_DAYS: i64 = 3 * 365;
/// A done job is kept so long for whoever asks whether a mail went out.
const DONE_JOBS_DAYS: i64 = 90;
/// An ended session is kept so long, as logs are.
const SESSIONS_DAYS: i64 = 180;
/// An `Idempotency-Key` holds so long.
const KEYS_HOURS: i64 = 24;
/// The address of an invitation that is over is kept so long, for whoever asks where it went.
const INVITATIONS_DAYS: i64 = 30;
/// A file whose draft never came is kept so long.
const ORPHANS_DAYS: i64 = 30;
/// Bytes younger than this are left alone.
const FRESH_SECONDS: u64 = 3600;
/// A time of playing is kept so long; what was watched stays.
const PLAYING_DAYS: i64 = 30;
/// An upload that nobody went on with is kept so long.
const UPLOADS_DAYS: i64 = 7;
/// How many orders of one sort are moved in one sweep.
const AT_ONCE: i64 = 1000;

/// One round of everything.
///
/// # Errors
/// What the database refuses; what one order's state refuses is no error.
pub async fn sweep(app: &App) -> Result<(), String> {
    let text = |error: DbError| error.to_string();
    close_silent(app).await.map_err(text)?;
    lapse(app).await.map_err(text)?;
    recompute(app).await.map_err(text)?;
    remind(app).await.map_err(text)?;
    end_holds(app).await.map_err(text)?;
    archive(app).await.map_err(text)?;
    erase(app).await.map_err(text)?;
    purge(app).await.map_err(text)?;
    abandon(app).await?;
    super::bulletins::sweep(app).await?;
    super::indexing::look(app).await;
    let counts = app.db.read(jobs::counts).await.map_err(text)?;
    app.metrics.jobs(&counts);
    Ok(())
}

/// The house itself acts.
fn system() -> Actor {
    Actor {
        account: None,
        role: Role::System,
        agency: None,
        on_behalf: false,
        holds_key: false,
        school: None,
    }
}

/// Does one thing to one order, if the engine lets it and nobody else was faster.
async fn act(app: &App, id: String, action: Action, input: Input) -> Result<(), DbError> {
    let order = app.db.read(move |c| orders::find(c, &id)).await?;
    let now = app.clock.now();
    let step = match app.decide(&order, action, &input, &system(), now, &mut app::fresh()) {
        Ok(step) => step,
        Err(refusal) => {
            tracing::debug!(order = %order.id, %action, reason = refusal.code(), "not yet");
            return Ok(());
        }
    };
    match app.db.write(move |c| orders::save(c, &order, &step)).await {
        Err(DbError::Stale { .. }) => Ok(()),
        other => other,
    }
}

async fn each(app: &App, ids: Vec<String>, action: Action, input: Input) -> Result<(), DbError> {
    for id in ids {
        act(app, id, action, input.clone()).await?;
    }
    Ok(())
}

/// No word from the asker since the reply: closed, and recorded as silence.
async fn close_silent(app: &App) -> Result<(), DbError> {
    let kinds = app.content.kinds.iter().map(|kind| kind.windows.silence_days);
    let Some(days) = kinds.min() else { return Ok(()) };
    let before = begin(local_day(app.clock.now()), u64::from(days));
    let ids = app.db.read(move |c| orders::due_for_silence(c, before, AT_ONCE)).await?;
    let silent = Input { silent: Some(true), ..Input::default() };
    each(app, ids, Action::Confirm, silent.clone()).await?;
    let lines = app.db.read(move |c| orders::lines_due_for_silence(c, before, AT_ONCE)).await?;
    for (order, line) in lines {
        act(app, order, Action::Confirm, Input { line: Some(line), ..silent.clone() }).await?;
    }
    Ok(())
}

/// The first instant of the day in China so many days ago.
fn begin(today: NaiveDate, days: u64) -> Time {
    let day = today.checked_sub_days(Days::new(days)).unwrap_or(today);
    end_of_day(day) - TimeDelta::seconds(86_399)
}

/// Holds that nobody answered run out, and offers that nobody proposed go back.
async fn end_holds(app: &App) -> Result<(), DbError> {
    let now = app.clock.now();
    app.db
        .write(move |c| {
            bookings::expire(c, now, AT_ONCE)?;
            waiting::lapse(c, now).map(drop)
        })
        .await
}

async fn lapse(app: &App) -> Result<(), DbError> {
    let now = app.clock.now();
    let ids = app.db.read(move |c| orders::due_for_lapse(c, now, AT_ONCE)).await?;
    each(app, ids, Action::Lapse, Input::default()).await
}

async fn archive(app: &App) -> Result<(), DbError> {
    let before = app.clock.now() - TimeDelta::days(ARCHIVE_DAYS);
    let ids = app.db.read(move |c| orders::due_for_archive(c, before, AT_ONCE)).await?;
    let input = Input { reason_code: Some("retention_over".to_owned()), ..Input::default() };
    each(app, ids, Action::Archive, input).await
}

/// Name, telephone, address: kept no longer than they may be needed.
async fn erase(app: &App) -> Result<(), DbError> {
    let now = app.clock.now();
    let before = now - TimeDelta::days(CONTACT_DAYS);
    app.db
        .write(move |c| {
            let ids = orders::due_for_erasure(c, before, AT_ONCE)?;
            ids.iter().try_for_each(|id| contacts::erase(c, id, now))
        })
        .await
}

/// Another calendar is in force: running clocks are counted anew by it.
async fn recompute(app: &App) -> Result<(), DbError> {
    let version = app.calendar.version().to_owned();
    let ids = app.db.read(move |c| orders::by_another_calendar(c, &version, AT_ONCE)).await?;
    each(app, ids, Action::Recompute, Input::default()).await
}

/// Tells of clocks that are about to run out, or have; once for each clock and each of the two.
async fn remind(app: &App) -> Result<(), DbError> {
    let now = app.clock.now();
    let warned = app.definitions.iter().map(|definition| definition.warn_days).max().unwrap_or(0);
    let before = now + TimeDelta::days(i64::from(warned) + 2);
    let mut after = String::new();
    loop {
        let from = after.clone();
        let page = app.db.read(move |c| orders::running_clocks(c, before, &from, AT_ONCE)).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.id.clone();
        let candidates: Vec<RunningClock> =
            page.into_iter().filter(|clock| near(clock, now)).collect();
        let candidates = app.db.read(move |c| untold(c, candidates, now)).await?;
        for clock in candidates {
            remind_of(app, &clock, now).await?;
        }
    }
}

/// The asker's own clocks remind nobody; another is near from its first day of warning on.
fn near(clock: &RunningClock, now: Time) -> bool {
    let warn = Days::new(u64::try_from(clock.warn_days).unwrap_or_default());
    let from = local_day(clock.nominal_due).checked_sub_days(warn);
    let asker = [MATERIALS, PROPOSAL].contains(&clock.definition.as_str());
    !asker && from.is_none_or(|from| from <= local_day(now))
}

/// Only those of which the word was not yet said.
fn untold(
    c: &mut Conn,
    clocks: Vec<RunningClock>,
    now: Time,
) -> Result<Vec<RunningClock>, DbError> {
    let word = |clock: &RunningClock| dedupe(clock.rolled_due < now, &clock.id);
    let words: Vec<String> = clocks.iter().map(word).collect();
    let known = jobs::known(c, &words)?;
    Ok(clocks.into_iter().filter(|clock| !known.contains(&word(clock))).collect())
}

fn dedupe(late: bool, clock: &str) -> String {
    format!("{}:{clock}", if late { "overdue" } else { "due_soon" })
}

async fn remind_of(app: &App, due: &RunningClock, now: Time) -> Result<(), DbError> {
    let id = due.order_id.clone();
    let order = app.db.read(move |c| orders::find(c, &id)).await?;
    let Some(clock) = order.clocks.iter().find(|clock| clock.id == due.id) else { return Ok(()) };
    let late = match reading(clock, now, &app.calendar).light {
        Light::Late => true,
        Light::Soon => false,
        _ => return Ok(()),
    };
    let jobs = notices(&order, due, late, now);
    app.db
        .write(move |c| {
            let mut jobs = jobs.iter();
            // The first carries the word: where it was said before, the others were too.
            if let Some((first, word)) = jobs.next()
                && jobs::enqueue(c, first, Some(word))?.is_some()
            {
                jobs.try_for_each(|(job, word)| jobs::enqueue(c, job, Some(word)).map(drop))?;
            }
            Ok(())
        })
        .await
}

/// To whom the clock belongs, and of a late one to the supervisor too.
fn notices(order: &Order, clock: &RunningClock, late: bool, now: Time) -> Vec<(Job, String)> {
    let share = order.assignments.iter().find(|a| Some(&a.id) == clock.assignment_id.as_ref());
    let agency = share.map(|a| a.agency.as_str()).filter(|slug| *slug != CENTRE);
    let word = dedupe(late, &clock.id);
    let job = |audience: &str, agency: Option<&str>| Job {
        kind: "notice".to_owned(),
        payload: json!({
            "notice": if late { "overdue" } else { "due_soon" },
            "audience": audience,
            "order": order.id,
            "agency": agency,
            "clock": clock.id,
        }),
        run_at: now,
    };
    let owner = job(if agency.is_some() { "agency" } else { "dispatcher" }, agency);
    let mut told = vec![(owner, word.clone())];
    if late {
        told.push((job("supervisor", None), format!("{word}:supervisor")));
    }
    told
}

/// What nobody needs any more.
async fn purge(app: &App) -> Result<(), DbError> {
    let now = app.clock.now();
    let days = move |days| now - TimeDelta::days(days);
    let unnamed = app
        .db
        .write(move |c| {
            jobs::purge(c, days(DONE_JOBS_DAYS))?;
            sessions::purge(c, days(SESSIONS_DAYS))?;
            learners::purge(c, now)?;
            progress::purge(c, days(PLAYING_DAYS))?;
            idempotency::purge(c, now - TimeDelta::hours(KEYS_HOURS))?;
            throttle::purge(c, days(1))?;
            invitations::forget(c, days(INVITATIONS_DAYS))?;
            drafts::purge(c, now, days(ORPHANS_DAYS))
        })
        .await?;
    for sha256 in unnamed {
        forget(&app.documents.path(&sha256));
    }
    Ok(())
}

/// Films of which not all came: the bytes first, so that a row is left for who must try again.
async fn abandon(app: &App) -> Result<(), String> {
    let before = app.clock.now() - TimeDelta::days(UPLOADS_DAYS);
    let old = app.db.read(move |c| videos::arriving(c, before, AT_ONCE)).await;
    for id in old.map_err(|error| error.to_string())? {
        // A piece came meanwhile: somebody is still at it.
        let last = app.uploads.last(&id).await.map(chrono::DateTime::<chrono::Utc>::from);
        if last.is_some_and(|last| last.naive_utc() >= before) {
            continue;
        }
        app.uploads.clear(&id).await.map_err(|error| error.to_string())?;
        let gone = app.db.write(move |c| videos::abandon(c, &id)).await;
        gone.map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// Removes the bytes that no row names; they may be gone already. Bytes that came a moment ago may
/// be about to get a row again and stay.
fn forget(path: &std::path::Path) {
    let age = std::fs::metadata(path).and_then(|file| file.modified()).map(|at| at.elapsed());
    if !matches!(age, Ok(Ok(age)) if age.as_secs() > FRESH_SECONDS) {
        return;
    }
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            tracing::error!(path = %path.display(), %error, "a file that nobody needs can't be removed");
        }
        _ => {}
    }
}
