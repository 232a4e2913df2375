//! The week as people keep it: opening hours and availability, in minutes of the day in China.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

use super::Time;
use super::deadline::{at_minute, local_day, minute_of_day};
use crate::text_enum;

/// Midnight at the end of a day.
const DAY_MINUTES: i32 = 24 * 60;

text_enum! {
    /// A day of the week.
    pub enum Weekday {
        Mon = "mon",
        Tue = "tue",
        Wed = "wed",
        Thu = "thu",
        Fri = "fri",
        Sat = "sat",
        Sun = "sun",
    }
}

impl Weekday {
    /// The weekday of a day.
    pub fn of(day: NaiveDate) -> Weekday {
        match day.weekday() {
            chrono::Weekday::Mon => Weekday::Mon,
            chrono::Weekday::Tue => Weekday::Tue,
            chrono::Weekday::Wed => Weekday::Wed,
            chrono::Weekday::Thu => Weekday::Thu,
            chrono::Weekday::Fri => Weekday::Fri,
            chrono::Weekday::Sat => Weekday::Sat,
            chrono::Weekday::Sun => Weekday::Sun,
        }
    }
}

/// From a minute of the day until another, which is no longer in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    pub from: i32,
    pub to: i32,
}

/// Which minutes of which weekdays; a day that is not named has none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Weekly(BTreeMap<Weekday, Vec<Span>>);

impl Weekly {
    /// Adds a span to a day; the spans of a day stay in order.
    pub fn add(&mut self, day: Weekday, span: Span) {
        let spans = self.0.entry(day).or_default();
        spans.push(span);
        spans.sort_unstable();
    }

    /// The spans of a day, in order.
    pub fn on(&self, day: Weekday) -> &[Span] {
        self.0.get(&day).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether no day has any.
    pub fn is_empty(&self) -> bool {
        self.0.values().all(Vec::is_empty)
    }

    /// Whether all of a time lies inside, on one day; spans that meet count as one.
    pub fn covers(&self, start: Time, end: Time) -> bool {
        let Some((day, asked)) = span_of(start, end) else { return false };
        let mut reached = asked.from;
        for span in self.on(Weekday::of(day)) {
            if span.from <= reached && reached < span.to {
                reached = span.to;
            }
        }
        reached >= asked.to
    }

    /// What is wrong with it: spans that end before they begin, leave the day, or lie on each other.
    pub fn lacks(&self) -> Option<(Weekday, &'static str)> {
        for (day, spans) in &self.0 {
            let bad = |span: &Span| span.from < 0 || span.to > DAY_MINUTES || span.from >= span.to;
            if spans.iter().any(bad) {
                return Some((*day, "ends before it begins"));
            }
            if spans.windows(2).any(|pair| pair[1].from < pair[0].to) {
                return Some((*day, "two spans lie on each other"));
            }
        }
        None
    }
}

/// A time as the day it is on and the span of its minutes; none where it ends before it begins or
/// goes past midnight in China.
pub fn span_of(start: Time, end: Time) -> Option<(NaiveDate, Span)> {
    let day = local_day(start);
    let last = end.checked_sub_signed(TimeDelta::microseconds(1))?;
    if end <= start || local_day(last) != day {
        return None;
    }
    let seconds = (end - at_minute(day, 0)).num_seconds();
    let to = i32::try_from((seconds + 59) / 60).unwrap_or(DAY_MINUTES);
    Some((day, Span { from: minute_of_day(start), to }))
}

/// `09:30` as the minute of the day; `24:00` is its end.
pub fn minute(text: &str) -> Option<i32> {
    let (hours, minutes) = text.split_once(':')?;
    let digits = |part: &str| part.len() <= 2 && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(hours) || minutes.len() != 2 || !digits(minutes) {
        return None;
    }
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    let minute = hours * 60 + minutes;
    (minutes < 60 && minute <= DAY_MINUTES).then_some(minute)
}

/// A minute of the day as `09:30`.
pub fn clock(minute: i32) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: u32, clock: &str) -> Time {
        // 2026-11-30 is a Monday.
        let day = NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        at_minute(day, minute(clock).unwrap())
    }

    fn office() -> Weekly {
        let mut week = Weekly::default();
        week.add(Weekday::Mon, Span { from: 14 * 60, to: 17 * 60 });
        week.add(Weekday::Mon, Span { from: 9 * 60, to: 12 * 60 });
        week.add(Weekday::Sun, Span { from: 0, to: 24 * 60 });
        week
    }

    #[test]
    fn a_time_fits_only_inside_one_span() {
        let week = office();
        for (from, to, fits) in [
            ("09:00", "12:00", true),
            ("09:15", "10:00", true),
            ("14:00", "17:00", true),
            ("08:59", "10:00", false),
            ("11:30", "12:01", false),
            ("11:00", "15:00", false),
            ("12:00", "14:00", false),
            ("16:00", "16:00", false),
        ] {
            assert_eq!(week.covers(at(30, from), at(30, to)), fits, "{from}–{to}");
        }
        assert!(!week.covers(at(28, "09:00"), at(28, "10:00")), "Saturday has none");
        assert!(week.covers(at(29, "00:00"), at(29, "24:00")), "a whole day");
        assert!(!week.covers(at(29, "23:00"), at(30, "10:00")), "no time goes past midnight");
    }

    #[test]
    fn spans_that_meet_are_one() {
        let mut week = Weekly::default();
        week.add(Weekday::Mon, Span { from: 540, to: 720 });
        week.add(Weekday::Mon, Span { from: 720, to: 1020 });
        assert!(week.covers(at(30, "11:00"), at(30, "13:00")));
        assert_eq!(week.lacks(), None);
    }

    #[test]
    fn what_is_wrong_with_a_week_is_said() {
        for (from, to) in [(600, 600), (700, 600), (-1, 60), (1380, 1441)] {
            let mut week = Weekly::default();
            week.add(Weekday::Tue, Span { from, to });
            assert_eq!(week.lacks(), Some((Weekday::Tue, "ends before it begins")), "{from}–{to}");
        }
        let mut week = office();
        week.add(Weekday::Mon, Span { from: 700, to: 800 });
        assert_eq!(week.lacks(), Some((Weekday::Mon, "two spans lie on each other")));
    }

    #[test]
    fn a_clock_is_read_as_it_is_said() {
        for text in ["00:00", "09:05", "23:59", "24:00"] {
            assert_eq!(clock(minute(text).unwrap()), text);
        }
        assert_eq!(minute("9:05"), Some(545));
        for wrong in ["", "9", "24:01", "12:60", "-1:00", "+9:00", "09:5", "099:00", "09:00:00"] {
            assert_eq!(minute(wrong), None, "{wrong}");
        }
    }
}
