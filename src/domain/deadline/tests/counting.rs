//! When a budget ends.

use super::*;

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
