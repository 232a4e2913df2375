//! A lesson: one page of a course that a pupil reads by themselves.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::fault::Fault;
use super::{ContentError, front_matter, markdown};
use crate::domain::course::LawCited;

/// The heading under which a lesson asks its questions.
const QUESTIONS: &str = "## 想一想";

/// A lesson with its page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lesson {
    #[serde(flatten)]
    pub facts: Facts,
    /// The page's text as written.
    pub markdown: String,
    /// What there is to read, rendered and safe to print.
    pub html: String,
    /// The questions at its end, without their heading, likewise.
    pub questions_html: String,
}

/// What the front matter says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    pub slug: String,
    /// The course by slug.
    pub course: String,
    /// Where it stands in the course, from 1.
    pub position: u16,
    pub title: String,
    pub title_en: String,
    pub minutes: u16,
    pub summary: String,
    /// Its film, by the name of the film's folder.
    #[serde(default)]
    pub video: Option<String>,
    /// Only for pupils of a class and those who teach them; else for everybody.
    #[serde(default)]
    pub class_only: bool,
    pub laws: Vec<LawCited>,
    pub reviewed: NaiveDate,
}

impl std::ops::Deref for Lesson {
    type Target = Facts;

    fn deref(&self) -> &Facts {
        &self.facts
    }
}

/// The text before the heading of the questions, and what stands under it.
fn parts(markdown: &str) -> (&str, &str) {
    match markdown.rsplit_once(&format!("\n{QUESTIONS}\n")) {
        Some((text, questions)) => (text, questions),
        None => (markdown, ""),
    }
}

impl Lesson {
    /// A lesson of its facts and the text of its page.
    pub fn of(facts: Facts, markdown: String) -> Lesson {
        let (reading, questions) = parts(&markdown);
        let (html, questions_html) = (markdown::render(reading), markdown::render(questions));
        Lesson { facts, markdown, html, questions_html }
    }

    /// What the lesson lacks by itself: the part of the file, and what is wrong with it.
    pub(super) fn lacks(&self) -> Vec<(&'static str, Fault)> {
        let mut wrong = Vec::new();
        if self.questions_html.is_empty() {
            let english = format!("the lesson does not end with `{QUESTIONS}`");
            wrong.push(("+++", Fault::said("no_questions", &[("text", QUESTIONS)], english)));
        }
        if self.minutes == 0 {
            wrong.push(("minutes", Fault::empty("minutes", "a lesson takes at least a minute")));
        }
        wrong
    }
}

pub(super) fn read(path: &str, text: &str) -> Result<Lesson, ContentError> {
    let (facts, markdown): (Facts, String) = front_matter::read(path, text)?;
    Ok(Lesson::of(facts, markdown))
}
