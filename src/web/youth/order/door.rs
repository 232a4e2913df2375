//! What stands before a visitor who can't order: what it takes, and that what was chosen is kept.

use actix_web::HttpResponse;
use serde::Serialize;

use super::basket::Basket;
use super::shown;
use crate::error::Error;
use crate::web::page::Site;
use crate::web::visit::Visit;

#[derive(Serialize)]
struct DoorPage {
    chosen: Vec<String>,
    /// Signed in, with an account that is no school's.
    other_account: bool,
}

/// The page of `GET /youth/order` for everybody but teachers.
///
/// # Errors
/// Those of the template.
pub fn show(visit: &Visit, basket: &Basket) -> Result<HttpResponse, Error> {
    let page = DoorPage {
        chosen: basket.items.iter().map(|item| shown::title(visit, &item.asked)).collect(),
        other_account: visit.account.is_some(),
    };
    visit.page(
        Site::Youth,
        "youth/order/door.html",
        &visit.text("school_page.door.title", &[]),
        &page,
    )
}
