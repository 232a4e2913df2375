//! `/youth/classes/new`: making a class.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, HttpResponseBuilder};
use serde::Serialize;

use super::{renew, school};
use crate::db::classes::{self, ClassRow};
use crate::db::{Conn, DbError, new_id, schools};
use crate::domain::class::{SEATS_MOST, needs_consent, school_year};
use crate::domain::course::Stage;
use crate::domain::deadline::local_day;
use crate::domain::school::{Barred, SchoolState};
use crate::error::{Error, FieldError};
use crate::web::form::Form;
use crate::web::page::Site;
use crate::web::school_words::{self, Choice};
use crate::web::visit::Visit;
use crate::web::words::{self, FieldText};

/// The longest name of a class.
const NAME: usize = 20;

#[derive(Serialize)]
struct NewPage {
    stages: Vec<Choice>,
    most: i32,
    values: BTreeMap<String, String>,
    errors: Vec<FieldText>,
    wrong: BTreeMap<String, String>,
}

/// `GET /youth/classes/new`
pub async fn show(visit: Visit) -> Result<HttpResponse, Error> {
    page(&visit, HttpResponse::Ok(), &Form::default())
}

fn page(visit: &Visit, status: HttpResponseBuilder, form: &Form) -> Result<HttpResponse, Error> {
    let errors = words::fields(visit, form.errors());
    let stages = school_words::stages(visit);
    let page = NewPage {
        stages,
        most: SEATS_MOST,
        values: form.typed(),
        wrong: words::by_field(&errors),
        errors,
    };
    let title = visit.text("class.new.title", &[]);
    visit.page_with(status, Site::Youth, "youth/classes/new.html", &title, &page)
}

/// `POST /youth/classes/new`
pub async fn submit(visit: Visit, mut form: Form) -> Result<HttpResponse, Error> {
    let wrong = || HttpResponse::build(StatusCode::UNPROCESSABLE_ENTITY);
    let Some(class) = read(&visit, &mut form)? else { return page(&visit, wrong(), &form) };
    let (secret, now) = (visit.app.config.secret.clone(), visit.now);
    let id = class.id.clone();
    let made = visit.app.db.write(move |c| make(c, &secret, &class, now)).await?;
    match made {
        Ok(code) => Ok(visit.redirect(&format!("/youth/classes/{id}/sheet?code={code}")).finish()),
        Err((barred, school)) => {
            form.refuse(school_words::barred("name", barred, &school));
            page(&visit, wrong(), &form)
        }
    }
}

type Stopped = (Barred, crate::domain::school::School);

/// A school that is not verified, or not any more, makes no classes.
fn make(
    c: &mut Conn,
    secret: &[u8],
    class: &ClassRow,
    now: crate::domain::Time,
) -> Result<Result<String, Stopped>, DbError> {
    let school = schools::find(c, &class.school)?;
    match school.state {
        SchoolState::Asked => return Ok(Err((Barred::NotVerified, school))),
        SchoolState::Cancelled => return Ok(Err((Barred::Cancelled, school))),
        SchoolState::Verified => {}
    }
    classes::create(c, class)?;
    renew(c, secret, class, now).map(Ok)
}

fn read(visit: &Visit, form: &mut Form) -> Result<Option<ClassRow>, Error> {
    let school = school(visit)?;
    let account = visit.account.as_ref().map(|account| account.id.clone()).unwrap_or_default();
    let name = form.required("name", NAME);
    let stage = form.word::<Stage>("stage");
    if form.raw("stage").is_empty() || stage.is_some_and(|stage| !stage.is_minors()) {
        form.refuse(FieldError::new("stage", "class.wrong.stage"));
    }
    let size = form.number("size").and_then(|size| i32::try_from(size).ok());
    let size = size.filter(|size| (1..=SEATS_MOST).contains(size));
    if size.is_none() && form.errors().iter().all(|error| error.field != "size") {
        form.refuse(FieldError::new("size", "class.wrong.size").with("most", SEATS_MOST));
    }
    if stage.is_none_or(needs_consent) && !form.ticked("consent") {
        form.refuse(FieldError::new("consent", "class.wrong.consent"));
    }
    let (Some(stage), Some(size)) = (stage, size) else { return Ok(None) };
    if form.check().is_err() {
        return Ok(None);
    }
    Ok(Some(ClassRow {
        id: new_id(),
        school,
        teacher: account.clone(),
        name,
        stage: stage.to_string(),
        year: school_year(local_day(visit.now)),
        size,
        consent_by: account,
        consent_at: visit.now,
        created_at: visit.now,
        closed_at: None,
    }))
}
