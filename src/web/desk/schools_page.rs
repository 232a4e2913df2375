//! One school at the desk: what it says, who teaches there, what was done with it.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, HttpResponseBuilder};
use serde::Serialize;

use crate::db::accounts::{self, Account};
use crate::db::schools::{self, SchoolEvent};
use crate::db::{Conn, DbError};
use crate::domain::course::Stage;
use crate::domain::school::{self, Need, School};
use crate::domain::{Time, mask};
use crate::error::Error;
use crate::web::page::Site;
use crate::web::visit::Visit;
use crate::web::words::{self, FieldText};

/// How much of its history a page shows.
const HISTORY: i64 = 50;

/// What a page shows besides the school: what was typed and is wrong, or the number.
#[derive(Default)]
pub(super) struct Shown {
    pub values: BTreeMap<String, String>,
    pub errors: Vec<FieldText>,
    /// The whole telephone number, for once.
    pub phone: Option<String>,
}

#[derive(Serialize)]
struct Teacher {
    id: String,
    name: String,
    email: String,
    active: bool,
    since: Time,
}

#[derive(Serialize)]
struct Happened {
    noted: String,
    at: Time,
    by: String,
    /// The words of a cancellation, or the need of whoever read the number.
    reason: String,
}

#[derive(Serialize)]
struct SchoolPage {
    id: String,
    name: String,
    district: String,
    address: String,
    stages: Vec<Stage>,
    state: &'static str,
    reason: String,
    since: Time,
    invited_by: String,
    version: i64,
    deeds: Vec<&'static str>,
    masked: String,
    phone: Option<String>,
    needs: Vec<&'static str>,
    teachers: Vec<Teacher>,
    history: Vec<Happened>,
    values: BTreeMap<String, String>,
    wrong: BTreeMap<String, String>,
    errors: Vec<FieldText>,
}

/// All that the page needs of the database.
struct Known {
    school: School,
    phone: Option<String>,
    teachers: Vec<Account>,
    history: Vec<(SchoolEvent, String)>,
}

fn read(c: &mut Conn, sealer: &crate::db::seal::Sealer, id: &str) -> Result<Known, DbError> {
    let history = schools::history(c, id, HISTORY)?.into_iter();
    Ok(Known {
        school: schools::find(c, id)?,
        phone: schools::phone(c, sealer, id)?,
        teachers: accounts::by_school(c, id)?,
        history: history
            .map(|event| accounts::by_id(c, &event.by_account).map(|by| (event, by.name)))
            .collect::<Result<_, _>>()?,
    })
}

/// The page.
///
/// # Errors
/// [`Error::NotFound`], or the database's.
pub(super) async fn page(
    visit: &Visit,
    status: HttpResponseBuilder,
    id: &str,
    shown: Shown,
) -> Result<HttpResponse, Error> {
    let (sealer, found) = (visit.app.sealer.clone(), id.to_owned());
    let known = visit.app.db.read(move |c| read(c, &sealer, &found)).await?;
    let school = known.school;
    let agency = school.invited_by_agency.as_deref();
    let page = SchoolPage {
        deeds: school::deeds(&visit.actor(), school.state)
            .into_iter()
            .map(|d| d.as_str())
            .collect(),
        masked: known.phone.as_deref().map(mask::phone).unwrap_or_default(),
        phone: shown.phone,
        needs: Need::ALL.iter().map(|need| need.as_str()).collect(),
        teachers: known
            .teachers
            .into_iter()
            .map(|one| teacher(visit, one))
            .collect::<Result<_, _>>()?,
        history: known.history.into_iter().map(|(event, by)| happened(event, by)).collect(),
        invited_by: agency
            .map(|slug| visit.app.agency_name(slug, visit.lang.tag()))
            .unwrap_or_default(),
        id: school.id,
        name: school.name.clone(),
        district: school.district,
        address: school.address,
        stages: school.stages,
        state: school.state.as_str(),
        reason: school.reason.unwrap_or_default(),
        since: school.created_at,
        version: school.version,
        wrong: words::by_field(&shown.errors),
        values: shown.values,
        errors: shown.errors,
    };
    visit.page_with(status, Site::Desk, "desk/school.html", &school.name, &page)
}

fn teacher(visit: &Visit, one: Account) -> Result<Teacher, Error> {
    let email = one.email(&visit.app.sealer)?;
    Ok(Teacher {
        email: email.as_deref().map(mask::email).unwrap_or_default(),
        id: one.id,
        name: one.name,
        active: one.active,
        since: one.created_at,
    })
}

fn happened(event: SchoolEvent, by: String) -> Happened {
    Happened { noted: event.noted, at: event.at, by, reason: event.reason.unwrap_or_default() }
}
