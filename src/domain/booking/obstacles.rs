//! Everything that stands in the way of a meeting.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::{Clash, DayOff, Obstacle, Resource, Taken, Time, Wanted, clashes};
use crate::domain::deadline::Calendar;
use crate::domain::lecturer::{Lecturer, Vetting};
use crate::domain::room::Room;
use crate::domain::week::span_of;

/// What a meeting is judged by.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    /// The one the meeting names.
    pub lecturer: Option<&'a Lecturer>,
    /// The one the meeting names.
    pub room: Option<&'a Room>,
    /// Of the lecturer and the room; others do no harm.
    pub days_off: &'a [DayOff],
    pub calendar: &'a Calendar,
    /// What firm bookings have, without the one that would be moved.
    pub taken: &'a Taken,
    /// How many firm bookings the lecturer has, by calendar year.
    pub by_year: &'a BTreeMap<i32, i32>,
    pub now: Time,
}

/// Every reason why not; none: it can be. The order is that of a conversation: the day, then the
/// lecturer, then the room, then the classes.
pub fn obstacles(wanted: &Wanted, around: &Around) -> Vec<Obstacle> {
    let mut found = Vec::new();
    if wanted.start <= around.now {
        found.push(Obstacle::Past);
    }
    let Some((day, _)) = span_of(wanted.start, wanted.end) else {
        found.push(Obstacle::Times);
        return found;
    };
    found.extend(rest_day(wanted, day, around.calendar));
    if let Some(lecturer) = around.lecturer {
        of_lecturer(wanted, day, lecturer, around, &mut found);
    }
    if let Some(room) = around.room {
        of_room(wanted, day, room, around, &mut found);
    }
    found.extend(
        clashes(wanted, around.room, around.taken).into_iter().map(|clash| said(clash, around)),
    );
    found
}

fn rest_day(wanted: &Wanted, day: NaiveDate, calendar: &Calendar) -> Option<Obstacle> {
    if wanted.holiday_meant || calendar.is_working(day, true) {
        return None;
    }
    let eve = day.pred_opt().unwrap_or(day);
    let name = calendar.rest_periods(eve, day, true).first().map(|period| period.name.clone());
    Some(match name {
        Some(name) => Obstacle::Holiday { day, name },
        None => Obstacle::Weekend { day },
    })
}

fn of_lecturer(
    wanted: &Wanted,
    day: NaiveDate,
    lecturer: &Lecturer,
    around: &Around,
    found: &mut Vec<Obstacle>,
) {
    let name = || lecturer.name.clone();
    if !lecturer.active {
        found.push(Obstacle::Gone { lecturer: name() });
    }
    if !lecturer.weekly.covers(wanted.start, wanted.end) {
        found.push(Obstacle::OutsideHours { lecturer: name() });
    }
    if let Some(until) = away(around.days_off, &Resource::Lecturer(lecturer.id.clone()), day) {
        found.push(Obstacle::DayOff { lecturer: name(), until });
    }
    let this_year = around.by_year.get(&day.year()).copied().unwrap_or(0);
    if this_year >= lecturer.yearly_max {
        found.push(Obstacle::YearlyMaximum { lecturer: name(), maximum: lecturer.yearly_max });
    }
    match lecturer.vetted(wanted.stage, day) {
        Vetting::Fine => {}
        Vetting::Never => found.push(Obstacle::NeverVetted { lecturer: name() }),
        Vetting::Ends(until) => {
            found.push(Obstacle::VettingRunsOut { lecturer: name(), until });
        }
    }
    if wanted.course.as_ref().is_some_and(|course| !lecturer.teaches(course)) {
        found.push(Obstacle::NotTaught { lecturer: name() });
    }
    if !lecturer.comes_to(&wanted.school) {
        found.push(Obstacle::NotTheirSchool { lecturer: name() });
    }
}

fn of_room(
    wanted: &Wanted,
    day: NaiveDate,
    room: &Room,
    around: &Around,
    found: &mut Vec<Obstacle>,
) {
    let slug = || room.slug.clone();
    if room.agency_only {
        found.push(Obstacle::AgencyOnly { room: slug() });
    }
    if !room.weekly().covers(wanted.start, wanted.end) {
        found.push(Obstacle::RoomClosed { room: slug() });
    }
    if let Some(until) = away(around.days_off, &Resource::Room(slug()), day) {
        found.push(Obstacle::RoomDayOff { room: slug(), until });
    }
}

/// The last day off of those around a day.
fn away(days_off: &[DayOff], resource: &Resource, day: NaiveDate) -> Option<NaiveDate> {
    let off = days_off.iter().filter(|off| off.resource == *resource);
    off.filter(|off| off.from <= day && day <= off.to).map(|off| off.to).max()
}

fn said(clash: Clash, around: &Around) -> Obstacle {
    match clash {
        Clash::Full { resource: Resource::Lecturer(id), from, to } => Obstacle::LecturerBusy {
            lecturer: around.lecturer.map_or(id, |lecturer| lecturer.name.clone()),
            from,
            to,
        },
        Clash::Full { resource: Resource::Room(room), from, to } => {
            Obstacle::RoomTaken { room, from, to }
        }
        Clash::Full { resource: Resource::Class { name: class, .. }, from, to } => {
            Obstacle::ClassBusy { class, from, to }
        }
        Clash::Seats { resource, left } => Obstacle::TooMany {
            room: match resource {
                Resource::Room(slug) => slug,
                other => other.to_string(),
            },
            capacity: around.room.map_or(left, |room| room.capacity),
            left,
        },
    }
}
