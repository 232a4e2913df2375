//! `/youth/courses/{slug}/lessons/{lesson}/quiz`: a pupil answers the questions of a lesson, one
//! on a page; nothing of an answer is in a page before the pupil has given theirs.

mod item;
pub mod key;
mod start;

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use crate::content::{Lesson, Quiz, markdown};
use crate::domain::quiz::Drawn;
use crate::error::Error;
use crate::web::attempt::{self, Trying};
use crate::web::form::Form;
use crate::web::page::Site;
use crate::web::visit::Visit;

pub use start::submit as begin;

/// Which page of the attempt.
#[derive(Default, Deserialize)]
pub struct Asked {
    /// A question, from 1.
    item: Option<usize>,
    /// Another answer than the one that stands was given just now.
    first: Option<String>,
}

type Path = web::Path<(String, String)>;

/// The lesson and its questions.
fn quiz_of<'a>(visit: &'a Visit, path: &(String, String)) -> Result<(&'a Lesson, &'a Quiz), Error> {
    let content = &visit.content;
    let lesson = content.lessons_of(&path.0).iter().find(|lesson| lesson.slug == path.1);
    let lesson = lesson.ok_or(Error::NotFound)?;
    Ok((lesson, content.quiz(&lesson.slug).ok_or(Error::NotFound)?))
}

fn url(path: &(String, String)) -> String {
    format!("/youth/courses/{}/lessons/{}/quiz", path.0, path.1)
}

/// `GET …/quiz`: the start, a question, or how it went.
pub async fn show(
    visit: Visit,
    path: Path,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Error> {
    let (lesson, quiz) = quiz_of(&visit, &path)?;
    let Some(trying) = attempt::latest(&visit, &lesson.slug).await? else {
        return start::page(&visit, &path, lesson, quiz);
    };
    let at = asked.item.and_then(|n| n.checked_sub(1)).filter(|at| *at < trying.frozen.items.len());
    let at = at.filter(|at| trying.answer(*at).is_some()).or(trying.open().next());
    match at {
        Some(at) => {
            let shown = item::Shown { at, form: &Form::default(), first: asked.first.is_some() };
            item::page(&visit, &path, lesson, &trying, &shown)
        }
        None => result(&visit, &path, lesson, &trying),
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
    pupil: String,
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
    trying: &Trying,
) -> Result<HttpResponse, Error> {
    let stands = trying.standing();
    let line = |(at, drawn): (usize, &Drawn)| Line {
        n: at + 1,
        html: markdown::render(&drawn.item.ask),
        right: trying.answer(at).is_some_and(|row| row.correct),
    };
    let page = ResultPage {
        url: url(path),
        lesson_url: format!("/youth/courses/{}/lessons/{}", path.0, path.1),
        lesson: super::titled(visit, &lesson.title, &lesson.title_en),
        pupil: attempt::pupil(visit)?.id.clone(),
        points: stands.points,
        of: stands.of,
        passed: stands.passed,
        again: trying.again(),
        lines: trying.frozen.items.iter().enumerate().map(line).collect(),
    };
    let title = visit.text("quiz.result.title", &[]);
    visit.page(Site::Youth, "youth/quiz/result.html", &title, &page)
}
