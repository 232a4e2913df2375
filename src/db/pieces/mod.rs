//! The pages that editors write: what is public of each, what is being written, and everything it
//! ever was.

mod import;
mod read;

use chrono::NaiveDate;
use diesel::prelude::*;
use serde_json::json;

use super::error::word;
use super::schema::{editions, piece_deeds, piece_revisions, pieces};
use super::three_way::hash;
use super::{Conn, DbError, jobs};
use crate::domain::Time;
use crate::domain::order::Job;
use crate::domain::publication::{Deed, Piece, PieceKind, Standing, Step};

pub use import::{File, Planned, Source, import, plan};
pub use read::{
    DeedRow, Live, Revision, Wanted, counts, edition, history, list, live, overdue,
    reviewed_before, revision, texts,
};

/// The kind of job that puts out what was scheduled.
pub const PUBLISH: &str = "publish";
/// The kind of job that tells the search what became of a page.
pub const INDEX: &str = "index";

/// A piece as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PieceRow {
    pub id: String,
    pub kind: PieceKind,
    pub slug: String,
    pub title: String,
    pub version: i64,
    pub standing: Standing,
    pub newest: i32,
    pub live: Option<i32>,
    pub approved: Option<i32>,
    pub publish_at: Option<Time>,
    /// When what the public reads was last checked.
    pub reviewed: Option<NaiveDate>,
    pub updated_at: Time,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = pieces)]
struct Row {
    id: String,
    kind: String,
    slug: String,
    title: String,
    version: i64,
    standing: String,
    newest: i32,
    live: Option<i32>,
    approved: Option<i32>,
    publish_at: Option<Time>,
    reviewed: Option<NaiveDate>,
    imported_hash: String,
    folder_hash: String,
    imported: Option<i32>,
    from_folder: bool,
    updated_at: Time,
}

impl PieceRow {
    fn of(row: Row) -> Result<PieceRow, DbError> {
        Ok(PieceRow {
            kind: word(&row.kind)?,
            standing: word(&row.standing)?,
            id: row.id,
            slug: row.slug,
            title: row.title,
            version: row.version,
            newest: row.newest,
            live: row.live,
            approved: row.approved,
            publish_at: row.publish_at,
            reviewed: row.reviewed,
            updated_at: row.updated_at,
        })
    }

    /// As decisions need it.
    pub fn piece(&self, authors: Vec<String>) -> Piece {
        Piece {
            minors: self.kind.for_minors(&self.slug),
            standing: self.standing,
            newest: self.newest,
            live: self.live,
            approved: self.approved,
            authors,
            publish_at: self.publish_at,
        }
    }
}

/// A piece that stands, with what is needed to decide about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded {
    pub row: PieceRow,
    /// Who wrote what came after the last revision that was passed.
    pub authors: Vec<String>,
    /// The newest revision's file.
    pub text: String,
}

/// What is done to a piece.
#[derive(Debug, Clone)]
pub struct Doing {
    pub id: String,
    /// As whoever does it has seen it.
    pub version: i64,
    pub deed: Deed,
    pub step: Step,
    /// The file of the revision that the step writes, with its title.
    pub text: Option<(String, String)>,
    /// When what the public reads after it was last checked.
    pub reviewed: Option<NaiveDate>,
    /// None: the house itself.
    pub by: Option<String>,
    pub note: String,
}

/// The id of a piece.
pub fn id_of(kind: PieceKind, slug: &str) -> String {
    format!("{kind}_{slug}")
}

/// A piece by its id.
pub fn find(c: &mut Conn, id: &str) -> Result<PieceRow, DbError> {
    PieceRow::of(pieces::table.find(id).select(Row::as_select()).first(c)?)
}

/// A piece with what is needed to decide about it.
pub fn load(c: &mut Conn, id: &str) -> Result<Loaded, DbError> {
    let row = find(c, id)?;
    let text = read::revision(c, id, row.newest)?.text;
    let since = piece_revisions::table
        .filter(piece_revisions::piece.eq(id))
        .filter(piece_revisions::number.gt(row.approved.unwrap_or(0)))
        .select(piece_revisions::by_account);
    let authors = since.load::<Option<String>>(c)?.into_iter().flatten().collect();
    Ok(Loaded { row, authors, text })
}

/// A new piece, as a draft; `Conflict` where its address is taken. Returns its version.
pub fn create(
    c: &mut Conn,
    kind: PieceKind,
    slug: &str,
    (text, title): (&str, &str),
    by: &str,
    now: Time,
) -> Result<i64, DbError> {
    let id = id_of(kind, slug);
    let row = Row {
        id: id.clone(),
        kind: kind.to_string(),
        slug: slug.to_owned(),
        title: title.to_owned(),
        version: 1,
        standing: Standing::Draft.to_string(),
        newest: 1,
        live: None,
        approved: None,
        publish_at: None,
        reviewed: None,
        imported_hash: String::new(),
        folder_hash: String::new(),
        imported: None,
        from_folder: false,
        updated_at: now,
    };
    diesel::insert_into(pieces::table).values(&row).execute(c)?;
    write_revision(c, &id, 1, text, Some(by), now)?;
    note_deed(c, &id, 1, (Deed::Save, Standing::Draft, 1), (Some(by), ""), now)?;
    Ok(1)
}

/// Does what was decided; `Stale` where somebody else was faster. Returns the new version.
pub fn apply(c: &mut Conn, doing: &Doing, now: Time) -> Result<i64, DbError> {
    let (id, step, version) = (&doing.id, &doing.step, doing.version + 1);
    let before = pieces::table.find(id).filter(pieces::version.eq(doing.version));
    let changed = diesel::update(before)
        .set((
            pieces::version.eq(version),
            pieces::standing.eq(step.to.as_str()),
            pieces::live.eq(step.live),
            pieces::approved.eq(step.approved),
            pieces::publish_at.eq(step.publish_at),
            pieces::reviewed.eq(doing.reviewed),
            pieces::updated_at.eq(now),
        ))
        .execute(c)?;
    if changed == 0 {
        return Err(DbError::Stale { current: find(c, id)?.version });
    }
    if let (Some(number), Some((text, title))) = (step.writes, &doing.text) {
        write_revision(c, id, number, text, doing.by.as_deref(), now)?;
        diesel::update(pieces::table.find(id))
            .set((pieces::newest.eq(number), pieces::title.eq(title)))
            .execute(c)?;
    }
    let revision = find(c, id)?.newest;
    let by = (doing.by.as_deref(), doing.note.as_str());
    note_deed(c, id, version, (doing.deed, step.to, revision), by, now)?;
    match doing.deed {
        Deed::Publish | Deed::Withdraw | Deed::Restore | Deed::Check => public_changed(c, id, now)?,
        Deed::Schedule => {
            let payload = json!({"piece": id, "version": version});
            let run_at = step.publish_at.unwrap_or(now);
            let job = Job { kind: PUBLISH.to_owned(), payload, run_at };
            jobs::enqueue(c, &job, Some(&format!("publish:{id}:{version}")))?;
        }
        _ => {}
    }
    Ok(version)
}

/// What the public reads of a page is another, or what hangs on it: the nodes have to know, and the
/// search.
pub fn public_changed(c: &mut Conn, id: &str, now: Time) -> Result<(), DbError> {
    new_edition(c)?;
    let job = Job { kind: INDEX.to_owned(), payload: json!({"piece": id}), run_at: now };
    jobs::enqueue(c, &job, None)?;
    Ok(())
}

/// Something that the public reads is another: every node looks at it anew.
pub(super) fn new_edition(c: &mut Conn) -> Result<(), DbError> {
    let one = diesel::update(editions::table.find(1));
    one.set(editions::number.eq(editions::number + 1)).execute(c)?;
    Ok(())
}

fn write_revision(
    c: &mut Conn,
    id: &str,
    number: i32,
    text: &str,
    by: Option<&str>,
    at: Time,
) -> Result<(), DbError> {
    let row = Revision {
        piece: id.to_owned(),
        number,
        text: text.to_owned(),
        sha256: hash(text),
        by_account: by.map(str::to_owned),
        at,
    };
    diesel::insert_into(piece_revisions::table).values(&row).execute(c)?;
    Ok(())
}

fn note_deed(
    c: &mut Conn,
    id: &str,
    version: i64,
    (deed, standing, revision): (Deed, Standing, i32),
    (by, note): (Option<&str>, &str),
    at: Time,
) -> Result<(), DbError> {
    let row = DeedRow {
        piece: id.to_owned(),
        version,
        deed: deed.to_string(),
        standing: standing.to_string(),
        revision,
        by_account: by.map(str::to_owned),
        note: note.to_owned(),
        at,
    };
    diesel::insert_into(piece_deeds::table).values(&row).execute(c)?;
    Ok(())
}
