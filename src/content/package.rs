//! A package (课程包): courses in the order in which they are taught.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::fault::Fault;
use super::{ContentError, front_matter, markdown};
use crate::domain::course::Stage;

/// A package with its page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Package {
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
    pub title: String,
    pub title_en: String,
    pub summary: String,
    pub stages: Vec<Stage>,
    /// Slugs, in teaching order.
    pub courses: Vec<String>,
    /// The agency that answers for this page.
    pub responsible: String,
    pub reviewed: NaiveDate,
}

impl std::ops::Deref for Package {
    type Target = Facts;

    fn deref(&self) -> &Facts {
        &self.facts
    }
}

impl Facts {
    /// What the facts lack by themselves: the part of the file, and what is wrong with it.
    pub(super) fn lacks(&self) -> Vec<(&'static str, Fault)> {
        let mut wrong = Vec::new();
        if self.stages.is_empty() {
            wrong.push(("stages", Fault::empty("stages", "`stages` is empty")));
        }
        if self.courses.len() < 2 {
            let english = "a package holds two courses or more";
            wrong.push(("courses", Fault::said("few_courses", &[], english)));
        }
        for (at, course) in self.courses.iter().enumerate() {
            if self.courses[..at].contains(course) {
                let english = format!("`{course}` stands in it twice");
                wrong.push(("courses", Fault::said("twice", &[("slug", course)], english)));
            }
        }
        wrong
    }
}

pub(super) fn read(path: &str, text: &str) -> Result<Package, ContentError> {
    let (facts, markdown): (Facts, String) = front_matter::read(path, text)?;
    let html = markdown::render(&markdown);
    Ok(Package { facts, markdown, html })
}
