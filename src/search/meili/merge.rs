//! Hits of several ideas put together: what holds more of what was said comes first.

use std::collections::HashMap;

use meilisearch_sdk::search::SearchResults;

use super::ask::Way;
use super::{Named, Ranked};
use crate::search::document::Facets;
use crate::search::rank;

/// Of a rich query so many must share two ideas before those with one are left out: the embedded engine sees
/// pieces of words, too, of which Meilisearch knows nothing.
const ENOUGH: usize = 20;

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
/// what it finds, unless too little does, or it must be about the matter of the whole.
pub fn merge(
    rich: bool,
    ways: &[Way],
    answers: Vec<SearchResults<Named>>,
    facets: bool,
    (limit, offset): (usize, usize),
) -> Ranked {
    let mut found: HashMap<String, Weighed> = HashMap::new();
    let most = answers.iter().filter_map(|answer| answer.estimated_total_hits).max();
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
    let mut most = most.filter(|_| !facets).unwrap_or_default();
    if rich && all.iter().filter(|weighed| enough(weighed)).count() >= ENOUGH {
        all.retain(enough);
        most = 0;
    }
    let sum = |weighed: &Weighed| weighed.ideas.values().sum::<f32>();
    all.sort_by(|one, other| sum(other).total_cmp(&sum(one)).then(one.at.cmp(&other.at)));
    let ids: Vec<String> = all.into_iter().map(|weighed| weighed.id).collect();
    Ranked {
        weighed: rank::WEIGHED,
        // What is counted must be here; else Meilisearch knows of more than it was asked for.
        total: ids.len().max(most),
        uncounted: if facets { ids.clone() } else { Vec::new() },
        facets: Facets::new(),
        ids: ids.into_iter().skip(offset).take(limit).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(idea: usize, matter: Option<&str>) -> Way {
        Way { idea, q: String::new(), worth: 1.0, matter: matter.map(str::to_owned) }
    }

    fn hits(ids: std::ops::Range<usize>) -> SearchResults<Named> {
        let hits: Vec<_> =
            ids.map(|n| serde_json::json!({"id": n.to_string(), "_rankingScore": 0.5})).collect();
        let answer = serde_json::json!({"hits": hits, "processingTimeMs": 0, "query": ""});
        serde_json::from_value(answer).unwrap()
    }

    #[test]
    fn what_shares_more_comes_first_and_one_idea_is_too_little_where_two_are_shared_by_many() {
        let ways = [way(0, None), way(1, None)];
        let all = |rich, most| merge(rich, &ways, vec![hits(0..40), hits(most..90)], true, (99, 0));
        assert_eq!(all(false, 10).total, 90);
        assert_eq!(all(false, 10).ids[0], "10");
        let rich = all(true, 10);
        assert_eq!((rich.total, rich.uncounted.len()), (30, 30));
        assert_eq!(all(true, 30).total, 90, "ten are too few");
        let about = [way(0, None), way(1, Some("labour"))];
        let found = merge(true, &about, vec![hits(0..40), hits(200..230)], false, (5, 0));
        assert_eq!((found.total, found.ids.len(), found.uncounted.len()), (30, 5, 0));
    }
}
