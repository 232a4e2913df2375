//! How often each of some words stands in a document.

use std::sync::OnceLock;

use aho_corasick::AhoCorasick;
use memchr::memmem;

use super::row::{BODY, COUNT, Row};
use super::sieve::{self, Trace};

/// Words up to which one pass for each is faster than one for all: a pass for one word skips what can't
/// begin it, many bytes at a time, and ends where it has seen enough. Measured: one for all costs as much as
/// 28 that run to the end.
const FEW: usize = 24;

/// Finds words.
#[derive(Default)]
pub struct Finder {
    words: Vec<Word>,
    /// All the words at once. Made when a document holds many of them; none where they are more than an
    /// automaton can hold.
    all: OnceLock<Option<AhoCorasick>>,
}

struct Word {
    finder: memmem::Finder<'static>,
    traces: Vec<Trace>,
}

/// How often one word stands in each text of a document, counted up to what was asked for.
pub type Counts = [usize; COUNT];

impl Finder {
    /// Makes ready what every document is looked through for.
    pub fn of(words: &[String]) -> Self {
        let word = |word: &String| Word {
            finder: memmem::Finder::new(word).into_owned(),
            traces: sieve::traces(word).collect(),
        };
        Self { words: words.iter().map(word).collect(), all: OnceLock::new() }
    }

    /// Are there no words?
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Each word that stands in the document, by its number, with how often; in the body up to `most`,
    /// elsewhere whether.
    pub fn within(&self, row: &Row, most: usize) -> Vec<(usize, Counts)> {
        let may = |(_, word): &(usize, &Word)| row.sieve().may_hold(&word.traces);
        let held: Vec<(usize, &Word)> = self.words.iter().enumerate().filter(may).collect();
        if held.len() > FEW
            && let Some(all) = self.all()
        {
            return together(all, self.words.len(), row, most);
        }
        let counted = held.into_iter().map(|(at, word)| (at, word.counts(row, most)));
        counted.filter(|(_, counts)| *counts != [0; COUNT]).collect()
    }

    fn all(&self) -> Option<&AhoCorasick> {
        let needles = || self.words.iter().map(|word| word.finder.needle());
        self.all.get_or_init(|| AhoCorasick::new(needles()).ok()).as_ref()
    }
}

impl Word {
    fn counts(&self, row: &Row, most: usize) -> Counts {
        let mut counts = [0; COUNT];
        for (place, (text, count)) in row.texts().iter().zip(&mut counts).enumerate() {
            let found = self.finder.find_iter(text.as_bytes());
            *count = found.take(enough(place, most)).count();
        }
        counts
    }
}

fn together(all: &AhoCorasick, words: usize, row: &Row, most: usize) -> Vec<(usize, Counts)> {
    let mut counts = vec![[0; COUNT]; words];
    for (place, text) in row.texts().iter().enumerate() {
        for found in all.find_overlapping_iter(text) {
            let count = &mut counts[found.pattern().as_usize()][place];
            *count = (*count + 1).min(enough(place, most));
        }
    }
    counts.into_iter().enumerate().filter(|(_, counts)| *counts != [0; COUNT]).collect()
}

fn enough(place: usize, most: usize) -> usize {
    if place == BODY { most } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::document::Document;

    #[test]
    fn few_words_and_many_are_counted_alike() {
        let body = "劳动合同到期，劳动者要求续签合同；合同里写了劳动报酬，工资、仲裁。";
        let (title, body) = ("劳动合同".to_owned(), body.to_owned());
        let row = Row::of(Document { title, body, ..Document::default() });
        let few = ["劳动合同", "劳动", "合同"].map(str::to_owned);
        let chars: Vec<char> = row.texts()[BODY].chars().collect();
        let pairs = chars.windows(2).map(|two| two.iter().collect()).chain(["abc".to_owned()]);
        let many: Vec<String> = few.iter().cloned().chain(pairs).collect();
        assert!(many.len() > FEW + 1, "so many stand there that they are looked for together");
        let counted = |words: &[String]| {
            let found = Finder::of(words).within(&row, 2);
            found.into_iter().map(|(at, counts)| (at, counts[0], counts[BODY])).collect::<Vec<_>>()
        };
        let three = [(0, 1, 1), (1, 1, 2), (2, 1, 2)];
        assert_eq!(counted(&few), three);
        assert_eq!(counted(&many)[..3], three);
        assert_eq!(counted(&many).len(), many.len() - 1, "a word that stands nowhere is not named");
    }
}
