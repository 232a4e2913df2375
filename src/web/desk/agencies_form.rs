//! The form of an agency: what it shows, and what it says.

use chrono::NaiveDate;

use crate::domain::agency::{Agency, House, Level, Move};
use crate::domain::deadline::local_day;
use crate::domain::kind::Wording;
use crate::error::FieldError;
use crate::web::form::Form;
use crate::web::visit::Visit;

/// What a form shows of an agency that stands.
pub(super) fn filled(agency: &Agency, now: crate::domain::Time) -> Form {
    let today = local_day(now);
    let standing = agency.placements().into_iter().rev().find(|place| place.from <= today);
    let parent = standing.map_or_else(|| agency.parent.clone(), |place| place.parent);
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let pairs = [
        ("name", agency.name.clone()),
        ("name_en", agency.name_en.clone()),
        ("short", agency.short.clone()),
        ("house", agency.house.word().to_owned()),
        ("phone", agency.phone.clone().unwrap_or_default()),
        ("hours_zh", agency.hours.zh.clone()),
        ("hours_en", agency.hours.en.clone()),
        ("handles_zh", agency.handles.zh.clone()),
        ("handles_en", agency.handles.en.clone()),
        ("valid_from", agency.valid_from.to_string()),
        ("valid_to", day(agency.valid_to)),
        ("parent", parent.unwrap_or_default()),
        ("level", agency.level.word().to_owned()),
        ("district", agency.district.clone().unwrap_or_default()),
        ("family", agency.family.clone().unwrap_or_default()),
        ("capacity", agency.capacity.map(|most| most.to_string()).unwrap_or_default()),
        ("parent_from", today.to_string()),
    ];
    Form::from_pairs(pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// The agency that a form says; what is wrong with it stands in the form.
pub(super) fn read(visit: &Visit, slug: &str, before: Option<&Agency>, form: &mut Form) -> Agency {
    let house = House::from_word(form.raw("house"));
    if house.is_none() {
        form.refuse(FieldError::new("house", "field.choice"));
    }
    let first = before.map(|agency| agency.valid_from);
    let valid_from = form.day("valid_from").or(first);
    if valid_from.is_none() && form.errors().iter().all(|error| error.field != "valid_from") {
        form.refuse(FieldError::new("valid_from", "field.required"));
    }
    let valid_from = valid_from.unwrap_or_else(|| local_day(visit.now));
    let wording = |form: &mut Form, zh: &str, en: &str| Wording {
        zh: form.required(zh, 200),
        en: form.required(en, 200),
    };
    let mut agency = Agency {
        slug: slug.to_owned(),
        name: form.required("name", 60),
        name_en: form.required("name_en", 100),
        short: form.required("short", 12),
        parent: before.and_then(|agency| agency.parent.clone()),
        house: house.unwrap_or(House::Other),
        valid_from,
        valid_to: form.day("valid_to"),
        moves: before.map(|agency| agency.moves.clone()).unwrap_or_default(),
        phone: form.optional("phone", 30),
        hours: wording(form, "hours_zh", "hours_en"),
        handles: wording(form, "handles_zh", "handles_en"),
        level: Level::from_word(form.raw("level")).unwrap_or_default(),
        district: form.optional("district", 40),
        family: form.optional("family", 40),
        capacity: capacity(form),
    };
    place(visit, &mut agency, before, form);
    seat(visit, &agency, form);
    agency
}

/// How many orders it can have in hand, where it shares its work.
fn capacity(form: &mut Form) -> Option<u32> {
    let written = form.optional("capacity", 6)?;
    let most = written.parse().ok().filter(|most| (1..=100_000).contains(most));
    if most.is_none() {
        form.refuse(FieldError::new("capacity", "agencies.wrong.capacity"));
    }
    most
}

/// For whom it works must be said so that routing can follow it.
fn seat(visit: &Visit, agency: &Agency, form: &mut Form) {
    let known = |slug: &String| visit.app.places.district(slug).is_some();
    if agency.district.as_ref().is_some_and(|slug| !known(slug)) {
        form.refuse(FieldError::new("district", "field.choice"));
    }
    match (agency.level, &agency.district) {
        (Level::District, None) => {
            form.refuse(FieldError::new("district", "agencies.wrong.district"));
        }
        (Level::City, Some(_)) => form.refuse(FieldError::new("level", "agencies.wrong.level")),
        _ => {}
    }
    let Some(family) = &agency.family else { return };
    let all = visit.app.agencies();
    let heads = |other: &&Agency| other.slug == *family && other.family.is_none();
    let headed = all.iter().any(|other| other.family.as_deref() == Some(&agency.slug));
    if *family == agency.slug || headed || !all.iter().any(|other| heads(&other)) {
        form.refuse(FieldError::new("family", "agencies.wrong.family"));
    }
}

/// Where it stands: a new one from its first day; another that moves, from the day that is given. The
/// past stays as it was.
fn place(visit: &Visit, agency: &mut Agency, before: Option<&Agency>, form: &mut Form) {
    let parent = form.optional("parent", 40);
    if parent.as_ref().is_some_and(|up| visit.app.agencies().iter().all(|other| other.slug != *up))
    {
        form.refuse(FieldError::new("parent", "field.choice"));
        return;
    }
    let from = form.day("parent_from");
    if before.is_none() {
        agency.parent = parent;
        return;
    }
    let from = from.unwrap_or_else(|| local_day(visit.now));
    let standing = agency.placements().into_iter().rev().find(|place| place.from <= from);
    if standing.as_ref().map_or(&agency.parent, |place| &place.parent) == &parent {
        return;
    }
    if from <= agency.valid_from {
        agency.parent = parent;
        return;
    }
    agency.moves.retain(|known| known.from != from);
    agency.moves.push(Move { from, parent });
    agency.moves.sort_by_key(|known| known.from);
}
