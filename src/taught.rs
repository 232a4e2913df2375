//! What dispatchers' confirmations have taught this node. The log in the database is the truth:
//! every node learns from it in the same order, so all of them come to know the same; and what was
//! taken back is unlearned by learning the rest anew.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{Mutex, watch};

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
}

impl App {
    /// Learns what stands in the log and was not learned yet. Where the log is no longer what was
    /// learned with something behind it (one was taken back, or two nodes wrote at once) all of it
    /// is learned anew; until that is done, what was known before goes on speaking.
    ///
    /// # Errors
    /// The database's.
    pub async fn catch_up(&self) -> Result<(), DbError> {
        let mut read = self.taught.read.lock().await;
        let log = self.db.read(confirmations::standing).await?;
        self.taught.all.store(log.len(), Ordering::Relaxed);
        if *read == log {
            return Ok(());
        }
        let router = self.router();
        let mut learned = match log.starts_with(&read) {
            true => router.learned.clone(),
            false => {
                read.clear();
                Learned::default()
            }
        };
        while read.len() < log.len() {
            let next = log[read.len()..(read.len() + AT_ONCE).min(log.len())].to_vec();
            let ids = next.clone();
            let lessons = self.db.read(move |c| confirmations::lessons(c, &ids)).await?;
            for lesson in &lessons {
                learned.learn(&router.rules, &lesson.text, &lesson.matter);
            }
            read.extend(next);
            self.taught.done.store(read.len(), Ordering::Relaxed);
            tokio::task::yield_now().await;
        }
        self.taught.done.store(read.len(), Ordering::Relaxed);
        self.put_router(Router { rules: router.rules.clone(), learned });
        Ok(())
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
