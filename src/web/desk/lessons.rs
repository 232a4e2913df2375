//! `/desk/lessons`: how the lessons do in all classes together, for those who write them. No class
//! is named, and a group of fewer than five is not told of.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use serde::Serialize;

use crate::content::{Lesson, Quiz};
use crate::db::class_reports::{self, Across, Went};
use crate::domain::class_report::beyond;
use crate::error::Error;
use crate::web::film;
use crate::web::page::Site;
use crate::web::visit::Visit;

/// A question that more than this share of the answers got wrong is worth rewriting, in percent.
const HARD: usize = 40;

#[derive(Serialize)]
struct LessonsPage {
    rows: Vec<Row>,
    /// Lessons that too few have begun to say anything.
    few: usize,
}

#[derive(Serialize)]
struct Row {
    href: String,
    title: String,
    begun: usize,
    /// None where they are fewer than five.
    done: Option<usize>,
    showings: usize,
    heads: i64,
    hard: Vec<Hard>,
}

/// A question that often goes wrong.
#[derive(Serialize)]
struct Hard {
    ask: String,
    percent: usize,
}

/// `GET /desk/lessons`
pub async fn show(visit: Visit) -> Result<HttpResponse, Error> {
    let read = visit.app.db.read(|c| {
        Ok::<_, crate::db::DbError>((class_reports::across(c)?, class_reports::went_wrong(c)?))
    });
    let (across, went) = read.await?;
    let lessons = &visit.content.lessons;
    let rows: Vec<Row> =
        lessons.iter().filter_map(|lesson| row(&visit, lesson, &across, &went)).collect();
    let page = LessonsPage { few: lessons.len() - rows.len(), rows };
    let title = visit.text("lesson_report.title", &[]);
    visit.page(Site::Desk, "desk/lessons.html", &title, &page)
}

fn row(
    visit: &Visit,
    lesson: &Lesson,
    across: &BTreeMap<String, Across>,
    went: &Went,
) -> Option<Row> {
    let sum = across.get(&film::content_id(visit, lesson)).copied().unwrap_or_default();
    let begun = beyond(sum.begun).unwrap_or_default();
    if begun == 0 && sum.showings == 0 {
        return None;
    }
    let quiz = visit.content.quiz(&lesson.slug);
    Some(Row {
        href: format!("/youth/courses/{}/lessons/{}", lesson.course, lesson.slug),
        title: lesson.title.clone(),
        begun,
        done: if begun == 0 { None } else { beyond(sum.done) },
        showings: sum.showings,
        heads: sum.heads,
        hard: quiz.map(|quiz| hard(quiz, went)).unwrap_or_default(),
    })
}

fn hard(quiz: &Quiz, went: &Went) -> Vec<Hard> {
    let item = |item: &crate::domain::quiz::Item| {
        let (answered, wrong) = *went.get(&(quiz.lesson.clone(), item.id.clone()))?;
        let percent = beyond(answered).filter(|n| *n > 0).map(|n| wrong * 100 / n)?;
        let ask = item.ask.split_whitespace().collect::<Vec<_>>().join(" ");
        (percent >= HARD && beyond(wrong).is_some()).then_some(Hard { ask, percent })
    };
    quiz.items.iter().filter_map(item).collect()
}
