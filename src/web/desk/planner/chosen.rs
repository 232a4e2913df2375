//! The line that is being planned: what it wishes for, and for each of its days who could and where,
//! and why others can't.

use serde::Serialize;

use super::week::Query;
use crate::db::ground::{Asked, Ground};
use crate::db::school_orders::{self, LineDetail, WishedDate};
use crate::db::schools;
use crate::domain::Time;
use crate::domain::booking::{Wanted, free_slots, obstacles};
use crate::domain::course::LineForm;
use crate::domain::deadline::{at_minute, local_day, minute_of_day};
use crate::domain::lecturer::Lecturer;
use crate::domain::order::{Action, Offer};
use crate::domain::room::Room;
use crate::domain::week::clock;
use crate::error::Error;
use crate::web::act;
use crate::web::desk::lines::block::{Fact, facts};
use crate::web::desk::lines::words;
use crate::web::desk::names;
use crate::web::meeting::wanted;
use crate::web::visit::Visit;
use crate::web::words as said;

/// So many wished days are looked at: more are rarely given, and each costs a few queries.
const DAYS: usize = 6;
/// When nothing would fit, a lesson is thought of at nine.
const NINE: i32 = 9 * 60;

/// A line that can be planned now.
pub struct Found {
    pub code: String,
    pub line: String,
    pub number: i32,
    pub school: String,
    pub school_name: String,
    pub detail: LineDetail,
}

/// The line, for the page.
#[derive(Serialize)]
pub struct Chosen {
    code: String,
    line: String,
    number: i32,
    title: String,
    school: String,
    facts: Vec<Fact>,
    days: Vec<Day>,
    /// The form with nothing filled in.
    href: String,
    form: &'static str,
}

/// A wished day.
#[derive(Serialize)]
struct Day {
    label: String,
    could: Vec<Could>,
    cannot: Vec<Cannot>,
}

/// Somebody, or a room, that could.
#[derive(Serialize)]
struct Could {
    label: String,
    clocks: String,
    note: String,
    href: String,
}

#[derive(Serialize)]
struct Cannot {
    label: String,
    why: Vec<String>,
}

/// Who or what is thought of.
#[derive(Clone, Copy)]
enum Candidate<'a> {
    Lecturer(&'a Lecturer),
    Room(&'a Room),
}

/// The line that the address names; none where it names none, or one that is not to be planned.
///
/// # Errors
/// The database's.
pub async fn find(visit: &Visit, query: &Query) -> Result<Option<Found>, Error> {
    let (Some(code), Some(line)) = (query.order.as_deref(), query.line.clone()) else {
        return Ok(None);
    };
    let loaded = match act::load(visit, code).await {
        Ok(loaded) => loaded,
        Err(Error::NotFound) => return Ok(None),
        Err(other) => return Err(other),
    };
    let order = loaded.order;
    let Some(found) = order.line(&line) else { return Ok(None) };
    let offers = visit.app.line_offers(&order, found, &loaded.actor, visit.now);
    if !offers.contains(&Action::Propose) {
        return Ok(None);
    }
    let (id, school) = (order.id.clone(), order.school.clone());
    let read = visit.app.db.read(move |c| {
        let names = schools::names(c, school.as_slice())?;
        Ok((school_orders::details(c, std::slice::from_ref(&id))?, names))
    });
    let (details, names) = read.await?;
    let detail = details.into_iter().find(|detail| detail.line_id == line);
    Ok(detail.map(|detail| Found {
        code: order.code.clone(),
        number: found.position + 1,
        school: order.school.clone().unwrap_or_default(),
        school_name: names.into_iter().next().map(|(_, name)| name).unwrap_or_default(),
        line,
        detail,
    }))
}

/// Who could on the wished days, and where.
///
/// # Errors
/// The database's.
pub async fn options(visit: &Visit, found: Found) -> Result<Chosen, Error> {
    let mut days = Vec::new();
    let wished: Vec<WishedDate> = found.detail.dates.iter().copied().take(DAYS).collect();
    for (n, wished) in (1..).zip(wished) {
        let ground = ground(visit, &found, &wished).await?;
        days.push(day(visit, &found, n, &wished, &ground));
    }
    Ok(Chosen {
        title: words::title(visit, &found.detail),
        facts: facts(visit, &found.detail),
        href: format!("/desk/planner/propose/{}/{}", found.code, found.line),
        form: found.detail.form.as_str(),
        code: found.code,
        line: found.line,
        number: found.number,
        school: found.school_name,
        days,
    })
}

async fn ground(visit: &Visit, found: &Found, wished: &WishedDate) -> Result<Ground, Error> {
    let rooms: Vec<String> = visit.content.rooms.iter().map(|room| room.slug.clone()).collect();
    let (school, classes) = (found.school.clone(), found.detail.class_names.clone());
    let (line, day, now) = (found.line.clone(), wished.day, visit.now);
    let read = visit.app.db.read(move |c| {
        let asked = Asked {
            from: at_minute(day, 0),
            to: at_minute(day, 24 * 60 - 1),
            rooms: &rooms,
            school: &school,
            classes: &classes,
            line: &line,
        };
        Ground::read(c, &asked, now)
    });
    Ok(read.await?)
}

fn day(visit: &Visit, found: &Found, n: i32, wished: &WishedDate, ground: &Ground) -> Day {
    let (mut could, mut cannot) = (Vec::new(), Vec::new());
    for candidate in candidates(visit, found, ground) {
        match judged(visit, found, wished, ground, candidate) {
            Ok(fits) => could.push(fits),
            Err(not) => cannot.push(not),
        }
    }
    let label = words::wished(visit, wished);
    let label = visit.text("planner.wish.day", &[("n", n.to_string()), ("day", label)]);
    Day { label, could, cannot }
}

/// Those who teach the course or are of the kind that is asked for; for a visit the rooms asked for.
/// A wish in own words may become either.
fn candidates<'a>(visit: &'a Visit, found: &Found, ground: &'a Ground) -> Vec<Candidate<'a>> {
    let detail = &found.detail;
    let of_kind = |lecturer: &&Lecturer| match (&detail.course, detail.lecturer_kind) {
        (Some(course), _) if lecturer.teaches(course) => true,
        (_, Some(kind)) => lecturer.kind == kind,
        (None, None) => true,
        (Some(_), None) => false,
    };
    let active = ground.lecturers.iter().filter(|lecturer| lecturer.active);
    let lecturers = active.filter(of_kind).map(Candidate::Lecturer);
    let asked =
        |room: &&crate::content::Room| detail.rooms.is_empty() || detail.rooms.contains(&room.slug);
    let rooms = visit.content.rooms.iter().filter(asked).map(|r| Candidate::Room(&r.facts));
    match detail.form {
        LineForm::Package => Vec::new(),
        LineForm::Lecture => lecturers.collect(),
        LineForm::Visit => rooms.collect(),
        LineForm::Wish => lecturers.chain(rooms).collect(),
    }
}

impl<'a> Candidate<'a> {
    fn parts(self) -> (Option<&'a Lecturer>, Option<&'a Room>) {
        match self {
            Candidate::Lecturer(lecturer) => (Some(lecturer), None),
            Candidate::Room(room) => (None, Some(room)),
        }
    }

    /// What it is called, and what else is said of it.
    fn words(self, visit: &Visit) -> (String, String) {
        match self {
            Candidate::Lecturer(one) => {
                (words::lecturer(visit, one), names::agency(visit, &one.agency))
            }
            Candidate::Room(room) => (
                room.name_in(visit.lang.tag()).to_owned(),
                visit.text("planner.people", &[("n", room.capacity.to_string())]),
            ),
        }
    }

    /// The lesson with it, from a time on.
    fn meeting(self, visit: &Visit, found: &Found, start: Time) -> Option<Wanted> {
        let (lecturer, room) = self.parts();
        let length = chrono::TimeDelta::minutes(words::minutes(visit, &found.detail));
        let offer = Offer {
            start: Some(start),
            end: Some(start + length),
            agency: String::new(),
            lecturer: lecturer.map(|lecturer| lecturer.id.clone()),
            lecturer_kind: None,
            room: room.map(|room| room.slug.clone()),
            seats: found.detail.pupils,
        };
        wanted(&found.detail, &found.school, &offer, &found.detail.place, false)
    }
}

/// At the wished hour, or at the first of the day that fits.
fn judged(
    visit: &Visit,
    found: &Found,
    wished: &WishedDate,
    ground: &Ground,
    candidate: Candidate<'_>,
) -> Result<Could, Cannot> {
    let (label, note) = candidate.words(visit);
    let (lecturer, room) = candidate.parts();
    let around = ground.around(lecturer, room, &visit.app.calendar, visit.now);
    let hour = at_minute(wished.day, wished.start_minute.unwrap_or(NINE));
    let Some(first) = candidate.meeting(visit, found, hour) else {
        return Err(Cannot { label, why: Vec::new() });
    };
    let against = obstacles(&first, &around);
    let fitting = match wished.start_minute {
        Some(_) => against.is_empty().then_some(first.start),
        None => free_slots(&first, wished.day, wished.day, 1, &around).first().copied(),
    };
    match fitting {
        Some(start) => Ok(Could {
            clocks: words::clocks(start, start + (first.end - first.start)),
            href: href(found, start, candidate),
            label,
            note,
        }),
        None => {
            let why = against.iter().map(|obstacle| said::obstacle(visit, obstacle)).collect();
            Err(Cannot { label, why })
        }
    }
}

/// The form, filled in: one click more proposes it.
fn href(found: &Found, start: Time, candidate: Candidate<'_>) -> String {
    let (name, value) = match candidate {
        Candidate::Lecturer(lecturer) => ("lecturer", &lecturer.id),
        Candidate::Room(room) => ("room", &room.slug),
    };
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("day", &local_day(start).to_string())
        .append_pair("start", &clock(minute_of_day(start)))
        .append_pair(name, value)
        .finish();
    format!("/desk/planner/propose/{}/{}?{query}", found.code, found.line)
}
