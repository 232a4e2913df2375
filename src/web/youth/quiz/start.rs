//! Before the first question, and beginning.

use actix_web::HttpResponse;
use serde::Serialize;

use super::{Path, learner, quiz_of, url};
use crate::content::{Lesson, Quiz};
use crate::db::attempts::{self, AttemptRow};
use crate::db::{DbError, new_id};
use crate::domain::Time;
use crate::domain::quiz::{draw, may_retry};
use crate::error::Error;
use crate::web::form::Form;
use crate::web::page::Site;
use crate::web::visit::Visit;

#[derive(Serialize)]
struct StartPage {
    url: String,
    lesson_url: String,
    lesson: String,
    items: usize,
    /// How many right answers pass.
    need: usize,
    tries: u32,
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
        items: quiz.items.len(),
        need: (quiz.items.len() * usize::from(quiz.pass)).div_ceil(100),
        tries: quiz.tries,
    };
    let title = visit.text("quiz.start.title", &[]);
    visit.page(Site::Youth, "youth/quiz/start.html", &title, &page)
}

/// `POST …/quiz/start`: goes on with the attempt under way, or begins one where that is allowed.
pub async fn submit(visit: Visit, path: Path, _: Form) -> Result<HttpResponse, Error> {
    let (_, quiz) = quiz_of(&visit, &path)?;
    begin(&visit, quiz).await?;
    Ok(visit.redirect(&url(&path)).finish())
}

async fn begin(visit: &Visit, quiz: &Quiz) -> Result<(), Error> {
    let fresh = fresh(quiz, &learner(visit)?.id, visit.now)?;
    let tries = quiz.tries;
    let begun = visit.app.db.write(move |c| {
        let before = attempts::latest(c, &fresh.learner, &fresh.lesson)?;
        let n = before.as_ref().map_or(0, |row| row.n);
        let done = before.is_none_or(|row| row.finished_at.is_some());
        if done && may_retry(tries, u32::try_from(n).unwrap_or(u32::MAX)) {
            attempts::begin(c, &AttemptRow { n: n + 1, ..fresh })?;
        }
        Ok(())
    });
    match begun.await {
        // A second touch of the button was as quick as the first: the attempt is there.
        Err(DbError::Conflict(_)) => Ok(()),
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
