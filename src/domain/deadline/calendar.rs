//! Working days: the weekday rule, what the State Council publishes for each year (rest days, and
//! the weekend days worked in exchange, 调休), and the region's own rest days laid over it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// One year of the national calendar: a file `content/calendar/<year>.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarFile {
    pub year: i32,
    /// False: only the statutory core days are known, and dates past here are provisional.
    pub published: bool,
    /// Raised with every correction.
    pub version: u32,
    /// The document it was taken from.
    pub source: String,
    pub off: Vec<OffPeriod>,
    /// Weekend days that are worked.
    pub working: Vec<NaiveDate>,
}

/// A region's days, laid over the national calendar: `content/calendar/cn-gx.toml`, or what an
/// administrator entered from the yearly notice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OverlayFile {
    pub region: String,
    pub version: u32,
    pub source: String,
    pub off: Vec<OffPeriod>,
    pub working: Vec<NaiveDate>,
}

/// Consecutive rest days with one name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OffPeriod {
    pub name: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// The calendar all clocks are counted by.
#[derive(Debug, Clone, PartialEq)]
pub struct Calendar {
    national: Layer,
    overlay: Layer,
    published_through: NaiveDate,
    version: String,
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Layer {
    periods: Vec<OffPeriod>,
    off: BTreeSet<NaiveDate>,
    working: BTreeSet<NaiveDate>,
}

impl Calendar {
    /// Puts the years and the overlay together; says in words everything that is wrong with them.
    pub fn build(
        years: Vec<CalendarFile>,
        overlay: Option<OverlayFile>,
    ) -> Result<Calendar, Vec<String>> {
        let mut problems = Vec::new();
        let mut by_year = BTreeMap::new();
        for file in years {
            problems.extend(check_year(&file));
            if let Some(twice) = by_year.insert(file.year, file) {
                problems.push(format!("calendar {}: the year is there twice", twice.year));
            }
        }
        if let Some(overlay) = &overlay {
            problems.extend(check_overlay(overlay));
        }
        let Some(through) = published_through(&by_year) else {
            problems.push("calendar: no published year".to_owned());
            return Err(problems);
        };
        if !problems.is_empty() {
            return Err(problems);
        }
        let version = version_of(&by_year, overlay.as_ref());
        let mut national = Layer::default();
        for file in by_year.into_values() {
            national.add(file.off, file.working);
        }
        let mut regional = Layer::default();
        if let Some(overlay) = overlay {
            regional.add(overlay.off, overlay.working);
        }
        Ok(Calendar { national, overlay: regional, published_through: through, version })
    }

    /// Whether the day is worked. With `overlay` the region's own days count too; see
    /// [`Counting::overlay`](super::Counting::overlay) for whom they count.
    pub fn is_working(&self, day: NaiveDate, overlay: bool) -> bool {
        if overlay && let Some(answer) = self.overlay.says(day) {
            return answer;
        }
        self.national.says(day).unwrap_or(!is_weekend(day))
    }

    /// The first working day on or after `day`: where a last day on a 法定休假日 rolls to.
    ///
    /// 法定休假日 is taken as every day the calendar gives off, ordinary weekends included; a
    /// weekend day worked in exchange is none. Only the rolled date depends on this reading, and
    /// no warning and no filer's date is ever taken from the rolled date.
    pub fn roll(&self, day: NaiveDate, overlay: bool) -> NaiveDate {
        let mut rolled = day;
        while !self.is_working(rolled, overlay) {
            match rolled.checked_add_days(Days::new(1)) {
                Some(next) => rolled = next,
                None => break,
            }
        }
        rolled
    }

    /// The last day the published calendars cover without a gap. What lies after is provisional.
    pub fn published_through(&self) -> NaiveDate {
        self.published_through
    }

    /// Changes whenever a date computed by it may change.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Weekend days worked in exchange after `after`, up to and with `through`.
    pub fn make_up_days(
        &self,
        after: NaiveDate,
        through: NaiveDate,
        overlay: bool,
    ) -> Vec<NaiveDate> {
        let mut days: BTreeSet<NaiveDate> = self.national.working.clone();
        if overlay {
            days.extend(&self.overlay.working);
        }
        days.into_iter()
            .filter(|day| *day > after && *day <= through && self.is_working(*day, overlay))
            .collect()
    }

    /// Published rest periods that touch the days after `after`, up to and with `through`.
    pub fn rest_periods(
        &self,
        after: NaiveDate,
        through: NaiveDate,
        overlay: bool,
    ) -> Vec<&OffPeriod> {
        let regional = self.overlay.periods.iter().filter(|_| overlay);
        let mut periods: Vec<&OffPeriod> = self
            .national
            .periods
            .iter()
            .chain(regional)
            .filter(|period| period.to > after && period.from <= through)
            .collect();
        periods.sort_by_key(|period| period.from);
        periods
    }
}

impl Layer {
    fn add(&mut self, periods: Vec<OffPeriod>, working: Vec<NaiveDate>) {
        self.off.extend(periods.iter().flat_map(days_of));
        self.periods.extend(periods);
        self.working.extend(working);
    }

    fn says(&self, day: NaiveDate) -> Option<bool> {
        match (self.off.contains(&day), self.working.contains(&day)) {
            (true, _) => Some(false),
            (false, true) => Some(true),
            (false, false) => None,
        }
    }
}

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

fn days_of(period: &OffPeriod) -> impl Iterator<Item = NaiveDate> + use<> {
    let to = period.to;
    period.from.iter_days().take_while(move |day| *day <= to)
}

/// The end of the run of published years that begins with the first of them.
fn published_through(years: &BTreeMap<i32, CalendarFile>) -> Option<NaiveDate> {
    let mut published = years.values().filter(|file| file.published).map(|file| file.year);
    let mut last = published.next()?;
    for year in published {
        if year != last + 1 {
            break;
        }
        last = year;
    }
    NaiveDate::from_ymd_opt(last, 12, 31)
}

fn version_of(years: &BTreeMap<i32, CalendarFile>, overlay: Option<&OverlayFile>) -> String {
    let mut parts: Vec<String> =
        years.values().map(|file| format!("{}.{}", file.year, file.version)).collect();
    if let Some(overlay) = overlay {
        parts.push(format!("{}.{}", overlay.region, overlay.version));
    }
    parts.join(" ")
}

fn check_year(file: &CalendarFile) -> Vec<String> {
    let place = format!("calendar {}", file.year);
    let mut problems = check_periods(&place, &file.off);
    let days = file.off.iter().flat_map(|period| [period.from, period.to]);
    for day in days.chain(file.working.iter().copied()).filter(|day| day.year() != file.year) {
        problems.push(format!("{place}: {day} is not in this year"));
    }
    for day in &file.working {
        if !is_weekend(*day) {
            problems.push(format!("{place}: make-up day {day} is not on a weekend"));
        }
    }
    problems.extend(check_both(&place, &file.off, &file.working));
    problems
}

fn check_overlay(file: &OverlayFile) -> Vec<String> {
    let place = format!("calendar {}", file.region);
    let mut problems = check_periods(&place, &file.off);
    problems.extend(check_both(&place, &file.off, &file.working));
    problems
}

fn check_periods(place: &str, periods: &[OffPeriod]) -> Vec<String> {
    let wrong = |period: &&OffPeriod| period.to < period.from || period.name.trim().is_empty();
    let mut problems: Vec<String> = periods
        .iter()
        .filter(wrong)
        .map(|p| {
            format!("{place}: {} {}–{} has no name or ends before it begins", p.name, p.from, p.to)
        })
        .collect();
    for pair in periods.windows(2) {
        if pair[1].from <= pair[0].to {
            problems.push(format!("{place}: {} begins before {} ends", pair[1].name, pair[0].name));
        }
    }
    problems
}

fn check_both(place: &str, off: &[OffPeriod], working: &[NaiveDate]) -> Vec<String> {
    working
        .iter()
        .filter(|day| off.iter().any(|period| period.from <= **day && **day <= period.to))
        .map(|day| format!("{place}: {day} is both off and worked"))
        .collect()
}
