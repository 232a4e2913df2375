//! Lessons: what a player reports and what is made of it, the page, and the classroom's screen.

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::{Value, json};
use yimen::config::Config;
use yimen::db::progress::{self, Key, Put};
use yimen::db::{Conn, accounts, classes, learners, schools};
use yimen::domain::progress::{Beat, Standing};
use yimen::web::beats::{Beats, Watching};

use crate::harness::databases::{Home, on_both};
use crate::harness::film;
use crate::harness::site::class_of;
use crate::harness::{Backend, Site, Visitor, Who};

/// A lesson with a film, and one without.
pub const LESSON: &str = "drugs-in-disguise";
pub const PAGE: &str = "/youth/courses/drugs/lessons/drugs-in-disguise";
const UNFILMED: &str = "mock-court-two-trials";
pub const UNFILMED_PAGE: &str = "/youth/courses/mock-court/lessons/mock-court-two-trials";

async fn lesson(site: &Site) -> Value {
    site.client(Who::Nobody)
        .await
        .get(&format!("/api/v1/lessons/{LESSON}"))
        .await
        .expect(200)
        .json()
}

pub async fn seconds(site: &Site) -> f64 {
    lesson(site).await["seconds"].as_f64().expect("the film has a length")
}

async fn beat(pupil: &Visitor, seq: i64, intervals: Value) -> Value {
    let body = json!({"session": "s", "seq": seq, "intervals": intervals});
    pupil.post_json(&format!("/api/v1/lessons/{LESSON}/progress"), &body).await.expect(200).json()
}

fn near(said: &Value, share: f64) {
    let covered = said["covered"].as_f64().expect("a number");
    assert!((covered - share).abs() < 0.002, "{covered} is not {share}: {said}");
}

#[tokio::test]
async fn a_lesson_says_where_its_film_is() {
    let site = film::site(Backend::Sqlite).await;
    let said = lesson(&site).await;
    assert_eq!(said["id"], LESSON);
    let media = &said["media"];
    let nobody = site.client(Who::Nobody).await;
    for url in [&media["progressive"], &media["poster"], &media["captions"][0]["url"]] {
        nobody.get(url.as_str().expect("a path")).await.expect(200);
    }
    assert_eq!(media["captions"][0]["lang"], "zh-CN");
    let unfilmed = nobody.get(&format!("/api/v1/lessons/{UNFILMED}")).await.expect(200).json();
    assert_eq!((&unfilmed["seconds"], &unfilmed["media"]), (&Value::Null, &Value::Null));
    nobody.get("/api/v1/lessons/no-such-lesson").await.expect(404);
}

#[tokio::test]
async fn what_was_played_counts_once_on_either_database() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let site = film::site(backend).await;
        let (pupil, whole) = (site.client(Who::Learner).await, seconds(&site).await);
        site.advance(TimeDelta::hours(1));
        let part = |from: f64, to: f64| json!([from * whole, to * whole]);
        // Out of order, twice, overlapping.
        near(&beat(&pupil, 2, json!([part(0.2, 0.4)])).await, 0.2);
        let said = beat(&pupil, 1, json!([part(0.0, 0.3), part(0.1, 0.2)])).await;
        assert_eq!((&said["seq"], &said["completed"]), (&json!(2), &json!(false)));
        near(&said, 0.4);
        near(&beat(&pupil, 2, json!([part(0.2, 0.4)])).await, 0.4);
        // A jump to the end completes nothing; nine tenths do.
        near(&beat(&pupil, 3, json!([part(0.98, 1.0)])).await, 0.42);
        let said = beat(&pupil, 4, json!([part(0.4, 0.89)])).await;
        assert_eq!((&said["seq"], &said["completed"]), (&json!(4), &json!(true)));
        near(&said, 0.91);
        near(&beat(&pupil, 5, json!([part(0.0, 1.0)])).await, 1.0);
        let page = pupil.get(PAGE).await.expect(200).text();
        assert!(page.contains("看完了"));
    }
}

#[tokio::test]
async fn odd_beats_get_a_clear_answer_and_spoil_nothing() {
    let site = film::site(Backend::Sqlite).await;
    let (pupil, whole) = (site.client(Who::Learner).await, seconds(&site).await);
    site.advance(TimeDelta::hours(1));
    let odd = json!([
        [null, 3],
        ["NaN", 3],
        [1],
        7,
        [9, 4],
        [-9, -4],
        [whole + 60.0, whole + 90.0],
        [0.0, 1.0]
    ]);
    let said = beat(&pupil, 1, odd).await;
    near(&said, 1.0 / whole);
    let why: Vec<&str> = said["left_out"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["reason"].as_str().unwrap())
        .collect();
    let numbers = ["not_a_number"; 4];
    assert_eq!(why[..4], numbers);
    assert_eq!(why[4..], ["reversed", "negative", "past_the_end"]);
    let url = format!("/api/v1/lessons/{LESSON}/progress");
    let wrong = [
        (json!({"session": "s", "seq": -1, "intervals": []}), "seq"),
        (json!({"session": "s", "seq": "x", "intervals": []}), "seq"),
        (json!({"session": "a b", "seq": 1, "intervals": []}), "session"),
        (json!({"seq": 1, "intervals": []}), "session"),
        (json!({"session": "s", "seq": 1}), "intervals"),
        (json!({"session": "s", "seq": 1, "intervals": vec![[0, 1]; 2001]}), "intervals"),
    ];
    for (body, field) in wrong {
        let said = pupil.post_json(&url, &body).await.expect(422).json();
        assert!(said["error"]["fields"][field].is_string(), "{field}: {said}");
    }
    let no_json = pupil
        .request(reqwest::Method::POST, &url)
        .header("content-type", "application/json")
        .body("{\"session\":\"s\",\"seq\":2,\"intervals\":[[NaN,3]]}");
    pupil.send(no_json).await.expect(400);
    let other = format!("/api/v1/lessons/{UNFILMED}/progress");
    pupil.post_json(&other, &json!({"session": "s", "seq": 1, "intervals": []})).await.expect(422);
    site.client(Who::Nobody).await.post_json(&url, &json!({})).await.expect(401);
    near(&beat(&pupil, 2, json!([[1.0, 2.0]])).await, 2.0 / whole);
}

#[tokio::test]
async fn nobody_watches_faster_than_the_clock() {
    let site = film::site(Backend::Sqlite).await;
    let (pupil, whole) = (site.client(Who::Learner).await, seconds(&site).await);
    // Signed in a moment ago, and claims the whole film, in ten sessions.
    let mut covered = 0.0;
    for n in 0..10 {
        let body = json!({"session": format!("s{n}"), "seq": 1, "intervals": [[0, whole]]});
        let url = format!("/api/v1/lessons/{LESSON}/progress");
        let said = pupil.post_json(&url, &body).await.expect(200).json();
        assert_eq!(said["left_out"][0]["reason"], "too_fast");
        covered = said["covered"].as_f64().unwrap();
    }
    // Five seconds of grace, and twice the time that this test has taken.
    assert!(covered * whole < 14.0, "{} of {whole}", covered * whole);
}

/// A site on the database of another one, as after a crash.
async fn again(first: &Site) -> Site {
    let config = &first.app().config;
    let (database, secret) = (config.database_url.clone(), config.secret.clone());
    let same = move |config: &mut Config| {
        (config.database_url, config.secret) = (database, secret);
    };
    Site::furnished(Backend::Sqlite, same, film::furnish).await
}

#[tokio::test]
async fn a_crash_loses_nothing_because_the_player_keeps_what_is_not_stored() {
    let never = |app: &mut yimen::app::App| {
        film::furnish(app);
        app.beats = Beats::storing_every(app.db.clone(), Duration::from_secs(3600));
    };
    let site = Site::furnished(Backend::Sqlite, |_| (), never).await;
    film::put(&site).await;
    let (pupil, whole) = (site.client(Who::Learner).await, seconds(&site).await);
    site.advance(TimeDelta::hours(1));
    let said = beat(&pupil, 1, json!([[0.0, whole / 2.0]])).await;
    assert_eq!((&said["seq"], &said["covered"]), (&json!(0), &json!(0.0)), "not stored, not said");
    assert!(pupil.get(PAGE).await.expect(200).text().contains("已看 50%"), "but known");
    // The process is gone, and with it what it knew. The next one is told again.
    let second = again(&site).await;
    second.advance(TimeDelta::hours(1));
    let pupil = Visitor::new(&second.url(""), Who::Learner, String::new(), &pupil.cookies());
    near(&beat(&pupil, 2, json!([[whole / 2.0, whole * 0.75]])).await, 0.25);
    let said = beat(&pupil, 1, json!([[0.0, whole / 2.0]])).await;
    assert_eq!(said["seq"], 2);
    near(&said, 0.75);
}

/// A learner of a class of a school, in an empty database.
fn pupils(c: &mut Conn, n: i32) -> Vec<String> {
    let (sealer, now) =
        (yimen::db::seal::Sealer::new(vec![("k".into(), vec![7; 32])]), yimen::db::now());
    let sealer = sealer.expect("a sealer");
    let new = schools::NewSchool {
        name: "测试小学".into(),
        district: "玉州区".into(),
        address: "测试路1号".into(),
        stages: vec![yimen::domain::course::Stage::Junior],
        phone: None,
    };
    let school = schools::create(c, &sealer, &new, None, now).expect("a school");
    let account = accounts::NewAccount {
        login: "teacher".into(),
        password_hash: "none".into(),
        role: yimen::domain::order::Role::Teacher,
        agency: None,
        school: Some(school.clone()),
        name: "测试".into(),
        email: None,
        phone: None,
        organisation: None,
        credit_code: None,
        lang: "zh-CN".into(),
        demo: false,
    };
    let teacher = accounts::create(c, &sealer, &account, now).expect("a teacher");
    let class = class_of(&school, &teacher, now);
    classes::create(c, &class).expect("a class");
    (1..=n).map(|seat| learners::join(c, &class.id, seat, "-", now).expect("a seat")).collect()
}

async fn stored(home: &Home, key: Key) -> Standing {
    home.db.read(move |c| progress::standing(c, &key, 60.0)).await.expect("a standing")
}

#[tokio::test]
async fn many_rows_are_stored_at_once_and_two_processes_add_up() {
    on_both(|home| async move {
        let ids = home.write(|c| Ok(pupils(c, 900))).await.unwrap();
        let now = yimen::db::now();
        let took = |from: f64, to: f64| Beat {
            session: "s".into(),
            seq: 1,
            intervals: vec![(from, to)],
            position: None,
        };
        let (one, other) = (Beats::new(home.db.clone()), Beats::new(home.db.clone()));
        let early = now - TimeDelta::hours(1);
        let watching = |id: &str| Watching {
            key: (id.to_owned(), "film".into()),
            seconds: 60.0,
            signed_in_at: early,
        };
        for id in &ids {
            let puts = [(&one, took(0.0, 20.0)), (&other, took(10.0, 30.0))];
            for (beats, beat) in puts {
                beats.take(&watching(id), &beat, now).await.unwrap();
            }
        }
        one.store().await.unwrap();
        other.store().await.unwrap();
        tokio::time::sleep(Duration::from_millis(300)).await;
        for id in [&ids[0], &ids[450], &ids[899]] {
            let standing = stored(&home, (id.clone(), "film".into())).await;
            assert_eq!(standing.seen.to_string(), "0-30000", "{id}");
            assert_eq!(standing.last_seq("s"), 1);
        }
        // Who is gone is not brought back, and keeps nobody else from being stored.
        let gone = Put {
            key: ("nobody".into(), "film".into()),
            standing: Standing::new(60.0),
            heard: ["s".to_owned()].into(),
            at: now,
        };
        let left = home.write(move |c| progress::store(c, vec![gone])).await.unwrap();
        assert!(left.is_empty());
        let later = now + TimeDelta::days(1);
        assert!(home.write(move |c| progress::purge(c, later)).await.unwrap() >= 900);
        let standing = stored(&home, (ids[0].clone(), "film".into())).await;
        assert_eq!((standing.seen.covered(), standing.sessions.len()), (30_000, 0));
    })
    .await;
}

#[tokio::test]
async fn a_page_without_a_film_is_read_by_saying_so() {
    let site = film::site(Backend::Sqlite).await;
    let pupil = site.client(Who::Learner).await;
    let post = format!("{UNFILMED_PAGE}/read");
    assert!(pupil.get(UNFILMED_PAGE).await.expect(200).text().contains("我读完了"));
    let token = pupil.csrf(UNFILMED_PAGE).await;
    for _ in 0..2 {
        pupil.post(&post, &[("csrf", &token)]).await.expect(303);
    }
    assert!(pupil.get(UNFILMED_PAGE).await.expect(200).text().contains("你读完了这一课"));
    let key = (site.learner().await, format!("page:{UNFILMED}"));
    let row = site.app().db.read(move |c| progress::of(c, &key)).await.unwrap();
    assert!(row.expect("a row").completed_at.is_some());
    // A film is watched, not said to be.
    pupil.post(&format!("{PAGE}/read"), &[("csrf", &token)]).await.expect(404);
    let visitor = site.client(Who::Nobody).await;
    assert!(visitor.get(UNFILMED_PAGE).await.expect(200).text().contains("进入班级"));
    assert_eq!(visitor.post(&post, &[]).await.location().split('?').next(), Some("/youth/join"));
}

#[tokio::test]
async fn a_class_watches_once_and_is_counted_once() {
    let site = film::site(Backend::Sqlite).await;
    let (teacher, class) = (site.client(Who::Teacher).await, site.class().await);
    let page = format!("/youth/classes/{class}/screen/{LESSON}");
    assert!(teacher.get(PAGE).await.expect(200).text().contains(&page), "the lesson leads here");
    for wrong in ["", "0", "-3", "many", "99999"] {
        let said = teacher.fill(&page, &page, &[("heads", wrong)]).await.expect(422);
        assert!(said.text().contains("error"), "{wrong}");
    }
    let begun = teacher.fill(&page, &page, &[("heads", "43")]).await.expect(303);
    let on = begun.location().to_owned();
    assert!(teacher.get(&on).await.expect(200).text().contains("43 人"));
    let id = on.split("on=").nth(1).expect("an id").to_owned();
    let url = format!("/api/v1/screenings/{id}/progress");
    let whole = seconds(&site).await;
    let beat =
        |seq: i64, to: f64| json!({"session": "x", "seq": seq, "intervals": [[0, to * whole]]});
    let soon = teacher.post_json(&url, &beat(1, 1.0)).await.expect(200).json();
    assert_eq!(soon["left_out"][0]["reason"], "too_fast");
    site.advance(TimeDelta::minutes(20));
    let said = teacher.post_json(&url, &beat(2, 0.95)).await.expect(200).json();
    assert_eq!((&said["seq"], &said["completed"]), (&json!(2), &json!(true)));
    let list = teacher.get(&page).await.expect(200).text();
    assert!(list.contains("43 人") && list.contains("放完了"));
    // No pupil gets anything of it, and no other school sees it.
    let key = (site.learner().await, "film-for-tests".to_owned());
    assert_eq!(site.app().db.read(move |c| progress::of(c, &key)).await.unwrap(), None);
    let other = site.client(Who::OtherTeacher).await;
    other.get(&page).await.expect(404);
    other.get(&on).await.expect(404);
    other.post_json(&url, &beat(3, 1.0)).await.expect(404);
    teacher.get(&format!("/youth/classes/{class}/screen/{UNFILMED}")).await.expect(404);
}
