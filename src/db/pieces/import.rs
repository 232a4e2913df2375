//! Files of the folder become pieces, three-way: what was edited on the site is never overwritten.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::super::schema::{piece_revisions, pieces};
use super::super::three_way::{Verdict, hash, verdict};
use super::super::{Conn, DbError};
use super::{Row, id_of, new_edition, note_deed, write_revision};
use crate::domain::Time;
use crate::domain::publication::{Deed, PieceKind, Standing};

/// A file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub kind: PieceKind,
    pub slug: String,
    pub text: String,
    pub title: String,
    pub reviewed: NaiveDate,
}

/// What an import does with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Planned {
    New(File),
    /// The file is newer, and the site has no version of its own.
    Update(File),
    /// Both have changed: the site's version stands.
    LeaveAlone(File),
}

/// Where files come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The folder that the program came with.
    House,
    /// Somebody's own; what it says goes before what the house says.
    Folder,
}

/// What an import of these files would do; files that are as they were are not named.
pub fn plan(c: &mut Conn, files: Vec<File>, source: Source) -> Result<Vec<Planned>, DbError> {
    let rows: Vec<Row> = pieces::table.select(Row::as_select()).load(c)?;
    let known: BTreeMap<&str, &Row> = rows.iter().map(|row| (row.id.as_str(), row)).collect();
    let mut planned = Vec::new();
    for file in files {
        let Some(row) = known.get(id_of(file.kind, &file.slug).as_str()) else {
            planned.push(Planned::New(file));
            continue;
        };
        let (last, another) = match source {
            Source::House => (&row.imported_hash, row.from_folder),
            Source::Folder => (&row.folder_hash, false),
        };
        if hash(&file.text) == *last {
            continue;
        }
        let edited = row.imported != Some(row.newest) || !is_out(row) || another;
        match verdict(&file.text, last, &newest(c, row)?, edited) {
            Verdict::Keep => {}
            Verdict::Take => planned.push(Planned::Update(file)),
            Verdict::LeaveAlone => planned.push(Planned::LeaveAlone(file)),
        }
    }
    Ok(planned)
}

fn is_out(row: &Row) -> bool {
    row.standing == Standing::Published.as_str()
}

fn newest(c: &mut Conn, row: &Row) -> Result<String, DbError> {
    let one = piece_revisions::table.find((&row.id, row.newest));
    Ok(one.select(piece_revisions::text).first(c)?)
}

/// Takes over what [`plan`] says, and returns what it did. Whoever keeps the folder has read what
/// is in it: it is public at once, and counts as passed. Whoever calls this fills the search.
pub fn import(
    c: &mut Conn,
    files: Vec<File>,
    source: Source,
    now: Time,
) -> Result<Vec<Planned>, DbError> {
    let planned = plan(c, files, source)?;
    for one in &planned {
        match one {
            Planned::New(file) => insert(c, file, source, now)?,
            Planned::Update(file) => update(c, file, source, now)?,
            Planned::LeaveAlone(_) => {}
        }
    }
    if planned.iter().any(|one| !matches!(one, Planned::LeaveAlone(_))) {
        new_edition(c)?;
    }
    Ok(planned)
}

fn insert(c: &mut Conn, file: &File, source: Source, now: Time) -> Result<(), DbError> {
    let id = id_of(file.kind, &file.slug);
    let row = Row {
        id: id.clone(),
        kind: file.kind.to_string(),
        slug: file.slug.clone(),
        title: file.title.clone(),
        version: 1,
        standing: Standing::Published.to_string(),
        newest: 1,
        live: Some(1),
        approved: Some(1),
        publish_at: None,
        reviewed: Some(file.reviewed),
        imported_hash: String::new(),
        folder_hash: String::new(),
        imported: Some(1),
        from_folder: source == Source::Folder,
        updated_at: now,
    };
    diesel::insert_into(pieces::table).values(&row).execute(c)?;
    write_revision(c, &id, 1, &file.text, None, now)?;
    note_deed(c, &id, 1, (Deed::Publish, Standing::Published, 1), (None, ""), now)?;
    remember(c, &id, file, source)
}

fn update(c: &mut Conn, file: &File, source: Source, now: Time) -> Result<(), DbError> {
    let id = id_of(file.kind, &file.slug);
    let row: Row = pieces::table.find(&id).select(Row::as_select()).first(c)?;
    let (mut number, version) = (row.newest, row.version + 1);
    // The file took up an edit: the page stays the revision that it is.
    let same = is_out(&row) && newest(c, &row)? == file.text;
    if !same {
        number += 1;
    }
    let before = pieces::table.find(&id).filter(pieces::version.eq(row.version));
    let changed = diesel::update(before)
        .set((
            pieces::version.eq(version),
            pieces::standing.eq(Standing::Published.as_str()),
            pieces::newest.eq(number),
            pieces::live.eq(number),
            pieces::approved.eq(number),
            pieces::publish_at.eq(None::<Time>),
            pieces::title.eq(&file.title),
            pieces::reviewed.eq(file.reviewed),
            pieces::imported.eq(number),
            pieces::from_folder.eq(source == Source::Folder),
            pieces::updated_at.eq(now),
        ))
        .execute(c)?;
    if changed == 0 {
        return Err(DbError::Stale { current: row.version });
    }
    if !same {
        write_revision(c, &id, number, &file.text, None, now)?;
    }
    note_deed(c, &id, version, (Deed::Publish, Standing::Published, number), (None, ""), now)?;
    remember(c, &id, file, source)
}

/// What the file said, so that the next import sees whether it has changed.
fn remember(c: &mut Conn, id: &str, file: &File, source: Source) -> Result<(), DbError> {
    let (piece, hash) = (diesel::update(pieces::table.find(id)), hash(&file.text));
    match source {
        Source::House => piece.set(pieces::imported_hash.eq(hash)).execute(c)?,
        Source::Folder => piece.set(pieces::folder_hash.eq(hash)).execute(c)?,
    };
    Ok(())
}
