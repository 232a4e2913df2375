//! Jobs that take minutes, each kind worked one by one beside all others: films that are made ready,
//! drafts of rules that are rehearsed.
//!
//! A worker that dies leaves its job behind; whoever takes it up finds what was stored.

use std::time::Duration;

use tokio::sync::watch;

use super::{films, rehearsals};
use crate::app::App;
use crate::db::{DbError, jobs};

/// How often a worker without a job looks for one.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// What a worker does.
#[derive(Debug, Clone, Copy)]
pub(super) enum Long {
    Films,
    Rehearsals,
}

impl Long {
    pub(super) const ALL: [Long; 2] = [Long::Films, Long::Rehearsals];

    /// Takes one job that waits; whether there was one.
    pub(super) async fn round(self, app: &App, worker: &str) -> Result<bool, DbError> {
        match self {
            Long::Films => films::round(app, worker).await,
            Long::Rehearsals => rehearsals::round(app, worker).await,
        }
    }

    /// Works until told to stop. A job in hand is put back then: the next worker takes it up.
    pub(super) async fn work(self, app: &App, worker: &str, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            let mut pause = Duration::ZERO;
            tokio::select! {
                changed = stop.changed() => if changed.is_err() { break },
                ran = self.round(app, worker) => match ran {
                    Ok(true) => {}
                    Ok(false) => pause = LOOK_EVERY,
                    Err(error) => {
                        tracing::error!(?self, %error, "the jobs that wait can't be read");
                        pause = LOOK_EVERY;
                    }
                },
            }
            tokio::select! {
                changed = stop.changed() => if changed.is_err() { break },
                () = tokio::time::sleep(pause) => {}
            }
        }
        let (name, now) = (worker.to_owned(), app.clock.now());
        let put_back = app.db.write(move |c| jobs::put_back(c, &name, now));
        if let Err(error) = put_back.await {
            tracing::warn!(%error, "a job in hand could not be put back; it is taken up again later");
        }
    }
}
