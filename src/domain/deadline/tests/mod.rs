//! Worked examples, on the real calendar and the real definitions, and what holds for every clock.

mod clocks;
mod content;
mod counting;
mod properties;

use chrono::{NaiveDate, TimeDelta};

use super::*;
use crate::domain::Time;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// An instant by the clock on the wall in China.
fn china(text: &str) -> Time {
    Time::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap() - TimeDelta::hours(8)
}

fn years() -> Vec<CalendarFile> {
    [
        include_str!("../../../../content/calendar/2025.toml"),
        include_str!("../../../../content/calendar/2026.toml"),
        include_str!("../../../../content/calendar/2027.toml"),
    ]
    .map(|text| toml::from_str(text).unwrap())
    .to_vec()
}

fn calendar() -> Calendar {
    let overlay = toml::from_str(include_str!("../../../../content/calendar/cn-gx.toml")).unwrap();
    Calendar::build(years(), Some(overlay)).unwrap()
}

/// The real calendar with rest days for the region, as an administrator might enter them.
fn regional() -> Calendar {
    let period =
        OffPeriod {
            name: "壮族三月三".to_owned(), from: day("2026-04-20"), to: day("2026-04-21")
        };
    let overlay = OverlayFile {
        region: "CN-GX".to_owned(),
        version: 1,
        source: "test".to_owned(),
        off: vec![period],
        working: vec![day("2026-04-26")],
    };
    Calendar::build(years(), Some(overlay)).unwrap()
}

fn definitions() -> Definitions {
    let files = [
        include_str!("../../../../content/clocks/administration.toml"),
        include_str!("../../../../content/clocks/court.toml"),
        include_str!("../../../../content/clocks/labour.toml"),
        include_str!("../../../../content/clocks/legal_aid.toml"),
        include_str!("../../../../content/clocks/mediation.toml"),
        include_str!("../../../../content/clocks/petition.toml"),
        include_str!("../../../../content/clocks/police.toml"),
        include_str!("../../../../content/clocks/promises.toml"),
        include_str!("../../../../content/clocks/reconsideration.toml"),
    ];
    Definitions::build(files.map(|text| toml::from_str(text).unwrap()).to_vec()).unwrap()
}

fn started(slug: &str, at: &str) -> Clock {
    let definitions = definitions();
    let definition = definitions.get(slug).unwrap();
    start(definition, "c1".to_owned(), "o1".to_owned(), None, china(at), &calendar())
}
