//! How long beats take where 10,000 pupils watch at once, each reporting every fifteen seconds.
//! Players and site share one machine here. `make bench` runs it on a release build.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;
use yimen::db::learners;

use crate::harness::Who;
use crate::harness::{Backend, film, site::class_of};

const PUPILS: usize = 10_000;
/// So many seats has a class.
const SEATS: usize = 50;
const PER_SECOND: usize = 667;
const CONNECTIONS: usize = 64;
/// Beats of each pupil.
const ROUNDS: usize = 2;
/// The slowest of a hundred may take so long.
const P99: Duration = Duration::from_millis(50);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes half a minute, and is meant for a release build"]
async fn ten_thousand_pupils_watch_at_once() {
    let site = film::site(Backend::Sqlite).await;
    let (teacher, school) = (site.account(Who::Teacher).await, site.school(Who::Teacher).await);
    let now = site.app().clock.now();
    let ids = site.app().db.write(move |c| {
        let mut ids = Vec::with_capacity(PUPILS);
        for _ in 0..PUPILS / SEATS {
            let class = class_of(&school, &teacher, now);
            yimen::db::classes::create(c, &class)?;
            for seat in 1..=i32::try_from(SEATS).unwrap_or_default() {
                ids.push(learners::join(c, &class.id, seat, "-", now)?);
            }
        }
        Ok(ids)
    });
    let mut cookies = Vec::with_capacity(PUPILS);
    for id in ids.await.expect("the pupils") {
        let (name, value) = site.learner_session(&id).await;
        cookies.push(format!("{name}={value}"));
    }
    site.advance(chrono::TimeDelta::hours(1));
    let (cookies, url) =
        (Arc::new(cookies), site.url("/api/v1/lessons/drugs-in-disguise/progress"));
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let began = Instant::now();
    let players = (0..CONNECTIONS).map(|first| {
        let (cookies, url, client) = (cookies.clone(), url.clone(), client.clone());
        tokio::spawn(async move {
            let mut took = Vec::new();
            for n in (first..PUPILS * ROUNDS).step_by(CONNECTIONS) {
                let due = Duration::from_secs_f64(n as f64 / PER_SECOND as f64);
                tokio::time::sleep(due.saturating_sub(began.elapsed())).await;
                let (pupil, round) = (n % PUPILS, n / PUPILS);
                let from = 7.0 * round as f64;
                let beat =
                    json!({"session": "s", "seq": round + 1, "intervals": [[from, from + 7.0]]});
                let request = client.post(&url).header("cookie", &cookies[pupil]).json(&beat);
                let asked = Instant::now();
                let answer = request.send().await.expect("an answer");
                assert_eq!(answer.status(), 200);
                answer.bytes().await.expect("a body");
                took.push(asked.elapsed());
            }
            took
        })
    });
    let mut took = Vec::new();
    for player in players.collect::<Vec<_>>() {
        took.extend(player.await.expect("a player"));
    }
    let passed = began.elapsed();
    took.sort_unstable();
    let at = |share: f64| took[((took.len() - 1) as f64 * share) as usize];
    println!(
        "beats  {} in {passed:.1?}, {:.0}/s",
        took.len(),
        took.len() as f64 / passed.as_secs_f64()
    );
    println!("p50 {:.1?}  p99 {:.1?}  max {:.1?}", at(0.5), at(0.99), at(1.0));
    site.app().beats.store().await.expect("all is stored");
    assert!(cfg!(debug_assertions) || at(0.99) < P99, "p99 {:?}", at(0.99));
}
