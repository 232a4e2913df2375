//! What dispatchers' confirmations have taught this node. The log in the database is the truth:
//! every node learns from it in the same order, so all of them come to know the same; and what was
//! taken back or erased is unlearned by learning the rest anew.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{Mutex, MutexGuard, watch};

use crate::app::App;
use crate::db::{DbError, confirmations};
use crate::domain::routing::Learned;
use crate::router::Router;

/// How many confirmations are learned between two looks around.
const AT_ONCE: usize = 100;
/// How often a node looks whether another one was told something.
const EVERY: Duration = Duration::from_secs(20);

/// How far this node has read the log.
#[derive(Debug, Default)]
pub struct Taught {
    /// The confirmations that were learned, in order.
    read: Mutex<Vec<String>>,
    done: AtomicUsize,
    all: AtomicUsize,
}

impl Taught {
    /// How many confirmations were read, of how many there are.
    pub fn progress(&self) -> (usize, usize) {
        (self.done.load(Ordering::Relaxed), self.all.load(Ordering::Relaxed))
    }

    /// Whoever holds this alone changes what decides.
    pub(crate) async fn lock(&self) -> MutexGuard<'_, Vec<String>> {
        self.read.lock().await
    }
}

impl App {
    /// Learns what stands in the log and was not learned yet. Where the log is no longer what was
    /// learned with something behind it (one was taken back or erased, or two nodes wrote at once)
    /// all of it is learned anew; until that is done, what was known before goes on speaking.
    ///
    /// # Errors
    /// The database's.
    pub async fn catch_up(&self) -> Result<(), DbError> {
        let mut read = self.taught.lock().await;
        let log = self.db.read(confirmations::standing).await?;
        self.taught.all.store(log.len(), Ordering::Relaxed);
        if *read == log {
            return Ok(());
        }
        let mut router = Router::clone(&self.router());
        let mut known = read.len();
        if !log.starts_with(&read) {
            known = 0;
            router.learned = Learned::default();
        }
        self.put_router(self.taught_by(&log, known, router).await?);
        *read = log;
        Ok(())
    }

    /// A router that has learned all of a log, of which it knows so much already.
    pub(crate) async fn taught_by(
        &self,
        log: &[String],
        known: usize,
        mut router: Router,
    ) -> Result<Router, DbError> {
        let tell = |done: usize| {
            self.taught.all.store(log.len(), Ordering::Relaxed);
            self.taught.done.store(done, Ordering::Relaxed);
        };
        tell(known);
        for next in log[known..].chunks(AT_ONCE) {
            let ids = next.to_vec();
            let lessons = self.db.read(move |c| confirmations::lessons(c, &ids)).await?;
            for lesson in &lessons {
                router.learned.learn(&router.rules, &lesson.text, &lesson.matter);
            }
            tell(self.taught.done.load(Ordering::Relaxed) + next.len());
            tokio::task::yield_now().await;
        }
        Ok(router)
    }

    /// Learns soon after a dispatcher's word: the word is stored already, so a fault is only told.
    pub async fn learn_now(&self) {
        if let Err(error) = self.catch_up().await {
            tracing::error!(%error, "what was confirmed is not learned yet");
        }
    }

    /// Goes on learning what other nodes were told, until told to stop.
    pub async fn keep_learning(&self, mut stop: watch::Receiver<bool>) {
        loop {
            tokio::select! {
                changed = stop.changed() => if changed.is_err() || *stop.borrow() { return },
                () = tokio::time::sleep(EVERY) => self.learn_now().await,
            }
        }
    }
}
