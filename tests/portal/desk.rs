//! The desk, as those who work at it meet it: over HTTP, form by form.

use serde_json::json;
use yimen::db::orders;
use yimen::domain::order::{Order, State};

use super::harness::html;
use super::harness::site::{Backend, Filed, Site};
use super::harness::visitor::{Answer, Visitor, Who};

const COURT: Who = Who::Handler("court");
const COURT_2: Who = Who::SecondHandler("court");
const COURT_LEADER: Who = Who::Leader("court");

async fn order(site: &Site, code: &str) -> Order {
    let code = code.to_owned();
    site.app().db.read(move |c| orders::find_by_code(c, &code)).await.expect("the order")
}

fn page_of(code: &str) -> String {
    format!("/desk/orders/{code}")
}

/// Fills in the form of an action on the order's page.
async fn act(who: &Visitor, code: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
    let page = page_of(code);
    who.fill(&page, &format!("{page}/{action}"), fields).await
}

/// An order that the court has: dispatched by the router or, where that was unsure, by hand.
async fn at_court(site: &Site) -> Filed {
    let filed = site.file_request(json!({})).await;
    if order(site, &filed.code).await.state != State::Dispatched {
        let dispatcher = site.client(Who::Dispatcher).await;
        let by_hand = [
            ("choice", "override"),
            ("matter", "contract"),
            ("lead", "court"),
            ("reason_code", "wrong_agency"),
        ];
        dispatcher
            .fill("/desk/triage", &format!("/desk/triage/{}", filed.code), &by_hand)
            .await
            .expect(303);
    }
    let now = order(site, &filed.code).await;
    assert_eq!(now.lead().map(|share| share.agency.as_str()), Some("court"), "{:?}", filed.said);
    filed
}

async fn signed_at_court(site: &Site) -> Filed {
    let filed = at_court(site).await;
    act(&site.client(COURT).await, &filed.code, "sign", &[]).await.expect(303);
    filed
}

const REPLY: [(&str, &str); 4] = [
    ("text", "可以申请支付令。"),
    ("internal", "债务人有三起被执行案"),
    ("contacted", "yes"),
    ("solved", "yes"),
];

#[tokio::test(flavor = "multi_thread")]
async fn from_the_signature_to_the_confirmed_answer() {
    let site = Site::start(Backend::Sqlite).await;
    let filed = at_court(&site).await;
    let (handler, leader, asker) =
        (site.client(COURT).await, site.client(COURT_LEADER).await, site.client(Who::Nobody).await);
    let code = filed.code.as_str();

    let unsigned = handler.page("/desk/queues/unsigned").await;
    assert!(
        unsigned.contains(code) && unsigned.contains("data-live=\"/desk/live?queue=unsigned\"")
    );
    act(&handler, code, "sign", &[]).await.expect(303);
    assert!(!handler.page("/desk/queues/unsigned").await.contains(code));
    assert!(handler.page("/desk/queues/mine").await.contains(code));

    let today = chrono::Utc::now().date_naive().to_string();
    let receipt = [
        ("receipt_on", today.as_str()),
        ("case_number", "（2026）桂0902民初1号"),
        ("clock", "court_file"),
    ];
    act(&handler, code, "record_receipt", &receipt).await.expect(303);
    let page = handler.page(&page_of(code)).await;
    assert!(page.contains("（2026）桂0902民初1号"), "the agency's own case number");
    assert!(order(&site, code).await.clocks.iter().any(|clock| clock.statutory));

    let papers = [
        ("items", "contract"),
        ("items", "delivery"),
        ("own_items", "对账单原件\n"),
        ("days", "7"),
    ];
    act(&handler, code, "ask_materials", &papers).await.expect(303);
    assert_eq!(order(&site, code).await.state, State::Waiting);
    supply(&site, &asker, &filed).await;
    assert_eq!(order(&site, code).await.state, State::Handling);

    act(&handler, code, "request_reply", &REPLY).await.expect(303);
    let waiting = leader.page("/desk/queues/signatures").await;
    assert!(waiting.contains(code), "the leader has it to sign");
    let page = leader.page(&page_of(code)).await;
    assert!(
        page.contains("可以申请支付令。") && page.contains("债务人有三起被执行案"),
        "both drafts stand before the leader"
    );
    act(&leader, code, "refuse_reply", &[("text", "写清去哪个窗口")]).await.expect(303);
    let again = handler.page(&page_of(code)).await;
    let form = html::form(&again, &format!("{}/request_reply", page_of(code)))
        .expect("to be written again");
    assert!(
        form.contains("可以申请支付令。") && again.contains("写清去哪个窗口"),
        "the draft is in the form again"
    );
    act(&handler, code, "request_reply", &REPLY).await.expect(303);
    act(&leader, code, "approve_reply", &[]).await.expect(303);
    let now = order(&site, code).await;
    assert_eq!((now.state, now.agency_solved), (State::Replied, Some(true)));

    helpers_answer(&site, code).await;
    let clerk = site.client(Who::Clerk).await;
    let rated = [("rating", "5"), ("contacted", "yes"), ("solved", "no")];
    act(&clerk, code, "confirm", &rated).await.expect(303);
    assert_eq!(order(&site, code).await.state, State::Closed);
    let reviews = site.client(Who::Reviewer).await.page("/desk/reviews").await;
    assert!(reviews.contains(code) && reviews.contains("说法不一"), "the two sides disagree");
}

/// The agencies that help sign for their share and answer the lead.
async fn helpers_answer(site: &Site, code: &str) {
    let cos: Vec<String> =
        order(site, code).await.open_cos().map(|share| share.agency.clone()).collect();
    for agency in cos {
        let agency: &'static str = agency.leak();
        let (handler, leader) =
            (site.client(Who::Handler(agency)).await, site.client(Who::Leader(agency)).await);
        act(&handler, code, "sign", &[]).await.expect(303);
        let before = order(site, code).await;
        act(&handler, code, "request_reply", &[("text", "可以上门调解。")]).await.expect(303);
        act(&leader, code, "approve_reply", &[]).await.expect(303);
        let after = order(site, code).await;
        assert_eq!(
            (before.state, after.open_cos().count()),
            (after.state, before.open_cos().count() - 1)
        );
    }
}

/// The asker brings what was asked for, with the key.
async fn supply(site: &Site, asker: &Visitor, filed: &Filed) {
    let version = order(site, &filed.code).await.version;
    let request = asker
        .request(reqwest::Method::POST, &format!("/api/v1/orders/{}/actions", filed.code))
        .header("X-Order-Key", &filed.key)
        .json(&json!({"action": "supply", "version": version, "text": "送货单和合同都在这里。"}));
    asker.send(request).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn returned_twice_the_dispatcher_decides_for_good() {
    let site = Site::start(Backend::Sqlite).await;
    let filed = at_court(&site).await;
    let code = filed.code.as_str();
    let dispatcher = site.client(Who::Dispatcher).await;
    for (agency, other) in [("court", "mediation"), ("mediation", "court")] {
        let (handler, leader) =
            (site.client(Who::Handler(agency)).await, site.client(Who::Leader(agency)).await);
        let ground = [
            ("reason_code", "not_our_jurisdiction"),
            ("text", "应由别的单位办"),
            ("agency", other),
        ];
        act(&handler, code, "request_return", &ground).await.expect(303);
        act(&leader, code, "approve_return", &[]).await.expect(303);
        if agency == "court" {
            let triage = dispatcher.page("/desk/triage").await;
            assert!(
                triage.contains("不归我们管") && triage.contains("它建议给"),
                "why it came back"
            );
            let to = [
                ("choice", "override"),
                ("matter", "contract"),
                ("lead", other),
                ("reason_code", "returned"),
            ];
            dispatcher.fill("/desk/triage", &format!("/desk/triage/{code}"), &to).await.expect(303);
        }
    }
    assert_eq!(order(&site, code).await.returns, 2);
    assert!(dispatcher.page("/desk/triage").await.contains("要由您裁定"));
    act(&dispatcher, code, "adjudicate", &[("lead", "court"), ("text", "合同约定由法院管辖")])
        .await
        .expect(303);
    let now = order(&site, code).await;
    assert!(now.binding && now.state == State::Dispatched);
    let page = site.client(COURT).await.page(&page_of(code)).await;
    assert!(html::form(&page, &format!("{}/request_return", page_of(code))).is_none(), "it binds");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_at_once_one_keeps_the_text_and_gets_409() {
    let site = Site::start(Backend::Sqlite).await;
    let filed = signed_at_court(&site).await;
    let code = filed.code.as_str();
    let (one, two) = (site.client(COURT).await, site.client(COURT_2).await);
    let version = order(&site, code).await.version.to_string();
    let csrf = [one.csrf(&page_of(code)).await, two.csrf(&page_of(code)).await];
    let path = format!("{}/note", page_of(code));
    let first = [("csrf", csrf[0].as_str()), ("version", &version), ("internal", "先打过电话了")];
    let second = [
        ("csrf", csrf[1].as_str()),
        ("version", &version),
        ("internal", "材料<b>齐了</b>，下周开庭"),
    ];
    let (a, b) = tokio::join!(one.post(&path, &first), two.post(&path, &second));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409], "{} / {}", a.shown(), b.shown());
    let (lost, kept) =
        if a.status == 409 { (a, "先打过电话了") } else { (b, "材料&lt;b&gt;齐了&lt;") };
    let page = lost.text();
    assert!(page.contains(kept), "what was typed stands in its form: {}", lost.shown());
    assert!(page.contains("有人先办了一步"), "and who acted is said");
    let now = order(&site, code).await.version;
    assert!(page.contains(&format!("name=\"version\" value=\"{now}\"")), "the form is fresh again");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_survives_when_the_step_is_gone() {
    let site = Site::start(Backend::Sqlite).await;
    let filed = signed_at_court(&site).await;
    let code = filed.code.as_str();
    let (one, two) = (site.client(COURT).await, site.client(COURT_2).await);
    let version = order(&site, code).await.version.to_string();
    let csrf = two.csrf(&page_of(code)).await;
    act(&one, code, "ask_materials", &[("own_items", "合同"), ("days", "5")]).await.expect(303);
    let mut fields = vec![("csrf", csrf.as_str()), ("version", version.as_str())];
    fields.extend(REPLY);
    let late = two.post(&format!("{}/request_reply", page_of(code)), &fields).await.expect(409);
    assert!(late.text().contains("可以申请支付令。") && late.text().contains("readonly"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_said_beside_its_field() {
    let site = Site::start(Backend::Sqlite).await;
    let filed = signed_at_court(&site).await;
    let handler = site.client(COURT).await;
    let code = filed.code.as_str();
    let wrong = [("text", "可以申请支付令。"), ("contacted", "yes"), ("solved", "perhaps")];
    let answer = act(&handler, code, "request_reply", &wrong).await.expect(422);
    let page = answer.text();
    assert!(
        page.contains("href=\"#request_reply-internal\"")
            && page.contains("id=\"request_reply-internal\"")
    );
    assert!(page.contains("可以申请支付令。"), "the rest is kept");
    let future = [("receipt_on", "2099-01-01")];
    let refused = act(&handler, code, "record_receipt", &future).await.expect(422);
    assert!(refused.text().contains("不能晚于今天"), "the engine's own words: {}", refused.shown());
    let stranger = [("agency", "no_such_agency"), ("reason_code", "duplicate"), ("text", "x")];
    act(&site.client(COURT_LEADER).await, code, "transfer", &stranger).await.expect(422);
    handler.get("/desk/orders/YM26-0000-0000-1").await.expect(404);
    handler.get("/desk/queues/nonsense").await.expect(404);
    handler.get("/desk/queues/signatures").await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn other_agencies_see_nothing_and_askers_no_inside() {
    let site = Site::start(Backend::Sqlite).await;
    let filed = signed_at_court(&site).await;
    let code = filed.code.as_str();
    let handler = site.client(COURT).await;
    act(&handler, code, "note", &[("internal", "只给本院看的话")]).await.expect(303);
    assert!(site.client(COURT_LEADER).await.page(&page_of(code)).await.contains("只给本院看的话"));

    let tax = site.client(Who::Handler("tax")).await;
    tax.get(&page_of(code)).await.expect(404);
    let csrf = tax.csrf("/account").await;
    tax.post(
        &format!("{}/note", page_of(code)),
        &[("csrf", &csrf), ("version", "1"), ("internal", "x")],
    )
    .await
    .expect(404);
    for who in [Who::Business, Who::OtherBusiness] {
        site.client(who).await.get(&page_of(code)).await.expect(403);
    }
    assert_eq!(
        site.client(Who::Nobody).await.get(&page_of(code)).await.status,
        303,
        "nobody is asked to sign in"
    );
    let supervisor = site.client(Who::Supervisor).await;
    assert!(
        !supervisor.page(&page_of(code)).await.contains("只给本院看的话"),
        "not even a supervisor"
    );

    let asker = site.client(Who::Nobody).await;
    let seen = asker
        .request(reqwest::Method::GET, &format!("/api/v1/orders/{code}"))
        .header("X-Order-Key", &filed.key);
    assert!(!asker.send(seen).await.expect(200).text().contains("只给本院看的话"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_is_shown_once_and_for_a_reason() {
    let site = Site::start(Backend::Sqlite).await;
    let filed = signed_at_court(&site).await;
    let code = filed.code.as_str();
    let handler = site.client(COURT).await;
    let masked = handler.page(&page_of(code)).await;
    assert!(masked.contains("138****8000") && !masked.contains("13800138000"));
    act(&handler, code, "unmask", &[]).await.expect(422);
    let shown = act(&handler, code, "unmask", &[("reason_code", "call_back")]).await.expect(200);
    assert!(
        shown.text().contains("13800138000") && shown.header("cache-control").contains("no-store")
    );
    assert!(!handler.page(&page_of(code)).await.contains("13800138000"), "only that once");
    let id = order(&site, code).await.id;
    let events = site.app().db.read(move |c| orders::events(c, &id)).await.unwrap();
    let looked = events.iter().find(|event| event.action.as_str() == "unmask").expect("an event");
    assert_eq!(looked.reason_code.as_deref(), Some("call_back"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paper_is_a_file_to_save() {
    let site = Site::start(Backend::Sqlite).await;
    let filed = signed_at_court(&site).await;
    let id = order(&site, &filed.code).await.id;
    let paper = put_paper(&site, &id, "合同 \"副本\".pdf", b"%PDF-1.7\n%test").await;
    let path = format!("{}/documents/{paper}", page_of(&filed.code));
    let handler = site.client(COURT).await;
    assert!(handler.page(&page_of(&filed.code)).await.contains(&path));
    let file = handler.get(&path).await.expect(200);
    assert_eq!(file.header("content-type"), "application/pdf");
    assert_eq!(file.header("x-content-type-options"), "nosniff");
    let disposition = file.header("content-disposition");
    assert!(
        disposition.starts_with("attachment;")
            && disposition.contains("filename*=UTF-8''%E5%90%88"),
        "{disposition}"
    );
    assert_eq!(file.wire, b"%PDF-1.7\n%test");
    site.client(Who::Handler("tax")).await.get(&path).await.expect(404);
    handler.get(&format!("{}/documents/none", page_of(&filed.code))).await.expect(404);
}

async fn put_paper(site: &Site, order: &str, name: &str, bytes: &[u8]) -> String {
    let mut arriving = site.app().documents.receive(1 << 20).await.expect("a place");
    arriving.write(bytes).await.expect("room");
    let stored = arriving.finish().await.expect("a kind that is taken");
    let document = yimen::db::documents::Document {
        id: yimen::db::new_id(),
        order_id: Some(order.to_owned()),
        draft_id: None,
        sha256: stored.sha256,
        name: name.to_owned(),
        media_type: stored.kind.media_type.to_owned(),
        bytes: i64::try_from(stored.bytes).expect("small"),
        uploaded_by: None,
        visibility: yimen::domain::order::Visibility::Asker,
        agency: None,
        created_at: site.app().clock.now(),
    };
    let id = document.id.clone();
    site.app()
        .db
        .write(move |c| yimen::db::documents::add(c, &document))
        .await
        .expect("it is noted");
    id
}

/// A text that no rule is sure of.
const VAGUE: &str = "我们公司遇到一件事，想问问该找谁。";

#[tokio::test(flavor = "multi_thread")]
async fn a_dispatch_by_hand_is_kept_and_teaches() {
    let site = Site::start(Backend::Sqlite).await;
    let filed = site.file_request(json!({"title": "", "body": VAGUE})).await;
    let code = filed.code.as_str();
    assert_eq!(order(&site, code).await.state, State::Submitted, "{}", filed.said);
    let dispatcher = site.client(Who::Dispatcher).await;
    let form = format!("/desk/triage/{code}");
    let page = dispatcher.page("/desk/triage").await;
    assert!(page.contains(code) && html::form(&page, &form).is_some());
    let without = [("choice", "override"), ("matter", "tax"), ("lead", "tax")];
    let wrong = dispatcher.fill("/desk/triage", &form, &without).await.expect(422);
    assert!(
        wrong.text().contains("请选一个理由") && wrong.text().contains("value=\"tax\" selected")
    );
    let before = site.app().router().learned.count();
    let with = [
        ("choice", "override"),
        ("matter", "tax"),
        ("lead", "tax"),
        ("reason_code", "wrong_matter"),
    ];
    dispatcher.fill("/desk/triage", &form, &with).await.expect(303);
    let now = order(&site, code).await;
    assert_eq!((now.state, now.matter.as_deref()), (State::Dispatched, Some("tax")));
    let kept = site.app().db.read(yimen::db::confirmations::all).await.unwrap();
    assert_eq!(
        (kept.len(), kept[0].overridden, kept[0].reason_code.as_deref()),
        (1, true, Some("wrong_matter"))
    );
    assert_eq!(site.app().router().learned.count(), before + 1);
    let stale = dispatcher.csrf("/account").await;
    let again = [("csrf", stale.as_str()), ("version", "1"), ("choice", "proposed")];
    dispatcher.post(&form, &again).await.expect(409);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_overdue_is_supervised_and_answered() {
    let site = Site::start(Backend::Sqlite).await;
    let filed = signed_at_court(&site).await;
    let code = filed.code.as_str();
    site.advance(chrono::TimeDelta::days(30));
    let (supervisor, leader) =
        (site.client(Who::Supervisor).await, site.client(COURT_LEADER).await);
    let page = supervisor.page("/desk/supervision").await;
    assert!(page.contains(code) && page.contains("●"));
    let form = format!("{}/supervise", page_of(code));
    supervisor
        .fill("/desk/supervision", &form, &[("text", "为什么还没有联系企业？")])
        .await
        .expect(422);
    let demand = [("text", "为什么还没有联系企业？"), ("days", "3")];
    supervisor.fill("/desk/supervision", &form, &demand).await.expect(303);
    assert!(leader.page("/desk/queues/supervision").await.contains(code));
    assert!(leader.page(&page_of(code)).await.contains("为什么还没有联系企业？"));
    act(&leader, code, "answer_supervision", &[("text", "今天已经联系")]).await.expect(303);
    assert!(supervisor.page(&page_of(code)).await.contains("今天已经联系"));
    act(&supervisor, code, "release_supervision", &[]).await.expect(303);
    assert_eq!(order(&site, code).await.standing_supervisions().count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_list_opens_and_counts_what_it_lists() {
    let site = Site::start(Backend::Sqlite).await;
    at_court(&site).await;
    signed_at_court(&site).await;
    site.file_request(json!({"title": "", "body": VAGUE})).await;
    let staff = [
        COURT,
        COURT_LEADER,
        Who::Dispatcher,
        Who::Supervisor,
        Who::Reviewer,
        Who::Clerk,
        Who::Admin,
    ];
    for who in staff {
        let visitor = site.client(who).await;
        let home = visitor.page("/desk").await;
        for link in
            html::tags(&home, "a").into_iter().filter_map(|tag| html::attribute(tag, "href"))
        {
            if link.starts_with("/desk") {
                let page = visitor.page(&link).await;
                let missing =
                    page.split('⟦').nth(1).map(|rest| &rest[..rest.find('⟧').unwrap_or(0)]);
                assert_eq!(missing, None, "{who:?} {link}: a text is missing");
            }
        }
    }
    let handler = site.client(COURT).await;
    let unsigned = handler.page("/desk/queues/unsigned").await;
    assert_eq!(unsigned.matches("class=\"row-link").count(), 1);
    assert!(html::text(&unsigned).contains("共 1 件"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lists_hear_of_changes() {
    let site = Site::start(Backend::Sqlite).await;
    let handler = site.client(COURT).await;
    let request = handler.request(reqwest::Method::GET, "/desk/live?queue=unsigned");
    let mut live = request.send().await.expect("a stream");
    assert_eq!(live.headers()["content-type"], "text/event-stream");
    live.chunk().await.expect("a first word");
    at_court(&site).await;
    let heard = tokio::time::timeout(std::time::Duration::from_secs(20), async {
        while let Some(chunk) = live.chunk().await.expect("the stream goes on") {
            if String::from_utf8_lossy(&chunk).contains("changed") {
                return true;
            }
        }
        false
    });
    assert!(heard.await.expect("in time"), "the list changed and nobody said so");
}
