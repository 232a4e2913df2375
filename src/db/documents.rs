//! Files that came with an order: what they are. The bytes lie under their SHA-256 elsewhere.

use diesel::prelude::*;

use super::error::word;
use super::schema::documents;
use super::{Conn, DbError};
use crate::domain::Time;
use crate::domain::order::Visibility;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = documents)]
struct Row {
    id: String,
    order_id: Option<String>,
    draft_id: Option<String>,
    sha256: String,
    name: String,
    media_type: String,
    bytes: i64,
    uploaded_by: Option<String>,
    visibility: String,
    agency: Option<String>,
    created_at: Time,
}

/// A stored file.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    pub id: String,
    pub order_id: Option<String>,
    pub draft_id: Option<String>,
    pub sha256: String,
    /// As the uploader named it; for display and download only.
    pub name: String,
    /// Decided by the content.
    pub media_type: String,
    pub bytes: i64,
    pub uploaded_by: Option<String>,
    pub visibility: Visibility,
    pub agency: Option<String>,
    pub created_at: Time,
}

impl Document {
    fn of(row: Row) -> Result<Document, DbError> {
        Ok(Document {
            visibility: word(&row.visibility)?,
            id: row.id,
            order_id: row.order_id,
            draft_id: row.draft_id,
            sha256: row.sha256,
            name: row.name,
            media_type: row.media_type,
            bytes: row.bytes,
            uploaded_by: row.uploaded_by,
            agency: row.agency,
            created_at: row.created_at,
        })
    }
}

/// Notes a stored file. It belongs to an order or to a draft; its id is the caller's (`new_id`).
pub fn add(c: &mut Conn, document: &Document) -> Result<(), DbError> {
    let d = document.clone();
    let row = Row {
        id: d.id,
        order_id: d.order_id,
        draft_id: d.draft_id,
        sha256: d.sha256,
        name: d.name,
        media_type: d.media_type,
        bytes: d.bytes,
        uploaded_by: d.uploaded_by,
        visibility: d.visibility.to_string(),
        agency: d.agency,
        created_at: d.created_at,
    };
    diesel::insert_into(documents::table).values(&row).execute(c)?;
    Ok(())
}

/// Gives the files of a draft to the order that it became; says how many.
pub fn attach_to_order(c: &mut Conn, draft_id: &str, order_id: &str) -> Result<usize, DbError> {
    let of_draft = documents::table
        .filter(documents::draft_id.eq(draft_id))
        .filter(documents::order_id.is_null());
    Ok(diesel::update(of_draft)
        .set((documents::order_id.eq(order_id), documents::draft_id.eq(None::<String>)))
        .execute(c)?)
}

/// The files of an order. Who may have which is for `domain::access` to say.
pub fn by_order(c: &mut Conn, order_id: &str) -> Result<Vec<Document>, DbError> {
    let found = documents::table.filter(documents::order_id.eq(order_id));
    let rows: Vec<Row> =
        found.order((documents::created_at, documents::id)).select(Row::as_select()).load(c)?;
    rows.into_iter().map(Document::of).collect()
}

/// The files of a draft.
pub fn by_draft(c: &mut Conn, draft_id: &str) -> Result<Vec<Document>, DbError> {
    let found = documents::table.filter(documents::draft_id.eq(draft_id));
    let rows: Vec<Row> =
        found.order((documents::created_at, documents::id)).select(Row::as_select()).load(c)?;
    rows.into_iter().map(Document::of).collect()
}

/// One file; `NotFound` where there is none.
pub fn find(c: &mut Conn, id: &str) -> Result<Document, DbError> {
    Document::of(documents::table.find(id).select(Row::as_select()).first(c)?)
}

/// Takes a file out of a draft. Returns the SHA-256 if no other row names those bytes.
pub fn remove_from_draft(
    c: &mut Conn,
    draft_id: &str,
    id: &str,
) -> Result<Option<String>, DbError> {
    let in_draft = documents::table.find(id).filter(documents::draft_id.eq(draft_id));
    let sha256: String = diesel::delete(in_draft).returning(documents::sha256).get_result(c)?;
    Ok(unused(c, vec![sha256])?.pop())
}

/// Removes the files of drafts, by their ids; returns the SHA-256 of bytes that nobody names now.
pub(super) fn remove_drafts(c: &mut Conn, drafts: &[String]) -> Result<Vec<String>, DbError> {
    let of_drafts = documents::table.filter(documents::draft_id.eq_any(drafts));
    let hashes = diesel::delete(of_drafts).returning(documents::sha256).get_results(c)?;
    unused(c, hashes)
}

/// Which of these bytes no row names.
fn unused(c: &mut Conn, mut hashes: Vec<String>) -> Result<Vec<String>, DbError> {
    hashes.sort();
    hashes.dedup();
    let used = documents::table.filter(documents::sha256.eq_any(&hashes)).select(documents::sha256);
    let used: Vec<String> = used.load(c)?;
    hashes.retain(|hash| !used.contains(hash));
    Ok(hashes)
}
