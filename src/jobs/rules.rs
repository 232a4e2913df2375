//! Puts rules in force that were scheduled for now.

use serde::Deserialize;

use super::mailing::record;
use super::notice::of_db;
use super::retry::Fault;
use crate::app::App;
use crate::db::jobs::JobRow;
use crate::db::{DbError, rule_sets};
use crate::domain::order::Role;
use crate::domain::routing::rulebook::{Deed, With};
use crate::rulebooks::{NotDone, Request};
use crate::web::locale::Lang;

/// What the job carries.
#[derive(Debug, Deserialize)]
struct About {
    set: i32,
    /// The version of the set that was scheduled; another one is none of this job's.
    version: i64,
}

/// Puts it in force. However often this is begun, and on however many nodes: the set has this version
/// once. What may no longer come into force goes back to whoever drafted it, with the reason.
///
/// # Errors
/// Why not, and whether it may work later.
pub async fn publish(app: &App, job: &JobRow, worker: &str) -> Result<(), Fault> {
    let about: About = serde_json::from_value(job.payload.clone())
        .map_err(|error| Fault::Final(format!("the payload can't be read: {error}")))?;
    let why = match step(app, &about, Deed::Publish, "").await {
        Ok(_) => None,
        // Others came into force at the same moment: the next try sees them, and says so.
        Err(NotDone::Stale) if waits(app, &about).await.map_err(of_db)? => {
            return Err(Fault::Passing("other rules came into force at the same moment".into()));
        }
        Err(NotDone::Stale) => None,
        Err(NotDone::Refused(refusal)) => {
            let key = format!("rulebook.refusal.{refusal}");
            Some(app.pages.locale().text(Lang::Zh, &key, &[]))
        }
        Err(NotDone::Faulty(faults)) => {
            let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
            Some(lines.join("\n"))
        }
        Err(NotDone::Db(error)) => return Err(of_db(error)),
    };
    if let Some(why) = why {
        match step(app, &about, Deed::Unschedule, &why).await {
            Ok(_) | Err(NotDone::Stale) => {}
            Err(NotDone::Db(error)) => return Err(of_db(error)),
            Err(error) => return Err(Fault::Final(format!("{error:?}"))),
        }
    }
    follow(app).await.map_err(of_db)?;
    record(app, job, worker, |_, _| Ok(())).await;
    Ok(())
}

/// Whether the set still waits for its time, as this job knows it.
async fn waits(app: &App, about: &About) -> Result<bool, DbError> {
    let number = about.set;
    let set = app.db.read(move |c| rule_sets::find(c, number)).await?;
    Ok(set.version == about.version)
}

/// Every node does so by itself before long; this one at once.
async fn follow(app: &App) -> Result<(), DbError> {
    app.follow_rules().await.map(drop)
}

async fn step(app: &App, about: &About, deed: Deed, note: &str) -> Result<i32, NotDone> {
    let request = Request {
        number: about.set,
        version: about.version,
        deed,
        role: Role::System,
        account: None,
        with: With { at: None, note },
    };
    app.change_rules(request).await
}
