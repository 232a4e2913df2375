//! What stands in a calendar: one event a line of an order, under a name that never changes. What
//! was moved has a higher number, what was cancelled says so.

use std::collections::BTreeMap;

use chrono::DateTime;
use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property};

use super::Owner;
use crate::db::{Conn, DbError, school_orders, schools};
use crate::domain::Time;
use crate::domain::booking::{Booking, BookingState};
use crate::domain::course::{LineForm, Stage};
use crate::web::visit::Visit;

/// What a calendar is made of.
pub struct Shown {
    bookings: Vec<Booking>,
    details: BTreeMap<String, school_orders::LineDetail>,
    /// The school's name by its id.
    schools: BTreeMap<String, String>,
}

/// Reads it: the same few queries however much there is.
pub fn load(c: &mut Conn, owner: &Owner, from: Time, to: Time) -> Result<Shown, DbError> {
    let bookings = latest(owner.bookings(c, from, to)?);
    let orders: Vec<String> = bookings.iter().map(|booking| booking.order_id.clone()).collect();
    let details = school_orders::details(c, &orders)?;
    let details = details.into_iter().map(|detail| (detail.line_id.clone(), detail)).collect();
    let ids: Vec<String> = bookings.iter().map(|booking| booking.meeting.school.clone()).collect();
    let schools = schools::names(c, &ids)?.into_iter().collect();
    Ok(Shown { bookings, details, schools })
}

/// Of each line the last word that concerns this calendar; what never was firm is nobody's news.
fn latest(bookings: Vec<Booking>) -> Vec<Booking> {
    let mut last: BTreeMap<String, Booking> = BTreeMap::new();
    for booking in bookings.into_iter().filter(|booking| booking.confirmed_at.is_some()) {
        let newer = |old: &Booking| old.sequence < booking.sequence;
        if last.get(&booking.line_id).is_none_or(newer) {
            last.insert(booking.line_id.clone(), booking);
        }
    }
    let mut bookings: Vec<Booking> = last.into_values().collect();
    bookings.sort_by(|a, b| (a.start, &a.line_id).cmp(&(b.start, &b.line_id)));
    bookings
}

/// The text of a calendar, RFC 5545.
pub fn calendar(visit: &Visit, owner: &Owner, shown: &Shown) -> String {
    let mut calendar = Calendar::empty();
    calendar.append_property(Property::new("VERSION", "2.0"));
    calendar.append_property(Property::new("PRODID", "-//Yimen//Youth centre//ZH"));
    calendar.append_property(Property::new("CALSCALE", "GREGORIAN"));
    calendar.append_property(Property::new("METHOD", "PUBLISH"));
    calendar.name(&visit.text("feed.name", &[]));
    for booking in &shown.bookings {
        calendar.push(event(visit, owner, shown, booking));
    }
    calendar.to_string()
}

fn event(visit: &Visit, owner: &Owner, shown: &Shown, booking: &Booking) -> Event {
    let detail = shown.details.get(&booking.line_id);
    let firm = booking.state == BookingState::Firm;
    let mut event = Event::with_uid(&format!("{}@yimen", booking.line_id));
    event
        .summary(&summary(visit, owner, shown, booking))
        .location(&place(visit, booking))
        .starts(utc(booking.start))
        .ends(utc(booking.end))
        .timestamp(utc(booking.updated_at))
        .status(if firm { EventStatus::Confirmed } else { EventStatus::Cancelled })
        .sequence(u32::try_from(booking.sequence).unwrap_or_default());
    event.append_property(Property::new(
        "LAST-MODIFIED",
        booking.updated_at.format("%Y%m%dT%H%M%SZ").to_string(),
    ));
    if let Some(detail) = detail {
        event.description(&about(visit, detail.stage, booking.seats));
    }
    event.done()
}

fn utc(at: Time) -> DateTime<chrono::Utc> {
    at.and_utc()
}

/// What it is; for a lecturer also with whom. On a room's calendar the school is not named.
fn summary(visit: &Visit, owner: &Owner, shown: &Shown, booking: &Booking) -> String {
    let detail = shown.details.get(&booking.line_id);
    let what = detail.map_or_else(|| visit.text("feed.event", &[]), |detail| title(visit, detail));
    match (owner, shown.schools.get(&booking.meeting.school)) {
        (Owner::Lecturer(_), Some(school)) => format!("{what} · {school}"),
        _ => what,
    }
}

fn title(visit: &Visit, detail: &school_orders::LineDetail) -> String {
    let content = &visit.content;
    let course = detail.course.as_deref().and_then(|slug| content.course(slug));
    match (course, detail.form) {
        (Some(course), _) => course.title.clone(),
        (None, LineForm::Visit) => visit.text("feed.visit", &[]),
        (None, _) => visit.text("feed.event", &[]),
    }
}

fn place(visit: &Visit, booking: &Booking) -> String {
    let room = booking.room.as_deref().and_then(|slug| visit.content.room(slug));
    room.map_or_else(|| booking.place.clone(), |room| room.name_in(visit.lang.tag()).to_owned())
}

fn about(visit: &Visit, stage: Stage, seats: i32) -> String {
    let stage = visit.text(&format!("course.stage.{stage}"), &[]);
    visit.text("feed.about", &[("stage", stage), ("pupils", seats.to_string())])
}
