//! Days of China in instants of UTC. China has one time, UTC+8, and no summer time.

use chrono::{Days, NaiveDate, NaiveTime, TimeDelta, Timelike};

use crate::domain::Time;

const OFFSET: TimeDelta = TimeDelta::hours(8);

/// The day it is in China.
pub fn local_day(at: Time) -> NaiveDate {
    at.checked_add_signed(OFFSET).unwrap_or(at).date()
}

/// 23:59:59 in China on that day: until then what is due on the day is in time.
pub fn end_of_day(day: NaiveDate) -> Time {
    let midnight = day.and_time(NaiveTime::MIN);
    midnight.checked_add_signed(TimeDelta::seconds(86_399) - OFFSET).unwrap_or(midnight)
}

/// The day after; the last day there is stays.
pub fn next(day: NaiveDate) -> NaiveDate {
    day.succ_opt().unwrap_or(day)
}

/// That many days later; the last day there is stays.
pub fn plus(day: NaiveDate, days: i64) -> NaiveDate {
    day.checked_add_days(Days::new(days.unsigned_abs())).unwrap_or(NaiveDate::MAX)
}

/// The minute of the day it is in China, counted from midnight.
pub fn minute_of_day(at: Time) -> i32 {
    let local = at.checked_add_signed(OFFSET).unwrap_or(at).time();
    i32::try_from(local.num_seconds_from_midnight() / 60).unwrap_or_default()
}

/// The instant of a minute of a day in China.
pub fn at_minute(day: NaiveDate, minute: i32) -> Time {
    let midnight = day.and_time(NaiveTime::MIN);
    let shift = TimeDelta::minutes(i64::from(minute)) - OFFSET;
    midnight.checked_add_signed(shift).unwrap_or(midnight)
}
