//! What a proposal would meet, before it is made: what stands in its way, who else waits for the
//! same, and when nearby it would fit.

use chrono::{Days, NaiveDate};
use serde::Serialize;

use super::draft::Draft;
use crate::db::ground::{Asked, Ground};
use crate::db::school_orders::LineDetail;
use crate::domain::Time;
use crate::domain::booking::{Obstacle, contested, free_slots, obstacles};
use crate::domain::deadline::{at_minute, local_day, minute_of_day};
use crate::domain::lecturer::Lecturer;
use crate::domain::week::clock;
use crate::error::Error;
use crate::web::desk::lines::words;
use crate::web::meeting::{room, wanted};
use crate::web::visit::Visit;
use crate::web::words as said;

/// How far around the wished day a time is looked for.
const BEFORE: Days = Days::new(3);
const AFTER: Days = Days::new(18);
/// More free quarters than the days around have.
const ALL: usize = 1_000;
/// How many times are suggested.
const SUGGESTED: usize = 6;

/// A time that would fit.
#[derive(Debug, Serialize)]
pub struct Fits {
    pub label: String,
    pub day: String,
    pub start: String,
}

/// What the form says of itself.
#[derive(Debug, Default, Serialize)]
pub struct Preview {
    /// There is a time, and nothing stands in its way.
    pub fits: bool,
    pub obstacles: Vec<String>,
    /// Ticking that the holiday is meant would help.
    pub holiday: bool,
    /// So many other proposals wait for the same.
    pub contested: usize,
    pub free: Vec<Fits>,
}

/// Those who teach now, and the preview.
pub struct Looked {
    pub lecturers: Vec<Lecturer>,
    pub preview: Preview,
}

/// Looks at a draft for a line of a school's order.
///
/// # Errors
/// The database's.
pub async fn look(
    visit: &Visit,
    line: &str,
    school: &str,
    detail: &LineDetail,
    draft: &Draft,
) -> Result<Looked, Error> {
    let around = draft.day.or_else(|| detail.dates.first().map(|wished| wished.day));
    let around = around.unwrap_or_else(|| local_day(visit.now));
    let first = around.checked_sub_days(BEFORE).unwrap_or(around).max(local_day(visit.now));
    let last = around.checked_add_days(AFTER).unwrap_or(around);
    let (first, last) = (first.min(around), last.max(first));
    let ground = read(visit, line, school, detail, draft, (first, last)).await?;
    let preview = match draft.is_met() {
        true => preview(visit, line, school, detail, draft, &ground, (first, last)),
        false => Preview::default(),
    };
    let mut lecturers = ground.lecturers;
    lecturers.retain(|lecturer| lecturer.active);
    Ok(Looked { lecturers, preview })
}

async fn read(
    visit: &Visit,
    line: &str,
    school: &str,
    detail: &LineDetail,
    draft: &Draft,
    (first, last): (NaiveDate, NaiveDate),
) -> Result<Ground, Error> {
    let (line, school, classes) = (line.to_owned(), school.to_owned(), detail.class_names.clone());
    let (rooms, now) = (draft.room.clone(), visit.now);
    let read = visit.app.db.read(move |c| {
        let asked = Asked {
            from: at_minute(first, 0),
            to: at_minute(last, 24 * 60 - 1),
            rooms: rooms.as_slice(),
            school: &school,
            classes: &classes,
            line: &line,
        };
        Ground::read(c, &asked, now)
    });
    Ok(read.await?)
}

fn preview(
    visit: &Visit,
    line: &str,
    school: &str,
    detail: &LineDetail,
    draft: &Draft,
    ground: &Ground,
    (first, last): (NaiveDate, NaiveDate),
) -> Preview {
    let offer = draft.offer();
    let lecturer = offer.lecturer.as_deref().and_then(|id| ground.lecturer(id));
    let facts = room(&visit.app, offer.room.as_deref());
    let around = ground.around(lecturer, facts, &visit.app.calendar, visit.now);
    let mut preview = Preview::default();
    // Somebody or somewhere is meant: only then there is something to look at.
    if lecturer.is_none() && facts.is_none() {
        return preview;
    }
    if let Some(wanted) = wanted(detail, school, &offer, &draft.place, draft.holiday_meant) {
        let found = obstacles(&wanted, &around);
        preview.fits = found.is_empty();
        preview.holiday = found.iter().any(Obstacle::may_be_meant);
        preview.obstacles = found.iter().map(|o| said::obstacle(visit, o)).collect();
        let holds = ground.holds_beside(line);
        preview.contested = contested(&wanted, facts, &holds, ground.taken()).len();
    }
    if preview.fits {
        return preview;
    }
    // At any hour: what is looked for is one that fits.
    let noon = at_minute(first, 12 * 60);
    let length = chrono::TimeDelta::minutes(draft.minutes.max(1));
    let any = crate::domain::order::Offer { start: Some(noon), end: Some(noon + length), ..offer };
    if let Some(wanted) = wanted(detail, school, &any, &draft.place, false) {
        let free = free_slots(&wanted, first, last, ALL, &around);
        let wished = draft.times().map_or(noon, |(start, _)| start);
        preview.free = nearest(visit, free, wished, length);
    }
    preview
}

/// Not six times of one morning: of each half day the one nearest to the wished hour, and of these
/// the nearest days.
fn nearest(visit: &Visit, free: Vec<Time>, wished: Time, length: chrono::TimeDelta) -> Vec<Fits> {
    let hour = minute_of_day(wished);
    let half = |at: Time| (local_day(at), minute_of_day(at) < 12 * 60);
    let off = |at: Time| (minute_of_day(at) - hour).abs();
    let mut chosen: Vec<Time> = Vec::new();
    for start in free {
        match chosen.last_mut() {
            Some(last) if half(*last) == half(start) => {
                if off(start) < off(*last) {
                    *last = start;
                }
            }
            _ => chosen.push(start),
        }
    }
    chosen.sort_by_key(|start| (local_day(*start) - local_day(wished)).num_days().abs());
    chosen.truncate(SUGGESTED);
    chosen.sort_unstable();
    let fits = |start: Time| Fits {
        label: words::time(visit, start, start + length),
        day: local_day(start).to_string(),
        start: clock(minute_of_day(start)),
    };
    chosen.into_iter().map(fits).collect()
}
