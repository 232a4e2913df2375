//! 校园安全信息速递: the bulletins by date and topic, their posters, the Atom feed, and who gets
//! them by mail.
//!
//! [`view::this_week`] gives any page the newest one as a poster; the component that shows it is
//! `bulletin_poster` in `templates/youth/parts/bulletin_poster.html`, its style `css/bulletin.css`.

pub mod confirm;
pub mod feed;
pub mod leave;
pub mod list;
pub mod sheet;
pub mod show;
pub mod subscribe;
pub mod tokens;
pub mod view;

use actix_web::{HttpResponse, HttpResponseBuilder};
use serde::Serialize;

use crate::error::Error;
use crate::web::page::Site;
use crate::web::visit::Visit;

/// A page that says one thing: what was done, or that a link is dead. `what` is the part of its
/// keys, `bulletin.<what>.title`, `.lede` and `.do`, and `href` where its one button leads.
#[derive(Serialize)]
struct SaidPage {
    what: &'static str,
    href: &'static str,
}

fn said(
    visit: &Visit,
    status: HttpResponseBuilder,
    what: &'static str,
    href: &'static str,
) -> Result<HttpResponse, Error> {
    let title = visit.text(&format!("bulletin.said.{what}.title"), &[]);
    visit.page_with(
        status,
        Site::Youth,
        "youth/bulletins_said.html",
        &title,
        &SaidPage { what, href },
    )
}
