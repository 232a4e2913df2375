//! From ideas to what Meilisearch is asked.

use crate::search::document;
use crate::search::prepared::Prepared;
use crate::search::text::is_han;

/// Words of a query that Meilisearch reads.
const WORDS: usize = 10;
/// Queries of one federated search.
const QUERIES: usize = 12;

/// Weights of a federated search: everything said, one idea, another way to say it.
const WHOLE: f32 = 1.0;
const IDEA: f32 = 0.6;
const OTHER: f32 = 0.5;

/// Ideas in the order of their weight. Meilisearch drops words from the end until something is found, so
/// what tells most comes first: sayings, then rare words; words that stand nowhere come last.
pub fn line(prepared: &Prepared, frequency: impl Fn(&str) -> u64) -> String {
    let mut ideas: Vec<_> = prepared
        .ideas
        .iter()
        .enumerate()
        .filter(|(at, idea)| {
            // Said already, as a part of a saying before it.
            !prepared.ideas[..*at].iter().any(|before| before.said.contains(&idea.said))
        })
        .map(|(at, idea)| (rank(&idea.said, !idea.others.is_empty(), &frequency), at, idea))
        .collect();
    ideas.sort_by_key(|(rank, at, _)| (*rank, *at));
    let mut words = 0;
    let taken = ideas.into_iter().map(|(.., idea)| idea).take_while(|idea| {
        let first = words == 0;
        words += idea.words.len();
        first || words <= WORDS
    });
    taken.map(|idea| sayable(&idea.said)).collect::<Vec<_>>().join(" ")
}

fn rank(said: &str, saying: bool, frequency: impl Fn(&str) -> u64) -> u64 {
    match (saying, frequency(said)) {
        (true, _) => 0,
        // A Latin word that stands nowhere may be half typed or mistyped.
        (_, 0) if !said.chars().any(is_han) => 1,
        (_, 0) => u64::MAX,
        (_, often) => often.saturating_add(1),
    }
}

/// Each idea and each other way to say it as a query of its own, with its weight.
pub fn apart(prepared: &Prepared, line: &str) -> Vec<(String, f32)> {
    let mut queries = vec![(line.to_owned(), WHOLE)];
    for idea in &prepared.ideas {
        queries.push((sayable(&idea.said), IDEA));
        queries.extend(idea.others.iter().map(|other| (sayable(&other.concat()), OTHER)));
    }
    queries.retain(|(q, _)| !q.trim().is_empty());
    queries.truncate(QUERIES);
    queries
}

/// A saying that Meilisearch cannot expand: its synonyms span at most three words.
pub fn too_long_for_synonyms(prepared: &Prepared) -> bool {
    prepared.ideas.iter().any(|idea| !idea.others.is_empty() && idea.said.chars().count() > 4)
}

/// Without what Meilisearch takes for an operator.
fn sayable(said: &str) -> String {
    said.chars().map(|c| if c == '"' || c == '-' { ' ' } else { c }).collect()
}

/// The filters in Meilisearch's language.
pub fn filter(query: &document::Query) -> String {
    let quoted = |value: &str| value.replace('\\', "\\\\").replace('"', "\\\"");
    query
        .filters()
        .map(|(field, value)| format!("{field} = \"{}\"", quoted(value)))
        .collect::<Vec<_>>()
        .join(" AND ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::synonyms::Synonyms;

    #[test]
    fn what_tells_most_comes_first() {
        let prepared = Prepared::read("超市 供货 欠货款 讨薪", &Synonyms::shipped());
        let often = |word: &str| match word {
            "超市" => 9,
            "供货" => 2,
            _ => 0,
        };
        let line = line(&prepared, often);
        assert!(line.starts_with("欠货款 讨薪 供货 超市"), "{line}");
    }

    #[test]
    fn a_filter_cannot_break_out_of_its_quotes() {
        let site = Some("a\" OR kind = \"b\\".to_owned());
        let query = document::Query { site, ..Default::default() };
        assert_eq!(filter(&query), r#"site = "a\" OR kind = \"b\\""#);
    }
}
