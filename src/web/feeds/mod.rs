//! Calendars to subscribe to: of a school, a lecturer and a room, each at an address that only those
//! know who were given it.

mod ics;
mod page;

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use chrono::TimeDelta;
use hmac::Mac;
use subtle::ConstantTimeEq;

use super::visit::Visit;
use crate::db::{Conn, DbError, bookings, feeds};
use crate::domain::Time;
use crate::domain::booking::Booking;
use crate::error::Error;

pub use page::{renew, show};

/// A calendar looks back and ahead so many days.
const BACK_DAYS: i64 = 120;
const AHEAD_DAYS: i64 = 400;

/// Whose calendar it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    School(String),
    Lecturer(String),
    Room(String),
}

impl Owner {
    fn parse(kind: &str, id: &str) -> Option<Owner> {
        match kind {
            "school" => Some(Owner::School(id.to_owned())),
            "lecturer" => Some(Owner::Lecturer(id.to_owned())),
            "room" => Some(Owner::Room(id.to_owned())),
            _ => None,
        }
    }

    fn parts(&self) -> (&'static str, &str) {
        match self {
            Owner::School(id) => ("school", id),
            Owner::Lecturer(id) => ("lecturer", id),
            Owner::Room(id) => ("room", id),
        }
    }

    /// `school:…`
    fn word(&self) -> String {
        let (kind, id) = self.parts();
        format!("{kind}:{id}")
    }

    fn bookings(&self, c: &mut Conn, from: Time, to: Time) -> Result<Vec<Booking>, DbError> {
        match self {
            Owner::School(id) => bookings::of_school(c, id, from, to),
            Owner::Lecturer(id) => bookings::of_lecturer(c, id, from, to),
            Owner::Room(id) => bookings::of_room(c, id, from, to),
        }
    }
}

/// The secret in an address: of the house's key, the owner and the generation.
fn key(secret: &[u8], owner: &Owner, generation: i32) -> String {
    let mut mac = super::keyed(secret);
    mac.update(b"yimen calendar feed\0");
    mac.update(owner.word().as_bytes());
    mac.update(&generation.to_be_bytes());
    data_encoding::BASE32_NOPAD.encode(&mac.finalize().into_bytes()[..20]).to_lowercase()
}

/// The address of a calendar, from the root of the site on.
fn path(secret: &[u8], owner: &Owner, generation: i32) -> String {
    let (kind, id) = owner.parts();
    format!("/calendar/{kind}/{}/{}.ics", urlencoding::encode(id), key(secret, owner, generation))
}

/// `GET /calendar/{kind}/{id}/{key}.ics`
///
/// # Errors
/// [`Error::NotFound`] for an address that is none, or no longer one: it does not say which.
pub async fn serve(
    visit: Visit,
    path: web::Path<(String, String, String)>,
) -> Result<HttpResponse, Error> {
    let (kind, id, shown) = path.into_inner();
    let owner = Owner::parse(&kind, &id).ok_or(Error::NotFound)?;
    let (word, now) = (owner.word(), visit.now);
    let generation = visit.app.db.read(move |c| feeds::generation(c, &word)).await?;
    let wanted = key(&visit.app.config.secret, &owner, generation);
    if !bool::from(wanted.as_bytes().ct_eq(shown.as_bytes())) {
        return Err(Error::NotFound);
    }
    let asked = owner.clone();
    let (from, to) = (now - TimeDelta::days(BACK_DAYS), now + TimeDelta::days(AHEAD_DAYS));
    let shown = visit.app.db.read(move |c| ics::load(c, &asked, from, to)).await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/calendar; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "private, max-age=300"))
        .insert_header((header::CONTENT_DISPOSITION, "inline; filename=\"yimen.ics\""))
        .body(ics::calendar(&visit, &owner, &shown)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_owner_and_every_generation_has_its_own_address() {
        let secret = b"a secret of at least thirty-two characters";
        let school = Owner::School("s1".into());
        let paths = [
            path(secret, &school, 0),
            path(secret, &school, 1),
            path(secret, &Owner::School("s2".into()), 0),
            path(secret, &Owner::Lecturer("s1".into()), 0),
            path(b"another secret of thirty-two characters!!", &school, 0),
        ];
        let keys: std::collections::BTreeSet<_> =
            paths.iter().map(|path| path.rsplit('/').next().unwrap()).collect();
        assert_eq!(keys.len(), paths.len());
        assert!(keys.iter().all(|key| key.len() == 32 + ".ics".len()));
        assert!(paths[0].starts_with("/calendar/school/s1/"));
    }
}
