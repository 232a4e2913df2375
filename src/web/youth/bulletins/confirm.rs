//! `/youth/bulletins/confirm/{token}`: what the first mail links to. Mail programs open links to look
//! at them, so opening it shows a button and only the button confirms.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::tokens::Confirms;
use super::view;
use crate::db::subscriptions::{self, SubscriptionState};
use crate::error::Error;
use crate::web::form::Form;
use crate::web::page::Site;
use crate::web::session;
use crate::web::visit::Visit;

#[derive(Serialize)]
struct ConfirmPage {
    token: String,
    /// What was chosen; none: all.
    topics: Vec<String>,
}

/// `GET /youth/bulletins/confirm/{token}`: one button.
pub async fn show(visit: Visit, token: web::Path<String>) -> Result<HttpResponse, Error> {
    let Some(claims) = living(&visit, &token).await? else { return dead(&visit) };
    let locale = visit.app.pages.locale();
    let topics = claims.topics.iter().map(|topic| view::topic(locale, visit.lang, *topic));
    let page = ConfirmPage { token: token.into_inner(), topics: topics.collect() };
    let title = visit.text("bulletin.confirm.title", &[]);
    visit.page(Site::Youth, "youth/bulletins_confirm.html", &title, &page)
}

/// `POST /youth/bulletins/confirm/{token}`: subscribed. A second time is fine.
pub async fn submit(
    visit: Visit,
    token: web::Path<String>,
    _form: Form,
) -> Result<HttpResponse, Error> {
    let Some(claims) = living(&visit, &token).await? else { return dead(&visit) };
    let Confirms { subscribe, topics, lang, .. } = claims;
    let now = visit.now;
    let done = visit
        .app
        .db
        .write(move |c| subscriptions::confirm(c, &subscribe, &topics, lang.tag(), now))
        .await?;
    match done {
        true => super::said(&visit, HttpResponse::Ok(), "confirmed", "/youth/bulletins"),
        false => dead(&visit),
    }
}

/// What a link says, while there is something to confirm.
async fn living(visit: &Visit, token: &str) -> Result<Option<Confirms>, Error> {
    let Some(claims) = session::open::<Confirms>(&visit.app, token) else { return Ok(None) };
    let id = claims.subscribe.clone();
    let found = visit.app.db.read(move |c| subscriptions::find(c, &id)).await?;
    let lives = found.is_some_and(|found| found.state != SubscriptionState::Ended);
    Ok(lives.then_some(claims))
}

fn dead(visit: &Visit) -> Result<HttpResponse, Error> {
    super::said(visit, HttpResponse::NotFound(), "dead", "/youth/bulletins/subscribe")
}
