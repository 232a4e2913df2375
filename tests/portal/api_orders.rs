//! Reading as a program does: emergencies, orders, lists, search and the API's own description.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use crate::api::{no, wrong};
use crate::harness::html;
use crate::harness::site::{Backend, Site, request};
use crate::harness::visitor::{Answer, Visitor, Who};

async fn with_key(visitor: &Visitor, code: &str, key: &str) -> Answer {
    let asked = visitor.request(Method::GET, &format!("/api/v1/orders/{code}"));
    visitor.send(asked.header("X-Order-Key", key)).await
}

async fn listed(site: &Site) -> i64 {
    let desk = site.client(Who::Dispatcher).await;
    desk.get("/api/v1/desk/orders?queue=all").await.expect(200).json()["count"].as_i64().unwrap()
}

#[tokio::test]
async fn an_emergency_is_answered_with_numbers_and_not_kept() {
    let site = Site::start(Backend::Sqlite).await;
    let guest = site.client(Who::Nobody).await;
    let file = async |text: &str, seen: bool| {
        let mut body = request();
        (body["title"], body["body"], body["urgent_seen"]) = (json!(""), json!(text), json!(seen));
        guest.post_json("/api/v1/requests", &body).await
    };
    let (raid, child) = ("一伙人现在还在店里打砸", "隔壁孩子正在被打，哭得很厉害");
    for (text, seen) in [(raid, false), (child, false), (child, true)] {
        let said = file(text, seen).await.expect(200).json();
        let numbers = said["urgent"]["numbers"].as_array().expect("numbers");
        assert!(numbers.contains(&json!("110")), "{said}");
        for lang in ["zh", "en"] {
            assert!(said["urgent"][lang].as_str().is_some_and(|text| !text.is_empty()), "{said}");
        }
        assert!(said.get("code").is_none(), "{said}");
    }
    assert_eq!(listed(&site).await, 0);
    file(raid, true).await.expect(201);
    assert_eq!(listed(&site).await, 1);
}

#[tokio::test]
async fn routing_alone_stores_nothing() {
    let site = Site::start(Backend::Sqlite).await;
    let guest = site.client(Who::Nobody).await;
    let decide = async |body: Value| guest.post_json("/api/v1/route", &body).await;
    let said = decide(request()).await.expect(200).json();
    assert!(said["lead"].is_string() && said["reasons"].is_array(), "{said}");
    assert!(said["alternatives"].as_array().is_some_and(|list| list.len() >= 2));
    decide(json!({"title": "拖欠货款"})).await.expect(200);
    let urgent = decide(json!({"body": "店里着火了，有人被困"})).await.expect(200).json();
    assert!(urgent["urgent"]["numbers"].as_array().is_some_and(|n| n.contains(&json!("119"))));
    for empty in [json!({}), json!({"body": " "}), json!({"body": null, "title": ""})] {
        wrong(decide(empty).await, &["body"]);
    }
    wrong(decide(json!({"body": 5, "urgent_seen": "yes"})).await, &["body", "urgent_seen"]);
    wrong(decide(json!({"body": "x".repeat(1 << 20)})).await, &["body"]);
    wrong(
        decide(json!({"body": "货款", "title": "a\0", "place": "b\0"})).await,
        &["title", "place"],
    );
    wrong(decide(json!({"body": "货款", "matter": "nonsense"})).await, &["matter"]);
    no(guest.post_json("/api/v1/route", &json!([])).await, 400, "malformed");
    assert_eq!(listed(&site).await, 0);
}

#[tokio::test]
async fn an_order_is_shown_to_its_own_and_masked_to_all() {
    let site = Site::start(Backend::Sqlite).await;
    let business = site.client(Who::Business).await;
    let wish = json!({"credit_code": "91350100M000100Y43"});
    let filed = site.file_request_as(&business, wish).await;
    let path = format!("/api/v1/orders/{}", filed.code);
    let guest = site.client(Who::Nobody).await;
    let shown = [
        with_key(&guest, &filed.code, &filed.key).await,
        with_key(&guest, &filed.code.to_lowercase(), &filed.key).await,
        with_key(&business, &filed.code, "ZZZZZ-ZZZZZ").await,
        business.get(&path).await,
        site.client(Who::Handler("court")).await.get(&path).await,
        site.client(Who::Leader("court")).await.get(&path).await,
        site.client(Who::Dispatcher).await.get(&path).await,
    ];
    for answer in shown {
        let answer = answer.expect(200);
        let (text, order) = (answer.text(), answer.json());
        assert_eq!(order["code"], filed.code.as_str());
        assert_eq!(order["state"], "dispatched");
        assert_eq!(answer.header("cache-control"), "no-store");
        let open = ["韦建国", "13800138000", "wei@shop.example", "91350100M000100Y43"];
        for open in open.into_iter().chain([filed.key.as_str()]) {
            assert!(!text.contains(open), "{}: {open}", answer.asked);
        }
        assert_eq!(order["contact"]["phone"], "138****8000", "{}", answer.asked);
    }
    for who in [Who::Nobody, Who::OtherBusiness, Who::Handler("tax"), Who::Editor] {
        no(site.client(who).await.get(&path).await, 404, "not_found");
    }
    for odd in ["", "ZZZZZ-ZZZZZ", "' OR 1=1 --", &"9".repeat(5000)] {
        no(with_key(&guest, &filed.code, odd).await, 404, "not_found");
    }
    no(guest.get("/api/v1/orders/YM26-0000-0000-1").await, 422, "invalid");
}

#[tokio::test]
async fn a_slip_in_a_code_is_said_and_guessing_is_stopped() {
    let site = Site::start(Backend::Sqlite).await;
    let (filed, other) = (site.file_request(json!({})).await, site.file_request(json!({})).await);
    let guest = site.client(Who::Nobody).await;
    for at in [5, 7, 11, 15] {
        let mut slip: Vec<char> = filed.code.chars().collect();
        slip[at] = if slip[at] == '7' { '8' } else { '7' };
        let slip: String = slip.into_iter().collect();
        wrong(with_key(&guest, &slip, &filed.key).await, &["code"]);
        wrong(guest.get(&format!("/api/v1/orders/{slip}")).await, &["code"]);
    }
    for odd in ["YM26-7K3F", "YM26-****-****-*", "%00", "%3Cb%3E", "长"] {
        wrong(guest.get(&format!("/api/v1/orders/{odd}")).await, &["code"]);
    }
    for _ in 0..10 {
        no(with_key(&guest, &filed.code, &other.key).await, 404, "not_found");
    }
    let stopped = with_key(&guest, &filed.code, &filed.key).await;
    assert!(!stopped.header("retry-after").is_empty());
    no(stopped, 429, "too_many");
    with_key(&guest, &other.code, &other.key).await.expect(200);
    site.advance(chrono::TimeDelta::minutes(16));
    with_key(&guest, &filed.code, &filed.key).await.expect(200);
}

#[tokio::test]
async fn a_list_is_read_page_by_page() {
    let site = Site::start(Backend::Sqlite).await;
    for _ in 0..5 {
        site.file_request(json!({})).await;
    }
    let queue = "/api/v1/desk/orders";
    no(site.client(Who::Nobody).await.get(queue).await, 401, "sign_in");
    no(site.client(Who::Business).await.get(queue).await, 403, "forbidden");
    let handler = site.client(Who::Handler("court")).await;
    for name in ["nonsense", "signatures", "all", "%00", "Unsigned"] {
        wrong(handler.get(&format!("{queue}?queue={name}")).await, &["queue"]);
    }
    for after in ["x", "~", "2026-01-01~", "2026-13-01~a", "%00", "1%27%20OR%201=1"] {
        wrong(handler.get(&format!("{queue}?after={after}")).await, &["after"]);
    }
    for limit in ["0", "-1", "201", "1.5", "many", "99999999999999999999"] {
        wrong(handler.get(&format!("{queue}?limit={limit}")).await, &["limit"]);
    }
    let every = format!("{queue}?queue=x&after=x&limit=x");
    wrong(handler.get(&every).await, &["queue", "after", "limit"]);
    no(handler.get(&format!("{queue}?limit=1&limit=2")).await, 400, "malformed");
    let first = handler.get(queue).await.expect(200).json();
    assert_eq!((&first["queue"], &first["count"]), (&json!("unsigned"), &json!(5)), "{first}");
    let (mut seen, mut after, mut pages) = (BTreeSet::new(), String::new(), 0);
    loop {
        let path = format!("{queue}?queue=unsigned&limit=2&after={after}");
        let page = handler.get(&path).await.expect(200).json();
        assert_eq!(page["count"], 5);
        for row in page["orders"].as_array().expect("rows") {
            assert!(seen.insert(row["code"].as_str().expect("a code").to_owned()), "twice: {row}");
        }
        pages += 1;
        match page["next"].as_str() {
            Some(next) => after = urlencoding::encode(next).into_owned(),
            None => break,
        }
    }
    assert_eq!((seen.len(), pages), (5, 3));
    let clerk = site.client(Who::Clerk).await;
    assert_eq!(clerk.get(queue).await.expect(200).json()["queue"], "replied");
    wrong(clerk.get(&format!("{queue}?queue=calls")).await, &["queue"]);
    wrong(site.client(Who::Admin).await.get(queue).await, &["queue"]);
}

#[tokio::test]
async fn a_search_counts_and_marks() {
    let site = Site::start(Backend::Sqlite).await;
    let guest = site.client(Who::Nobody).await;
    let find = async |query: &str| guest.get(&format!("/api/v1/search?{query}")).await;
    let word = urlencoding::encode("支付令").into_owned();
    let found = find(&format!("q={word}")).await.expect(200).json();
    assert_eq!(found["engine"], "embedded");
    assert!(found["took_ms"].is_u64(), "{found}");
    let hits = found["hits"].as_array().expect("hits");
    assert!(!hits.is_empty() && found["total"].as_u64().unwrap() >= hits.len() as u64);
    assert!(hits.iter().any(|hit| hit["snippet"].as_str().unwrap().contains("<mark>")), "{found}");
    for hit in hits {
        let plain = hit["snippet"].as_str().unwrap().replace("<mark>", "").replace("</mark>", "");
        assert!(!plain.contains(['<', '>']), "{hit}");
        assert!(hit["url"].as_str().unwrap().starts_with('/') && hit["site"].is_string(), "{hit}");
    }
    let one = find(&format!("q={word}&limit=1")).await.expect(200).json();
    assert_eq!((one["hits"].as_array().map(Vec::len), &one["total"]), (Some(1), &found["total"]));
    let only = find(&format!("q={word}&kind=guide")).await.expect(200).json();
    assert!(only["hits"].as_array().unwrap().iter().all(|hit| hit["kind"] == "guide"));
    for limit in ["0", "101", "-1", "x", "1e2"] {
        wrong(find(&format!("q={word}&limit={limit}")).await, &["limit"]);
    }
    let long = "x".repeat(5000);
    for odd in
        ["q=", "", "q=zzzzqqqq", "q=%00", "q=%22%28*%3A%5B", "q=%3Cscript%3E", &format!("q={long}")]
    {
        let said = find(odd).await.expect(200).json();
        assert!(said["total"].is_u64() && !said.to_string().contains("<script"), "{odd}: {said}");
    }
    site.file_request(json!({"body": "独特词汇贝壳风筝，货款一直不给"})).await;
    site.drain_jobs().await;
    let secret = find(&format!("q={}", urlencoding::encode("贝壳风筝"))).await.expect(200).text();
    assert!(!secret.contains("独特词汇"), "no order is ever found");
}

#[tokio::test]
async fn the_api_describes_itself_and_speaks_json_at_every_wrong_turn() {
    let site = Site::start(Backend::Sqlite).await;
    let guest = site.client(Who::Nobody).await;
    let answer = guest.get("/api/openapi.json").await.expect(200);
    assert!(answer.header("content-type").starts_with("application/json"));
    let document = answer.json();
    assert_eq!(document["openapi"], "3.1.0");
    let page = html::text(&guest.page("/api").await);
    for (path, methods) in document["paths"].as_object().expect("paths") {
        assert!(page.contains(path.as_str()), "{path} is not on the page");
        for method in [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            if methods.get(method.as_str().to_lowercase()).is_none() {
                let path = path.replace("{code}", "YM26-0000-0000-0");
                let sent = guest.request(method, &path);
                no(guest.send(sent).await, 405, "method_not_allowed");
            }
        }
    }
    for path in
        ["/api/", "/api/v1", "/api/v1/", "/api/v2/requests", "/api/v1/nothing", "/api/v1/orders"]
    {
        let answer = guest.get(path).await;
        assert!(answer.header("content-type").starts_with("application/json"), "{path}");
        no(answer, 404, "not_found");
        no(guest.post_json(path, &json!({})).await, 404, "not_found");
    }
}

#[tokio::test]
async fn errors_are_said_in_the_language_asked_for() {
    let site = Site::start(Backend::Sqlite).await;
    let guest = site.client(Who::Nobody).await;
    let ask = async |lang: &str| {
        let sent = guest.request(Method::POST, "/api/v1/requests").json(&json!({"title": 5}));
        guest.send(sent.header("Accept-Language", lang)).await.expect(422).json()["error"].clone()
    };
    for lang in ["en", "en-GB,en;q=0.9,zh;q=0.1"] {
        let error = ask(lang).await;
        assert_eq!(error["message"], "A few things need mending.");
        assert_eq!(error["fields"]["body"], "Please fill this in");
        assert!(error.to_string().is_ascii(), "{error}");
    }
    for lang in ["zh-CN", "fr", ""] {
        assert_eq!(ask(lang).await["message"], "有几处需要改。", "{lang}");
    }
    let missing = guest.request(Method::GET, "/api/v1/x").header("Accept-Language", "en");
    let error = no(guest.send(missing).await, 404, "not_found");
    assert!(error["message"].as_str().unwrap().is_ascii());
}
