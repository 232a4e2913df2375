use std::fs;

use crate::search::{Document, Query, Search, suite};

fn open(dir: &std::path::Path) -> Search {
    Search::open(None, None, dir).unwrap()
}

#[tokio::test]
async fn the_suite_holds() {
    let dir = tempfile::tempdir().unwrap();
    suite::all(&open(dir.path()), "embedded").await;
}

#[tokio::test]
async fn the_index_survives_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    open(dir.path()).replace_all(suite::library()).await.unwrap();
    let again = open(dir.path());
    assert_eq!(again.count(), suite::library().len() as u64);
    assert_eq!(again.query(&Query::new("支付令")).await.hits[0].title, "申请支付令");
}

#[tokio::test]
async fn a_damaged_index_is_made_anew() {
    let dir = tempfile::tempdir().unwrap();
    open(dir.path()).replace_all(suite::library()).await.unwrap();
    for file in fs::read_dir(dir.path().join("embedded-3")).unwrap() {
        fs::write(file.unwrap().path(), b"not an index").unwrap();
    }
    let again = open(dir.path());
    assert_eq!(again.count(), 0);
    again.replace_all(suite::library()).await.unwrap();
    assert!(again.query(&Query::new("支付令")).await.total > 0);
    assert!(again.health().await.is_ok());
}

#[tokio::test]
async fn a_folder_that_cannot_be_used_costs_only_the_memory() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, b"").unwrap();
    let search = open(&file.join("below"));
    search.replace_all(suite::library()).await.unwrap();
    assert!(search.query(&Query::new("支付令")).await.total > 0);
    assert!(search.health().await.is_err());
}

#[tokio::test]
async fn two_processes_see_each_others_changes() {
    let dir = tempfile::tempdir().unwrap();
    let (one, other) = (open(dir.path()), open(dir.path()));
    one.replace_all(suite::library()).await.unwrap();
    for _ in 0..60 {
        if other.count() > 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert!(other.query(&Query::new("支付令")).await.total > 0);
}

#[tokio::test]
async fn nothing_is_half_seen_while_all_is_replaced() {
    let dir = tempfile::tempdir().unwrap();
    let search = open(dir.path());
    search.replace_all(suite::library()).await.unwrap();
    let writing = {
        let search = search.clone();
        tokio::spawn(async move {
            for _ in 0..3 {
                search.replace_all(suite::library()).await.unwrap();
            }
        })
    };
    while !writing.is_finished() {
        assert_eq!(search.query(&Query::new("支付令")).await.hits[0].title, "申请支付令");
    }
    writing.await.unwrap();
}

/// What a search costs: `cargo test --release --lib search_costs -- --ignored --nocapture`.
#[tokio::test]
#[ignore = "a measurement, not a test"]
async fn search_costs() {
    let dir = tempfile::tempdir().unwrap();
    let before = memory();
    let started = std::time::Instant::now();
    crate::search::text::jieba();
    println!("dictionary: {:?}, {} KB", started.elapsed(), memory() - before);
    let search = open(dir.path());
    let many: Vec<Document> = (0..10_000).map(numbered).collect();
    let started = std::time::Instant::now();
    search.replace_all(many).await.unwrap();
    println!("10,000 documents indexed: {:?}", started.elapsed());
    let started = std::time::Instant::now();
    search.upsert(vec![numbered(3)]).await.unwrap();
    println!("one changed: {:?}", started.elapsed());
    let started = std::time::Instant::now();
    drop(open(dir.path()));
    println!("index opened: {:?}", started.elapsed());
    for q in [
        "支付令",
        "老赖",
        "欠货款",
        "您好，我们去年给一家超市供货，对方一直欠货款不给怎么办",
        "tradmark",
    ] {
        let mut took = Vec::new();
        for _ in 0..200 {
            let started = std::time::Instant::now();
            search.query(&Query::new(q)).await;
            took.push(started.elapsed());
        }
        took.sort();
        println!("{q}: p50 {:?}, p99 {:?}", took[100], took[198]);
    }
    println!("memory in all: {} KB", memory());
}

fn numbered(at: usize) -> Document {
    let library = suite::library();
    let mut document = library[at % library.len()].clone();
    document.id = format!("{at}");
    document.body =
        format!("{}第{at}号。{}", document.body, library[(at / 7) % library.len()].body);
    document
}

fn memory() -> i64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
