//! What a meeting takes: resources, with what has to stay free before and after.

use std::collections::BTreeSet;
use std::ops::Range;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::slots::{slot_start, slots};
use super::{Meeting, Resource, Taken, Time};
use crate::domain::room::Room;

/// A lecturer who goes to a school is on the way for so long, before and after. Our own measure:
/// half an hour reaches every school of a city and leaves time to find the room.
pub const TRAVEL_MINUTES: i64 = 30;

/// Longer than this nothing is set up: what a search for overlapping bookings looks around by.
pub const SETUP_MAX: TimeDelta = TimeDelta::hours(4);

/// One unit of a resource in one quarter of an hour: the unique key of the database.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Claim {
    pub resource: Resource,
    pub slot: i64,
    pub unit: i32,
}

/// A resource that a meeting needs, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    pub resource: Resource,
    pub slots: Range<i64>,
    /// How many may use it at the same time.
    pub units: i32,
    /// How many people it holds; none where it is not a place.
    pub capacity: Option<i32>,
}

/// A need that can't be met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clash {
    /// All of it is taken; `from` and `to` are the whole time it is taken for without a break.
    Full { resource: Resource, from: Time, to: Time },
    /// So many places are left at the fullest moment.
    Seats { resource: Resource, left: i32 },
}

impl Clash {
    /// What there is not enough of.
    pub fn resource(&self) -> &Resource {
        match self {
            Clash::Full { resource, .. } | Clash::Seats { resource, .. } => resource,
        }
    }
}

/// Everything a meeting needs. `room` is the one it names; without its facts nothing is set up and
/// one party has it.
pub fn needs(meeting: &Meeting, room: Option<&Room>) -> Vec<Need> {
    let mut needs = Vec::new();
    let need = |resource: Resource, buffer: TimeDelta, room: Option<&Room>| Need {
        resource,
        slots: slots(before(meeting.start, buffer), after(meeting.end, buffer)),
        units: room.map_or(1, |room| room.parties),
        capacity: room.map(|room| room.capacity),
    };
    if let Some(lecturer) = &meeting.lecturer {
        let travel = if meeting.room.is_none() { TRAVEL_MINUTES } else { 0 };
        let resource = Resource::Lecturer(lecturer.clone());
        needs.push(need(resource, TimeDelta::minutes(travel), None));
    }
    if let Some(slug) = &meeting.room {
        let room = room.filter(|room| room.slug == *slug);
        let setup = TimeDelta::minutes(room.map_or(0, |room| i64::from(room.setup_minutes)));
        needs.push(need(Resource::Room(slug.clone()), setup.min(SETUP_MAX), room));
    }
    let classes: BTreeSet<&String> = meeting.classes.iter().collect();
    for name in classes {
        let resource = Resource::Class { school: meeting.school.clone(), name: name.clone() };
        needs.push(need(resource, TimeDelta::zero(), None));
    }
    needs
}

/// The claims that make a meeting firm, in the one order in which everybody takes them; in each
/// slot the lowest unit that is free. Or all that can't be met.
pub fn claims(
    meeting: &Meeting,
    room: Option<&Room>,
    taken: &Taken,
) -> Result<Vec<Claim>, Vec<Clash>> {
    let clashes = clashes(meeting, room, taken);
    if !clashes.is_empty() {
        return Err(clashes);
    }
    let mut claims = Vec::new();
    for need in needs(meeting, room) {
        for slot in need.slots {
            let uses = taken.uses(&need.resource, slot);
            let free = (0..need.units).find(|unit| uses.iter().all(|used| used.unit != *unit));
            let unit = free.unwrap_or_default();
            claims.push(Claim { resource: need.resource.clone(), slot, unit });
        }
    }
    claims.sort_unstable();
    Ok(claims)
}

/// All needs of a meeting that can't be met.
pub fn clashes(meeting: &Meeting, room: Option<&Room>, taken: &Taken) -> Vec<Clash> {
    needs(meeting, room).iter().filter_map(|need| clash(need, meeting.seats, taken)).collect()
}

fn clash(need: &Need, seats: i32, taken: &Taken) -> Option<Clash> {
    let resource = need.resource.clone();
    let full = taken.full(&need.resource, need.slots.clone(), need.units);
    if let Some(slot) = full.first() {
        let run = taken.run(&need.resource, *slot, need.units);
        return Some(Clash::Full {
            resource,
            from: slot_start(run.start),
            to: slot_start(run.end),
        });
    }
    let left = need.capacity? - taken.most_seats(&need.resource, need.slots.clone());
    (seats > left).then_some(Clash::Seats { resource, left: left.max(0) })
}

fn before(at: Time, buffer: TimeDelta) -> Time {
    at.checked_sub_signed(buffer).unwrap_or(at)
}

fn after(at: Time, buffer: TimeDelta) -> Time {
    at.checked_add_signed(buffer).unwrap_or(at)
}
