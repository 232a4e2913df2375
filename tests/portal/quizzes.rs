//! Quizzes: a pupil answers to the end, nothing is told before.

use yimen::content::Content;
use yimen::db::attempts::{self, AttemptRow};
use yimen::domain::quiz::{Answer, Frozen, ItemKind};

use crate::harness::site::{Backend, Site};
use crate::harness::visitor::Who;

pub const QUIZ: &str = "/youth/courses/drugs/lessons/drugs-in-disguise/quiz";
pub const LESSON: &str = "drugs-in-disguise";

/// The newest attempt of the site's learner.
pub async fn latest(site: &Site) -> AttemptRow {
    let learner = site.learner().await;
    let found = site.app().db.read(move |c| attempts::latest(c, &learner, LESSON)).await;
    found.unwrap().expect("an attempt")
}

/// The fields that answer a question right.
pub fn right(frozen: &Frozen, at: usize) -> Vec<(String, String)> {
    let drawn = &frozen.items[at];
    let place = |choice: usize| drawn.order.iter().position(|one| *one == choice).unwrap();
    match drawn.item.kind {
        ItemKind::Short => vec![("text".into(), drawn.item.accepted[0].clone())],
        ItemKind::Ordering => (0..drawn.order.len())
            .map(|choice| (format!("rank-{}", place(choice)), (choice + 1).to_string()))
            .collect(),
        _ => drawn.item.right.iter().map(|at| ("pick".into(), place(*at).to_string())).collect(),
    }
}

async fn answers_to_the_end(backend: Backend) {
    let site = Site::start(backend).await;
    let pupil = site.client(Who::Learner).await;
    pupil.fill(QUIZ, &format!("{QUIZ}/start"), &[]).await.expect(303);
    let attempt = latest(&site).await;
    let frozen = attempt.questions().unwrap();
    for (at, drawn) in frozen.items.iter().enumerate() {
        let page = pupil.page(QUIZ).await;
        assert!(!page.contains(&drawn.item.explain), "told too early: {}", drawn.item.id);
        assert!(!drawn.item.accepted.iter().any(|form| page.contains(form)), "{}", drawn.item.id);
        let token = pupil.csrf(QUIZ).await;
        let n = (at + 1).to_string();
        let base = [("csrf", token.as_str()), ("attempt", &attempt.id), ("item", &n)];
        pupil.post(QUIZ, &base).await.expect(422);
        let given = right(&frozen, at);
        let given: Vec<(&str, &str)> =
            base.into_iter().chain(given.iter().map(|(k, v)| (k.as_str(), v.as_str()))).collect();
        pupil.post(QUIZ, &given).await.expect(303);
        pupil.post(QUIZ, &given).await.expect(303);
        let told = pupil.get(&format!("{QUIZ}?item={n}")).await.expect(200).text();
        assert!(told.contains("答对了"), "{told}");
    }
    let row = latest(&site).await;
    assert_eq!((row.points, row.passed, row.finished_at.is_some()), (row.of, true, true));
    assert!(pupil.page(QUIZ).await.contains("这一课你学会了"));
    pupil.fill(QUIZ, &format!("{QUIZ}/start"), &[]).await.expect(303);
    assert_eq!(latest(&site).await.n, 2, "as often as wished");
}

#[tokio::test]
async fn a_pupil_answers_to_the_end_on_sqlite() {
    answers_to_the_end(Backend::Sqlite).await;
}

#[tokio::test]
async fn a_pupil_answers_to_the_end_on_postgres() {
    answers_to_the_end(Backend::Postgres).await;
}

#[tokio::test]
async fn a_teacher_reads_the_answers_and_a_pupil_does_not() {
    let site = Site::start(Backend::Sqlite).await;
    let path = format!("{QUIZ}/answers");
    let quiz = Content::load().unwrap().quiz(LESSON).unwrap().clone();
    let page = site.client(Who::Teacher).await.get(&path).await.expect(200).text();
    assert!(quiz.items.iter().all(|item| page.contains(&item.explain)));
    site.client(Who::Learner).await.get(&path).await.expect(403);
}

#[tokio::test]
async fn the_first_answer_stands() {
    let site = Site::start(Backend::Sqlite).await;
    let pupil = site.client(Who::Learner).await;
    pupil.fill(QUIZ, &format!("{QUIZ}/start"), &[]).await.expect(303);
    let row = latest(&site).await;
    let (first, second) = (Answer { picks: vec![9], text: "x".into() }, Answer::default());
    let now = site.app().clock.now();
    let stands = site.app().db.write(move |c| {
        let one = attempts::answer(c, &row, 0, &first, now)?;
        Ok((one, attempts::answer(c, &row, 0, &second, now)?))
    });
    let (one, two) = stands.await.unwrap();
    assert_eq!(one, two);
}

#[tokio::test]
async fn who_answers_again_reads_that_the_first_answer_stands() {
    let site = Site::start(Backend::Sqlite).await;
    let pupil = site.client(Who::Learner).await;
    pupil.fill(QUIZ, &format!("{QUIZ}/start"), &[]).await.expect(303);
    let attempt = latest(&site).await;
    let frozen = attempt.questions().unwrap();
    let chosen = |drawn: &yimen::domain::quiz::Drawn| drawn.item.kind == ItemKind::Single;
    let at = frozen.items.iter().position(chosen).expect("one to choose from");
    let (token, n) = (pupil.csrf(QUIZ).await, (at + 1).to_string());
    let answer = async |pick: &str| {
        let form =
            [("csrf", token.as_str()), ("attempt", &attempt.id), ("item", &n), ("pick", pick)];
        let told = pupil.post(QUIZ, &form).await.expect(303);
        pupil.follow(told).await.expect(200).text()
    };
    let stands = "以第一次的回答为准";
    assert!(!answer("0").await.contains(stands));
    assert!(!answer("0").await.contains(stands), "the same again is no other answer");
    let other = answer("1").await;
    assert!(other.contains(stands), "{other}");
    let kept = site.app().db.read(move |c| attempts::answers_of(c, &attempt.id)).await.unwrap();
    let first = Answer { picks: vec![frozen.items[at].order[0]], text: String::new() };
    assert_eq!(kept.len(), 1);
    assert_eq!(serde_json::from_str::<Answer>(&kept[0].answer).unwrap(), first);
}

#[tokio::test]
async fn tries_are_those_that_the_attempt_began_with() {
    let site = Site::start(Backend::Sqlite).await;
    let learner = site.learner().await;
    let pupil = site.client(Who::Learner).await;
    pupil.fill(QUIZ, &format!("{QUIZ}/start"), &[]).await.expect(303);
    let begun = latest(&site).await;
    // It began when the file said once; by now the file says as often as wished.
    let once = Frozen { tries: 1, ..begun.questions().unwrap() };
    let now = site.app().clock.now();
    let row = AttemptRow {
        id: "once".into(),
        n: 2,
        frozen: serde_json::to_string(&once).unwrap(),
        finished_at: None,
        ..begun
    };
    let finished = site.app().db.write(move |c| {
        attempts::begin(c, &row)?;
        for at in 0..once.items.len() {
            attempts::answer(c, &row, at, &Answer::default(), now)?;
        }
        Ok(())
    });
    finished.await.unwrap();
    let page = pupil.page(QUIZ).await;
    assert!(page.contains("答题结果") && !page.contains("再答一次"), "{page}");
    let token = pupil.csrf("/youth/class/forget").await;
    pupil.post(&format!("{QUIZ}/start"), &[("csrf", token.as_str())]).await.expect(303);
    let stands = site.app().db.read(move |c| attempts::latest(c, &learner, LESSON)).await.unwrap();
    assert_eq!(stands.map(|row| row.n), Some(2), "no third try");
    let (url, body) = (format!("/api/v1/lessons/{LESSON}/attempts"), serde_json::json!({}));
    let said = pupil.post_json(&url, &body).await.expect(422).json();
    assert!(said["error"]["fields"]["lesson"].as_str().unwrap().contains("用完"), "{said}");
}
