//! What the router asks back when it is not sure: at most two questions, which may be left open. The
//! same for the form, the counter and the API.

use serde::Serialize;
use serde_json::{Value, json};

use super::form::Form;
use super::intake::{self, Request};
use super::locale::Lang;
use super::visit::Visit;
use crate::domain::routing::{Decision, Rules, Words, ask};
use crate::error::FieldError;

/// One question with its answers, as a page shows it.
#[derive(Serialize)]
pub struct Back {
    name: String,
    legend: String,
    options: Vec<Choice>,
    value: String,
}

#[derive(Serialize)]
struct Choice {
    value: String,
    label: String,
    hint: &'static str,
}

/// The decision as if nothing had been chosen or answered: what is asked follows from it, so that
/// a page that is shown again asks the same.
fn bare(visit: &Visit, request: &Request) -> Decision {
    let bare = Request { matter: String::new(), answers: Vec::new(), ..request.clone() };
    intake::route(&visit.app, &bare)
}

/// The questions for what was written, with the answers given so far.
pub fn questions(visit: &Visit, request: &Request) -> Vec<Back> {
    let said = |words: &Words| match visit.lang {
        Lang::En => words.en.clone(),
        Lang::Zh => words.zh.clone(),
    };
    let back = |question: ask::Question| {
        let given = |answer: &str| request.answers.contains(&given(&question.id, answer));
        Back {
            name: field(&question.id),
            legend: said(&question.say),
            value: question
                .answers
                .iter()
                .map(|one| one.id.clone())
                .find(|answer| given(answer))
                .unwrap_or_default(),
            options: question
                .answers
                .iter()
                .map(|one| Choice { value: one.id.clone(), label: said(&one.say), hint: "" })
                .collect(),
        }
    };
    bare(visit, request).questions.into_iter().map(back).collect()
}

/// The answers of a form; one that was never offered is as good as none.
pub fn answers(visit: &Visit, request: &Request, form: &Form) -> Vec<String> {
    let questions = bare(visit, request).questions;
    questions
        .iter()
        .filter_map(|question| {
            let chosen = form.raw(&field(&question.id));
            let known = question.answers.iter().find(|answer| answer.id == chosen)?;
            Some(given(&question.id, &known.id))
        })
        .collect()
}

/// The best question of a decision, for a program; `null` where the answer is clear.
pub fn as_json(decision: &Decision) -> Value {
    let Some(question) = decision.questions.first() else { return Value::Null };
    let answer = |one: &ask::Answer| json!({"id": one.id, "text": one.say});
    json!({
        "id": question.id,
        "text": question.say,
        "answers": question.answers.iter().map(answer).collect::<Vec<_>>(),
    })
}

/// The answers that a program gives, `{question: answer}`: what is asked and offered nowhere is
/// refused by its name, and so are more answers than questions are ever put.
pub fn of_json(rules: &Rules, sent: Option<&Value>, wrong: &mut Vec<FieldError>) -> Vec<String> {
    let sent = match sent {
        None | Some(Value::Null) => return Vec::new(),
        Some(Value::Object(sent)) => sent,
        Some(_) => {
            wrong.push(FieldError::new("answers", "field.type").with("expected", "object"));
            return Vec::new();
        }
    };
    if sent.len() > ask::MOST {
        wrong.push(FieldError::new("answers", "field.answers"));
        return Vec::new();
    }
    let mut known = Vec::new();
    for (id, answer) in sent {
        let question = rules.questions().iter().find(|one| one.id == *id);
        let offered = |one: &&ask::Answer| answer.as_str() == Some(one.id.as_str());
        match question.and_then(|question| question.answers.iter().find(offered)) {
            Some(answer) => known.push(given(id, &answer.id)),
            None => wrong.push(FieldError::new(&format!("answers.{id}"), "field.choice")),
        }
    }
    known
}

fn given(question: &str, answer: &str) -> String {
    format!("{question}={answer}")
}

fn field(question: &str) -> String {
    format!("back_{question}")
}
