//! Bookings that can't collide: what a meeting claims, and everything that stands in its way.
//!
//! - [`Meeting`]: who meets whom, where and when. [`Wanted`] is one that is only thought of,
//!   [`Booking`] one that was written down.
//! - [`needs`] and [`claims`]: the resources a meeting takes, by quarters of an hour. The database
//!   holds claims under one unique key, so that two firm bookings never share one.
//! - [`obstacles`]: every reason why not, for the planner to read.
//! - [`contested`]: who else waits for the same. [`free_slots`]: when it would fit.
//! - [`next_offer`]: whom of the waiting list a free time is offered to.
//!
//! A hold claims nothing: two proposals may want the same time, and both are told so. Only the
//! school's yes makes claims.

mod claims;
mod contested;
mod obstacle;
mod obstacles;
mod resource;
mod slots;
mod taken;
mod telling;
mod waiting;

#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Time;
use super::course::Stage;
use crate::text_enum;

pub use claims::{Claim, Clash, Need, SETUP_MAX, TRAVEL_MINUTES, claims, clashes, needs};
pub use contested::contested;
pub use obstacle::{Arg, Obstacle};
pub use obstacles::{Around, obstacles};
pub use resource::Resource;
pub use slots::{QUARTER_SECONDS, free_slots, slot_of, slot_start, slots};
pub use taken::{Taken, Use};
pub use telling::{VACANCY, tell_planner, vacancy};
pub use waiting::{Group, Offer, Pool, WaitingState, next_offer};

/// Who meets whom, where and when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Meeting {
    pub start: Time,
    pub end: Time,
    /// Id of a lecturer.
    pub lecturer: Option<String>,
    /// Slug of a room of the centre; none: the lecturer goes to the school.
    pub room: Option<String>,
    /// Where at the school; empty for a room of the centre.
    pub place: String,
    /// How many people come.
    pub seats: i32,
    /// The school they are of.
    pub school: String,
    /// Names of classes such as 四(1)班; a class is at one place at a time.
    pub classes: Vec<String>,
}

/// A meeting that somebody thinks of, with what has to be known to judge it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Wanted {
    pub meeting: Meeting,
    /// Slug of the course; none for a wish in the school's own words.
    pub course: Option<String>,
    pub stage: Stage,
    /// The school does mean this weekend or holiday.
    pub holiday_meant: bool,
}

text_enum! {
    /// Where a booking stands.
    pub enum BookingState {
        /// Proposed: claims nothing yet.
        Hold = "hold",
        /// Agreed: what it needs is its own.
        Firm = "firm",
        /// Cancelled, moved, or never agreed to.
        Released = "released",
        /// A hold whose time ran out; it may still be agreed to where all is free.
        Expired = "expired",
        /// A hold whose time others have now; it may still be agreed to where all is free again.
        Lost = "lost",
    }
}

/// A booking of one line of an order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Booking {
    pub id: String,
    pub order_id: String,
    pub line_id: String,
    /// The revision of the proposal it was made for.
    pub revision: i32,
    pub state: BookingState,
    pub meeting: Meeting,
    /// Until when the hold holds.
    pub expires_at: Time,
    /// Rises with every change of the line's bookings: the SEQUENCE of its calendar entry.
    pub sequence: i32,
    /// When the school agreed. A calendar shows a cancelled one only if it was firm once.
    pub confirmed_at: Option<Time>,
    pub created_at: Time,
    pub updated_at: Time,
}

impl Booking {
    /// Whether it stands: agreed to, or a hold whose time has not run out.
    pub fn is_live(&self, now: Time) -> bool {
        match self.state {
            BookingState::Firm => true,
            BookingState::Hold => self.expires_at > now,
            BookingState::Released | BookingState::Expired | BookingState::Lost => false,
        }
    }
}

impl std::ops::Deref for Booking {
    type Target = Meeting;

    fn deref(&self) -> &Meeting {
        &self.meeting
    }
}

impl std::ops::Deref for Wanted {
    type Target = Meeting;

    fn deref(&self) -> &Meeting {
        &self.meeting
    }
}

/// Days on which a lecturer is away or a room is closed, the last one included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayOff {
    pub id: String,
    pub resource: Resource,
    pub from: NaiveDate,
    pub to: NaiveDate,
}
