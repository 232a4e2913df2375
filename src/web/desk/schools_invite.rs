//! `/desk/schools/invite`: the education bureau names schools, one a line; each gets a mail with a link
//! that opens once. Whoever works for another agency has no such page.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, HttpResponseBuilder, web};
use serde::{Deserialize, Serialize};

use crate::db::invitations::{self, Invitation, NewInvitation};
use crate::db::seal::Sealer;
use crate::db::{Conn, Cursor, DbError, jobs, schools};
use crate::domain::invitation::{Kind, LINES_MAX, LineFault, Named, read_lines};
use crate::domain::notice::Notice;
use crate::domain::school::{BUREAU, DISTRICTS, may_invite_schools};
use crate::domain::{Time, mask};
use crate::error::{Error, FieldError};
use crate::web::form::Form;
use crate::web::invite;
use crate::web::page::Site;
use crate::web::visit::Visit;
use crate::web::words::{self, FieldText};

/// How many a page shows.
const PAGE: i64 = 50;
/// The lines of all schools of a county are shorter.
const TEXT_MAX: usize = 100_000;
/// So many wrong lines are named at once; the others come when these are mended.
const FAULTS_SHOWN: usize = 10;

#[derive(Serialize)]
struct Row {
    id: String,
    school: String,
    district: String,
    email: String,
    at: Time,
    until: Time,
    standing: &'static str,
}

#[derive(Serialize)]
struct InvitePage {
    rows: Vec<Row>,
    next: Option<String>,
    districts: String,
    values: BTreeMap<String, String>,
    errors: Vec<FieldText>,
    wrong: BTreeMap<String, String>,
}

/// Where a list goes on.
#[derive(Deserialize, Default)]
pub struct After {
    after: Option<String>,
}

/// Whoever is here may invite schools.
fn allowed(visit: &Visit) -> Result<(), Error> {
    if may_invite_schools(&visit.actor()) { Ok(()) } else { Err(Error::Forbidden) }
}

/// `GET /desk/schools/invite`
pub async fn show(visit: Visit, after: web::Query<After>) -> Result<HttpResponse, Error> {
    allowed(&visit)?;
    page(&visit, HttpResponse::Ok(), after.into_inner(), &Form::default()).await
}

async fn page(
    visit: &Visit,
    status: HttpResponseBuilder,
    after: After,
    form: &Form,
) -> Result<HttpResponse, Error> {
    let after = after.after.as_deref().and_then(|text| text.parse::<Cursor>().ok());
    let found =
        visit.app.db.read(move |c| invitations::by_agency(c, BUREAU, after.as_ref(), PAGE)).await?;
    let errors = words::fields(visit, form.errors());
    let page = InvitePage {
        rows: found.rows.iter().map(|one| row(visit, one)).collect::<Result<_, _>>()?,
        next: found.next.map(|cursor| format!("/desk/schools/invite?after={cursor}")),
        districts: DISTRICTS.join("、"),
        values: form.typed(),
        wrong: words::by_field(&errors),
        errors,
    };
    let title = visit.text("school.invite.title", &[]);
    visit.page_with(status, Site::Desk, "desk/schools_invite.html", &title, &page)
}

fn row(visit: &Visit, one: &Invitation) -> Result<Row, Error> {
    let (school, district) = one.named.clone().unwrap_or_default();
    let address = one.address(&visit.app.sealer)?;
    Ok(Row {
        id: one.id.clone(),
        school,
        district,
        email: if address.is_empty() { String::new() } else { mask::email(&address) },
        at: one.created_at,
        until: one.expires_at,
        standing: one.standing(visit.now).as_str(),
    })
}

/// `POST /desk/schools/invite`: all of the lines or none.
pub async fn send(visit: Visit, mut form: Form) -> Result<HttpResponse, Error> {
    allowed(&visit)?;
    let text = form.required("lines", TEXT_MAX);
    let named = read(&text, &mut form);
    if form.check().is_ok() {
        let faults = store(&visit, named).await?;
        faults.into_iter().take(FAULTS_SHOWN).for_each(|fault| form.refuse(fault));
    }
    if form.check().is_err() {
        let status = HttpResponse::build(StatusCode::UNPROCESSABLE_ENTITY);
        return page(&visit, status, After::default(), &form).await;
    }
    Ok(visit.redirect_saying("/desk/schools/invite", "flash.schools_invited"))
}

fn read(text: &str, form: &mut Form) -> Vec<Named> {
    let fault = |(line, fault): &(usize, LineFault)| {
        FieldError::new("lines", &format!("school.line.{fault}")).with("line", line)
    };
    match read_lines(text) {
        Ok(named) if named.len() > LINES_MAX => {
            form.refuse(FieldError::new("lines", "school.wrong.many").with("max", LINES_MAX));
            Vec::new()
        }
        Ok(named) => named,
        Err(faults) => {
            faults.iter().take(FAULTS_SHOWN).for_each(|one| form.refuse(fault(one)));
            Vec::new()
        }
    }
}

/// Stores the invitations with the mails that bring them; or says, line by line, what stands against
/// them, and stores none.
async fn store(visit: &Visit, named: Vec<Named>) -> Result<Vec<FieldError>, Error> {
    let make = |named: Named| {
        let new = invite::new(visit, Kind::School, &named.email)?;
        let school = Some((named.school, named.district));
        Ok((named.line, NewInvitation { named: school, ..new }))
    };
    let new = named.into_iter().map(make).collect::<Result<Vec<_>, Error>>()?;
    let (sealer, now) = (visit.app.sealer.clone(), visit.now);
    let stored = visit.app.db.write(move |c| {
        let mut faults = Vec::new();
        for (line, one) in &new {
            if let Some(key) = against(c, one, now)? {
                let (school, _) = one.named.clone().unwrap_or_default();
                faults
                    .push(FieldError::new("lines", key).with("line", line).with("school", school));
            }
        }
        if faults.is_empty() {
            new.iter().try_for_each(|(_, one)| put(c, &sealer, one, now))?;
        }
        Ok(faults)
    });
    Ok(stored.await?)
}

fn put(c: &mut Conn, sealer: &Sealer, one: &NewInvitation, now: Time) -> Result<(), DbError> {
    invitations::create(c, sealer, one, now)?;
    jobs::enqueue(c, &invite::mail(Notice::SchoolInvited, &one.id, now), None)?;
    Ok(())
}

/// What stands against an invitation.
fn against(c: &mut Conn, one: &NewInvitation, now: Time) -> Result<Option<&'static str>, DbError> {
    let (school, district) = one.named.clone().unwrap_or_default();
    Ok(if schools::by_name(c, &school, &district)?.is_some() {
        Some("school.line.registered")
    } else if invitations::is_named(c, &school, &district, now)?
        || invitations::is_invited(c, Kind::School, &one.address_hash, now)?
    {
        Some("school.line.invited")
    } else {
        None
    })
}

/// `POST /desk/schools/invite/{id}/revoke`
pub async fn revoke(
    visit: Visit,
    id: web::Path<String>,
    _form: Form,
) -> Result<HttpResponse, Error> {
    allowed(&visit)?;
    let (id, now) = (id.into_inner(), visit.now);
    visit
        .app
        .db
        .write(move |c| {
            let invitation = invitations::find(c, &id)?;
            let ours = invitation.agency.as_deref() == Some(BUREAU);
            if ours { invitations::revoke(c, &id, now) } else { Err(DbError::NotFound) }
        })
        .await?;
    Ok(visit.redirect_saying("/desk/schools/invite", "flash.revoked"))
}
