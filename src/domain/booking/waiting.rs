//! The waiting list: a whole group waits together, and a time that becomes free is offered to the
//! first group it fits.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

use super::{Around, DayOff, Meeting, Taken, Time, Wanted, free_slots};
use crate::domain::course::{LecturerKind, Stage};
use crate::domain::deadline::{Calendar, at_minute, local_day};
use crate::domain::lecturer::Lecturer;
use crate::domain::room::Room;
use crate::text_enum;

text_enum! {
    /// Where a group stands.
    pub enum WaitingState {
        Waiting = "waiting",
        /// A time was found; the planner has not proposed it yet.
        Offered = "offered",
        /// The planner proposed something to the school.
        Planned = "planned",
        /// The line needs nothing any more.
        Left = "left",
    }
}

/// All the classes of one line, waiting together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Group {
    pub id: String,
    pub order_id: String,
    pub line_id: String,
    pub school: String,
    /// The room they want; none where a lecturer would come to them.
    pub room: Option<String>,
    /// The kind of lecturer they want; none where a room is enough, or any kind will do.
    pub lecturer_kind: Option<LecturerKind>,
    pub course: Option<String>,
    pub stage: Stage,
    /// Where at the school.
    pub place: String,
    pub pupils: i32,
    pub class_count: i32,
    /// Names of the classes, where the school gave them.
    pub classes: Vec<String>,
    pub minutes: i32,
    pub earliest: NaiveDate,
    pub latest: NaiveDate,
    pub state: WaitingState,
    pub offer: Option<Offer>,
    pub created_at: Time,
    pub offered_at: Option<Time>,
}

/// A time that was found for a group, or for so many of its classes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    pub start: Time,
    pub end: Time,
    pub room: Option<String>,
    /// Id of a lecturer.
    pub lecturer: Option<String>,
    /// Of how many classes; fewer than the group has: a part of it.
    pub class_count: i32,
    pub seats: i32,
}

impl Group {
    /// Whether an offer takes all of it.
    pub fn is_whole(&self, offer: &Offer) -> bool {
        offer.class_count >= self.class_count
    }

    /// The meeting that an offer would be; the classes are the first ones the school named.
    pub fn meeting(&self, offer: &Offer) -> Meeting {
        let count = usize::try_from(offer.class_count).unwrap_or_default();
        Meeting {
            start: offer.start,
            end: offer.end,
            lecturer: offer.lecturer.clone(),
            room: offer.room.clone(),
            place: self.place.clone(),
            seats: offer.seats,
            school: self.school.clone(),
            classes: self.classes.iter().take(count).cloned().collect(),
        }
    }

    /// The people of so many classes, each class taken as equally large.
    fn seats(&self, classes: i32) -> i32 {
        let (pupils, all) = (i64::from(self.pupils), i64::from(self.class_count.max(1)));
        let seats = (pupils * i64::from(classes) + all - 1) / all;
        i32::try_from(seats).unwrap_or(i32::MAX)
    }
}

/// What there is to offer from.
#[derive(Clone, Copy)]
pub struct Pool<'a> {
    pub rooms: &'a [&'a Room],
    pub lecturers: &'a [Lecturer],
    pub days_off: &'a [DayOff],
    pub calendar: &'a Calendar,
    /// What firm bookings have, and what others were proposed or offered: a time is not offered
    /// twice.
    pub taken: &'a Taken,
    /// By lecturer, then by calendar year.
    pub by_year: &'a BTreeMap<String, BTreeMap<i32, i32>>,
    pub now: Time,
}

/// The first group, in the order given, that something can be offered to. All of the group is
/// tried first; where the room is too small for it, as many of its classes as fit.
pub fn next_offer<'a>(waiting: &'a [Group], pool: &Pool) -> Option<(&'a Group, Offer)> {
    let open = waiting.iter().filter(|group| group.state == WaitingState::Waiting);
    open.into_iter().find_map(|group| offer(group, pool).map(|offer| (group, offer)))
}

fn offer(group: &Group, pool: &Pool) -> Option<Offer> {
    let room = match &group.room {
        Some(slug) => Some(*pool.rooms.iter().find(|room| room.slug == *slug)?),
        None => None,
    };
    // Without a room every class has a place: nobody is left behind at their own school.
    let least = if room.is_some() { 1 } else { group.class_count.max(1) };
    (least..=group.class_count.max(1)).rev().find_map(|classes| {
        let none = [None];
        let able: Vec<Option<&Lecturer>> = able(group, pool).into_iter().map(Some).collect();
        let needs_lecturer = room.is_none() || group.lecturer_kind.is_some();
        let lecturers = if needs_lecturer { &able[..] } else { &none[..] };
        let found = lecturers.iter().filter_map(|who| earliest(group, classes, room, *who, pool));
        found.min_by_key(|offer| offer.start)
    })
}

/// Who could teach them, by what they are and teach.
fn able<'a>(group: &Group, pool: &Pool<'a>) -> Vec<&'a Lecturer> {
    let fits = |lecturer: &&Lecturer| {
        group.lecturer_kind.is_none_or(|kind| lecturer.kind == kind)
            && group.course.as_ref().is_none_or(|course| lecturer.teaches(course))
    };
    pool.lecturers.iter().filter(fits).collect()
}

fn earliest(
    group: &Group,
    classes: i32,
    room: Option<&Room>,
    lecturer: Option<&Lecturer>,
    pool: &Pool,
) -> Option<Offer> {
    let start = at_minute(group.earliest, 0);
    let mut offer = Offer {
        start,
        end: start + TimeDelta::minutes(i64::from(group.minutes)),
        room: room.map(|room| room.slug.clone()),
        lecturer: lecturer.map(|lecturer| lecturer.id.clone()),
        class_count: classes,
        seats: group.seats(classes),
    };
    let wanted = Wanted {
        meeting: group.meeting(&offer),
        course: lecturer.and(group.course.clone()),
        stage: group.stage,
        holiday_meant: false,
    };
    let none = BTreeMap::new();
    let around = Around {
        lecturer,
        room,
        days_off: pool.days_off,
        calendar: pool.calendar,
        taken: pool.taken,
        by_year: lecturer.and_then(|who| pool.by_year.get(&who.id)).unwrap_or(&none),
        now: pool.now,
    };
    let from = group.earliest.max(local_day(pool.now));
    let found = free_slots(&wanted, from, group.latest, 1, &around);
    let at = *found.first()?;
    offer.end = at + (offer.end - offer.start);
    offer.start = at;
    Some(offer)
}
