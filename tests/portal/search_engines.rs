//! The search on a real Meilisearch: the same suite as the embedded engine's, and what happens when
//! Meilisearch is down, mute, wiped, or locked.

use std::time::{Duration, Instant};

use yimen::search::{Answer, Document, Query, Search};

use crate::harness::meili::Meilisearch;

#[path = "../../src/search/suite.rs"]
mod suite;

fn open(meilisearch: &Meilisearch, key: &str, dir: &tempfile::TempDir) -> Search {
    Search::open(Some(&meilisearch.url), Some(key), dir.path()).unwrap()
}

async fn asked(search: &Search) -> Answer {
    let answer = search.query(&Query::new("支付令")).await;
    assert_eq!(answer.hits[0].title, "申请支付令", "by {}", answer.engine);
    answer
}

/// Asks until Meilisearch answers again; readers are served all the while.
async fn until_back(search: &Search) {
    let until = Instant::now() + Duration::from_secs(30);
    while asked(search).await.engine != "meilisearch" {
        assert!(Instant::now() < until, "Meilisearch is not used again");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test]
async fn the_suite_holds_on_meilisearch() {
    let (meilisearch, dir) = (Meilisearch::start().await, tempfile::tempdir().unwrap());
    let search = open(&meilisearch, &meilisearch.key, &dir);
    assert!(search.health().await.is_err(), "no index yet");
    assert_eq!(search.query(&Query::new("支付令")).await.engine, "embedded");
    search.replace_all(suite::library()).await.unwrap();
    until_back(&search).await;
    suite::all(&search, "meilisearch").await;
    assert!(search.health().await.is_ok());
}

#[tokio::test]
async fn when_meilisearch_dies_the_embedded_engine_answers() {
    let (mut meilisearch, dir) = (Meilisearch::start().await, tempfile::tempdir().unwrap());
    let search = open(&meilisearch, &meilisearch.key, &dir);
    search.replace_all(suite::library()).await.unwrap();
    assert_eq!(asked(&search).await.engine, "meilisearch");
    meilisearch.kill();
    assert_eq!(asked(&search).await.engine, "embedded");
    assert!(search.health().await.is_err());
    let new = Document { id: "x".into(), title: "海豚".into(), ..Document::default() };
    assert!(search.upsert(vec![new.clone()]).await.is_err(), "the outbox must try again");
    assert_eq!(search.query(&Query::new("海豚")).await.total, 1, "published all the same");
    meilisearch.restart().await;
    search.upsert(vec![new]).await.unwrap();
    until_back(&search).await;
    assert_eq!(search.query(&Query::new("海豚")).await.total, 1);
}

#[tokio::test]
async fn when_meilisearch_is_mute_readers_wait_once() {
    let (meilisearch, dir) = (Meilisearch::start().await, tempfile::tempdir().unwrap());
    let search = open(&meilisearch, &meilisearch.key, &dir);
    search.replace_all(suite::library()).await.unwrap();
    assert_eq!(asked(&search).await.engine, "meilisearch");
    meilisearch.freeze();
    let started = Instant::now();
    assert_eq!(asked(&search).await.engine, "embedded");
    let first = started.elapsed();
    assert!(first < Duration::from_secs(4), "{first:?}");
    let started = Instant::now();
    assert_eq!(asked(&search).await.engine, "embedded");
    assert!(started.elapsed() < Duration::from_secs(1), "the next reader need not wait");
    meilisearch.thaw();
    until_back(&search).await;
}

#[tokio::test]
async fn a_wiped_meilisearch_is_filled_again_by_the_next_change() {
    let (mut meilisearch, dir) = (Meilisearch::start().await, tempfile::tempdir().unwrap());
    let search = open(&meilisearch, &meilisearch.key, &dir);
    search.replace_all(suite::library()).await.unwrap();
    meilisearch.wipe();
    meilisearch.restart().await;
    assert_eq!(asked(&search).await.engine, "embedded");
    search.upsert(suite::library()[..1].to_vec()).await.unwrap();
    until_back(&search).await;
    let answer = search.query(&Query::new("霸凌")).await;
    assert_eq!((answer.engine, answer.hits[0].site.as_str()), ("meilisearch", "youth"));
    assert!(!search.catch_up().await.unwrap(), "nothing is missing");
    meilisearch.wipe();
    assert!(search.catch_up().await.is_err(), "it is not there");
    meilisearch.restart().await;
    assert!(search.catch_up().await.unwrap(), "without any change too");
    until_back(&search).await;
}

#[tokio::test]
async fn with_a_wrong_key_the_embedded_engine_answers() {
    let (meilisearch, dir) = (Meilisearch::start().await, tempfile::tempdir().unwrap());
    let search = open(&meilisearch, "not-the-key-at-all", &dir);
    assert!(search.replace_all(suite::library()).await.is_err());
    assert_eq!(asked(&search).await.engine, "embedded");
    let reason = search.health().await.unwrap_err();
    assert!(reason.contains("API key") && !reason.contains("not-the-key"), "{reason}");
    assert!(Search::open(Some(&meilisearch.url), Some("line\nend"), dir.path()).is_err());
}
