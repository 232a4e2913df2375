//! What editors put out: at its time, and into the search.

use serde::Deserialize;

use super::indexing;
use super::mailing::record;
use super::notice::of_db;
use super::retry::Fault;
use crate::app::App;
use crate::db::jobs::JobRow;
use crate::db::{DbError, pieces};
use crate::domain::order::Role;
use crate::domain::publication::{Deed, Hand, With};
use crate::publishing::{NotDone, Request};

/// Somebody changes something all the time: another try is better than to go on for ever.
const ROUNDS: usize = 5;

/// What a job about a page carries.
#[derive(Debug, Deserialize)]
struct About {
    piece: String,
    /// The version of the piece that is to go out; another one is none of this job's.
    #[serde(default)]
    version: i64,
}

fn about(job: &JobRow) -> Result<About, Fault> {
    serde_json::from_value(job.payload.clone())
        .map_err(|error| Fault::Final(format!("the payload can't be read: {error}")))
}

/// Puts out what was scheduled for now. However often this is begun, and on however many nodes:
/// the piece has this version once.
///
/// # Errors
/// Why not, and whether it may work later.
pub async fn publish(app: &App, job: &JobRow, worker: &str) -> Result<(), Fault> {
    let about = about(job)?;
    match step(app, &about, Deed::Publish, "").await {
        Ok(_) | Err(NotDone::Stale(_) | NotDone::Db(DbError::Stale { .. })) => {}
        // What it leads to is gone meanwhile: it waits for an editor, who reads why.
        Err(NotDone::Wrong(errors)) => {
            let why: Vec<String> = errors.iter().map(ToString::to_string).collect();
            match step(app, &about, Deed::Unschedule, &why.join("\n")).await {
                Ok(_) | Err(NotDone::Stale(_)) => {}
                Err(error) => return Err(Fault::Passing(format!("{error:?}"))),
            }
        }
        Err(NotDone::Db(error)) => return Err(of_db(error)),
        Err(NotDone::Refused(refusal)) => return Err(Fault::Final(refusal.to_string())),
    }
    record(app, job, worker, |_, _| Ok(())).await;
    Ok(())
}

async fn step(app: &App, about: &About, deed: Deed, note: &str) -> Result<i64, NotDone> {
    let request = Request {
        id: &about.piece,
        version: about.version,
        deed,
        hand: Hand { account: None, role: Role::System },
        with: With { at: None, note },
        text: None,
    };
    app.perform(request).await
}

/// Tells the search what became of a page, as it stands when it is told: whichever of two changes
/// comes second, the index ends with the newer one.
///
/// # Errors
/// The search's, which may work later.
pub async fn index(app: &App, job: &JobRow, worker: &str) -> Result<(), Fault> {
    for _ in 0..ROUNDS {
        app.refresh().await.map_err(of_db)?;
        let before = app.edition_number();
        let told = indexing::true_up(app).await;
        told.map_err(|error| Fault::Passing(error.to_string()))?;
        let now = app.db.read(pieces::edition).await.map_err(of_db)?;
        // Another may have told the search something newer before this, or about it.
        if now == before {
            record(app, job, worker, |_, _| Ok(())).await;
            return Ok(());
        }
    }
    Err(Fault::Passing("what is public changes faster than it is indexed".into()))
}
