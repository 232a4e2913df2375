//! `…/quiz/answers`: the questions with their answers, for the teacher and for paper.

use actix_web::HttpResponse;
use serde::Serialize;

use super::{Path, quiz_of};
use crate::content::markdown;
use crate::domain::quiz::{Item, ItemKind, told};
use crate::error::Error;
use crate::web::page::Site;
use crate::web::visit::Visit;

#[derive(Serialize)]
struct Line {
    ask_html: String,
    kind: ItemKind,
    choices: Vec<String>,
    answer: Vec<String>,
    explain_html: String,
}

#[derive(Serialize)]
struct KeyPage {
    lesson_url: String,
    lesson: String,
    /// Laws that the questions cite and that were amended since.
    amended: Vec<String>,
    lines: Vec<Line>,
}

/// `GET …/quiz/answers`
pub async fn show(visit: Visit, path: Path) -> Result<HttpResponse, Error> {
    let (lesson, quiz) = quiz_of(&visit, &path)?;
    let page = KeyPage {
        lesson_url: format!("/youth/courses/{}/lessons/{}", path.0, path.1),
        lesson: super::super::titled(&visit, &lesson.title, &lesson.title_en),
        amended: visit.app.amended(&quiz.laws),
        lines: quiz.items.iter().map(|item| line(&visit, item)).collect(),
    };
    let title = visit.text("quiz.key.title", &[]);
    visit.page(Site::Youth, "youth/quiz/key.html", &title, &page)
}

fn line(visit: &Visit, item: &Item) -> Line {
    let answer = match (item.kind, item.right.first()) {
        (ItemKind::TrueFalse, Some(0)) => vec![visit.text("quiz.true", &[])],
        (ItemKind::TrueFalse, _) => vec![visit.text("quiz.false", &[])],
        _ => told(item, true).answer,
    };
    Line {
        ask_html: markdown::render(&item.ask),
        kind: item.kind,
        choices: if item.kind == ItemKind::Ordering { Vec::new() } else { item.choices.clone() },
        answer,
        explain_html: markdown::render(&item.explain),
    }
}
