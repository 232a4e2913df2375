//! The offline centre: nine function rooms, and when each is free. By whom a room is taken is not
//! said anywhere here.

use actix_web::{HttpResponse, web};
use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::db::{bookings, days_off};
use crate::domain::booking::Resource;
use crate::domain::course::RoomGroup;
use crate::domain::deadline::{at_minute, local_day};
use crate::domain::room::Room;
use crate::domain::week::{self, Span, Weekday};
use crate::error::Error;
use crate::web::page::Site;
use crate::web::visit::Visit;

/// A cell of the calendar is half an hour.
const CELL_MINUTES: i32 = 30;
/// So many weeks ahead the calendar is open.
const WEEKS_AHEAD: u64 = 26;

#[derive(Serialize)]
struct CentrePage {
    groups: Vec<Group>,
}

#[derive(Serialize)]
struct Group {
    word: RoomGroup,
    rooms: Vec<RoomShown>,
}

#[derive(Serialize)]
struct RoomShown {
    slug: String,
    name: String,
    summary: String,
    capacity: i32,
    parties: i32,
    agency_only: bool,
}

#[derive(Serialize)]
struct RoomPage {
    room: RoomShown,
    equipment: Vec<String>,
    hours: Vec<Hours>,
    html: String,
    from: NaiveDate,
    to: NaiveDate,
    days: Vec<DayShown>,
    rows: Vec<Row>,
    before: Option<NaiveDate>,
    after: Option<NaiveDate>,
}

#[derive(Serialize)]
struct Hours {
    first: Weekday,
    /// None for a single day.
    last: Option<Weekday>,
    from: String,
    to: String,
}

#[derive(Serialize)]
struct DayShown {
    day: NaiveDate,
    weekday: Weekday,
    number: u32,
    month: u32,
    today: bool,
}

#[derive(Serialize)]
struct Row {
    /// `09:30`
    clock: String,
    /// A full hour begins here.
    hour: bool,
    /// `free`, `taken`, `closed` or `past`, a day each.
    cells: Vec<&'static str>,
}

/// Any day of the week to show.
#[derive(Deserialize)]
pub struct Asked {
    week: Option<String>,
}

/// `GET /youth/centre`
///
/// # Errors
/// Those of the template.
pub async fn list(visit: Visit) -> Result<HttpResponse, Error> {
    let of = |group: RoomGroup| {
        let rooms = visit.content.rooms.iter().filter(|room| room.group == group);
        Group { word: group, rooms: rooms.map(|room| shown(&visit, room)).collect() }
    };
    let groups = RoomGroup::ALL.iter().copied().map(of).collect();
    let title = visit.text("centre.title", &[]);
    visit.page(Site::Youth, "youth/centre.html", &title, &CentrePage { groups })
}

/// `GET /youth/centre/{slug}`
///
/// # Errors
/// [`Error::NotFound`] for a room there is not.
pub async fn show(
    visit: Visit,
    slug: web::Path<String>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Error> {
    let content = &visit.content;
    let room = content.room(&slug).cloned().ok_or(Error::NotFound)?;
    let today = local_day(visit.now);
    let monday = week_of(asked.week.as_deref(), today);
    let (from, to) = (at_minute(monday, 0), at_minute(monday + Days::new(7), 0));
    let (asked, resource) = (room.clone(), Resource::Room(room.slug.clone()));
    let (taken, off) = visit
        .app
        .db
        .read(move |c| {
            let taken = bookings::room_taken(c, &asked, from, to)?;
            Ok((taken, days_off::of(c, &[resource], monday, monday + Days::new(6))?))
        })
        .await?;
    let days: Vec<NaiveDate> = (0..7).map(|n| monday + Days::new(n)).collect();
    let state = |day: NaiveDate, minute: i32| {
        let (start, end) = (at_minute(day, minute), at_minute(day, minute + CELL_MINUTES));
        let away = off.iter().any(|off| (off.from..=off.to).contains(&day));
        match () {
            () if end <= visit.now => "past",
            () if away || !room.weekly().covers(start, end) => "closed",
            () if taken.iter().any(|(from, to)| *from < end && start < *to) => "taken",
            () => "free",
        }
    };
    let last = today + Days::new(7 * WEEKS_AHEAD);
    let page = RoomPage {
        rows: rows(&room, &days, state),
        days: days.iter().map(|day| day_shown(*day, today)).collect(),
        before: (monday > today).then(|| monday - Days::new(7)),
        after: (monday < last).then(|| monday + Days::new(7)),
        from: monday,
        to: monday + Days::new(6),
        equipment: room.equipment.clone(),
        hours: hours(&room),
        html: room.html.clone(),
        room: shown(&visit, &room),
    };
    let title = page.room.name.clone();
    visit.page(Site::Youth, "youth/room.html", &title, &page)
}

/// The Monday of the week asked for; of this week where none is, or it is too far off.
fn week_of(asked: Option<&str>, today: NaiveDate) -> NaiveDate {
    let monday = |day: NaiveDate| day - Days::new(day.weekday().num_days_from_monday().into());
    let asked = asked.and_then(|text| text.parse::<NaiveDate>().ok()).map(monday);
    let within = monday(today)..=today + Days::new(7 * (WEEKS_AHEAD + 1));
    asked.filter(|day| within.contains(day)).unwrap_or_else(|| monday(today))
}

/// A row for each half hour from the first opening to the last closing.
fn rows(
    room: &Room,
    days: &[NaiveDate],
    state: impl Fn(NaiveDate, i32) -> &'static str,
) -> Vec<Row> {
    let weekly = room.weekly();
    let spans = || Weekday::ALL.iter().flat_map(|day| weekly.on(*day));
    let first = spans().map(|span| span.from).min().unwrap_or(9 * 60) / 60 * 60;
    let last = spans().map(|span| span.to).max().unwrap_or(17 * 60);
    let starts = (first..last).step_by(usize::try_from(CELL_MINUTES).unwrap_or(1));
    let row = |minute: i32| Row {
        clock: week::clock(minute),
        hour: minute % 60 == 0,
        cells: days.iter().map(|day| state(*day, minute)).collect(),
    };
    starts.map(row).collect()
}

fn day_shown(day: NaiveDate, today: NaiveDate) -> DayShown {
    DayShown {
        day,
        weekday: Weekday::of(day),
        number: day.day(),
        month: day.month(),
        today: day == today,
    }
}

/// Days that follow each other and keep the same hours, in one line.
fn hours(room: &Room) -> Vec<Hours> {
    let weekly = room.weekly();
    let mut lines: Vec<(Weekday, Weekday, Span)> = Vec::new();
    for day in Weekday::ALL.iter().copied() {
        for span in weekly.on(day) {
            let before = |line: &&mut (Weekday, Weekday, Span)| {
                line.2 == *span && line.1 as usize + 1 == day as usize
            };
            match lines.iter_mut().find(before) {
                Some(line) => line.1 = day,
                None => lines.push((day, day, *span)),
            }
        }
    }
    let shown = lines.into_iter().map(|(first, last, span)| Hours {
        first,
        last: (last != first).then_some(last),
        from: week::clock(span.from),
        to: week::clock(span.to),
    });
    shown.collect()
}

fn shown(visit: &Visit, room: &Room) -> RoomShown {
    RoomShown {
        slug: room.slug.clone(),
        name: room.name_in(visit.lang.tag()).to_owned(),
        summary: room.summary.clone(),
        capacity: room.capacity,
        parties: room.parties,
        agency_only: room.agency_only,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_begins_on_monday_and_never_lies_behind() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let today = day("2026-11-26");
        for (asked, monday) in [
            (None, "2026-11-23"),
            (Some("2026-12-03"), "2026-11-30"),
            (Some("2026-11-30"), "2026-11-30"),
            (Some("2020-01-01"), "2026-11-23"),
            (Some("2099-01-01"), "2026-11-23"),
            (Some("tomorrow"), "2026-11-23"),
        ] {
            assert_eq!(week_of(asked, today), day(monday), "{asked:?}");
        }
    }
}
