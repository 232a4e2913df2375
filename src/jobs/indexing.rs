//! The search index kept to what the site holds: filled at the start, changed through the outbox in the
//! order things happened, and compared from time to time.

use super::documents;
use crate::app::App;
use crate::search::SearchError;

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
