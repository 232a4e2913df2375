//! Everything that is wrong with what a school asks for.

use super::{LineAsked, Shelf, Why, WishedDate, Wrong, is_class, is_group};
use crate::domain::Time;
use crate::domain::course::{LineForm, Stage};
use crate::domain::deadline::{Calendar, at_minute, local_day};
use crate::domain::kind::Kind;

/// More lines than this are two orders.
pub const MAX_LINES: usize = 20;
/// So many dates can be wished for.
pub const MAX_DATES: usize = 5;
/// No school of ours has more classes, and no line more pupils.
const MAX_CLASSES: i32 = 60;
const MAX_PUPILS: i32 = 5_000;
/// A name of a class is short.
const MAX_CLASS_NAME: usize = 20;
/// How long a meeting is taken to be where no course says it; the planner says what it will be.
const USUAL_MINUTES: i32 = 60;

/// The fields of the dates, in their order.
const DAYS: [&str; MAX_DATES] = ["day1", "day2", "day3", "day4", "day5"];

/// What a line is checked by.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    pub shelf: &'a dyn Shelf,
    pub calendar: &'a Calendar,
    /// The kind of order: it says how long each text may be.
    pub kind: &'a Kind,
    pub now: Time,
}

/// All that is wrong with one line by itself, in the order of the form.
pub fn check(line: &LineAsked, around: &Around) -> Vec<Wrong> {
    let mut found = Vec::new();
    what(line, around, &mut found);
    who(line, &mut found);
    group(line, around, &mut found);
    dates(line, around, &mut found);
    texts(line, around, &mut found);
    found
}

fn wrong(field: &'static str, why: Why) -> Wrong {
    Wrong { field, why }
}

/// The course, package and rooms, and whether they are for this stage.
fn what(line: &LineAsked, around: &Around, found: &mut Vec<Wrong>) {
    let course = line.course.as_deref().map(|slug| around.shelf.course_facts(slug));
    let package = line.package.as_deref().map(|slug| around.shelf.package_stages(slug));
    let bare = line.course.is_none() && line.package.is_none();
    match line.form {
        LineForm::Package if bare => {
            found.push(wrong("package", Why::Missing("school_page.wrong.package")));
        }
        LineForm::Lecture if bare && line.emphasis.is_empty() => {
            found.push(wrong("emphasis", Why::Missing("school_page.wrong.theme")));
        }
        LineForm::Wish if line.remarks.is_empty() => {
            found.push(wrong("remarks", Why::Missing("school_page.wrong.wish")));
        }
        _ => {}
    }
    match course {
        Some(None) => found.push(wrong("course", Why::Unknown)),
        Some(Some(facts)) => {
            let forms = facts.line_forms();
            if line.form != LineForm::Wish && !forms.contains(&line.form) {
                found.push(wrong("course", Why::NotSo { forms }));
            }
            found.extend(not_for(line.stage, facts.stages, "course"));
            let taught = |kind| facts.lecturers.contains(&kind);
            if line.lecturer_kind.is_some_and(|kind| !taught(kind)) {
                let kinds = facts.lecturers.to_vec();
                found.push(wrong("lecturer_kind", Why::NotTaughtBy { kinds }));
            }
        }
        None => {}
    }
    match package {
        Some(None) => found.push(wrong("package", Why::Unknown)),
        Some(Some(stages)) => found.extend(not_for(line.stage, stages, "package")),
        None => {}
    }
    for slug in &line.rooms {
        match around.shelf.room_facts(slug) {
            None => found.push(wrong("rooms", Why::Unknown)),
            Some(room) if room.agency_only => {
                found.push(wrong("rooms", Why::AgencyOnly { room: slug.clone() }));
            }
            Some(_) => {}
        }
    }
}

fn not_for(stage: Option<Stage>, stages: &[Stage], field: &'static str) -> Option<Wrong> {
    let other = stage.is_some_and(|stage| !stages.contains(&stage));
    other.then(|| wrong(field, Why::NotFor { stages: stages.to_vec() }))
}

/// The stage, the classes and how many they are. A wish may leave all but the stage open; grown-ups
/// come in no classes.
fn who(line: &LineAsked, found: &mut Vec<Wrong>) {
    let wish = line.form == LineForm::Wish;
    match line.stage {
        None => found.push(wrong("stage", Why::Missing("school_page.wrong.stage"))),
        Some(stage) => {
            let named = line.class_count.is_some() || !line.class_names.is_empty();
            if stage.is_minors() && !wish && !named {
                found.push(wrong("class_names", Why::Missing("school_page.wrong.classes")));
            }
        }
    }
    let unnamed = line
        .class_names
        .iter()
        .find(|name| !is_class(name) || name.chars().count() > MAX_CLASS_NAME);
    if let Some(name) = unnamed {
        found.push(wrong("class_names", Why::NoClass { name: name.clone() }));
    }
    let names = line.class_names.len();
    match line.class_count {
        Some(count) if !(1..=MAX_CLASSES).contains(&count) => {
            found.push(wrong("class_count", Why::Range { least: 1, most: MAX_CLASSES }));
        }
        Some(count)
            if usize::try_from(count) != Ok(names)
                && line.class_names.iter().any(|name| !is_group(name)) =>
        {
            found.push(wrong("class_count", Why::CountDiffers { names, count }));
        }
        _ => {}
    }
    match line.pupils {
        None if !wish => found.push(wrong("pupils", Why::Missing("school_page.wrong.pupils"))),
        Some(pupils) if !(1..=MAX_PUPILS).contains(&pupils) => {
            found.push(wrong("pupils", Why::Range { least: 1, most: MAX_PUPILS }));
        }
        _ => {}
    }
}

/// Whether so many can be taught and received at once; who only watches in class needs no room.
fn group(line: &LineAsked, around: &Around, found: &mut Vec<Wrong>) {
    let Some(pupils) = line.pupils.filter(|_| line.is_met()) else { return };
    let facts = line.course.as_deref().and_then(|slug| around.shelf.course_facts(slug));
    if let Some(most) = facts.map(|facts| facts.max_pupils).filter(|most| pupils > *most) {
        found.push(wrong("pupils", Why::TooManyForCourse { most, pupils }));
    }
    let rooms = line.rooms.iter().filter_map(|slug| around.shelf.room_facts(slug));
    let smallest = rooms.min_by_key(|room| room.capacity);
    if let Some(room) = smallest.filter(|room| pupils > room.capacity) {
        let why = Why::TooManyForRoom { room: room.slug.clone(), most: room.capacity, pupils };
        found.push(wrong("pupils", why));
    }
}

fn dates(line: &LineAsked, around: &Around, found: &mut Vec<Wrong>) {
    if line.is_met() && line.dates.is_empty() {
        found.push(wrong("day1", Why::Missing("school_page.wrong.day")));
    }
    if line.dates.len() > MAX_DATES {
        found.push(wrong("day5", Why::TooMany { most: MAX_DATES }));
    }
    for (field, date) in DAYS.into_iter().zip(&line.dates) {
        found.extend(one_date(date, line.day_meant, around).map(|why| wrong(field, why)));
    }
}

fn one_date(date: &WishedDate, meant: bool, around: &Around) -> Option<Why> {
    let WishedDate { day, start_minute } = *date;
    let begins = start_minute.map(|minute| at_minute(day, minute));
    if day < local_day(around.now) || begins.is_some_and(|at| at <= around.now) {
        return Some(Why::Past { day });
    }
    if meant || around.calendar.is_working(day, true) {
        return None;
    }
    let eve = day.pred_opt().unwrap_or(day);
    let period = around.calendar.rest_periods(eve, day, true).first().map(|p| p.name.clone());
    Some(match period {
        Some(name) => Why::Holiday { day, name },
        None => Why::Weekend { day },
    })
}

fn texts(line: &LineAsked, around: &Around, found: &mut Vec<Wrong>) {
    let classes = line.class_names.join("\n");
    let texts = [
        ("class_names", &classes),
        ("place", &line.place),
        ("equipment", &line.equipment),
        ("emphasis", &line.emphasis),
        ("remarks", &line.remarks),
    ];
    for (field, text) in texts {
        let named = around.kind.fields.iter().find(|known| known.name == field);
        let most = named.and_then(|field| field.max).unwrap_or(usize::MAX);
        let length = text.chars().count();
        if length > most {
            found.push(wrong(field, Why::TooLong { most, length }));
        }
    }
}

/// How long the line is taken to last.
pub fn minutes(line: &LineAsked, shelf: &dyn Shelf) -> i32 {
    let facts = line.course.as_deref().and_then(|slug| shelf.course_facts(slug));
    facts.map_or(USUAL_MINUTES, |facts| facts.minutes)
}

/// Lines that need the same class at the same time, by the dates that are wished for first: what is
/// wrong with the later of the two, with its place in the list.
pub fn clashes(lines: &[LineAsked], shelf: &dyn Shelf) -> Vec<(usize, Wrong)> {
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Some((day, from, to)) = first_time(line, shelf) else { continue };
        for (before, other) in lines.iter().enumerate().take(at) {
            let Some((their_day, their_from, their_to)) = first_time(other, shelf) else {
                continue;
            };
            if day != their_day || from >= their_to || their_from >= to {
                continue;
            }
            let both = line.class_names.iter().find(|class| other.class_names.contains(class));
            if let Some(class) = both {
                let (class, line) = (class.clone(), before + 1);
                let why = Why::SameClass { class, line, from: their_from, to: their_to };
                found.push((at, wrong("day1", why)));
                break;
            }
        }
    }
    found
}

fn first_time(line: &LineAsked, shelf: &dyn Shelf) -> Option<(chrono::NaiveDate, i32, i32)> {
    let date = line.dates.first().filter(|_| line.is_met())?;
    let from = date.start_minute?;
    Some((date.day, from, from.saturating_add(minutes(line, shelf))))
}
