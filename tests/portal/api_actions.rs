//! Acting on an order as a program does.

use reqwest::Method;
use serde_json::{Value, json};

use crate::api::{no, wrong};
use crate::harness::site::{Backend, Site};
use crate::harness::visitor::{Answer, Visitor, Who};

const COURT: Who = Who::Handler("court");

async fn send(visitor: &Visitor, code: &str, body: &Value) -> Answer {
    visitor.post_json(&format!("/api/v1/orders/{code}/actions"), body).await
}

#[tokio::test]
async fn an_action_needs_its_word_and_the_version_that_was_seen() {
    let site = Site::start(Backend::Sqlite).await;
    let filed = site.file_request(json!({})).await;
    let code = filed.code.as_str();
    let handler = site.client(COURT).await;
    let version = filed.said["version"].as_i64().expect("a version");
    wrong(send(&handler, code, &json!({})).await, &["action", "version"]);
    wrong(send(&handler, code, &json!({"action": "sign"})).await, &["version"]);
    wrong(send(&handler, code, &json!({"version": version})).await, &["action"]);
    for action in [json!("explode"), json!("Sign"), json!("sign\0"), json!(5), json!(["sign"])] {
        wrong(
            send(&handler, code, &json!({"action": action, "version": version})).await,
            &["action"],
        );
    }
    for odd in [json!("1"), json!(1.5), json!(true), json!([1]), json!(1e30)] {
        wrong(send(&handler, code, &json!({"action": "sign", "version": odd})).await, &["version"]);
    }
    let typed = json!({
        "action": "sign", "version": version, "text": 5, "items": "one", "days": "many",
        "contacted": "yes", "receipt_on": "yesterday", "co": [1], "rating": 2.5
    });
    let names = ["text", "items", "days", "contacted", "receipt_on", "co", "rating"];
    wrong(send(&handler, code, &typed).await, &names);
    for stale in [0, -1, version - 1, version + 1, i64::MAX] {
        let error = no(
            send(&handler, code, &json!({"action": "sign", "version": stale})).await,
            409,
            "stale",
        );
        assert_eq!(error["version"], version, "the version that stands is said");
    }
    no(
        handler.post_json(&format!("/api/v1/orders/{code}/actions"), &json!([])).await,
        400,
        "malformed",
    );
    wrong(send(&handler, "YM26-7K3F", &json!({"action": "sign", "version": 1})).await, &["code"]);
    let signed =
        send(&handler, code, &json!({"action": "sign", "version": version, "unknown": 1})).await;
    let signed = signed.expect(200).json();
    assert_eq!((&signed["state"], &signed["code"]), (&json!("handling"), &json!(code)));
    assert!(signed["version"].as_i64().unwrap() > version);
    assert!(signed["actions"].as_array().unwrap().contains(&json!("request_reply")), "{signed}");
}

#[tokio::test]
async fn who_may_not_is_told_who_may() {
    let site = Site::start(Backend::Sqlite).await;
    let filed = site.file_request(json!({})).await;
    let code = filed.code.as_str();
    let handler = site.client(COURT).await;
    let error = no(handler.act(code, "confirm", json!({})).await, 403, "not_allowed");
    assert!(error["message"].as_str().unwrap().chars().count() > 10, "{error}");
    no(handler.act(code, "approve_reply", json!({})).await, 403, "not_allowed");
    no(handler.act(code, "lapse", json!({})).await, 403, "not_allowed");
    let sign = json!({"action": "sign", "version": filed.said["version"]});
    for who in
        [Who::Nobody, Who::OtherBusiness, Who::Handler("tax"), Who::Leader("police"), Who::Editor]
    {
        no(send(&site.client(who).await, code, &sign).await, 404, "not_found");
    }
    let error = no(handler.act(code, "resume", json!({})).await, 409, "wrong_state");
    assert!(!error["message"].as_str().unwrap().is_empty());
    handler.act(code, "sign", json!({})).await.expect(200);
    no(handler.act(code, "sign", json!({})).await, 409, "wrong_state");
    let guest = site.client(Who::Nobody).await;
    let path = format!("/api/v1/orders/{code}/actions");
    let state = handler.get(&format!("/api/v1/orders/{code}")).await.expect(200).json();
    let body = json!({"action": "note", "version": state["version"], "internal": "x"});
    let keyed = guest.request(Method::POST, &path).header("X-Order-Key", &filed.key).json(&body);
    no(guest.send(keyed).await, 403, "not_allowed");
    let body = json!({"action": "withdraw", "version": state["version"], "text": "已经解决"});
    let keyed = guest.request(Method::POST, &path).header("X-Order-Key", &filed.key).json(&body);
    assert_eq!(guest.send(keyed).await.expect(200).json()["state"], "withdrawn");
}

#[tokio::test]
async fn what_must_be_recorded_is_asked_for() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let site = Site::start(backend).await;
        let filed = site.file_request(json!({})).await;
        let code = filed.code.as_str();
        let (handler, leader) = (site.client(COURT).await, site.client(Who::Leader("court")).await);
        handler.act(code, "sign", json!({})).await.expect(200);
        let missing = no(handler.act(code, "request_reply", json!({})).await, 422, "missing");
        assert_eq!(missing["fields"].as_object().map(|f| f.len()), Some(1), "{missing}");
        no(handler.act(code, "ask_materials", json!({"days": 5})).await, 422, "missing");
        no(handler.act(code, "note", json!({"internal": " "})).await, 422, "missing");
        let bad = [
            ("note", json!({"internal": "a\0b"}), "internal"),
            ("note", json!({"internal": "x".repeat(1 << 20)}), "internal"),
            ("ask_materials", json!({"items": ["合同\0"], "days": 5}), "items"),
            ("ask_materials", json!({"items": ["合同"], "days": 0}), "days"),
            ("ask_materials", json!({"items": ["合同"], "days": i32::MAX}), "days"),
        ];
        for (action, body, field) in bad {
            let error = no(handler.act(code, action, body).await, 422, "invalid");
            assert!(error["fields"][field].is_string(), "{action} {field}: {error}");
        }
        // What names something that is not there is the sender's slip, never ours.
        let stranger = site.account(Who::Handler("tax")).await;
        let other = site.file_request(json!({})).await.code;
        let nothing = [
            ("reassign", json!({"handler": "nobody"}), "handler"),
            ("reassign", json!({"handler": "a\0b"}), "handler"),
            ("reassign", json!({"handler": stranger}), "handler"),
            ("transfer", json!({"agency": "nowhere", "reason_code": "x", "text": "x"}), "agency"),
            ("add_co", json!({"co": ["nowhere"]}), "co"),
            ("note", json!({"internal": "x", "documents": ["none"]}), "documents"),
            ("record_receipt", json!({"receipt_on": "2026-01-05", "clock": "nonsense"}), "clock"),
        ];
        for (action, body, field) in nothing {
            let error = no(leader.act(code, action, body).await, 422, "invalid");
            assert!(error["fields"][field].is_string(), "{action} {field}: {error}");
        }
        let desk = site.client(Who::Dispatcher).await;
        for order in ["none", "YM26-0000-0000-1", code] {
            let error = no(desk.act(code, "link", json!({"order": order})).await, 422, "invalid");
            assert!(error["fields"]["order"].is_string(), "{order}: {error}");
        }
        desk.act(code, "link", json!({"order": other})).await.expect(200);
        let text = json!({"text": "<b>可以</b>申请支付令", "internal": "已联系", "contacted": true, "solved": true});
        handler.act(code, "request_reply", text).await.expect(200);
        let replied = leader.act(code, "approve_reply", json!({})).await.expect(200).json();
        assert_eq!(replied["state"], "replied");
    }
}

#[tokio::test]
async fn another_sites_page_cannot_use_a_browsers_session() {
    let site = Site::start(Backend::Sqlite).await;
    let filed = site.file_request(json!({})).await;
    let handler = site.client(COURT).await;
    let path = format!("/api/v1/orders/{}/actions", filed.code);
    let body = json!({"action": "sign", "version": filed.said["version"]});
    let foreign = handler.request(Method::POST, &path).header("Sec-Fetch-Site", "cross-site");
    no(handler.send(foreign.json(&body)).await, 403, "forbidden");
    let own = handler.request(Method::POST, &path).header("Sec-Fetch-Site", "same-origin");
    handler.send(own.json(&body)).await.expect(200);
}

#[tokio::test]
async fn a_program_can_accept_and_dispatch() {
    let site = Site::start(Backend::Sqlite).await;
    let vague = json!({"title": "", "body": "我们公司遇到一件事，想问问该找谁。"});
    let filed = site.file_request(vague).await;
    let code = filed.code.as_str();
    let desk = site.client(Who::Dispatcher).await;
    let unknown = desk.act(code, "accept", json!({"matter": "nonsense"})).await;
    wrong(unknown, &["matter"]);
    let accepted = desk.act(code, "accept", json!({"matter": "tax"})).await.expect(200).json();
    assert_eq!(accepted["state"], "accepted");
    wrong(desk.act(code, "dispatch", json!({"lead": "nowhere"})).await, &["lead"]);
    let sent = desk.act(code, "dispatch", json!({"lead": "tax"})).await.expect(200).json();
    assert_eq!(sent["state"], "dispatched");
}
