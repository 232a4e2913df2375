//! What every lesson was, each time it changed. A revision is never changed; the newest is current.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::schema::lesson_revisions;
use super::three_way::hash;
use super::{Conn, DbError, pieces};
use crate::domain::Time;
use crate::domain::publication::PieceKind;

/// A lesson as it stood.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = lesson_revisions)]
pub struct Revision {
    /// By slug.
    pub lesson: String,
    /// From 1.
    pub number: i32,
    pub sha256: String,
    /// SHA-256 of the files that were last taken over.
    pub imported: String,
    /// Everything of the lesson: text, facts, captions, quiz.
    pub data: String,
    /// Its film.
    pub video: Option<String>,
    pub by_account: Option<String>,
    pub at: Time,
}

/// A lesson as the files say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    pub lesson: String,
    pub data: String,
    pub video: Option<String>,
}

/// Writes a new revision of each lesson whose files changed since they were last taken over;
/// returns how many. A film that an editor put there stays.
pub fn import(c: &mut Conn, lessons: &[Imported], now: Time) -> Result<usize, DbError> {
    let known: BTreeMap<String, Revision> =
        current(c)?.into_iter().map(|one| (one.lesson.clone(), one)).collect();
    let mut written = 0;
    for lesson in lessons {
        let imported = hash(&format!("{:?}\n{}", lesson.video, lesson.data));
        let before = known.get(&lesson.lesson);
        if before.is_some_and(|before| before.imported == imported) {
            continue;
        }
        let kept = before.filter(|before| before.by_account.is_some());
        insert(
            c,
            Revision {
                lesson: lesson.lesson.clone(),
                number: before.map_or(1, |before| before.number + 1),
                sha256: String::new(),
                imported,
                data: lesson.data.clone(),
                video: kept.map_or_else(|| lesson.video.clone(), |kept| kept.video.clone()),
                by_account: kept.and_then(|kept| kept.by_account.clone()),
                at: now,
            },
        )?;
        written += 1;
    }
    Ok(written)
}

/// An editor gives a lesson a film: a new revision, otherwise as the one before. Returns its number.
pub fn attach(
    c: &mut Conn,
    lesson: &str,
    video: &str,
    by: &str,
    now: Time,
) -> Result<i32, DbError> {
    let before = newest(c, lesson)?;
    if before.video.as_deref() == Some(video) {
        return Ok(before.number);
    }
    let number = before.number + 1;
    let video = Some(video.to_owned());
    insert(c, Revision { number, video, by_account: Some(by.to_owned()), at: now, ..before })?;
    pieces::public_changed(c, &pieces::id_of(PieceKind::Lesson, lesson), now)?;
    Ok(number)
}

fn insert(c: &mut Conn, mut revision: Revision) -> Result<(), DbError> {
    revision.sha256 = hash(&format!("{:?}\n{}", revision.video, revision.data));
    diesel::insert_into(lesson_revisions::table).values(&revision).execute(c)?;
    Ok(())
}

fn newest(c: &mut Conn, lesson: &str) -> Result<Revision, DbError> {
    let of = lesson_revisions::table.filter(lesson_revisions::lesson.eq(lesson));
    Ok(of.order(lesson_revisions::number.desc()).select(Revision::as_select()).first(c)?)
}

/// The newest revision of every lesson, by slug.
pub fn current(c: &mut Conn) -> Result<Vec<Revision>, DbError> {
    let order = (lesson_revisions::lesson, lesson_revisions::number.desc());
    let all: Vec<(String, i32)> = lesson_revisions::table
        .order(order)
        .select((lesson_revisions::lesson, lesson_revisions::number))
        .load(c)?;
    let mut newest: Vec<(String, i32)> = Vec::new();
    for (lesson, number) in all {
        if newest.last().is_none_or(|(last, _)| *last != lesson) {
            newest.push((lesson, number));
        }
    }
    newest.iter().map(|(lesson, number)| find(c, lesson, *number)).collect()
}

/// One revision; `NotFound` where there is none.
pub fn find(c: &mut Conn, lesson: &str, number: i32) -> Result<Revision, DbError> {
    let one = lesson_revisions::table.find((lesson, number));
    Ok(one.select(Revision::as_select()).first(c)?)
}

/// The films that editors gave to lessons, by slug of the lesson.
pub fn attached(c: &mut Conn) -> Result<BTreeMap<String, String>, DbError> {
    let all: Vec<(String, Option<String>, Option<String>)> = lesson_revisions::table
        .order((lesson_revisions::lesson, lesson_revisions::number))
        .select((lesson_revisions::lesson, lesson_revisions::video, lesson_revisions::by_account))
        .load(c)?;
    let mut attached = BTreeMap::new();
    // The last one of each lesson is the one that stands.
    for (lesson, video, by) in all {
        match (video, by) {
            (Some(video), Some(_)) => drop(attached.insert(lesson, video)),
            _ => drop(attached.remove(&lesson)),
        }
    }
    Ok(attached)
}
