//! Signing in and out.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, HttpResponseBuilder, web};
use serde::{Deserialize, Serialize};

use super::{home_of, mail_login, password};
use crate::db::accounts::Account;
use crate::db::sessions;
use crate::error::Error;
use crate::web::form::Form;
use crate::web::page::Site;
use crate::web::visit::Visit;
use crate::web::{limit, prefer, session};

#[derive(Serialize)]
struct SignInPage {
    next: String,
    wrong: bool,
    values: BTreeMap<String, String>,
    demo: bool,
}

/// Where to go afterwards.
#[derive(Deserialize)]
pub struct Next {
    next: Option<String>,
}

/// `GET /account/sign-in`
pub async fn show(visit: Visit, next: web::Query<Next>) -> Result<HttpResponse, Error> {
    let next = prefer::local_path(next.next.as_deref());
    page(&visit, HttpResponse::Ok(), next, false, BTreeMap::new())
}

fn page(
    visit: &Visit,
    status: HttpResponseBuilder,
    next: String,
    wrong: bool,
    mut values: BTreeMap<String, String>,
) -> Result<HttpResponse, Error> {
    values.remove("password");
    let page = SignInPage { next, wrong, values, demo: visit.app.config.is_development() };
    let title = visit.text("account.sign_in.title", &[]);
    visit.page_with(status, Site::Account, "account/sign_in.html", &title, &page)
}

/// `POST /account/sign-in`
pub async fn submit(visit: Visit, mut form: Form) -> Result<HttpResponse, Error> {
    let next = prefer::local_path(Some(form.raw("next")));
    let login = form.required("login", 100);
    let found = check(&visit, &login, form.raw("password").to_owned()).await;
    match found {
        Ok(account) => {
            let (token, _) = open(&visit, &account).await?;
            let to = if next == "/" { home_of(account.role) } else { &next };
            let cookie = session::cookie(&visit.app.config, session::COOKIE, token);
            Ok(visit.redirect(to).cookie(cookie).finish())
        }
        Err(Error::WrongCredentials) => page(
            &visit,
            HttpResponse::build(StatusCode::UNPROCESSABLE_ENTITY),
            next,
            true,
            form.typed(),
        ),
        Err(other) => Err(other),
    }
}

/// The account of a login and password.
///
/// # Errors
/// [`Error::WrongCredentials`], the same for a wrong login, a wrong password and a closed account;
/// [`Error::TooMany`] after too many tries.
pub async fn check(visit: &Visit, login: &str, given: String) -> Result<Account, Error> {
    let login = login.to_lowercase();
    let logins = mail_login::logins(&visit.app.config, &login);
    // Tries are counted under the digest: what was typed may be somebody's address.
    let counted = mail_login::login(&visit.app.config, &login);
    limit::count(visit, &limit::PASSWORD, &counted).await?;
    limit::count(visit, &limit::PASSWORD_ADDRESS, &visit.address).await?;
    let found = visit.app.db.read(move |c| mail_login::find(c, &login, &logins)).await?;
    let account = whose(found, given).await?.ok_or(Error::WrongCredentials)?;
    limit::forget(visit, &limit::PASSWORD, &counted).await?;
    Ok(account)
}

/// The one of these accounts, open, whose password it is. Where there is none it takes as long.
async fn whose(accounts: Vec<Account>, given: String) -> Result<Option<Account>, Error> {
    let open: Vec<Account> = accounts.into_iter().filter(|account| account.active).collect();
    if open.is_empty() {
        password::matches(given, None).await?;
        return Ok(None);
    }
    for account in open {
        if password::matches(given.clone(), Some(account.password_hash.clone())).await? {
            return Ok(Some(account));
        }
    }
    Ok(None)
}

/// Opens a session: the row, and the token that names it.
///
/// # Errors
/// The database's, or [`Error::Internal`] if the token can't be written.
pub async fn open(visit: &Visit, account: &Account) -> Result<(String, String), Error> {
    let (owner, now) = (account.id.clone(), visit.now);
    let until = session::expires_at(now);
    let sid = visit.app.db.write(move |c| sessions::create(c, &owner, now, until)).await?.id;
    let claims = session::Claims {
        sub: account.id.clone(),
        sid: sid.clone(),
        learner: false,
        exp: until.and_utc().timestamp(),
    };
    let token = session::sign(&visit.app.config, &claims).map_err(Error::internal)?;
    Ok((token, sid))
}

/// `POST /account/sign-out`
pub async fn leave(visit: Visit, _form: Form) -> Result<HttpResponse, Error> {
    if let Some(sid) = visit.session.clone() {
        let now = visit.now;
        visit.app.db.write(move |c| sessions::revoke(c, &sid, now)).await?;
    }
    let mut cookie = session::cookie(&visit.app.config, session::COOKIE, String::new());
    cookie.make_removal();
    Ok(visit.redirect("/").cookie(cookie).finish())
}
