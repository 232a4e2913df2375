//! The search on a real Meilisearch: the same suite as the embedded engine's, and what happens when
//! Meilisearch is down, mute, wiped, or locked.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
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
    let reason = search.health().await.unwrap_err();
    assert!(reason.contains("refused"), "whoever reads it knows where to look: {reason}");
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

/// Fifty readers, an editor who changes things all the while, and a Meilisearch that dies and comes back:
/// nobody goes without an answer, and in the end nothing is missing.
#[tokio::test]
async fn meilisearch_dies_under_readers_and_nothing_is_missing() {
    let (mut meilisearch, dir) = (Meilisearch::start().await, tempfile::tempdir().unwrap());
    let search = open(&meilisearch, &meilisearch.key, &dir);
    search.replace_all(suite::library()).await.unwrap();
    let reading = Arc::new(AtomicBool::new(true));
    let readers: Vec<_> = (0..50)
        .map(|_| {
            let (search, reading) = (search.clone(), reading.clone());
            tokio::spawn(async move {
                while reading.load(Ordering::Relaxed) {
                    asked(&search).await;
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            })
        })
        .collect();
    let mut should = suite::library();
    for at in 0..12 {
        if at == 3 {
            meilisearch.kill();
        }
        if at == 9 {
            meilisearch.restart().await;
        }
        let text = format!("海豚第{at}号");
        let new = Document {
            id: format!("guide:n{at}"),
            kind: "guide".into(),
            title: text,
            ..Document::default()
        };
        let done = search.upsert(vec![new.clone()]).await;
        assert!(done.is_ok() || (3..12).contains(&at), "{at}: {done:?}");
        // Published all the same, whoever answers.
        assert_eq!(search.query(&Query::new("海豚")).await.total, at + 1);
        should.push(new);
    }
    // One is withdrawn while nobody knows whether Meilisearch is there.
    let _ = search.delete(vec!["guide:n0".into()]).await;
    should.retain(|document| document.id != "guide:n0");
    until_back(&search).await;
    reading.store(false, Ordering::Relaxed);
    for reader in readers {
        reader.await.expect("a reader always gets an answer");
    }
    for (engine, difference) in search.compare(&should).await {
        let difference = difference.unwrap();
        assert!(difference.is_none(), "{engine}: {difference:?}");
    }
    let answer = search.query(&Query::new("海豚")).await;
    assert_eq!((answer.engine, answer.total), ("meilisearch", 11));
}

/// What was lost or changed behind our back is named, and made good.
#[tokio::test]
async fn what_differs_is_named_and_reconciled() {
    let (meilisearch, dir) = (Meilisearch::start().await, tempfile::tempdir().unwrap());
    let search = open(&meilisearch, &meilisearch.key, &dir);
    let mut should = suite::library();
    search.replace_all(should.clone()).await.unwrap();
    let gone = should.remove(0);
    should[0].body.push_str("改过");
    should.push(Document { id: "new".into(), title: "新的".into(), ..Document::default() });
    for (_, difference) in search.compare(&should).await {
        let difference = difference.unwrap();
        assert_eq!(difference.extra, [gone.id.as_str()]);
        assert_eq!(difference.outdated, [should[0].id.as_str()]);
        assert_eq!(difference.missing, ["new"]);
    }
    assert_eq!(search.reconcile(|| should.clone()).await.unwrap(), 6, "three in each engine");
    assert!(search.compare(&should).await.into_iter().all(|(_, one)| one.unwrap().is_none()));
    assert_eq!(search.reconcile(|| should).await.unwrap(), 0);
}
