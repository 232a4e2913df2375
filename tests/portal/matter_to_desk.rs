//! From matter to desk: the sentence an asker reads, the question that is asked back, the district and
//! the load. A text that tells two matters is in `two_matters`.

use serde_json::{Value, json};
use yimen::db::orders;
use yimen::domain::order::Order;

use super::harness::html;
use super::harness::rulebook::of_agency;
use super::harness::site::{Backend, Filed, Site};
use super::harness::visitor::{Visitor, Who};

pub const DEBT: &str = "客户欠我们货款八万，欠条和对账单都有，一直不还。";
/// Nobody can tell what it is about.
const VAGUE: &str = "我们公司遇到一件事，想问问该找谁。";
/// A purchase for oneself or for the business: worth a question.
const CLOSE: &str = "我在店里买的机器，老板收了钱不处理";

pub async fn order(site: &Site, code: &str) -> Order {
    let code = code.to_owned();
    site.app().db.read(move |c| orders::find_by_code(c, &code)).await.expect("the order")
}

pub async fn track(site: &Site, filed: &Filed, lang: &str) -> String {
    let asker = site.client(Who::Nobody).await;
    asker.set_cookie("lang", lang);
    let with = [("code", filed.code.as_str()), ("key", filed.key.as_str())];
    asker.fill("/track", "/track", &with).await.expect(303);
    html::text(&asker.page(&format!("/track/{}", filed.code)).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_asker_reads_why_in_one_sentence_with_their_own_words() {
    let site = Site::start(Backend::Sqlite).await;
    let sent = site.file_request(json!({"title": "", "body": DEBT})).await;
    assert_eq!(sent.said["state"], "dispatched", "{}", sent.said);
    let zh = track(&site, &sent, "zh-CN").await;
    assert!(zh.contains("您写到“") && zh.contains("所以转给了它。"), "{zh}");
    assert!(!zh.contains("⟦"), "{zh}");

    let unsure = site.file_request(json!({"title": "", "body": VAGUE})).await;
    let zh = track(&site, &unsure, "zh-CN").await;
    assert!(zh.contains("会有工作人员看过，再定交给谁。") && zh.contains("最晚"), "{zh}");

    let far = site.file_request(json!({"title": "", "body": DEBT, "place": "广州市天河区"})).await;
    let zh = track(&site, &far, "zh-CN").await;
    assert!(zh.contains("该由哪里受理还要问清"), "{zh}");

    // A person decides otherwise: then the sentence says that.
    let dispatcher = site.client(Who::Dispatcher).await;
    let by_hand = [
        ("choice", "override"),
        ("matter", "tax"),
        ("lead", "tax"),
        ("reason_code", "wrong_matter"),
    ];
    let form = format!("/desk/triage/{}", unsure.code);
    dispatcher.fill("/desk/triage", &form, &by_hand).await.expect(303);
    let zh = track(&site, &unsure, "zh-CN").await;
    assert!(zh.contains("工作人员看过以后，交给了税务局。"), "{zh}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_dispatcher_sees_what_rules_heard_apart_from_what_was_learned() {
    let site = Site::start(Backend::Sqlite).await;
    let filed = site.file_request(json!({"title": "", "body": DEBT})).await;
    let dispatcher = site.client(Who::Dispatcher).await;
    let page = dispatcher.page(&format!("/desk/orders/{}", filed.code)).await;
    assert!(page.contains("<mark class=\"heard heard-for\""), "{page}");
    let text = html::text(&page);
    assert!(text.contains("规则：支持") && text.contains("debt."), "{text}");
    let version = filed.said["routing"]["rules_version"].as_str().expect("a version");
    assert!(text.contains(&format!("规则版本 {version}")), "{text}");
    assert!(!text.contains("以往经人工确认"), "nothing was confirmed yet: {text}");
}

async fn routed(visitor: &Visitor, body: &Value) -> Value {
    visitor.post_json("/api/v1/route", body).await.expect(200).json()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_is_asked_back_and_answers() {
    let site = Site::start(Backend::Sqlite).await;
    let guest = site.client(Who::Nobody).await;
    assert_eq!(routed(&guest, &json!({"body": DEBT})).await["question"], Value::Null);
    let asked = routed(&guest, &json!({"body": CLOSE})).await;
    let question = &asked["question"];
    let id = question["id"].as_str().unwrap_or_else(|| panic!("no question: {asked}"));
    assert!(question["text"]["zh"].as_str().is_some_and(|text| text.ends_with('？')), "{question}");
    assert!(question["text"]["en"].as_str().is_some_and(|text| text.ends_with('?')), "{question}");
    let answers = question["answers"].as_array().expect("answers");
    assert!(answers.len() >= 2 && answers[0]["text"]["zh"].is_string(), "{question}");
    assert!(question["answers"][0].get("speaks").is_none(), "weights are the rules' business");

    let first = answers[0]["id"].as_str().expect("an id");
    let answered = routed(&guest, &json!({"body": CLOSE, "answers": {id: first}})).await;
    assert_ne!(answered["confidence"], asked["confidence"]);
    assert_ne!(answered["question"]["id"], asked["question"]["id"], "never twice");

    let wrong = json!({"body": CLOSE, "answers": {id: "perhaps", "nothing": "yes"}});
    let wrong = guest.post_json("/api/v1/route", &wrong).await.expect(422).json();
    let fields = wrong["error"]["fields"].as_object().expect("fields");
    assert!(fields.contains_key(&format!("answers.{id}")), "{wrong}");
    assert!(fields.contains_key("answers.nothing"), "{wrong}");
    guest.post_json("/api/v1/route", &json!({"body": CLOSE, "answers": []})).await.expect(422);

    let filed = site.file_request(json!({"title": "", "body": CLOSE, "enterprise": ""})).await;
    assert!(filed.said.get("question").is_some(), "{}", filed.said);
    let with = json!({"title": "", "body": CLOSE, "enterprise": "", "answers": {id: first}});
    let with = site.file_request(with).await;
    assert_ne!(with.said["question"]["id"], id);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clerk_puts_the_question_to_the_visitor_before_filing() {
    let site = Site::start(Backend::Sqlite).await;
    let clerk = site.client(Who::Clerk).await;
    let told = [
        ("channel", "counter"),
        ("lang", "zh-CN"),
        ("body", CLOSE),
        ("name", "韦建国"),
        ("phone", "13800138000"),
        ("consent", "1"),
    ];
    let page = clerk.fill("/desk/counter", "/desk/counter", &told).await.expect(200).text();
    assert!(page.contains("还没收下") && page.contains(CLOSE), "{page}");
    let none = site.app().db.read(|c| orders::ids_after(c, "", 10)).await.unwrap();
    assert!(none.is_empty(), "nothing is filed before the question");
    let form = html::form(&page, "/desk/counter").expect("the form");
    let radio = html::tags(form, "input")
        .into_iter()
        .filter_map(|tag| html::attribute(tag, "name").zip(html::attribute(tag, "value")))
        .find(|(name, _)| name.starts_with("back_"))
        .expect("an answer");
    let mut all: Vec<(String, String)> = html::hidden(form);
    assert!(all.iter().any(|(name, value)| name == "asked" && value == "1"));
    all.extend(told.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    all.push(radio);
    let all: Vec<(&str, &str)> = all.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    clerk.post("/desk/counter", &all).await.expect(201);
    let one = site.app().db.read(|c| orders::ids_after(c, "", 10)).await.unwrap();
    assert_eq!(one.len(), 1);
}

/// Adds an agency by the desk's form.
async fn agency(admin: &Visitor, slug: &str, seat: &[(&str, &str)]) -> u16 {
    let mut fields = of_agency(slug);
    fields.push(("slug", slug));
    fields.extend(seat);
    admin.fill("/desk/agencies/new", "/desk/agencies", &fields).await.status
}

#[tokio::test(flavor = "multi_thread")]
async fn a_district_gets_its_own_and_equals_share_the_load() {
    let site = Site::start(Backend::Sqlite).await;
    let (admin, guest) = (site.client(Who::Admin).await, site.client(Who::Nobody).await);
    let lead = |said: &Value| said["lead_slug"].as_str().unwrap_or_default().to_owned();
    let here = json!({"body": DEBT, "place": "玉州区名山街道"});
    assert_eq!(lead(&routed(&guest, &here).await), "court");
    for (wrong, seat) in [
        ("no district", [("level", "district"), ("district", ""), ("family", "court")]),
        ("no level", [("level", "city"), ("district", "yuzhou"), ("family", "court")]),
        ("nobody's kind", [("level", "district"), ("district", "yuzhou"), ("family", "none")]),
        ("nowhere", [("level", "district"), ("district", "atlantis"), ("family", "court")]),
    ] {
        assert_eq!(agency(&admin, "court_yuzhou", &seat).await, 422, "{wrong}");
    }
    let seat = [("level", "district"), ("district", "yuzhou"), ("family", "court")];
    assert_eq!(agency(&admin, "court_yuzhou", &seat).await, 303);
    let said = routed(&guest, &here).await;
    assert_eq!(lead(&said), "court_yuzhou");
    assert!(said["reasons"].to_string().contains("place.district"), "{said}");
    let registered = json!({"body": DEBT, "credit_code": "91450902MA5XXXXXX1"});
    assert_eq!(lead(&routed(&guest, &registered).await), "court_yuzhou");
    assert_eq!(lead(&routed(&guest, &json!({"body": DEBT, "place": "容县"})).await), "court");
    let filed = site.file_request(json!({"title": "", "body": DEBT})).await;
    let now = order(&site, &filed.code).await;
    assert_eq!(now.lead().map(|share| share.agency.as_str()), Some("court_yuzhou"));

    for slug in ["court_a", "court_b"] {
        let seat = [("level", "city"), ("family", "court"), ("capacity", "10")];
        assert_eq!(agency(&admin, slug, &seat).await, 303, "{slug}");
    }
    let mut took = Vec::new();
    for _ in 0..4 {
        let filed = site.file_request(json!({"title": "", "body": DEBT, "place": "容县"})).await;
        let now = order(&site, &filed.code).await;
        took.extend(now.lead().map(|share| share.agency.clone()));
    }
    took.sort();
    assert_eq!(took, ["court_a", "court_a", "court_b", "court_b"]);
    let counted = site.app().db.read(|c| {
        orders::open_shares(c, &["court_a".to_owned(), "court_yuzhou".to_owned(), "tax".to_owned()])
    });
    let counted = counted.await.unwrap();
    assert_eq!((counted["court_a"], counted["court_yuzhou"]), (2, 1));
    assert!(!counted.contains_key("tax"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_to_an_agency_that_is_no_more() {
    let site = Site::start(Backend::Sqlite).await;
    let closed = (site.app().clock.now() - chrono::TimeDelta::days(2)).date().to_string();
    let (admin, form) = (site.client(Who::Admin).await, "/desk/agencies/court");
    let mut fields = of_agency("法院");
    fields.push(("valid_to", closed.as_str()));
    admin.fill(form, form, &fields).await.expect(303);
    let filed = site.file_request(json!({"title": "", "body": DEBT})).await;
    assert_eq!(filed.said["state"], "submitted", "{}", filed.said);
    let queue = html::text(&site.client(Who::Dispatcher).await.page("/desk/triage").await);
    assert!(queue.contains("现在没有这样的单位：交给谁？"), "{queue}");
}
