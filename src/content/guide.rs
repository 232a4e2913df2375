//! A guide says where a matter is really handled, for what is not a business's own trouble too.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{ContentError, front_matter, markdown};

/// A guide with its page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Guide {
    #[serde(flatten)]
    pub facts: Facts,
    /// The page's text as written.
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
    pub title: String,
    pub title_en: String,
    pub summary: String,
    pub matters: Vec<String>,
    /// Who really handles it, the first first.
    pub agencies: Vec<String>,
    /// Slugs of the services it leads to.
    #[serde(default)]
    pub services: Vec<String>,
    pub reviewed: NaiveDate,
    /// The agency that answers for this page.
    pub responsible: String,
}

impl std::ops::Deref for Guide {
    type Target = Facts;

    fn deref(&self) -> &Facts {
        &self.facts
    }
}

pub(super) fn read(path: &str, text: &str) -> Result<Guide, ContentError> {
    let (facts, markdown): (Facts, String) = front_matter::read(path, text)?;
    let html = markdown::render(&markdown);
    Ok(Guide { facts, markdown, html })
}
