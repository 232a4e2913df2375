//! `/account/join/{token}`: a colleague's invitation. A mail program that opens links uses nothing
//! up: only the form does.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, HttpResponseBuilder, web};
use serde::Serialize;

use super::password;
use super::teacher::{self, Phone};
use crate::db::invitations::{self, Invitation};
use crate::db::{DbError, schools};
use crate::domain::invitation::{Kind, Standing};
use crate::domain::school::{self, School};
use crate::domain::{mask, order::Role};
use crate::error::{Error, FieldError};
use crate::web::form::Form;
use crate::web::invite::{self, Door};
use crate::web::page::Site;
use crate::web::visit::Visit;
use crate::web::words::{self, FieldText};

#[derive(Serialize)]
struct JoinPage {
    token: String,
    school: String,
    email: String,
    password_min: usize,
    values: BTreeMap<String, String>,
    errors: Vec<FieldText>,
    wrong: BTreeMap<String, String>,
}

#[derive(Serialize)]
struct ShutPage {
    /// `used`, `revoked`, `expired`, `unknown`, or `school` where the school may not have it.
    why: &'static str,
}

/// `GET /account/join/{token}`
pub async fn show(visit: Visit, token: web::Path<String>) -> Result<HttpResponse, Error> {
    match open(&visit, &token).await? {
        Ok((invitation, school)) => {
            page(&visit, HttpResponse::Ok(), &token, &invitation, &school, &Form::default())
        }
        Err(why) => shut(&visit, why),
    }
}

/// The invitation of a link and its school, while both are good; else why not.
async fn open(
    visit: &Visit,
    token: &str,
) -> Result<Result<(Invitation, School), &'static str>, Error> {
    let invitation = match invite::knock(visit, Kind::Teacher, token).await? {
        Door::Open(invitation) => *invitation,
        Door::Shut(why) => return Ok(Err(why.map_or("unknown", Standing::as_str))),
    };
    let id = invitation.school.clone().unwrap_or_default();
    let school = visit.app.db.read(move |c| schools::find(c, &id)).await?;
    Ok(match school::may_order(&school) {
        Ok(()) => Ok((invitation, school)),
        Err(_) => Err("school"),
    })
}

fn shut(visit: &Visit, why: &'static str) -> Result<HttpResponse, Error> {
    let status = if why == "unknown" { StatusCode::NOT_FOUND } else { StatusCode::GONE };
    let title = visit.text("school.shut.title", &[]);
    let page = ShutPage { why };
    visit.page_with(
        HttpResponse::build(status),
        Site::Account,
        "account/school_shut.html",
        &title,
        &page,
    )
}

fn page(
    visit: &Visit,
    status: HttpResponseBuilder,
    token: &str,
    invitation: &Invitation,
    school: &School,
    form: &Form,
) -> Result<HttpResponse, Error> {
    let errors = words::fields(visit, form.errors());
    let mut values = form.typed();
    values.remove("password");
    let page = JoinPage {
        token: token.to_owned(),
        school: school.name.clone(),
        email: mask::email(&invitation.address(&visit.app.sealer)?),
        password_min: password::PASSWORD_MIN,
        values,
        wrong: words::by_field(&errors),
        errors,
    };
    let title = visit.text("school.join.title", &[("school", school.name.clone())]);
    visit.page_with(status, Site::Account, "account/school_join.html", &title, &page)
}

/// `POST /account/join/{token}`
pub async fn submit(
    visit: Visit,
    token: web::Path<String>,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let (invitation, school) = match open(&visit, &token).await? {
        Ok(found) => found,
        Err(why) => return shut(&visit, why),
    };
    let address = invitation.address(&visit.app.sealer)?;
    let person = teacher::read(&mut form, Some(&address), Phone::NotAsked);
    let wrong = || HttpResponse::build(StatusCode::UNPROCESSABLE_ENTITY);
    if form.check().is_err() {
        return page(&visit, wrong(), &token, &invitation, &school, &form);
    }
    let ready = person.ready(&visit).await?;
    let (sealer, now) = (visit.app.sealer.clone(), visit.now);
    let (id, own) = (invitation.id.clone(), school.id.clone());
    let made = visit.app.db.write(move |c| {
        invitations::use_up(c, &id, now)?;
        ready.store(c, &sealer, own, now)
    });
    match made.await {
        Ok(account) => {
            teacher::welcome(&visit, &account, super::home_of(Role::Teacher), "flash.joined").await
        }
        // Somebody used the link at the same moment.
        Err(DbError::NotFound) => shut(&visit, "used"),
        Err(DbError::Conflict(_)) => {
            form.refuse(FieldError::new("email", "school.wrong.email_taken"));
            page(&visit, wrong(), &token, &invitation, &school, &form)
        }
        Err(other) => Err(other.into()),
    }
}
