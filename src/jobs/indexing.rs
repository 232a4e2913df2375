//! The search index kept to what the site holds: on every node, whatever changed and wherever. There is
//! one way to do it, from the whole of what can be found: a course lends its lessons what they are
//! found by, a film its sentences, and nobody has to know what hangs on what.

use std::time::Duration;

use super::documents;
use crate::app::App;
use crate::search::SearchError;

/// A node that did not change it itself sees within so long what the public reads.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Makes the index what it should be now, changing only what differs.
///
/// # Errors
/// The engine's.
pub async fn true_up(app: &App) -> Result<(), SearchError> {
    app.search.reconcile(|| documents::all(app)).await.map(drop)
}

/// The same at the start. Meilisearch may be away: the embedded engine serves until it is back and has
/// caught up.
///
/// # Errors
/// The embedded engine's.
pub async fn fill(app: &App) -> Result<(), String> {
    match true_up(app).await {
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

/// Sees what was put out or in force here or on other nodes, and lets this node's own index follow, until the end
/// of the process.
pub async fn follow(app: &App) {
    let mut indexed = (app.edition_number(), app.rules().version().to_owned());
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        if let Err(error) = app.refresh().await {
            tracing::error!(%error, "what is public can't be read; the old edition stays");
        }
        if let Err(error) = app.follow_rules().await {
            tracing::error!(%error, "the rules in force can't be read; the old ones stay");
        }
        // What speaks for a matter by the rules is found by it too.
        let now = (app.edition_number(), app.rules().version().to_owned());
        if now != indexed {
            match true_up(app).await {
                Ok(()) => indexed = now,
                Err(error) => tracing::warn!(%error, "the index is tried again"),
            }
        }
    }
}
