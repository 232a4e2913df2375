//! What was offered for a line, revision by revision.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::db::school_orders::Proposal;
use crate::db::{Conn, DbError, bookings};
use crate::domain::Time;
use crate::domain::booking::{Booking, BookingState, contested, needs};
use crate::domain::deadline::{local_day, minute_of_day};
use crate::domain::order::{Line, Order};
use crate::domain::room::Room;
use crate::domain::school_order::{Part, changed};
use crate::domain::week;
use crate::web::visit::Visit;

/// One revision. Of a lecturer it says name, kind and agency, and nothing else.
#[derive(Debug, Clone, Serialize)]
pub struct OfferShown {
    revision: i32,
    made_at: Time,
    day: Option<chrono::NaiveDate>,
    /// `09:00–09:40`
    hours: String,
    lecturer: String,
    lecturer_kind: Option<&'static str>,
    agency: String,
    place: String,
    at_centre: bool,
    seats: i32,
    /// The parts that are not as in the revision before.
    changed: Vec<Part>,
}

/// All revisions of a line, the newest first; `names` are the lecturers' by their ids.
pub fn revisions(
    visit: &Visit,
    line: &Line,
    proposals: &[Proposal],
    names: &BTreeMap<String, String>,
) -> Vec<OfferShown> {
    let own: Vec<&Proposal> = proposals.iter().filter(|p| p.line_id == line.id).collect();
    let mut shown: Vec<OfferShown> = own
        .iter()
        .enumerate()
        .map(|(at, proposal)| {
            // Once it is agreed to, what it changed is no longer news.
            let news = Some(proposal.revision) != line.agreed;
            let before = at.checked_sub(1).and_then(|before| own.get(before)).filter(|_| news);
            one(visit, proposal, before.copied(), names)
        })
        .collect();
    shown.reverse();
    shown
}

fn one(
    visit: &Visit,
    proposal: &Proposal,
    before: Option<&Proposal>,
    names: &BTreeMap<String, String>,
) -> OfferShown {
    let offer = &proposal.offer;
    let lang = visit.lang.tag();
    let room = offer.room.as_deref().map(|slug| match visit.content.room(slug) {
        Some(room) => room.name_in(lang).to_owned(),
        None => slug.to_owned(),
    });
    let clock = |at: Time| week::clock(minute_of_day(at));
    let hours = match (offer.start, offer.end) {
        (Some(from), Some(to)) => format!("{}–{}", clock(from), clock(to)),
        (Some(from), None) => clock(from),
        _ => String::new(),
    };
    let lecturer =
        offer.lecturer.as_ref().and_then(|id| names.get(id)).cloned().unwrap_or_default();
    // Some are called by what they are: 韦清法官.
    let said = |kind: &str| lecturer.contains(&visit.text(&format!("course.lecturer.{kind}"), &[]));
    OfferShown {
        lecturer_kind: offer.lecturer_kind.map(|kind| kind.as_str()).filter(|kind| !said(kind)),
        revision: proposal.revision,
        made_at: proposal.created_at,
        day: offer.start.map(local_day),
        hours,
        lecturer,
        agency: visit.app.agency_name(&offer.agency, lang),
        at_centre: room.is_some(),
        place: room.unwrap_or_else(|| proposal.place.clone()),
        seats: offer.seats,
        changed: before.map_or_else(Vec::new, |before| {
            changed((&before.offer, &before.place), (offer, &proposal.place))
        }),
    }
}

impl OfferShown {
    /// Which revision it is.
    pub fn is(&self, revision: Option<i32>) -> bool {
        Some(self.revision) == revision
    }
}

/// The lines whose proposed time others have.
pub fn lost(c: &mut Conn, order: &Order) -> Result<Vec<String>, DbError> {
    let waiting = order.lines.iter().filter(|line| line.proposed.is_some());
    let ids: Vec<String> = waiting.map(|line| line.id.clone()).collect();
    let held = bookings::by_order(c, &ids)?;
    let lost = held.into_iter().filter(|booking| booking.state == BookingState::Lost);
    Ok(lost.map(|booking| booking.line_id).collect())
}

/// The lines whose proposed time another school is waiting for as well.
pub fn rivalled(
    c: &mut Conn,
    order: &Order,
    rooms: &[Room],
    now: Time,
) -> Result<Vec<String>, DbError> {
    let waiting: Vec<&Line> = order.lines.iter().filter(|line| line.proposed.is_some()).collect();
    if waiting.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<String> = waiting.iter().map(|line| line.id.clone()).collect();
    let held = bookings::by_order(c, &ids)?;
    let mut rivalled = Vec::new();
    for line in waiting {
        let own = held.iter().find(|booking| {
            booking.line_id == line.id
                && booking.state == BookingState::Hold
                && booking.is_live(now)
                && Some(booking.revision) == line.proposed
        });
        if let Some(own) = own
            && is_contested(c, own, rooms, now)?
        {
            rivalled.push(line.id.clone());
        }
    }
    Ok(rivalled)
}

fn is_contested(c: &mut Conn, own: &Booking, rooms: &[Room], now: Time) -> Result<bool, DbError> {
    let mut others = bookings::rivals(c, own, now)?;
    others.retain(|other| other.school != own.school);
    if others.is_empty() {
        return Ok(false);
    }
    let room = rooms.iter().find(|room| Some(&room.slug) == own.room.as_ref());
    let needs = needs(own, room);
    let start = needs.iter().map(|need| need.slots.start).min().unwrap_or_default();
    let end = needs.iter().map(|need| need.slots.end).max().unwrap_or_default();
    let resources: Vec<_> = needs.into_iter().map(|need| need.resource).collect();
    let taken = bookings::taken(c, &resources, start..end, Some(&own.id))?;
    Ok(!contested(own, room, &others, &taken).is_empty())
}
