//! A week as columns of days and rows of quarters of an hour. A style sheet has a class for each
//! row and each length, so that no page needs a style of its own.

use chrono::{Days, NaiveDate};
use serde::Serialize;

use crate::domain::booking::{Booking, DayOff};
use crate::domain::deadline::{Calendar, local_day, minute_of_day};
use crate::domain::week::{Span, Weekday, Weekly};

/// The day on the page: from eight to six.
const SHOWN: Span = Span { from: 8 * 60, to: 18 * 60 };
const QUARTER: i32 = 15;
/// So many rows a day has.
const ROWS: i32 = (SHOWN.to - SHOWN.from) / QUARTER;
/// So many bookings stand beside each other; what is more lies on the last.
pub const LANES: usize = 8;

/// Where something stands in its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Place {
    /// From 1.
    pub row: i32,
    /// How many quarters.
    pub span: i32,
}

impl Place {
    /// The rows of some minutes; what lies outside the page is shown at its edge.
    pub fn of(from: i32, to: i32) -> Place {
        let row = ((from - SHOWN.from).div_euclid(QUARTER)).clamp(0, ROWS - 1);
        let end = ((to - SHOWN.from + QUARTER - 1).div_euclid(QUARTER)).clamp(row + 1, ROWS);
        Place { row: row + 1, span: end - row }
    }

    /// The rows of a booking.
    pub fn of_booking(booking: &Booking) -> Place {
        let from = minute_of_day(booking.start);
        let length = (booking.end - booking.start).num_minutes();
        Place::of(from, from.saturating_add(i32::try_from(length).unwrap_or(QUARTER)))
    }
}

/// For each of these places, in the order of their starts, the first lane that is free; from 1.
pub fn lanes(places: &[Place]) -> Vec<usize> {
    let mut ends = [0; LANES];
    let lane = |place: &Place| {
        let free = ends.iter().position(|end| *end <= place.row).unwrap_or(LANES - 1);
        ends[free] = place.row + place.span;
        free + 1
    };
    places.iter().map(lane).collect()
}

/// The times of a day at which a room is not open.
pub fn shut(weekly: &Weekly, day: NaiveDate) -> Vec<Place> {
    let mut shut = Vec::new();
    let mut from = SHOWN.from;
    for open in weekly.on(Weekday::of(day)) {
        if open.from > from {
            shut.push(Place::of(from, open.from.min(SHOWN.to)));
        }
        from = from.max(open.to);
    }
    if from < SHOWN.to {
        shut.push(Place::of(from, SHOWN.to));
    }
    shut
}

/// What kind of day it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DayKind {
    /// The holiday's name.
    pub holiday: Option<String>,
    /// No school: a weekend or a holiday.
    pub rest: bool,
    /// A weekend day that is worked.
    pub make_up: bool,
}

/// What kind of day the calendar says it is.
pub fn kind(calendar: &Calendar, day: NaiveDate) -> DayKind {
    let works = calendar.is_working(day, true);
    let weekend = matches!(Weekday::of(day), Weekday::Sat | Weekday::Sun);
    let eve = day.pred_opt().unwrap_or(day);
    let holiday = match works {
        true => None,
        false => calendar.rest_periods(eve, day, true).first().map(|period| period.name.clone()),
    };
    DayKind { holiday, rest: !works, make_up: works && weekend }
}

/// The days of a week.
pub fn days(monday: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    (0..7).map(move |n| monday + Days::new(n))
}

/// Whether days off take in a day.
pub fn is_off(off: &DayOff, day: NaiveDate) -> bool {
    off.from <= day && day <= off.to
}

/// Whether a booking is on a day.
pub fn is_on(booking: &Booking, day: NaiveDate) -> bool {
    local_day(booking.start) == day
}

/// `2026-W49` as its Monday.
pub fn parse_week(text: &str) -> Option<NaiveDate> {
    let (year, week) = text.split_once("-W")?;
    NaiveDate::from_isoywd_opt(year.parse().ok()?, week.parse().ok()?, chrono::Weekday::Mon)
}

/// The week of a day, as `2026-W49`.
pub fn week_of(day: NaiveDate) -> String {
    use chrono::Datelike;
    let week = day.iso_week();
    format!("{}-W{:02}", week.year(), week.week())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_its_rows_and_stays_on_the_page() {
        for (from, to, row, span) in [
            (480, 495, 1, 1),
            (570, 610, 7, 3),
            (1065, 1080, 40, 1),
            (420, 500, 1, 2),
            (400, 420, 1, 1),
            (1060, 1200, 39, 2),
            (1200, 1260, 40, 1),
            (575, 580, 7, 1),
        ] {
            assert_eq!(Place::of(from, to), Place { row, span }, "{from}–{to}");
        }
    }

    #[test]
    fn what_overlaps_stands_side_by_side_and_a_lane_is_used_again() {
        let place = |row, span| Place { row, span };
        let day = [place(1, 4), place(2, 2), place(4, 4), place(5, 2), place(9, 1)];
        assert_eq!(lanes(&day), [1, 2, 2, 1, 1]);
        let crowd = vec![place(3, 3); LANES + 3];
        assert_eq!(lanes(&crowd).into_iter().max(), Some(LANES));
    }

    #[test]
    fn a_room_is_shut_before_between_and_after_its_hours() {
        let monday = NaiveDate::from_ymd_opt(2026, 11, 30).unwrap();
        let mut week = Weekly::default();
        week.add(Weekday::Mon, Span { from: 540, to: 720 });
        week.add(Weekday::Mon, Span { from: 840, to: 1020 });
        let rows: Vec<(i32, i32)> = shut(&week, monday).iter().map(|p| (p.row, p.span)).collect();
        assert_eq!(rows, [(1, 4), (17, 8), (37, 4)]);
        assert_eq!(shut(&week, monday.succ_opt().unwrap()), [Place { row: 1, span: 40 }]);
    }

    #[test]
    fn a_week_is_read_as_it_is_written() {
        let monday = NaiveDate::from_ymd_opt(2026, 11, 30).unwrap();
        assert_eq!(week_of(monday), "2026-W49");
        assert_eq!(parse_week("2026-W49"), Some(monday));
        assert_eq!(week_of(NaiveDate::from_ymd_opt(2027, 1, 3).unwrap()), "2026-W53");
        for wrong in ["", "2026", "2026-W", "2026-W54", "2026-W00", "x-W1", "2026-49"] {
            assert_eq!(parse_week(wrong), None, "{wrong}");
        }
    }
}
