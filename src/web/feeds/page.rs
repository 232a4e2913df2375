//! `/account/calendars`: the calendars somebody may subscribe to, and how to make an address that
//! went astray dead.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use serde::Serialize;

use super::{Owner, path};
use crate::db::{feeds, lecturers};
use crate::domain::order::Role;
use crate::error::Error;
use crate::web::form::Form;
use crate::web::page::Site;
use crate::web::visit::Visit;

#[derive(Serialize)]
struct CalendarsPage {
    calendars: Vec<Shown>,
}

#[derive(Serialize)]
struct Shown {
    name: String,
    owner: String,
    /// For a program on this machine.
    url: String,
    /// Opens the calendar program.
    webcal: String,
}

/// `GET /account/calendars`
///
/// # Errors
/// The database's.
pub async fn show(visit: Visit) -> Result<HttpResponse, Error> {
    let owners = owners(&visit).await?;
    let words: Vec<String> = owners.iter().map(|(owner, _)| owner.word()).collect();
    let generations = visit.app.db.read(move |c| feeds::generations(c, &words)).await?;
    let generations: BTreeMap<String, i32> = generations.into_iter().collect();
    let calendars = owners.into_iter().map(|(owner, name)| {
        let generation = generations.get(&owner.word()).copied().unwrap_or_default();
        let path = path(&visit.app.config.secret, &owner, generation);
        let url = format!("{}{path}", visit.app.config.public_url);
        let (_, rest) = url.split_once("://").unwrap_or(("", &url));
        Shown { name, owner: owner.word(), webcal: format!("webcal://{rest}"), url }
    });
    let page = CalendarsPage { calendars: calendars.collect() };
    visit.page(Site::Account, "account/calendars.html", &visit.text("feed.title", &[]), &page)
}

/// `POST /account/calendars/renew`
///
/// # Errors
/// [`Error::Invalid`] for a calendar that is not theirs.
pub async fn renew(visit: Visit, form: Form) -> Result<HttpResponse, Error> {
    let asked = form.raw("owner").to_owned();
    let mut owners = owners(&visit).await?.into_iter();
    let found = owners.find(|(owner, _)| owner.word() == asked);
    let (owner, _) = found.ok_or_else(|| Error::field("owner", "field.choice"))?;
    let (word, now) = (owner.word(), visit.now);
    visit.app.db.write(move |c| feeds::renew(c, &word, now)).await?;
    Ok(visit.redirect_saying("/account/calendars", "flash.feed.renewed"))
}

/// The calendars of whoever is here: a teacher's school, a lecturer's own, a planner's rooms.
async fn owners(visit: &Visit) -> Result<Vec<(Owner, String)>, Error> {
    let Some(account) = visit.account.clone() else { return Err(Error::SignIn) };
    let mut owners = Vec::new();
    if let Some(school) = account.school.clone() {
        owners.push((Owner::School(school), visit.text("feed.school", &[])));
    }
    let id = account.id.clone();
    if let Some(lecturer) = visit.app.db.read(move |c| lecturers::by_account(c, &id)).await? {
        let name = visit.text("feed.lecturer", &[("name", lecturer.name)]);
        owners.push((Owner::Lecturer(lecturer.id), name));
    }
    if account.role == Role::Planner {
        let rooms = visit.content.rooms.iter();
        owners.extend(rooms.map(|room| {
            (Owner::Room(room.slug.clone()), room.name_in(visit.lang.tag()).to_owned())
        }));
    }
    Ok(owners)
}
