//! A week in November 2026: the 30th is a Monday, the 28th and 29th a weekend.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};

use super::super::*;
use crate::domain::course::{LecturerKind, RoomGroup};
use crate::domain::deadline::{Calendar, CalendarFile, OffPeriod, at_minute};
use crate::domain::lecturer::Lecturer;
use crate::domain::room::{Opening, Room};
use crate::domain::week::{Span, Weekday, Weekly, minute};

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// `2026-11-30 09:00` in China.
pub fn at(text: &str) -> Time {
    let (date, clock) = text.split_once(' ').unwrap();
    at_minute(day(date), minute(clock).unwrap())
}

pub fn now() -> Time {
    at("2026-11-26 12:00")
}

pub fn calendar() -> Calendar {
    let year = CalendarFile {
        year: 2026,
        published: true,
        version: 1,
        source: "test".into(),
        off: vec![OffPeriod {
            name: "国庆节".into(),
            from: day("2026-12-10"),
            to: day("2026-12-11"),
        }],
        // A Saturday worked in exchange.
        working: vec![day("2026-12-12")],
    };
    Calendar::build(vec![year], None).unwrap()
}

pub fn workdays(from: &str, to: &str) -> Weekly {
    let mut week = Weekly::default();
    let span = Span { from: minute(from).unwrap(), to: minute(to).unwrap() };
    Weekday::ALL.iter().for_each(|day| week.add(*day, span));
    week
}

pub fn lecturer(id: &str) -> Lecturer {
    Lecturer {
        id: id.into(),
        agency: "court".into(),
        name: format!("{id}法官"),
        kind: LecturerKind::Judge,
        courses: vec!["bullying".into()],
        weekly: workdays("08:00", "18:00"),
        yearly_max: 10,
        vetting_valid_until: Some(day("2027-06-30")),
        schools: vec![],
        account: None,
        active: true,
    }
}

pub fn room(slug: &str, parties: i32, capacity: i32) -> Room {
    Room {
        slug: slug.into(),
        name: format!("{slug}厅"),
        name_en: slug.into(),
        group: RoomGroup::Base,
        position: 1,
        capacity,
        parties,
        agency_only: false,
        setup_minutes: 20,
        equipment: vec![],
        summary: String::new(),
        hours: vec![Opening {
            days: Weekday::ALL.to_vec(),
            from: "09:00".into(),
            to: "17:00".into(),
        }],
        reviewed: day("2026-11-26"),
    }
}

/// A lesson of 40 minutes of one class at their school, by `x`.
pub fn lesson(start: &str) -> Wanted {
    let start = at(start);
    Wanted {
        meeting: Meeting {
            start,
            end: start + TimeDelta::minutes(40),
            lecturer: Some("x".into()),
            room: None,
            place: "三楼报告厅".into(),
            seats: 45,
            school: "s1".into(),
            classes: vec!["四(1)班".into()],
        },
        course: Some("bullying".into()),
        stage: crate::domain::course::Stage::Junior,
        holiday_meant: false,
    }
}

/// An hour of one class in the room `base`, without a lecturer.
pub fn visit(start: &str, class: &str, seats: i32) -> Wanted {
    let mut wanted = lesson(start);
    wanted.meeting.end = wanted.meeting.start + TimeDelta::hours(1);
    wanted.meeting.lecturer = None;
    wanted.meeting.room = Some("base".into());
    wanted.meeting.classes = vec![class.into()];
    wanted.meeting.seats = seats;
    wanted.course = None;
    wanted
}

/// What there is around a meeting, for tests to change.
pub struct World {
    pub lecturer: Option<Lecturer>,
    pub room: Option<Room>,
    pub days_off: Vec<DayOff>,
    pub calendar: Calendar,
    pub taken: Taken,
    pub by_year: BTreeMap<i32, i32>,
}

impl World {
    pub fn new() -> World {
        World {
            lecturer: Some(lecturer("x")),
            room: None,
            days_off: vec![],
            calendar: calendar(),
            taken: Taken::default(),
            by_year: BTreeMap::new(),
        }
    }

    pub fn of_room(room: Room) -> World {
        World { lecturer: None, room: Some(room), ..World::new() }
    }

    pub fn around(&self) -> Around<'_> {
        Around {
            lecturer: self.lecturer.as_ref(),
            room: self.room.as_ref(),
            days_off: &self.days_off,
            calendar: &self.calendar,
            taken: &self.taken,
            by_year: &self.by_year,
            now: now(),
        }
    }

    pub fn words(&self, wanted: &Wanted) -> Vec<&'static str> {
        obstacles(wanted, &self.around()).iter().map(Obstacle::word).collect()
    }

    /// Makes a meeting firm, as the database would.
    pub fn confirm(&mut self, meeting: &Meeting) {
        let made = claims(meeting, self.room.as_ref(), &self.taken).unwrap();
        self.taken.add_all(&made, meeting.seats);
    }
}
