//! `/youth/courses/{slug}/lessons/{lesson}/quiz`: a pupil answers the questions of a lesson, one
//! on a page; nothing of an answer is in a page before the pupil has given theirs.

mod item;
pub mod key;
mod start;

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use crate::content::{Lesson, Quiz};
use crate::db::attempts::{self, AnswerRow, AttemptRow};
use crate::db::learners::Learner;
use crate::domain::quiz::{Frozen, may_retry, standing};
use crate::error::Error;
use crate::web::form::Form;
use crate::web::page::Site;
use crate::web::visit::Visit;

pub use start::submit as begin;

/// Which page of the attempt.
#[derive(Deserialize)]
pub struct Asked {
    /// A question, from 1.
    item: Option<usize>,
}

type Path = web::Path<(String, String)>;

/// The lesson and its questions.
fn quiz_of<'a>(visit: &'a Visit, path: &(String, String)) -> Result<(&'a Lesson, &'a Quiz), Error> {
    let content = &visit.content;
    let lesson = content.lessons_of(&path.0).iter().find(|lesson| lesson.slug == path.1);
    let lesson = lesson.ok_or(Error::NotFound)?;
    Ok((lesson, content.quiz(&lesson.slug).ok_or(Error::NotFound)?))
}

fn learner(visit: &Visit) -> Result<&Learner, Error> {
    visit.learner.as_ref().ok_or(Error::Forbidden)
}

fn url(path: &(String, String)) -> String {
    format!("/youth/courses/{}/lessons/{}/quiz", path.0, path.1)
}

/// An attempt under way or done.
struct Trying {
    row: AttemptRow,
    frozen: Frozen,
    answers: Vec<AnswerRow>,
}

impl Trying {
    fn answer(&self, position: usize) -> Option<&AnswerRow> {
        self.answers.iter().find(|row| usize::try_from(row.position) == Ok(position))
    }

    /// The first question without an answer.
    fn open(&self) -> Option<usize> {
        (0..self.frozen.items.len()).find(|at| self.answer(*at).is_none())
    }
}

/// The newest attempt of whoever is here.
async fn trying(visit: &Visit, lesson: &str) -> Result<Option<Trying>, Error> {
    let (id, lesson) = (learner(visit)?.id.clone(), lesson.to_owned());
    let found = visit.app.db.read(move |c| {
        let Some(row) = attempts::latest(c, &id, &lesson)? else { return Ok(None) };
        let (frozen, answers) = (row.questions()?, attempts::answers_of(c, &row.id)?);
        Ok(Some(Trying { row, frozen, answers }))
    });
    Ok(found.await?)
}

/// `GET …/quiz`: the start, a question, or how it went.
pub async fn show(
    visit: Visit,
    path: Path,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Error> {
    let (lesson, quiz) = quiz_of(&visit, &path)?;
    let Some(trying) = trying(&visit, &lesson.slug).await? else {
        return start::page(&visit, &path, lesson, quiz);
    };
    let at = asked.item.and_then(|n| n.checked_sub(1)).filter(|at| *at < trying.frozen.items.len());
    match at.filter(|at| trying.answer(*at).is_some()).or(trying.open()) {
        Some(at) => item::page(&visit, &path, lesson, &trying, at, &Form::default()),
        None => result(&visit, &path, lesson, quiz, &trying),
    }
}

/// `POST …/quiz`: an answer.
pub async fn answer(visit: Visit, path: Path, form: Form) -> Result<HttpResponse, Error> {
    item::submit(visit, path.into_inner(), form).await
}

#[derive(Serialize)]
struct Line {
    n: usize,
    html: String,
    right: bool,
}

#[derive(Serialize)]
struct ResultPage {
    url: String,
    lesson_url: String,
    lesson: String,
    points: usize,
    of: usize,
    passed: bool,
    again: bool,
    lines: Vec<Line>,
}

fn result(
    visit: &Visit,
    path: &(String, String),
    lesson: &Lesson,
    quiz: &Quiz,
    trying: &Trying,
) -> Result<HttpResponse, Error> {
    let marks: Vec<bool> = trying.answers.iter().map(|row| row.correct).collect();
    let stands = standing(&trying.frozen, &marks);
    let line = |(at, drawn): (usize, &crate::domain::quiz::Drawn)| Line {
        n: at + 1,
        html: crate::content::markdown::render(&drawn.item.ask),
        right: trying.answer(at).is_some_and(|row| row.correct),
    };
    let page = ResultPage {
        url: url(path),
        lesson_url: format!("/youth/courses/{}/lessons/{}", path.0, path.1),
        lesson: super::titled(visit, &lesson.title, &lesson.title_en),
        points: stands.points,
        of: stands.of,
        passed: stands.passed,
        again: may_retry(quiz.tries, u32::try_from(trying.row.n).unwrap_or(u32::MAX)),
        lines: trying.frozen.items.iter().enumerate().map(line).collect(),
    };
    let title = visit.text("quiz.result.title", &[]);
    visit.page(Site::Youth, "youth/quiz/result.html", &title, &page)
}
