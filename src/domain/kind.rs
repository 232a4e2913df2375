//! What a kind of order asks for: fields, papers, second signatures, promises and reasons.
//!
//! A kind is data (`content/kinds/<slug>.toml`); the engine reads it and knows no kind by name.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::order::Action;

/// A short text in both languages of the interface.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    pub zh: String,
    pub en: String,
}

impl Wording {
    /// The text in a language; Chinese is the first language and the fallback.
    pub fn in_language(&self, language: &str) -> &str {
        if language.starts_with("en") { &self.en } else { &self.zh }
    }
}

/// One reason, ground or paper to choose from. Events keep the code, pages show the words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub code: String,
    pub zh: String,
    pub en: String,
}

impl Choice {
    /// The words in a language; Chinese is the fallback.
    pub fn in_language(&self, language: &str) -> &str {
        if language.starts_with("en") { &self.en } else { &self.zh }
    }
}

/// How a field is asked for and checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    Text,
    LongText,
    Phone,
    Email,
    CreditCode,
    Matter,
    Flag,
}

/// One thing the form asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// The name in the form and in the API, e.g. `contact.phone`.
    pub name: String,
    /// The locale key of its label.
    pub label: String,
    #[serde(rename = "type")]
    pub type_: FieldType,
    #[serde(default)]
    pub required: bool,
    /// Of the fields that name the same group at least one is needed.
    #[serde(default)]
    pub one_of: Option<String>,
    /// Longest answer, in characters.
    #[serde(default)]
    pub max: Option<usize>,
}

/// How many papers, how large, of which types (as found in the bytes, never by name).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Documents {
    pub max_files: usize,
    pub max_bytes: u64,
    pub types: Vec<String>,
}

/// Which actions need a second signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approvals {
    pub decline: bool,
    #[serde(rename = "return")]
    pub return_: bool,
    pub extend: bool,
    pub reply: bool,
}

impl Approvals {
    /// Does this action need a second signature?
    pub fn needed(&self, action: &str) -> bool {
        match action {
            "decline" => self.decline,
            "return" => self.return_,
            "extend" => self.extend,
            "reply" => self.reply,
            _ => false,
        }
    }
}

/// A promise that starts to run with an action and is kept by another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PromisedClock {
    /// The slug of the clock in `content/clocks/`.
    pub clock: String,
    pub starts_on: String,
    pub met_by: Vec<String>,
}

/// Calendar days after a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Windows {
    /// Silence for this long closes the order.
    pub silence_days: u32,
    /// For this long the asker can dispute.
    pub dispute_days: u32,
}

/// A kind of order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    pub slug: String,
    pub name: Wording,
    /// The storefront that offers it.
    pub site: String,
    /// Whether its lines are proposed, done and rated one by one.
    #[serde(default)]
    pub by_line: bool,
    pub documents: Documents,
    pub approvals: Approvals,
    pub windows: Windows,
    pub fields: Vec<Field>,
    pub clocks: Vec<PromisedClock>,
    /// Papers a handler commonly asks for.
    pub papers: Vec<Choice>,
    pub return_reasons: Vec<Choice>,
    pub decline_grounds: Vec<Choice>,
    pub suspend_reasons: Vec<Choice>,
}

impl Kind {
    /// What is wrong with this kind by itself; empty when nothing is.
    pub fn check(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        self.check_fields(&mut wrong);
        self.check_documents(&mut wrong);
        self.check_clocks(&mut wrong);
        let lists = [
            ("papers", &self.papers),
            ("return_reasons", &self.return_reasons),
            ("decline_grounds", &self.decline_grounds),
            ("suspend_reasons", &self.suspend_reasons),
        ];
        for (name, choices) in lists {
            check_choices(name, choices, &mut wrong);
        }
        wrong
    }

    /// Is this a return reason of the kind? The same for the other lists: look it up, keep the code.
    pub fn return_reason(&self, code: &str) -> Option<&Choice> {
        self.return_reasons.iter().find(|c| c.code == code)
    }

    /// A ground on which the kind may be declined.
    pub fn decline_ground(&self, code: &str) -> Option<&Choice> {
        self.decline_grounds.iter().find(|c| c.code == code)
    }

    /// A reason for which its clocks may pause.
    pub fn suspend_reason(&self, code: &str) -> Option<&Choice> {
        self.suspend_reasons.iter().find(|c| c.code == code)
    }

    /// The promises that start to run with an action.
    pub fn clocks_started_by<'a>(
        &'a self,
        action: &'a str,
    ) -> impl Iterator<Item = &'a PromisedClock> {
        self.clocks.iter().filter(move |c| c.starts_on == action)
    }

    /// The promises an action keeps.
    pub fn clocks_met_by<'a>(&'a self, action: &'a str) -> impl Iterator<Item = &'a PromisedClock> {
        self.clocks.iter().filter(move |c| c.met_by.iter().any(|a| a == action))
    }

    fn check_fields(&self, wrong: &mut Vec<String>) {
        let mut seen = BTreeSet::new();
        for field in &self.fields {
            if !seen.insert(&field.name) {
                wrong.push(format!("field `{}` appears twice", field.name));
            }
            let limited = matches!(field.type_, FieldType::Flag | FieldType::Matter);
            if field.max.is_none_or(|max| max == 0) && !limited {
                wrong.push(format!("field `{}` needs a `max` above 0", field.name));
            }
        }
        if self.fields.is_empty() {
            wrong.push("a kind asks at least one field".into());
        }
    }

    fn check_documents(&self, wrong: &mut Vec<String>) {
        let docs = &self.documents;
        if docs.max_files > 0 && (docs.max_bytes == 0 || docs.types.is_empty()) {
            wrong.push("`documents` allows files but no size or no type".into());
        }
        if let Some(bad) = docs.types.iter().find(|t| !t.contains('/')) {
            wrong.push(format!("`{bad}` is no media type"));
        }
    }

    fn check_clocks(&self, wrong: &mut Vec<String>) {
        let mut seen = BTreeSet::new();
        for promise in &self.clocks {
            if !seen.insert(&promise.clock) {
                wrong.push(format!("clock `{}` appears twice", promise.clock));
            }
            for word in promise.met_by.iter().chain([&promise.starts_on]) {
                if word.parse::<Action>().is_err() {
                    wrong.push(format!("clock `{}`: `{word}` is no action", promise.clock));
                }
            }
            if promise.met_by.is_empty() {
                wrong.push(format!("clock `{}` is never met", promise.clock));
            }
        }
    }
}

fn check_choices(name: &str, choices: &[Choice], wrong: &mut Vec<String>) {
    let mut seen = BTreeSet::new();
    for choice in choices {
        if !seen.insert(&choice.code) {
            wrong.push(format!("`{name}` has `{}` twice", choice.code));
        }
        if choice.zh.trim().is_empty() || choice.en.trim().is_empty() {
            wrong.push(format!("`{name}`: `{}` lacks a language", choice.code));
        }
    }
    if choices.is_empty() {
        wrong.push(format!("`{name}` is empty"));
    }
}
