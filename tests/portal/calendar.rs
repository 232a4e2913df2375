//! Our calendar against an independent one: PyPI `chinesecalendar`, every day of 2025 and 2026.

use std::path::{Path, PathBuf};
use std::process::Command;

use chrono::NaiveDate;
use yimen::domain::deadline::{Calendar, CalendarFile, OverlayFile};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn file<T: serde::de::DeserializeOwned>(name: &str) -> T {
    let path = root().join("content/calendar").join(name);
    let text = std::fs::read_to_string(&path).unwrap();
    toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn ours() -> Calendar {
    let years: Vec<CalendarFile> = ["2025.toml", "2026.toml", "2027.toml"].map(file).into();
    Calendar::build(years, Some(file::<OverlayFile>("cn-gx.toml"))).unwrap()
}

/// The python that has the package: `make test` puts it into `tests/tools/.venv`.
fn python() -> PathBuf {
    std::env::var_os("YIMEN_TEST_PYTHON")
        .map_or_else(|| root().join("tests/tools/.venv/bin/python"), PathBuf::from)
}

fn theirs() -> Vec<(NaiveDate, bool)> {
    let python = python();
    let script = root().join("tests/tools/calendar_dates.py");
    let output = Command::new(&python).arg(script).output().unwrap_or_else(|error| {
        panic!(
            "{}: {error}; run `make test`, or name a python in YIMEN_TEST_PYTHON",
            python.display()
        )
    });
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "is chinesecalendar installed? {complaint}");
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .map(|line| {
            let (day, worked) = line.split_once(' ').unwrap();
            (day.parse().unwrap(), worked == "1")
        })
        .collect()
}

#[test]
fn every_day_of_2025_and_2026_agrees_with_chinesecalendar() {
    let (ours, theirs) = (ours(), theirs());
    assert_eq!(theirs.len(), 730);
    let wrong: Vec<_> =
        theirs.iter().filter(|(day, worked)| ours.is_working(*day, false) != *worked).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn the_comparison_would_notice_a_missing_day() {
    let mut years: Vec<CalendarFile> = ["2025.toml", "2026.toml"].map(file).into();
    years[1].working.pop();
    let wrong = Calendar::build(years, None).unwrap();
    assert!(theirs().iter().any(|(day, worked)| wrong.is_working(*day, false) != *worked));
}
