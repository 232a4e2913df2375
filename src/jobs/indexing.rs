//! The search index kept to what the site holds: filled at the start, changed through the outbox in the
//! order things happened, and compared from time to time.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::documents;
use super::mailing::record;
use super::retry::Fault;
use crate::app::App;
use crate::db::jobs::JobRow;
use crate::domain::Time;
use crate::domain::order::Job;
use crate::search::SearchError;

/// The kind of job that brings one piece of content up in the index.
pub const INDEX: &str = "index";

/// What a job of the kind [`INDEX`] carries: which piece, never what it says. The job reads that when it
/// runs, so that whichever of two changes is indexed last, the newest one stands.
#[derive(Debug, Serialize, Deserialize)]
struct Changed {
    kind: String,
    slug: String,
}

/// The job to enqueue in the transaction that publishes, changes or withdraws a piece of content.
pub fn job(kind: &str, slug: &str, now: Time) -> Job {
    Job { kind: INDEX.to_owned(), payload: json!({"kind": kind, "slug": slug}), run_at: now }
}

/// Does such a job.
///
/// # Errors
/// Meilisearch is away: it is tried again, and the embedded engine has it already.
pub async fn index(app: &App, job: &JobRow, worker: &str) -> Result<(), Fault> {
    let changed: Changed = serde_json::from_value(job.payload.clone())
        .map_err(|error| Fault::Final(format!("the change can't be read: {error}")))?;
    let done = bring_up(app, &changed.kind, &changed.slug).await;
    done.map_err(|error| Fault::Passing(error.to_string()))?;
    record(app, job, worker, |_, _| Ok(())).await;
    Ok(())
}

/// Brings one piece of content up to what it is now; one that is no more is found no more.
///
/// # Errors
/// The engine's.
pub async fn bring_up(app: &App, kind: &str, slug: &str) -> Result<(), SearchError> {
    let is_of = |id: &str| documents::is_of(kind, slug, id);
    app.search.bring_up(is_of, || async { Ok(documents::of(app, kind, slug)) }).await
}

/// Makes the index what it should be. Meilisearch may be away: the embedded engine serves until it is
/// back and has caught up.
///
/// # Errors
/// The embedded engine's.
pub async fn fill(app: &App) -> Result<(), String> {
    let all = documents::all(app);
    let done = if app.search.count() == 0 {
        app.search.replace_all(all).await
    } else {
        app.search.reconcile(all).await.map(drop)
    };
    match done {
        Err(error @ SearchError::Embedded(_)) => Err(error.to_string()),
        Err(error) => {
            tracing::warn!(%error, "Meilisearch is not filled yet");
            Ok(())
        }
        Ok(()) => Ok(()),
    }
}

/// One look from time to time: Meilisearch that was away or lost something is brought up.
pub async fn look(app: &App) {
    if let Err(error) = app.search.catch_up().await {
        tracing::debug!(%error, "Meilisearch can't catch up yet");
    }
}
