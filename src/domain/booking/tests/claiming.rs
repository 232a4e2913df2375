//! Claims: exactly what a meeting takes, and never twice.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use proptest::prelude::*;

use super::super::*;
use super::fixture::*;

fn hold(id: &str, meeting: Meeting) -> Booking {
    Booking {
        id: id.into(),
        order_id: "o".into(),
        line_id: id.into(),
        revision: 1,
        state: BookingState::Hold,
        meeting,
        expires_at: now() + TimeDelta::days(5),
        sequence: 0,
        confirmed_at: None,
        created_at: now(),
        updated_at: now(),
    }
}

#[test]
fn slots_are_the_quarters_that_a_time_touches() {
    let count = |from: &str, to: &str| {
        let range = slots(at(from), at(to));
        (slot_start(range.start), range.end - range.start)
    };
    let start = at("2026-11-30 09:00");
    assert_eq!(count("2026-11-30 09:00", "2026-11-30 10:00"), (start, 4));
    assert_eq!(count("2026-11-30 09:14", "2026-11-30 09:15"), (start, 1));
    assert_eq!(count("2026-11-30 09:14", "2026-11-30 09:16"), (start, 2));
    assert_eq!(slots(at("2026-11-30 09:00"), at("2026-11-30 09:00")).count(), 0);
}

#[test]
fn a_lecturer_travels_to_a_school_and_a_room_is_set_up() {
    let mut wanted = lesson("2026-11-30 10:00");
    let times = |wanted: &Wanted, room: Option<&crate::domain::room::Room>| -> Vec<String> {
        let clock = |slot| (slot_start(slot) + TimeDelta::hours(8)).format("%H:%M").to_string();
        needs(wanted, room)
            .iter()
            .map(|n| format!("{} {}–{}", n.resource, clock(n.slots.start), clock(n.slots.end)))
            .collect()
    };
    assert_eq!(times(&wanted, None), ["lecturer:x 09:30–11:15", "class:s1:四(1)班 10:00–10:45"]);
    wanted.meeting.room = Some("base".into());
    let base = room("base", 2, 100);
    assert_eq!(
        times(&wanted, Some(&base)),
        ["lecturer:x 10:00–10:45", "room:base 09:30–11:00", "class:s1:四(1)班 10:00–10:45"],
        "twenty minutes of setting up, in whole quarters"
    );
    let units: Vec<i32> = needs(&wanted, Some(&base)).iter().map(|need| need.units).collect();
    assert_eq!(units, [1, 2, 1]);
}

#[test]
fn a_class_named_twice_is_one_class() {
    let mut wanted = lesson("2026-11-30 10:00");
    wanted.meeting.classes.push("四(1)班".into());
    let made = claims(&wanted, None, &Taken::default()).unwrap();
    assert_eq!(made.iter().collect::<BTreeSet<_>>().len(), made.len());
}

#[test]
fn two_holds_for_one_time_contest_it() {
    let wanted = lesson("2026-11-30 10:00");
    let mut rival = lesson("2026-11-30 11:00").meeting;
    rival.school = "s2".into();
    let mut later = lesson("2026-11-30 14:00").meeting;
    later.school = "s2".into();
    let holds = [hold("rival", rival), hold("later", later)];
    let found = contested(&wanted, None, &holds, &Taken::default());
    let ids: Vec<&str> = found.iter().map(|hold| hold.id.as_str()).collect();
    assert_eq!(ids, ["rival"], "the way back and the way there meet");
}

#[test]
fn a_base_for_two_is_contested_by_the_second_rival() {
    let base = room("base", 2, 100);
    let wanted = visit("2026-11-30 10:00", "四(1)班", 30);
    let one = hold("one", visit("2026-11-30 10:00", "四(2)班", 30).meeting);
    let two = hold("two", visit("2026-11-30 10:00", "四(3)班", 30).meeting);
    let free = Taken::default();
    let found = |holds: &[Booking]| contested(&wanted, Some(&base), holds, &free).len();
    assert_eq!(found(std::slice::from_ref(&one)), 0);
    assert_eq!(found(&[one.clone(), two.clone()]), 2);
    let mut large = one.clone();
    large.meeting.seats = 71;
    assert_eq!(found(&[large]), 1, "places for two, but not so many");
    let mut same_class = one;
    same_class.meeting.classes = wanted.classes.clone();
    assert_eq!(found(&[same_class]), 1, "the class can be there once");
}

#[test]
fn only_what_stands_is_live() {
    let mut booking = hold("b", lesson("2026-11-30 10:00").meeting);
    assert!(booking.is_live(now()));
    assert!(!booking.is_live(booking.expires_at));
    booking.state = BookingState::Firm;
    assert!(booking.is_live(booking.expires_at));
    for over in [BookingState::Released, BookingState::Expired, BookingState::Lost] {
        booking.state = over;
        assert!(!booking.is_live(now()));
    }
}

/// Some meeting within two days, of few lecturers, rooms and classes, so that they meet often.
fn any_meeting() -> impl Strategy<Value = Meeting> {
    let who = prop_oneof![Just(None), Just(Some("x")), Just(Some("y"))];
    let place = prop_oneof![Just(None), Just(Some("base"))];
    let class = prop::sample::subsequence(vec!["一班", "二班", "三班"], 0..=3);
    (0..2880i64, 5..180i64, who, place, class, 1..80i32).prop_map(
        |(minute, minutes, lecturer, room, classes, seats)| {
            let start = at("2026-11-30 00:00") + TimeDelta::minutes(minute);
            Meeting {
                start,
                end: start + TimeDelta::minutes(minutes),
                lecturer: lecturer.map(str::to_owned),
                room: room.map(str::to_owned),
                place: String::new(),
                seats,
                school: "s".into(),
                classes: classes.into_iter().map(str::to_owned).collect(),
            }
        },
    )
}

proptest! {
    #[test]
    fn no_two_firm_bookings_share_a_claim(meetings in prop::collection::vec(any_meeting(), 1..40)) {
        let base = room("base", 2, 100);
        let (mut taken, mut all) = (Taken::default(), BTreeSet::new());
        let mut firm: Vec<Meeting> = Vec::new();
        for meeting in meetings {
            let Ok(made) = claims(&meeting, Some(&base), &taken) else {
                prop_assert!(!clashes(&meeting, Some(&base), &taken).is_empty());
                continue;
            };
            for claim in &made {
                prop_assert!(all.insert(claim.clone()), "{claim:?} twice");
                let units = if matches!(claim.resource, Resource::Room(_)) { 2 } else { 1 };
                prop_assert!(claim.unit < units);
            }
            taken.add_all(&made, meeting.seats);
            firm.push(meeting);
        }
        let resource = Resource::Room("base".into());
        prop_assert!(taken.most_seats(&resource, i64::MIN..i64::MAX) <= 100);
        for (at, one) in firm.iter().enumerate() {
            for other in &firm[at + 1..] {
                let (first, second) = if one.start <= other.start { (one, other) } else { (other, one) };
                if first.lecturer.is_some() && first.lecturer == second.lecturer {
                    let travel = |m: &Meeting| if m.room.is_none() { TRAVEL_MINUTES } else { 0 };
                    let gap = (second.start - first.end).num_minutes();
                    prop_assert!(gap >= travel(first) + travel(second), "{gap} minutes between");
                }
                if first.classes.iter().any(|class| second.classes.contains(class)) {
                    prop_assert!(second.start >= first.end, "a class in two places");
                }
            }
        }
    }

    #[test]
    fn slots_cover_the_range_exactly(start in -200_000i64..200_000, seconds in 1i64..100_000) {
        let start = at("2026-11-30 00:00") + TimeDelta::seconds(start);
        let end = start + TimeDelta::seconds(seconds);
        let covered = slots(start, end);
        prop_assert!(slot_start(covered.start) <= start && end <= slot_start(covered.end));
        prop_assert!(slot_start(covered.start + 1) > start && slot_start(covered.end - 1) < end);
    }

    #[test]
    fn what_is_offered_as_free_is_free(meetings in prop::collection::vec(any_meeting(), 0..20)) {
        let mut world = World::of_room(room("base", 2, 100));
        for meeting in meetings {
            if let Ok(made) = claims(&meeting, world.room.as_ref(), &world.taken) {
                world.taken.add_all(&made, meeting.seats);
            }
        }
        let mut wanted = visit("2026-11-30 10:00", "一班", 50);
        wanted.meeting.school = "s".into();
        let found = free_slots(&wanted, day("2026-11-28"), day("2026-12-01"), 3, &world.around());
        prop_assert!(found.windows(2).all(|pair| pair[0] < pair[1]));
        for start in found {
            let length = wanted.end - wanted.start;
            wanted.meeting.start = start;
            wanted.meeting.end = start + length;
            prop_assert!(claims(&wanted, world.room.as_ref(), &world.taken).is_ok());
            prop_assert!(world.words(&wanted).is_empty());
        }
    }

    #[test]
    fn the_word_of_a_resource_reads_back(school in "[a-z0-9]{1,8}", name in "[^\n]{0,12}") {
        for resource in [
            Resource::Lecturer(school.clone()),
            Resource::Room(school.clone()),
            Resource::Class { school, name },
        ] {
            prop_assert_eq!(resource.to_string().parse(), Ok(resource));
        }
    }
}

#[test]
fn a_word_that_names_nothing_is_none() {
    for word in ["", "room", "room:", "class:s", "car:1"] {
        assert_eq!(word.parse::<Resource>(), Err(word.to_owned()));
    }
}
