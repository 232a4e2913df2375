//! A question that people really ask here, with its answer.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{ContentError, front_matter, markdown};

/// A question with its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Question {
    #[serde(flatten)]
    pub facts: Facts,
    /// The answer as written.
    pub markdown: String,
    /// The same, rendered and safe to print.
    pub html: String,
}

/// What the front matter says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    pub slug: String,
    /// Where it stands in the list.
    pub order: u16,
    /// The question, as people ask it.
    pub title: String,
    pub title_en: String,
    /// The answer in one sentence.
    pub summary: String,
    /// Other ways to ask the same: they find it, and nobody sees them.
    #[serde(default)]
    pub asked: Vec<String>,
    /// What it is about, the first first.
    pub matters: Vec<String>,
    /// Whom to ask further, the first first.
    pub agencies: Vec<String>,
    /// Slugs of the services it leads to.
    #[serde(default)]
    pub services: Vec<String>,
    /// Slugs of the guides that say more.
    #[serde(default)]
    pub guides: Vec<String>,
    pub reviewed: NaiveDate,
    /// The agency that answers for it.
    pub responsible: String,
}

impl std::ops::Deref for Question {
    type Target = Facts;

    fn deref(&self) -> &Facts {
        &self.facts
    }
}

pub(super) fn read(path: &str, text: &str) -> Result<Question, ContentError> {
    let (facts, markdown): (Facts, String) = front_matter::read(path, text)?;
    let html = markdown::render(&markdown);
    Ok(Question { facts, markdown, html })
}
