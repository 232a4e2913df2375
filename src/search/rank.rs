//! The order of what was found: one for both engines. An engine brings what may be right; what is right
//! is weighed here, by what was said, how rare that is, and where it stands.

use std::collections::HashMap;
use std::sync::Arc;

use super::finder::Finder;
use super::prepared::{Idea, Prepared};
use super::row::{BODY, COUNT, Row, TITLE};
use super::text::{is_han, parts};

/// So many of what an engine found are weighed, unless it knows better; what follows stays as the engine
/// ordered it.
pub const WEIGHED: usize = 60;

/// What a word is worth by where it stands: title, tags, summary, lay words, body, words of the field.
const PLACES: [f32; COUNT] = [3.0, 2.0, 1.8, 2.0, 1.0, 0.9];
/// The same of an answered question: its title and lay words are whole sentences, of which no single word
/// tells as much, and what its answer mentions is not what it is about.
const SENTENCES: [f32; COUNT] = [2.0, 2.0, 1.6, 1.5, 0.5, 0.9];
/// What a repetition in the body adds, and how many of them count.
const AGAIN: f32 = 0.12;
const AGAINS: usize = 4;
/// What another way to say it is worth, and a word of which only pieces stand there.
const OTHER: f32 = 0.75;
const PIECES: f32 = 0.4;
/// What an idea is worth whose words belong to a saying that was heard already.
const HEARD: f32 = 0.35;
/// The least that a saying tells, whatever its words do.
const SAYING: f32 = 4.5;
/// What the whole query in a title is worth, and being the title.
const IN_TITLE: f32 = 1.2;
const IS_TITLE: f32 = 1.6;
/// What being about the matter that the query sounds like adds: as the first of its matters, or as any.
const MATTER: [f32; 2] = [0.4, 0.25];
/// In a story it is worth so much of all that was said, whatever words it has.
const IN_STORY: [f32; 2] = [0.3, 0.2];
/// What each further sentence of one film is worth.
const FURTHER: f32 = 0.5;

/// From where, and how many an engine must bring for a page: what comes first is weighed again, so all of it
/// is needed for any page of it.
pub fn needed((limit, offset): (usize, usize), weighed: usize) -> (usize, usize) {
    if offset < weighed { (0, weighed.max(offset + limit)) } else { (offset, limit) }
}

/// What documents are weighed by, made ready once for all that is found.
#[derive(Default)]
pub struct Scale {
    asked: Asked,
    finder: Finder,
}

impl Scale {
    /// `leaning`: the matters that the query sounds like. `weight` says how much a word tells in our
    /// documents.
    pub fn of(
        prepared: &Prepared,
        leaning: Vec<(String, f32)>,
        weight: &dyn Fn(&str) -> f32,
    ) -> Self {
        let asked = Asked::of(prepared, leaning, weight);
        let finder = Finder::of(&asked.patterns);
        Self { asked, finder }
    }

    /// The page out of what [`needed`] asked for.
    pub fn page(
        &self,
        (found, weighed): (Vec<Arc<Row>>, usize),
        (limit, offset): (usize, usize),
    ) -> Vec<Arc<Row>> {
        if offset >= weighed {
            return found;
        }
        self.order(found, weighed).into_iter().skip(offset).take(limit).collect()
    }

    /// Puts the best of so many first.
    fn order(&self, found: Vec<Arc<Row>>, weighed: usize) -> Vec<Arc<Row>> {
        if self.finder.is_empty() {
            return found;
        }
        let mut rest = found;
        let tail = rest.split_off(rest.len().min(weighed));
        let weigh = |row: Arc<Row>| (self.asked.worth(&row, &self.finder), row);
        let mut weighed: Vec<(f32, Arc<Row>)> = rest.into_iter().map(weigh).collect();
        weighed.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        thin_out(&mut weighed);
        weighed.into_iter().map(|(_, row)| row).chain(tail).collect()
    }
}

/// One sentence of a film stands for all of them; the others come later.
fn thin_out(weighed: &mut [(f32, Arc<Row>)]) {
    let mut seen: HashMap<String, i32> = HashMap::new();
    for (worth, row) in weighed.iter_mut() {
        if row.document.kind == "cue" {
            let film = row.document.url.split('#').next().unwrap_or_default().to_owned();
            let before = seen.entry(film).or_default();
            *worth *= FURTHER.powi(*before);
            *before += 1;
        }
    }
    weighed.sort_by(|(one, _), (other, _)| other.total_cmp(one));
}

fn by_kind(kind: &str) -> f32 {
    match kind {
        "cue" => 0.55,
        "package" => 0.88,
        "lesson" | "bulletin" | "question" => 0.94,
        _ => 1.0,
    }
}

/// The ideas with what they weigh, their words as numbers of patterns.
#[derive(Default)]
struct Asked {
    ideas: Vec<Weighed>,
    patterns: Vec<String>,
    whole: String,
    leaning: Vec<(String, f32)>,
    story: bool,
}

struct Weighed {
    weight: f32,
    ways: Vec<Way>,
}

/// One way to say an idea: its words, each with the pieces it is made of.
struct Way {
    factor: f32,
    words: Vec<(usize, Vec<usize>)>,
}

impl Asked {
    fn of(prepared: &Prepared, leaning: Vec<(String, f32)>, weight: &dyn Fn(&str) -> f32) -> Self {
        let whole = prepared.meant().chars().filter(|c| c.is_alphanumeric()).collect();
        let story = prepared.is_story();
        let mut asked = Self { ideas: Vec::new(), patterns: Vec::new(), whole, leaning, story };
        for (at, idea) in prepared.ideas.iter().enumerate() {
            let heard = prepared.ideas[..at].iter().any(|before| before.said.contains(&idea.said));
            let weight = telling(idea, weight) * if heard { HEARD } else { 1.0 };
            let ways = asked.ways(idea);
            asked.ideas.push(Weighed { weight, ways });
        }
        asked
    }

    fn ways(&mut self, idea: &Idea) -> Vec<Way> {
        let said = std::iter::once((1.0, &idea.words));
        let others = idea.others.iter().map(|other| (OTHER, other));
        let all: Vec<(f32, Vec<String>)> =
            said.chain(others).map(|(factor, words)| (factor, words.clone())).collect();
        all.into_iter()
            .filter(|(_, words)| !words.is_empty())
            .map(|(factor, words)| Way {
                factor,
                words: words.iter().map(|word| (self.number(word), self.pieces(word))).collect(),
            })
            .collect()
    }

    fn pieces(&mut self, word: &str) -> Vec<usize> {
        let long = word.chars().count() > 2 && word.chars().all(is_han);
        let pieces = if long { parts(word) } else { Vec::new() };
        pieces.iter().map(|piece| self.number(piece)).collect()
    }

    fn number(&mut self, word: &str) -> usize {
        self.patterns.iter().position(|known| known == word).unwrap_or_else(|| {
            self.patterns.push(word.to_owned());
            self.patterns.len() - 1
        })
    }

    /// What a document is worth to whoever asks this.
    fn worth(&self, row: &Row, finder: &Finder) -> f32 {
        let document = &row.document;
        let stands = Stands::of(row, finder, &self.patterns);
        let (mut sum, mut met, mut all) = (0.0, 0.0, 0.0);
        for idea in &self.ideas {
            let ways = idea.ways.iter().map(|way| way.factor * stands.way(&way.words));
            let best = ways.fold(0.0, f32::max);
            sum += idea.weight * best;
            met += if best > 0.0 { idea.weight } else { 0.0 };
            all += idea.weight;
        }
        if self.story {
            sum += all * self.leans(&document.matters, IN_STORY);
        }
        let covered = if all > 0.0 { 0.7 + 0.3 * met / all } else { 1.0 };
        sum * covered
            * self.in_title(row.title())
            * by_kind(&document.kind)
            * (1.0 + self.leans(&document.matters, MATTER))
    }

    /// What is about the matter that the whole query sounds like is worth more, most where it is its first.
    fn leans(&self, matters: &[String], [first, any]: [f32; 2]) -> f32 {
        let worth = |(matter, sure): &(String, f32)| match matters.iter().position(|m| m == matter)
        {
            Some(0) => first * sure,
            Some(_) => any * sure,
            None => 0.0,
        };
        // A few words sound like one matter; what else they may sound like is a guess.
        let heard = if self.story { self.leaning.len() } else { 1 };
        self.leaning.iter().take(heard).map(worth).fold(0.0, f32::max)
    }

    fn in_title(&self, title: &str) -> f32 {
        if self.whole.chars().count() < 2 {
            return 1.0;
        }
        match () {
            () if title == self.whole => IS_TITLE,
            () if title.contains(&self.whole) => IN_TITLE,
            () => 1.0,
        }
    }
}

fn telling(idea: &Idea, weight: &dyn Fn(&str) -> f32) -> f32 {
    let known = weight(&idea.said);
    if idea.saying { known.max(SAYING) } else { known.max(0.3) }
}

/// What each pattern is worth where it stands in one document.
struct Stands(Vec<f32>);

impl Stands {
    fn of(row: &Row, finder: &Finder, patterns: &[String]) -> Self {
        let places = if row.document.kind == "question" { SENTENCES } else { PLACES };
        let mut worth = vec![0.0_f32; patterns.len()];
        let title = row.texts()[TITLE].len().max(1) as f32;
        for (at, counts) in finder.within(row, 1 + AGAINS) {
            let stood = counts.iter().enumerate().filter(|(_, count)| **count > 0);
            let each = stood.map(|(place, count)| match place {
                // A short title is more about each of its words.
                TITLE => places[place] + patterns[at].len() as f32 / title,
                BODY => places[place] + AGAIN * (count - 1) as f32,
                _ => places[place],
            });
            worth[at] = each.fold(0.0, f32::max);
        }
        Self(worth)
    }

    /// All the words, or failing that the pieces of each.
    fn way(&self, words: &[(usize, Vec<usize>)]) -> f32 {
        let mut sum = 0.0;
        for (word, pieces) in words {
            let whole = self.0[*word];
            let least = pieces.iter().map(|piece| self.0[*piece]).fold(f32::INFINITY, f32::min);
            let worth = if whole > 0.0 || pieces.is_empty() { whole } else { PIECES * least };
            if worth <= 0.0 {
                return 0.0;
            }
            sum += worth;
        }
        sum / words.len() as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::document::Document;

    fn row(title: &str, matter: &str) -> Arc<Row> {
        let matters = vec![matter.to_owned()];
        Arc::new(Row::of(Document { title: title.to_owned(), matters, ..Document::default() }))
    }

    fn first(words: &[&str], typed: &str, rows: [Arc<Row>; 2]) -> String {
        let idea = |word: &&str| Idea {
            said: (*word).to_owned(),
            words: vec![(*word).to_owned()],
            ..Idea::default()
        };
        let prepared = Prepared {
            ideas: words.iter().map(idea).collect(),
            typed: typed.to_owned(),
            ..Prepared::default()
        };
        let scale = Scale::of(&prepared, vec![("labour".to_owned(), 0.9)], &|_| 1.0);
        scale.page((rows.into(), WEIGHED), (20, 0))[0].document.title.clone()
    }

    #[test]
    fn a_story_is_about_its_matter_and_a_word_about_itself() {
        let rows = || [row("礼物的故事", "other"), row("劳动仲裁", "labour")];
        let story = [
            "老板",
            "礼物",
            "夜里",
            "机器",
            "主任",
            "回家",
            "路上",
            "医院",
            "厂里",
            "半年",
            "身份证",
            "电话",
        ];
        let told = "老板夜里让我看机器，主任说有礼物，回家路上去了医院，还没有给钱";
        assert_eq!(first(&story, told, rows()), "劳动仲裁");
        assert_eq!(first(&["礼物"], "礼物", rows()), "礼物的故事");
    }
}
