//! Each reason by itself, and all of them together.

use super::super::*;
use super::fixture::*;
use crate::domain::course::Stage;

#[test]
fn a_lesson_with_nothing_in_its_way() {
    assert_eq!(World::new().words(&lesson("2026-11-30 09:00")), [""; 0]);
}

#[test]
fn the_day_itself() {
    let world = World::new();
    for (start, words) in [
        ("2026-11-25 09:00", vec!["past"]),
        ("2026-11-26 12:00", vec!["past"]),
        ("2026-11-28 09:00", vec!["weekend"]),
        ("2026-12-10 09:00", vec!["holiday"]),
        ("2026-12-12 09:00", vec![]),
        ("2026-11-22 09:00", vec!["past", "weekend"]),
    ] {
        assert_eq!(world.words(&lesson(start)), words, "{start}");
        let mut meant = lesson(start);
        meant.holiday_meant = true;
        let left: Vec<_> = words.into_iter().filter(|word| *word == "past").collect();
        assert_eq!(world.words(&meant), left, "{start}, and meant");
    }
    let found = obstacles(&lesson("2026-12-11 09:00"), &world.around());
    assert_eq!(found, [Obstacle::Holiday { day: day("2026-12-11"), name: "国庆节".into() }]);
    assert!(found[0].may_be_meant());
}

#[test]
fn times_that_are_none() {
    let world = World::new();
    for (start, end) in [
        ("2026-11-30 10:00", "2026-11-30 10:00"),
        ("2026-11-30 10:00", "2026-11-30 09:00"),
        ("2026-11-30 10:00", "2026-12-01 10:00"),
    ] {
        let mut wanted = lesson(start);
        wanted.meeting.end = at(end);
        assert_eq!(world.words(&wanted), ["times"], "{start}–{end}");
    }
}

#[test]
fn the_lecturer() {
    let wanted = lesson("2026-11-30 09:00");
    let with = |change: &dyn Fn(&mut World)| {
        let mut world = World::new();
        change(&mut world);
        world.words(&wanted)
    };
    let person = |change: fn(&mut crate::domain::lecturer::Lecturer)| {
        with(&|world| world.lecturer.iter_mut().for_each(change))
    };
    assert_eq!(person(|who| who.active = false), ["gone"]);
    assert_eq!(person(|who| who.weekly = workdays("09:00", "09:30")), ["outside_hours"]);
    assert_eq!(person(|who| who.yearly_max = 0), ["yearly_maximum"]);
    assert_eq!(person(|who| who.vetting_valid_until = None), ["never_vetted"]);
    let until = |until: &'static str| {
        with(&|world| {
            world.lecturer.iter_mut().for_each(|who| who.vetting_valid_until = Some(day(until)));
        })
    };
    assert_eq!(until("2026-11-29"), ["vetting_runs_out"], "valid today, but not on the day");
    assert_eq!(until("2026-11-30"), [""; 0], "it holds until and with that day");
    assert_eq!(person(|who| who.courses.clear()), ["not_taught"]);
    let off = |from: &str, to: &str| DayOff {
        id: "o".into(),
        resource: Resource::Lecturer("x".into()),
        from: day(from),
        to: day(to),
    };
    assert_eq!(with(&|w| w.days_off = vec![off("2026-11-27", "2026-11-30")]), ["day_off"]);
    assert_eq!(with(&|w| w.days_off = vec![off("2026-12-01", "2026-12-04")]), [""; 0]);
    assert_eq!(with(&|w| w.by_year = [(2026, 10)].into()), ["yearly_maximum"]);
    assert_eq!(with(&|w| w.by_year = [(2026, 9)].into()), [""; 0]);
    assert_eq!(with(&|w| w.by_year = [(2027, 10)].into()), [""; 0], "another year");
}

#[test]
fn grown_ups_need_no_vetted_lecturer() {
    let mut world = World::new();
    world.lecturer.iter_mut().for_each(|who| who.vetting_valid_until = None);
    for stage in Stage::ALL {
        let mut wanted = lesson("2026-11-30 09:00");
        wanted.stage = *stage;
        assert_eq!(world.words(&wanted).is_empty(), !stage.is_minors(), "{stage}");
    }
}

#[test]
fn a_wish_without_a_course_asks_nobody_what_they_teach() {
    let mut world = World::new();
    world.lecturer.iter_mut().for_each(|who| who.courses.clear());
    let mut wanted = lesson("2026-11-30 09:00");
    wanted.course = None;
    assert_eq!(world.words(&wanted), [""; 0]);
}

#[test]
fn the_room() {
    let wanted = visit("2026-11-30 10:00", "四(1)班", 60);
    let with = |change: fn(&mut World)| {
        let mut world = World::of_room(room("base", 1, 60));
        change(&mut world);
        world.words(&wanted)
    };
    assert_eq!(with(|_| {}), [""; 0]);
    assert_eq!(with(|w| w.room.iter_mut().for_each(|r| r.agency_only = true)), ["agency_only"]);
    assert_eq!(with(|w| w.room.iter_mut().for_each(|r| r.capacity = 59)), ["too_many"]);
    assert_eq!(with(|w| w.room.iter_mut().for_each(|r| r.hours.clear())), ["room_closed"]);
    assert_eq!(
        with(|w| w.days_off.push(DayOff {
            id: "o".into(),
            resource: Resource::Room("base".into()),
            from: day("2026-11-30"),
            to: day("2026-11-30"),
        })),
        ["room_day_off"]
    );
}

#[test]
fn what_others_have() {
    let mut world = World::new();
    world.confirm(&lesson("2026-11-30 09:00"));
    // 09:00–09:40 with half an hour of travel on each side; both lecturers travel.
    let mut other = lesson("2026-11-30 10:30");
    other.meeting.school = "s2".into();
    assert_eq!(
        obstacles(&other, &world.around()),
        [Obstacle::LecturerBusy {
            lecturer: "x法官".into(),
            from: at("2026-11-30 08:30"),
            to: at("2026-11-30 10:15"),
        }]
    );
    other.meeting.start = at("2026-11-30 10:45");
    other.meeting.end = at("2026-11-30 11:25");
    assert_eq!(world.words(&other), [""; 0]);
    // The same class, another lecturer.
    let mut same_class = lesson("2026-11-30 09:15");
    same_class.meeting.lecturer = None;
    world.lecturer = None;
    assert_eq!(world.words(&same_class), ["class_busy"]);
    same_class.meeting.classes = vec!["四(2)班".into()];
    assert_eq!(world.words(&same_class), [""; 0]);
    same_class.meeting.school = "s2".into();
    same_class.meeting.classes = vec!["四(1)班".into()];
    assert_eq!(world.words(&same_class), [""; 0], "a class of the same name at another school");
}

#[test]
fn two_parties_fit_and_their_seats_add_up() {
    let mut world = World::of_room(room("base", 2, 100));
    world.confirm(&visit("2026-11-30 10:00", "四(1)班", 60));
    let second = |seats| visit("2026-11-30 10:30", "四(2)班", seats);
    let found = obstacles(&second(41), &world.around());
    assert_eq!(found, [Obstacle::TooMany { room: "base".into(), capacity: 100, left: 40 }]);
    assert_eq!(world.words(&second(40)), [""; 0]);
    world.confirm(&second(40));
    assert_eq!(world.words(&visit("2026-11-30 10:45", "四(3)班", 1)), ["room_taken"]);
    assert_eq!(world.words(&visit("2026-11-30 13:00", "四(3)班", 100)), [""; 0]);
}

#[test]
fn every_reason_is_named_at_once() {
    let mut world = World::new();
    world.confirm(&lesson("2026-11-28 13:00"));
    world.room = Some(room("base", 1, 20));
    if let Some(who) = &mut world.lecturer {
        who.weekly = workdays("08:00", "09:00");
        who.yearly_max = 0;
        who.vetting_valid_until = None;
        who.courses.clear();
        who.active = false;
    }
    if let Some(room) = &mut world.room {
        room.agency_only = true;
        room.hours.clear();
    }
    let mut wanted = lesson("2026-11-28 13:15");
    wanted.meeting.room = Some("base".into());
    assert_eq!(
        world.words(&wanted),
        [
            "weekend",
            "gone",
            "outside_hours",
            "yearly_maximum",
            "never_vetted",
            "not_taught",
            "agency_only",
            "room_closed",
            "lecturer_busy",
            "too_many",
            "class_busy"
        ]
    );
}
