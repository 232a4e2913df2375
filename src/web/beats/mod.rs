//! The beats of all players, gathered in memory and stored many at once.
//!
//! A beat that comes while little happens is stored at once, and its answer waits for that. Where
//! many come, they are stored together every [`INTERVAL`], and an answer says what was stored
//! before: the player keeps the rest and sends it again with its next beat. So a process that dies
//! loses nothing but time.

mod state;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use self::state::State;
use crate::db::progress::{self, Key};
use crate::db::{Db, DbError};
use crate::domain::Time;
use crate::domain::progress::{Beat, Clock, Fault, Standing};

/// Where many beats come, they are stored so often.
const INTERVAL: Duration = Duration::from_secs(2);
/// An answer waits so long for its beat to be stored where few come.
const PATIENCE: Duration = Duration::from_secs(1);
/// After the database refused, it is asked again so soon.
const RETRY: Duration = Duration::from_secs(1);

/// What a beat is answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered {
    /// Up to this beat of the session everything is stored.
    pub seq: i64,
    /// The stored share of the film, from 0 to 1.
    pub covered: f64,
    pub completed: bool,
    /// Which pieces of this beat were left out, and why.
    pub left_out: Vec<(usize, Fault)>,
}

/// Who watches what.
#[derive(Debug, Clone)]
pub struct Watching {
    pub key: Key,
    /// How long the film is.
    pub seconds: f64,
    pub signed_in_at: Time,
}

/// One for the whole process; cheap to clone.
#[derive(Clone)]
pub struct Beats {
    inner: Arc<Inner>,
}

struct Inner {
    db: Db,
    state: Mutex<State>,
    /// Up to which beat all are stored.
    stored: watch::Sender<u64>,
    interval: Duration,
    /// Beats wait for each other even where few come.
    always_gathers: bool,
}

impl Beats {
    /// Nothing heard yet.
    pub fn new(db: Db) -> Beats {
        Beats::with(db, INTERVAL, false)
    }

    /// The same with an interval that is kept however few beats come.
    pub fn storing_every(db: Db, interval: Duration) -> Beats {
        Beats::with(db, interval, true)
    }

    fn with(db: Db, interval: Duration, always_gathers: bool) -> Beats {
        let (state, stored) = (Mutex::default(), watch::Sender::new(0));
        Beats { inner: Arc::new(Inner { db, state, stored, interval, always_gathers }) }
    }

    /// Takes a beat in, and says what is stored.
    ///
    /// # Errors
    /// The database's, where the pupil was not heard of lately and can't be read.
    pub async fn take(
        &self,
        watching: &Watching,
        beat: &Beat,
        now: Time,
    ) -> Result<Answered, DbError> {
        let key = &watching.key;
        if self.state().standing(key).is_none() {
            let read = self.standing(key.clone(), watching.seconds).await?;
            self.state().put(key.clone(), read, now);
        }
        let clock = Clock { now, signed_in_at: watching.signed_in_at };
        let taken = self.state().take(key, beat, clock).ok_or(DbError::NotFound)?;
        self.store_soon();
        if !self.waits() {
            let mut stored = self.inner.stored.subscribe();
            let wait = stored.wait_for(|stored| *stored >= taken.number);
            // If it takes too long, the answer says what was stored before.
            let _ = tokio::time::timeout(PATIENCE, wait).await;
        }
        let durable = self.state().durable(key, &beat.session).ok_or(DbError::NotFound)?;
        Ok(Answered { left_out: taken.left_out, ..durable })
    }

    /// How a pupil stands, what is not stored yet included.
    ///
    /// # Errors
    /// The database's.
    pub async fn standing(&self, key: Key, seconds: f64) -> Result<Standing, DbError> {
        let known = self.state().standing(&key).cloned();
        match known {
            Some(standing) => Ok(standing),
            None => self.inner.db.read(move |c| progress::standing(c, &key, seconds)).await,
        }
    }

    /// Stores what is not stored yet.
    ///
    /// # Errors
    /// The database's; then nothing is forgotten.
    pub async fn store(&self) -> Result<(), DbError> {
        let (puts, upto) = self.state().unstored();
        if !puts.is_empty() {
            let asked = puts.clone();
            match self.inner.db.write(move |c| progress::store(c, puts)).await {
                Ok(stored) => self.state().settle(&asked, stored),
                Err(error) => {
                    self.state().unsettle(asked);
                    return Err(error);
                }
            }
        }
        self.inner.stored.send_replace(upto);
        Ok(())
    }

    /// Whether beats wait for others before they are stored.
    fn waits(&self) -> bool {
        self.inner.always_gathers || self.state().is_busy()
    }

    /// Sees to it that what was heard is stored, unless somebody already does.
    fn store_soon(&self) {
        if std::mem::replace(&mut self.state().storing, true) {
            return;
        }
        let beats = self.clone();
        tokio::spawn(async move { beats.store_until_done().await });
    }

    async fn store_until_done(&self) {
        loop {
            if self.waits() {
                tokio::time::sleep(self.inner.interval).await;
            }
            if let Err(error) = self.store().await {
                tracing::error!(%error, "beats can't be stored yet");
                tokio::time::sleep(RETRY).await;
            }
            let mut state = self.state();
            if !state.has_unstored() {
                state.storing = false;
                return;
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.inner.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
