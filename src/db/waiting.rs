//! The waiting list: groups that wait together for a time that fits.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::bookings::lines;
use super::error::word;
use super::schema::waiting;
use super::{Conn, DbError, jobs};
use crate::domain::Time;
use crate::domain::booking::{Group, Offer, WaitingState, tell_planner, vacancy};
use crate::domain::notice::Notice;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = waiting)]
struct Row {
    id: String,
    order_id: String,
    line_id: String,
    school: String,
    room: Option<String>,
    lecturer_kind: Option<String>,
    course: Option<String>,
    stage: String,
    place: String,
    pupils: i32,
    class_count: i32,
    classes: String,
    minutes: i32,
    earliest: NaiveDate,
    latest: NaiveDate,
    state: String,
    offer_start: Option<Time>,
    offer_end: Option<Time>,
    offer_room: Option<String>,
    offer_lecturer: Option<String>,
    offer_classes: Option<i32>,
    offer_seats: Option<i32>,
    created_at: Time,
    offered_at: Option<Time>,
}

impl Row {
    fn of(group: &Group) -> Row {
        let offer = group.offer.as_ref();
        Row {
            id: group.id.clone(),
            order_id: group.order_id.clone(),
            line_id: group.line_id.clone(),
            school: group.school.clone(),
            room: group.room.clone(),
            lecturer_kind: group.lecturer_kind.map(|kind| kind.to_string()),
            course: group.course.clone(),
            stage: group.stage.to_string(),
            place: group.place.clone(),
            pupils: group.pupils,
            class_count: group.class_count,
            classes: group.classes.join("\n"),
            minutes: group.minutes,
            earliest: group.earliest,
            latest: group.latest,
            state: group.state.to_string(),
            offer_start: offer.map(|offer| offer.start),
            offer_end: offer.map(|offer| offer.end),
            offer_room: offer.and_then(|offer| offer.room.clone()),
            offer_lecturer: offer.and_then(|offer| offer.lecturer.clone()),
            offer_classes: offer.map(|offer| offer.class_count),
            offer_seats: offer.map(|offer| offer.seats),
            created_at: group.created_at,
            offered_at: group.offered_at,
        }
    }

    fn group(self) -> Result<Group, DbError> {
        Ok(Group {
            offer: self.offer(),
            lecturer_kind: self.lecturer_kind.as_deref().map(word).transpose()?,
            stage: word(&self.stage)?,
            state: word(&self.state)?,
            classes: lines(&self.classes),
            id: self.id,
            order_id: self.order_id,
            line_id: self.line_id,
            school: self.school,
            room: self.room,
            course: self.course,
            place: self.place,
            pupils: self.pupils,
            class_count: self.class_count,
            minutes: self.minutes,
            earliest: self.earliest,
            latest: self.latest,
            created_at: self.created_at,
            offered_at: self.offered_at,
        })
    }

    fn offer(&self) -> Option<Offer> {
        Some(Offer {
            start: self.offer_start?,
            end: self.offer_end?,
            room: self.offer_room.clone(),
            lecturer: self.offer_lecturer.clone(),
            class_count: self.offer_classes?,
            seats: self.offer_seats?,
        })
    }
}

/// Puts a line's group at the end of the list, in place of what was there of this line, and has
/// somebody look whether there is a time already. Its id and state are made here.
pub fn join(c: &mut Conn, group: &Group, now: Time) -> Result<Group, DbError> {
    let group = Group {
        id: super::new_id(),
        state: WaitingState::Waiting,
        offer: None,
        created_at: now,
        offered_at: None,
        ..group.clone()
    };
    diesel::delete(waiting::table.filter(waiting::line_id.eq(&group.line_id))).execute(c)?;
    diesel::insert_into(waiting::table).values(&Row::of(&group)).execute(c)?;
    look(c, now)?;
    Ok(group)
}

/// Those who wait and those who were offered a time, whoever came first first.
pub fn list(c: &mut Conn) -> Result<Vec<Group>, DbError> {
    let open = [WaitingState::Waiting, WaitingState::Offered].map(WaitingState::as_str);
    let found = waiting::table.filter(waiting::state.eq_any(open));
    let rows: Vec<Row> =
        found.order((waiting::created_at, waiting::id)).select(Row::as_select()).load(c)?;
    rows.into_iter().map(Row::group).collect()
}

/// The group of a line, wherever it stands.
pub fn by_line(c: &mut Conn, line_id: &str) -> Result<Option<Group>, DbError> {
    let found = waiting::table.filter(waiting::line_id.eq(line_id));
    let row: Option<Row> = found.select(Row::as_select()).first(c).optional()?;
    row.map(Row::group).transpose()
}

/// Offers a time to a group that waits, and tells the planner. False where it waits no more.
pub fn offer(c: &mut Conn, group: &Group, offer: &Offer, now: Time) -> Result<bool, DbError> {
    let waits =
        waiting::table.find(&group.id).filter(waiting::state.eq(WaitingState::Waiting.as_str()));
    let offered = diesel::update(waits)
        .set((
            waiting::state.eq(WaitingState::Offered.as_str()),
            waiting::offer_start.eq(offer.start),
            waiting::offer_end.eq(offer.end),
            waiting::offer_room.eq(&offer.room),
            waiting::offer_lecturer.eq(&offer.lecturer),
            waiting::offer_classes.eq(offer.class_count),
            waiting::offer_seats.eq(offer.seats),
            waiting::offered_at.eq(now),
        ))
        .execute(c)?;
    if offered == 0 {
        return Ok(false);
    }
    jobs::enqueue(c, &tell_planner(Notice::Vacancy, &group.order_id, now), None)?;
    Ok(true)
}

/// The line of a group was proposed something: it is off the list.
pub(super) fn planned(c: &mut Conn, line_id: &str) -> Result<(), DbError> {
    set(c, line_id, WaitingState::Planned)
}

/// The line needs nothing any more.
pub fn leave(c: &mut Conn, line_id: &str) -> Result<(), DbError> {
    set(c, line_id, WaitingState::Left)
}

/// What was offered or proposed is not taken: the group waits again, in its old place.
pub fn again(c: &mut Conn, line_id: &str, now: Time) -> Result<(), DbError> {
    clear(c, line_id)?;
    look(c, now)
}

fn set(c: &mut Conn, line_id: &str, state: WaitingState) -> Result<(), DbError> {
    let found = waiting::table.filter(waiting::line_id.eq(line_id));
    diesel::update(found).set(waiting::state.eq(state.as_str())).execute(c)?;
    Ok(())
}

fn clear(c: &mut Conn, line_id: &str) -> Result<(), DbError> {
    let found = waiting::table.filter(waiting::line_id.eq(line_id));
    let cleared = diesel::update(found)
        .set((
            waiting::state.eq(WaitingState::Waiting.as_str()),
            waiting::offer_start.eq(None::<Time>),
            waiting::offer_end.eq(None::<Time>),
            waiting::offer_room.eq(None::<String>),
            waiting::offer_lecturer.eq(None::<String>),
            waiting::offer_classes.eq(None::<i32>),
            waiting::offer_seats.eq(None::<i32>),
            waiting::offered_at.eq(None::<Time>),
        ))
        .execute(c)?;
    if cleared == 1 { Ok(()) } else { Err(DbError::NotFound) }
}

/// Those whose offered time has come before anybody proposed it wait again.
pub fn lapse(c: &mut Conn, now: Time) -> Result<usize, DbError> {
    let over: Vec<String> = waiting::table
        .filter(waiting::state.eq(WaitingState::Offered.as_str()))
        .filter(waiting::offer_start.le(now))
        .select(waiting::line_id)
        .load(c)?;
    over.iter().try_for_each(|line| clear(c, line))?;
    if !over.is_empty() {
        look(c, now)?;
    }
    Ok(over.len())
}

/// Has somebody look for a time, where anybody waits.
pub(super) fn look(c: &mut Conn, now: Time) -> Result<(), DbError> {
    let waits = waiting::table.filter(waiting::state.eq(WaitingState::Waiting.as_str()));
    if diesel::select(diesel::dsl::exists(waits)).get_result(c)? {
        jobs::enqueue(c, &vacancy(now), None)?;
    }
    Ok(())
}
