//! Chinese school terms: 秋季学期 and 春季学期.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};

use crate::text_enum;

text_enum! {
    /// Which half of the school year.
    pub enum Half { Spring = "spring", Autumn = "autumn" }
}

/// A term, such as `2026-autumn`. In order of time.
///
/// The boundaries are ours: autumn from 1 August to 31 January, spring from 1 February to 31 July.
/// Schools begin in September and stop in July, each on days of its own; what is ordered in August
/// is for the term that begins, and so counts with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Term {
    /// The year in which it begins.
    pub year: i32,
    pub half: Half,
}

/// The term of a day in China.
pub fn term_of(day: NaiveDate) -> Term {
    match day.month() {
        1 => Term { year: day.year() - 1, half: Half::Autumn },
        2..=7 => Term { year: day.year(), half: Half::Spring },
        _ => Term { year: day.year(), half: Half::Autumn },
    }
}

impl Term {
    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        let month = if self.half == Half::Spring { 2 } else { 8 };
        NaiveDate::from_ymd_opt(self.year, month, 1).unwrap_or_default()
    }

    /// Its last day.
    pub fn last_day(self) -> NaiveDate {
        self.next().first_day().pred_opt().unwrap_or_default()
    }

    /// The one after it.
    #[must_use]
    pub fn next(self) -> Term {
        match self.half {
            Half::Spring => Term { half: Half::Autumn, ..self },
            Half::Autumn => Term { year: self.year + 1, half: Half::Spring },
        }
    }

    /// The terms from this one to another, the last first; none where the other lies before.
    pub fn back_from(self, last: Term) -> Vec<Term> {
        let mut terms: Vec<Term> = std::iter::successors(Some(self), |term| Some(term.next()))
            .take_while(|term| *term <= last)
            .collect();
        terms.reverse();
        terms
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{}", self.year, self.half)
    }
}

impl FromStr for Term {
    type Err = ();

    fn from_str(text: &str) -> Result<Term, ()> {
        let (year, half) = text.split_once('-').ok_or(())?;
        let plain = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
        let year = year.parse().ok().filter(|year| plain && (2000..=2999).contains(year));
        Ok(Term { year: year.ok_or(())?, half: half.parse().map_err(|_| ())? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_is_in_the_term_that_its_school_is_in() {
        for (of, term) in [
            ("2026-01-31", "2025-autumn"),
            ("2026-02-01", "2026-spring"),
            ("2026-07-31", "2026-spring"),
            ("2026-08-01", "2026-autumn"),
            ("2026-09-01", "2026-autumn"),
            ("2026-12-31", "2026-autumn"),
            ("2027-01-01", "2026-autumn"),
        ] {
            assert_eq!(term_of(day(of)).to_string(), term, "{of}");
        }
    }

    #[test]
    fn terms_follow_each_other_without_a_gap() {
        let mut term = term_of(day("2025-09-01"));
        for _ in 0..8 {
            let next = term.next();
            assert_eq!(term.last_day().succ_opt().unwrap(), next.first_day());
            assert!(term < next);
            for within in [term.first_day(), term.last_day()] {
                assert_eq!(term_of(within), term);
            }
            term = next;
        }
        let back = term_of(day("2025-09-01")).back_from(term_of(day("2026-09-01")));
        let names: Vec<String> = back.iter().map(Term::to_string).collect();
        assert_eq!(names, ["2026-autumn", "2026-spring", "2025-autumn"]);
        assert!(term.back_from(term_of(day("2020-01-01"))).is_empty());
    }

    #[test]
    fn a_term_reads_back_and_nothing_else_does() {
        let term = term_of(day("2026-11-26"));
        assert_eq!(term.to_string().parse(), Ok(term));
        for wrong in ["", "2026", "2026-summer", "26-autumn", "+026-autumn", "1999-spring", "x-y"] {
            assert_eq!(wrong.parse::<Term>(), Err(()), "{wrong}");
        }
    }
}
