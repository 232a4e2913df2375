//! One day of the week view: who is where, who is away, what is closed, and what is wished for.

use chrono::NaiveDate;
use serde::Serialize;

use super::calendar::{self, DayKind, Place, kind};
use super::chosen;
use super::week::{Beside, Query};
use crate::db::ground::Ground;
use crate::domain::booking::{Booking, BookingState, Resource, clashes, contested};
use crate::domain::course::LecturerKind;
use crate::domain::deadline::{local_day, minute_of_day};
use crate::domain::room::Room;
use crate::domain::week::clock;
use crate::web::desk::lines::words;
use crate::web::meeting;
use crate::web::visit::Visit;

/// A booking in its place.
#[derive(Debug, Serialize)]
pub struct Shown {
    #[serde(flatten)]
    place: Place,
    lane: usize,
    /// `firm`, `hold`, `contested` or `lost`.
    state: &'static str,
    from: String,
    to: String,
    who: String,
    place_name: String,
    school: String,
    seats: i32,
    href: String,
}

/// Something that is no booking: closed hours, or a wish.
#[derive(Debug, Serialize)]
pub struct Band {
    #[serde(flatten)]
    place: Place,
    label: String,
}

/// A day.
#[derive(Debug, Serialize)]
pub struct Column {
    day: NaiveDate,
    label: String,
    today: bool,
    #[serde(flatten)]
    kind: DayKind,
    off: Vec<String>,
    pub bookings: Vec<Shown>,
    lanes: usize,
    shut: Vec<Band>,
    wishes: Vec<Band>,
    wished: bool,
}

/// Only what is asked to be seen.
pub struct Filter<'a> {
    pub kind: Option<LecturerKind>,
    pub room: Option<&'a Room>,
}

impl<'a> Filter<'a> {
    /// Reads what the address asks for; what there is not, nobody asked for.
    pub fn of(visit: &'a Visit, query: &Query) -> Filter<'a> {
        Filter {
            kind: query.kind.as_deref().and_then(|kind| kind.parse().ok()),
            room: query.room.as_deref().and_then(|slug| meeting::room(&visit.app, Some(slug))),
        }
    }

    fn shows(&self, booking: &Booking, ground: &Ground) -> bool {
        let lecturer = booking.lecturer.as_deref().and_then(|id| ground.lecturer(id));
        self.kind.is_none_or(|kind| lecturer.is_some_and(|lecturer| lecturer.kind == kind))
            && self.room.is_none_or(|room| booking.room.as_ref() == Some(&room.slug))
    }
}

/// The column of a day.
pub fn column(
    visit: &Visit,
    day: NaiveDate,
    beside: &Beside,
    filter: &Filter<'_>,
    chosen: Option<&chosen::Found>,
) -> Column {
    let ground = &beside.ground;
    let of_day = ground.bookings.iter().filter(|booking| calendar::is_on(booking, day));
    let shown: Vec<&Booking> = of_day.filter(|booking| filter.shows(booking, ground)).collect();
    let places: Vec<Place> = shown.iter().map(|booking| Place::of_booking(booking)).collect();
    let lanes = calendar::lanes(&places);
    let bookings = shown.iter().zip(places).zip(&lanes);
    let wishes = chosen.map(|chosen| wishes(visit, chosen, day)).unwrap_or_default();
    Column {
        label: words::day(visit, day),
        today: day == local_day(visit.now),
        kind: kind(&visit.app.calendar, day),
        off: off(visit, ground, filter, day),
        lanes: lanes.iter().copied().max().unwrap_or(1),
        bookings: bookings
            .map(|((b, place), lane)| booked(visit, beside, b, place, *lane))
            .collect(),
        shut: filter.room.map(|room| shut(visit, room, day)).unwrap_or_default(),
        wished: chosen.is_some_and(|c| c.detail.dates.iter().any(|wished| wished.day == day)),
        wishes,
        day,
    }
}

fn booked(visit: &Visit, beside: &Beside, b: &Booking, place: Place, lane: usize) -> Shown {
    let lecturer = b.lecturer.as_deref().and_then(|id| beside.ground.lecturer(id));
    let code = beside.codes.get(&b.order_id).cloned().unwrap_or_default();
    let school = beside.schools.get(&b.school).cloned().unwrap_or_default();
    Shown {
        place,
        lane,
        state: standing(visit, &beside.ground, b),
        from: clock(minute_of_day(b.start)),
        to: clock(minute_of_day(b.end)),
        who: lecturer.map(|lecturer| lecturer.name.clone()).unwrap_or_default(),
        place_name: match &b.room {
            Some(slug) => words::room(visit, slug),
            None if b.place == school => String::new(),
            None => b.place.clone(),
        },
        school,
        seats: b.seats,
        href: format!("/desk/orders/{code}"),
    }
}

/// A hold that somebody else wants too, or that a firm booking has taken away, is said to be so.
fn standing(visit: &Visit, ground: &Ground, b: &Booking) -> &'static str {
    if b.state == BookingState::Firm {
        return "firm";
    }
    let room = meeting::room(&visit.app, b.room.as_deref());
    if !clashes(b, room, ground.taken()).is_empty() {
        return "lost";
    }
    let beside = ground.holds_beside(&b.line_id);
    match contested(b, room, &beside, ground.taken()).is_empty() {
        true => "hold",
        false => "contested",
    }
}

/// Who is away and what is closed, of those that are asked for.
fn off(visit: &Visit, ground: &Ground, filter: &Filter<'_>, day: NaiveDate) -> Vec<String> {
    let off = ground.days_off.iter().filter(|off| calendar::is_off(off, day));
    let said = off.filter_map(|off| match &off.resource {
        Resource::Lecturer(id) if filter.room.is_none() => {
            let lecturer = ground.lecturer(id).filter(|lecturer| lecturer.active)?;
            let asked = filter.kind.is_none_or(|kind| kind == lecturer.kind);
            asked.then(|| visit.text("planner.off.lecturer", &[("name", lecturer.name.clone())]))
        }
        Resource::Room(slug) if filter.room.is_none_or(|room| room.slug == *slug) => {
            Some(visit.text("planner.off.room", &[("room", words::room(visit, slug))]))
        }
        _ => None,
    });
    said.collect()
}

fn shut(visit: &Visit, room: &Room, day: NaiveDate) -> Vec<Band> {
    let label = visit.text("planner.shut", &[]);
    let shut = calendar::shut(&room.weekly(), day).into_iter();
    shut.map(|place| Band { place, label: label.clone() }).collect()
}

/// The chosen line's wishes for a day: in their place, or at the top where any time will do.
fn wishes(visit: &Visit, chosen: &chosen::Found, day: NaiveDate) -> Vec<Band> {
    let length = i32::try_from(words::minutes(visit, &chosen.detail)).unwrap_or(60);
    let numbered = (1..).zip(&chosen.detail.dates).filter(|(_, wished)| wished.day == day);
    numbered
        .map(|(n, wished): (i32, _)| Band {
            place: match wished.start_minute {
                Some(from) => Place::of(from, from + length),
                None => Place { row: 1, span: 40 },
            },
            label: visit.text("planner.wish", &[("n", n.to_string())]),
        })
        .collect()
}
