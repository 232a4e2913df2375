//! What a clock shows at a given moment.

use chrono::{Days, NaiveDate};
use serde::Serialize;

use super::china::{local_day, next};
use super::due::{day_spans, is_paused, nominal_day, stretches};
use super::{Calendar, Clock, Due, Lateness, Light, PauseReason, Unit, late};
use crate::domain::Time;

/// How the time since the start was spent: `running + paused = elapsed`.
/// In seconds for a limit in hours, in working days for one in working days, else in days.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spent {
    pub elapsed: i64,
    pub running: i64,
    pub paused: i64,
}

/// A clock as a page or the API shows it. Amounts are hours, working days, or (for calendar days
/// and months) days.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reading {
    pub definition: String,
    pub unit: Unit,
    /// The budget, in `unit`.
    pub total: i32,
    pub elapsed: i64,
    pub running: i64,
    pub paused: i64,
    /// What is left of the budget; nothing less than nothing.
    pub remaining: i64,
    pub light: Light,
    pub nominal_due: Time,
    /// Where the law lets the last day roll to; for a filer's own limit the nominal date again, so
    /// that nobody is ever shown the rolled one as the own safe date.
    pub rolled_due: Time,
    pub provisional: bool,
    pub late: Option<Lateness>,
    /// Working days, days or hours past the rolled date, zero when only days off have passed since.
    pub late_by: i64,
    pub stopped: bool,
    pub statutory: bool,
    pub source: String,
    pub notes: Vec<Note>,
}

/// Something that explains why a clock stands where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "note", rename_all = "snake_case")]
pub enum Note {
    /// It stood still, or stands still, for this long.
    Paused { reason: PauseReason, amount: i64, open: bool },
    /// It was made longer.
    Extended { times: i32 },
    /// A weekend day that is worked (调休上班日).
    MakeUpDay { day: NaiveDate },
    /// Days that are off.
    Rest { name: String, from: NaiveDate, to: NaiveDate },
    /// The last day falls on a day off; the law lets it roll.
    Rolled { from: NaiveDate, to: NaiveDate },
    /// The calendar of that year is not published: 暂估.
    Provisional { year: i32 },
}

/// How the time from the start up to `now` (or the stop) was spent.
pub fn spent(clock: &Clock, now: Time, calendar: &Calendar) -> Spent {
    spent_on(clock, now, calendar, |_| true)
}

/// As [`spent`], with only the pauses for which `chosen` holds.
fn spent_on(
    clock: &Clock,
    now: Time,
    calendar: &Calendar,
    chosen: impl Fn(PauseReason) -> bool,
) -> Spent {
    let until = clock.until(now).max(clock.started_at);
    let pauses: Vec<_> =
        clock.pauses.iter().filter(|pause| chosen(pause.reason)).cloned().collect();
    if clock.unit == Unit::Hours {
        let mut spent =
            Spent { elapsed: (until - clock.started_at).num_seconds(), ..Spent::default() };
        for (from, to) in stretches(&pauses, Some(until), clock.started_at) {
            spent.paused += (to.min(until) - from.min(until)).num_seconds();
        }
        spent.running = spent.elapsed - spent.paused;
        return spent;
    }
    // Today counts as paused while the clock stands: an open pause covers the whole of it.
    let (start, today) = (local_day(clock.started_at), local_day(until));
    let tomorrow = until.checked_add_days(Days::new(1)).unwrap_or(until);
    let spans = day_spans(&stretches(&pauses, Some(tomorrow), clock.started_at), start);
    let overlay = clock.counting.overlay();
    let mut spent = Spent::default();
    let mut day = start;
    while day < today {
        day = next(day);
        if clock.unit == Unit::WorkingDays && !calendar.is_working(day, overlay) {
            continue;
        }
        spent.elapsed += 1;
        *(if is_paused(day, &spans) { &mut spent.paused } else { &mut spent.running }) += 1;
    }
    spent
}

/// What the clock shows at `now`.
pub fn reading(clock: &Clock, now: Time, calendar: &Calendar) -> Reading {
    let Due { nominal, rolled, provisional } = clock.due_as_of(now, calendar);
    let whole = shown(clock.unit, spent(clock, now, calendar));
    let late = late(clock, now);
    Reading {
        definition: clock.definition.clone(),
        unit: clock.unit,
        total: clock.budget,
        elapsed: whole.elapsed,
        running: whole.running,
        paused: whole.paused,
        remaining: (amount(clock) - whole.running).max(0),
        light: light(clock, nominal, late.is_some(), now),
        nominal_due: nominal,
        rolled_due: if clock.counting.is_filer() { nominal } else { rolled },
        provisional,
        late,
        late_by: late.map_or(0, |lateness| late_by(clock, lateness, calendar)),
        stopped: clock.stopped_at.is_some(),
        statutory: clock.statutory,
        source: clock.source.clone(),
        notes: notes(clock, now, calendar),
    }
}

/// Seconds become whole hours; the sum holds after rounding too.
fn shown(unit: Unit, spent: Spent) -> Spent {
    if unit != Unit::Hours {
        return spent;
    }
    let (elapsed, running) = (spent.elapsed / 3600, spent.running / 3600);
    Spent { elapsed, running, paused: elapsed - running }
}

/// The budget in what is counted: a month has days.
fn amount(clock: &Clock) -> i64 {
    let start = local_day(clock.started_at);
    match clock.unit {
        Unit::Months => (nominal_day(start, clock.budget, Unit::Months) - start).num_days(),
        _ => i64::from(clock.budget),
    }
}

/// Warns on the nominal date, before and after it; late is what is past the rolled one.
fn light(clock: &Clock, nominal: Time, is_late: bool, now: Time) -> Light {
    let warn = Days::new(u64::from(clock.warn_days.max(0).unsigned_abs()));
    let soon_from = nominal.checked_sub_days(warn).unwrap_or(nominal);
    // On the last day itself there is always a warning, even with no days of warning asked for.
    let soon = local_day(now) >= local_day(soon_from);
    match (clock.stopped_at, is_late, clock.open_pause(), soon) {
        (Some(_), ..) => Light::Stopped,
        (None, true, ..) => Light::Late,
        (None, false, Some(_), _) => Light::Paused,
        (None, false, None, true) => Light::Soon,
        (None, false, None, false) => Light::Normal,
    }
}

fn late_by(clock: &Clock, lateness: Lateness, calendar: &Calendar) -> i64 {
    match clock.unit {
        Unit::Hours => (lateness.until - lateness.since).num_hours(),
        Unit::CalendarDays | Unit::Months => lateness.days(),
        Unit::WorkingDays => {
            let last = local_day(lateness.until);
            let days = local_day(lateness.since).iter_days().skip(1).take_while(|day| *day <= last);
            let overlay = clock.counting.overlay();
            days.map(|day| i64::from(calendar.is_working(day, overlay))).sum()
        }
    }
}

fn notes(clock: &Clock, now: Time, calendar: &Calendar) -> Vec<Note> {
    let mut notes = pause_notes(clock, now, calendar);
    if clock.extended > 0 {
        notes.push(Note::Extended { times: clock.extended });
    }
    let due = clock.due_as_of(now, calendar);
    let (nominal, rolled) = (local_day(due.nominal), local_day(due.rolled));
    if clock.unit == Unit::WorkingDays {
        let (start, overlay) = (local_day(clock.started_at), clock.counting.overlay());
        let rest = calendar.rest_periods(start, rolled, overlay).into_iter();
        notes.extend(rest.map(|period| Note::Rest {
            name: period.name.clone(),
            from: period.from,
            to: period.to,
        }));
        let make_up = calendar.make_up_days(start, rolled, overlay).into_iter();
        notes.extend(make_up.map(|day| Note::MakeUpDay { day }));
    }
    if nominal != rolled && !clock.counting.is_filer() {
        notes.push(Note::Rolled { from: nominal, to: rolled });
    }
    if due.provisional {
        notes.push(Note::Provisional { year: chrono::Datelike::year(&rolled) });
    }
    notes
}

/// One note for each reason, in the order they came up.
fn pause_notes(clock: &Clock, now: Time, calendar: &Calendar) -> Vec<Note> {
    let mut reasons: Vec<PauseReason> = Vec::new();
    for pause in &clock.pauses {
        if !reasons.contains(&pause.reason) {
            reasons.push(pause.reason);
        }
    }
    let open = clock.open_pause().filter(|_| clock.stopped_at.is_none()).map(|pause| pause.reason);
    let note = |reason| {
        let seconds_or_days = spent_on(clock, now, calendar, |other| other == reason).paused;
        let amount =
            if clock.unit == Unit::Hours { seconds_or_days / 3600 } else { seconds_or_days };
        Note::Paused { reason, amount, open: open == Some(reason) }
    };
    let matters = |note: &Note| !matches!(note, Note::Paused { amount: 0, open: false, .. });
    reasons.into_iter().map(note).filter(matters).collect()
}
