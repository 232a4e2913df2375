//! What can be said here: the phrases of titles, tags and lay words, by how they are written and how they
//! sound. It completes what is being typed, and reads Latin letters and slips as what was meant.

use std::collections::HashMap;

use super::document::Document;
use super::pinyin::{initials, loose, readings};
use super::synonyms::Synonyms;
use super::text::{folded, is_han, words};

/// Phrases that are kept: more would be a library of its own.
const MOST: usize = 200_000;
/// Characters of the longest phrase that is looked up by its sound.
pub const LONG: usize = 8;
/// Characters of the longest phrase that is offered.
const OFFERED: usize = 24;
/// Words that make one phrase of a title.
const WORDS: usize = 4;

/// What a phrase is worth by where it was said; a piece of a title is never offered.
const TITLE: f32 = 6.0;
const TAG: f32 = 3.0;
const LAY: f32 = 3.0;
const PIECE: f32 = 1.0;

#[derive(Debug, Clone)]
struct Phrase {
    text: String,
    worth: f32,
    rank: Rank,
    sites: u8,
}

/// How far a phrase may be used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// A piece of a title, by which a title is recognised.
    #[default]
    Piece,
    /// People say it so, in one piece. Not all that people say is for a public page to say.
    Said,
    /// It is shown to somebody who begins to type it.
    Offered,
}

/// The sites that say a phrase, a bit for each.
const ENTERPRISE: u8 = 1;
const YOUTH: u8 = 2;

fn bit(site: &str) -> u8 {
    match site {
        "enterprise" => ENTERPRISE,
        "youth" => YOUTH,
        _ => ENTERPRISE | YOUTH,
    }
}

/// The phrases, and the ways to them.
#[derive(Debug, Default)]
pub struct Vocabulary {
    phrases: Vec<Phrase>,
    by_text: HashMap<String, u32>,
    by_sound: HashMap<String, Vec<u32>>,
    by_loose: HashMap<String, Vec<u32>>,
    by_initials: HashMap<String, Vec<u32>>,
    /// What is offered, by each way it may be begun, sorted.
    begun: Vec<(String, u32)>,
}

impl Vocabulary {
    /// Gathers the phrases of the documents and of the list of synonyms.
    pub fn of<'a>(documents: impl IntoIterator<Item = &'a Document>, synonyms: &Synonyms) -> Self {
        let mut gathered = Gathered::default();
        for document in documents {
            if gathered.0.len() >= MOST {
                tracing::warn!(MOST, "the vocabulary of the search is full");
                break;
            }
            gathered.document(document, synonyms);
        }
        for (said, finds) in synonyms.entries() {
            gathered.lay(said, finds);
        }
        gathered.order()
    }

    /// Is it said here, exactly so?
    pub fn holds(&self, phrase: &str) -> bool {
        self.by_text.contains_key(phrase)
    }

    /// Is it said here as a whole, not only a piece of a title?
    pub fn holds_whole(&self, phrase: &str) -> bool {
        self.rank(phrase) >= Rank::Said
    }

    fn rank(&self, phrase: &str) -> Rank {
        let at = self.by_text.get(phrase).and_then(|at| self.phrases.get(*at as usize));
        at.map_or(Rank::Piece, |phrase| phrase.rank)
    }

    /// The phrases that sound so, best first.
    pub fn sounding(&self, phrase: &str, loosely: bool) -> Vec<&str> {
        let mut found = Vec::new();
        for syllables in readings(phrase) {
            let at = if loosely {
                self.by_loose.get(&loose(&syllables))
            } else {
                self.by_sound.get(&syllables.concat())
            };
            found.extend(at.into_iter().flatten().copied());
        }
        self.best(found)
    }

    /// The phrases that are written so in Latin letters, best first.
    pub fn spelt(&self, latin: &str) -> Vec<&str> {
        self.best(self.by_sound.get(latin).cloned().unwrap_or_default())
    }

    /// The phrases that begin with these letters, best first.
    pub fn abbreviated(&self, letters: &str) -> Vec<&str> {
        self.best(self.by_initials.get(letters).cloned().unwrap_or_default())
    }

    /// What is offered that shares most with a text: its sounds, then its characters.
    pub fn nearest(&self, text: &str, most: usize) -> Vec<&str> {
        let text: String = text.chars().filter(|c| is_han(*c)).take(OFFERED).collect();
        let mut near = if text.is_empty() { Vec::new() } else { self.sounding(&text, true) };
        near.retain(|phrase| self.rank(phrase) == Rank::Offered);
        let offered = self.phrases.iter().filter(|phrase| phrase.rank == Rank::Offered);
        let shared = |phrase: &Phrase| {
            let met = phrase.text.chars().filter(|c| text.contains(*c)).count() as f32;
            met * met / phrase.text.chars().count() as f32
        };
        let mut ranked: Vec<(f32, &Phrase)> = offered
            .map(|phrase| (shared(phrase), phrase))
            .filter(|(near, _)| *near >= 0.5)
            .collect();
        ranked.sort_by(|one, other| {
            let rank = other.0.total_cmp(&one.0).then(other.1.worth.total_cmp(&one.1.worth));
            rank.then_with(|| one.1.text.cmp(&other.1.text))
        });
        near.extend(ranked.into_iter().map(|(_, phrase)| phrase.text.as_str()));
        let mut seen = std::collections::HashSet::new();
        near.retain(|phrase| *phrase != text && seen.insert(*phrase));
        near.truncate(most);
        near
    }

    fn best(&self, mut found: Vec<u32>) -> Vec<&str> {
        found.sort_unstable();
        found.dedup();
        let mut phrases: Vec<&Phrase> =
            found.into_iter().filter_map(|at| self.phrases.get(at as usize)).collect();
        phrases.sort_by(|one, other| other.worth.total_cmp(&one.worth));
        phrases.into_iter().map(|phrase| phrase.text.as_str()).collect()
    }

    /// What somebody may be about to type, best first: by characters, by sound, by first letters. Of one
    /// site or of both.
    pub fn complete(&self, begun: &str, site: Option<&str>, most: usize) -> Vec<&str> {
        let begun: String = folded(begun).chars().filter(|c| !c.is_whitespace()).collect();
        if begun.is_empty() {
            return Vec::new();
        }
        let from = self.begun.partition_point(|(key, _)| key.as_str() < begun.as_str());
        let after = self.begun.iter().skip(from);
        let found = after.take_while(|(key, _)| key.starts_with(&begun)).map(|(_, at)| *at);
        let wanted = bit(site.unwrap_or_default());
        let said = |at: &u32| self.phrases.get(*at as usize).is_some_and(|p| p.sites & wanted != 0);
        let mut best = self.best(found.filter(said).take(2_000).collect());
        best.retain(|phrase| *phrase != begun);
        best.truncate(most);
        best
    }
}

/// Phrases with what they are worth, how far they may be used, and which sites say them.
#[derive(Default)]
struct Gathered(HashMap<String, (f32, Rank, u8)>);

impl Gathered {
    /// Lay words, and what they find: offered where what they find is said.
    fn lay(&mut self, said: &str, finds: &[String]) {
        let of = |find: &String| self.0.get(&folded(find.trim())).map_or(0, |known| known.2);
        let sites = finds.iter().map(of).fold(0, |all, sites| all | sites);
        self.add(said, LAY, Rank::Offered, sites);
        finds.iter().for_each(|find| self.add(find, LAY, Rank::Offered, sites));
    }

    fn add(&mut self, phrase: &str, worth: f32, rank: Rank, sites: u8) {
        let phrase = folded(phrase.trim());
        let length = phrase.chars().count();
        if (2..=OFFERED).contains(&length) {
            let known = self.0.entry(phrase).or_default();
            // Said often is worth more, but never more than ten times.
            known.0 = (known.0 + worth).min(worth.max(known.0) * 10.0);
            known.1 = known.1.max(rank);
            known.2 |= sites;
        }
    }

    fn document(&mut self, document: &Document, synonyms: &Synonyms) {
        // A sentence of a film is no phrase of ours.
        if document.kind == "cue" {
            return;
        }
        let sites = bit(&document.site);
        self.add(&document.title, TITLE, Rank::Offered, sites);
        self.add(&document.agency, TAG, Rank::Offered, sites);
        let short = |text: &&String| text.chars().any(is_han);
        document.tags.iter().filter(short).for_each(|tag| self.add(tag, TAG, Rank::Offered, sites));
        document.lay.iter().filter(short).for_each(|lay| self.add(lay, LAY, Rank::Said, sites));
        // Nor are the pieces of a question, which is a sentence, too.
        if document.kind == "question" {
            return;
        }
        let title = folded(&document.title);
        let cut = words(&title);
        for at in 0..cut.len() {
            let mut end = None;
            for word in cut.iter().skip(at).take(WORDS) {
                // Only what stands side by side makes a phrase.
                if end.is_some_and(|end| end != word.start) {
                    break;
                }
                end = Some(word.end);
                let piece = &title[cut[at].start..word.end];
                // What begins or ends with a word that means nothing is torn out of its sentence.
                let torn = [&cut[at], word].iter().any(|edge| synonyms.is_stop(&edge.text));
                if !torn && piece.chars().count() <= LONG && piece.chars().all(is_han) {
                    self.add(piece, PIECE, Rank::Piece, sites);
                }
            }
        }
    }

    fn order(self) -> Vocabulary {
        let mut all = Vocabulary::default();
        for (text, (worth, rank, sites)) in self.0 {
            let offered = rank == Rank::Offered;
            let at = u32::try_from(all.phrases.len()).unwrap_or(u32::MAX);
            if offered {
                all.begun.push((squeezed(&text), at));
            }
            let short = text.chars().count() <= LONG || offered;
            for syllables in if short { readings(&text) } else { Vec::new() } {
                let sound = syllables.concat();
                let letters = initials(&syllables);
                if offered {
                    all.begun.extend([(sound.clone(), at), (letters.clone(), at)]);
                }
                all.by_loose.entry(loose(&syllables)).or_default().push(at);
                all.by_sound.entry(sound).or_default().push(at);
                all.by_initials.entry(letters).or_default().push(at);
            }
            all.by_text.insert(text.clone(), at);
            all.phrases.push(Phrase { text, worth, rank, sites });
        }
        all.begun.sort_unstable();
        all.begun.dedup();
        all
    }
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary() -> Vocabulary {
        let titled = |title: &str| Document { title: title.into(), ..Document::default() };
        let line = Document { lay: vec!["法治课".into()], ..titled("小学生防欺凌") };
        let cue = Document { kind: "cue".into(), ..titled("你在哪里") };
        let documents = [titled("申请支付令"), titled("劳动仲裁"), line, cue];
        Vocabulary::of(&documents, &Synonyms::default())
    }

    #[test]
    fn a_phrase_is_found_by_its_sound_and_its_letters() {
        let vocabulary = vocabulary();
        assert_eq!(vocabulary.spelt("fazhike"), ["法治课"]);
        assert_eq!(vocabulary.abbreviated("ldzc"), ["劳动仲裁"]);
        assert_eq!(vocabulary.sounding("支付另", false), ["支付令"]);
        assert_eq!(vocabulary.sounding("老动总才", true), ["劳动仲裁"]);
        assert!(vocabulary.spelt("nizainali").is_empty(), "what a film says is no phrase of ours");
        assert!(vocabulary.holds("支付令") && !vocabulary.holds("付令"));
    }

    #[test]
    fn what_is_begun_is_completed_however_it_is_typed() {
        let vocabulary = vocabulary();
        for begun in ["劳", "劳动", "ld", "laod", "LAO", "勞動"] {
            assert_eq!(vocabulary.complete(begun, None, 5), ["劳动仲裁"], "{begun}");
        }
        assert!(vocabulary.complete("劳动仲裁", None, 5).is_empty(), "it is there already");
        assert!(vocabulary.complete("付令", None, 5).is_empty(), "a piece is never offered");
        assert!(vocabulary.complete("  ", None, 5).is_empty());
        assert!(vocabulary.complete("法治", None, 5).is_empty(), "said, and not for us to say");
        assert!(vocabulary.nearest("法致课", 5).is_empty());
        assert!(vocabulary.holds_whole("法治课") && !vocabulary.holds_whole("付令"));
    }
}
