//! A pupil's attempt at the questions of a lesson: beginning one, answering, and what is told of an
//! answer. Pages and programs share it.

use super::visit::Visit;
use crate::content::Quiz;
use crate::db::attempts::{self, AnswerRow, AttemptRow};
use crate::db::learners::Learner;
use crate::db::{Conn, DbError, new_id};
use crate::domain::Time;
use crate::domain::quiz::{
    Answer, Drawn, Frozen, ItemKind, Standing, draw, may_retry, standing, told,
};
use crate::error::{Error, FieldError};

/// An attempt under way or done.
pub struct Trying {
    pub row: AttemptRow,
    pub frozen: Frozen,
    pub answers: Vec<AnswerRow>,
}

impl Trying {
    /// The answer that stands for a question, by its place from 0.
    pub fn answer(&self, position: usize) -> Option<&AnswerRow> {
        self.answers.iter().find(|row| usize::try_from(row.position) == Ok(position))
    }

    /// The questions without an answer.
    pub fn open(&self) -> impl Iterator<Item = usize> {
        (0..self.frozen.items.len()).filter(|at| self.answer(*at).is_none())
    }

    /// How it stands.
    pub fn standing(&self) -> Standing {
        let marks: Vec<bool> = self.answers.iter().map(|row| row.correct).collect();
        standing(&self.frozen, &marks)
    }

    /// Whether one more try is allowed after this one, by the rules that it began with.
    pub fn again(&self) -> bool {
        may_retry(self.frozen.tries, number(&self.row))
    }
}

fn number(row: &AttemptRow) -> u32 {
    u32::try_from(row.n).unwrap_or(u32::MAX)
}

/// Whoever answers here.
///
/// # Errors
/// [`Error::JoinClass`] where no pupil is signed in.
pub fn pupil(visit: &Visit) -> Result<&Learner, Error> {
    visit.learner.as_ref().ok_or(Error::JoinClass)
}

fn whole(c: &mut Conn, row: Option<AttemptRow>) -> Result<Option<Trying>, DbError> {
    let Some(row) = row else { return Ok(None) };
    let (frozen, answers) = (row.questions()?, attempts::answers_of(c, &row.id)?);
    Ok(Some(Trying { row, frozen, answers }))
}

/// The newest attempt of whoever is here.
pub async fn latest(visit: &Visit, lesson: &str) -> Result<Option<Trying>, Error> {
    let (id, lesson) = (pupil(visit)?.id.clone(), lesson.to_owned());
    let found = visit.app.db.read(move |c| {
        let row = attempts::latest(c, &id, &lesson)?;
        whole(c, row)
    });
    Ok(found.await?)
}

/// An attempt of whoever is here.
pub async fn find(visit: &Visit, attempt: &str) -> Result<Option<Trying>, Error> {
    let (id, attempt) = (pupil(visit)?.id.clone(), attempt.to_owned());
    let found = visit.app.db.read(move |c| {
        let row = attempts::of_learner(c, &attempt, &id)?;
        whole(c, row)
    });
    Ok(found.await?)
}

/// How a wish to begin went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begun {
    Fresh,
    /// One was under way, and goes on.
    Already,
    /// It may not be tried again.
    UsedUp,
}

/// Goes on with the attempt under way, or begins one where that is allowed.
pub async fn begin(visit: &Visit, quiz: &Quiz) -> Result<Begun, Error> {
    let fresh = fresh(quiz, &pupil(visit)?.id, visit.now)?;
    let begun = visit.app.db.write(move |c| {
        let n = match attempts::latest(c, &fresh.learner, &fresh.lesson)? {
            None => 0,
            Some(before) if before.finished_at.is_none() => return Ok(Begun::Already),
            // As many tries as were promised when that one began, whatever the file says by now.
            Some(before) if !may_retry(before.questions()?.tries, number(&before)) => {
                return Ok(Begun::UsedUp);
            }
            Some(before) => before.n,
        };
        attempts::begin(c, &AttemptRow { n: n + 1, ..fresh })?;
        Ok(Begun::Fresh)
    });
    match begun.await {
        // A second touch of the button was as quick as the first: the attempt is there.
        Err(DbError::Conflict(_)) => Ok(Begun::Already),
        other => Ok(other?),
    }
}

fn fresh(quiz: &Quiz, learner: &str, now: Time) -> Result<AttemptRow, Error> {
    let frozen = draw(&quiz.items, quiz.pass, quiz.tries, quiz.shuffle, rand::random());
    Ok(AttemptRow {
        id: new_id(),
        learner: learner.to_owned(),
        lesson: quiz.lesson.clone(),
        n: 1,
        revision: quiz.revision.clone(),
        of: i32::try_from(frozen.items.len()).map_err(Error::internal)?,
        frozen: serde_json::to_string(&frozen).map_err(Error::internal)?,
        started_at: now,
        finished_at: None,
        points: 0,
        passed: false,
    })
}

/// What stands after an answer was given.
pub struct Given {
    pub row: AnswerRow,
    pub standing: Standing,
    /// What was given now is what stands; else another answer was there before.
    pub stands: bool,
}

/// Keeps an answer, unless one stands.
pub async fn give(
    visit: &Visit,
    row: AttemptRow,
    at: usize,
    answer: Answer,
) -> Result<Given, Error> {
    let now = visit.now;
    let given = visit.app.db.write(move |c| {
        let (row, standing) = attempts::answer(c, &row, at, &answer, now)?;
        let stands = read(&row)? == answer;
        Ok(Given { row, standing, stands })
    });
    Ok(given.await?)
}

fn read(row: &AnswerRow) -> Result<Answer, DbError> {
    let broken = |e| DbError::Broken(format!("answer {} of {}: {e}", row.position, row.attempt));
    serde_json::from_str(&row.answer).map_err(broken)
}

/// A choice as the page says it; a statement's two are no texts of the bank.
pub fn label(visit: &Visit, drawn: &Drawn, choice: usize) -> String {
    match (drawn.item.kind, choice) {
        (ItemKind::TrueFalse, 0) => visit.text("quiz.true", &[]),
        (ItemKind::TrueFalse, _) => visit.text("quiz.false", &[]),
        _ => drawn.item.choices.get(choice).cloned().unwrap_or_default(),
    }
}

/// What is told of an answered question.
pub struct Verdict {
    pub right: bool,
    pub given: Answer,
    /// What was answered, in words.
    pub said: Vec<String>,
    /// What is right, in words.
    pub answer: Vec<String>,
    /// Markdown.
    pub explain: String,
}

/// What is told of a question that this answer stands for.
pub fn verdict(visit: &Visit, drawn: &Drawn, row: &AnswerRow) -> Result<Verdict, Error> {
    let given = read(row)?;
    let told = told(&drawn.item, row.correct);
    let said = match drawn.item.kind {
        ItemKind::Short => vec![given.text.clone()],
        _ => given.picks.iter().map(|at| label(visit, drawn, *at)).collect(),
    };
    let answer = match (drawn.item.kind, drawn.item.right.first()) {
        (ItemKind::TrueFalse, Some(at)) => vec![label(visit, drawn, *at)],
        _ => told.answer,
    };
    Ok(Verdict { right: told.right, given, said, answer, explain: told.explain })
}

/// Why what was sent is no answer to the question; the field is called as the sender calls it.
pub fn no_answer(kind: ItemKind, field: &str) -> FieldError {
    let key = match kind {
        ItemKind::Ordering => "quiz.wrong.order",
        ItemKind::Short => "quiz.wrong.short",
        _ => "quiz.wrong.empty",
    };
    FieldError::new(field, key)
}
