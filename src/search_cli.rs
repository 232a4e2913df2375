//! `yimen search eval | rebuild`: how well the search finds, and the index made anew.

use std::io::Write as _;

use serde::Deserialize;

use crate::app::App;
use crate::content;
use crate::db::check::Finding;
use crate::jobs::documents;
use crate::search::{Document, Hit, Query, Search};
use crate::setup;

/// Places that are looked at.
const DEPTH: usize = 20;
const GOAL: usize = 5;

/// The queries with what each should find.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relevance {
    seen: Vec<(String, String)>,
    unseen: Vec<(String, String)>,
}

/// How well an engine finds.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Score {
    pub queries: usize,
    /// Of all, found in the first place.
    pub first: f64,
    /// Of all, found in the first five.
    pub five: f64,
    /// The mean of one by the place.
    pub mrr: f64,
}

impl Score {
    fn of(places: &[Option<usize>]) -> Self {
        let all = places.len().max(1) as f64;
        let within = |n: usize| {
            places.iter().filter(|place| place.is_some_and(|at| at <= n)).count() as f64 / all
        };
        let mrr = places.iter().flatten().map(|place| 1.0 / *place as f64).sum::<f64>() / all;
        Self { queries: places.len(), first: within(1), five: within(GOAL), mrr }
    }
}

impl Relevance {
    /// The list of the house.
    ///
    /// # Errors
    /// What is wrong with it, with its line.
    pub fn of_house() -> Result<Self, String> {
        let texts = content::texts("search/");
        let text = texts.iter().find(|(path, _)| path.ends_with("relevance.toml"));
        let (_, text) = text.ok_or("content/search/relevance.toml is not there")?;
        toml::from_str(text).map_err(|error| format!("content/search/relevance.toml: {error}"))
    }

    /// An id that is wanted and is nothing of ours.
    pub fn lost(&self, all: &[Document]) -> Option<&str> {
        let known = |id: &&str| all.iter().any(|document| is_like(id, &document.id));
        let lists = self.seen.iter().chain(&self.unseen);
        lists.flat_map(|(_, ids)| ids.split_whitespace()).find(|id| !known(id))
    }

    /// Asks everything; the first half and the second.
    pub async fn ask(&self, search: &Search, failures: &mut Vec<String>) -> [Score; 2] {
        let seen = places(search, &self.seen, Some(failures)).await;
        let unseen = places(search, &self.unseen, None).await;
        [Score::of(&seen), Score::of(&unseen)]
    }
}

async fn places(
    search: &Search,
    queries: &[(String, String)],
    mut failures: Option<&mut Vec<String>>,
) -> Vec<Option<usize>> {
    let mut places = Vec::new();
    for (q, wanted) in queries {
        let hits = search.query(&Query { limit: DEPTH, ..Query::new(q.clone()) }).await.hits;
        let right = |hit: &Hit| wanted.split_whitespace().any(|id| is_like(id, &hit.id));
        let place = hits.iter().position(right).map(|at| at + 1);
        if let Some(failures) = failures.as_deref_mut()
            && place != Some(1)
        {
            let ids: Vec<&str> = hits.iter().take(4).map(|hit| hit.id.as_str()).collect();
            let place = place.map_or("-".to_owned(), |at| at.to_string());
            failures.push(format!("{place:>3}  {q}  {}", ids.join(" ")));
        }
        places.push(place);
    }
    places
}

/// A sentence of a film counts for its lesson.
fn is_like(pattern: &str, id: &str) -> bool {
    let lesson = id.strip_prefix("cue:").and_then(|rest| rest.rsplit_once(':'));
    let lesson = lesson.map(|(lesson, _)| format!("lesson:{lesson}"));
    let id = lesson.as_deref().unwrap_or(id);
    pattern.strip_suffix('*').map_or(id == pattern, |begin| id.starts_with(begin))
}

/// Measures the embedded engine, and Meilisearch where the configuration names one.
///
/// # Errors
/// What can't be read, or an index that can't be made.
pub async fn eval(app: &App, verbose: bool) -> Result<(), String> {
    let relevance = Relevance::of_house()?;
    let all = documents::all(app);
    if let Some(lost) = relevance.lost(&all) {
        return Err(format!("content/search/relevance.toml: {lost} is nothing of ours"));
    }
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let embedded = Search::open(None, None, folder.path()).map_err(|error| error.to_string())?;
    let embedded = embedded.with_rules(app.rules());
    embedded.replace_all(all.clone()).await.map_err(|error| error.to_string())?;
    report("embedded", &relevance, &embedded, verbose).await;
    if app.config.search_url.is_none() {
        println!("meilisearch: set SEARCH_URL and MEILI_MASTER_KEY to measure it, too");
        return Ok(());
    }
    app.search.reconcile(|| all).await.map_err(|error| error.to_string())?;
    let answers = app.search.query(&Query::new("支付令")).await.engine;
    if answers != "meilisearch" {
        return Err("Meilisearch does not answer".to_owned());
    }
    report("meilisearch", &relevance, &app.search, verbose).await;
    Ok(())
}

async fn report(engine: &str, relevance: &Relevance, search: &Search, verbose: bool) {
    let mut failures = Vec::new();
    let scores = relevance.ask(search, &mut failures).await;
    for (half, score) in ["seen", "unseen"].into_iter().zip(scores) {
        println!(
            "{engine:<12} {half:<7} {:>4} queries  success@1 {:.3}  success@5 {:.3}  MRR {:.3}",
            score.queries, score.first, score.five, score.mrr
        );
    }
    if verbose {
        failures.iter().for_each(|failure| println!("    {failure}"));
    }
}

/// Compares the index with what the site holds: which pieces are missing, which are not as they should be,
/// and which should not be there.
///
/// # Errors
/// What the database refuses.
pub async fn check(app: &App) -> Result<Vec<Finding>, String> {
    // An index that was never filled is filled at the next start.
    if app.search.count() == 0 {
        return Ok(Vec::new());
    }
    setup::read(app).await?;
    let mut findings = Vec::new();
    for (engine, difference) in app.search.compare(&documents::all(app)).await {
        let of = |id: &str| format!("search/{engine}/{id}");
        match difference {
            Err(error) => findings.push(Finding { of: of("*"), what: error.to_string() }),
            Ok(difference) => {
                let said = [
                    (difference.missing, "is not in the index"),
                    (difference.outdated, "is another revision in the index"),
                    (difference.extra, "is in the index and should not be"),
                ];
                for (ids, what) in said {
                    let finding = |id: String| Finding { of: of(&id), what: what.to_owned() };
                    findings.extend(ids.into_iter().map(finding));
                }
            }
        }
    }
    Ok(findings)
}

/// Makes the index anew beside the one that serves, and swaps.
///
/// # Errors
/// The engine's that failed.
pub async fn rebuild(app: &App) -> Result<(), String> {
    let all = documents::all(app);
    let count = all.len();
    let told = move |engine: &'static str, done: usize| bar(engine, done, count);
    let done = app.search.rebuild(all, &told).await;
    eprintln!();
    done.map_err(|error| error.to_string())?;
    println!("{count} documents");
    Ok(())
}

fn bar(engine: &str, done: usize, all: usize) {
    const WIDTH: usize = 30;
    let full = WIDTH * done.min(all) / all.max(1);
    let line = format!("{}{}", "█".repeat(full), "░".repeat(WIDTH - full));
    let end = if done >= all { "\n" } else { "" };
    eprint!("\r{engine:<12} {line} {done:>7} / {all}{end}");
    // A bar that can't be shown is no reason to stop.
    let _ = std::io::stderr().flush();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_counts_places() {
        let score = Score::of(&[Some(1), Some(2), None, Some(10)]);
        assert_eq!((score.queries, score.first, score.five), (4, 0.25, 0.5));
        assert!((score.mrr - 0.4).abs() < 1e-9);
    }

    #[test]
    fn a_star_stands_for_any_rest() {
        assert!(is_like("lesson:bullying-*", "lesson:bullying-primary"));
        assert!(is_like("lesson:a", "cue:a:7") && !is_like("lesson:b", "cue:a:7"));
        assert!(!is_like("lesson:a", "lesson:ab"));
    }

    #[test]
    fn the_list_is_long_and_no_query_is_there_twice() {
        let list = Relevance::of_house().unwrap();
        let mut queries: Vec<_> = list.seen.iter().chain(&list.unseen).map(|(q, _)| q).collect();
        let all = queries.len();
        queries.sort();
        queries.dedup();
        assert!(all >= 190 && queries.len() == all, "{all} queries, {} different", queries.len());
    }
}
