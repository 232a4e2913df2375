//! What is offered for a line, as a meeting: what stands in its way, and how that is said in a form.

use super::visit::Visit;
use super::words;
use crate::app::App;
use crate::db::ground::{Asked, Ground};
use crate::db::school_orders::{self, LineDetail, Proposal};
use crate::db::{Conn, DbError};
use crate::domain::Time;
use crate::domain::booking::{Meeting, Obstacle, Wanted, obstacles};
use crate::domain::deadline::local_day;
use crate::domain::order::Offer;
use crate::domain::room::Room;
use crate::error::FieldError;

/// A meeting of a proposal, and what stands in its way; no meeting for what has no time.
#[derive(Default)]
pub struct Judged {
    pub meeting: Option<Meeting>,
    pub obstacles: Vec<Obstacle>,
}

/// Looks at a proposal as things stand now.
///
/// # Errors
/// `NotFound` for a line or a lecturer that is not there.
pub fn judge(
    c: &mut Conn,
    app: &App,
    school: &str,
    proposal: &Proposal,
    holiday_meant: bool,
    now: Time,
) -> Result<Judged, DbError> {
    let (offer, line) = (&proposal.offer, &proposal.line_id);
    let details = school_orders::details(c, std::slice::from_ref(&proposal.order_id))?;
    let detail = details.into_iter().find(|detail| detail.line_id == *line);
    let detail = detail.ok_or(DbError::NotFound)?;
    let Some(wanted) = wanted(&detail, school, offer, &proposal.place, holiday_meant) else {
        return Ok(Judged::default());
    };
    let asked = Asked {
        from: wanted.start,
        to: wanted.end,
        rooms: offer.room.as_slice(),
        school,
        classes: &detail.class_names,
        line,
    };
    let ground = Ground::read(c, &asked, now)?;
    let lecturer = offer.lecturer.as_deref().map(|id| ground.lecturer(id));
    let lecturer = lecturer.map(|found| found.ok_or(DbError::NotFound)).transpose()?;
    let room = room(app, offer.room.as_deref());
    let around = ground.around(lecturer, room, &app.calendar, now);
    Ok(Judged { obstacles: obstacles(&wanted, &around), meeting: Some(wanted.meeting) })
}

/// What an offer means for a line, as a meeting; none where it has no time. A day that the school
/// itself wished for is meant.
pub fn wanted(
    detail: &LineDetail,
    school: &str,
    offer: &Offer,
    place: &str,
    holiday_meant: bool,
) -> Option<Wanted> {
    let (start, end) = (offer.start?, offer.end?);
    let day = local_day(start);
    Some(Wanted {
        meeting: Meeting {
            start,
            end,
            lecturer: offer.lecturer.clone(),
            room: offer.room.clone(),
            place: place.to_owned(),
            seats: offer.seats,
            school: school.to_owned(),
            classes: detail.class_names.clone(),
        },
        // Whoever leads a class through the centre need not be one who teaches the course.
        course: detail.course.clone().filter(|_| offer.room.is_none()),
        stage: detail.stage,
        holiday_meant: holiday_meant || detail.dates.iter().any(|wished| wished.day == day),
    })
}

/// The facts of a room.
pub fn room<'a>(app: &'a App, slug: Option<&str>) -> Option<&'a Room> {
    slug.and_then(|slug| app.content.room(slug)).map(|room| &room.facts)
}

/// One obstacle as an error of a field.
pub fn obstacle_error(visit: &Visit, field: &str, obstacle: &Obstacle) -> FieldError {
    let error = FieldError::new(field, &obstacle.key());
    words::obstacle_args(visit, obstacle)
        .into_iter()
        .fold(error, |error, (name, value)| error.with(name, value))
}

/// The field of a proposal's form that an obstacle is about.
pub fn field_of(obstacle: &Obstacle) -> &'static str {
    use Obstacle::*;
    match obstacle {
        Times | Past | Holiday { .. } | Weekend { .. } | ClassBusy { .. } => "day",
        TooMany { .. } => "seats",
        AgencyOnly { .. } | RoomClosed { .. } | RoomDayOff { .. } | RoomTaken { .. } => "room",
        Gone { .. }
        | OutsideHours { .. }
        | DayOff { .. }
        | YearlyMaximum { .. }
        | NeverVetted { .. }
        | VettingRunsOut { .. }
        | NotTaught { .. }
        | NotTheirSchool { .. }
        | LecturerBusy { .. } => "lecturer",
    }
}
