//! The form of one lecturer: what it shows, and what is read from it.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use chrono::{Datelike, Days};
use serde::Serialize;

use super::lecturer_choices::{Choice, Shelf, agencies, kinds, shelves, verified};
use super::lecturer_week::{self, DayRow};
use super::lecturers::VettingLight;
use crate::db::{accounts, bookings, days_off};
use crate::domain::booking::{DayOff, Resource};
use crate::domain::course::LecturerKind;
use crate::domain::deadline::local_day;
use crate::domain::lecturer::{Lecturer, VICE_PRINCIPAL_SCHOOLS};
use crate::domain::order::Role;
use crate::error::{Error, FieldError};
use crate::web::form::Form;
use crate::web::page::Site;
use crate::web::visit::Visit;
use crate::web::words::{self, FieldText};

/// More bookings than there are school days make no sense.
const YEARLY_MOST: i64 = 366;
/// What a new lecturer is asked for, until the planner says otherwise.
const YEARLY_USUAL: &str = "12";
/// The two fields for the schools of a 法治副校长.
const SCHOOL_FIELDS: [&str; VICE_PRINCIPAL_SCHOOLS] = ["school_1", "school_2"];

/// Days off are shown so far ahead.
const AHEAD: Days = Days::new(10 * 366);

/// What the page is asked to show.
#[derive(Default)]
pub(super) struct Asked {
    /// None: a new one.
    pub lecturer: Option<Lecturer>,
    pub version: i64,
    pub form: Form,
    pub errors: Vec<FieldText>,
    /// What was typed into the form for days off.
    pub away: Form,
}

#[derive(Serialize)]
struct FormPage {
    /// Empty for a new one.
    id: String,
    version: i64,
    agencies: Vec<Choice>,
    kinds: Vec<Choice>,
    shelves: Vec<Shelf>,
    chosen: Vec<String>,
    week: Vec<DayRow>,
    schools: Vec<Choice>,
    values: BTreeMap<String, String>,
    errors: Vec<FieldText>,
    wrong: BTreeMap<String, String>,
    year: i32,
    count: i32,
    vetting: Option<VettingLight>,
    days_off: Vec<DayOff>,
    away: BTreeMap<String, String>,
}

/// An empty form, with the hours that most keep.
pub(super) fn blank() -> Form {
    let mut pairs = vec![("yearly_max".to_owned(), YEARLY_USUAL.to_owned())];
    pairs.extend(lecturer_week::usual());
    Form::from_pairs(pairs)
}

/// The form as a lecturer fills it.
pub(super) async fn filled(visit: &Visit, lecturer: &Lecturer) -> Result<Form, Error> {
    let account = lecturer.account.clone();
    let login = visit
        .app
        .db
        .read(move |c| account.map(|id| accounts::by_id(c, &id)).transpose())
        .await?
        .map(|account| account.login);
    let until = lecturer.vetting_valid_until.map(|day| day.to_string());
    let mut pairs = vec![
        ("name".to_owned(), lecturer.name.clone()),
        ("agency".to_owned(), lecturer.agency.clone()),
        ("kind".to_owned(), lecturer.kind.to_string()),
        ("yearly_max".to_owned(), lecturer.yearly_max.to_string()),
        ("vetting_valid_until".to_owned(), until.unwrap_or_default()),
        ("login".to_owned(), login.unwrap_or_default()),
        ("active".to_owned(), if lecturer.active { "1" } else { "" }.to_owned()),
    ];
    pairs.extend(lecturer.courses.iter().map(|slug| ("courses".to_owned(), slug.clone())));
    let schools = SCHOOL_FIELDS.iter().zip(&lecturer.schools);
    pairs.extend(schools.map(|(field, id)| ((*field).to_owned(), id.clone())));
    pairs.extend(lecturer_week::typed(&lecturer.weekly));
    Ok(Form::from_pairs(pairs))
}

/// What was typed, or nothing where the form has errors now.
pub(super) async fn read(
    visit: &Visit,
    id: String,
    active: bool,
    form: &mut Form,
) -> Result<Option<Lecturer>, Error> {
    let name = given(form, "name", 40, "lecturer.wrong.name");
    let agency = given(form, "agency", 40, "lecturer.wrong.agency");
    if !agency.is_empty() && visit.app.agencies().iter().all(|known| known.slug != agency) {
        form.refuse(FieldError::new("agency", "field.choice"));
    }
    let kind = form.word::<LecturerKind>("kind");
    if form.raw("kind").is_empty() {
        form.refuse(FieldError::new("kind", "lecturer.wrong.kind"));
    }
    let courses = courses(visit, form, active);
    let weekly = lecturer_week::read(form);
    let yearly_max = yearly_max(form);
    let vetting_valid_until = form.day("vetting_valid_until");
    let schools = schools_of(visit, kind, form).await?;
    let account = account(visit, &agency, form).await?;
    let Some(kind) = kind.filter(|_| form.check().is_ok()) else { return Ok(None) };
    Ok(Some(Lecturer {
        id,
        agency,
        name,
        kind,
        courses,
        weekly,
        yearly_max,
        vetting_valid_until,
        schools,
        account,
        active,
    }))
}

/// A text that must be there, with an error that names it in the summary above the form.
fn given(form: &mut Form, field: &str, max: usize, missing: &str) -> String {
    if form.raw(field).is_empty() {
        form.refuse(FieldError::new(field, missing));
    }
    form.optional(field, max).unwrap_or_default()
}

/// Who no longer teaches need not have a course.
fn courses(visit: &Visit, form: &mut Form, active: bool) -> Vec<String> {
    let chosen = form.all("courses");
    if active && chosen.is_empty() {
        form.refuse(FieldError::new("courses", "lecturer.wrong.courses"));
    }
    if chosen.iter().any(|slug| visit.content.course(slug).is_none()) {
        form.refuse(FieldError::new("courses", "field.choice"));
    }
    chosen
}

fn yearly_max(form: &mut Form) -> i32 {
    let typed = form.number("yearly_max");
    let fits = typed.filter(|number| (1..=YEARLY_MOST).contains(number));
    if fits.is_none() && form.errors().iter().all(|error| error.field != "yearly_max") {
        let error = FieldError::new("yearly_max", "lecturer.wrong.yearly_max");
        form.refuse(error.with("most", YEARLY_MOST));
    }
    fits.and_then(|number| i32::try_from(number).ok()).unwrap_or_default()
}

/// The schools of a 法治副校长; nobody else has any.
async fn schools_of(
    visit: &Visit,
    kind: Option<LecturerKind>,
    form: &mut Form,
) -> Result<Vec<String>, Error> {
    if kind != Some(LecturerKind::VicePrincipal) {
        return Ok(Vec::new());
    }
    let known = verified(visit).await?;
    let mut chosen: Vec<String> = Vec::new();
    for field in SCHOOL_FIELDS {
        let id = form.raw(field).to_owned();
        if id.is_empty() || chosen.contains(&id) {
            continue;
        }
        if known.iter().all(|school| school.value != id) {
            form.refuse(FieldError::new(field, "field.choice"));
        }
        chosen.push(id);
    }
    if chosen.is_empty() {
        form.refuse(FieldError::new(SCHOOL_FIELDS[0], "lecturer.wrong.schools"));
    }
    Ok(chosen)
}

/// The account that reads the diary: somebody of the same agency.
async fn account(visit: &Visit, agency: &str, form: &mut Form) -> Result<Option<String>, Error> {
    let Some(login) = form.optional("login", 100) else { return Ok(None) };
    let found = visit.app.db.read(move |c| accounts::by_login(c, &login)).await?;
    let works = |role: Role| matches!(role, Role::Handler | Role::Leader);
    match found {
        Some(account) if works(account.role) && account.agency.as_deref() == Some(agency) => {
            Ok(Some(account.id))
        }
        _ => {
            form.refuse(FieldError::new("login", "lecturer.wrong.login"));
            Ok(None)
        }
    }
}

/// The page, with whatever is wrong.
pub(super) async fn page(
    visit: &Visit,
    status: StatusCode,
    asked: Asked,
) -> Result<HttpResponse, Error> {
    let today = local_day(visit.now);
    let id = asked.lecturer.as_ref().map(|lecturer| lecturer.id.clone()).unwrap_or_default();
    let (who, year) = (id.clone(), today.year());
    let ahead = today.checked_add_days(AHEAD).unwrap_or(today);
    let (count, away) = visit
        .app
        .db
        .read(move |c| {
            let count = bookings::firm_in_year(c, &who, year)?;
            let of = [Resource::Lecturer(who)];
            Ok((count, days_off::of(c, &of, today, ahead)?))
        })
        .await?;
    let none = |key: &str| Choice { value: String::new(), label: visit.text(key, &[]) };
    let schools = std::iter::once(none("lecturer.school.none")).chain(verified(visit).await?);
    let page = FormPage {
        agencies: agencies(visit),
        kinds: kinds(visit),
        shelves: shelves(visit),
        chosen: asked.form.all("courses"),
        week: lecturer_week::rows(&asked.form, &asked.errors),
        schools: schools.collect(),
        values: asked.form.typed(),
        wrong: words::by_field(&asked.errors),
        errors: asked.errors,
        version: asked.version,
        year,
        count,
        vetting: asked.lecturer.as_ref().map(|lecturer| VettingLight::of(lecturer, today)),
        days_off: away,
        away: asked.away.typed(),
        id,
    };
    let title = match asked.lecturer {
        Some(lecturer) => lecturer.name,
        None => visit.text("lecturer.new", &[]),
    };
    visit.page_with(
        HttpResponse::build(status),
        Site::Desk,
        "desk/lecturers_form.html",
        &title,
        &page,
    )
}
