//! `/track`: the code and the secret key, and what is wrong with them.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, HttpResponseBuilder, web};
use serde::{Deserialize, Serialize};

use crate::db::{DbError, contacts, orders};
use crate::domain::code::{self, Code};
use crate::error::Error;
use crate::web::act;
use crate::web::form::Form;
use crate::web::limit;
use crate::web::page::Site;
use crate::web::visit::Visit;
use crate::web::words::{self, FieldText};

#[derive(Serialize)]
struct EnterPage {
    values: BTreeMap<String, String>,
    errors: Vec<FieldText>,
    wrong: BTreeMap<String, String>,
}

/// The code that a link brings along.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Given {
    code: String,
}

/// `GET /track`: the form, or at once the order where the reader has shown who they are.
pub async fn form(visit: Visit, given: web::Query<Given>) -> Result<HttpResponse, Error> {
    if let Ok(code) = act::parse_code(&given.code)
        && act::load(&visit, &code).await.is_ok()
    {
        return Ok(visit.redirect(&format!("/track/{code}")).finish());
    }
    let typed: String = given.code.chars().filter(|c| !c.is_control()).take(40).collect();
    let values = BTreeMap::from([("code".to_owned(), typed)]);
    show(&visit, HttpResponse::Ok(), values, Vec::new())
}

fn show(
    visit: &Visit,
    status: HttpResponseBuilder,
    values: BTreeMap<String, String>,
    errors: Vec<FieldText>,
) -> Result<HttpResponse, Error> {
    let page = EnterPage { values, wrong: words::by_field(&errors), errors };
    let title = visit.text("track.enter.title", &[]);
    visit.page_with(status, Site::Enterprise, "track/enter.html", &title, &page)
}

/// `POST /track`: the right key opens the order for this browser.
pub async fn submit(visit: Visit, mut form: Form) -> Result<HttpResponse, Error> {
    match open(&visit, &mut form).await {
        Ok((code, generation)) => {
            let pass = visit.pass_cookie(&code, generation)?;
            Ok(visit.redirect(&format!("/track/{code}")).cookie(pass).finish())
        }
        Err(error @ (Error::Invalid(_) | Error::TooMany { .. })) => {
            // The code may be shown again; a key is typed anew.
            let mut values = form.typed();
            values.remove("key");
            show(
                &visit,
                HttpResponse::build(error.status()),
                values,
                words::of_error(&visit, &error),
            )
        }
        Err(other) => Err(other),
    }
}

/// Checks code and key. What is right is not counted.
async fn open(visit: &Visit, form: &mut Form) -> Result<(String, i32), Error> {
    let typed = form.required("code", 100);
    if !typed.is_empty()
        && let Err(Error::Invalid(errors)) = act::parse_code(&typed)
    {
        errors.into_iter().for_each(|error| form.refuse(error));
    }
    let given = form.required("key", 100);
    form.check()?;
    let code: Code = act::parse_code(&typed)?.parse().map_err(|_| Error::NotFound)?;
    limit::count(visit, &limit::ORDER_KEY_ADDRESS, &visit.address).await?;
    limit::count(visit, &limit::ORDER_KEY, code.as_str()).await?;
    let generation = generation(visit, &code).await?;
    let right = generation.filter(|generation| {
        code::key_matches(&visit.app.config.secret, &code, *generation, &given)
    });
    // The same answer for a code that nobody has: a code is not to be found by trying.
    let generation = right.ok_or_else(|| Error::field("key", "track.enter.wrong"))?;
    limit::forget(visit, &limit::ORDER_KEY, code.as_str()).await?;
    Ok((code.to_string(), generation))
}

/// Which key of an order is the valid one; none where there is no such order.
async fn generation(visit: &Visit, code: &Code) -> Result<Option<i32>, Error> {
    let code = code.to_string();
    let found = visit.app.db.read(move |c| {
        let order = orders::find_by_code(c, &code)?;
        Ok(contacts::find(c, &order.id)?.key_generation)
    });
    match found.await {
        Ok(generation) => Ok(Some(generation)),
        Err(DbError::NotFound) => Ok(None),
        Err(other) => Err(other.into()),
    }
}
