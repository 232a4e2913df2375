//! `/desk/lecturers`: who can be sent to teach, whether they may, and how much they have this year.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{Datelike, Days, NaiveDate};
use serde::Serialize;

use super::lecturer_form::{self as form_page, Asked};
use crate::db::{DbError, bookings, lecturers, new_id};
use crate::domain::course::Stage;
use crate::domain::deadline::local_day;
use crate::domain::lecturer::{Lecturer, Vetting};
use crate::error::Error;
use crate::web::form::Form;
use crate::web::page::Site;
use crate::web::visit::Visit;
use crate::web::words;

/// So many days before it runs out a record check is shown as running out: time to renew it.
const VETTING_WARN_DAYS: u64 = 30;

#[derive(Serialize)]
struct Row {
    id: String,
    name: String,
    agency: String,
    kind: &'static str,
    vetting: VettingLight,
    count: i32,
    maximum: i32,
    full: bool,
    courses: usize,
    active: bool,
}

/// Whether somebody may stand before children, at a glance.
#[derive(Serialize)]
pub(super) struct VettingLight {
    /// `ok`, `soon` or `late`.
    pub light: &'static str,
    /// `valid`, `soon`, `over` or `never`.
    pub word: &'static str,
    pub until: Option<NaiveDate>,
}

impl VettingLight {
    pub(super) fn of(lecturer: &Lecturer, today: NaiveDate) -> VettingLight {
        let until = lecturer.vetting_valid_until;
        let warned = today.checked_add_days(Days::new(VETTING_WARN_DAYS)).unwrap_or(today);
        // As before children, whoever they really teach: the light must not depend on the course.
        let on = |day| lecturer.vetted(Stage::PrimaryLow, day);
        let (light, word) = match (on(today), on(warned)) {
            (Vetting::Never, _) => ("late", "never"),
            (Vetting::Ends(_), _) => ("late", "over"),
            (Vetting::Fine, Vetting::Fine) => ("ok", "valid"),
            (Vetting::Fine, _) => ("soon", "soon"),
        };
        VettingLight { light, word, until }
    }
}

#[derive(Serialize)]
struct ListPage {
    year: i32,
    rows: Vec<Row>,
}

/// `GET /desk/lecturers`
pub async fn list(visit: Visit) -> Result<HttpResponse, Error> {
    let today = local_day(visit.now);
    let year = today.year();
    let (found, counts) = visit
        .app
        .db
        .read(move |c| Ok((lecturers::list(c)?, bookings::year_counts(c, year)?)))
        .await?;
    let mut rows: Vec<Row> =
        found.iter().map(|lecturer| row(&visit, lecturer, &counts, today)).collect();
    // Whoever is gone stays below those who can be asked.
    rows.sort_by_key(|row| !row.active);
    let title = visit.text("lecturer.title", &[]);
    visit.page(Site::Desk, "desk/lecturers.html", &title, &ListPage { year, rows })
}

fn row(
    visit: &Visit,
    lecturer: &Lecturer,
    counts: &BTreeMap<String, i32>,
    today: NaiveDate,
) -> Row {
    let count = counts.get(&lecturer.id).copied().unwrap_or(0);
    Row {
        name: lecturer.name.clone(),
        agency: visit.app.agency_name(&lecturer.agency, visit.lang.tag()),
        kind: lecturer.kind.as_str(),
        vetting: VettingLight::of(lecturer, today),
        count,
        maximum: lecturer.yearly_max,
        full: count >= lecturer.yearly_max,
        courses: lecturer.courses.len(),
        active: lecturer.active,
        id: lecturer.id.clone(),
    }
}

/// `GET /desk/lecturers/new`
pub async fn blank(visit: Visit) -> Result<HttpResponse, Error> {
    let asked = Asked { form: form_page::blank(), ..Asked::default() };
    form_page::page(&visit, StatusCode::OK, asked).await
}

/// `GET /desk/lecturers/{id}`
pub async fn show(visit: Visit, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let asked = standing(&visit, id.into_inner()).await?;
    form_page::page(&visit, StatusCode::OK, asked).await
}

/// The form as it stands in the database.
pub(super) async fn standing(visit: &Visit, id: String) -> Result<Asked, Error> {
    let (lecturer, version) = visit.app.db.read(move |c| lecturers::find_for_edit(c, &id)).await?;
    let form = form_page::filled(visit, &lecturer).await?;
    Ok(Asked { lecturer: Some(lecturer), version, form, ..Asked::default() })
}

/// `POST /desk/lecturers`
pub async fn create(visit: Visit, mut form: Form) -> Result<HttpResponse, Error> {
    let read = form_page::read(&visit, new_id(), true, &mut form).await?;
    let asked = Asked { form, ..Asked::default() };
    let Some(lecturer) = read else { return refused(&visit, asked).await };
    let (to, now) = (format!("/desk/lecturers/{}", lecturer.id), visit.now);
    visit.app.db.write(move |c| lecturers::create(c, &lecturer, now)).await?;
    Ok(visit.redirect_saying(&to, "flash.lecturer_made"))
}

/// `POST /desk/lecturers/{id}`
pub async fn edit(
    visit: Visit,
    id: web::Path<String>,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let id = id.into_inner();
    let known = id.clone();
    let before = visit.app.db.read(move |c| lecturers::find(c, &known)).await?;
    let version = form.number("version").unwrap_or_default();
    let active = form.ticked("active");
    let read = form_page::read(&visit, id, active, &mut form).await?;
    let asked = Asked { lecturer: Some(before), version, form, ..Asked::default() };
    let Some(lecturer) = read else { return refused(&visit, asked).await };
    let now = visit.now;
    match visit.app.db.write(move |c| lecturers::edit(c, &lecturer, version, now)).await {
        Ok(_) => Ok(visit.redirect_saying("/desk/lecturers", "flash.saved")),
        Err(DbError::Stale { current }) => {
            let errors = words::of_error(&visit, &Error::Stale { current });
            form_page::page(&visit, StatusCode::CONFLICT, Asked { errors, ..asked }).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn refused(visit: &Visit, asked: Asked) -> Result<HttpResponse, Error> {
    let errors = words::fields(visit, asked.form.errors());
    form_page::page(visit, StatusCode::UNPROCESSABLE_ENTITY, Asked { errors, ..asked }).await
}
