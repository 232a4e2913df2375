//! Worked examples, on the real calendar and the real definitions.

use chrono::{NaiveDate, TimeDelta};

use super::*;
use crate::domain::Time;

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// An instant by the clock on the wall in China.
pub(super) fn china(text: &str) -> Time {
    Time::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap() - TimeDelta::hours(8)
}

pub(super) fn years() -> Vec<CalendarFile> {
    [
        include_str!("../../../content/calendar/2025.toml"),
        include_str!("../../../content/calendar/2026.toml"),
        include_str!("../../../content/calendar/2027.toml"),
    ]
    .map(|text| toml::from_str(text).unwrap())
    .to_vec()
}

pub(super) fn calendar() -> Calendar {
    let overlay = toml::from_str(include_str!("../../../content/calendar/cn-gx.toml")).unwrap();
    Calendar::build(years(), Some(overlay)).unwrap()
}

/// The real calendar with rest days for the region, as an administrator might enter them.
pub(super) fn regional() -> Calendar {
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

pub(super) fn definitions() -> Definitions {
    let files = [
        include_str!("../../../content/clocks/administration.toml"),
        include_str!("../../../content/clocks/court.toml"),
        include_str!("../../../content/clocks/labour.toml"),
        include_str!("../../../content/clocks/legal_aid.toml"),
        include_str!("../../../content/clocks/mediation.toml"),
        include_str!("../../../content/clocks/petition.toml"),
        include_str!("../../../content/clocks/police.toml"),
        include_str!("../../../content/clocks/promises.toml"),
        include_str!("../../../content/clocks/reconsideration.toml"),
    ];
    Definitions::build(files.map(|text| toml::from_str(text).unwrap()).to_vec()).unwrap()
}

fn started(slug: &str, at: &str) -> Clock {
    let definitions = definitions();
    let definition = definitions.get(slug).unwrap();
    start(definition, "c1".to_owned(), "o1".to_owned(), None, china(at), &calendar())
}

fn nominal(at: &str, budget: i32, unit: Unit, counting: Counting) -> NaiveDate {
    local_day(due(china(at), budget, unit, &[], None, &calendar(), counting).nominal)
}

fn rolled(at: &str, budget: i32, unit: Unit, counting: Counting) -> NaiveDate {
    local_day(due(china(at), budget, unit, &[], None, &calendar(), counting).rolled)
}

#[test]
fn working_days_skip_holidays_and_count_make_up_days() {
    // Wed 30 Sep 2026; off 1–7 Oct; Thu 8, Fri 9 and the make-up Sat 10 are worked.
    let due = due(
        china("2026-09-30 10:00"),
        3,
        Unit::WorkingDays,
        &[],
        None,
        &calendar(),
        Counting::Agency,
    );
    assert_eq!(due.nominal, china("2026-10-10 23:59") + TimeDelta::seconds(59));
    assert_eq!(due.rolled, due.nominal);
    assert!(!due.provisional);
}

#[test]
fn the_day_is_chinas_not_utcs() {
    // 00:30 on Tuesday in China is still Monday in UTC.
    assert_eq!(
        nominal("2026-03-03 00:30", 1, Unit::WorkingDays, Counting::Agency),
        day("2026-03-04")
    );
}

#[test]
fn months_end_on_the_corresponding_day_or_the_last() {
    assert_eq!(nominal("2026-01-31 09:00", 1, Unit::Months, Counting::Agency), day("2026-02-28"));
    assert_eq!(nominal("2026-03-15 09:00", 2, Unit::Months, Counting::Agency), day("2026-05-15"));
}

#[test]
fn hours_are_exact() {
    let due =
        due(china("2026-10-01 09:30"), 24, Unit::Hours, &[], None, &calendar(), Counting::Agency);
    assert_eq!(due.nominal, china("2026-10-02 09:30"));
}

#[test]
fn a_last_day_off_rolls_only_where_the_law_says_so() {
    let days = |at, counting| {
        (
            nominal(at, 15, Unit::CalendarDays, counting),
            rolled(at, 15, Unit::CalendarDays, counting),
        )
    };
    // Fifteen days from 18 Sep 2026 end on 3 Oct, in the holiday; Thu 8 Oct is the next worked day.
    assert_eq!(
        days("2026-09-18 09:00", Counting::AgencyRolling),
        (day("2026-10-03"), day("2026-10-08"))
    );
    assert_eq!(days("2026-09-18 09:00", Counting::Agency), (day("2026-10-03"), day("2026-10-03")));
    // A make-up Saturday is a working day: nothing rolls from it.
    assert_eq!(
        days("2026-09-25 09:00", Counting::AgencyRolling),
        (day("2026-10-10"), day("2026-10-10"))
    );
}

#[test]
fn past_the_published_year_a_date_is_provisional() {
    let clock = started("xf_conclude", "2026-11-20 09:00");
    assert!(clock.provisional);
    assert_eq!(calendar().published_through(), day("2026-12-31"));
    let mut published = years();
    published[2].published = true;
    published[2].version = 1;
    let recomputed = recompute(&clock, &Calendar::build(published, None).unwrap());
    assert!(!recomputed.provisional);
    assert_ne!(recomputed.calendar_version, clock.calendar_version);
}

#[test]
fn publishing_the_year_moves_provisional_dates() {
    let clock = started("reply", "2026-12-30 09:00");
    let mut published = years();
    published[2].published = true;
    published[2].off[0].to = day("2027-01-04");
    let moved = recompute(&clock, &Calendar::build(published, None).unwrap());
    assert!(moved.nominal_due > clock.nominal_due);
    let stopped = stop(&clock, china("2026-12-31 09:00"));
    assert_eq!(recompute(&stopped, &calendar()), stopped);
}

#[test]
fn regional_rest_days_lengthen_an_agencys_limit_and_never_a_filers() {
    let end = |counting| {
        let at = china("2026-04-17 09:00");
        local_day(due(at, 3, Unit::WorkingDays, &[], None, &regional(), counting).nominal)
    };
    assert_eq!(end(Counting::Filer), day("2026-04-22"));
    assert_eq!(end(Counting::Agency), day("2026-04-24"));
    assert!(regional().is_working(day("2026-04-26"), true), "the region's make-up Sunday");
    assert!(!regional().is_working(day("2026-04-26"), false));
}

#[test]
fn a_pause_gives_back_its_working_days_only() {
    // Reply: 10 working days from Fri 18 Sep 2026. Sun 20 is worked; off 25–27 and 1–7 Oct.
    let clock = started("reply", "2026-09-18 09:00");
    assert_eq!(local_day(clock.nominal_due), day("2026-10-09"));
    let paused = pause(&clock, PauseReason::Supplement, china("2026-09-24 15:00"));
    // Paused on Thu 24; Fri to Sun are off anyway; work goes on on Mon 28: one day given back.
    let resumed = resume(&paused, china("2026-09-28 10:00"), &calendar());
    assert_eq!(local_day(resumed.nominal_due), day("2026-10-10"));
}

#[test]
fn an_open_pause_moves_the_date_and_keeps_the_clock_from_being_late() {
    let clock = started("reply", "2026-03-02 09:00");
    let paused = pause(&clock, PauseReason::Supplement, china("2026-03-04 09:00"));
    let now = china("2026-06-01 09:00");
    let read = reading(&paused, now, &calendar());
    assert_eq!((read.light, read.late, read.running), (Light::Paused, None, 1));
    assert!(read.nominal_due > now);
    assert_eq!(late(&stop(&paused, now), now), None, "stopped while it stood still in time");
}

#[test]
fn a_second_pause_or_a_stray_resume_changes_nothing() {
    let clock = started("reply", "2026-03-02 09:00");
    assert_eq!(resume(&clock, china("2026-03-03 09:00"), &calendar()), clock);
    let paused = pause(&clock, PauseReason::Supplement, china("2026-03-04 09:00"));
    assert_eq!(pause(&paused, PauseReason::Hearing, china("2026-03-05 09:00")), paused);
    let stopped = stop(&paused, china("2026-03-05 09:00"));
    assert_eq!(stop(&stopped, china("2026-03-09 09:00")), stopped);
    assert_eq!(pause(&stopped, PauseReason::Hearing, china("2026-03-09 09:00")), stopped);
    assert_eq!(resume(&stopped, china("2026-03-09 09:00"), &calendar()), stopped);
}

#[test]
fn lateness_is_never_erased() {
    let clock = started("reply", "2026-03-02 09:00");
    let after = china("2026-03-20 09:00");
    let lateness = late(&clock, after).unwrap();
    assert_eq!(lateness.days(), 4);
    assert_eq!(extend(&clock, 5, Unit::WorkingDays, after, &calendar()), Err(ClockError::Late));
    let paused = pause(&clock, PauseReason::Hearing, after);
    let resumed = resume(&paused, china("2026-04-20 09:00"), &calendar());
    assert_eq!(resumed.rolled_due, clock.rolled_due, "a pause after the end moves nothing");
    assert!(late(&paused, after).is_some());
    let stopped = stop(&clock, after);
    assert_eq!(late(&stopped, china("2027-01-01 09:00")), Some(lateness));
    assert_eq!(reading(&stopped, china("2027-01-01 09:00"), &calendar()).late_by, 4);
}

#[test]
fn the_last_second_of_the_day_is_in_time() {
    let clock = started("dispatch", "2026-03-02 09:00");
    assert_eq!(late(&clock, china("2026-03-03 23:59") + TimeDelta::milliseconds(59_999)), None);
    assert!(late(&clock, china("2026-03-04 00:00")).is_some());
}

#[test]
fn extending_asks_the_definition_and_the_clock() {
    let definitions = definitions();
    let definition = definitions.get("police_public_order").unwrap();
    let clock = started("police_public_order", "2026-03-02 09:00");
    let at = china("2026-03-20 09:00");
    assert_eq!(definition.allows(&clock, 31, Unit::CalendarDays), Err(ClockError::TooLong));
    assert_eq!(definition.allows(&clock, 3, Unit::WorkingDays), Err(ClockError::Unit));
    let once = extend(&clock, 30, Unit::CalendarDays, at, &calendar()).unwrap();
    let twice = extend(&once, 30, Unit::CalendarDays, at, &calendar()).unwrap();
    assert_eq!(
        (twice.budget, twice.extended, local_day(twice.nominal_due)),
        (90, 2, day("2026-05-31"))
    );
    assert_eq!(definition.allows(&once, 30, Unit::CalendarDays), Ok(()));
    assert_eq!(definition.allows(&twice, 30, Unit::CalendarDays), Err(ClockError::UsedUp));
    assert_eq!(extend(&clock, 0, Unit::CalendarDays, at, &calendar()), Err(ClockError::Amount));
    assert_eq!(
        extend(&clock, i32::MAX, Unit::CalendarDays, at, &calendar()),
        Err(ClockError::Amount)
    );
    let none = definitions.get("la_review").unwrap();
    assert_eq!(none.allows(&clock, 1, Unit::CalendarDays), Err(ClockError::NoExtension));
}

#[test]
fn the_light_turns_on_the_nominal_date() {
    // Reconsideration: 30 days from 3 Sep 2026 end on Sat 3 Oct and roll to Thu 8 Oct.
    let clock = started("xzfy_decide_simple", "2026-09-03 09:00");
    assert_eq!(
        (local_day(clock.nominal_due), local_day(clock.rolled_due)),
        (day("2026-10-03"), day("2026-10-08"))
    );
    let light = |at| reading(&clock, china(at), &calendar()).light;
    assert_eq!(light("2026-09-27 09:00"), Light::Normal);
    assert_eq!(light("2026-09-28 00:01"), Light::Soon);
    assert_eq!(light("2026-10-06 09:00"), Light::Soon);
    assert_eq!(light("2026-10-08 23:59"), Light::Soon);
    assert_eq!(light("2026-10-09 00:00"), Light::Late);
}

#[test]
fn a_filer_never_sees_a_rolled_date() {
    let clock = started("jc_apply", "2026-09-03 09:00");
    assert!(clock.rolled_due > clock.nominal_due);
    let read = reading(&clock, china("2026-09-04 09:00"), &calendar());
    assert_eq!(read.rolled_due, read.nominal_due);
    assert!(!read.notes.iter().any(|note| matches!(note, Note::Rolled { .. })));
}

#[test]
fn a_pause_while_the_last_day_rolls_keeps_its_meaning() {
    let clock = started("xzfy_decide_simple", "2026-09-03 09:00");
    let paused = pause(&clock, PauseReason::StatutorySuspension, china("2026-10-08 10:00"));
    let resumed = resume(&paused, china("2026-11-10 10:00"), &calendar());
    assert_eq!(local_day(resumed.nominal_due), day("2026-11-10"));
}

#[test]
fn unverified_rows_stay_out_and_promises_are_labelled() {
    let definitions = definitions();
    for slug in ["police_general", "hotline", "village_notice", "labour_arb_accept"] {
        assert!(definitions.get(slug).is_none(), "{slug} has no legal source");
    }
    let budget = |slug: &str| {
        let row = definitions.get(slug).unwrap();
        (row.budget, row.unit, row.source.text(), row.statutory())
    };
    let promise = |days, unit| (days, unit, "服务承诺".to_owned(), false);
    assert_eq!(budget("dispatch"), promise(1, Unit::WorkingDays));
    assert_eq!(budget("sign"), promise(1, Unit::WorkingDays));
    assert_eq!(budget("contact"), promise(2, Unit::WorkingDays));
    assert_eq!(budget("reply"), promise(10, Unit::WorkingDays));
    assert_eq!(budget("silence"), promise(15, Unit::CalendarDays));
    assert_eq!(budget("dispute_window"), promise(15, Unit::CalendarDays));
    assert_eq!(
        budget("xzfy_decide"),
        (60, Unit::CalendarDays, "《行政复议法》第62条".to_owned(), true)
    );
}

#[test]
fn what_is_wrong_with_a_row_is_said_in_words() {
    let text = r#"
        [[clock]]
        slug = "Reply!"
        name = { zh = "答复", en = "" }
        budget = 0
        unit = "working_days"
        source = { law = "某法", article = "§9" }
        starts_on = { zh = "收到", en = "receipt" }
        extension = { budget = 3, unit = "calendar_days", times = 1 }
        warn_days = 5
        version = "2026-01-01"
    "#;
    let file: DefinitionFile = toml::from_str(text).unwrap();
    let problems = Definitions::build(vec![file]).unwrap_err();
    for expected in [
        "plain word",
        "both languages",
        "between 1 and",
        "warn_days",
        "another unit",
        "not a number",
    ] {
        assert!(
            problems.iter().any(|problem| problem.contains(expected)),
            "{expected}: {problems:?}"
        );
    }
    let unknown = text.replace(r#"{ law = "某法", article = "§9" }"#, r#""惯例""#);
    assert!(
        toml::from_str::<DefinitionFile>(&unknown).unwrap_err().to_string().contains("服务承诺")
    );
}

#[test]
fn what_is_wrong_with_a_calendar_is_said_in_words() {
    let mut twice = years();
    twice.push(twice[0].clone());
    twice[1].working.push(day("2026-03-04"));
    twice[2].working.push(day("2026-10-03"));
    let problems = Calendar::build(twice, None).unwrap_err().join("\n");
    for expected in [
        "2025: the year is there twice",
        "2026-03-04 is not on a weekend",
        "2026-10-03 is not in this year",
    ] {
        assert!(problems.contains(expected), "{problems}");
    }
    assert!(Calendar::build(vec![], None).is_err());
    let gap =
        [years()[0].clone(), CalendarFile { year: 2028, published: true, ..years()[2].clone() }];
    assert!(Calendar::build(gap.to_vec(), None).is_err(), "2027 days in 2028");
}

#[test]
fn a_clock_explains_itself_in_both_languages() {
    // Five working days of waiting, told on Sat 10 Oct 2026, a make-up workday.
    let definitions = definitions();
    let definition = Definition { budget: 5, ..definitions.get("reply").unwrap().clone() };
    let calendar = calendar();
    let clock = start(
        &definition,
        "c".to_owned(),
        "o".to_owned(),
        None,
        china("2026-09-28 09:00"),
        &calendar,
    );
    let paused = pause(&clock, PauseReason::Supplement, china("2026-09-30 09:00"));
    let resumed = resume(&paused, china("2026-10-09 09:00"), &calendar);
    let read = reading(&resumed, china("2026-10-10 15:00"), &calendar);
    assert_eq!((read.elapsed, read.running, read.paused, read.remaining), (5, 3, 2, 2));
    let said = |locale: &str| {
        let words: std::collections::HashMap<String, String> = toml::from_str(locale).unwrap();
        say(&explain(&read), &|key| {
            words.get(key).cloned().unwrap_or_else(|| panic!("{key} is missing"))
        })
    };
    assert_eq!(
        said(include_str!("../../../content/locales/zh-CN/clock.toml")),
        "第 3 个工作日，共 5 个；等待材料暂停 2 个工作日；10月1日至10月7日放假；10月10日是调休上班日"
    );
    assert_eq!(
        said(include_str!("../../../content/locales/en/clock.toml")),
        "working day 3 of 5; paused 2 working days for materials; 1 Oct to 7 Oct are days off; 10 Oct is a make-up workday"
    );
}
