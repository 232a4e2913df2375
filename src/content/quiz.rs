//! The questions of a lesson: one file of the bank.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Content, ContentError, toml_file};
use crate::domain::course::LawCited;
use crate::domain::quiz::Item;

/// A quiz.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quiz {
    /// The lesson by slug.
    pub lesson: String,
    /// Percent of the points to pass.
    pub pass: u8,
    /// How often it may be tried; 0 is as often as wished.
    pub tries: u32,
    /// Whether items and choices are drawn in another order each time.
    pub shuffle: bool,
    pub laws: Vec<LawCited>,
    pub reviewed: NaiveDate,
    pub items: Vec<Item>,
    /// The sha256 of the file.
    #[serde(skip)]
    pub revision: String,
}

pub(super) fn read(path: &str, text: &str) -> Result<Quiz, ContentError> {
    let quiz: Quiz = toml_file::read(path, text)?;
    Ok(Quiz { revision: data_encoding::HEXLOWER.encode(&Sha256::digest(text)), ..quiz })
}

/// What is wrong with the quizzes, by file and item.
pub(super) fn check(content: &Content, texts: &[(String, String)]) -> Vec<ContentError> {
    let mut errors = Vec::new();
    for quiz in &content.quizzes {
        let file = format!("quizzes/{}.toml", quiz.lesson);
        let text = texts.iter().find(|(path, _)| *path == file).map(|(_, text)| text.as_str());
        let mut complain = |needle: &str, message: String| {
            errors.push(ContentError::near(&file, text.unwrap_or_default(), needle, message));
        };
        if text.is_none() {
            complain("lesson", format!("a quiz of `{}` must be named for it", quiz.lesson));
        }
        if !content.lessons.iter().any(|lesson| lesson.slug == quiz.lesson) {
            complain("lesson", format!("there is no lesson `{}`", quiz.lesson));
        }
        if !(1..=100).contains(&quiz.pass) {
            complain("pass", "`pass` is a percentage from 1 to 100".into());
        }
        if !(1..=10).contains(&quiz.items.len()) {
            complain("[[items]]", "a quiz has one to ten items".into());
        }
        for (at, item) in quiz.items.iter().enumerate() {
            let needle = format!("id = \"{}\"", item.id);
            for wrong in item.lacks() {
                complain(&needle, format!("item `{}`: {wrong}", item.id));
            }
            if quiz.items[..at].iter().any(|other| other.id == item.id) {
                complain(&needle, format!("item `{}` stands in it twice", item.id));
            }
        }
    }
    errors
}

#[cfg(test)]
mod tests {
    use super::*;

    const BROKEN: &str = r#"lesson = "nowhere"
pass = 0
tries = 0
shuffle = true
laws = []
reviewed = "2026-11-26"
[[items]]
id = "a"
kind = "single"
ask = "？"
choices = ["甲", "乙", "丙"]
right = [3]
explain = "因为"
"#;

    #[test]
    fn a_mistake_is_named_with_its_file_and_item() {
        let path = "quizzes/nowhere.toml".to_owned();
        let quiz = read(&path, BROKEN).unwrap();
        let content = Content { quizzes: vec![quiz], ..Content::default() };
        let said: Vec<String> =
            check(&content, &[(path, BROKEN.into())]).iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "content/quizzes/nowhere.toml:1: there is no lesson `nowhere`",
                "content/quizzes/nowhere.toml:2: `pass` is a percentage from 1 to 100",
                "content/quizzes/nowhere.toml:8: item `a`: `right` names no choice",
            ]
        );
    }

    #[test]
    fn every_lesson_has_its_questions() {
        let content = Content::load().unwrap();
        for lesson in &content.lessons {
            assert!(content.quiz(&lesson.slug).is_some(), "{}", lesson.slug);
        }
    }
}
