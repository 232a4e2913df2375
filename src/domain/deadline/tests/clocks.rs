//! What happens to a clock, and what it shows.

use super::*;

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
