//! `/youth/bulletins/unsubscribe/{token}`: what every bulletin's mail links to, in its text and in
//! its header `List-Unsubscribe` (RFC 8058). A mail program posts here without cookies and without
//! a token of ours, so this handler, alone of all that change something, reads no [`Form`]: the
//! signature in the address is what proves that the mail was theirs.
//!
//! [`Form`]: crate::web::form::Form

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::tokens;
use crate::db::subscriptions::{self, SubscriptionState};
use crate::error::Error;
use crate::web::page::Site;
use crate::web::visit::Visit;

#[derive(Serialize)]
struct LeavePage {
    token: String,
}

/// `GET /youth/bulletins/unsubscribe/{token}`: one button, for a mail scanner opens links too.
pub async fn show(visit: Visit, token: web::Path<String>) -> Result<HttpResponse, Error> {
    let Some(id) = tokens::leaver(&visit.app.config, &token) else { return wrong(&visit) };
    let found = visit.app.db.read(move |c| subscriptions::find(c, &id)).await?;
    if found.is_none_or(|found| found.state == SubscriptionState::Ended) {
        return left(&visit);
    }
    let title = visit.text("bulletin.leave.title", &[]);
    let page = LeavePage { token: token.into_inner() };
    visit.page(Site::Youth, "youth/bulletins_leave.html", &title, &page)
}

/// `POST /youth/bulletins/unsubscribe/{token}`: at once, and the address is erased. A second time
/// is answered alike.
pub async fn submit(visit: Visit, token: web::Path<String>) -> Result<HttpResponse, Error> {
    let Some(id) = tokens::leaver(&visit.app.config, &token) else { return wrong(&visit) };
    let now = visit.now;
    visit.app.db.write(move |c| subscriptions::end(c, &id, now)).await?;
    left(&visit)
}

fn left(visit: &Visit) -> Result<HttpResponse, Error> {
    super::said(visit, HttpResponse::Ok(), "left", "/youth/bulletins/subscribe")
}

fn wrong(visit: &Visit) -> Result<HttpResponse, Error> {
    super::said(visit, HttpResponse::NotFound(), "wrong", "/youth/bulletins")
}
