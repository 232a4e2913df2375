//! Content as the site has it: imported from `content/`, edited in place. The import is three-way:
//! what the file said last time, what it says now, what the site says.

use diesel::prelude::*;
use sha2::{Digest, Sha256};

use super::schema::content_items;
use super::{Conn, DbError};
use crate::domain::Time;

/// One piece of content.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = content_items)]
pub struct ContentItem {
    pub kind: String,
    pub slug: String,
    pub body: String,
    /// Hash of the file that was last taken over.
    pub imported_hash: String,
    pub revision: i64,
    /// The site has its own version.
    pub edited: bool,
    pub updated_at: Time,
}

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    pub created: usize,
    pub updated: usize,
    /// The file changed and so did the site: the site's version stands.
    pub left_alone: Vec<String>,
}

/// What an import does with one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The file is as it was.
    Keep,
    /// The file is newer and the site has no version of its own (or the same one).
    Take,
    LeaveAlone,
}

/// The three-way comparison.
pub(super) fn verdict(file: &str, imported_hash: &str, site: &str, edited: bool) -> Verdict {
    match () {
        () if hash(file) == imported_hash => Verdict::Keep,
        () if !edited || site == file => Verdict::Take,
        () => Verdict::LeaveAlone,
    }
}

/// Hex SHA-256 of a file.
pub(super) fn hash(file: &str) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(file))
}

/// Takes over files of one kind, as `(slug, body)`. An edit made on the site is never overwritten.
pub fn import(
    c: &mut Conn,
    kind: &str,
    files: &[(String, String)],
    now: Time,
) -> Result<Imported, DbError> {
    let mut done = Imported::default();
    for (slug, body) in files {
        match find(c, kind, slug)? {
            None => {
                insert(c, kind, slug, body, now)?;
                done.created += 1;
            }
            Some(row) => match verdict(body, &row.imported_hash, &row.body, row.edited) {
                Verdict::Keep => {}
                Verdict::Take => {
                    take(c, &row, body, now)?;
                    done.updated += 1;
                }
                Verdict::LeaveAlone => done.left_alone.push(slug.clone()),
            },
        }
    }
    Ok(done)
}

fn insert(c: &mut Conn, kind: &str, slug: &str, body: &str, now: Time) -> Result<(), DbError> {
    let row = ContentItem {
        kind: kind.to_owned(),
        slug: slug.to_owned(),
        body: body.to_owned(),
        imported_hash: hash(body),
        revision: 1,
        edited: false,
        updated_at: now,
    };
    diesel::insert_into(content_items::table).values(&row).execute(c)?;
    Ok(())
}

fn take(c: &mut Conn, row: &ContentItem, body: &str, now: Time) -> Result<(), DbError> {
    let same = content_items::table
        .find((&row.kind, &row.slug))
        .filter(content_items::revision.eq(row.revision));
    let changed = diesel::update(same)
        .set((
            content_items::body.eq(body),
            content_items::imported_hash.eq(hash(body)),
            content_items::revision.eq(row.revision + 1),
            content_items::edited.eq(false),
            content_items::updated_at.eq(now),
        ))
        .execute(c)?;
    settled(c, &row.kind, &row.slug, changed)
}

/// Stores an edit made on the site; `Stale` where somebody else saved since `revision` was read.
/// Returns the new revision.
pub fn save_edit(
    c: &mut Conn,
    kind: &str,
    slug: &str,
    body: &str,
    revision: i64,
    now: Time,
) -> Result<i64, DbError> {
    let same = content_items::table.find((kind, slug)).filter(content_items::revision.eq(revision));
    let changed = diesel::update(same)
        .set((
            content_items::body.eq(body),
            content_items::revision.eq(revision + 1),
            content_items::edited.eq(true),
            content_items::updated_at.eq(now),
        ))
        .execute(c)?;
    settled(c, kind, slug, changed)?;
    Ok(revision + 1)
}

fn settled(c: &mut Conn, kind: &str, slug: &str, changed: usize) -> Result<(), DbError> {
    if changed == 1 {
        return Ok(());
    }
    let current =
        content_items::table.find((kind, slug)).select(content_items::revision).first(c)?;
    Err(DbError::Stale { current })
}

/// One piece of content.
pub fn find(c: &mut Conn, kind: &str, slug: &str) -> Result<Option<ContentItem>, DbError> {
    Ok(content_items::table
        .find((kind, slug))
        .select(ContentItem::as_select())
        .first(c)
        .optional()?)
}

/// All content of a kind, by slug.
pub fn all(c: &mut Conn, kind: &str) -> Result<Vec<ContentItem>, DbError> {
    let found =
        content_items::table.filter(content_items::kind.eq(kind)).order(content_items::slug);
    Ok(found.select(ContentItem::as_select()).load(c)?)
}
