//! The questions of a lesson as programs ask them.

use serde_json::{Value, json};
use yimen::db::learners;
use yimen::domain::quiz::{Frozen, ItemKind};

use crate::harness::visitor::Visitor;
use crate::harness::{Backend, Site, Who};
use crate::quizzes::{LESSON, latest};

fn begin() -> String {
    format!("/api/v1/lessons/{LESSON}/attempts")
}

/// The body that answers a question right.
fn right(frozen: &Frozen, at: usize) -> Value {
    let drawn = &frozen.items[at];
    let place = |choice: usize| drawn.order.iter().position(|one| *one == choice).unwrap();
    let picks: Vec<usize> = match drawn.item.kind {
        ItemKind::Short => return json!({"item": at + 1, "text": drawn.item.accepted[0]}),
        ItemKind::Ordering => (0..drawn.order.len()).map(place).collect(),
        _ => drawn.item.right.iter().map(|at| place(*at)).collect(),
    };
    json!({"item": at + 1, "picks": picks})
}

async fn answers_to_the_end(backend: Backend) {
    let site = Site::start(backend).await;
    let pupil = site.client(Who::Learner).await;
    let begun = pupil.post_json(&begin(), &json!({})).await.expect(201);
    let text = begun.text();
    let frozen = latest(&site).await.questions().unwrap();
    assert!(frozen.items.iter().all(|drawn| !text.contains(&drawn.item.explain)), "{text}");
    let begun = begun.json();
    assert!(begun["items"].as_array().unwrap().iter().all(|item| item["told"].is_null()));
    let url = format!("/api/v1/attempts/{}/answers", begun["id"].as_str().unwrap());
    for (at, drawn) in frozen.items.iter().enumerate() {
        let body = right(&frozen, at);
        let said = pupil.post_json(&url, &body).await.expect(200).json();
        assert_eq!((&said["stands"], &said["told"]["right"]), (&json!(true), &json!(true)));
        assert_eq!(said["told"]["explain"], drawn.item.explain.as_str());
        assert_eq!(said["answered"], at + 1);
        // Sent again after a lost answer: the same is said.
        assert_eq!(pupil.post_json(&url, &body).await.expect(200).json(), said);
        let goes_on = at + 1 < frozen.items.len();
        if goes_on {
            let again = pupil.post_json(&begin(), &json!({})).await.expect(200).json();
            assert_eq!(again["id"], begun["id"]);
            assert_eq!(again["items"][at]["told"], said["told"]);
        }
        assert_eq!((&said["finished"], &said["passed"]), (&json!(!goes_on), &json!(!goes_on)));
    }
    let next = pupil.post_json(&begin(), &json!({})).await.expect(201).json();
    assert_eq!(next["try"], 2);
}

#[tokio::test]
async fn a_program_answers_to_the_end_on_sqlite() {
    answers_to_the_end(Backend::Sqlite).await;
}

#[tokio::test]
async fn a_program_answers_to_the_end_on_postgres() {
    answers_to_the_end(Backend::Postgres).await;
}

#[tokio::test]
async fn another_answer_changes_nothing_and_is_told_so() {
    let site = Site::start(Backend::Sqlite).await;
    let pupil = site.client(Who::Learner).await;
    let id = pupil.post_json(&begin(), &json!({})).await.expect(201).json()["id"].clone();
    let url = format!("/api/v1/attempts/{}/answers", id.as_str().unwrap());
    let frozen = latest(&site).await.questions().unwrap();
    let chosen = |kind| matches!(kind, ItemKind::Single | ItemKind::TrueFalse);
    let at = frozen.items.iter().position(|drawn| chosen(drawn.item.kind)).unwrap();
    let pick = |place: usize| json!({"item": at + 1, "picks": [place]});
    let first = pupil.post_json(&url, &pick(0)).await.expect(200).json();
    let second = pupil.post_json(&url, &pick(1)).await.expect(200).json();
    assert_eq!((&first["stands"], &second["stands"]), (&json!(true), &json!(false)));
    assert_eq!(first["told"], second["told"]);
}

#[tokio::test]
async fn what_is_no_answer_is_said_by_its_field() {
    let site = Site::start(Backend::Sqlite).await;
    let pupil = site.client(Who::Learner).await;
    let id = pupil.post_json(&begin(), &json!({})).await.expect(201).json()["id"].clone();
    let url = format!("/api/v1/attempts/{}/answers", id.as_str().unwrap());
    let frozen = latest(&site).await.questions().unwrap();
    let chosen = |kind| matches!(kind, ItemKind::Single | ItemKind::TrueFalse);
    let at = frozen.items.iter().position(|drawn| chosen(drawn.item.kind)).unwrap() + 1;
    for (body, field) in [
        (json!({}), "item"),
        (json!({"item": 0}), "item"),
        (json!({"item": -1}), "item"),
        (json!({"item": 99, "picks": [0]}), "item"),
        (json!({"item": at}), "picks"),
        (json!({"item": at, "picks": []}), "picks"),
        (json!({"item": at, "picks": [0, 1]}), "picks"),
        (json!({"item": at, "picks": [77]}), "picks"),
        (json!({"item": at, "picks": [-1]}), "picks"),
        (json!({"item": at, "picks": ["a"]}), "picks"),
        (json!({"item": at, "picks": "0"}), "picks"),
    ] {
        let said = pupil.post_json(&url, &body).await.expect(422).json();
        assert!(said["error"]["fields"][field].is_string(), "{body}: {said}");
    }
    let kept = latest(&site).await;
    assert_eq!(kept.finished_at, None);
    pupil.post_json("/api/v1/attempts/none/answers", &json!({"item": 1})).await.expect(404);
    pupil.post_json("/api/v1/lessons/none/attempts", &json!({})).await.expect(404);
    let nobody = site.client(Who::Nobody).await;
    nobody.post_json(&begin(), &json!({})).await.expect(401);
    // Another pupil of the same class has no part in it.
    let (class, now) = (site.class().await, site.app().clock.now());
    let join = site.app().db.write(move |c| learners::join(c, &class, 2, "-", now));
    let other = join.await.unwrap();
    let cookie = site.learner_session(&other).await;
    let other = Visitor::new(&site.url(""), Who::Learner, other, &[cookie]);
    other.post_json(&url, &json!({"item": 1, "picks": [0]})).await.expect(404);
}
