//! A query understood: the words that carry meaning, and what else they find.

use super::slips::{self, Reading};
use super::synonyms::Synonyms;
use super::text::{folded, is_han, parts, without_controls, words};
use super::vocabulary::{LONG, Vocabulary};

/// Characters of a query that are read; the rest of a very long one is ignored.
const READ: usize = 400;
/// Ideas of a query that are looked for; more only make a long story slow.
const IDEAS: usize = 24;
/// Ideas from which a query is rich, and characters from which it is a story.
const RICH: usize = 5;
const STORY: usize = 18;
/// Characters of a query in which slips are looked for: a story has enough right words.
const SLIPS: usize = 40;
/// The same of those that are Chinese: two letters in a long sentence are no phrase that was cut short.
const SLIPS_HAN: usize = 16;

/// A query cut into ideas.
#[derive(Debug, Default)]
pub struct Prepared {
    /// In the order they were said, each once.
    pub ideas: Vec<Idea>,
    /// As it was typed, folded.
    pub typed: String,
    /// As it was read, where that is not how it was typed.
    pub read_as: Option<String>,
    /// The matters that a story sounds like, with how sure that is; they are looked for, too.
    pub leaning: Vec<(String, f32)>,
}

/// One idea of the query: a word, or a saying.
#[derive(Debug, Default)]
pub struct Idea {
    /// As it was said.
    pub said: String,
    /// Its words; all of them must stand in a document that it finds.
    pub words: Vec<String>,
    /// Other ways to say it, each a list of words as above.
    pub others: Vec<Vec<String>>,
    /// It is a saying of the list, or read as something else: it tells more than its words.
    pub saying: bool,
}

/// What a query is read by.
pub struct Reader<'a> {
    pub synonyms: &'a Synonyms,
    pub vocabulary: &'a Vocabulary,
    /// Does the word stand anywhere?
    pub known: &'a dyn Fn(&str) -> bool,
}

impl Reader<'_> {
    /// Reads a query, whatever it holds.
    pub fn read(&self, q: &str) -> Prepared {
        let short: String = without_controls(q).trim().chars().take(READ).collect();
        let typed = folded(&short);
        let meant = self.meant(&typed);
        let text = meant.as_deref().unwrap_or(&typed);
        let mut ideas: Vec<Idea> = Vec::new();
        let sayings = self.synonyms.within(text).map(|saying| Idea {
            said: saying.said.to_owned(),
            words: telling(saying.said, self.synonyms),
            others: saying.finds.iter().map(|other| telling(other, self.synonyms)).collect(),
            saying: true,
        });
        let phrases = self.phrases(text).into_iter().map(|phrase| Idea {
            words: vec![phrase.clone()],
            said: phrase,
            saying: true,
            ..Idea::default()
        });
        // What only asks how and why asks for nothing.
        let words = split(text, self.synonyms).into_iter().flat_map(|word| self.pieces(word));
        let words = words.filter(|word| !self.synonyms.is_stop(word));
        for idea in sayings.chain(phrases).chain(words.map(Idea::word)) {
            if ideas.len() < IDEAS && !ideas.iter().any(|known| known.said == idea.said) {
                ideas.push(idea);
            }
        }
        Prepared { ideas, read_as: meant, typed, leaning: Vec::new() }
    }

    /// A word that stands nowhere, as the shorter words in it.
    fn pieces(&self, word: String) -> Vec<String> {
        let pieces = if (self.known)(&word) { Vec::new() } else { parts(&word) };
        if pieces.is_empty() { vec![word] } else { pieces }
    }

    /// Phrases of ours that the text says in one piece, although the dictionary knows only their words.
    fn phrases(&self, text: &str) -> Vec<String> {
        let cut = words(text);
        // What begins or ends with a word that means nothing (我的, 的钱) is a piece of a sentence, unless
        // somebody wrote down that people say just that (等保, 说和).
        let edge = |at: usize| self.synonyms.is_stop(&cut[at].text);
        let mut found: Vec<String> = Vec::new();
        let mut at = 0;
        while at < cut.len() {
            let longest = (at + 1..cut.len().min(at + 5)).rev().find(|end| {
                let together = (at..*end).all(|word| cut[word].end == cut[word + 1].start);
                let phrase = &text[cut[at].start..cut[*end].end];
                let length = phrase.chars().count();
                let torn = edge(at) || edge(*end);
                let ours = match torn {
                    true => self.vocabulary.holds_whole(phrase),
                    false => self.vocabulary.holds(phrase),
                };
                together && (2..=LONG).contains(&length) && ours
            });
            if let Some(end) = longest {
                found.push(text[cut[at].start..cut[end].end].to_owned());
                at = end;
            }
            at += 1;
        }
        found
    }

    /// The text with slips and spelt words in the form they were meant, where there are any.
    fn meant(&self, typed: &str) -> Option<String> {
        let long = typed.chars().count() > SLIPS;
        if long || typed.chars().filter(|c| is_han(*c)).count() > SLIPS_HAN {
            return None;
        }
        let found = slips::readings(typed, self.vocabulary, self.known);
        if found.is_empty() {
            return None;
        }
        let mut meant = typed.to_owned();
        let mut said: Vec<&String> = Vec::new();
        for Reading { typed, meant: readings } in &found {
            let first = readings.first()?;
            // Several words that spell one phrase together: it is said once.
            let put = if said.contains(&first) { "" } else { first.as_str() };
            meant = meant.replacen(typed.as_str(), put, 1);
            said.push(first);
        }
        let meant = meant.split_whitespace().collect::<Vec<_>>().join(" ");
        (meant != typed).then_some(meant)
    }
}

impl Prepared {
    /// The text as it was read.
    pub fn meant(&self) -> &str {
        self.read_as.as_ref().unwrap_or(&self.typed)
    }

    /// Are so many ideas in it that what is found should share more than one?
    pub fn is_rich(&self) -> bool {
        self.ideas.len() >= RICH
    }

    /// Is it told at such length that the whole says more than its words?
    pub fn is_story(&self) -> bool {
        self.is_rich() && self.typed.chars().count() >= STORY
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
        Self { said: word.clone(), words: vec![word], ..Self::default() }
    }
}

/// The words of a folded text that mean something; all of them when none does.
fn telling(text: &str, synonyms: &Synonyms) -> Vec<String> {
    let joined = split(text, synonyms);
    let meaning: Vec<String> =
        joined.iter().filter(|word| !synonyms.is_stop(word)).cloned().collect();
    if meaning.is_empty() { joined } else { meaning }
}

/// Words the dictionary does not know fall into single characters; neighbours are put together again.
fn split(text: &str, synonyms: &Synonyms) -> Vec<String> {
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
    use crate::search::document::Document;

    fn prepared(q: &str) -> Prepared {
        let (synonyms, known) = (Synonyms::shipped(), |_: &str| false);
        let titled = Document { title: "支付令".into(), ..Document::default() };
        let vocabulary = Vocabulary::of([&titled], &Synonyms::default());
        Reader { synonyms: &synonyms, vocabulary: &vocabulary, known: &known }.read(q)
    }

    fn said(q: &str) -> Vec<String> {
        prepared(q).ideas.into_iter().map(|idea| idea.said).collect()
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
        assert!(said("怎么办").is_empty());
    }

    #[test]
    fn a_piece_of_a_sentence_is_no_phrase() {
        let synonyms = Synonyms::shipped();
        let titled = Document { title: "民法典里我的钱".into(), ..Document::default() };
        let vocabulary = Vocabulary::of([&titled], &Synonyms::default());
        let reader = Reader { synonyms: &synonyms, vocabulary: &vocabulary, known: &|_| true };
        let ideas = reader.read("他拿走了我的钱").ideas;
        let said: Vec<&str> = ideas.iter().map(|idea| idea.said.as_str()).collect();
        assert!(
            said.contains(&"钱") && !said.contains(&"我的") && !said.contains(&"的钱"),
            "{said:?}"
        );
    }

    #[test]
    fn what_was_meant_is_read_and_said() {
        for typed in ["申请支付另", "申请 zhifuling", "申请 zhi fu ling"] {
            let read_as = prepared(typed).read_as.unwrap().replace(' ', "");
            assert_eq!(read_as, "申请支付令", "{typed}");
        }
        assert_eq!(prepared("申请支付令").read_as, None);
    }

    #[test]
    fn in_a_story_nothing_is_read_otherwise() {
        assert_eq!(
            prepared("我们厂去年给一家饭店送货，标准为zfl，他们说申请了支付另").read_as,
            None
        );
    }

    #[test]
    fn any_input_is_read() {
        for q in ["", "   ", "\0\0", "\"-+(*", "😀😀", "<script>alert(1)</script>"] {
            said(q);
        }
        assert!(said(&"拖欠货款！".repeat(100_000)).len() <= IDEAS);
    }
}
