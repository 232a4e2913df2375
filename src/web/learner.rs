//! How a pupil gets in: the class's code, the own seat, three pictures.

use subtle::ConstantTimeEq;

use super::limit::{self, Limit};
use super::session;
use super::visit::Visit;
use crate::db::classes::{self, ClassRow, CodeRow};
use crate::db::{Conn, DbError, learners};
use crate::domain::Time;
use crate::domain::class::{CodeStanding, read_code, standing};
use crate::error::{Error, FieldError};

/// Wrong codes that begin like one another: somebody tries to find one class.
const CODE: Limit = Limit { name: "class-code", tries: 30, minutes: 15 };
/// Wrong codes from one address: a whole school sits behind it.
const CODE_ADDRESS: Limit = Limit { name: "class-code-address", tries: 400, minutes: 15 };
/// Tries of pictures for one seat since the last right one.
const PIN: Limit = Limit { name: "class-pin", tries: 8, minutes: 15 };
/// Tries in one class: forty-five children learn theirs in one hour.
const PIN_CLASS: Limit = Limit { name: "class-pin-class", tries: 150, minutes: 15 };
/// The token of a pupil names a row, and the row says when it ends; the token itself lasts so long.
const TOKEN_DAYS: i64 = 366;

/// What stands in the table for a code.
pub fn code_hash(secret: &[u8], code: &str) -> String {
    super::digest(secret, &["class-code", code])
}

/// What stands in the table for the pictures of a seat. There are few of them, so that only the
/// server's secret keeps them: a slow hash would not.
pub fn pin_hash(secret: &[u8], class: &str, seat: i32, pin: &str) -> String {
    super::digest(secret, &["class-pin", class, &seat.to_string(), pin])
}

/// A class whose code was shown.
#[derive(Debug, Clone)]
pub struct Door {
    pub class: ClassRow,
    pub code: CodeRow,
}

/// The class behind a code.
///
/// # Errors
/// [`Error::Invalid`] for `code` with what is wrong with it; [`Error::TooMany`].
pub async fn door(visit: &Visit, typed: &str) -> Result<Door, Error> {
    let wrong = |key: &str| Error::field("code", key);
    if typed.trim().is_empty() {
        return Err(wrong("class.wrong.code_missing"));
    }
    let Some(code) = read_code(typed) else { return Err(wrong("class.wrong.code_form")) };
    let alike = code[..4].to_owned();
    limit::check(visit, &CODE, &alike).await?;
    limit::check(visit, &CODE_ADDRESS, &visit.address).await?;
    let hash = code_hash(&visit.app.config.secret, &code);
    let found = visit.app.db.read(move |c| {
        let Some(code) = classes::code(c, &hash)? else { return Ok(None) };
        Ok::<_, DbError>(classes::by_id(c, &code.class)?.map(|class| Door { class, code }))
    });
    let Some(door) = found.await? else {
        limit::count(visit, &CODE, &alike).await?;
        limit::count(visit, &CODE_ADDRESS, &visit.address).await?;
        return Err(wrong("class.wrong.code"));
    };
    match standing(door.code.facts(), visit.now) {
        _ if door.class.closed_at.is_some() => Err(wrong("class.wrong.closed")),
        CodeStanding::Revoked => Err(wrong("class.wrong.revoked")),
        CodeStanding::Expired => Err(wrong("class.wrong.expired")),
        CodeStanding::Good | CodeStanding::UsedUp => Ok(door),
    }
}

/// Whether a seat is one of the class's.
///
/// # Errors
/// [`Error::Invalid`] for `seat`.
pub fn check_seat(class: &ClassRow, seat: Option<i64>) -> Result<i32, Error> {
    let fits = seat.and_then(|seat| i32::try_from(seat).ok());
    fits.filter(|seat| (1..=class.size).contains(seat)).ok_or_else(|| {
        Error::Invalid(vec![FieldError::new("seat", "class.wrong.seat").with("size", class.size)])
    })
}

/// Whether somebody has this seat and its pictures.
pub async fn is_known(visit: &Visit, class: &str, seat: i32) -> Result<bool, Error> {
    let class = class.to_owned();
    let found = visit.app.db.read(move |c| learners::at(c, &class, seat)).await?;
    Ok(found.is_some_and(|(_, pin)| !pin.is_empty()))
}

/// A pupil who got in.
#[derive(Debug, Clone)]
pub struct Entered {
    pub token: String,
    /// The pictures were chosen just now.
    pub fresh: bool,
}

/// Takes a seat, or comes back to it.
///
/// # Errors
/// [`Error::Invalid`] for `code`, `seat` or `pin`; [`Error::TooMany`].
pub async fn enter(visit: &Visit, door: &Door, seat: i32, pin: &str) -> Result<Entered, Error> {
    let here = format!("{}:{seat}", door.class.id);
    // Counted before anything is compared: guesses that are sent together do not pass together.
    limit::count(visit, &PIN, &here).await?;
    limit::count(visit, &PIN_CLASS, &door.class.id).await?;
    let hash = pin_hash(&visit.app.config.secret, &door.class.id, seat, pin);
    let (own, now) = (door.clone(), visit.now);
    let sat = visit.app.db.write(move |c| sit(c, &own, seat, &hash, now)).await;
    let (learner, fresh) = match sat {
        Ok(Sat::In { learner, fresh }) => (learner, fresh),
        Ok(Sat::WrongPin) => return Err(Error::field("pin", "class.wrong.pin")),
        Ok(Sat::UsedUp) => return Err(Error::field("code", "class.wrong.used_up")),
        Err(DbError::Conflict(_)) => return Err(Error::field("seat", "class.wrong.taken")),
        Err(other) => return Err(other.into()),
    };
    limit::forget(visit, &PIN, &here).await?;
    Ok(Entered { token: open(visit, learner).await?, fresh })
}

enum Sat {
    In { learner: String, fresh: bool },
    WrongPin,
    UsedUp,
}

fn sit(c: &mut Conn, door: &Door, seat: i32, hash: &str, now: Time) -> Result<Sat, DbError> {
    match learners::at(c, &door.class.id, seat)? {
        Some((learner, pin)) if pin.is_empty() => match learners::set_pin(c, &learner, hash)? {
            true => Ok(Sat::In { learner, fresh: true }),
            false => Err(DbError::Conflict("learners".to_owned())),
        },
        Some((learner, pin)) => match bool::from(pin.as_bytes().ct_eq(hash.as_bytes())) {
            true => Ok(Sat::In { learner, fresh: false }),
            false => Ok(Sat::WrongPin),
        },
        None if !classes::use_code(c, &door.code.id, now)? => Ok(Sat::UsedUp),
        None => {
            let learner = learners::join(c, &door.class.id, seat, hash, now)?;
            Ok(Sat::In { learner, fresh: true })
        }
    }
}

async fn open(visit: &Visit, learner: String) -> Result<String, Error> {
    let (id, now) = (learner.clone(), visit.now);
    let (sid, _) = visit.app.db.write(move |c| learners::open(c, &id, now)).await?;
    let exp = (now + chrono::TimeDelta::days(TOKEN_DAYS)).and_utc().timestamp();
    let claims = session::Claims { sub: learner, sid, learner: true, exp };
    session::sign(&visit.app.config, &claims).map_err(Error::internal)
}
