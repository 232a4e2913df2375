//! A text that tells two matters: parted into two orders, one order with a helper, or left as one.

use serde_json::json;
use yimen::db::documents::{self, Document};
use yimen::db::{contacts, new_id, orders};
use yimen::domain::order::{Action, EntryKind, Order, Role, State, Visibility, verify};

use super::harness::html;
use super::harness::site::{Backend, Filed, Site};
use super::harness::visitor::{Visitor, Who};
use super::matter_to_desk::{DEBT, order, track};

const TWO: &str =
    "客户欠我们货款八万，对账单都签了，一直不还。另外税务局说我们少缴了税，要补税和交滞纳金。";

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
