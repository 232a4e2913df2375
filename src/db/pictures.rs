//! Pictures that editors uploaded for their pages.

use diesel::prelude::*;

use super::schema::pictures;
use super::{Conn, Cursor, DbError, Page};
use crate::domain::Time;

/// A picture; its bytes lie where documents lie.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = pictures)]
pub struct Picture {
    pub id: String,
    pub sha256: String,
    pub media_type: String,
    pub extension: String,
    pub bytes: i64,
    /// What it shows, for who can't see it.
    pub alt: String,
    /// None: it came from a folder.
    pub by_account: Option<String>,
    pub at: Time,
}

/// Adds one.
pub fn add(c: &mut Conn, picture: &Picture) -> Result<(), DbError> {
    diesel::insert_into(pictures::table).values(picture).execute(c)?;
    Ok(())
}

/// One by its id.
pub fn find(c: &mut Conn, id: &str) -> Result<Picture, DbError> {
    Ok(pictures::table.find(id).select(Picture::as_select()).first(c)?)
}

/// All of them.
pub fn all(c: &mut Conn) -> Result<Vec<Picture>, DbError> {
    Ok(pictures::table.order(pictures::id).select(Picture::as_select()).load(c)?)
}

/// The newest first.
pub fn list(c: &mut Conn, after: Option<&Cursor>, limit: i64) -> Result<Page<Picture>, DbError> {
    let mut query = pictures::table.select(Picture::as_select()).into_boxed();
    if let Some(after) = after {
        let tie = pictures::at.eq(after.at).and(pictures::id.lt(after.id.clone()));
        query = query.filter(pictures::at.le(after.at)).filter(pictures::at.lt(after.at).or(tie));
    }
    let order = (pictures::at.desc(), pictures::id.desc());
    let rows = query.order(order).limit(limit + 1).load(c)?;
    Ok(Page::of(rows, limit, |row: &Picture| Cursor { at: row.at, id: row.id.clone() }))
}
