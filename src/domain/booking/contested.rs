//! Who else waits for the same time.

use std::ops::Range;

use super::{Booking, Claim, Clash, Meeting, Resource, Taken, clashes, needs};
use crate::domain::room::Room;

/// Those of the `holds` of other lines that a meeting could not stand beside: they need the same
/// lecturer, room or class at the same time. A room for several parties is contested only where
/// not all of them fit. `taken` is what firm bookings have.
pub fn contested<'a>(
    meeting: &Meeting,
    room: Option<&Room>,
    holds: &'a [Booking],
    taken: &Taken,
) -> Vec<&'a Booking> {
    let scarce: Vec<(Resource, Range<i64>)> = needs(meeting, room)
        .into_iter()
        .filter(|need| need.units == 1 || crowded(meeting, room, holds, taken, &need.resource))
        .map(|need| (need.resource, need.slots))
        .collect();
    let rival = |hold: &&Booking| {
        needs(hold, room).iter().any(|theirs| {
            scarce.iter().any(|(resource, slots)| {
                *resource == theirs.resource && overlap(slots, &theirs.slots)
            })
        })
    };
    holds.iter().filter(rival).collect()
}

/// Whether a resource is too small once all holds on it became firm.
fn crowded(
    meeting: &Meeting,
    room: Option<&Room>,
    holds: &[Booking],
    taken: &Taken,
    resource: &Resource,
) -> bool {
    let mut crowd = taken.clone();
    for hold in holds {
        for need in needs(hold, room).into_iter().filter(|need| need.resource == *resource) {
            for slot in need.slots {
                let claim = Claim { resource: need.resource.clone(), slot, unit: 0 };
                crowd.add(&claim, hold.seats);
            }
        }
    }
    clashes(meeting, room, &crowd).iter().map(Clash::resource).any(|short| short == resource)
}

fn overlap(a: &Range<i64>, b: &Range<i64>) -> bool {
    a.start < b.end && b.start < a.end
}
