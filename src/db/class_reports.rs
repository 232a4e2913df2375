//! What a class report is made of: so many queries, however large the class.

use std::collections::BTreeMap;

use diesel::dsl::{count, count_star, max};
use diesel::prelude::*;

use super::schema::{
    learners, progress, quiz_answers as answers, quiz_attempts as attempts, screenings,
};
use super::{Conn, DbError};
use crate::domain::Time;
use crate::domain::class_report::{Learnt, Said, Seen, Shown, Tried};
use crate::domain::quiz::Frozen;

/// The questions as they were asked, by lesson and revision.
pub type Asked = BTreeMap<(String, String), Frozen>;

/// Everything that was learnt in a class. Five queries.
pub fn learnt(c: &mut Conn, class: &str) -> Result<Learnt, DbError> {
    let seats = learners::table.filter(learners::class.eq(class)).order(learners::seat);
    Ok(Learnt {
        seats: seats.select(learners::seat).load(c)?,
        seen: seen(c, class)?,
        shown: shown(c, class)?,
        tried: tried(c, class)?,
        said: said(c, class)?,
    })
}

fn seen(c: &mut Conn, class: &str) -> Result<Vec<Seen>, DbError> {
    let rows: Vec<(i32, String, i64, f64, Option<Time>)> = progress::table
        .inner_join(learners::table)
        .filter(learners::class.eq(class))
        .select((
            learners::seat,
            progress::content,
            progress::covered_ms,
            progress::seconds,
            progress::completed_at,
        ))
        .load(c)?;
    let seen =
        |(seat, content, covered_ms, seconds, completed_at): (_, _, _, f64, Option<Time>)| {
            let share = if seconds > 0.0 { covered_ms as f64 / (seconds * 1000.0) } else { 0.0 };
            Seen { seat, content, share, done: completed_at.is_some() }
        };
    Ok(rows.into_iter().map(seen).collect())
}

fn shown(c: &mut Conn, class: &str) -> Result<Vec<Shown>, DbError> {
    let rows: Vec<(String, i32, Option<Time>)> = screenings::table
        .filter(screenings::class.eq(class))
        .select((screenings::content, screenings::head_count, screenings::completed_at))
        .load(c)?;
    let shown =
        |(content, heads, end): (_, _, Option<Time>)| Shown { content, heads, done: end.is_some() };
    Ok(rows.into_iter().map(shown).collect())
}

fn tried(c: &mut Conn, class: &str) -> Result<Vec<Tried>, DbError> {
    let rows: Vec<(i32, String, Option<Time>, i32, i32, bool)> = attempts::table
        .inner_join(learners::table)
        .filter(learners::class.eq(class))
        .select((
            learners::seat,
            attempts::lesson,
            attempts::finished_at,
            attempts::points,
            attempts::of,
            attempts::passed,
        ))
        .load(c)?;
    let tried = |(seat, lesson, end, points, of, passed): (_, _, Option<Time>, _, _, _)| Tried {
        seat,
        lesson,
        finished: end.is_some(),
        points,
        of,
        passed,
    };
    Ok(rows.into_iter().map(tried).collect())
}

/// The answers of first attempts: what was thought before anything was told.
fn said(c: &mut Conn, class: &str) -> Result<Vec<Said>, DbError> {
    let same =
        (attempts::lesson, attempts::revision, answers::item, answers::answer, answers::correct);
    let rows: Vec<(String, String, String, String, bool, i64)> = answers::table
        .inner_join(attempts::table.inner_join(learners::table))
        .filter(learners::class.eq(class))
        .filter(attempts::n.eq(1))
        .group_by(same)
        .select((
            attempts::lesson,
            attempts::revision,
            answers::item,
            answers::answer,
            answers::correct,
            count_star(),
        ))
        .load(c)?;
    let said = |(lesson, revision, item, answer, correct, times): (_, _, _, String, _, i64)| {
        let answer =
            serde_json::from_str(&answer).map_err(|e| DbError::Broken(format!("answer: {e}")))?;
        let times = usize::try_from(times).unwrap_or_default();
        Ok(Said { lesson, revision, item, answer, correct, times })
    };
    rows.into_iter().map(said).collect()
}

/// The questions that were asked in a class, as they stood. Two queries.
pub fn asked(c: &mut Conn, class: &str) -> Result<Asked, DbError> {
    let any: Vec<Option<String>> = attempts::table
        .inner_join(learners::table)
        .filter(learners::class.eq(class))
        .group_by((attempts::lesson, attempts::revision))
        .select(max(attempts::id))
        .load(c)?;
    frozen(c, any)
}

fn frozen(c: &mut Conn, any: Vec<Option<String>>) -> Result<Asked, DbError> {
    let ids: Vec<String> = any.into_iter().flatten().collect();
    let rows: Vec<(String, String, String)> = attempts::table
        .filter(attempts::id.eq_any(ids))
        .select((attempts::lesson, attempts::revision, attempts::frozen))
        .load(c)?;
    let read = |(lesson, revision, frozen): (String, String, String)| {
        let questions = serde_json::from_str(&frozen)
            .map_err(|e| DbError::Broken(format!("questions of {lesson}: {e}")))?;
        Ok(((lesson, revision), questions))
    };
    rows.into_iter().map(read).collect()
}

/// What all classes together did with one lesson or film: counts of seats, never who.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Across {
    pub begun: usize,
    pub done: usize,
    pub showings: usize,
    pub heads: i64,
}

/// The counts over all classes, by content. Two queries.
pub fn across(c: &mut Conn) -> Result<BTreeMap<String, Across>, DbError> {
    let mut across: BTreeMap<String, Across> = BTreeMap::new();
    let rows: Vec<(String, i64, i64)> = progress::table
        .group_by(progress::content)
        .select((progress::content, count_star(), count(progress::completed_at)))
        .load(c)?;
    for (content, begun, done) in rows {
        let one = across.entry(content).or_default();
        (one.begun, one.done) = (whole(begun), whole(done));
    }
    let rows: Vec<(String, i32)> = screenings::table
        .filter(screenings::completed_at.is_not_null())
        .select((screenings::content, screenings::head_count))
        .load(c)?;
    for (content, heads) in rows {
        let one = across.entry(content).or_default();
        one.showings += 1;
        one.heads += i64::from(heads);
    }
    Ok(across)
}

/// Of each question, by lesson and item: how many answered it at their first attempt, and how many
/// of them wrong.
pub type Went = BTreeMap<(String, String), (usize, usize)>;

/// Which questions go wrong. One query over all classes.
pub fn went_wrong(c: &mut Conn) -> Result<Went, DbError> {
    let rows: Vec<(String, String, bool, i64)> = answers::table
        .inner_join(attempts::table)
        .filter(attempts::n.eq(1))
        .group_by((attempts::lesson, answers::item, answers::correct))
        .select((attempts::lesson, answers::item, answers::correct, count_star()))
        .load(c)?;
    let mut items = Went::new();
    for (lesson, item, correct, n) in rows {
        let (answered, wrong) = items.entry((lesson, item)).or_default();
        *answered += whole(n);
        *wrong += if correct { 0 } else { whole(n) };
    }
    Ok(items)
}

fn whole(n: i64) -> usize {
    usize::try_from(n).unwrap_or_default()
}
