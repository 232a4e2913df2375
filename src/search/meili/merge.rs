//! Hits of several ideas put together: what holds more of what was said comes first.

use std::collections::HashMap;

use meilisearch_sdk::search::SearchResults;

use super::ask::Way;
use super::{Named, Ranked};
use crate::search::document::Facets;

struct Weighed {
    id: String,
    /// The best hit of each idea.
    ideas: HashMap<usize, f32>,
    /// It is about the matter of the whole.
    about: bool,
    /// The order of arrival, so that equals keep it.
    at: usize,
}

/// Merges the answers to `ways`, which come in the same order. Of a rich query two ideas must be shared with
/// what it finds, unless nothing does: the same rule as the embedded engine's.
pub fn merge(
    rich: bool,
    ways: &[Way],
    answers: Vec<SearchResults<Named>>,
    facets: bool,
    (limit, offset): (usize, usize),
) -> Ranked {
    let mut found: HashMap<String, Weighed> = HashMap::new();
    for (way, answer) in ways.iter().zip(answers) {
        for hit in answer.hits {
            // Meilisearch scores from 0 to 1; far from a match of every rule is still a match.
            let worth = way.worth * hit.ranking_score.unwrap_or(0.5) as f32;
            let at = found.len();
            let weighed = found.entry(hit.result.id.clone()).or_insert_with(|| Weighed {
                id: hit.result.id,
                ideas: HashMap::new(),
                about: false,
                at,
            });
            let best = weighed.ideas.entry(way.idea).or_default();
            *best = best.max(worth);
            weighed.about |= way.matter.is_some();
        }
    }
    let mut all: Vec<Weighed> = found.into_values().collect();
    let enough = |weighed: &Weighed| weighed.about || weighed.ideas.len() > 1;
    if rich && all.iter().any(enough) {
        all.retain(enough);
    }
    let sum = |weighed: &Weighed| weighed.ideas.values().sum::<f32>();
    all.sort_by(|one, other| sum(other).total_cmp(&sum(one)).then(one.at.cmp(&other.at)));
    let ids: Vec<String> = all.into_iter().map(|weighed| weighed.id).collect();
    Ranked {
        total: ids.len(),
        uncounted: if facets { ids.clone() } else { Vec::new() },
        facets: Facets::new(),
        ids: ids.into_iter().skip(offset).take(limit).collect(),
    }
}
