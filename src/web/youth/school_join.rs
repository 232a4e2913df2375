//! `/youth/school/join/{token}`: the education bureau's invitation. The bureau vouches for the
//! school, so it is verified at once. A mail program that opens links uses nothing up.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, HttpResponseBuilder, web};
use serde::Serialize;

use super::school::taken;
use crate::db::invitations::{self, Invitation};
use crate::db::schools::{self, NewSchool, Voucher};
use crate::db::seal::Sealer;
use crate::db::{Conn, DbError};
use crate::domain::invitation::{Kind, Standing};
use crate::domain::school::Noted;
use crate::domain::{Time, mask};
use crate::error::Error;
use crate::web::account::password::PASSWORD_MIN;
use crate::web::account::teacher::{self, Phone, Ready};
use crate::web::form::Form;
use crate::web::invite::{self, Door};
use crate::web::page::Site;
use crate::web::school_words::{self, Choice};
use crate::web::visit::Visit;
use crate::web::words::{self, FieldText};

#[derive(Serialize)]
struct JoinPage {
    token: String,
    school: String,
    district: String,
    email: String,
    stages: Vec<Choice>,
    ticked: Vec<String>,
    password_min: usize,
    values: BTreeMap<String, String>,
    errors: Vec<FieldText>,
    wrong: BTreeMap<String, String>,
}

#[derive(Serialize)]
struct ShutPage {
    /// `used`, `revoked`, `expired` or `unknown`.
    why: &'static str,
}

/// `GET /youth/school/join/{token}`
pub async fn show(visit: Visit, token: web::Path<String>) -> Result<HttpResponse, Error> {
    match invite::knock(&visit, Kind::School, &token).await? {
        Door::Open(invitation) => {
            page(&visit, HttpResponse::Ok(), &token, &invitation, &Form::default())
        }
        Door::Shut(why) => shut(&visit, why),
    }
}

fn shut(visit: &Visit, why: Option<Standing>) -> Result<HttpResponse, Error> {
    let status = if why.is_none() { StatusCode::NOT_FOUND } else { StatusCode::GONE };
    let page = ShutPage { why: why.map_or("unknown", Standing::as_str) };
    let title = visit.text("school.shut.title", &[]);
    let response = HttpResponse::build(status);
    visit.page_with(response, Site::Youth, "youth/school_shut.html", &title, &page)
}

fn page(
    visit: &Visit,
    status: HttpResponseBuilder,
    token: &str,
    invitation: &Invitation,
    form: &Form,
) -> Result<HttpResponse, Error> {
    let errors = words::fields(visit, form.errors());
    let mut values = form.typed();
    values.remove("password");
    let (school, district) = invitation.named.clone().unwrap_or_default();
    let page = JoinPage {
        token: token.to_owned(),
        email: mask::email(&invitation.address(&visit.app.sealer)?),
        school,
        district,
        stages: school_words::stages(visit),
        ticked: form.all("stages"),
        password_min: PASSWORD_MIN,
        values,
        wrong: words::by_field(&errors),
        errors,
    };
    let title = visit.text("school.welcome.title", &[("school", page.school.clone())]);
    visit.page_with(status, Site::Youth, "youth/school_join.html", &title, &page)
}

/// `POST /youth/school/join/{token}`
pub async fn submit(
    visit: Visit,
    token: web::Path<String>,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let invitation = match invite::knock(&visit, Kind::School, &token).await? {
        Door::Open(invitation) => *invitation,
        Door::Shut(why) => return shut(&visit, why),
    };
    let mut school = school_words::read(&mut form, invitation.named.clone());
    let address = invitation.address(&visit.app.sealer)?;
    let person = teacher::read(&mut form, Some(&address), Phone::Asked);
    let wrong = || HttpResponse::build(StatusCode::UNPROCESSABLE_ENTITY);
    if form.check().is_err() {
        return page(&visit, wrong(), &token, &invitation, &form);
    }
    school.phone = person.phone.clone();
    let ready = person.ready(&visit).await?;
    let (sealer, now, used) = (visit.app.sealer.clone(), visit.now, invitation.clone());
    let made = visit.app.db.write(move |c| enter(c, &sealer, &used, &school, ready, now));
    match made.await {
        Ok(account) => teacher::welcome(&visit, &account, "/account", "flash.school_joined").await,
        // Somebody used the link at the same moment.
        Err(DbError::NotFound) => shut(&visit, Some(Standing::Used)),
        Err(DbError::Conflict(table)) => {
            form.refuse(taken(&table));
            page(&visit, wrong(), &token, &invitation, &form)
        }
        Err(other) => Err(other.into()),
    }
}

/// Uses the invitation, which comes first so that of two only one goes on, and makes school and
/// account.
fn enter(
    c: &mut Conn,
    sealer: &Sealer,
    invitation: &Invitation,
    school: &NewSchool,
    ready: Ready,
    now: Time,
) -> Result<String, DbError> {
    invitations::use_up(c, &invitation.id, now)?;
    let voucher =
        Voucher { account: invitation.invited_by.clone(), agency: invitation.agency.clone() };
    let school = schools::create(c, sealer, school, Some(&voucher), now)?;
    invitations::set_school(c, &invitation.id, &school)?;
    let account = ready.store(c, sealer, school.clone(), now)?;
    schools::note(c, &school, Noted::Joined, None, &account, now)?;
    Ok(account)
}
