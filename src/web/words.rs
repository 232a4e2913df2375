//! Words for what the engine says, in the visit's language.

use std::collections::BTreeMap;

use serde::Serialize;

use super::visit::Visit;
use crate::domain::order::Refusal;
use crate::error::{Error, FieldError};

/// One field's error, ready to be shown.
#[derive(Debug, Clone, Serialize)]
pub struct FieldText {
    pub field: String,
    pub text: String,
}

/// The errors of a form, ready to be shown.
pub fn fields(visit: &Visit, errors: &[FieldError]) -> Vec<FieldText> {
    let text = |error: &FieldError| super::gate::field_text(visit, error);
    errors.iter().map(|error| FieldText { field: error.field.clone(), text: text(error) }).collect()
}

/// The first error of each field, for showing it beside the field.
pub fn by_field(errors: &[FieldText]) -> BTreeMap<String, String> {
    errors.iter().rev().map(|error| (error.field.clone(), error.text.clone())).collect()
}

/// Why the engine refused, in a sentence.
pub fn refusal(visit: &Visit, refusal: &Refusal) -> String {
    let args = refusal.args();
    let args: Vec<(&str, String)> = args.iter().map(|(name, value)| (name.as_str(), word(visit, value))).collect();
    visit.text(&refusal.key(), &args)
}

/// An argument that is itself a word of ours (`state.handling`, `role.leader`) is said in the
/// visit's language; several stand side by side.
fn word(visit: &Visit, value: &str) -> String {
    let locale = visit.app.pages.locale();
    let said: Vec<String> = value
        .split(',')
        .map(|part| if locale.has(part) { locale.text(visit.lang, part, &[]) } else { part.to_owned() })
        .collect();
    said.join(if visit.lang == super::locale::Lang::Zh { "、" } else { ", " })
}

/// The errors of an answer that a form shows again: its own fields, or the engine's sentence.
pub fn of_error(visit: &Visit, error: &Error) -> Vec<FieldText> {
    match error {
        Error::Invalid(errors) => fields(visit, errors),
        Error::Refused(refused) => {
            vec![FieldText { field: refused.field().unwrap_or("form").to_owned(), text: refusal(visit, refused) }]
        }
        other => vec![FieldText { field: "form".to_owned(), text: super::gate::message(visit, other) }],
    }
}
