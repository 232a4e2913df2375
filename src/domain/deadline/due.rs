//! When a clock is due.
//!
//! The first day is not counted. A limit in days or months ends with the end of its last day in
//! China, one in hours to the second. Months end on the corresponding day, else on the last of the
//! month (民法典§202). A day on which the clock stands still as the day ends is a paused day: the
//! day of the pause is given back, the day of the resumption is worked.

use chrono::{Months, NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

use super::china::{end_of_day, local_day, next, plus};
use super::{Calendar, Counting, Pause, Unit};
use crate::domain::Time;

/// Both dates are kept: we warn on the nominal one, lateness is measured on the rolled one, and a
/// filer is never shown the rolled one as a safe date of the own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    pub nominal: Time,
    pub rolled: Time,
    /// The date lies past the last published calendar: 暂估.
    pub provisional: bool,
}

/// The end of a budget that started at `started_at`.
///
/// A pause that is still open counts up to `now_if_paused`: the date is the one that would hold
/// if work went on then, and it moves with it. Without it an open pause counts nothing yet.
pub fn due(
    started_at: Time,
    budget: i32,
    unit: Unit,
    pauses: &[Pause],
    now_if_paused: Option<Time>,
    calendar: &Calendar,
    counting: Counting,
) -> Due {
    let stretches = stretches(pauses, now_if_paused, started_at);
    if unit == Unit::Hours {
        let nominal = hours(started_at, budget, &stretches);
        return finish(nominal, nominal, calendar);
    }
    let start = local_day(started_at);
    let spans = day_spans(&stretches, start);
    let overlay = counting.overlay();
    let roll = |day| if counting.rolls() { calendar.roll(day, overlay) } else { day };
    let last = match unit {
        Unit::WorkingDays => {
            working_days(start, budget, &spans, |day| calendar.is_working(day, overlay))
        }
        _ => shifted(nominal_day(start, budget, unit), &spans, roll),
    };
    finish(end_of_day(last), end_of_day(roll(last)), calendar)
}

fn finish(nominal: Time, rolled: Time, calendar: &Calendar) -> Due {
    let provisional = local_day(rolled) > calendar.published_through();
    Due { nominal, rolled, provisional }
}

/// The last day of a budget in calendar days or months, were there no pause.
pub(super) fn nominal_day(start: NaiveDate, budget: i32, unit: Unit) -> NaiveDate {
    let budget = budget.max(0).unsigned_abs();
    match unit {
        Unit::Months => start.checked_add_months(Months::new(budget)).unwrap_or(NaiveDate::MAX),
        _ => plus(start, i64::from(budget)),
    }
}

/// Pauses as stretches of time after the start: in order, apart from each other.
pub(super) fn stretches(
    pauses: &[Pause],
    open_until: Option<Time>,
    start: Time,
) -> Vec<(Time, Time)> {
    let mut list: Vec<(Time, Time)> = pauses
        .iter()
        .filter_map(|pause| Some((pause.from.max(start), pause.to.or(open_until)?)))
        .filter(|(from, to)| from < to)
        .collect();
    list.sort_unstable();
    merge(list)
}

/// The paused days, each stretch as first day and the day after its last, the start day left out.
pub(super) fn day_spans(
    stretches: &[(Time, Time)],
    start: NaiveDate,
) -> Vec<(NaiveDate, NaiveDate)> {
    let days =
        stretches.iter().map(|(from, to)| (local_day(*from).max(next(start)), local_day(*to)));
    merge(days.filter(|(from, to)| from < to).collect())
}

fn merge<T: Ord + Copy>(sorted: Vec<(T, T)>) -> Vec<(T, T)> {
    let mut apart: Vec<(T, T)> = Vec::with_capacity(sorted.len());
    for (from, to) in sorted {
        match apart.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => apart.push((from, to)),
        }
    }
    apart
}

pub(super) fn is_paused(day: NaiveDate, spans: &[(NaiveDate, NaiveDate)]) -> bool {
    spans.iter().any(|(from, to)| *from <= day && day < *to)
}

fn hours(start: Time, budget: i32, stretches: &[(Time, Time)]) -> Time {
    let add = |at: Time, by: TimeDelta| at.checked_add_signed(by).unwrap_or(Time::MAX);
    let mut due = add(start, TimeDelta::hours(i64::from(budget.max(0))));
    for (from, to) in stretches {
        if *from <= due {
            due = add(due, *to - *from);
        }
    }
    due
}

fn working_days(
    start: NaiveDate,
    budget: i32,
    spans: &[(NaiveDate, NaiveDate)],
    is_working: impl Fn(NaiveDate) -> bool,
) -> NaiveDate {
    let mut day = start;
    let mut left = budget;
    while left > 0 && day < NaiveDate::MAX {
        day = next(day);
        if is_working(day) && !is_paused(day, spans) {
            left -= 1;
        }
    }
    day
}

/// Moves the last day by the paused days before it. A pause that begins when the nominal last day
/// is over but the rolled one is not keeps its meaning too: the day work goes on is then the last.
fn shifted(
    unpaused: NaiveDate,
    spans: &[(NaiveDate, NaiveDate)],
    roll: impl Fn(NaiveDate) -> NaiveDate,
) -> NaiveDate {
    let mut last = unpaused;
    for (from, to) in spans {
        if *from <= last {
            last = plus(last, (*to - *from).num_days());
        } else if *from <= roll(last) {
            last = *to;
        }
    }
    last
}
