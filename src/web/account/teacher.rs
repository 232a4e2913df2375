//! What somebody says of themselves who becomes a teacher here: by registering the school, or by an
//! invitation.

use super::{mail_login, password, sign_in};
use crate::db::accounts::{self, NewAccount};
use crate::db::seal::Sealer;
use crate::db::{Conn, DbError};
use crate::domain::Time;
use crate::domain::invitation::EMAIL_MAX;
use crate::domain::order::Role;
use crate::domain::reach::{is_email, is_phone, tidy_email, tidy_phone};
use crate::error::{Error, FieldError};
use crate::web::form::Form;
use crate::web::session;
use crate::web::visit::Visit;
use actix_web::HttpResponse;

/// A teacher to be.
pub struct Person {
    pub name: String,
    pub email: String,
    pub phone: Option<String>,
    password: String,
}

/// Whether a telephone number is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phone {
    Asked,
    NotAsked,
}

/// Reads the person's fields; the address comes from the invitation where there is one.
pub fn read(form: &mut Form, invited: Option<&str>, phone: Phone) -> Person {
    let name = form.required("name", 50);
    let email = match invited {
        Some(address) => address.to_owned(),
        None => read_email(form, "email"),
    };
    let phone = (phone == Phone::Asked).then(|| read_phone(form));
    let password = form.raw("password").to_owned();
    if let Some(weak) = password::weakness("password", &password, &email) {
        form.refuse(weak);
    }
    if !form.ticked("consent") {
        form.refuse(FieldError::new("consent", "school.wrong.consent"));
    }
    Person { name, email, phone, password }
}

/// Reads an address that must be there.
pub fn read_email(form: &mut Form, field: &str) -> String {
    let email = tidy_email(&form.required(field, EMAIL_MAX));
    if !email.is_empty() && !is_email(&email) {
        form.refuse(FieldError::new(field, "field.email"));
    }
    email
}

fn read_phone(form: &mut Form) -> String {
    let phone = tidy_phone(&form.required("phone", 40));
    if !phone.is_empty() && !is_phone(&phone) {
        form.refuse(FieldError::new("phone", "field.phone"));
    }
    phone
}

/// A teacher's account, ready to be stored.
#[derive(Clone)]
pub struct Ready {
    account: NewAccount,
    /// The address's login by every secret: none of them may be taken.
    logins: Vec<String>,
}

impl Person {
    /// Makes the account of it.
    ///
    /// # Errors
    /// [`Error::Internal`] when the password can't be hashed.
    pub async fn ready(self, visit: &Visit) -> Result<Ready, Error> {
        let config = &visit.app.config;
        Ok(Ready {
            logins: mail_login::logins(config, &self.email),
            account: NewAccount {
                login: mail_login::login(config, &self.email),
                password_hash: password::hash(self.password).await?,
                role: Role::Teacher,
                agency: None,
                school: None,
                name: self.name,
                email: Some(self.email),
                phone: self.phone,
                organisation: None,
                credit_code: None,
                lang: visit.lang.tag().to_owned(),
                demo: false,
            },
        })
    }
}

impl Ready {
    /// Stores it for a school and returns its id; `Conflict` where the address has an account.
    pub fn store(
        self,
        c: &mut Conn,
        sealer: &Sealer,
        school: String,
        now: Time,
    ) -> Result<String, DbError> {
        if has_account(c, &self.logins)? {
            return Err(DbError::Conflict("accounts".to_owned()));
        }
        accounts::create(c, sealer, &NewAccount { school: Some(school), ..self.account }, now)
    }
}

/// Whether an address has an account, by any of its logins.
pub fn has_account(c: &mut Conn, logins: &[String]) -> Result<bool, DbError> {
    for login in logins {
        if accounts::by_login(c, login)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Signs the new teacher in and leads on to a page of ours that says once what was done.
///
/// # Errors
/// The database's.
pub async fn welcome(
    visit: &Visit,
    account: &str,
    to: &str,
    flash: &'static str,
) -> Result<HttpResponse, Error> {
    let id = account.to_owned();
    let account = visit.app.db.read(move |c| accounts::by_id(c, &id)).await?;
    let (token, _) = sign_in::open(visit, &account).await?;
    let cookie = session::cookie(&visit.app.config, session::COOKIE, token);
    let mut response = visit.redirect_saying(to, flash);
    response.add_cookie(&cookie).map_err(Error::internal)?;
    Ok(response)
}
