//! One running time limit of an order, and what can happen to it.
//!
//! A clock is only ever moved by these functions, each of which answers a new clock; the caller
//! records the event. Lateness is never erased: a late clock cannot be extended, a pause after the
//! end moves nothing, and a stopped clock stays as late as it was. A transfer does not reset a
//! clock; reopening an order starts another one.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::china::local_day;
use super::definition::{Definition, MAX_BUDGET};
use super::{Calendar, Counting, Due, PauseReason, Unit, due};
use crate::domain::Time;

/// A time limit that runs or has run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Clock {
    pub id: String,
    pub order_id: String,
    /// None: the clock is the order's own, such as the one for dispatching it.
    pub assignment_id: Option<String>,
    /// Slug of the definition it was started from.
    pub definition: String,
    /// With the extensions already granted.
    pub budget: i32,
    pub unit: Unit,
    pub counting: Counting,
    /// How many days before the nominal date the light turns.
    pub warn_days: i32,
    pub started_at: Time,
    pub pauses: Vec<Pause>,
    pub nominal_due: Time,
    pub rolled_due: Time,
    pub provisional: bool,
    pub calendar_version: String,
    pub statutory: bool,
    /// Law and article, or 服务承诺.
    pub source: String,
    pub stopped_at: Option<Time>,
    /// How many times it was extended.
    pub extended: i32,
}

/// A stretch in which a clock stands still. The last one of a clock may be open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    pub reason: PauseReason,
    pub from: Time,
    pub to: Option<Time>,
}

/// Why a clock cannot be extended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClockError {
    #[error("the clock has stopped")]
    Stopped,
    #[error("the limit is already over")]
    Late,
    #[error("an extension is given in the unit of the limit")]
    Unit,
    #[error("the extension is not a sensible length")]
    Amount,
    #[error("the source of this limit knows no extension")]
    NoExtension,
    #[error("the limit was extended as often as its source allows")]
    UsedUp,
    #[error("the extension is longer than its source allows")]
    TooLong,
}

impl ClockError {
    /// Locale key of the reason.
    pub const fn key(self) -> &'static str {
        match self {
            ClockError::Stopped => "clock.error.stopped",
            ClockError::Late => "clock.error.late",
            ClockError::Unit => "clock.error.unit",
            ClockError::Amount => "clock.error.amount",
            ClockError::NoExtension => "clock.error.no_extension",
            ClockError::UsedUp => "clock.error.used_up",
            ClockError::TooLong => "clock.error.too_long",
        }
    }
}

/// How late a clock is, or was when it stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lateness {
    /// The rolled date that was missed.
    pub since: Time,
    /// Now, or when the clock stopped.
    pub until: Time,
}

impl Lateness {
    /// Days of China begun since the date that was missed: at least one for a limit in days.
    pub fn days(&self) -> i64 {
        (local_day(self.until) - local_day(self.since)).num_days()
    }
}

impl Clock {
    /// The pause it stands in, if any.
    pub fn open_pause(&self) -> Option<&Pause> {
        self.pauses.last().filter(|pause| pause.to.is_none())
    }

    /// The date as of `now`: with an open pause it moves, else it is the one stored.
    pub fn due_as_of(&self, now: Time, calendar: &Calendar) -> Due {
        if self.open_pause().is_none() {
            let Clock { nominal_due, rolled_due, provisional, .. } = *self;
            return Due { nominal: nominal_due, rolled: rolled_due, provisional };
        }
        self.computed(Some(self.until(now)), calendar)
    }

    /// `now`, but never later than the stop.
    pub(super) fn until(&self, now: Time) -> Time {
        self.stopped_at.map_or(now, |stop| stop.min(now))
    }

    fn computed(&self, now_if_paused: Option<Time>, calendar: &Calendar) -> Due {
        let Clock { started_at, budget, unit, counting, .. } = *self;
        due(started_at, budget, unit, &self.pauses, now_if_paused, calendar, counting)
    }
}

/// Starts a clock at `at` by its definition.
pub fn start(
    definition: &Definition,
    id: String,
    order_id: String,
    assignment_id: Option<String>,
    at: Time,
    calendar: &Calendar,
) -> Clock {
    let Definition { budget, unit, .. } = *definition;
    let counting = definition.counting();
    let Due { nominal, rolled, provisional } = due(at, budget, unit, &[], None, calendar, counting);
    Clock {
        id,
        order_id,
        assignment_id,
        definition: definition.slug.clone(),
        budget,
        unit,
        counting,
        warn_days: definition.warn_days,
        started_at: at,
        pauses: Vec::new(),
        nominal_due: nominal,
        rolled_due: rolled,
        provisional,
        calendar_version: calendar.version().to_owned(),
        statutory: definition.statutory(),
        source: definition.source.text(),
        stopped_at: None,
        extended: 0,
    }
}

/// Lets the clock stand still. One that has stopped, or stands already, stays as it is: the first
/// reason holds until work goes on.
pub fn pause(clock: &Clock, reason: PauseReason, at: Time) -> Clock {
    let mut paused = clock.clone();
    if clock.stopped_at.is_none() && clock.open_pause().is_none() {
        // Never before the start or the end of the pause before: pauses are in order and apart.
        let earliest = clock.pauses.last().and_then(|last| last.to).unwrap_or(clock.started_at);
        paused.pauses.push(Pause { reason, from: at.max(earliest), to: None });
    }
    paused
}

/// Lets a paused clock run again, with its date moved; any other stays as it is.
pub fn resume(clock: &Clock, at: Time, calendar: &Calendar) -> Clock {
    let mut running = clock.clone();
    if clock.stopped_at.is_some() {
        return running;
    }
    match running.pauses.last_mut() {
        Some(open) if open.to.is_none() => open.to = Some(at.max(open.from)),
        _ => return running,
    }
    recompute(&running, calendar)
}

/// Stops the clock for good. A pause that is open stays open and ends with the clock.
pub fn stop(clock: &Clock, at: Time) -> Clock {
    let mut stopped = clock.clone();
    if clock.stopped_at.is_none() {
        let earliest = clock.open_pause().map_or(clock.started_at, |pause| pause.from);
        stopped.stopped_at = Some(at.max(earliest));
    }
    stopped
}

/// Gives more time. What the source of the limit allows is checked by
/// [`Definition::allows`]; here only what holds for every clock: not after the end.
pub fn extend(
    clock: &Clock,
    by: i32,
    unit: Unit,
    at: Time,
    calendar: &Calendar,
) -> Result<Clock, ClockError> {
    if clock.stopped_at.is_some() {
        return Err(ClockError::Stopped);
    }
    if late(clock, at).is_some() {
        return Err(ClockError::Late);
    }
    if unit != clock.unit {
        return Err(ClockError::Unit);
    }
    let budget = clock.budget.checked_add(by).filter(|total| by > 0 && *total <= MAX_BUDGET);
    let Some(budget) = budget else { return Err(ClockError::Amount) };
    let longer = Clock { budget, extended: clock.extended + 1, ..clock.clone() };
    Ok(recompute(&longer, calendar))
}

/// The clock by this calendar: after a year was published or corrected. A stopped one is history.
pub fn recompute(clock: &Clock, calendar: &Calendar) -> Clock {
    if clock.stopped_at.is_some() {
        return clock.clone();
    }
    let Due { nominal, rolled, provisional } = clock.computed(None, calendar);
    let calendar_version = calendar.version().to_owned();
    Clock {
        nominal_due: nominal,
        rolled_due: rolled,
        provisional,
        calendar_version,
        ..clock.clone()
    }
}

/// Whether the clock is late at `now`, or was when it stopped. While it stands in a pause that
/// began in time it is not.
pub fn late(clock: &Clock, now: Time) -> Option<Lateness> {
    let since = clock.rolled_due;
    let until = clock.until(now);
    // A day ends with its last second, not at the beginning of it.
    let over = since.checked_add_signed(TimeDelta::seconds(1)).unwrap_or(since);
    let stands = clock.open_pause().is_some_and(|pause| pause.from < over);
    (!stands && until >= over).then_some(Lateness { since, until })
}
