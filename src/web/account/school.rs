//! `/account/school`: the teacher's school, its teachers, and inviting a colleague; and the page on
//! which a teacher lands.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, HttpResponseBuilder, web};
use serde::Serialize;

use super::{mail_login, teacher};
use crate::db::accounts::{self, Account};
use crate::db::invitations::{self, Invitation};
use crate::db::schools;
use crate::db::{DbError, jobs};
use crate::domain::course::Stage;
use crate::domain::invitation::Kind;
use crate::domain::notice::Notice;
use crate::domain::school::{self as decide, School};
use crate::domain::{Time, mask};
use crate::error::{Error, FieldError};
use crate::web::form::Form;
use crate::web::limit::{self, Limit};
use crate::web::page::Site;
use crate::web::visit::Visit;
use crate::web::words::{self, FieldText};
use crate::web::{invite, school_words};

/// Invitations that one school sends: a staff room in an hour, and no more.
const INVITES: Limit = Limit { name: "invite-teacher", tries: 30, minutes: 60 };
/// Open invitations that a page shows: as many as can be sent while they are good.
const OPEN: i64 = 200;

#[derive(Serialize)]
struct Colleague {
    name: String,
    email: String,
    since: Time,
    own: bool,
}

#[derive(Serialize)]
struct Invited {
    id: String,
    email: String,
    by: String,
    until: Time,
}

#[derive(Serialize)]
struct SchoolPage {
    name: String,
    district: String,
    address: String,
    stages: Vec<Stage>,
    state: &'static str,
    reason: String,
    since: Time,
    teachers: Vec<Colleague>,
    invited: Vec<Invited>,
    may_invite: bool,
    values: BTreeMap<String, String>,
    errors: Vec<FieldText>,
    wrong: BTreeMap<String, String>,
}

#[derive(Serialize)]
struct HomePage {
    school: String,
    state: &'static str,
    reason: String,
}

/// Who is here, as a teacher of a school.
async fn own(visit: &Visit) -> Result<(Account, School), Error> {
    let account = visit.account.clone().ok_or(Error::SignIn)?;
    // A teacher without a school is a fault of whoever made the account.
    let id = account.school.clone().ok_or(Error::Forbidden)?;
    let school = visit.app.db.read(move |c| schools::find(c, &id)).await?;
    Ok((account, school))
}

/// `GET /account`, for a teacher.
///
/// # Errors
/// The database's.
pub async fn home(visit: &Visit) -> Result<HttpResponse, Error> {
    let (_, school) = own(visit).await?;
    let page = HomePage {
        school: school.name,
        state: school.state.as_str(),
        reason: school.reason.unwrap_or_default(),
    };
    let title = visit.text("school.home.title", &[]);
    visit.page(Site::Account, "account/school_home.html", &title, &page)
}

/// `GET /account/school`
pub async fn show(visit: Visit) -> Result<HttpResponse, Error> {
    page(&visit, HttpResponse::Ok(), &Form::default()).await
}

async fn page(
    visit: &Visit,
    status: HttpResponseBuilder,
    form: &Form,
) -> Result<HttpResponse, Error> {
    let (account, school) = own(visit).await?;
    let (id, now) = (school.id.clone(), visit.now);
    let (teachers, invited) = visit
        .app
        .db
        .read(move |c| {
            let teachers = accounts::by_school(c, &id)?;
            Ok((teachers, invitations::open_of_school(c, &id, now, OPEN)?))
        })
        .await?;
    let errors = words::fields(visit, form.errors());
    let page = SchoolPage {
        may_invite: decide::may_invite_teacher(&visit.actor(), &school).is_ok(),
        invited: invited
            .iter()
            .map(|one| invited_row(visit, one, &teachers))
            .collect::<Result<_, _>>()?,
        teachers: teachers
            .into_iter()
            .filter(|one| one.active)
            .map(|one| colleague(visit, &account, one))
            .collect::<Result<_, _>>()?,
        state: school.state.as_str(),
        reason: school.reason.unwrap_or_default(),
        name: school.name,
        district: school.district,
        address: school.address,
        stages: school.stages,
        since: school.created_at,
        values: form.typed(),
        wrong: words::by_field(&errors),
        errors,
    };
    let title = visit.text("school.own.title", &[]);
    visit.page_with(status, Site::Account, "account/school.html", &title, &page)
}

fn colleague(visit: &Visit, own: &Account, one: Account) -> Result<Colleague, Error> {
    let email = one.email(&visit.app.sealer)?;
    Ok(Colleague {
        email: email.as_deref().map(mask::email).unwrap_or_default(),
        own: one.id == own.id,
        name: one.name,
        since: one.created_at,
    })
}

fn invited_row(visit: &Visit, one: &Invitation, teachers: &[Account]) -> Result<Invited, Error> {
    let by = teachers.iter().find(|teacher| teacher.id == one.invited_by);
    Ok(Invited {
        email: mask::email(&one.address(&visit.app.sealer)?),
        by: by.map(|teacher| teacher.name.clone()).unwrap_or_default(),
        until: one.expires_at,
        id: one.id.clone(),
    })
}

/// `POST /account/school/invite`
pub async fn send(visit: Visit, mut form: Form) -> Result<HttpResponse, Error> {
    let (_, school) = own(&visit).await?;
    let email = teacher::read_email(&mut form, "email");
    if let Err(barred) = decide::may_invite_teacher(&visit.actor(), &school) {
        form.refuse(school_words::barred("email", barred, &school));
    }
    if form.check().is_ok()
        && let Some(key) = store(&visit, &school, &email).await?
    {
        form.refuse(FieldError::new("email", key));
    }
    if form.check().is_err() {
        let status = HttpResponse::build(StatusCode::UNPROCESSABLE_ENTITY);
        return page(&visit, status, &form).await;
    }
    Ok(visit.redirect_saying("/account/school", "flash.invited"))
}

/// Stores the invitation and the mail that brings it; or says what stands against it.
async fn store(visit: &Visit, school: &School, email: &str) -> Result<Option<&'static str>, Error> {
    limit::count(visit, &INVITES, &school.id).await?;
    let mut new = invite::new(visit, Kind::Teacher, email)?;
    new.school = Some(school.id.clone());
    let logins = mail_login::logins(&visit.app.config, email);
    let mail = invite::mail(Notice::TeacherInvited, &new.id, visit.now);
    let (sealer, now) = (visit.app.sealer.clone(), visit.now);
    let stored = visit.app.db.write(move |c| {
        if teacher::has_account(c, &logins)? {
            return Ok(Some("school.wrong.email_taken"));
        }
        if invitations::is_invited(c, Kind::Teacher, &new.address_hash, now)? {
            return Ok(Some("school.wrong.invited"));
        }
        invitations::create(c, &sealer, &new, now)?;
        jobs::enqueue(c, &mail, None)?;
        Ok(None)
    });
    Ok(stored.await?)
}

/// `POST /account/school/invitations/{id}/revoke`
pub async fn revoke(
    visit: Visit,
    id: web::Path<String>,
    _form: Form,
) -> Result<HttpResponse, Error> {
    let (_, school) = own(&visit).await?;
    let (id, now) = (id.into_inner(), visit.now);
    visit
        .app
        .db
        .write(move |c| {
            let invitation = invitations::find(c, &id)?;
            let ours = invitation.kind == Kind::Teacher
                && invitation.school.as_deref() == Some(school.id.as_str());
            // Another school's is as if it were not there.
            if ours { invitations::revoke(c, &id, now) } else { Err(DbError::NotFound) }
        })
        .await?;
    Ok(visit.redirect_saying("/account/school", "flash.revoked"))
}
