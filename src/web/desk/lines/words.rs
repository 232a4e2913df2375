//! What a line of a school's order is called at the desk.

use chrono::NaiveDate;

use crate::db::school_orders::{LineDetail, Proposal, WishedDate};
use crate::domain::Time;
use crate::domain::course::LineForm;
use crate::domain::deadline::{local_day, minute_of_day};
use crate::domain::lecturer::Lecturer;
use crate::domain::order::{Line, State};
use crate::domain::week::clock;
use crate::web::filters;
use crate::web::locale::Lang;
use crate::web::visit::Visit;

/// So much of a text stands as a title.
const TITLE_CHARACTERS: usize = 20;

/// What is asked for: the course, the package, or what it is.
pub fn title(visit: &Visit, detail: &LineDetail) -> String {
    let english = visit.lang == Lang::En;
    let course = detail.course.as_deref().and_then(|slug| visit.content.course(slug));
    let package = detail.package.as_deref().and_then(|slug| visit.content.package(slug));
    let found = course.map(|course| (&course.title, &course.title_en));
    let found = found.or_else(|| package.map(|package| (&package.title, &package.title_en)));
    match (found, detail.form) {
        (Some((title, title_en)), _) => if english { title_en } else { title }.clone(),
        (_, LineForm::Visit) if !detail.rooms.is_empty() => rooms(visit, &detail.rooms),
        (_, LineForm::Lecture) if !detail.emphasis.is_empty() => short(&detail.emphasis),
        (_, LineForm::Wish) if !detail.remarks.is_empty() => short(&detail.remarks),
        (_, form) => visit.text(&format!("planner.title.{form}"), &[]),
    }
}

/// The beginning of a text, for a title.
fn short(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let cut: String = line.chars().take(TITLE_CHARACTERS).collect();
    if cut.len() < text.trim_end().len() { format!("{cut}…") } else { cut }
}

/// The page of what is asked for, where it has one.
pub fn page(visit: &Visit, detail: &LineDetail) -> Option<String> {
    let content = &visit.content;
    let course = detail.course.as_deref().filter(|slug| content.course(slug).is_some());
    let package = detail.package.as_deref().filter(|slug| content.package(slug).is_some());
    let course = course.map(|slug| format!("/youth/courses/{slug}"));
    course.or_else(|| package.map(|slug| format!("/youth/packages/{slug}")))
}

/// How long a lesson of it takes: as its course says, else an hour.
pub fn minutes(visit: &Visit, detail: &LineDetail) -> i64 {
    const HOUR: i64 = 60;
    let course = detail.course.as_deref().and_then(|slug| visit.content.course(slug));
    match (course, detail.form) {
        (Some(course), LineForm::Lecture | LineForm::Wish) => course.minutes.into(),
        _ => HOUR,
    }
}

/// `12月1日（周二）`, `Tue 1 Dec`.
pub fn day(visit: &Visit, day: NaiveDate) -> String {
    filters::short_date(day, visit.lang)
}

/// `12月1日（周二） 09:30–10:10`
pub fn time(visit: &Visit, start: Time, end: Time) -> String {
    format!("{} {}", day(visit, local_day(start)), clocks(start, end))
}

/// `09:30–10:10`
pub fn clocks(start: Time, end: Time) -> String {
    format!("{}–{}", clock(minute_of_day(start)), clock(minute_of_day(end)))
}

/// A day the school would like, and the hour if it named one.
pub fn wished(visit: &Visit, wished: &WishedDate) -> String {
    let hour = match wished.start_minute {
        Some(minute) => clock(minute),
        None => visit.text("planner.any_time", &[]),
    };
    format!("{} {hour}", day(visit, wished.day))
}

/// Where a line stands, as the end of a key.
pub fn stands(line: &Line) -> &'static str {
    let planned = || match (line.proposed, line.agreed, line.revisions) {
        (Some(_), ..) => "proposed",
        (None, None, 0) => "unplanned",
        (None, None, _) => "replan",
        (None, Some(_), _) => "agreed",
    };
    match line.state {
        State::Draft | State::Submitted | State::Waiting | State::Suspended => "submitted",
        State::Accepted => planned(),
        State::Dispatched => "dispatched",
        State::Handling if line.checked_in_at.is_some() => "met",
        State::Handling => "handling",
        State::Replied => "replied",
        State::Closed | State::Archived => "closed",
        State::Declined => "declined",
        State::Withdrawn => "withdrawn",
    }
}

/// The name of a room.
pub fn room(visit: &Visit, slug: &str) -> String {
    match visit.content.room(slug) {
        Some(room) => room.name_in(visit.lang.tag()).to_owned(),
        None => slug.to_owned(),
    }
}

/// The names of rooms.
pub fn rooms(visit: &Visit, slugs: &[String]) -> String {
    let names: Vec<String> = slugs.iter().map(|slug| room(visit, slug)).collect();
    names.join(&comma(visit))
}

/// What stands between the parts of a list.
pub fn comma(visit: &Visit) -> String {
    visit.text("course.comma", &[])
}

/// Name and kind of a lecturer.
pub fn lecturer(visit: &Visit, lecturer: &Lecturer) -> String {
    let kind = visit.text(&format!("course.lecturer.{}", lecturer.kind), &[]);
    format!("{} · {kind}", lecturer.name)
}

/// Where a proposal has them meet.
pub fn place(visit: &Visit, proposal: &Proposal) -> String {
    match &proposal.offer.room {
        Some(slug) => room(visit, slug),
        None => proposal.place.clone(),
    }
}
