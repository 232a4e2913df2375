//! The last page: read it over, change what is wrong, agree, send.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;

use super::basket::Basket;
use super::send::{self, Sent};
use super::shown::{self, Row};
use super::{barred, own_school, wrongs};
use crate::error::{Error, FieldError};
use crate::web::form::Form;
use crate::web::intake;
use crate::web::page::Site;
use crate::web::visit::Visit;
use crate::web::words::{self, FieldText};

#[derive(Serialize)]
struct ReviewPage {
    lines: Vec<LineShown>,
    school: String,
    teacher: String,
    key: String,
    barred: Option<String>,
    errors: Vec<FieldText>,
}

#[derive(Serialize)]
struct LineShown {
    n: u32,
    form: &'static str,
    title: String,
    rows: Vec<Row>,
}

/// `GET /youth/order/review`
pub async fn show(visit: Visit) -> Result<HttpResponse, Error> {
    let basket = Basket::load(&visit).await?;
    match lacking(&visit, &basket)? {
        Some(elsewhere) => Ok(elsewhere),
        None => page(&visit, StatusCode::OK, &basket, Vec::new()).await,
    }
}

/// Where something still has to be filled in or mended.
fn lacking(visit: &Visit, basket: &Basket) -> Result<Option<HttpResponse>, Error> {
    if basket.items.is_empty() {
        return Ok(Some(visit.redirect("/youth/order").finish()));
    }
    let wrongs = wrongs(visit, basket)?;
    let wrong = basket.items.iter().zip(wrongs).find(|(_, wrongs)| !wrongs.is_empty());
    Ok(wrong.map(|(item, _)| {
        visit.redirect_saying(&format!("/youth/order/lines/{}", item.n), "flash.warn.order.lacking")
    }))
}

/// `POST /youth/order/review`: sends it. A form sent twice comes to the same order.
pub async fn submit(visit: Visit, form: Form) -> Result<HttpResponse, Error> {
    let key = form.raw("key").to_owned();
    let basket = Basket::load(&visit).await?;
    if basket.key != key
        && let Some((code, _)) = intake::made_with(&visit, &key).await?
    {
        return Ok(receipt(&visit, &code));
    }
    if let Some(elsewhere) = lacking(&visit, &basket)? {
        return Ok(elsewhere);
    }
    // What was changed in another window meanwhile is read over first.
    if basket.key != key {
        return page(&visit, StatusCode::OK, &basket, Vec::new()).await;
    }
    if !form.ticked("consent") {
        let errors = vec![FieldError::new("consent", "school_page.wrong.consent")];
        return page(&visit, StatusCode::UNPROCESSABLE_ENTITY, &basket, errors).await;
    }
    match send::send(&visit, &basket).await? {
        Sent::Filed(code) => Ok(receipt(&visit, &code)),
        Sent::Barred => page(&visit, StatusCode::UNPROCESSABLE_ENTITY, &basket, Vec::new()).await,
    }
}

fn receipt(visit: &Visit, code: &str) -> HttpResponse {
    visit.redirect(&format!("/youth/order/receipt/{code}")).finish()
}

async fn page(
    visit: &Visit,
    status: StatusCode,
    basket: &Basket,
    errors: Vec<FieldError>,
) -> Result<HttpResponse, Error> {
    let school = own_school(visit).await?;
    let line = |item: &super::basket::Item| LineShown {
        n: item.n,
        form: item.asked.form.as_str(),
        title: shown::title(visit, &item.asked),
        rows: shown::rows(visit, &item.asked, &format!("/youth/order/lines/{}", item.n)),
    };
    let page = ReviewPage {
        lines: basket.items.iter().map(line).collect(),
        barred: barred(visit, &school),
        school: school.name,
        teacher: visit.account.as_ref().map(|account| account.name.clone()).unwrap_or_default(),
        key: basket.key.clone(),
        errors: words::fields(visit, &errors),
    };
    let title = visit.text("school_page.review.title", &[]);
    visit.page_with(
        HttpResponse::build(status),
        Site::Youth,
        "youth/order/review.html",
        &title,
        &page,
    )
}
