//! The row behind a signed-in browser or API token: what makes its JWT revocable.

use diesel::prelude::*;

use super::schema::{accounts, sessions};
use super::{Conn, DbError};
use crate::domain::Time;

/// One sign-in.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions)]
pub struct Session {
    pub id: String,
    pub account_id: String,
    pub created_at: Time,
    pub last_seen_at: Time,
    pub expires_at: Time,
    pub revoked_at: Option<Time>,
}

/// Begins a session.
pub fn create(
    c: &mut Conn,
    account: &str,
    now: Time,
    expires_at: Time,
) -> Result<Session, DbError> {
    let session = Session {
        id: super::new_id(),
        account_id: account.to_owned(),
        created_at: now,
        last_seen_at: now,
        expires_at,
        revoked_at: None,
    };
    diesel::insert_into(sessions::table).values(&session).execute(c)?;
    Ok(session)
}

/// The session, if it is neither revoked nor expired and its account is active.
pub fn live(c: &mut Conn, id: &str, now: Time) -> Result<Option<Session>, DbError> {
    let found = sessions::table
        .inner_join(accounts::table)
        .filter(sessions::id.eq(id))
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .filter(accounts::active);
    Ok(found.select(Session::as_select()).first(c).optional()?)
}

/// Notes that it was used, and until when that keeps it alive. A revoked one stays revoked.
pub fn touch(c: &mut Conn, id: &str, now: Time, expires_at: Time) -> Result<(), DbError> {
    diesel::update(sessions::table.find(id).filter(sessions::revoked_at.is_null()))
        .set((sessions::last_seen_at.eq(now), sessions::expires_at.eq(expires_at)))
        .execute(c)?;
    Ok(())
}

/// Ends a session; ending it twice is no error.
pub fn revoke(c: &mut Conn, id: &str, now: Time) -> Result<(), DbError> {
    diesel::update(sessions::table.find(id).filter(sessions::revoked_at.is_null()))
        .set(sessions::revoked_at.eq(now))
        .execute(c)?;
    Ok(())
}

/// Ends every session of an account and says how many those were.
pub fn revoke_all(c: &mut Conn, account: &str, now: Time) -> Result<usize, DbError> {
    let of_account = sessions::table.filter(sessions::account_id.eq(account));
    Ok(diesel::update(of_account.filter(sessions::revoked_at.is_null()))
        .set(sessions::revoked_at.eq(now))
        .execute(c)?)
}

/// Removes sessions that ended before a day.
pub fn purge(c: &mut Conn, expired_before: Time) -> Result<usize, DbError> {
    Ok(diesel::delete(sessions::table.filter(sessions::expires_at.lt(expired_before)))
        .execute(c)?)
}
