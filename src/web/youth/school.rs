//! `/youth/school/register`: a school asks by itself. Its teacher may look round and prepare at once;
//! what was prepared is sent when the school is verified.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, HttpResponseBuilder};
use serde::Serialize;
use serde_json::json;

use crate::db::{DbError, jobs, schools};
use crate::domain::notice::Notice;
use crate::domain::order::Job;
use crate::domain::school::Noted;
use crate::error::{Error, FieldError};
use crate::web::account::password::PASSWORD_MIN;
use crate::web::account::teacher::{self, Phone};
use crate::web::form::Form;
use crate::web::limit::{self, Limit};
use crate::web::page::Site;
use crate::web::school_words::{self, Choice};
use crate::web::visit::Visit;
use crate::web::words::{self, FieldText};

/// Schools that ask from one address: a bureau may sit behind it.
const REGISTRATIONS: Limit = Limit { name: "register-school", tries: 20, minutes: 60 };

#[derive(Serialize)]
struct RegisterPage {
    districts: Vec<Choice>,
    stages: Vec<Choice>,
    ticked: Vec<String>,
    password_min: usize,
    values: BTreeMap<String, String>,
    errors: Vec<FieldText>,
    wrong: BTreeMap<String, String>,
}

/// `GET /youth/school/register`
pub async fn show(visit: Visit) -> Result<HttpResponse, Error> {
    page(&visit, HttpResponse::Ok(), &Form::default())
}

fn page(visit: &Visit, status: HttpResponseBuilder, form: &Form) -> Result<HttpResponse, Error> {
    let errors = words::fields(visit, form.errors());
    let mut values = form.typed();
    values.remove("password");
    let page = RegisterPage {
        districts: school_words::districts(visit),
        stages: school_words::stages(visit),
        ticked: form.all("stages"),
        password_min: PASSWORD_MIN,
        values,
        wrong: words::by_field(&errors),
        errors,
    };
    let title = visit.text("school.register.title", &[]);
    visit.page_with(status, Site::Youth, "youth/school_register.html", &title, &page)
}

/// `POST /youth/school/register`
pub async fn submit(visit: Visit, mut form: Form) -> Result<HttpResponse, Error> {
    let mut school = school_words::read(&mut form, None);
    let person = teacher::read(&mut form, None, Phone::Asked);
    let wrong = || HttpResponse::build(StatusCode::UNPROCESSABLE_ENTITY);
    if form.check().is_err() {
        return page(&visit, wrong(), &form);
    }
    limit::count(&visit, &REGISTRATIONS, &visit.address).await?;
    school.phone = person.phone.clone();
    let ready = person.ready(&visit).await?;
    let (sealer, now) = (visit.app.sealer.clone(), visit.now);
    let made = visit.app.db.write(move |c| {
        let school = schools::create(c, &sealer, &school, None, now)?;
        let account = ready.store(c, &sealer, school.clone(), now)?;
        schools::note(c, &school, Noted::Asked, None, &account, now)?;
        let payload = json!({
            "notice": Notice::SchoolAsked.slug(),
            "audience": "admin",
            "link": format!("/desk/schools/{school}"),
        });
        jobs::enqueue(c, &Job { kind: "notice".to_owned(), payload, run_at: now }, None)?;
        Ok(account)
    });
    match made.await {
        Ok(account) => {
            teacher::welcome(&visit, &account, "/account/school", "flash.school_asked").await
        }
        Err(DbError::Conflict(table)) => {
            form.refuse(taken(&table));
            page(&visit, wrong(), &form)
        }
        Err(other) => Err(other.into()),
    }
}

/// What is there already: the school, or the address's account.
pub(super) fn taken(table: &str) -> FieldError {
    match table {
        "schools" => FieldError::new("school", "school.wrong.school_taken"),
        _ => FieldError::new("email", "school.wrong.email_taken"),
    }
}
