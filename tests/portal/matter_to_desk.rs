//! From matter to desk: the sentence an asker reads, the question that is asked back, the district,
//! the load, and a text that tells two matters.

use serde_json::{Value, json};
use yimen::db::documents::{self, Document};
use yimen::db::{contacts, new_id, orders};
use yimen::domain::order::{Action, EntryKind, Order, Role, State, Visibility, verify};

use super::harness::html;
use super::harness::rulebook::of_agency;
use super::harness::site::{Backend, Filed, Site};
use super::harness::visitor::{Visitor, Who};

const DEBT: &str = "客户欠我们货款八万，欠条和对账单都有，一直不还。";
const TWO: &str =
    "客户欠我们货款八万，对账单都签了，一直不还。另外税务局说我们少缴了税，要补税和交滞纳金。";
/// Nobody can tell what it is about.
const VAGUE: &str = "我们公司遇到一件事，想问问该找谁。";
/// A purchase for oneself or for the business: worth a question.
const CLOSE: &str = "我在店里买的机器，老板收了钱不处理";

async fn order(site: &Site, code: &str) -> Order {
    let code = code.to_owned();
    site.app().db.read(move |c| orders::find_by_code(c, &code)).await.expect("the order")
}

async fn track(site: &Site, filed: &Filed, lang: &str) -> String {
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

async fn parted(backend: Backend) {
    let site = Site::start(backend).await;
    // Outside the city: a person decides in any case, and the second matter with it.
    let wish = json!({"title": "", "body": TWO, "place": "广州市天河区"});
    let filed = site.file_request(wish).await;
    let code = filed.code.as_str();
    let first = order(&site, code).await;
    assert_eq!(first.state, State::Submitted, "{}", filed.said);
    let dispatcher = site.client(Who::Dispatcher).await;
    let queue = html::text(&dispatcher.page("/desk/triage").await);
    assert!(
        queue.contains("管辖要您定") && queue.contains("由本市受理，还是告知去当地？"),
        "{queue}"
    );
    assert!(queue.contains("可能是两件事") && queue.contains("建议分成两件"), "{queue}");

    hand_in(&site, &first, "欠条.pdf", Visibility::Asker).await;
    hand_in(&site, &first, "内部意见.pdf", Visibility::Agency).await;
    let split = format!("/desk/triage/{code}/split");
    dispatcher.fill("/desk/triage", &split, &[]).await.expect(303);
    let second = the_second(&site, &first).await;
    assert_eq!(second.state, State::Dispatched);
    assert_eq!(second.leading_order.as_deref(), Some(first.id.as_str()));
    let told = &filed.said["routing"]["second"];
    assert_eq!(second.matter.as_deref(), told["matter"].as_str());
    assert_eq!(second.lead().map(|share| share.agency.as_str()), told["lead"].as_str());
    assert!(second.clocks.iter().any(|clock| clock.stopped_at.is_none()), "clocks of its own");
    assert_carried(&site, &first, &second).await;

    // Of two clicks one counts, and what is parted is not parted again.
    let csrf = dispatcher.csrf("/account").await;
    let old = first.version.to_string();
    let fields = [("csrf", csrf.as_str()), ("version", old.as_str())];
    dispatcher.post(&split, &fields).await.expect(409);
    let now = order(&site, code).await.version.to_string();
    let fields = [("csrf", csrf.as_str()), ("version", now.as_str())];
    let again = dispatcher.post(&split, &fields).await.expect(422).text();
    assert!(again.contains("已经分出去了"), "{again}");
    assert!(html::text(&dispatcher.page("/desk/triage").await).contains("已经分成两件。"));

    site.drain_jobs().await;
    let mail = site.mail();
    let asker: Vec<_> = mail.iter().filter(|m| m.to == "wei@shop.example").collect();
    let about = |wanted: &str| asker.iter().filter(|m| m.subject.contains(wanted)).count();
    assert_eq!((about(code), about(&second.code)), (1, 1), "one receipt, one word of both");
    let both = asker.iter().find(|m| m.subject.contains(&second.code)).expect("the word");
    assert!(both.text.contains(code), "{}", both.text);
    assert!(both.text.contains(&format!("/track/key?code={}", second.code)), "{}", both.text);
}

async fn the_second(site: &Site, first: &Order) -> Order {
    let id = first.id.clone();
    let found = site.app().db.read(move |c| {
        let linked = orders::linked(c, &id)?;
        assert_eq!(linked.len(), 1);
        orders::find(c, &linked[0])
    });
    found.await.expect("the second order")
}

/// A paper in the order, whoever may see it.
async fn hand_in(site: &Site, order: &Order, name: &str, visibility: Visibility) {
    let agency = (visibility == Visibility::Agency).then(|| "tax".to_owned());
    let paper = Document {
        id: new_id(),
        order_id: Some(order.id.clone()),
        draft_id: None,
        sha256: "ab".repeat(32),
        name: name.to_owned(),
        media_type: "application/pdf".to_owned(),
        bytes: 3,
        uploaded_by: None,
        visibility,
        agency,
        created_at: order.submitted_at.expect("it is submitted"),
    };
    site.app().db.write(move |c| documents::add(c, &paper)).await.expect("noted");
}

/// Names of an order's papers, each with where its bytes lie.
async fn papers(site: &Site, order: &Order) -> Vec<(String, String)> {
    let id = order.id.clone();
    let found = site.app().db.read(move |c| documents::by_order(c, &id)).await.expect("papers");
    found.into_iter().map(|paper| (paper.name, paper.sha256)).collect()
}

/// Text and contact went along whole, and both chains tell of it and hold.
async fn assert_carried(site: &Site, first: &Order, second: &Order) {
    let (one, two, sealer) = (first.id.clone(), second.id.clone(), site.app().sealer.clone());
    let read = site.app().db.read(move |c| {
        let mut all = Vec::new();
        for id in [one, two] {
            let contact = contacts::find(c, &id)?.open(&sealer)?;
            all.push((orders::events(c, &id)?, orders::entries(c, &id)?, contact));
        }
        Ok(all)
    });
    let both = read.await.unwrap();
    let statement = |at: usize| {
        let of: &Vec<_> = &both[at].1;
        let found = of.iter().find(|entry| entry.kind == EntryKind::Statement);
        found.expect("the asker's text").body.clone()
    };
    assert_eq!((statement(0), statement(1)), (TWO.to_owned(), TWO.to_owned()));
    assert!(both[0].2 == both[1].2, "the contact is the same");
    assert_eq!(papers(site, second).await, [("欠条.pdf".to_owned(), "ab".repeat(32))]);
    assert_eq!(papers(site, first).await.len(), 2, "they are still with the first");
    for (events, entries, _) in &both {
        assert!(verify(events, entries).is_ok());
    }
    let actions = |at: usize| both[at].0.iter().map(|event| event.action).collect::<Vec<_>>();
    assert_eq!(actions(0), [Action::Submit, Action::Note]);
    assert_eq!(actions(1), [Action::Submit, Action::Accept, Action::Dispatch, Action::Link]);
    let submit = &both[1].0[0];
    assert!(submit.role == Role::System && submit.on_behalf, "in the asker's place");
    let note = both[0].1.iter().find(|entry| entry.kind == EntryKind::Note).expect("the note");
    assert!(note.body.contains(&second.code), "{}", note.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_with_two_matters_becomes_two_orders() {
    parted(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_with_two_matters_becomes_two_orders_on_postgres() {
    parted(Backend::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn or_one_order_with_a_helper() {
    let site = Site::start(Backend::Sqlite).await;
    let wish = json!({"title": "", "body": TWO, "place": "广州市天河区"});
    let filed = site.file_request(wish).await;
    let dispatcher = site.client(Who::Dispatcher).await;
    let to = format!("/desk/triage/{}", filed.code);
    let page = dispatcher.page("/desk/triage").await;
    assert!(page.contains(&format!("formaction=\"{to}\"")), "{page}");
    let with = [("choice", "proposed_co")];
    dispatcher.fill("/desk/triage", &to, &with).await.expect(303);
    let now = order(&site, &filed.code).await;
    let helps = filed.said["routing"]["second"]["lead"].as_str().expect("a lead");
    assert_eq!(now.state, State::Dispatched);
    assert!(now.open_cos().any(|share| share.agency == helps), "{:?}", now.assignments);
}

/// Both told in one breath: sent on by itself, with the second matter left for a person to see.
const BREATH: &str = "老板拖欠工资三个月，还说要离婚分财产，抚养权归谁";

/// What waits for a word about a second matter.
async fn waits(dispatcher: &Visitor, code: &str) -> bool {
    dispatcher.page("/desk/queues/two_matters").await.contains(&format!("/desk/orders/{code}"))
}

async fn sent_on(site: &Site) -> Filed {
    let filed = site.file_request(json!({"title": "", "body": BREATH})).await;
    assert_eq!(filed.said["state"], "dispatched", "{}", filed.said);
    assert!(filed.said["routing"]["second"].is_object(), "{}", filed.said);
    filed
}

async fn a_second_matter_waits(backend: Backend) {
    let site = Site::start(backend).await;
    let dispatcher = site.client(Who::Dispatcher).await;
    let [left, parted, helped] = [sent_on(&site).await, sent_on(&site).await, sent_on(&site).await];
    let plain = site.file_request(json!({"title": "", "body": DEBT})).await;
    for (filed, wanted) in [(&left, true), (&parted, true), (&helped, true), (&plain, false)] {
        assert_eq!(waits(&dispatcher, &filed.code).await, wanted, "{}", filed.said);
    }
    let home = html::text(&dispatcher.page("/desk").await);
    assert!(home.contains("可能是两件事"), "{home}");

    // One as it is: noted in the chain, and nobody needs to look again.
    let (page, form) =
        (format!("/desk/orders/{}", left.code), format!("/desk/triage/{}/split", left.code));
    dispatcher.fill(&page, &form, &[("settle", "one")]).await.expect(303);
    assert!(!waits(&dispatcher, &left.code).await);
    let now = order(&site, &left.code).await;
    let entries = site.app().db.read(move |c| orders::entries(c, &now.id)).await.unwrap();
    let note = entries.iter().find(|entry| entry.kind == EntryKind::Note).expect("a note");
    assert!(note.body.contains("按一件办"), "{}", note.body);
    let shown = html::text(&dispatcher.page(&page).await);
    assert!(
        shown.contains("有人看过，按一件办。") && !shown.contains("不用分，就这样办"),
        "{shown}"
    );

    // Two orders; the asker finds each from the other.
    let (page, form) =
        (format!("/desk/orders/{}", parted.code), format!("/desk/triage/{}/split", parted.code));
    dispatcher.fill(&page, &form, &[]).await.expect(303);
    assert!(!waits(&dispatcher, &parted.code).await);
    let first = order(&site, &parted.code).await;
    let second = the_second(&site, &first).await;
    assert!(!waits(&dispatcher, &second.code).await, "nothing is left to part in the second");
    let told = track(&site, &parted, "zh-CN").await;
    assert!(told.contains("同一段话分出的另一件") && told.contains(&second.code), "{told}");

    // One with a helper, by the ordinary button.
    let lead = helped.said["routing"]["second"]["lead"].as_str().expect("a lead");
    let (page, form) =
        (format!("/desk/orders/{}", helped.code), format!("/desk/orders/{}/add_co", helped.code));
    dispatcher.fill(&page, &form, &[("co", lead)]).await.expect(303);
    assert!(!waits(&dispatcher, &helped.code).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_matter_waits_for_a_persons_word() {
    a_second_matter_waits(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_matter_waits_for_a_persons_word_on_postgres() {
    a_second_matter_waits(Backend::Postgres).await;
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
