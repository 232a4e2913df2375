//! Before the first question, and beginning.

use actix_web::HttpResponse;
use serde::Serialize;

use super::{Path, quiz_of, url};
use crate::content::{Lesson, Quiz};
use crate::error::Error;
use crate::web::attempt;
use crate::web::form::Form;
use crate::web::page::Site;
use crate::web::visit::Visit;

#[derive(Serialize)]
struct StartPage {
    url: String,
    lesson_url: String,
    lesson: String,
    pupil: String,
    items: usize,
    /// How many right answers pass.
    need: usize,
    tries: u32,
    /// Laws that the questions cite and that were amended since.
    amended: Vec<String>,
}

pub(super) fn page(
    visit: &Visit,
    path: &(String, String),
    lesson: &Lesson,
    quiz: &Quiz,
) -> Result<HttpResponse, Error> {
    let page = StartPage {
        url: url(path),
        lesson_url: format!("/youth/courses/{}/lessons/{}", path.0, path.1),
        lesson: super::super::titled(visit, &lesson.title, &lesson.title_en),
        pupil: attempt::pupil(visit)?.id.clone(),
        items: quiz.items.len(),
        need: (quiz.items.len() * usize::from(quiz.pass)).div_ceil(100),
        tries: quiz.tries,
        amended: visit.app.amended(&quiz.laws),
    };
    let title = visit.text("quiz.start.title", &[]);
    visit.page(Site::Youth, "youth/quiz/start.html", &title, &page)
}

/// `POST …/quiz/start`: goes on with the attempt under way, or begins one where that is allowed.
pub async fn submit(visit: Visit, path: Path, _: Form) -> Result<HttpResponse, Error> {
    let (_, quiz) = quiz_of(&visit, &path)?;
    attempt::begin(&visit, quiz).await?;
    Ok(visit.redirect(&url(&path)).finish())
}
