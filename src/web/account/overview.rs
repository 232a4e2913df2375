//! `/account`: everything this business has asked for; a teacher's own page is `school::home`.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::school;
use crate::db::Cursor;
use crate::db::orders::{self, OrderRow};
use crate::domain::order::Role;
use crate::error::Error;
use crate::web::page::Site;
use crate::web::visit::Visit;

/// How many a page shows.
const PAGE: i64 = 20;

#[derive(Serialize)]
struct OverviewPage {
    rows: Vec<OrderRow>,
    next: Option<String>,
}

/// Where a list goes on.
#[derive(Deserialize)]
pub struct After {
    after: Option<String>,
}

/// `GET /account`
pub async fn show(visit: Visit, after: web::Query<After>) -> Result<HttpResponse, Error> {
    let account = visit.account.clone().ok_or(Error::SignIn)?;
    if account.role == Role::Teacher {
        return school::home(&visit).await;
    }
    let after = after.after.as_deref().and_then(|text| text.parse::<Cursor>().ok());
    let page = visit
        .app
        .db
        .read(move |c| orders::by_account(c, &account.id, after.as_ref(), PAGE))
        .await?;
    let next = page.next.map(|cursor| format!("/account?after={cursor}"));
    visit.page(
        Site::Account,
        "account/overview.html",
        &visit.text("account.title", &[]),
        &OverviewPage { rows: page.rows, next },
    )
}
