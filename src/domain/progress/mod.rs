//! How much of a film somebody has really watched.
//!
//! A player reports beats: the pieces it played, under a session of its own and numbered. What
//! counts is the union of all pieces, so order, repeats and overlaps change nothing, and a jump to
//! the end completes nothing. What a beat claims is believed as far as the wall clock allows:
//!
//! - A session that is opened with an empty beat (number 0, sent as the film begins to play and never
//!   again) begins at that moment. One that is first heard of
//!   with pieces was played out of reach; it can't have begun before the pupil signed in here, and
//!   is taken to have begun then. The device's own clock is never asked.
//! - For each instant at which a session began, all that the sessions begun since then have added
//!   to the film's coverage is at most [`FASTEST`] times what has passed since, plus [`GRACE_MS`].
//!   So ten sessions at once are worth no more than one, and a session that comes late, from an
//!   hour without a network, is worth the whole hour.
//!
//! What is more than that, or no piece of the film, is left out, and the answer says so.

mod intervals;

use std::collections::BTreeSet;

use super::Time;
use crate::text_enum;

pub use intervals::Intervals;

/// The fastest that a player plays.
pub const FASTEST: i64 = 2;
/// What a beat may be ahead of the wall clock: the way of an answer, and a player that began to
/// play while its session was opened.
pub const GRACE_MS: i64 = 5_000;
/// A film is watched when so much of it was: its last words are often over its names.
pub const COMPLETE_PERCENT: u64 = 90;
/// A film falls into no more pieces than these; of a player that reports more, the longest count.
pub const PIECES_MAX: usize = 500;
/// Players do not agree to the last frame on how long a film is.
const END_SLACK_MS: u64 = 500;

text_enum! {
    /// Why a piece was left out, or a part of it.
    pub enum Fault {
        NotANumber = "not_a_number",
        Reversed = "reversed",
        Negative = "negative",
        PastTheEnd = "past_the_end",
        TooFast = "too_fast",
    }
}

/// What a player reports.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Beat {
    pub session: String,
    pub seq: i64,
    /// Seconds from and to.
    pub intervals: Vec<(f64, f64)>,
    /// Where the player stands, in seconds.
    pub position: Option<f64>,
}

/// One time of playing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub id: String,
    pub started_at: Time,
    /// What it has added to the coverage.
    pub credited_ms: u64,
    /// Every beat up to this one has come.
    pub last_seq: i64,
    /// Beats that came before one that is still to come.
    pub early: BTreeSet<i64>,
}

impl Session {
    fn heard(&mut self, seq: i64) {
        self.early.insert(seq);
        while self.early.remove(&(self.last_seq + 1)) {
            self.last_seq += 1;
        }
        self.early.retain(|seq| *seq > self.last_seq);
    }
}

/// How far somebody is with a film.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Standing {
    pub length_ms: u64,
    pub seen: Intervals,
    /// Where they left.
    pub position_ms: u64,
    pub completed_at: Option<Time>,
    pub sessions: Vec<Session>,
}

impl Standing {
    /// Nothing watched yet of a film of so many seconds.
    pub fn new(seconds: f64) -> Standing {
        Standing { length_ms: millis(seconds), ..Standing::default() }
    }

    /// The share of the film that was watched, from 0 to 1.
    pub fn covered(&self) -> f64 {
        share(self.seen.covered(), self.length_ms)
    }

    /// The last beat of a session before which none is missing.
    pub fn last_seq(&self, session: &str) -> i64 {
        self.sessions.iter().find(|one| one.id == session).map_or(0, |one| one.last_seq)
    }

    /// What may still be added now by a session.
    fn room(&self, session: &Session, now: Time) -> u64 {
        let mut by_start: Vec<&Session> = self.sessions.iter().collect();
        by_start.sort_unstable_by_key(|one| std::cmp::Reverse(one.started_at));
        let (mut added, mut room) = (0, i64::MAX);
        for (n, one) in by_start.iter().enumerate() {
            added += i64::try_from(one.credited_ms).unwrap_or(i64::MAX);
            let whole = by_start.get(n + 1).is_none_or(|next| next.started_at < one.started_at);
            if whole && one.started_at <= session.started_at {
                let passed = (now - one.started_at).num_milliseconds().max(0);
                room = room.min(FASTEST * passed + GRACE_MS - added);
            }
        }
        u64::try_from(room).unwrap_or(0)
    }
}

/// A share of a whole, from 0 to 1; of nothing it is 0.
pub fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { (part as f64 / whole as f64).min(1.0) }
}

/// What the house knows of time where a beat comes in.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    pub now: Time,
    /// No session can have begun before.
    pub signed_in_at: Time,
}

/// Takes a beat in. Returns how things stand then, and what was left out: which piece of the beat,
/// and why.
pub fn accept(before: &Standing, beat: &Beat, clock: Clock) -> (Standing, Vec<(usize, Fault)>) {
    let mut after = before.clone();
    let mut faults = Vec::new();
    let mut pieces = Vec::new();
    for (n, &interval) in beat.intervals.iter().enumerate() {
        match piece(interval, before.length_ms) {
            Ok((piece, fault)) => {
                pieces.push(piece);
                faults.extend(fault.map(|fault| (n, fault)));
            }
            Err(fault) => faults.push((n, fault)),
        }
    }
    let at = session_of(&mut after, beat, clock);
    let claimed = Intervals::from_pieces(pieces.iter().copied()).without(&before.seen);
    let room = after.room(&after.sessions[at], clock.now);
    let added = claimed.first(room);
    if added != claimed {
        let left_out = claimed.without(&added);
        let touched = |piece: &(u64, u64)| {
            let piece = Intervals::from_pieces([*piece]);
            piece.without(&left_out) != piece
        };
        let late = beat.intervals.iter().enumerate().filter(|(_, interval)| {
            piece(**interval, before.length_ms).is_ok_and(|(piece, _)| touched(&piece))
        });
        faults.extend(late.map(|(n, _)| (n, Fault::TooFast)));
    }
    after.sessions[at].credited_ms += added.covered();
    after.sessions[at].heard(beat.seq);
    after.seen = before.seen.union(&added).longest(PIECES_MAX);
    after.position_ms = position(beat, &pieces, before);
    if after.completed_at.is_none() && is_complete(after.seen.covered(), after.length_ms) {
        after.completed_at = Some(clock.now);
    }
    (after, faults)
}

/// Whether so much of a film is the whole of it.
pub fn is_complete(covered_ms: u64, length_ms: u64) -> bool {
    length_ms > 0 && covered_ms * 100 >= length_ms * COMPLETE_PERCENT
}

/// The session of a beat, made where it is new.
fn session_of(standing: &mut Standing, beat: &Beat, clock: Clock) -> usize {
    if let Some(at) = standing.sessions.iter().position(|one| one.id == beat.session) {
        return at;
    }
    let unheard = clock.signed_in_at.min(clock.now);
    standing.sessions.push(Session {
        id: beat.session.clone(),
        started_at: if beat.intervals.is_empty() { clock.now } else { unheard },
        credited_ms: 0,
        last_seq: 0,
        early: BTreeSet::new(),
    });
    standing.sessions.len() - 1
}

/// A piece of the film, and what had to be cut off.
fn piece((from, to): (f64, f64), length_ms: u64) -> Result<((u64, u64), Option<Fault>), Fault> {
    if !from.is_finite() || !to.is_finite() {
        return Err(Fault::NotANumber);
    }
    if to < from {
        return Err(Fault::Reversed);
    }
    if to < 0.0 {
        return Err(Fault::Negative);
    }
    let (start, end) = (millis(from), millis(to));
    if start > length_ms {
        return Err(Fault::PastTheEnd);
    }
    let fault = match (from < 0.0, end > length_ms + END_SLACK_MS) {
        (true, _) => Some(Fault::Negative),
        (_, true) => Some(Fault::PastTheEnd),
        _ => None,
    };
    Ok(((start, end.min(length_ms)), fault))
}

/// Where to go on: as the player says, or else where the last piece of the beat ends.
fn position(beat: &Beat, pieces: &[(u64, u64)], before: &Standing) -> u64 {
    let said = beat.position.filter(|at| at.is_finite()).map(millis);
    let last = pieces.last().map(|(_, to)| *to);
    said.or(last).unwrap_or(before.position_ms).min(before.length_ms)
}

/// Seconds in milliseconds; what is negative is the beginning.
fn millis(seconds: f64) -> u64 {
    // A cast of a float saturates, and makes 0 of what is no number.
    (seconds.max(0.0) * 1000.0).round() as u64
}

#[cfg(test)]
mod tests;
