//! Reading pieces: lists, histories, and what is public.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::super::schema::{editions, piece_deeds, piece_revisions, pieces};
use super::super::{Conn, Cursor, DbError, Page};
use super::{PieceRow, Row};
use crate::db::error::word;
use crate::domain::Time;
use crate::domain::publication::{PieceKind, Standing};

/// A piece as it was.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = piece_revisions)]
pub struct Revision {
    pub piece: String,
    pub number: i32,
    /// The whole file.
    pub text: String,
    pub sha256: String,
    /// None: it came from the folder.
    pub by_account: Option<String>,
    pub at: Time,
}

/// What somebody did to a piece.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = piece_deeds)]
pub struct DeedRow {
    pub piece: String,
    pub version: i64,
    pub deed: String,
    pub standing: String,
    /// The newest revision after it.
    pub revision: i32,
    pub by_account: Option<String>,
    pub note: String,
    pub at: Time,
}

/// What the public reads of a piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Live {
    pub kind: PieceKind,
    pub slug: String,
    /// Number and hash of the revision; none: nothing.
    pub revision: Option<(i32, String)>,
}

/// Which pieces a list shall have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wanted {
    pub kind: Option<PieceKind>,
    pub standing: Option<Standing>,
}

/// The pieces, the last changed first.
pub fn list(
    c: &mut Conn,
    wanted: Wanted,
    after: Option<&Cursor>,
    limit: i64,
) -> Result<Page<PieceRow>, DbError> {
    let mut query = pieces::table.select(Row::as_select()).into_boxed();
    if let Some(kind) = wanted.kind {
        query = query.filter(pieces::kind.eq(kind.as_str()));
    }
    if let Some(standing) = wanted.standing {
        query = query.filter(pieces::standing.eq(standing.as_str()));
    }
    if let Some(after) = after {
        let tie = pieces::updated_at.eq(after.at).and(pieces::id.lt(after.id.clone()));
        query = query
            .filter(pieces::updated_at.le(after.at))
            .filter(pieces::updated_at.lt(after.at).or(tie));
    }
    let order = (pieces::updated_at.desc(), pieces::id.desc());
    let rows: Vec<Row> = query.order(order).limit(limit + 1).load(c)?;
    let rows = rows.into_iter().map(PieceRow::of).collect::<Result<_, _>>()?;
    Ok(Page::of(rows, limit, |row: &PieceRow| Cursor { at: row.updated_at, id: row.id.clone() }))
}

/// The public pages of a kind that were last checked before that day, the longest ago first.
pub fn overdue(
    c: &mut Conn,
    kind: Option<PieceKind>,
    before: NaiveDate,
    limit: i64,
) -> Result<Vec<PieceRow>, DbError> {
    let mut query = pieces::table
        .filter(pieces::reviewed.lt(before))
        .select(Row::as_select())
        .order((pieces::reviewed, pieces::id))
        .into_boxed();
    if let Some(kind) = kind {
        query = query.filter(pieces::kind.eq(kind.as_str()));
    }
    let rows: Vec<Row> = query.limit(limit).load(c)?;
    rows.into_iter().map(PieceRow::of).collect()
}

/// How many those are.
pub fn reviewed_before(c: &mut Conn, before: NaiveDate) -> Result<i64, DbError> {
    Ok(pieces::table.filter(pieces::reviewed.lt(before)).count().get_result(c)?)
}

/// How many pieces stand where.
pub fn counts(c: &mut Conn) -> Result<Vec<(Standing, i64)>, DbError> {
    let counted: Vec<(String, i64)> = pieces::table
        .group_by(pieces::standing)
        .select((pieces::standing, diesel::dsl::count_star()))
        .load(c)?;
    counted.into_iter().map(|(standing, n)| Ok((word(&standing)?, n))).collect()
}

/// One revision; `NotFound` where there is none.
pub fn revision(c: &mut Conn, id: &str, number: i32) -> Result<Revision, DbError> {
    Ok(piece_revisions::table.find((id, number)).select(Revision::as_select()).first(c)?)
}

/// The revisions of a piece without their texts, and what was done to it; the newest first.
pub fn history(c: &mut Conn, id: &str) -> Result<Vec<DeedRow>, DbError> {
    let of = piece_deeds::table.filter(piece_deeds::piece.eq(id));
    Ok(of.order(piece_deeds::version.desc()).select(DeedRow::as_select()).load(c)?)
}

/// Which edition of the site stands.
pub fn edition(c: &mut Conn) -> Result<i64, DbError> {
    Ok(editions::table.find(1).select(editions::number).first(c)?)
}

/// What the public reads of every piece there is.
pub fn live(c: &mut Conn) -> Result<Vec<Live>, DbError> {
    let revision = piece_revisions::piece
        .eq(pieces::id)
        .and(pieces::live.eq(piece_revisions::number.nullable()));
    type Found = (String, String, Option<(i32, String)>);
    let rows: Vec<Found> = pieces::table
        .left_join(piece_revisions::table.on(revision))
        .select((
            pieces::kind,
            pieces::slug,
            (piece_revisions::number, piece_revisions::sha256).nullable(),
        ))
        .load(c)?;
    let of = |(kind, slug, revision): Found| Ok(Live { kind: word(&kind)?, slug, revision });
    rows.into_iter().map(of).collect()
}

/// The files of these revisions.
pub fn texts(c: &mut Conn, wanted: &[(String, i32)]) -> Result<Vec<String>, DbError> {
    let text = |(id, number): &(String, i32)| {
        let one = piece_revisions::table.find((id, number));
        Ok(one.select(piece_revisions::text).first(c)?)
    };
    wanted.iter().map(text).collect()
}
