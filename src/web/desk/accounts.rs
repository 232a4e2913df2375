//! `/desk/accounts`: who works here. An admin opens and closes accounts and gives a first password,
//! which is made here and shown once.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, HttpResponseBuilder, web};
use serde::{Deserialize, Serialize};

use super::accounts_form::{STAFF, read, school};
use crate::db::accounts::{self, Account, NewAccount};
use crate::db::{Cursor, DbError, sessions};
use crate::domain::Time;
use crate::domain::mask;
use crate::domain::order::Role;
use crate::error::{Error, FieldError};
use crate::web::account::password;
use crate::web::form::Form;
use crate::web::page::Site;
use crate::web::visit::Visit;
use crate::web::words::{self, FieldText};

/// How many a page shows.
const PAGE: i64 = 50;
#[derive(Serialize)]
struct Row {
    id: String,
    login: String,
    name: String,
    role: &'static str,
    agency: String,
    email: String,
    active: bool,
    demo: bool,
    since: Time,
    /// The admin's own account cannot be closed by its holder.
    own: bool,
}

/// A password that was just made: shown once.
#[derive(Serialize)]
struct Given {
    login: String,
    secret: String,
}

#[derive(Serialize)]
struct Choice {
    value: String,
    label: String,
}

#[derive(Serialize)]
struct AccountsPage {
    rows: Vec<Row>,
    next: Option<String>,
    roles: Vec<Choice>,
    agencies: Vec<Choice>,
    /// For whom a teacher's account is made; then nobody else's is.
    school: Option<Choice>,
    given: Option<Given>,
    values: BTreeMap<String, String>,
    errors: Vec<FieldText>,
    wrong: BTreeMap<String, String>,
}

/// Where a list goes on, and the school for which a teacher's account is made.
#[derive(Deserialize, Default)]
pub struct After {
    after: Option<String>,
    school: Option<String>,
}

impl After {
    /// The page again, after a form.
    fn of(form: &Form) -> After {
        After { after: None, school: Some(form.raw("school").to_owned()) }
    }
}

/// `GET /desk/accounts`
pub async fn list(visit: Visit, after: web::Query<After>) -> Result<HttpResponse, Error> {
    page(&visit, HttpResponse::Ok(), after.into_inner(), &Form::default(), None).await
}

/// `POST /desk/accounts`
pub async fn create(visit: Visit, mut form: Form) -> Result<HttpResponse, Error> {
    let school = match form.raw("school") {
        "" => None,
        id => Some(school(&visit, id).await?),
    };
    let new = read(&visit, &mut form, school.as_ref());
    if form.check().is_err() {
        let status = HttpResponse::build(StatusCode::UNPROCESSABLE_ENTITY);
        return page(&visit, status, After::of(&form), &form, None).await;
    }
    let secret = secret();
    let account = NewAccount { password_hash: password::hash(secret.clone()).await?, ..new };
    let (login, sealer, now) = (account.login.clone(), visit.app.sealer.clone(), visit.now);
    match visit.app.db.write(move |c| accounts::create(c, &sealer, &account, now)).await {
        Ok(_) => {
            let given = Some(Given { login, secret });
            page(&visit, HttpResponse::Created(), After::default(), &Form::default(), given).await
        }
        Err(DbError::Conflict(_)) => {
            form.refuse(FieldError::new("login", "field.login_taken"));
            let status = HttpResponse::build(StatusCode::UNPROCESSABLE_ENTITY);
            page(&visit, status, After::of(&form), &form, None).await
        }
        Err(other) => Err(other.into()),
    }
}

/// Easy to read aloud, hard to guess: 80 random bits.
fn secret() -> String {
    let letters = data_encoding::BASE32_NOPAD.encode(&rand::random::<[u8; 10]>()).to_lowercase();
    let groups: Vec<&str> = (0..4).filter_map(|n| letters.get(n * 4..n * 4 + 4)).collect();
    groups.join("-")
}

/// Where an account is on a list.
fn list_of(account: &Account) -> String {
    match &account.school {
        Some(school) => format!("/desk/schools/{school}"),
        None => "/desk/accounts".to_owned(),
    }
}

/// `POST /desk/accounts/{id}/password`: a new password; whoever is signed in with the old one is out.
pub async fn reset(
    visit: Visit,
    id: web::Path<String>,
    _form: Form,
) -> Result<HttpResponse, Error> {
    let account = find(&visit, &id).await?;
    let secret = secret();
    let (hash, id, now) = (password::hash(secret.clone()).await?, account.id.clone(), visit.now);
    visit
        .app
        .db
        .write(move |c| {
            accounts::set_password(c, &id, &hash, now)?;
            sessions::revoke_all(c, &id, now).map(drop)
        })
        .await?;
    let given = Some(Given { login: account.login, secret });
    page(&visit, HttpResponse::Ok(), After::default(), &Form::default(), given).await
}

/// `POST /desk/accounts/{id}/close`: nobody signs in with it any more, and who is in is out. What
/// the person did stays in the records.
pub async fn close(
    visit: Visit,
    id: web::Path<String>,
    _form: Form,
) -> Result<HttpResponse, Error> {
    let account = find(&visit, &id).await?;
    if visit.account.as_ref().is_some_and(|own| own.id == account.id) {
        return Err(Error::Forbidden);
    }
    let (now, list) = (visit.now, list_of(&account));
    visit
        .app
        .db
        .write(move |c| {
            accounts::set_active(c, &account.id, false)?;
            sessions::revoke_all(c, &account.id, now).map(drop)
        })
        .await?;
    Ok(visit.redirect_saying(&list, "flash.saved"))
}

/// `POST /desk/accounts/{id}/open`
pub async fn open(visit: Visit, id: web::Path<String>, _form: Form) -> Result<HttpResponse, Error> {
    let account = find(&visit, &id).await?;
    let list = list_of(&account);
    visit.app.db.write(move |c| accounts::set_active(c, &account.id, true)).await?;
    Ok(visit.redirect_saying(&list, "flash.saved"))
}

/// An account: also that of a business whose holder has asked for help.
async fn find(visit: &Visit, id: &str) -> Result<Account, Error> {
    let id = id.to_owned();
    Ok(visit.app.db.read(move |c| accounts::by_id(c, &id)).await?)
}

async fn page(
    visit: &Visit,
    status: HttpResponseBuilder,
    after: After,
    form: &Form,
    given: Option<Given>,
) -> Result<HttpResponse, Error> {
    let school = match after.school.as_deref() {
        None | Some("") => None,
        Some(id) => Some(school(visit, id).await?),
    };
    let after = after.after.as_deref().and_then(|text| text.parse::<Cursor>().ok());
    let found = visit.app.db.read(move |c| accounts::staff(c, after.as_ref(), PAGE)).await?;
    let errors = words::fields(visit, form.errors());
    let rows: Result<Vec<Row>, Error> =
        found.rows.into_iter().map(|account| row(visit, account)).collect();
    let lang = visit.lang.tag();
    let none = Choice { value: String::new(), label: visit.text("accounts.agency.none", &[]) };
    let agencies = visit.app.agencies();
    let agencies = agencies.iter().map(|one| Choice {
        value: one.slug.clone(),
        label: visit.app.agency_name(&one.slug, lang),
    });
    let role = |role: &Role| Choice {
        value: role.to_string(),
        label: visit.text(&format!("role.{role}"), &[]),
    };
    let page = AccountsPage {
        rows: rows?,
        next: found.next.map(|cursor| format!("/desk/accounts?after={cursor}")),
        roles: STAFF.iter().map(role).collect(),
        agencies: std::iter::once(none).chain(agencies).collect(),
        school: school.map(|school| Choice { value: school.id, label: school.name }),
        given,
        values: form.typed(),
        wrong: words::by_field(&errors),
        errors,
    };
    visit.page_with(
        status,
        Site::Desk,
        "desk/accounts.html",
        &visit.text("accounts.title", &[]),
        &page,
    )
}

fn row(visit: &Visit, account: Account) -> Result<Row, Error> {
    let email = account.email(&visit.app.sealer)?;
    let agency = account.agency.as_deref();
    Ok(Row {
        agency: agency
            .map(|slug| visit.app.agency_name(slug, visit.lang.tag()))
            .unwrap_or_default(),
        email: email.as_deref().map(mask::email).unwrap_or_default(),
        own: visit.account.as_ref().is_some_and(|own| own.id == account.id),
        role: account.role.as_str(),
        login: account.login,
        name: account.name,
        active: account.active,
        demo: account.demo,
        since: account.created_at,
        id: account.id,
    })
}
