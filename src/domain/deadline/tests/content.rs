//! What the files say, and what is said about wrong ones.

use super::*;

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
        said(include_str!("../../../../content/locales/zh-CN/clock.toml")),
        "第 3 个工作日，共 5 个；等待材料暂停 2 个工作日；10月1日至10月7日放假；10月10日是调休上班日"
    );
    assert_eq!(
        said(include_str!("../../../../content/locales/en/clock.toml")),
        "working day 3 of 5; paused 2 working days for materials; 1 Oct to 7 Oct are days off; 10 Oct is a make-up workday"
    );
}
