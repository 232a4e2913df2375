//! What is known of the players that were heard of lately.

use std::collections::{BTreeSet, HashMap};
use std::time::{Duration, Instant};

use super::Answered;
use crate::db::progress::{Key, Put};
use crate::domain::Time;
use crate::domain::progress::{Beat, Clock, Fault, Standing, accept};

/// More beats than these in one second are many.
const MANY: u32 = 50;
/// A pupil who was not heard of for so long is read anew.
const FORGET: Duration = Duration::from_secs(600);

#[derive(Default)]
pub struct State {
    entries: HashMap<Key, Entry>,
    /// How many beats there were.
    heard: u64,
    /// Somebody is storing, or waits to.
    pub storing: bool,
    rate: Rate,
}

/// How one pupil stands with one film.
struct Entry {
    standing: Standing,
    /// Sessions of which something is not stored yet.
    heard: BTreeSet<String>,
    /// The same as `standing`, as it is stored.
    durable: Standing,
    at: Time,
    touched: Instant,
}

/// A beat that was taken in.
pub struct Taken {
    /// Its number among all beats.
    pub number: u64,
    pub left_out: Vec<(usize, Fault)>,
}

impl State {
    pub fn is_busy(&self) -> bool {
        self.rate.is_high()
    }

    pub fn standing(&self, key: &Key) -> Option<&Standing> {
        self.entries.get(key).map(|entry| &entry.standing)
    }

    /// Puts in what was read, unless somebody else did meanwhile.
    pub fn put(&mut self, key: Key, read: Standing, now: Time) {
        self.entries.entry(key).or_insert_with(|| Entry {
            standing: read.clone(),
            durable: read,
            heard: BTreeSet::new(),
            at: now,
            touched: Instant::now(),
        });
    }

    pub fn take(&mut self, key: &Key, beat: &Beat, clock: Clock) -> Option<Taken> {
        let entry = self.entries.get_mut(key)?;
        let (standing, left_out) = accept(&entry.standing, beat, clock);
        if standing != entry.standing {
            entry.heard.insert(beat.session.clone());
        }
        (entry.standing, entry.at, entry.touched) = (standing, clock.now, Instant::now());
        self.heard += 1;
        self.rate.count();
        Some(Taken { number: self.heard, left_out })
    }

    /// What is stored, for the answer to a beat.
    pub fn durable(&self, key: &Key, session: &str) -> Option<Answered> {
        let durable = &self.entries.get(key)?.durable;
        Some(Answered {
            seq: durable.last_seq(session),
            covered: durable.covered(),
            completed: durable.completed_at.is_some(),
            left_out: Vec::new(),
        })
    }

    pub fn has_unstored(&self) -> bool {
        self.entries.values().any(|entry| !entry.heard.is_empty())
    }

    /// What is not stored yet, and up to which beat that is all.
    pub fn unstored(&mut self) -> (Vec<Put>, u64) {
        let changed = self.entries.iter_mut().filter(|(_, entry)| !entry.heard.is_empty());
        let puts = changed.map(|(key, entry)| Put {
            key: key.clone(),
            standing: entry.standing.clone(),
            heard: std::mem::take(&mut entry.heard),
            at: entry.at,
        });
        (puts.collect(), self.heard)
    }

    /// These were stored; of those that were asked and are not among them the pupil is gone.
    pub fn settle(&mut self, asked: &[Put], stored: Vec<Put>) {
        let mut stored: HashMap<Key, Put> =
            stored.into_iter().map(|put| (put.key.clone(), put)).collect();
        for put in asked {
            let Some(entry) = self.entries.get_mut(&put.key) else { continue };
            match stored.remove(&put.key) {
                Some(put) => {
                    entry.standing.seen = entry.standing.seen.union(&put.standing.seen);
                    let first = [entry.standing.completed_at, put.standing.completed_at];
                    entry.standing.completed_at = first.into_iter().flatten().min();
                    entry.durable = put.standing;
                }
                None => drop(self.entries.remove(&put.key)),
            }
        }
        self.entries.retain(|_, entry| !entry.heard.is_empty() || entry.touched.elapsed() < FORGET);
    }

    /// These could not be stored and still have to be.
    pub fn unsettle(&mut self, puts: Vec<Put>) {
        for put in puts {
            if let Some(entry) = self.entries.get_mut(&put.key) {
                entry.heard.extend(put.heard);
            }
        }
    }
}

/// Beats in this second and in the one before.
#[derive(Default)]
struct Rate {
    second: Option<Instant>,
    now: u32,
    before: u32,
}

impl Rate {
    fn count(&mut self) {
        let passed = self.second.map(|second| second.elapsed());
        if passed.is_none_or(|passed| passed >= Duration::from_secs(1)) {
            let recent = passed.is_some_and(|passed| passed < Duration::from_secs(2));
            self.before = if recent { self.now } else { 0 };
            (self.now, self.second) = (0, Some(Instant::now()));
        }
        self.now += 1;
    }

    fn is_high(&self) -> bool {
        self.now.max(self.before) > MANY
    }
}
