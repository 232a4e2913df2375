//! A half-filled form: survives a closed page, sealed, under the hash of the cookie's token.

use diesel::prelude::*;

use super::documents;
use super::schema::{documents as files, drafts};
use super::seal::{Sealer, Slot};
use super::{Conn, DbError};
use crate::domain::Time;

/// What was filled in, if the draft is there and not expired.
pub fn get(c: &mut Conn, sealer: &Sealer, id: &str, now: Time) -> Result<Option<String>, DbError> {
    let found =
        drafts::table.find(id).filter(drafts::expires_at.gt(now)).select(drafts::data_sealed);
    let sealed: Option<String> = found.first(c).optional()?;
    sealer.open_opt(slot(id), sealed.as_deref())
}

/// Stores a draft in place of what was there.
pub fn put(
    c: &mut Conn,
    sealer: &Sealer,
    id: &str,
    data: &str,
    now: Time,
    expires_at: Time,
) -> Result<(), DbError> {
    let values = (
        drafts::id.eq(id),
        drafts::data_sealed.eq(sealer.seal(slot(id), data)?),
        drafts::updated_at.eq(now),
        drafts::expires_at.eq(expires_at),
    );
    let fresh = (values.1.clone(), values.2, values.3);
    each!(c, |c| diesel::insert_into(drafts::table)
        .values(values)
        .on_conflict(drafts::id)
        .do_update()
        .set(fresh)
        .execute(c))?;
    Ok(())
}

/// Removes a draft with the files left in it; returns the SHA-256 of bytes that nobody names now.
pub fn delete(c: &mut Conn, id: &str) -> Result<Vec<String>, DbError> {
    diesel::delete(drafts::table.find(id)).execute(c)?;
    documents::remove_drafts(c, &[id.to_owned()])
}

/// Removes expired drafts, and files whose draft never came and that are older than
/// `orphaned_before`; returns the SHA-256 of bytes that nobody names now.
pub fn purge(c: &mut Conn, now: Time, orphaned_before: Time) -> Result<Vec<String>, DbError> {
    let expired = diesel::delete(drafts::table.filter(drafts::expires_at.le(now)));
    let mut gone: Vec<String> = expired.returning(drafts::id).get_results(c)?;
    let old: Vec<Option<String>> = files::table
        .filter(files::draft_id.is_not_null())
        .filter(files::created_at.lt(orphaned_before))
        .select(files::draft_id)
        .distinct()
        .load(c)?;
    let old: Vec<String> = old.into_iter().flatten().collect();
    let alive: Vec<String> =
        drafts::table.filter(drafts::id.eq_any(&old)).select(drafts::id).load(c)?;
    gone.extend(old.into_iter().filter(|id| !alive.contains(id)));
    documents::remove_drafts(c, &gone)
}

fn slot(row: &str) -> Slot<'_> {
    Slot { table: "drafts", column: "data", row }
}
