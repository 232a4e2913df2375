//! Attempts at quizzes, and the answers given in them.

use diesel::prelude::*;

use super::schema::{quiz_answers as answers, quiz_attempts as attempts};
use super::{Conn, DbError};
use crate::domain::Time;
use crate::domain::quiz::{Answer, Frozen, Standing, mark, standing};

/// An attempt.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = attempts)]
pub struct AttemptRow {
    pub id: String,
    pub learner: String,
    /// By slug.
    pub lesson: String,
    /// Which try of this learner it is, from 1.
    pub n: i32,
    pub revision: String,
    /// A [`Frozen`] as JSON.
    pub frozen: String,
    pub started_at: Time,
    pub finished_at: Option<Time>,
    pub points: i32,
    pub of: i32,
    pub passed: bool,
}

impl AttemptRow {
    /// The questions as they were when it began.
    pub fn questions(&self) -> Result<Frozen, DbError> {
        serde_json::from_str(&self.frozen)
            .map_err(|e| DbError::Broken(format!("attempt {}: {e}", self.id)))
    }
}

/// An answer that stands.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = answers)]
pub struct AnswerRow {
    pub attempt: String,
    /// Which question, from 0 as drawn.
    pub position: i32,
    /// The question's id in its file.
    pub item: String,
    /// An [`Answer`] as JSON.
    pub answer: String,
    pub correct: bool,
    pub answered_at: Time,
}

/// The newest attempt of a learner at a lesson's quiz.
pub fn latest(c: &mut Conn, learner: &str, lesson: &str) -> Result<Option<AttemptRow>, DbError> {
    Ok(attempts::table
        .filter(attempts::learner.eq(learner))
        .filter(attempts::lesson.eq(lesson))
        .order(attempts::n.desc())
        .select(AttemptRow::as_select())
        .first(c)
        .optional()?)
}

/// An attempt of this learner.
pub fn of_learner(c: &mut Conn, id: &str, learner: &str) -> Result<Option<AttemptRow>, DbError> {
    Ok(attempts::table
        .find(id)
        .filter(attempts::learner.eq(learner))
        .select(AttemptRow::as_select())
        .first(c)
        .optional()?)
}

/// Begins an attempt. One insert.
///
/// # Errors
/// [`DbError::Conflict`] naming `quiz_attempts` where the learner has begun this try already.
pub fn begin(c: &mut Conn, attempt: &AttemptRow) -> Result<(), DbError> {
    diesel::insert_into(attempts::table).values(attempt).execute(c)?;
    Ok(())
}

/// The answers of an attempt, by position.
pub fn answers_of(c: &mut Conn, attempt: &str) -> Result<Vec<AnswerRow>, DbError> {
    Ok(answers::table
        .filter(answers::attempt.eq(attempt))
        .order(answers::position)
        .select(AnswerRow::as_select())
        .load(c)?)
}

/// Keeps an answer, unless one stands: the first does. Returns what stands now, and how the
/// attempt does.
pub fn answer(
    c: &mut Conn,
    attempt: &AttemptRow,
    position: usize,
    given: &Answer,
    now: Time,
) -> Result<(AnswerRow, Standing), DbError> {
    let frozen = attempt.questions()?;
    let broken = || DbError::Broken(format!("attempt {} has no item {position}", attempt.id));
    let item = &frozen.items.get(position).ok_or_else(broken)?.item;
    let row = AnswerRow {
        attempt: attempt.id.clone(),
        position: i32::try_from(position).map_err(|_| broken())?,
        item: item.id.clone(),
        answer: serde_json::to_string(given).map_err(|e| DbError::Broken(e.to_string()))?,
        correct: mark(item, given),
        answered_at: now,
    };
    // Answers of one attempt follow each other, so that the last of them finds all others.
    diesel::update(attempts::table.find(&attempt.id))
        .set(attempts::of.eq(attempt.of))
        .execute(c)?;
    each!(c, |c| diesel::insert_into(answers::table)
        .values(&row)
        .on_conflict_do_nothing()
        .execute(c))?;
    let given = answers_of(c, &attempt.id)?;
    let marks: Vec<bool> = given.iter().map(|row| row.correct).collect();
    let stands = standing(&frozen, &marks);
    if stands.finished {
        finish(c, attempt, &stands, now)?;
    }
    let mine = given.into_iter().find(|one| one.position == row.position);
    Ok((mine.ok_or_else(broken)?, stands))
}

fn finish(c: &mut Conn, attempt: &AttemptRow, stands: &Standing, now: Time) -> Result<(), DbError> {
    let points = i32::try_from(stands.points).unwrap_or(attempt.of);
    diesel::update(attempts::table.find(&attempt.id).filter(attempts::finished_at.is_null()))
        .set((
            attempts::finished_at.eq(now),
            attempts::points.eq(points),
            attempts::passed.eq(stands.passed),
        ))
        .execute(c)?;
    Ok(())
}
