//! What a home page puts forward: a word on top, and pages of the site, the first first.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::fault::Fault;
use super::{ContentError, front_matter, markdown};

/// The two home pages.
const SLUGS: [&str; 2] = ["enterprise", "youth"];
/// How many pages are put forward at most.
pub(super) const FEATURES_MAX: usize = 6;

/// What a home page puts forward.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Home {
    #[serde(flatten)]
    pub facts: Facts,
    /// A word on top of the page, as written; empty most of the time.
    pub markdown: String,
    /// The same, rendered and safe to print.
    pub html: String,
}

/// What the front matter says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// `enterprise` or `youth`.
    pub slug: String,
    /// What stands above the pages that are put forward.
    pub title: String,
    pub title_en: String,
    /// Addresses of pages of the site.
    pub features: Vec<String>,
    pub reviewed: NaiveDate,
}

impl std::ops::Deref for Home {
    type Target = Facts;

    fn deref(&self) -> &Facts {
        &self.facts
    }
}

impl Facts {
    /// What the facts lack: the part of the file, and what is wrong with it.
    pub(super) fn lacks(&self, is_there: impl Fn(&str) -> bool) -> Vec<(String, Fault)> {
        let mut wrong = Vec::new();
        let mut say = |part: &str, fault: Fault| wrong.push((part.to_owned(), fault));
        if !SLUGS.contains(&self.slug.as_str()) {
            say("slug", format!("there is no home page `{}`", self.slug).into());
        }
        if self.title.is_empty() || self.title_en.is_empty() {
            say("title", Fault::empty("title", "`title` is empty"));
        }
        if self.features.len() > FEATURES_MAX {
            let english = format!("at most {FEATURES_MAX} pages are put forward");
            say(
                "features",
                Fault::count("features", self.features.len(), 0, FEATURES_MAX, english),
            );
        }
        for (at, path) in self.features.iter().enumerate() {
            if !is_there(path) {
                let english = format!("there is no page `{path}` to put forward");
                say(path, Fault::said("unknown_page", &[("path", path)], english));
            }
            if self.features[..at].contains(path) {
                let english = format!("`{path}` is put forward twice");
                say(path, Fault::said("twice", &[("slug", path)], english));
            }
        }
        wrong
    }
}

pub(super) fn read(path: &str, text: &str) -> Result<Home, ContentError> {
    let (facts, markdown): (Facts, String) = front_matter::read(path, text)?;
    let html = markdown::render(&markdown);
    Ok(Home { facts, markdown, html })
}
