//! The settings of the index, as code.

use std::collections::HashMap;

use meilisearch_sdk::settings::{
    LocalizedAttributes, MinWordSizeForTypos, Settings, TypoToleranceSettings,
};

use crate::search::document::FACETS;
use crate::search::synonyms::Synonyms;

/// Letters of a word in which one may be wrong. Meilisearch cannot switch this by script, but counts
/// characters: hardly a Chinese word has six, so one wrong character never makes another word match.
pub const ONE_TYPO: u8 = 6;
const TWO_TYPOS: u8 = 10;

/// Gives up sorting, with what was found so far, before we give up waiting.
const CUTOFF_MS: u64 = 1_000;

/// What Meilisearch must know of our documents.
pub fn settings(synonyms: &Synonyms) -> Settings {
    let typos = TypoToleranceSettings {
        enabled: Some(true),
        min_word_size_for_typos: Some(MinWordSizeForTypos {
            one_typo: Some(ONE_TYPO),
            two_typos: Some(TWO_TYPOS),
        }),
        disable_on_numbers: Some(true),
        ..Default::default()
    };
    let chinese =
        LocalizedAttributes { locales: vec!["zh".into()], attribute_patterns: vec!["*".into()] };
    let sayings: HashMap<String, Vec<String>> =
        synonyms.entries().map(|(said, finds)| (said.to_owned(), finds.to_vec())).collect();
    let stop: Vec<String> = synonyms.stop().map(str::to_owned).collect();
    Settings::new()
        .with_searchable_attributes(["title", "tags", "agency", "summary", "lay", "body", "field"])
        .with_filterable_attributes(FACETS)
        .with_ranking_rules(["words", "typo", "proximity", "attribute", "sort", "exactness"])
        .with_synonyms(sayings)
        .with_stop_words(stop)
        .with_typo_tolerance(typos)
        .with_localized_attributes([chinese])
        .with_search_cutoff(CUTOFF_MS)
}
