//! A document as it is weighed and shown: folded once, for every search that will meet it.

use std::borrow::Cow;

use super::document::Document;
use super::sieve::Sieve;
use super::text::{fold, folded};

/// The places of a document where a word may stand: title, tags, summary, lay words, body, words of the
/// field.
pub const COUNT: usize = 6;
pub const TITLE: usize = 0;
const SUMMARY: usize = 2;
pub const BODY: usize = 4;
/// Characters of a body that are weighed, and that a snippet may come from.
const READ: usize = 6_000;
const SHOWN: usize = 20_000;

/// A document as it is weighed.
#[derive(Debug)]
pub struct Row {
    pub document: Document,
    /// Its texts by place, folded.
    texts: [String; COUNT],
    /// The letters and characters of its title, folded.
    title: String,
    /// Of its body more is said than is weighed.
    long: bool,
    /// Which words stand nowhere in its texts.
    sieve: Sieve,
}

impl Row {
    /// Folds the texts once, for every search that will meet the document.
    pub fn of(document: Document) -> Self {
        let d = &document;
        let tags = lines(d.tags.iter().chain([&d.agency]));
        let (lay, field) = (lines(&d.lay), lines(&d.field));
        let texts = [&d.title, &tags, &d.summary, &lay, &d.body, &field];
        let texts = texts.map(|text| text.chars().take(READ).map(fold).collect());
        let title = folded(&d.title).chars().filter(|c| c.is_alphanumeric()).collect();
        let long = document.body.chars().nth(READ).is_some();
        let sieve = Sieve::of(&texts);
        Self { texts, title, long, sieve, document }
    }

    /// Which words stand nowhere in its texts.
    pub(super) fn sieve(&self) -> &Sieve {
        &self.sieve
    }

    /// Its texts by place, folded.
    pub(super) fn texts(&self) -> &[String; COUNT] {
        &self.texts
    }

    /// The letters and characters of its title, folded.
    pub(super) fn title(&self) -> &str {
        &self.title
    }

    /// The texts that a snippet is taken from, each with itself folded.
    pub fn shown(&self) -> [(&str, Cow<'_, str>); 2] {
        let body = match self.long {
            true => Cow::Owned(self.document.body.chars().take(SHOWN).map(fold).collect()),
            false => Cow::Borrowed(self.texts[BODY].as_str()),
        };
        let summary = Cow::Borrowed(self.texts[SUMMARY].as_str());
        [(&self.document.summary, summary), (&self.document.body, body)]
    }
}

fn lines<'a>(texts: impl IntoIterator<Item = &'a String>) -> String {
    texts.into_iter().flat_map(|text| [text.as_str(), "\n"]).collect()
}
