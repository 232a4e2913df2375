//! From ideas to a query of the embedded index.

use tantivy::Term;
use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, FuzzyTermQuery, Occur, Query,
    TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use super::schema::Fields;
use crate::search::document;
use crate::search::prepared::{Idea, Prepared};
use crate::search::text::{is_han, pairs, parts};

type Boxed = Box<dyn Query>;

/// Letters of a Latin word in which one may be wrong; the same for Meilisearch.
const LONG: usize = crate::search::meili::ONE_TYPO as usize;

/// What a match in the name is worth beside one in the text; what is found is weighed again afterwards.
const NAME: f32 = 3.0;
/// What a weaker match is worth beside the word itself.
const INSIDE: f32 = 0.5;
const PAIRS: f32 = 0.4;
const MISTYPED: f32 = 0.4;
const OTHER: f32 = 0.7;
const MATTER: f32 = 8.0;

/// The query: documents that hold at least `least` of the ideas, within the filters.
pub fn ask(
    fields: &Fields,
    prepared: &Prepared,
    query: &document::Query,
    least: usize,
) -> BooleanQuery {
    let ideas = prepared.ideas.iter().map(|idea| by_idea(fields, idea)).collect();
    let ideas: Boxed = Box::new(BooleanQuery::union_with_minimum_required_clauses(ideas, least));
    let mut all = vec![(Occur::Must, or_of_matter(fields, prepared, ideas))];
    for (name, value) in query.filters() {
        if let Some(field) = fields.filter(name) {
            let term = exact(field, value);
            let silent = BoostQuery::new(Box::new(ConstScoreQuery::new(term, 1.0)), 0.0);
            all.push((Occur::Must, Box::new(silent)));
        }
    }
    BooleanQuery::new(all)
}

/// What is about the matter that a story sounds like may be right, whatever words it has.
fn or_of_matter(fields: &Fields, prepared: &Prepared, ideas: Boxed) -> Boxed {
    let Some(matters) = fields.filter("matters").filter(|_| prepared.is_story()) else {
        return ideas;
    };
    let about = prepared.leaning.iter().map(|(matter, sure)| {
        let term = ConstScoreQuery::new(exact(matters, matter), MATTER * sure);
        (Occur::Should, Box::new(term) as Boxed)
    });
    Box::new(BooleanQuery::new(std::iter::once((Occur::Should, ideas)).chain(about).collect()))
}

fn by_idea(fields: &Fields, idea: &Idea) -> Boxed {
    let mut ways = vec![by_words(fields, &idea.words)];
    for other in idea.others.iter().filter(|other| !other.is_empty()) {
        ways.push(boosted(by_words(fields, other), OTHER));
    }
    any(ways)
}

/// All of the words.
fn by_words(fields: &Fields, words: &[String]) -> Boxed {
    all(words.iter().map(|word| by_word(fields, word)).collect())
}

/// The word where it stands, or failing that the words and the characters in it.
fn by_word(fields: &Fields, word: &str) -> Boxed {
    let mut ways = anywhere(fields, word);
    let inside: Vec<Boxed> = parts(word).iter().map(|part| any(anywhere(fields, part))).collect();
    if !inside.is_empty() {
        ways.push(boosted(all(inside), INSIDE));
    }
    let pairs: Vec<Boxed> =
        pairs(word).iter().map(|pair| exact(fields.pairs, &pair.text)).collect();
    if !pairs.is_empty() {
        ways.push(boosted(all(pairs), PAIRS));
    }
    if !word.chars().any(is_han) {
        ways.extend(mistyped(fields, word));
    }
    any(ways)
}

fn anywhere(fields: &Fields, word: &str) -> Vec<Boxed> {
    vec![boosted(exact(fields.name, word), NAME), exact(fields.text, word)]
}

/// Latin words half typed or with one wrong letter; Chinese has neither.
fn mistyped(fields: &Fields, word: &str) -> Vec<Boxed> {
    let letters = word.chars().count();
    if letters < 3 || word.chars().all(|c| c.is_ascii_digit()) {
        return Vec::new();
    }
    let wrong = u8::from(letters >= LONG);
    [fields.name, fields.text]
        .map(|field| {
            let term = Term::from_field_text(field, word);
            boosted(Box::new(FuzzyTermQuery::new_prefix(term, wrong, true)), MISTYPED)
        })
        .into()
}

fn exact(field: Field, text: &str) -> Boxed {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::WithFreqs))
}

fn boosted(query: Boxed, worth: f32) -> Boxed {
    Box::new(BoostQuery::new(query, worth))
}

fn any(mut ways: Vec<Boxed>) -> Boxed {
    match ways.pop() {
        Some(only) if ways.is_empty() => only,
        Some(last) => {
            ways.push(last);
            Box::new(DisjunctionMaxQuery::with_tie_breaker(ways, 0.15))
        }
        None => Box::new(tantivy::query::EmptyQuery),
    }
}

fn all(mut parts: Vec<Boxed>) -> Boxed {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        Some(last) => {
            parts.push(last);
            Box::new(BooleanQuery::intersection(parts))
        }
        None => Box::new(tantivy::query::EmptyQuery),
    }
}
