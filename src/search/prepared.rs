//! A query understood: the words that carry meaning, and what else they find.

use super::synonyms::Synonyms;
use super::text::{folded, is_han, without_controls, words};

/// Characters of a query that are read; the rest of a very long one is ignored.
const READ: usize = 400;
/// Ideas of a query that are looked for; more only make a long story slow.
const IDEAS: usize = 24;

/// A query cut into ideas.
#[derive(Debug, Default, PartialEq)]
pub struct Prepared {
    /// In the order they were said, each once.
    pub ideas: Vec<Idea>,
}

/// One idea of the query: a word, or a saying.
#[derive(Debug, PartialEq)]
pub struct Idea {
    /// As it was said.
    pub said: String,
    /// Its words; all of them must stand in a document that it finds.
    pub words: Vec<String>,
    /// Other ways to say it, each a list of words as above.
    pub others: Vec<Vec<String>>,
}

impl Prepared {
    /// Reads a query, whatever it holds.
    pub fn read(q: &str, synonyms: &Synonyms) -> Self {
        let short: String = without_controls(q).trim().chars().take(READ).collect();
        let text = folded(&short);
        let mut ideas: Vec<Idea> = Vec::new();
        let sayings = synonyms.within(&text).map(|saying| Idea {
            said: saying.said.to_owned(),
            words: meant(saying.said, synonyms),
            others: saying.finds.iter().map(|other| meant(other, synonyms)).collect(),
        });
        for idea in sayings.chain(meant(&text, synonyms).into_iter().map(Idea::word)) {
            if ideas.len() < IDEAS && !ideas.iter().any(|known| known.said == idea.said) {
                ideas.push(idea);
            }
        }
        Self { ideas }
    }

    /// Everything worth marking in a snippet, longest first.
    pub fn marks(&self) -> Vec<String> {
        let mut marks: Vec<String> = Vec::new();
        for idea in &self.ideas {
            marks.push(idea.said.clone());
            marks.extend(idea.words.iter().chain(idea.others.iter().flatten()).cloned());
        }
        let long: Vec<String> =
            marks.iter().filter(|mark| mark.chars().count() > 1).cloned().collect();
        // A lone character lights up half a text; it is marked only when nothing else was asked.
        let mut marks = if long.is_empty() { marks } else { long };
        marks.sort_by_key(|mark| std::cmp::Reverse(mark.len()));
        marks.dedup();
        marks
    }
}

impl Idea {
    fn word(word: String) -> Self {
        Self { said: word.clone(), words: vec![word], others: Vec::new() }
    }
}

/// The words of a folded text that mean something; all of them when none does.
fn meant(text: &str, synonyms: &Synonyms) -> Vec<String> {
    let joined = join_single(text, synonyms);
    let meaning: Vec<String> =
        joined.iter().filter(|word| !synonyms.is_stop(word)).cloned().collect();
    if meaning.is_empty() { joined } else { meaning }
}

/// Words the dictionary does not know fall into single characters; neighbours are put together again.
fn join_single(text: &str, synonyms: &Synonyms) -> Vec<String> {
    let mut joined: Vec<(String, usize, bool)> = Vec::new();
    for word in words(text) {
        let mut chars = word.text.chars();
        let lone = chars.next().is_some_and(is_han) && chars.next().is_none();
        let loose = lone && !synonyms.is_stop(&word.text);
        match joined.last_mut() {
            Some((before, end, true)) if loose && *end == word.start => {
                before.push_str(&word.text);
                *end = word.end;
            }
            _ => joined.push((word.text, word.end, loose)),
        }
    }
    joined.into_iter().map(|(word, ..)| word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(q: &str) -> Vec<String> {
        let prepared = Prepared::read(q, &Synonyms::shipped());
        prepared.ideas.into_iter().map(|idea| idea.said).collect()
    }

    #[test]
    fn a_story_is_reduced_to_what_it_says() {
        let ideas = said("您好，请问我去年给一家超市供货，他们一直欠货款怎么办？");
        assert_eq!(ideas[0], "欠货款");
        assert!(ideas.contains(&"超市".into()) && ideas.contains(&"供货".into()), "{ideas:?}");
        assert!(!ideas.contains(&"请问".into()));
    }

    #[test]
    fn unknown_words_stay_whole() {
        assert!(said("讨薪").contains(&"讨薪".into()));
        assert_eq!(said("怎么办"), ["怎么办"]);
    }

    #[test]
    fn any_input_is_read() {
        for q in ["", "   ", "\0\0", "\"-+(*", "😀😀", "<script>alert(1)</script>"] {
            said(q);
        }
        assert!(said(&"拖欠货款！".repeat(100_000)).len() <= IDEAS);
    }
}
