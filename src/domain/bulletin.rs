//! 校园安全信息速递: when a bulletin is out, and who is written to about it.

use chrono::{NaiveDate, TimeDelta};

use super::Time;
use super::deadline::{end_of_day, local_day};
use super::topic::Topic;

/// Nobody is woken by a bulletin: mails of a day go out from this hour on, in China.
const FIRST_HOUR: i64 = 7;
/// A request to subscribe that nobody confirmed is erased after so many days.
pub const UNCONFIRMED_DAYS: i64 = 7;

/// Whether a bulletin of that date may be read now.
pub fn is_out(date: NaiveDate, now: Time) -> bool {
    date <= local_day(now)
}

/// Since when a bulletin, first noticed now, counts as out. What is there as the house opens (no
/// bulletin was ever noticed before) is its archive and counts from its date; later one may be
/// published after its date, and nobody could read it before.
pub fn out_since(date: NaiveDate, now: Time, house_opens: bool) -> Time {
    if house_opens { begin_of_day(date).min(now) } else { now }
}

/// When a bulletin that is out may be mailed: now, but on its own day not before the morning.
pub fn mailed_from(date: NaiveDate, now: Time) -> Time {
    now.max(begin_of_day(date) + TimeDelta::hours(FIRST_HOUR))
}

/// Whether somebody who chose these topics wants this one; who chose none wants all.
pub fn wants(chosen: &[Topic], topic: Topic) -> bool {
    chosen.is_empty() || chosen.contains(&topic)
}

/// The first instant of that day in China.
pub fn begin_of_day(day: NaiveDate) -> Time {
    end_of_day(day) - TimeDelta::seconds(86_399)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn at(text: &str) -> Time {
        text.parse().unwrap()
    }

    #[test]
    fn a_bulletin_is_out_from_midnight_in_china() {
        let date = day("2026-11-23");
        assert!(!is_out(date, at("2026-11-22T15:59:59")));
        assert!(is_out(date, at("2026-11-22T16:00:00")));
        assert_eq!(begin_of_day(date), at("2026-11-22T16:00:00"));
    }

    #[test]
    fn the_archive_counts_from_its_dates_and_what_comes_late_from_now() {
        let (date, now) = (day("2026-11-23"), at("2026-11-26T02:00:00"));
        assert_eq!(out_since(date, now, true), at("2026-11-22T16:00:00"));
        assert_eq!(out_since(date, now, false), now);
    }

    #[test]
    fn mail_waits_for_the_morning() {
        let date = day("2026-11-23");
        let seven = at("2026-11-22T23:00:00");
        assert_eq!(mailed_from(date, at("2026-11-22T16:01:00")), seven);
        assert_eq!(mailed_from(date, at("2026-11-23T05:00:00")), at("2026-11-23T05:00:00"));
    }

    #[test]
    fn who_chose_nothing_wants_everything() {
        assert!(wants(&[], Topic::Fire));
        assert!(wants(&[Topic::Food, Topic::Fire], Topic::Fire));
        assert!(!wants(&[Topic::Food], Topic::Fire));
    }
}
