//! What holds for every clock, whatever happens to it.

use proptest::prelude::*;

use super::*;

fn time() -> impl Strategy<Value = Time> {
    (0i64..3 * 365 * 24 * 3600)
        .prop_map(|seconds| china("2025-01-01 00:00") + TimeDelta::seconds(seconds))
}

fn unit() -> impl Strategy<Value = Unit> {
    prop::sample::select(Unit::ALL)
}

fn counting() -> impl Strategy<Value = Counting> {
    prop::sample::select(Counting::ALL)
}

/// Gaps and lengths, in seconds: pauses in order and apart.
fn pauses() -> impl Strategy<Value = Vec<(i64, i64)>> {
    prop::collection::vec((0i64..20 * 86_400, 0i64..20 * 86_400), 0..5)
}

fn laid_out(start: Time, gaps: &[(i64, i64)]) -> Vec<Pause> {
    let mut at = start;
    let mut pauses = Vec::new();
    for (gap, length) in gaps {
        let from = at + TimeDelta::seconds(*gap);
        at = from + TimeDelta::seconds(*length);
        pauses.push(Pause { reason: PauseReason::Supplement, from, to: Some(at) });
    }
    pauses
}

fn clock(start: Time, budget: i32, unit: Unit, counting: Counting, pauses: Vec<Pause>) -> Clock {
    let clock = Clock {
        id: "c".to_owned(),
        order_id: "o".to_owned(),
        assignment_id: None,
        definition: "reply".to_owned(),
        budget,
        unit,
        counting,
        warn_days: 1,
        started_at: start,
        pauses,
        nominal_due: start,
        rolled_due: start,
        provisional: false,
        calendar_version: String::new(),
        statutory: false,
        source: "服务承诺".to_owned(),
        stopped_at: None,
        extended: 0,
    };
    recompute(&clock, &regional())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn nothing_is_due_before_it_starts(start in time(), budget in 1i32..90, unit in unit(), counting in counting(), gaps in pauses()) {
        let due = due(start, budget, unit, &laid_out(start, &gaps), None, &regional(), counting);
        prop_assert!(due.nominal > start);
        prop_assert!(due.nominal <= due.rolled);
        prop_assert!(counting.rolls() || due.nominal == due.rolled);
    }

    #[test]
    fn more_budget_is_never_earlier(start in time(), budget in 1i32..90, more in 0i32..30, unit in unit(), counting in counting(), gaps in pauses()) {
        let pauses = laid_out(start, &gaps);
        let at = |budget| due(start, budget, unit, &pauses, None, &regional(), counting);
        prop_assert!(at(budget + more).nominal >= at(budget).nominal);
        prop_assert!(at(budget + more).rolled >= at(budget).rolled);
    }

    #[test]
    fn pausing_and_resuming_is_never_earlier(start in time(), budget in 1i32..60, unit in unit(), counting in counting(), gaps in pauses(), from in 0i64..60 * 86_400, length in 0i64..60 * 86_400) {
        let before = clock(start, budget, unit, counting, laid_out(start, &gaps));
        let at = start + TimeDelta::seconds(from);
        let paused = pause(&before, PauseReason::Hearing, at);
        let resumed = resume(&paused, at + TimeDelta::seconds(length), &regional());
        prop_assert!(resumed.nominal_due >= before.nominal_due);
        prop_assert!(resumed.rolled_due >= before.rolled_due);
    }

    #[test]
    fn an_open_pause_shows_the_date_that_resuming_now_would_give(start in time(), budget in 1i32..60, unit in unit(), counting in counting(), from in 0i64..60 * 86_400, length in 0i64..60 * 86_400) {
        let at = start + TimeDelta::seconds(from);
        let now = at + TimeDelta::seconds(length);
        let paused = pause(&clock(start, budget, unit, counting, vec![]), PauseReason::Hearing, at);
        let resumed = resume(&paused, now, &regional());
        prop_assert_eq!(paused.due_as_of(now, &regional()), resumed.due_as_of(now, &regional()));
    }

    #[test]
    fn running_and_paused_are_the_elapsed_time(start in time(), budget in 1i32..60, unit in unit(), counting in counting(), gaps in pauses(), later in 0i64..120 * 86_400, open in any::<bool>()) {
        let mut clock = clock(start, budget, unit, counting, laid_out(start, &gaps));
        let now = start + TimeDelta::seconds(later);
        if open { clock = pause(&clock, PauseReason::Hearing, now - TimeDelta::seconds(later / 3)); }
        let whole = spent(&clock, now, &regional());
        prop_assert_eq!(whole.running + whole.paused, whole.elapsed);
        prop_assert!(whole.running >= 0 && whole.paused >= 0);
        let read = reading(&clock, now, &regional());
        prop_assert_eq!(read.running + read.paused, read.elapsed);
        prop_assert!(read.remaining >= 0);
    }

    /// The two ways of counting agree: when a clock without a rolling gap is due, exactly its
    /// budget has run.
    #[test]
    fn what_has_run_when_it_is_due_is_the_budget(start in time(), budget in 1i32..60, unit in unit(), gaps in pauses()) {
        prop_assume!(unit != Unit::Months);
        let clock = clock(start, budget, unit, Counting::Agency, laid_out(start, &gaps));
        let run = spent(&clock, clock.nominal_due, &regional()).running;
        prop_assert_eq!(run, if unit == Unit::Hours { i64::from(budget) * 3600 } else { i64::from(budget) });
    }

    #[test]
    fn once_late_always_late(start in time(), budget in 1i32..30, unit in unit(), counting in counting(), over in 1i64..40 * 86_400, length in 0i64..40 * 86_400) {
        let clock = clock(start, budget, unit, counting, vec![]);
        let now = clock.rolled_due + TimeDelta::seconds(over);
        let then = now + TimeDelta::seconds(length);
        prop_assert!(late(&clock, now).is_some());
        let resumed = resume(&pause(&clock, PauseReason::Hearing, now), then, &regional());
        prop_assert!(late(&resumed, then).is_some());
        prop_assert!(late(&stop(&resumed, then), then).is_some());
        prop_assert_eq!(extend(&clock, 1, unit, now, &regional()), Err(ClockError::Late));
    }

    #[test]
    fn a_filers_limit_is_never_longer_than_without_the_region(start in time(), budget in 1i32..60, unit in unit()) {
        let national = calendar();
        let with = due(start, budget, unit, &[], None, &regional(), Counting::FilerRolling);
        let without = due(start, budget, unit, &[], None, &national, Counting::FilerRolling);
        prop_assert_eq!(with, without);
    }
}
