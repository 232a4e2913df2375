//! What is taken already: the claims of firm bookings, as a decision needs them.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Claim, Meeting, Resource, claims};
use crate::domain::room::Room;

/// One unit of a resource in one slot, and how many people are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Use {
    pub unit: i32,
    pub seats: i32,
}

/// Claims by resource and slot.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Taken(BTreeMap<Resource, BTreeMap<i64, Vec<Use>>>);

impl Taken {
    /// Notes a claim of a booking for so many people.
    pub fn add(&mut self, claim: &Claim, seats: i32) {
        let slots = self.0.entry(claim.resource.clone()).or_default();
        slots.entry(claim.slot).or_default().push(Use { unit: claim.unit, seats });
    }

    /// Notes all claims of a booking.
    pub fn add_all(&mut self, claims: &[Claim], seats: i32) {
        claims.iter().for_each(|claim| self.add(claim, seats));
    }

    /// Notes a meeting that may become firm, so that its time is not offered twice. Where it could
    /// not stand any more, nothing is noted.
    pub fn reserve(&mut self, meeting: &Meeting, room: Option<&Room>) {
        if let Ok(made) = claims(meeting, room, self) {
            self.add_all(&made, meeting.seats);
        }
    }

    /// Who is in a slot.
    pub fn uses(&self, resource: &Resource, slot: i64) -> &[Use] {
        let found = self.0.get(resource).and_then(|slots| slots.get(&slot));
        found.map(Vec::as_slice).unwrap_or_default()
    }

    /// The slots, within some, in which at least `units` are taken.
    pub fn full(&self, resource: &Resource, within: Range<i64>, units: i32) -> Vec<i64> {
        let Some(slots) = self.0.get(resource) else { return Vec::new() };
        let full = slots.range(within).filter(|(_, uses)| count(uses) >= units);
        full.map(|(slot, _)| *slot).collect()
    }

    /// How many people are there, in the fullest of some slots.
    pub fn most_seats(&self, resource: &Resource, within: Range<i64>) -> i32 {
        let Some(slots) = self.0.get(resource) else { return 0 };
        let seats = slots.range(within).map(|(_, uses)| uses.iter().map(|u| u.seats).sum());
        seats.max().unwrap_or(0)
    }

    /// The unbroken run of full slots around one of them.
    pub(super) fn run(&self, resource: &Resource, slot: i64, units: i32) -> Range<i64> {
        let full = |slot: i64| count(self.uses(resource, slot)) >= units;
        let mut run = slot..slot + 1;
        while full(run.start - 1) {
            run.start -= 1;
        }
        while full(run.end) {
            run.end += 1;
        }
        run
    }
}

fn count(uses: &[Use]) -> i32 {
    i32::try_from(uses.len()).unwrap_or(i32::MAX)
}
