//! A course of the catalogue: what pupils will be able to do, for whom, how long, by whom, where.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::fault::Fault;
use super::{ContentError, front_matter, markdown};
use crate::domain::catalogue::Marks;
use crate::domain::course::{CourseLine, Form, LawCited, LecturerKind, Stage};
use crate::domain::topic::Topic;

/// A course with its page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Course {
    #[serde(flatten)]
    pub facts: Facts,
    /// The page's text as written.
    pub markdown: String,
    /// The same, rendered and safe to print.
    pub html: String,
    /// What the catalogue's filters look at.
    #[serde(skip)]
    pub marks: Marks,
}

/// What the front matter says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    pub slug: String,
    pub line: CourseLine,
    /// As it would stand on a school's timetable.
    pub title: String,
    pub title_en: String,
    /// One sentence for the catalogue.
    pub summary: String,
    pub stages: Vec<Stage>,
    pub minutes: u16,
    pub forms: Vec<Form>,
    /// The largest group for the forms in which people meet.
    pub max_pupils: u16,
    pub equipment: Vec<String>,
    /// Who may teach it.
    pub lecturers: Vec<LecturerKind>,
    /// The rooms of the centre where it can take place, by slug.
    pub rooms: Vec<String>,
    pub topics: Vec<Topic>,
    /// What pupils will be able to do afterwards.
    pub outcomes: Vec<String>,
    /// For discussion in class.
    pub questions: Vec<String>,
    pub laws: Vec<LawCited>,
    /// The agency that answers for this page.
    pub responsible: String,
    pub reviewed: NaiveDate,
}

impl std::ops::Deref for Course {
    type Target = Facts;

    fn deref(&self) -> &Facts {
        &self.facts
    }
}

impl Facts {
    /// What the facts lack by themselves: the part of the file, and what is wrong with it.
    pub(super) fn lacks(&self) -> Vec<(&'static str, Fault)> {
        let empty = [
            ("stages", self.stages.is_empty()),
            ("forms", self.forms.is_empty()),
            ("lecturers", self.lecturers.is_empty()),
            ("outcomes", self.outcomes.is_empty()),
            ("questions", self.questions.is_empty()),
            ("title", self.title.is_empty() || self.title_en.is_empty()),
            ("summary", self.summary.is_empty()),
        ];
        let mut wrong: Vec<_> = empty
            .into_iter()
            .filter(|(_, missing)| *missing)
            .map(|(part, _)| (part, Fault::empty(part, format!("`{part}` is empty"))))
            .collect();
        if !(5..=480).contains(&self.minutes) {
            let english = format!("{} minutes is no lesson", self.minutes);
            wrong.push(("minutes", Fault::count("minutes", self.minutes.into(), 5, 480, english)));
        }
        if self.max_pupils == 0 {
            wrong
                .push(("max_pupils", Fault::empty("max_pupils", "a group has at least one pupil")));
        }
        if self.forms.contains(&Form::Visit) && self.rooms.is_empty() {
            wrong.push(("rooms", Fault::empty("rooms", "say in `rooms` where a visit leads")));
        }
        wrong
    }
}

pub(super) fn read(path: &str, text: &str) -> Result<Course, ContentError> {
    let (facts, markdown): (Facts, String) = front_matter::read(path, text)?;
    let html = markdown::render(&markdown);
    let marks = Marks::of(facts.line, &facts.stages, &facts.forms, &facts.lecturers, facts.minutes);
    Ok(Course { facts, markdown, html, marks })
}
