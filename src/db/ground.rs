//! What meetings are judged by, read at once: a handful of queries, however many meetings are
//! thought of and however many bookings there ever were.

use std::collections::BTreeMap;

use chrono::Datelike;

use super::{Conn, DbError, bookings, days_off, lecturers};
use crate::domain::Time;
use crate::domain::booking::{
    Around, Booking, BookingState, DayOff, Resource, SETUP_MAX, Taken, slots,
};
use crate::domain::deadline::{Calendar, local_day};
use crate::domain::lecturer::Lecturer;
use crate::domain::room::Room;

/// What is to be judged.
pub struct Asked<'a> {
    pub from: Time,
    pub to: Time,
    /// Slugs of rooms that may be meant.
    pub rooms: &'a [String],
    /// The school, and its classes that are to come.
    pub school: &'a str,
    pub classes: &'a [String],
    /// The line that is planned: its own holds are nobody's rivals, and its firm booking would be
    /// moved.
    pub line: &'a str,
}

/// Everything around meetings of some days.
#[derive(Debug, Clone, Default)]
pub struct Ground {
    /// All there are, by agency and name; also those who are gone.
    pub lecturers: Vec<Lecturer>,
    pub days_off: Vec<DayOff>,
    /// Firm bookings and live holds, by start.
    pub bookings: Vec<Booking>,
    taken: Taken,
    by_year: BTreeMap<String, BTreeMap<i32, i32>>,
}

impl Ground {
    /// Reads what stands around a time.
    pub fn read(c: &mut Conn, asked: &Asked<'_>, now: Time) -> Result<Ground, DbError> {
        let mut lecturers = lecturers::list(c)?;
        lecturers.sort_by_key(|lecturer| !lecturer.active);
        let who = lecturers.iter().map(|lecturer| Resource::Lecturer(lecturer.id.clone()));
        let mut resources: Vec<Resource> =
            who.chain(asked.rooms.iter().map(|slug| Resource::Room(slug.clone()))).collect();
        let (first, last) = (local_day(asked.from), local_day(asked.to));
        let days_off = days_off::of(c, &resources, first, last)?;
        resources.extend(
            asked.classes.iter().map(|name| Resource::Class {
                school: asked.school.to_owned(),
                name: name.clone(),
            }),
        );
        let (from, to) = (asked.from - SETUP_MAX, asked.to + SETUP_MAX);
        let bookings = bookings::between(c, from, to, now)?;
        let own = bookings.iter().find(|b| b.line_id == asked.line && is_firm(b));
        let taken = bookings::taken(c, &resources, slots(from, to), own.map(|b| b.id.as_str()))?;
        let mut by_year: BTreeMap<String, BTreeMap<i32, i32>> = BTreeMap::new();
        for year in first.year()..=last.year() {
            for (who, count) in bookings::year_counts(c, year)? {
                by_year.entry(who).or_default().insert(year, count);
            }
        }
        // What would be moved is not one more.
        if let Some((own, who)) = own.and_then(|own| Some((own, own.lecturer.as_ref()?))) {
            let year = by_year.get_mut(who).and_then(|of| of.get_mut(&local_day(own.start).year()));
            year.into_iter().for_each(|count| *count -= 1);
        }
        Ok(Ground { lecturers, days_off, bookings, taken, by_year })
    }

    /// A lecturer by id.
    pub fn lecturer(&self, id: &str) -> Option<&Lecturer> {
        self.lecturers.iter().find(|lecturer| lecturer.id == id)
    }

    /// What one meeting is judged by. The room is one of those that were asked for.
    pub fn around<'a>(
        &'a self,
        lecturer: Option<&'a Lecturer>,
        room: Option<&'a Room>,
        calendar: &'a Calendar,
        now: Time,
    ) -> Around<'a> {
        static NONE: BTreeMap<i32, i32> = BTreeMap::new();
        let by_year = lecturer.and_then(|lecturer| self.by_year.get(&lecturer.id));
        Around {
            lecturer,
            room,
            days_off: &self.days_off,
            calendar,
            taken: &self.taken,
            by_year: by_year.unwrap_or(&NONE),
            now,
        }
    }

    /// Live holds of other lines.
    pub fn holds_beside(&self, line: &str) -> Vec<Booking> {
        let beside = |b: &&Booking| b.line_id != line && !is_firm(b);
        self.bookings.iter().filter(beside).cloned().collect()
    }

    /// What firm bookings have.
    pub fn taken(&self) -> &Taken {
        &self.taken
    }
}

fn is_firm(booking: &Booking) -> bool {
    booking.state == BookingState::Firm
}
