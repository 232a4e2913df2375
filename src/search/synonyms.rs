//! What people say and what it is called here: `content/search/synonyms.toml`, read by both engines.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use aho_corasick::{AhoCorasick, MatchKind};
use serde::Deserialize;

use super::text::folded;
use crate::content;

/// Sayings with what they also find, and the words that mean nothing in a query.
#[derive(Debug, Clone, Default)]
pub struct Synonyms {
    sayings: Vec<(String, Vec<String>)>,
    /// None when there are no sayings.
    finder: Option<AhoCorasick>,
    stop: HashSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    stop: Vec<String>,
    #[serde(default)]
    same: Vec<Same>,
    #[serde(default)]
    leads: Vec<Leads>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Same {
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Leads {
    say: Vec<String>,
    find: Vec<String>,
}

/// A saying found in a query: where it stands, and what it also finds.
pub struct Saying<'a> {
    /// The saying itself.
    pub said: &'a str,
    /// First byte in the folded query.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// What else it finds.
    pub finds: &'a [String],
}

impl Synonyms {
    /// Reads the text of a synonyms file; an error names the line.
    pub fn parse(source: &str) -> Result<Self, String> {
        let file: File = toml::from_str(source).map_err(|error| error.to_string())?;
        let mut map: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for Same { words } in &file.same {
            add(&mut map, words, words);
        }
        for Leads { say, find } in &file.leads {
            add(&mut map, say, find);
        }
        map.remove("");
        let sayings: Vec<_> = map.into_iter().map(|(s, f)| (s, f.into_iter().collect())).collect();
        let finder = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(sayings.iter().map(|(said, _)| said))
            .map_err(|error| error.to_string())?;
        Ok(Self {
            sayings,
            finder: Some(finder),
            stop: file.stop.iter().map(|word| folded(word)).collect(),
        })
    }

    /// The list of the house. A test reads it, so the empty list is never met.
    pub fn shipped() -> Self {
        let texts = content::texts("search/");
        let text = texts.iter().find(|(path, _)| path.ends_with("synonyms.toml"));
        Self::parse(text.map_or("", |(_, text)| text)).unwrap_or_else(|error| {
            tracing::error!(%error, "content/search/synonyms.toml cannot be read");
            Self::default()
        })
    }

    /// The sayings in a folded query, longest first where they overlap.
    pub fn within<'a>(&'a self, query: &'a str) -> impl Iterator<Item = Saying<'a>> + 'a {
        let found = self.finder.iter().flat_map(move |finder| finder.find_iter(query));
        found.map(|found| {
            let (said, finds) = &self.sayings[found.pattern().as_usize()];
            Saying { said, start: found.start(), end: found.end(), finds }
        })
    }

    /// Does the word mean nothing by itself?
    pub fn is_stop(&self, word: &str) -> bool {
        self.stop.contains(word)
    }

    /// The words that mean nothing by themselves.
    pub fn stop(&self) -> impl Iterator<Item = &str> {
        self.stop.iter().map(String::as_str)
    }

    /// Every saying with what it also finds, for an engine that expands by itself.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.sayings.iter().map(|(said, finds)| (said.as_str(), finds.as_slice()))
    }
}

fn add(map: &mut BTreeMap<String, BTreeSet<String>>, from: &[String], to: &[String]) {
    for said in from.iter().map(|word| folded(word.trim())) {
        let others = to.iter().map(|word| folded(word.trim())).filter(|word| *word != said);
        map.entry(said.clone()).or_default().extend(others);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_list_leads_one_way() {
        let synonyms = Synonyms::parse(include_str!("../../content/search/synonyms.toml")).unwrap();
        let found: Vec<_> = synonyms.within("遇到老赖怎么办").map(|s| s.finds.to_vec()).collect();
        assert!(found[0].contains(&"执行".to_owned()), "{found:?}");
        assert_eq!(synonyms.within("申请执行").count(), 0);
        assert!(synonyms.is_stop("怎么办") && !synonyms.is_stop("货款"));
    }

    #[test]
    fn same_goes_both_ways_and_the_longest_saying_wins() {
        let synonyms = Synonyms::parse("[[same]]\nwords = [\"欺凌\", \"校园欺凌\"]").unwrap();
        let said: Vec<_> = synonyms.within("校园欺凌").map(|s| s.said.to_owned()).collect();
        assert_eq!(said, ["校园欺凌"]);
    }

    #[test]
    fn a_broken_list_is_refused_with_its_line() {
        let error = Synonyms::parse("stop = []\n[[same]]\nword = 1").unwrap_err();
        assert!(error.contains("line 3"), "{error}");
    }
}
