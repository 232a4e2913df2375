//! What must hold whatever players report.

use chrono::TimeDelta;
use proptest::prelude::*;

use super::*;

const LENGTH: u64 = 60_000;

fn noon() -> Time {
    chrono::NaiveDate::from_ymd_opt(2026, 11, 27).unwrap().and_hms_opt(4, 0, 0).unwrap()
}

fn after(seconds: i64) -> Clock {
    Clock { now: noon() + TimeDelta::seconds(seconds), signed_in_at: noon() }
}

fn beat(session: &str, seq: i64, intervals: &[(f64, f64)]) -> Beat {
    Beat { session: session.into(), seq, intervals: intervals.to_vec(), position: None }
}

fn film() -> Standing {
    Standing::new(60.0)
}

/// Sessions that were opened at noon, and then these beats.
fn told(beats: &[Beat], clock: Clock) -> Standing {
    let open = ["s0", "s1", "s2"].map(|name| beat(name, 0, &[]));
    let opened = open.iter().fold(film(), |standing, beat| accept(&standing, beat, after(0)).0);
    beats.iter().fold(opened, |standing, beat| accept(&standing, beat, clock).0)
}

/// Seconds as a player may say them, some of them odd.
fn seconds() -> impl Strategy<Value = f64> {
    prop_oneof![
        8 => (-5_000i64..70_000).prop_map(|ms| ms as f64 / 1000.0),
        1 => prop_oneof![Just(f64::NAN), Just(f64::INFINITY), Just(f64::NEG_INFINITY)],
        1 => prop_oneof![Just(1e300), Just(-1e300), Just(f64::MIN_POSITIVE)],
    ]
}

fn beats() -> impl Strategy<Value = Vec<Beat>> {
    let intervals = prop::collection::vec((seconds(), seconds()), 0..6);
    let one = (0..3u8, 1..20i64, intervals, prop::option::of(seconds()));
    let one = one.prop_map(|(session, seq, intervals, position)| Beat {
        session: format!("s{session}"),
        seq,
        intervals,
        position,
    });
    prop::collection::vec(one, 0..20)
}

/// The film as one box for each millisecond: slow, and beyond doubt.
fn boxes(pieces: &[(u64, u64)]) -> Vec<bool> {
    let mut boxes = vec![false; 300];
    for (from, to) in pieces {
        for at in *from..*to {
            boxes[usize::try_from(at).unwrap()] = true;
        }
    }
    boxes
}

fn pieces() -> impl Strategy<Value = Vec<(u64, u64)>> {
    prop::collection::vec((0u64..300, 0u64..300), 0..12)
}

proptest! {
    #[test]
    fn the_set_is_what_boxes_say(a in pieces(), b in pieces(), most in 0u64..300) {
        let (one, other) = (Intervals::from_pieces(a.clone()), Intervals::from_pieces(b.clone()));
        let (a, b) = (boxes(&a), boxes(&b));
        let both: Vec<bool> = a.iter().zip(&b).map(|(a, b)| *a || *b).collect();
        let rest: Vec<bool> = a.iter().zip(&b).map(|(a, b)| *a && !*b).collect();
        prop_assert_eq!(boxes(one.union(&other).pieces()), both);
        prop_assert_eq!(boxes(one.without(&other).pieces()), rest);
        prop_assert_eq!(one.covered() as usize, a.iter().filter(|seen| **seen).count());
        let first = one.first(most);
        prop_assert_eq!(first.covered(), most.min(one.covered()));
        prop_assert_eq!(first.without(&one), Intervals::default());
        prop_assert_eq!(one.to_string().parse::<Intervals>(), Ok(one.clone()));
        prop_assert!(one.pieces().windows(2).all(|two| two[0].1 < two[1].0));
        prop_assert!(one.longest(3).pieces().len() <= 3);
    }

    /// A day has passed, so that the clock stops nobody.
    #[test]
    fn order_repeats_and_overlaps_change_nothing(beats in beats(), seed in any::<u64>()) {
        let straight = told(&beats, after(86_400));
        let mut mixed = beats.clone();
        mixed.extend(beats.iter().filter(|beat| beat.seq % 2 == 0).cloned());
        let turn = usize::try_from(seed % 1000).unwrap() % mixed.len().max(1);
        mixed.rotate_left(turn);
        mixed.reverse();
        let other = told(&mixed, after(86_400));
        prop_assert_eq!(&straight.seen, &other.seen);
        prop_assert_eq!(straight.completed_at, other.completed_at);
        for beat in &beats {
            prop_assert_eq!(straight.last_seq(&beat.session), other.last_seq(&beat.session));
        }
    }

    #[test]
    fn never_more_than_the_whole(beats in beats()) {
        let standing = told(&beats, after(86_400));
        prop_assert!((0.0..=1.0).contains(&standing.covered()));
        prop_assert!(standing.seen.covered() <= LENGTH && standing.position_ms <= LENGTH);
        prop_assert!(standing.seen.pieces().iter().all(|(_, to)| *to <= LENGTH));
    }

    /// However many sessions there are and whatever they say, at each moment.
    #[test]
    fn never_more_than_the_clock_allows(beats in beats(), gaps in prop::collection::vec(0i64..4, 20)) {
        let (mut standing, mut passed) = (film(), 0);
        for (beat, gap) in beats.iter().zip(gaps) {
            passed += gap;
            let covered = standing.seen.covered();
            standing = accept(&standing, beat, after(passed)).0;
            prop_assert!(standing.seen.covered() >= covered, "nothing is taken back");
            let allowed = FASTEST * passed * 1000 + GRACE_MS;
            prop_assert!(standing.seen.covered() as i64 <= allowed);
        }
    }

    /// Played at any speed up to the fastest, reported every fifteen seconds: all of it counts.
    #[test]
    fn who_plays_honestly_loses_nothing(speed in prop_oneof![Just(0.75), Just(1.0), Just(1.5), Just(2.0)]) {
        let mut standing = accept(&film(), &beat("a", 1, &[]), after(100)).0;
        let (mut at, mut seq) = (0.0, 1);
        while at < 60.0 {
            let to = f64::min(60.0, at + 15.0 * speed);
            seq += 1;
            let clock = after(100 + 15 * (seq - 1));
            let (next, faults) = accept(&standing, &beat("a", seq, &[(at, to)]), clock);
            prop_assert!(faults.is_empty());
            (standing, at) = (next, to);
        }
        prop_assert_eq!(standing.seen.covered(), LENGTH);
        prop_assert!(standing.completed_at.is_some());
    }

    #[test]
    fn complete_at_ninety_percent_and_not_before(to in 0u64..=60_000) {
        let all = beat("a", 1, &[(0.0, to as f64 / 1000.0)]);
        let standing = told(&[all], after(3600));
        prop_assert_eq!(standing.completed_at.is_some(), to >= 54_000);
    }
}

#[test]
fn a_jump_to_the_end_completes_nothing() {
    let standing = told(&[beat("a", 1, &[(0.0, 2.0), (58.0, 60.0)])], after(3600));
    assert_eq!((standing.seen.covered(), standing.completed_at), (4_000, None));
    assert_eq!(standing.position_ms, LENGTH);
}

#[test]
fn what_is_no_piece_of_the_film_is_named() {
    let odd = [
        (f64::NAN, 3.0),
        (0.0, f64::INFINITY),
        (9.0, 4.0),
        (-9.0, -4.0),
        (-9.0, 4.0),
        (70.0, 80.0),
        (50.0, 80.0),
        (50.0, 60.3),
    ];
    let (standing, faults) = accept(&film(), &beat("a", 1, &odd), after(3600));
    let expected = [
        (0, Fault::NotANumber),
        (1, Fault::NotANumber),
        (2, Fault::Reversed),
        (3, Fault::Negative),
        (4, Fault::Negative),
        (5, Fault::PastTheEnd),
        (6, Fault::PastTheEnd),
    ];
    assert_eq!(faults, expected);
    assert_eq!(standing.seen.to_string(), "0-4000 50000-60000");
}

#[test]
fn a_film_is_not_watched_faster_than_it_plays() {
    let whole = beat("a", 1, &[(0.0, 60.0)]);
    let (standing, faults) = accept(&film(), &whole, after(10));
    assert_eq!((standing.seen.covered(), faults), (25_000, vec![(0, Fault::TooFast)]));
    // Sessions that are opened now are worth no more than one, whatever they are called.
    let mut many = accept(&film(), &beat("a", 1, &[]), after(86_400)).0;
    for n in 0..10 {
        let piece = f64::from(n) * 6.0;
        let name = format!("s{n}");
        many = accept(&many, &beat(&name, 1, &[]), after(86_400)).0;
        many = accept(&many, &beat(&name, 2, &[(piece, piece + 6.0)]), after(86_401)).0;
    }
    assert!(many.seen.covered() <= 7_000, "{}", many.seen.covered());
}

#[test]
fn an_hour_without_a_network_is_worth_an_hour() {
    // Online until noon, then away; the page was read again from its cache, in two sessions.
    let mut standing = accept(&film(), &beat("a", 1, &[]), after(0)).0;
    standing = accept(&standing, &beat("a", 2, &[(0.0, 10.0)]), after(10)).0;
    // Somebody else at the same seat is online meanwhile, and comes first.
    standing = accept(&standing, &beat("c", 1, &[]), after(3600)).0;
    standing = accept(&standing, &beat("c", 2, &[(50.0, 60.0)]), after(3610)).0;
    let (standing, faults) = accept(&standing, &beat("b", 4, &[(40.0, 50.0)]), after(3611));
    assert!(faults.is_empty());
    let late: Vec<Beat> =
        (1..=3).map(|n| beat("b", n, &[(10.0 * n as f64, 10.0 * n as f64 + 10.0)])).collect();
    let whole = late.iter().fold(standing, |before, beat| accept(&before, beat, after(3612)).0);
    assert_eq!((whole.seen.covered(), whole.last_seq("b")), (LENGTH, 4));
}

#[test]
fn a_gap_in_the_numbers_is_not_acknowledged() {
    let clock = after(3600);
    let third = accept(&film(), &beat("a", 3, &[(20.0, 30.0)]), clock).0;
    assert_eq!((third.seen.covered(), third.last_seq("a")), (10_000, 0));
    let first = accept(&third, &beat("a", 1, &[(0.0, 10.0)]), clock).0;
    assert_eq!(first.last_seq("a"), 1);
    assert_eq!(accept(&first, &beat("a", 2, &[(10.0, 20.0)]), clock).0.last_seq("a"), 3);
    assert_eq!(accept(&film(), &beat("a", 0, &[]), clock).0.last_seq("a"), 0);
}

#[test]
fn the_player_says_where_it_stands() {
    let clock = after(3600);
    let at = |position| Beat { position, ..beat("a", 1, &[(0.0, 10.0)]) };
    assert_eq!(accept(&film(), &at(None), clock).0.position_ms, 10_000);
    assert_eq!(accept(&film(), &at(Some(3.5)), clock).0.position_ms, 3_500);
    assert_eq!(accept(&film(), &at(Some(f64::NAN)), clock).0.position_ms, 10_000);
    assert_eq!(accept(&film(), &at(Some(1e9)), clock).0.position_ms, LENGTH);
}
