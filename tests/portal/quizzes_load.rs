//! A school begins the same questions at once, and what a page of them costs the database.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use diesel::connection::{Connection, InstrumentationEvent};
use serde_json::json;
use yimen::content::{Content, Quiz};
use yimen::db::{Db, learners};

use crate::harness::{Backend, Site, Who, site::class_of};
use crate::quizzes::{LESSON, QUIZ};

const PUPILS: i32 = 500;
/// So many seats has a class.
const SEATS: i32 = 50;

/// The session cookies of five hundred pupils.
async fn school(site: &Site) -> Vec<String> {
    let (teacher, school) = (site.account(Who::Teacher).await, site.school(Who::Teacher).await);
    let now = site.app().clock.now();
    let ids = site.app().db.write(move |c| {
        let mut ids = Vec::new();
        for _ in 0..PUPILS / SEATS {
            let class = class_of(&school, &teacher, now);
            yimen::db::classes::create(c, &class)?;
            for seat in 1..=SEATS {
                ids.push(learners::join(c, &class.id, seat, "-", now)?);
            }
        }
        Ok(ids)
    });
    let mut cookies = Vec::new();
    for id in ids.await.expect("the pupils") {
        let (name, value) = site.learner_session(&id).await;
        cookies.push(format!("{name}={value}"));
    }
    cookies
}

async fn all_begin_at_once(backend: Backend) {
    let site = Site::start(backend).await;
    let cookies = school(&site).await;
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let url = site.url(&format!("/api/v1/lessons/{LESSON}/attempts"));
    let starts = cookies.into_iter().map(|cookie| {
        let request = client.post(&url).header("cookie", cookie).json(&json!({}));
        tokio::spawn(async move {
            let asked = Instant::now();
            let answer = request.send().await.expect("an answer");
            assert_eq!(answer.status(), 201);
            let said: serde_json::Value = answer.json().await.expect("JSON");
            (asked.elapsed(), said["id"].as_str().expect("an attempt").to_owned())
        })
    });
    let (mut took, mut ids) = (Vec::new(), Vec::new());
    for start in starts.collect::<Vec<_>>() {
        let (time, id) = start.await.expect("a start");
        took.push(time);
        ids.push(id);
    }
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), took.len(), "everyone has an attempt of their own");
    took.sort_unstable();
    let at = |share: f64| took[((took.len() - 1) as f64 * share) as usize];
    println!("{backend:?}: {} starts, p50 {:.1?} p99 {:.1?}", took.len(), at(0.5), at(0.99));
    assert!(cfg!(debug_assertions) || at(0.99) < Duration::from_secs(2), "p99 {:?}", at(0.99));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_hundred_pupils_begin_at_once_on_sqlite() {
    all_begin_at_once(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_hundred_pupils_begin_at_once_on_postgres() {
    all_begin_at_once(Backend::Postgres).await;
}

/// How many queries the page of a question asks, where the quiz has so many of them.
async fn queries(questions: usize) -> usize {
    let site = Site::furnished(
        Backend::Sqlite,
        |_| (),
        move |app| {
            // One connection for reading, so that whoever watches it sees every query.
            app.db = Db::open(&app.config.database_url, 1).expect("a database");
            let mut content = Content::load().expect("the content");
            let quiz: &mut Quiz =
                content.quizzes.iter_mut().find(|quiz| quiz.lesson == LESSON).expect("the quiz");
            quiz.items.truncate(questions);
            app.content = content;
        },
    )
    .await;
    let pupil = site.client(Who::Learner).await;
    pupil.fill(QUIZ, &format!("{QUIZ}/start"), &[]).await.expect(303);
    let counter = Arc::new(AtomicUsize::new(0));
    let count = counter.clone();
    let watch = site.app().db.read(move |c| {
        c.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if matches!(event, InstrumentationEvent::StartQuery { .. }) {
                count.fetch_add(1, Ordering::Relaxed);
            }
        });
        Ok(())
    });
    watch.await.expect("the connection");
    let before = counter.load(Ordering::Relaxed);
    let page = pupil.page(QUIZ).await;
    assert_eq!(page.matches("data-question=").count(), questions);
    counter.load(Ordering::Relaxed) - before
}

#[tokio::test]
async fn the_page_of_a_question_asks_the_same_however_many_there_are() {
    let (one, all) = (queries(1).await, queries(5).await);
    assert!(one > 0, "nothing was counted");
    assert_eq!(one, all);
}
