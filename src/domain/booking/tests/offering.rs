//! Times that would fit, and whom of the waiting list they are offered to.

use std::collections::BTreeMap;

use super::super::*;
use super::fixture::*;
use crate::domain::course::{LecturerKind, Stage};
use crate::domain::lecturer::Lecturer;
use crate::domain::room::Room;

fn group(id: &str, pupils: i32, class_count: i32) -> Group {
    Group {
        id: id.into(),
        order_id: "o".into(),
        line_id: id.into(),
        school: id.into(),
        room: Some("base".into()),
        lecturer_kind: None,
        course: None,
        stage: Stage::Junior,
        place: String::new(),
        pupils,
        class_count,
        classes: (1..=class_count).map(|n| format!("初一({n})班")).collect(),
        minutes: 60,
        earliest: day("2026-11-30"),
        latest: day("2026-12-04"),
        state: WaitingState::Waiting,
        offer: None,
        created_at: now(),
        offered_at: None,
    }
}

struct Shelf {
    rooms: Vec<Room>,
    lecturers: Vec<Lecturer>,
    world: World,
    by_year: BTreeMap<String, BTreeMap<i32, i32>>,
}

impl Shelf {
    fn new(rooms: Vec<Room>, lecturers: Vec<Lecturer>) -> Shelf {
        Shelf { rooms, lecturers, world: World::new(), by_year: BTreeMap::new() }
    }

    fn next(&self, waiting: &[Group]) -> Option<(String, Offer)> {
        let rooms: Vec<&Room> = self.rooms.iter().collect();
        let pool = Pool {
            rooms: &rooms,
            lecturers: &self.lecturers,
            days_off: &[],
            calendar: &self.world.calendar,
            taken: &self.world.taken,
            by_year: &self.by_year,
            now: now(),
        };
        next_offer(waiting, &pool).map(|(group, offer)| (group.id.clone(), offer))
    }
}

#[test]
fn free_times_are_in_order_within_hours_and_on_school_days() {
    let world = World::of_room(room("base", 1, 60));
    let wanted = visit("2026-11-30 10:00", "一班", 30);
    let found = free_slots(&wanted, day("2026-11-26"), day("2026-11-30"), 200, &world.around());
    assert_eq!(found.first(), Some(&at("2026-11-26 12:15")), "after now");
    assert_eq!(found.last(), Some(&at("2026-11-30 16:00")), "so that it ends by closing time");
    assert!(!found.contains(&at("2026-11-28 10:00")), "no weekend");
    assert_eq!(
        free_slots(&wanted, day("2026-11-26"), day("2026-11-30"), 2, &world.around()).len(),
        2
    );
    let backwards = free_slots(&wanted, day("2026-11-30"), day("2026-11-26"), 2, &world.around());
    assert_eq!(backwards, []);
}

#[test]
fn the_first_group_that_fits_is_offered_all_of_it() {
    let shelf = Shelf::new(vec![room("base", 1, 60)], vec![]);
    let (who, offer) = shelf.next(&[group("a", 50, 1), group("b", 20, 1)]).unwrap();
    assert_eq!((who.as_str(), offer.seats, offer.class_count), ("a", 50, 1));
    assert_eq!(offer.start, at("2026-11-30 09:00"));
    assert_eq!(offer.end, at("2026-11-30 10:00"));
    assert!(group("a", 50, 1).is_whole(&offer));
}

#[test]
fn a_group_too_large_for_the_room_is_offered_a_part() {
    let shelf = Shelf::new(vec![room("base", 1, 60)], vec![]);
    let waiting = group("a", 130, 3);
    let (_, offer) = shelf.next(std::slice::from_ref(&waiting)).unwrap();
    assert_eq!((offer.class_count, offer.seats), (1, 44));
    assert!(!waiting.is_whole(&offer));
    assert_eq!(waiting.meeting(&offer).classes, ["初一(1)班"]);
    assert_eq!(shelf.next(&[group("a", 130, 1)]), None, "one class that no room holds");
}

#[test]
fn who_does_not_fit_keeps_nobody_waiting() {
    let mut shelf = Shelf::new(vec![room("base", 1, 60)], vec![]);
    let mut early = group("early", 30, 1);
    early.latest = day("2026-11-30");
    // The whole Monday is taken.
    let mut all_day = visit("2026-11-30 08:00", "x", 1).meeting;
    all_day.end = at("2026-11-30 18:00");
    shelf.world.room = Some(room("base", 1, 60));
    shelf.world.confirm(&all_day);
    let (who, offer) = shelf.next(&[early, group("later", 30, 1)]).unwrap();
    assert_eq!((who.as_str(), offer.start), ("later", at("2026-12-01 09:00")));
    let mut offered = group("a", 30, 1);
    offered.state = WaitingState::Offered;
    assert_eq!(shelf.next(&[offered]), None, "whoever has an offer waits for its answer");
}

#[test]
fn a_lecturer_is_found_by_kind_and_course() {
    let mut judge = lecturer("judge");
    judge.weekly = workdays("14:00", "17:00");
    let mut police = lecturer("police");
    police.kind = LecturerKind::Police;
    let shelf = Shelf::new(vec![], vec![judge, police]);
    let mut waiting = group("a", 90, 2);
    waiting.room = None;
    waiting.course = Some("bullying".into());
    let (_, offer) = shelf.next(std::slice::from_ref(&waiting)).unwrap();
    assert_eq!(offer.lecturer.as_deref(), Some("police"), "whoever can first");
    assert_eq!((offer.start, offer.class_count), (at("2026-11-30 08:00"), 2));
    waiting.lecturer_kind = Some(LecturerKind::Judge);
    let (_, offer) = shelf.next(std::slice::from_ref(&waiting)).unwrap();
    assert_eq!((offer.lecturer.as_deref(), offer.start), (Some("judge"), at("2026-11-30 14:00")));
    waiting.course = Some("drugs".into());
    assert_eq!(shelf.next(&[waiting]), None);
}
