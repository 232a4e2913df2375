//! `/desk/schools`: the schools by state, and one school with what was done with it. An admin verifies
//! a school, cancels it with a reason that its teachers read, and takes it up again.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, HttpResponseBuilder, web};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::schools_page::{self, Shown};
use crate::db::accounts;
use crate::db::schools::{self, Change};
use crate::db::{Conn, Cursor, DbError, invitations, jobs};
use crate::domain::Time;
use crate::domain::course::Stage;
use crate::domain::notice::Notice;
use crate::domain::order::Job;
use crate::domain::school::{self, Deed, Need, Noted, School, SchoolState};
use crate::error::Error;
use crate::web::form::Form;
use crate::web::page::Site;
use crate::web::visit::Visit;
use crate::web::{school_words, words};

/// How many a page shows.
const PAGE: i64 = 50;
/// A reason has at most this many characters.
const REASON_MAX: usize = 300;

#[derive(Serialize)]
struct Tab {
    /// Empty: all.
    state: &'static str,
    count: i64,
    current: bool,
}

#[derive(Serialize)]
struct Row {
    id: String,
    name: String,
    district: String,
    stages: Vec<Stage>,
    state: &'static str,
    invited: bool,
    since: Time,
}

#[derive(Serialize)]
struct ListPage {
    tabs: Vec<Tab>,
    rows: Vec<Row>,
    next: Option<String>,
}

/// Which list, and where it goes on.
#[derive(Deserialize)]
pub struct Asked {
    state: Option<String>,
    after: Option<String>,
}

/// `GET /desk/schools`: those that wait to be verified, unless another list is asked for.
pub async fn list(visit: Visit, asked: web::Query<Asked>) -> Result<HttpResponse, Error> {
    let state = match asked.state.as_deref() {
        None => Some(SchoolState::Asked),
        Some("all") => None,
        Some(word) => Some(word.parse().map_err(|_| Error::NotFound)?),
    };
    let after = asked.after.as_deref().and_then(|text| text.parse::<Cursor>().ok());
    let (page, counts) = visit
        .app
        .db
        .read(move |c| {
            let page = match state {
                Some(state) => schools::by_state(c, state, after.as_ref(), PAGE)?,
                None => schools::list(c, after.as_ref(), PAGE)?,
            };
            let counts = SchoolState::ALL.iter().map(|state| schools::count(c, *state));
            Ok((page, counts.collect::<Result<Vec<_>, _>>()?))
        })
        .await?;
    let word = state.map_or("all", SchoolState::as_str);
    let tab = |(state, count): (&SchoolState, &i64)| Tab {
        state: state.as_str(),
        count: *count,
        current: state.as_str() == word,
    };
    let all = Tab { state: "all", count: counts.iter().sum(), current: word == "all" };
    let page = ListPage {
        tabs: SchoolState::ALL.iter().zip(&counts).map(tab).chain([all]).collect(),
        next: page.next.map(|after| format!("/desk/schools?state={word}&after={after}")),
        rows: page.rows.into_iter().map(row).collect(),
    };
    visit.page(Site::Desk, "desk/schools.html", &visit.text("school.list.title", &[]), &page)
}

fn row(school: School) -> Row {
    Row {
        id: school.id,
        name: school.name,
        district: school.district,
        stages: school.stages,
        state: school.state.as_str(),
        invited: school.invited_by_agency.is_some(),
        since: school.created_at,
    }
}

/// `GET /desk/schools/{id}`
pub async fn show(visit: Visit, id: web::Path<String>) -> Result<HttpResponse, Error> {
    schools_page::page(&visit, HttpResponse::Ok(), &id, Shown::default()).await
}

/// `POST /desk/schools/{id}/phone`: the whole number, and a note that it was read and what for.
pub async fn phone(
    visit: Visit,
    id: web::Path<String>,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let need = form.word::<Need>("need");
    if need.is_none() && form.check().is_ok() {
        form.refuse(crate::error::FieldError::new("need", "field.required"));
    }
    if form.check().is_err() {
        return wrong(&visit, &id, StatusCode::UNPROCESSABLE_ENTITY, &form, None).await;
    }
    let by = visit.account.as_ref().ok_or(Error::SignIn)?.id.clone();
    let (school, now, sealer) = (id.clone(), visit.now, visit.app.sealer.clone());
    let phone = visit
        .app
        .db
        .write(move |c| {
            let phone = schools::phone(c, &sealer, &school)?;
            schools::note(c, &school, Noted::PhoneRead, need.map(Need::as_str), &by, now)?;
            Ok(phone)
        })
        .await?;
    let shown = Shown { phone, ..Shown::default() };
    schools_page::page(&visit, HttpResponse::Ok(), &id, shown).await
}

async fn wrong(
    visit: &Visit,
    id: &str,
    status: StatusCode,
    form: &Form,
    error: Option<&Error>,
) -> Result<HttpResponse, Error> {
    let mut errors = words::fields(visit, form.errors());
    errors.extend(error.into_iter().flat_map(|error| words::of_error(visit, error)));
    let shown = Shown { values: form.typed(), errors, phone: None };
    schools_page::page(visit, HttpResponseBuilder::new(status), id, shown).await
}

/// `POST /desk/schools/{id}/{deed}`
pub async fn submit(
    visit: Visit,
    path: web::Path<(String, String)>,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let (id, deed) = path.into_inner();
    let deed: Deed = deed.parse().map_err(|_| Error::NotFound)?;
    let version = form.number("version").unwrap_or_default();
    let reason = (deed == Deed::Cancel).then(|| form.required("reason", REASON_MAX));
    let found = id.clone();
    let school = visit.app.db.read(move |c| schools::find(c, &found)).await?;
    let next = match school::after(&visit.actor(), deed, school.state) {
        Ok(next) => next,
        Err(school::Barred::NotYours) => return Err(Error::Forbidden),
        Err(barred) => {
            form.refuse(school_words::barred(words::WHOLE_FORM, barred, &school));
            return wrong(&visit, &id, StatusCode::CONFLICT, &form, None).await;
        }
    };
    if form.check().is_err() {
        return wrong(&visit, &id, StatusCode::UNPROCESSABLE_ENTITY, &form, None).await;
    }
    let by = visit.account.as_ref().ok_or(Error::SignIn)?.id.clone();
    let (school, now) = (id.clone(), visit.now);
    let done = visit.app.db.write(move |c| {
        let reason = reason.as_deref();
        let change = Change { state: next, reason, by: &by, version, now };
        schools::set_state(c, &school, &change)?;
        schools::note(c, &school, deed.noted(), reason, &by, now)?;
        if next == SchoolState::Cancelled {
            invitations::revoke_of_school(c, &school, now)?;
        }
        tell(c, &school, deed, now)
    });
    match done.await {
        Ok(()) => Ok(visit.redirect_saying(&format!("/desk/schools/{id}"), "flash.saved")),
        Err(DbError::Stale { current }) => {
            let stale = Error::Stale { current };
            wrong(&visit, &id, StatusCode::CONFLICT, &form, Some(&stale)).await
        }
        Err(other) => Err(other.into()),
    }
}

/// A mail to every teacher of the school whose account is open.
fn tell(c: &mut Conn, school: &str, deed: Deed, now: Time) -> Result<(), DbError> {
    let notice = match deed {
        Deed::Verify => Notice::SchoolVerified,
        Deed::Cancel => Notice::SchoolCancelled,
        Deed::Reopen => Notice::SchoolReopened,
    };
    let teachers = accounts::by_school(c, school)?;
    for teacher in teachers.iter().filter(|teacher| teacher.active && teacher.has_email()) {
        let payload = json!({
            "notice": notice.slug(),
            "audience": "holder",
            "account": teacher.id,
            "link": "/account/school",
        });
        jobs::enqueue(c, &Job { kind: "notice".to_owned(), payload, run_at: now }, None)?;
    }
    Ok(())
}
