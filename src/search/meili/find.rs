//! How Meilisearch is asked: one idea as a line of words, several each by itself.

use std::collections::HashMap;

use futures_util::future::try_join_all;
use meilisearch_sdk::indexes::Index;
use meilisearch_sdk::search::{
    MatchingStrategies, MultiSearchQuery, SearchQuery, SearchResults, Selectors,
};

use super::http::Http;
use super::{LIVE, Meili, Named, Ranked, ask, merge, said};
use crate::search::document::{FACETS, Facets, Query, SearchError};
use crate::search::prepared::Prepared;
use crate::search::rank;

/// Of one idea it knows the order well: so many are weighed again. Each more costs it as much as it costs us.
const LINE: usize = 20;
/// Hits of one idea that are weighed against those of the others; more where what was found is counted.
const DEPTH: usize = 20;
const COUNTED: usize = 60;
/// Ideas that are asked for beside each other; more are asked for in one request.
const BESIDE: usize = 3;

impl Meili {
    /// Asks; `weight` says how much a word tells in our documents.
    pub(super) async fn find_any(
        &self,
        prepared: &Prepared,
        query: &Query,
        weight: &(dyn Fn(&str) -> f32 + Sync),
    ) -> Result<Ranked, SearchError> {
        let line = ask::line(prepared, weight);
        if line.trim().is_empty() {
            return Ok(Ranked::default());
        }
        let mut found = Ranked::default();
        if !ask::needs_parts(prepared) {
            found = self.find_line(query, &line, MatchingStrategies::LAST).await?;
        } else if ask::may_hold_all(prepared) {
            found = self.find_line(query, &line, MatchingStrategies::ALL).await?;
            // Too few: what holds some of it must be seen, too.
            if found.total < LINE {
                found = Ranked::default();
            }
        }
        if found.total == 0 {
            found = self.find_apart(query, prepared, &ask::apart(prepared, weight)).await?;
        }
        Ok(found)
    }

    async fn find_line(
        &self,
        query: &Query,
        line: &str,
        strategy: MatchingStrategies,
    ) -> Result<Ranked, SearchError> {
        let (from, most) = rank::needed(query.page(), LINE);
        let (index, filter) = (self.client.index(LIVE), ask::filter(query, None));
        let mut search = asked(&index, line, &filter);
        search.with_matching_strategy(strategy);
        search.with_limit(most).with_offset(from);
        if query.facets {
            search.with_facets(Selectors::Some(&FACETS));
        }
        let results = search.execute::<Named>().await.map_err(said)?;
        let total = results.estimated_total_hits.unwrap_or(results.hits.len());
        let facets = facets(results.facet_distribution.unwrap_or_default());
        let ids = results.hits.into_iter().map(|hit| hit.result.id).collect();
        Ok(Ranked { ids, weighed: LINE, total, facets, uncounted: Vec::new() })
    }

    /// Each idea by itself; a document is worth the sum of the ideas it holds.
    async fn find_apart(
        &self,
        query: &Query,
        prepared: &Prepared,
        ways: &[ask::Way],
    ) -> Result<Ranked, SearchError> {
        if ways.is_empty() {
            return Ok(Ranked::default());
        }
        let (from, most) = rank::needed(query.page(), rank::WEIGHED);
        let (limit, offset) = query.page();
        let depth = if query.facets { COUNTED } else { DEPTH };
        let depth = depth.max(offset + limit);
        let index = self.client.index(LIVE);
        let filters: Vec<String> =
            ways.iter().map(|way| ask::filter(query, way.matter.as_deref())).collect();
        let searches = ways.iter().zip(&filters).map(|(way, filter)| {
            let mut search = asked(&index, &way.q, filter);
            search.with_matching_strategy(MatchingStrategies::ALL);
            search.with_limit(depth).with_show_ranking_score(true);
            search
        });
        let answers = self.find_each(searches.collect()).await?;
        Ok(merge::merge(prepared.is_rich(), ways, answers, query.facets, (most, from)))
    }

    /// The answers to several searches, in their order.
    async fn find_each(
        &self,
        searches: Vec<SearchQuery<'_, Http>>,
    ) -> Result<Vec<SearchResults<Named>>, SearchError> {
        if searches.len() <= BESIDE {
            let each = searches.iter().map(|search| search.execute::<Named>());
            return try_join_all(each).await.map_err(said);
        }
        let mut all = MultiSearchQuery::new(&self.client);
        for search in searches {
            all.with_search_query(search);
        }
        Ok(all.execute::<Named>().await.map_err(said)?.results)
    }
}

fn asked<'a>(index: &'a Index<Http>, line: &'a str, filter: &'a str) -> SearchQuery<'a, Http> {
    let mut search = SearchQuery::new(index);
    search
        .with_query(line)
        .with_locales(&["zh"])
        .with_attributes_to_retrieve(Selectors::Some(&["id"]));
    if !filter.is_empty() {
        search.with_filter(filter);
    }
    search
}

fn facets(counted: HashMap<String, HashMap<String, usize>>) -> Facets {
    let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let values = |values: HashMap<String, usize>| {
        values
            .into_iter()
            .filter(|(value, _)| !value.is_empty())
            .map(|(v, n)| (v, count(n)))
            .collect()
    };
    counted.into_iter().map(|(facet, counted)| (facet, values(counted))).collect()
}
