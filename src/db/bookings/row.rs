//! A booking's row.

use diesel::prelude::*;

use super::super::error::word;
use super::super::schema::bookings;
use super::super::{DbError, new_id};
use super::NewBooking;
use crate::domain::Time;
use crate::domain::booking::{Booking, BookingState, Meeting};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = bookings)]
pub(super) struct Row {
    id: String,
    order_id: String,
    line_id: String,
    revision: i32,
    school: String,
    state: String,
    start_at: Time,
    end_at: Time,
    lecturer: Option<String>,
    room: Option<String>,
    place: String,
    seats: i32,
    classes: String,
    expires_at: Time,
    sequence: i32,
    confirmed_at: Option<Time>,
    created_at: Time,
    updated_at: Time,
}

impl Row {
    pub(super) fn hold(new: &NewBooking, sequence: i32, now: Time) -> Row {
        let meeting = new.meeting.clone();
        Row {
            id: new_id(),
            order_id: new.order_id.clone(),
            line_id: new.line_id.clone(),
            revision: new.revision,
            school: meeting.school,
            state: BookingState::Hold.to_string(),
            start_at: meeting.start,
            end_at: meeting.end,
            lecturer: meeting.lecturer,
            room: meeting.room,
            place: meeting.place,
            seats: meeting.seats,
            classes: meeting.classes.join("\n"),
            expires_at: new.expires_at,
            sequence,
            confirmed_at: None,
            created_at: now,
            updated_at: now,
        }
    }

    pub(super) fn booking(self) -> Result<Booking, DbError> {
        Ok(Booking {
            state: word(&self.state)?,
            meeting: Meeting {
                start: self.start_at,
                end: self.end_at,
                lecturer: self.lecturer,
                room: self.room,
                place: self.place,
                seats: self.seats,
                school: self.school,
                classes: lines(&self.classes),
            },
            id: self.id,
            order_id: self.order_id,
            line_id: self.line_id,
            revision: self.revision,
            expires_at: self.expires_at,
            sequence: self.sequence,
            confirmed_at: self.confirmed_at,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}

/// The lines of a column that holds one name a line.
pub(in crate::db) fn lines(column: &str) -> Vec<String> {
    column.lines().map(str::to_owned).collect()
}

pub(super) fn all(rows: Vec<Row>) -> Result<Vec<Booking>, DbError> {
    rows.into_iter().map(Row::booking).collect()
}
