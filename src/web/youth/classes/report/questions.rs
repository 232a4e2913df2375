//! The questions that went wrong, in words: what was asked, what was thought instead, and why.

use serde::Serialize;

use super::Report;
use crate::content::markdown;
use crate::domain::class_report::Question;
use crate::domain::quiz::{Answer, Item, ItemKind, told};
use crate::web::visit::Visit;
use crate::web::youth::titled;

/// So many questions fit into what a teacher talks about in one lesson.
const MOST: usize = 10;

/// A question to talk about.
#[derive(Debug, Clone, Serialize)]
pub struct Wrong {
    pub lesson: String,
    pub href: String,
    pub ask_html: String,
    /// The question in one line, for a table.
    pub ask: String,
    pub answered: usize,
    pub wrong: usize,
    pub mistakes: Vec<Mistake>,
    /// The right answer.
    pub right: String,
    pub explain_html: String,
}

/// A wrong answer that several gave.
#[derive(Debug, Clone, Serialize)]
pub struct Mistake {
    pub answer: String,
    pub times: usize,
}

/// The questions that went wrong most, as they stood when they were asked.
pub(super) fn wrong(visit: &Visit, report: &Report) -> Vec<Wrong> {
    let questions = report.learnt.questions();
    questions.iter().filter_map(|one| in_words(visit, report, one)).take(MOST).collect()
}

fn in_words(visit: &Visit, report: &Report, one: &Question) -> Option<Wrong> {
    let frozen = report.asked.get(&(one.lesson.clone(), one.revision.clone()))?;
    let item = &frozen.items.iter().find(|drawn| drawn.item.id == one.item)?.item;
    let lesson = visit.content.lesson(&one.lesson)?;
    let said = |answer: &Answer| said(visit, item, answer);
    let mistakes = one.mistakes.iter();
    Some(Wrong {
        lesson: titled(visit, &lesson.title, &lesson.title_en),
        href: format!("/youth/courses/{}/lessons/{}/quiz/answers", lesson.course, lesson.slug),
        ask_html: markdown::render(&item.ask),
        ask: item.ask.split_whitespace().collect::<Vec<_>>().join(" "),
        answered: one.answered,
        wrong: one.wrong,
        mistakes: mistakes
            .map(|(answer, times)| Mistake { answer: said(answer), times: *times })
            .collect(),
        right: right(visit, item),
        explain_html: markdown::render(&item.explain),
    })
}

fn said(visit: &Visit, item: &Item, answer: &Answer) -> String {
    if item.kind == ItemKind::Short {
        return answer.text.clone();
    }
    let name = |at: &usize| match item.kind {
        ItemKind::TrueFalse => statement(visit, *at),
        _ => item.choices.get(*at).cloned().unwrap_or_default(),
    };
    joined(item.kind, answer.picks.iter().map(name).collect())
}

fn right(visit: &Visit, item: &Item) -> String {
    let words = told(item, true).answer;
    match item.kind {
        ItemKind::TrueFalse => {
            let of = |word: &String| statement(visit, usize::from(word == "1"));
            words.first().map(of).unwrap_or_default()
        }
        kind => joined(kind, words),
    }
}

fn joined(kind: ItemKind, words: Vec<String>) -> String {
    words.join(if kind == ItemKind::Ordering { " → " } else { "；" })
}

fn statement(visit: &Visit, at: usize) -> String {
    visit.text(if at == 0 { "quiz.true" } else { "quiz.false" }, &[])
}
