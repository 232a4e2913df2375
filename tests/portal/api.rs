//! Signing in and asking as a program does: every answer, and every way to be told no.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};
use yimen::db::orders::{self, Queue, QueueFilter};

use crate::harness::site::{Backend, PASSWORD, Site, request};
use crate::harness::visitor::{Answer, Visitor, Who};

const REQUESTS: &str = "/api/v1/requests";
const SESSION: &str = "/api/v1/session";

/// The answer as an error of this status and code.
#[track_caller]
pub fn no(answer: Answer, status: u16, code: &str) -> Value {
    let answer = answer.expect(status);
    let error = answer.json()["error"].clone();
    assert_eq!(error["code"], code, "{}: {error}", answer.asked);
    let message = error["message"].as_str().unwrap_or_default();
    assert!(!message.is_empty() && !message.contains('⟦'), "{}: {error}", answer.asked);
    error
}

/// The answer as a 422 that names exactly these fields, each with words.
#[track_caller]
pub fn wrong(answer: Answer, names: &[&str]) -> Value {
    let asked = answer.asked.clone();
    let error = no(answer, 422, "invalid");
    let said = error["fields"].as_object().expect("fields");
    let found: BTreeSet<&str> = said.keys().map(String::as_str).collect();
    assert_eq!(found, names.iter().copied().collect(), "{asked}: {error}");
    for text in said.values() {
        let text = text.as_str().unwrap_or_default();
        assert!(!text.is_empty() && !text.contains(['⟦', '{']), "{asked}: {error}");
    }
    error["fields"].clone()
}

/// A complete request with one part replaced; the path may lead into the contact.
fn with(path: &str, value: Value) -> Value {
    let mut body = request();
    match path.split_once('.') {
        Some((outer, inner)) => body[outer][inner] = value,
        None => body[path] = value,
    }
    body
}

/// How many orders there are.
async fn stored(site: &Site) -> i64 {
    let filter = QueueFilter::new(Queue::All, site.app().clock.now());
    site.app().db.read(move |c| orders::queue_count(c, &filter)).await.expect("a count")
}

async fn keyed(visitor: &Visitor, key: &str, body: &Value) -> Answer {
    let sent = visitor.request(Method::POST, REQUESTS).header("Idempotency-Key", key).json(body);
    visitor.send(sent).await
}

#[tokio::test]
async fn a_session_is_opened_with_login_and_password() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let site = Site::start(backend).await;
        let guest = site.client(Who::Nobody).await;
        let try_in = async |body: Value| guest.post_json(SESSION, &body).await;
        let login = Who::Handler("court").login();
        site.account(Who::Handler("court")).await;
        wrong(try_in(json!({})).await, &["login", "password"]);
        wrong(try_in(json!({"login": login, "password": null})).await, &["password"]);
        let typed =
            wrong(try_in(json!({"login": 5, "password": []})).await, &["login", "password"]);
        assert!(typed["login"].as_str().unwrap().contains("string"), "the type is said: {typed}");
        for odd in ["a\0b".to_owned(), "长".repeat(101), "x".repeat(1 << 20)] {
            wrong(try_in(json!({"login": odd, "password": "x"})).await, &["login"]);
        }
        no(try_in(json!({"login": login, "password": "no\0"})).await, 401, "wrong_credentials");
        let nobody = json!({"login": "nobody", "password": PASSWORD});
        no(try_in(nobody).await, 401, "wrong_credentials");
        let opened = try_in(json!({"login": login.to_uppercase(), "password": PASSWORD})).await;
        let opened = opened.expect(200).json();
        assert_eq!(opened["role"], "handler");
        let token = opened["token"].as_str().expect("a token");
        let desk = guest.request(Method::GET, "/api/v1/desk/orders").bearer_auth(token);
        guest.send(desk).await.expect(200);
        let forged = guest.request(Method::GET, "/api/v1/desk/orders").bearer_auth("a.b.c");
        no(guest.send(forged).await, 401, "sign_in");
    }
}

#[tokio::test]
async fn a_login_is_locked_after_eight_wrong_passwords() {
    let site = Site::start(Backend::Sqlite).await;
    let guest = site.client(Who::Nobody).await;
    let login = Who::Clerk.login();
    site.account(Who::Clerk).await;
    for _ in 0..8 {
        let body = json!({"login": login, "password": "wrong"});
        no(guest.post_json(SESSION, &body).await, 401, "wrong_credentials");
    }
    let right = json!({"login": login, "password": PASSWORD});
    let locked = guest.post_json(SESSION, &right).await;
    assert!(locked.header("retry-after").parse::<i64>().is_ok_and(|seconds| seconds > 0));
    no(locked, 429, "too_many");
    site.advance(chrono::TimeDelta::minutes(16));
    guest.post_json(SESSION, &right).await.expect(200);
}

#[tokio::test]
async fn a_request_is_filed_and_the_decision_explained() {
    let site = Site::start(Backend::Sqlite).await;
    let guest = site.client(Who::Nobody).await;
    let said = guest.post_json(REQUESTS, &request()).await.expect(201).json();
    let code = said["code"].as_str().expect("a code");
    assert!(yimen::domain::code::parse(code).is_ok(), "{code}");
    assert_eq!(said["key"].as_str().map(str::len), Some(11), "{said}");
    assert_eq!(said["state"], "dispatched");
    assert_eq!(said["url"], format!("/track/{code}"));
    assert!(said["version"].as_i64().is_some_and(|version| version > 0));
    let routing = &said["routing"];
    for name in ["matter", "lead", "lead_slug", "rules_version"] {
        assert!(routing[name].as_str().is_some_and(|text| !text.is_empty()), "{name}: {routing}");
    }
    let sure = routing["confidence"].as_f64().expect("a number");
    assert!((0.0..=1.0).contains(&sure), "{sure}");
    assert!(routing["reasons"].as_array().is_some_and(|list| !list.is_empty()));
    assert!(routing["alternatives"].as_array().is_some_and(|list| list.len() >= 2));
    let clocks = said["clocks"].as_array().expect("clocks");
    assert!(!clocks.is_empty());
    for clock in clocks {
        for name in ["started_at", "due"] {
            let time = clock[name].as_str().expect("a time");
            assert!(chrono::DateTime::parse_from_rfc3339(time).is_ok() && time.ends_with('Z'));
        }
        assert!(clock["explanation"].as_str().is_some_and(|text| !text.is_empty()), "{clock}");
    }
    assert_eq!(stored(&site).await, 1);
}

#[tokio::test]
async fn each_wrong_field_is_named() {
    let site = Site::start(Backend::Sqlite).await;
    let guest = site.client(Who::Nobody).await;
    let long = |length: usize| json!("长".repeat(length));
    let cases = [
        ("body", json!(""), "body"),
        ("body", json!(" \n\t"), "body"),
        ("body", json!(null), "body"),
        ("body", long(5001), "body"),
        ("body", json!("x".repeat(1 << 20)), "body"),
        ("title", long(81), "title"),
        ("wish", long(501), "wish"),
        ("enterprise", long(101), "enterprise"),
        ("place", long(201), "place"),
        ("contact.name", json!(""), "contact.name"),
        ("contact.name", long(51), "contact.name"),
        ("contact.phone", json!("123"), "contact.phone"),
        ("contact.phone", json!("not a number"), "contact.phone"),
        ("contact.email", json!("wei@shop"), "contact.email"),
        ("contact.email", json!("wei@shop.cn\r\nBcc: all@shop.cn"), "contact.email"),
        ("consent", json!(false), "consent"),
        ("consent", json!(null), "consent"),
        ("credit_code", json!("9135"), "credit_code"),
        ("matter", json!("nonsense"), "matter"),
        ("service", json!("nonsense"), "service"),
        ("service", json!("../kinds/enterprise_request"), "service"),
    ];
    for (path, value, named) in cases {
        wrong(guest.post_json(REQUESTS, &with(path, value)).await, &[named]);
    }
    let unreachable = with("contact", json!({"name": "韦建国"}));
    wrong(guest.post_json(REQUESTS, &unreachable).await, &["contact.phone"]);
    let all = ["body", "contact.name", "contact.phone", "consent"];
    wrong(guest.post_json(REQUESTS, &json!({})).await, &all);
    wrong(guest.post_json(REQUESTS, &with("contact", json!("韦"))).await, &all[1..3]);
    for contact in [
        json!({"name": "韦建国", "phone": "13800138000"}),
        json!({"name": "韦建国", "email": "wei@shop.example"}),
        json!({"name": "韦建国", "phone": "１３８００１３８０００"}),
    ] {
        guest.post_json(REQUESTS, &with("contact", contact)).await.expect(201);
    }
    let lower = with("credit_code", json!("91350100 m000100y43"));
    guest.post_json(REQUESTS, &lower).await.expect(201);
    assert_eq!(stored(&site).await, 4, "nothing wrong was stored");
}

#[tokio::test]
async fn each_wrong_type_is_named_with_the_right_one() {
    let site = Site::start(Backend::Sqlite).await;
    let guest = site.client(Who::Nobody).await;
    let texts = [
        "title",
        "body",
        "wish",
        "contact.name",
        "contact.phone",
        "contact.email",
        "enterprise",
        "place",
        "credit_code",
        "matter",
        "service",
    ];
    for path in texts {
        for value in [json!(5), json!(true), json!(["a"]), json!({"a": "b"})] {
            let said = wrong(guest.post_json(REQUESTS, &with(path, value)).await, &[path]);
            assert!(said[path].as_str().unwrap().contains("string"), "{path}: {said}");
        }
        let nul = with(path, json!("12345678\0"));
        wrong(guest.post_json(REQUESTS, &nul).await, &[path]);
    }
    for path in ["consent", "urgent_seen"] {
        for value in [json!("true"), json!(1), json!([]), json!({})] {
            let said = wrong(guest.post_json(REQUESTS, &with(path, value)).await, &[path]);
            assert!(said[path].as_str().unwrap().contains("boolean"), "{path}: {said}");
        }
    }
    assert_eq!(stored(&site).await, 0);
}

#[tokio::test]
async fn markup_and_commands_are_only_text() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let site = Site::start(backend).await;
        let body = "货款不给<script>alert(1)</script>'; DROP TABLE orders; -- {{ 7*7 }} \u{202e}😀";
        let title = "<b>货款</b>' OR '1'='1";
        let filed = site.file_request(json!({"title": title, "body": body})).await;
        let guest = site.client(Who::Nobody).await;
        let asked = guest.request(Method::GET, &format!("/api/v1/orders/{}", filed.code));
        let order = guest.send(asked.header("X-Order-Key", &filed.key)).await.expect(200).json();
        assert_eq!(order["title"], title);
        let entries = order["entries"].as_array().expect("entries");
        assert!(entries.iter().any(|entry| entry["text"] == body), "{entries:?}");
        assert_eq!(stored(&site).await, 1);
    }
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_refused_as_a_whole() {
    let site = Site::start(Backend::Sqlite).await;
    let guest = site.client(Who::Nobody).await;
    let send = async |kind: Option<&str>, body: Vec<u8>| {
        let mut sent = guest.request(Method::POST, REQUESTS).body(body);
        if let Some(kind) = kind {
            sent = sent.header("content-type", kind);
        }
        guest.send(sent).await
    };
    let deep = "[".repeat(100_000);
    let broken = ["", "{", "{\"body\":}", "{\"body\":\"\\ud800\"}", "{} {}", deep.as_str()];
    for body in broken {
        no(send(Some("application/json"), body.into()).await, 400, "malformed");
    }
    no(send(Some("application/json"), b"{\"body\":\"\xff\"}".to_vec()).await, 400, "malformed");
    for body in ["[]", "null", "5", "\"text\"", "true"] {
        no(send(Some("application/json"), body.into()).await, 400, "malformed");
    }
    let good = request().to_string();
    for kind in [None, Some("text/plain"), Some("application/x-www-form-urlencoded"), Some("")] {
        no(send(kind, good.clone().into()).await, 400, "malformed");
    }
    let limit = 4 << 20;
    let padded = |length: usize| {
        let mut body = good.clone().into_bytes();
        body.resize(length, b' ');
        body
    };
    no(send(Some("application/json"), padded(limit + 1)).await, 413, "too_large");
    assert_eq!(stored(&site).await, 0);
    send(Some("application/json; charset=utf-8"), padded(limit)).await.expect(201);
}

#[tokio::test]
async fn a_key_makes_one_order() {
    let site = Site::start(Backend::Sqlite).await;
    let guest = site.client(Who::Nobody).await;
    let first = keyed(&guest, "one", &request()).await.expect(201).json();
    let again = keyed(&guest, "one", &request()).await.expect(201).json();
    assert_eq!(first, again, "the same answer");
    no(keyed(&guest, "one", &with("place", json!("博白县"))).await, 409, "key_reused");
    let business = site.client(Who::Business).await;
    let theirs = keyed(&business, "one", &request()).await.expect(201).json();
    assert_ne!(theirs["code"], first["code"], "another's key is another key");
    for key in ["", &"k".repeat(201), "钥匙"] {
        wrong(keyed(&guest, key, &request()).await, &["Idempotency-Key"]);
    }
    keyed(&guest, &"k".repeat(200), &request()).await.expect(201);
    assert_eq!(stored(&site).await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_at_once_with_one_key_make_one_order() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let site = Site::start(backend).await;
        let guest = site.client(Who::Nobody).await;
        let body = request();
        let all = (0..20).map(|_| keyed(&guest, "race", &body));
        let mut made = BTreeSet::new();
        for answer in futures_util::future::join_all(all).await {
            let said = answer.expect(201).json();
            made.insert(format!("{} {}", said["code"], said["key"]));
        }
        assert_eq!((made.len(), stored(&site).await), (1, 1), "{backend:?}: {made:?}");
    }
}
