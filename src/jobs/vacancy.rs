//! Looks for a time for those on the waiting list, and tells the planner what was found.

use std::collections::BTreeMap;

use chrono::{Datelike, TimeDelta};

use super::notice::of_db;
use super::retry::Fault;
use crate::app::App;
use crate::db::jobs::{self, JobRow};
use crate::db::{Conn, DbError, bookings, days_off, lecturers, waiting};
use crate::domain::Time;
use crate::domain::booking::{
    DayOff, Group, Offer, Pool, Resource, Taken, WaitingState, next_offer, slots,
};
use crate::domain::deadline::{Calendar, at_minute, local_day};
use crate::domain::lecturer::Lecturer;
use crate::domain::room::Room;

/// Nobody is offered a time further away: the plan of the next term is made by then.
const AHEAD: TimeDelta = TimeDelta::days(180);

/// Finds what can be offered now, writes it down and finishes the job, all or nothing.
///
/// # Errors
/// Why not, and whether it may work later.
pub async fn look(app: &App, job: &JobRow, worker: &str) -> Result<(), Fault> {
    let rooms: Vec<Room> = app.content.rooms.iter().map(|room| room.facts.clone()).collect();
    let (calendar, now) = (app.calendar.clone(), app.clock.now());
    // The search may take a moment: it is done where blocking is allowed, on what was read at once.
    let found = app.db.read(move |c| find(c, &rooms, &calendar, now)).await.map_err(of_db)?;
    let (id, worker) = (job.id.clone(), worker.to_owned());
    let write = app.db.write(move |c| {
        for (group, offer) in &found {
            waiting::offer(c, group, offer, now)?;
        }
        jobs::finish(c, &id, &worker, now)
    });
    write.await.map_err(of_db)
}

fn find(
    c: &mut Conn,
    rooms: &[Room],
    calendar: &Calendar,
    now: Time,
) -> Result<Vec<(Group, Offer)>, DbError> {
    let mut groups = waiting::list(c)?;
    if groups.iter().all(|group| group.state != WaitingState::Waiting) {
        return Ok(Vec::new());
    }
    let stock = Stock::read(c, &groups, rooms, now)?;
    let last = local_day(stock.until);
    groups.iter_mut().for_each(|group| group.latest = group.latest.min(last));
    let mut taken = stock.taken(c, &groups, rooms, now)?;
    let rooms: Vec<&Room> = rooms.iter().collect();
    let mut found = Vec::new();
    loop {
        let pool = Pool {
            rooms: &rooms,
            lecturers: &stock.lecturers,
            days_off: &stock.days_off,
            calendar,
            taken: &taken,
            by_year: &stock.by_year,
            now,
        };
        let Some((group, offer)) = next_offer(&groups, &pool) else { return Ok(found) };
        let group = group.clone();
        taken.reserve(&group.meeting(&offer), room_of(&rooms, offer.room.as_deref()));
        groups.retain(|other| other.id != group.id);
        found.push((group, offer));
    }
}

fn room_of<'a>(rooms: &[&'a Room], slug: Option<&str>) -> Option<&'a Room> {
    rooms.iter().find(|room| Some(room.slug.as_str()) == slug).copied()
}

/// Whom and what there is to offer.
struct Stock {
    lecturers: Vec<Lecturer>,
    days_off: Vec<DayOff>,
    by_year: BTreeMap<String, BTreeMap<i32, i32>>,
    resources: Vec<Resource>,
    until: Time,
}

impl Stock {
    fn read(c: &mut Conn, groups: &[Group], rooms: &[Room], now: Time) -> Result<Stock, DbError> {
        let lecturers = lecturers::active(c)?;
        let last = groups.iter().map(|group| at_minute(group.latest, 24 * 60)).max();
        let until = last.unwrap_or(now).min(now + AHEAD);
        let who = lecturers.iter().map(|lecturer| Resource::Lecturer(lecturer.id.clone()));
        let places = rooms.iter().map(|room| Resource::Room(room.slug.clone()));
        let mut resources: Vec<Resource> = who.chain(places).collect();
        let days_off = days_off::of(c, &resources, local_day(now), local_day(until))?;
        let classes = groups.iter().flat_map(|group| {
            let class = |name: &String| Resource::Class {
                school: group.school.clone(),
                name: name.clone(),
            };
            group.classes.iter().map(class)
        });
        resources.extend(classes);
        let mut by_year: BTreeMap<String, BTreeMap<i32, i32>> = BTreeMap::new();
        for year in local_day(now).year()..=local_day(until).year() {
            for (who, count) in bookings::year_counts(c, year)? {
                by_year.entry(who).or_default().insert(year, count);
            }
        }
        Ok(Stock { lecturers, days_off, by_year, resources, until })
    }

    /// What firm bookings have, and what others were proposed or offered.
    fn taken(
        &self,
        c: &mut Conn,
        groups: &[Group],
        rooms: &[Room],
        now: Time,
    ) -> Result<Taken, DbError> {
        let rooms: Vec<&Room> = rooms.iter().collect();
        let mut taken = bookings::taken(c, &self.resources, slots(now, self.until), None)?;
        for hold in bookings::holds_between(c, now, self.until, now)? {
            taken.reserve(&hold, room_of(&rooms, hold.room.as_deref()));
        }
        for group in groups {
            if let Some(offer) = &group.offer {
                taken.reserve(&group.meeting(offer), room_of(&rooms, offer.room.as_deref()));
            }
        }
        Ok(taken)
    }
}
