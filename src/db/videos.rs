//! Films that editors upload.

use diesel::prelude::*;

use super::error::word;
use super::schema::videos;
use super::{Conn, Cursor, DbError, Page, jobs, pieces};
use crate::domain::Time;
use crate::domain::film::{Reason, VideoState};
use crate::domain::order::Job;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = videos)]
struct Row {
    id: String,
    state: String,
    reason: Option<String>,
    percent: i32,
    name: String,
    bytes: i64,
    sha256: Option<String>,
    length_ms: Option<i64>,
    manifest: Option<String>,
    created_by: String,
    created_at: Time,
}

/// An uploaded film.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VideoRow {
    pub id: String,
    pub state: VideoState,
    pub reason: Option<Reason>,
    pub percent: i32,
    /// As the file was called where it came from.
    pub name: String,
    pub bytes: i64,
    pub length_ms: Option<i64>,
    /// What its folder holds, as its `video.toml` says it.
    pub manifest: Option<String>,
    pub created_at: Time,
}

impl VideoRow {
    fn of(row: Row) -> Result<VideoRow, DbError> {
        Ok(VideoRow {
            state: word(&row.state)?,
            reason: row.reason.as_deref().map(word).transpose()?,
            id: row.id,
            percent: row.percent,
            name: row.name,
            bytes: row.bytes,
            length_ms: row.length_ms,
            manifest: row.manifest,
            created_at: row.created_at,
        })
    }
}

/// Announces a film of so many bytes.
pub fn create(
    c: &mut Conn,
    id: &str,
    name: &str,
    bytes: i64,
    by: &str,
    now: Time,
) -> Result<(), DbError> {
    let row = Row {
        id: id.to_owned(),
        state: VideoState::Arriving.to_string(),
        reason: None,
        percent: 0,
        name: name.to_owned(),
        bytes,
        sha256: None,
        length_ms: None,
        manifest: None,
        created_by: by.to_owned(),
        created_at: now,
    };
    diesel::insert_into(videos::table).values(&row).execute(c)?;
    Ok(())
}

/// One film; `NotFound` where there is none.
pub fn find(c: &mut Conn, id: &str) -> Result<VideoRow, DbError> {
    VideoRow::of(videos::table.find(id).select(Row::as_select()).first(c)?)
}

/// The films, the newest first.
pub fn list(c: &mut Conn, before: Option<&Cursor>, limit: i64) -> Result<Page<VideoRow>, DbError> {
    let mut query = videos::table.select(Row::as_select()).into_boxed();
    if let Some(before) = before {
        let tie = videos::created_at.eq(before.at).and(videos::id.lt(before.id.clone()));
        query = query
            .filter(videos::created_at.le(before.at))
            .filter(videos::created_at.lt(before.at).or(tie));
    }
    let order = (videos::created_at.desc(), videos::id.desc());
    let rows: Vec<Row> = query.order(order).limit(limit + 1).load(c)?;
    let rows = rows.into_iter().map(VideoRow::of).collect::<Result<_, _>>()?;
    Ok(Page::of(rows, limit, |row: &VideoRow| Cursor { at: row.created_at, id: row.id.clone() }))
}

/// Manifests of the films that can be played, by id.
pub fn manifests(c: &mut Conn) -> Result<Vec<(String, String)>, DbError> {
    let ready = videos::table.filter(videos::state.eq(VideoState::Ready.as_str()));
    let found: Vec<(String, Option<String>)> =
        ready.order(videos::id).select((videos::id, videos::manifest)).load(c)?;
    Ok(found.into_iter().filter_map(|(id, manifest)| Some((id, manifest?))).collect())
}

/// All bytes are here: the work is promised with it. `false` where that was said before.
pub fn arrived(c: &mut Conn, id: &str, job: &Job) -> Result<bool, DbError> {
    let arriving = videos::table.find(id).filter(videos::state.eq(VideoState::Arriving.as_str()));
    let changed =
        diesel::update(arriving).set(videos::state.eq(VideoState::Waiting.as_str())).execute(c)?;
    if changed == 1 {
        jobs::enqueue(c, job, Some(&format!("transcode:{id}")))?;
    }
    Ok(changed == 1)
}

/// Films announced before a time of which not all bytes came.
pub fn arriving(c: &mut Conn, before: Time, limit: i64) -> Result<Vec<String>, DbError> {
    let arriving = videos::table.filter(videos::state.eq(VideoState::Arriving.as_str()));
    let old = arriving.filter(videos::created_at.lt(before)).order(videos::created_at);
    Ok(old.select(videos::id).limit(limit).load(c)?)
}

/// Forgets a film of which not all bytes came; one that is complete meanwhile stays.
pub fn abandon(c: &mut Conn, id: &str) -> Result<(), DbError> {
    let arriving = videos::table.find(id).filter(videos::state.eq(VideoState::Arriving.as_str()));
    diesel::delete(arriving).execute(c)?;
    Ok(())
}

/// Gives a finished film another manifest in place of the one that was read. What is said in it is
/// found anew.
///
/// # Errors
/// [`DbError::Stale`] where somebody else was faster.
pub fn describe(
    c: &mut Conn,
    id: &str,
    (before, after): (&str, &str),
    now: Time,
) -> Result<(), DbError> {
    let stands = videos::table.find(id).filter(videos::manifest.eq(before));
    match diesel::update(stands).set(videos::manifest.eq(after)).execute(c)? {
        1 => pieces::public_changed(c, &format!("film_{id}"), now),
        _ => Err(DbError::Stale { current: 0 }),
    }
}

/// So much of the work is done; nothing where the film is no longer in work.
pub fn progress(c: &mut Conn, id: &str, percent: i32) -> Result<(), DbError> {
    diesel::update(open(id))
        .set((videos::state.eq(VideoState::Working.as_str()), videos::percent.eq(percent)))
        .execute(c)?;
    Ok(())
}

/// It can be played.
pub fn ready(
    c: &mut Conn,
    id: &str,
    sha256: &str,
    length_ms: i64,
    manifest: &str,
) -> Result<(), DbError> {
    diesel::update(open(id))
        .set((
            videos::state.eq(VideoState::Ready.as_str()),
            videos::percent.eq(100),
            videos::sha256.eq(sha256),
            videos::length_ms.eq(length_ms),
            videos::manifest.eq(manifest),
        ))
        .execute(c)?;
    Ok(())
}

/// It is not taken.
pub fn refuse(c: &mut Conn, id: &str, reason: Reason) -> Result<(), DbError> {
    diesel::update(open(id))
        .set((videos::state.eq(VideoState::Refused.as_str()), videos::reason.eq(reason.as_str())))
        .execute(c)?;
    Ok(())
}

#[diesel::dsl::auto_type]
fn open<'a>(id: &'a str) -> _ {
    let waiting = videos::state.eq("waiting");
    videos::table.find(id).filter(waiting.or(videos::state.eq("working")))
}
