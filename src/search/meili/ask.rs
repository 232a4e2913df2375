//! From ideas to what Meilisearch is asked.

use crate::search::document;
use crate::search::prepared::{Idea, Prepared};
use crate::search::text::is_han;

/// Words of a query that Meilisearch reads.
const WORDS: usize = 10;
/// Queries of one search by idea.
const QUERIES: usize = 16;
/// Ways of saying one idea that are tried.
const WAYS: usize = 4;
/// Ideas up to which one query finds well. Beyond, one rare word would decide alone.
const FEW: usize = 1;
/// Ideas up to which documents are asked for that hold all of them.
const TOGETHER: usize = 3;
/// Weights of ideas whose frequency says nothing: a saying, a Latin word nobody wrote, any other such word.
const SAYING: f32 = 6.0;
const MISTYPED: f32 = 4.0;
const UNKNOWN: f32 = 0.5;
/// What another way to say it is worth; the same for the embedded engine.
const OTHER: f32 = 0.7;
/// What being about the matter is worth; the same.
const MATTER: f32 = 8.0;

/// One query of a search by idea.
#[derive(Debug, PartialEq)]
pub struct Way {
    /// The number of the idea.
    pub idea: usize,
    /// What is asked.
    pub q: String,
    /// What a hit is worth.
    pub worth: f32,
    /// A matter whose every document is a hit.
    pub matter: Option<String>,
}

/// Ideas in the order of their weight. Meilisearch drops words from the end until something is found, so
/// what tells most comes first: sayings, then rare words; words that stand nowhere come last.
pub fn line(prepared: &Prepared, weight: &dyn Fn(&str) -> f32) -> String {
    let ideas = in_order(prepared, weight);
    let mut words = 0;
    let taken = ideas.into_iter().map(|(_, idea)| idea).take_while(|idea| {
        let first = words == 0;
        words += idea.words.len();
        first || words <= WORDS
    });
    taken.map(|idea| sayable(&idea.said)).collect::<Vec<_>>().join(" ")
}

fn in_order<'a>(prepared: &'a Prepared, weight: &dyn Fn(&str) -> f32) -> Vec<(f32, &'a Idea)> {
    let ideas = prepared.ideas.iter().enumerate();
    // What is a part of a saying before it has been said already.
    let news = ideas.filter(|(at, idea)| {
        !prepared.ideas[..*at].iter().any(|before| before.said.contains(&idea.said))
    });
    let mut ideas: Vec<_> = news.map(|(_, idea)| (worth(idea, weight), idea)).collect();
    ideas.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    ideas
}

fn worth(idea: &Idea, weight: &dyn Fn(&str) -> f32) -> f32 {
    let known = weight(&idea.said);
    if idea.saying {
        return known.max(SAYING);
    }
    // A Latin word that stands nowhere may be half typed or mistyped.
    let mistyped = known == 0.0 && !idea.said.chars().any(is_han);
    if mistyped { MISTYPED } else { known }
}

/// Each idea as a query of its own, and each other way to say it that Meilisearch does not see by itself.
pub fn apart(prepared: &Prepared, weight: &dyn Fn(&str) -> f32) -> Vec<Way> {
    let mut ways = Vec::new();
    for (number, (worth, idea)) in in_order(prepared, weight).into_iter().enumerate() {
        let worth = worth.max(UNKNOWN);
        let said = Way { idea: number, q: sayable(&idea.said), worth, matter: None };
        let unseen = if is_beyond_synonyms(idea) { WAYS - 1 } else { 0 };
        let others = idea.others.iter().take(unseen).map(|other| Way {
            idea: number,
            q: sayable(&other.concat()),
            worth: worth * OTHER,
            matter: None,
        });
        ways.extend(std::iter::once(said).chain(others));
    }
    ways.retain(|way| !way.q.trim().is_empty());
    ways.truncate(QUERIES);
    if prepared.is_story() {
        ways.extend(about(prepared));
    }
    ways
}

/// What is about the matters that a story sounds like may be right, whatever words it has.
fn about(prepared: &Prepared) -> impl Iterator<Item = Way> {
    prepared.leaning.iter().zip(prepared.ideas.len()..).map(|((matter, sure), idea)| Way {
        idea,
        q: String::new(),
        worth: MATTER * sure,
        matter: Some(matter.clone()),
    })
}

/// Is this a story, or a saying that Meilisearch's synonyms do not reach?
pub fn needs_parts(prepared: &Prepared) -> bool {
    prepared.ideas.len() > FEW && in_order(prepared, &|_| 0.0).len() > FEW
        || prepared.ideas.iter().any(is_beyond_synonyms)
}

/// Are there so few ideas that a page's worth of documents may hold all of them?
pub fn may_hold_all(prepared: &Prepared) -> bool {
    prepared.ideas.len() <= TOGETHER && !prepared.ideas.iter().any(is_beyond_synonyms)
}

/// Has it more words than the three that Meilisearch's synonyms span?
fn is_beyond_synonyms(idea: &Idea) -> bool {
    !idea.others.is_empty() && idea.said.chars().count() > 4
}

/// Without what Meilisearch takes for an operator.
fn sayable(said: &str) -> String {
    said.chars().map(|c| if c == '"' || c == '-' { ' ' } else { c }).collect()
}

/// The filters in Meilisearch's language, and a matter besides.
pub fn filter(query: &document::Query, matter: Option<&str>) -> String {
    let quoted = |value: &str| value.replace('\\', "\\\\").replace('"', "\\\"");
    query
        .filters()
        .chain(matter.map(|matter| ("matters", matter)))
        .map(|(field, value)| format!("{field} = \"{}\"", quoted(value)))
        .collect::<Vec<_>>()
        .join(" AND ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::prepared::Reader;
    use crate::search::synonyms::Synonyms;
    use crate::search::vocabulary::Vocabulary;

    #[test]
    fn what_tells_most_comes_first() {
        let (synonyms, vocabulary) = (Synonyms::shipped(), Vocabulary::default());
        let reader = Reader { synonyms: &synonyms, vocabulary: &vocabulary, known: &|_| true };
        let prepared = reader.read("超市 供货 欠货款 讨薪");
        let weight = |word: &str| match word {
            "超市" => 1.0,
            "供货" => 3.0,
            _ => 0.0,
        };
        let line = line(&prepared, &weight);
        assert!(line.starts_with("欠货款 讨薪 供货 超市"), "{line}");
    }

    #[test]
    fn a_filter_cannot_break_out_of_its_quotes() {
        let site = Some("a\" OR kind = \"b\\".to_owned());
        let query = document::Query { site, ..Default::default() };
        assert_eq!(filter(&query, None), r#"site = "a\" OR kind = \"b\\""#);
    }
}
