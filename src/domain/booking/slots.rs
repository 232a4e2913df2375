//! Quarters of an hour, counted since the epoch, and the times at which something would fit.

use std::ops::Range;

use chrono::{DateTime, NaiveDate};

use super::obstacles::{Around, obstacles};
use super::{Time, Wanted};
use crate::domain::deadline::at_minute;

/// How long a slot is.
pub const QUARTER_SECONDS: i64 = 15 * 60;
const QUARTER_MICROS: i64 = QUARTER_SECONDS * 1_000_000;
const QUARTER_MINUTES: i32 = 15;

/// When a school has its classes: earlier or later than this nothing is suggested.
const SCHOOL_DAY: Range<i32> = 8 * 60..18 * 60;

/// The number of the quarter in which an instant lies.
pub fn slot_of(at: Time) -> i64 {
    at.and_utc().timestamp_micros().div_euclid(QUARTER_MICROS)
}

/// When a quarter begins.
pub fn slot_start(slot: i64) -> Time {
    let at = DateTime::from_timestamp(slot.saturating_mul(QUARTER_SECONDS), 0);
    at.unwrap_or_default().naive_utc()
}

/// The quarters that a time touches, and no others.
pub fn slots(start: Time, end: Time) -> Range<i64> {
    let micros = end.and_utc().timestamp_micros();
    let past = micros.div_euclid(QUARTER_MICROS) + i64::from(micros.rem_euclid(QUARTER_MICROS) > 0);
    slot_of(start)..past
}

/// The first `limit` starts, from one day to another, at which nothing stands in the way of a
/// meeting of the same length.
pub fn free_slots(
    wanted: &Wanted,
    from: NaiveDate,
    to: NaiveDate,
    limit: usize,
    around: &Around,
) -> Vec<Time> {
    let length = wanted.end - wanted.start;
    let mut tried = wanted.clone();
    let days = from.iter_days().take_while(|day| *day <= to);
    let starts = days
        .filter(|day| wanted.holiday_meant || around.calendar.is_working(*day, true))
        .flat_map(|day| {
            SCHOOL_DAY.step_by(QUARTER_MINUTES as usize).map(move |minute| at_minute(day, minute))
        })
        .filter(|start| *start > around.now);
    let latest = |day| at_minute(day, SCHOOL_DAY.end);
    starts
        .filter(|start| {
            tried.meeting.start = *start;
            tried.meeting.end = *start + length;
            tried.end <= latest(crate::domain::deadline::local_day(*start))
                && obstacles(&tried, around).is_empty()
        })
        .take(limit)
        .collect()
}
