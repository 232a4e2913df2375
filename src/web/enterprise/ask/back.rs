//! What the router asks back when it is not sure: at most two questions, which may be left open.

use serde::Serialize;

use super::want::{Choice, choice, said};
use crate::domain::routing::Decision;
use crate::web::form::Form;
use crate::web::intake::{self, Request};
use crate::web::visit::Visit;

/// One question with its answers, as the page shows it.
#[derive(Serialize)]
pub(super) struct Back {
    name: String,
    legend: String,
    options: Vec<Choice>,
    value: String,
}

/// The decision as if nothing had been chosen or answered: what is asked follows from it, so that
/// a page that is shown again asks the same.
fn bare(visit: &Visit, request: &Request) -> Decision {
    let bare = Request { matter: String::new(), answers: Vec::new(), ..request.clone() };
    intake::route(&visit.app, &bare)
}

/// The questions for what was written, with the answers given so far.
pub(super) fn questions(visit: &Visit, request: &Request) -> Vec<Back> {
    let back = |question: crate::domain::routing::ask::Question| {
        let answers = question.answers.iter();
        let given = |answer: &str| format!("{}={answer}", question.id);
        Back {
            name: field(&question.id),
            legend: said(visit, &question.say).to_owned(),
            options: answers
                .clone()
                .map(|one| choice(&one.id, said(visit, &one.say).to_owned(), String::new()))
                .collect(),
            value: answers
                .map(|one| one.id.clone())
                .find(|answer| request.answers.contains(&given(answer)))
                .unwrap_or_default(),
        }
    };
    bare(visit, request).questions.into_iter().map(back).collect()
}

/// The answers of a form; one that was never offered is as good as none.
pub(super) fn answers(visit: &Visit, request: &Request, form: &Form) -> Vec<String> {
    let questions = bare(visit, request).questions;
    questions
        .iter()
        .filter_map(|question| {
            let given = form.raw(&field(&question.id));
            let known = question.answers.iter().find(|answer| answer.id == given)?;
            Some(format!("{}={}", question.id, known.id))
        })
        .collect()
}

fn field(question: &str) -> String {
    format!("back_{question}")
}
