//! A business opens its own account, so that it sees all its orders without their keys.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, HttpResponseBuilder};
use serde::Serialize;

use super::{password, sign_in};
use crate::db::DbError;
use crate::db::accounts::{self, NewAccount};
use crate::domain::order::Role;
use crate::error::{Error, FieldError};
use crate::web::form::Form;
use crate::web::page::Site;
use crate::web::session;
use crate::web::visit::Visit;
use crate::web::words::{self, FieldText};

#[derive(Serialize)]
struct RegisterPage {
    values: BTreeMap<String, String>,
    errors: Vec<FieldText>,
    /// The first error of each field.
    wrong: BTreeMap<String, String>,
    password_min: usize,
}

/// `GET /account/register`
pub async fn show(visit: Visit) -> Result<HttpResponse, Error> {
    page(&visit, HttpResponse::Ok(), &Form::default())
}

fn page(visit: &Visit, status: HttpResponseBuilder, form: &Form) -> Result<HttpResponse, Error> {
    let mut values = form.typed();
    values.remove("password");
    let errors = words::fields(visit, form.errors());
    let page = RegisterPage {
        values,
        wrong: words::by_field(&errors),
        errors,
        password_min: password::PASSWORD_MIN,
    };
    visit.page_with(
        status,
        Site::Account,
        "account/register.html",
        &visit.text("account.register.title", &[]),
        &page,
    )
}

/// `POST /account/register`
pub async fn submit(visit: Visit, mut form: Form) -> Result<HttpResponse, Error> {
    let login = form.required("login", 100).to_lowercase();
    let organisation = form.required("organisation", 100);
    let given = form.raw("password").to_owned();
    if !login.is_empty() && (login.len() < 4 || login.chars().any(char::is_whitespace)) {
        form.refuse(FieldError::new("login", "field.login"));
    }
    if let Some(weak) = password::weakness("password", &given, &login) {
        form.refuse(weak);
    }
    if form.check().is_err() {
        return page(&visit, HttpResponse::build(StatusCode::UNPROCESSABLE_ENTITY), &form);
    }
    let account = NewAccount {
        login,
        password_hash: password::hash(given).await?,
        role: Role::Business,
        agency: None,
        school: None,
        name: organisation.clone(),
        email: None,
        phone: None,
        organisation: Some(organisation),
        credit_code: None,
        lang: visit.lang.tag().to_owned(),
        demo: false,
    };
    let (sealer, now) = (visit.app.sealer.clone(), visit.now);
    let made = visit
        .app
        .db
        .write(move |c| {
            let id = accounts::create(c, &sealer, &account, now)?;
            accounts::by_id(c, &id)
        })
        .await;
    match made {
        Ok(account) => {
            let (token, _) = sign_in::open(&visit, &account).await?;
            let cookie = session::cookie(&visit.app.config, session::COOKIE, token);
            Ok(visit.redirect("/account").cookie(cookie).finish())
        }
        Err(DbError::Conflict(_)) => {
            form.refuse(FieldError::new("login", "field.login_taken"));
            page(&visit, HttpResponse::build(StatusCode::UNPROCESSABLE_ENTITY), &form)
        }
        Err(other) => Err(other.into()),
    }
}
