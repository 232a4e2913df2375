//! The counter and the telephone: a clerk files for a person, replaces a lost key, and calls back
//! those who left no e-mail.

use serde_json::json;
use yimen::db::{calls, orders};
use yimen::domain::order::{Channel, Order, State};

use super::harness::html;
use super::harness::site::{Backend, Site};
use super::harness::visitor::{Visitor, Who};

const COUNTER: &str = "/desk/counter";

/// As a person without e-mail tells it on the telephone; the digits as a Chinese keyboard makes them.
const TOLD: [(&str, &str); 9] = [
    ("channel", "telephone"),
    ("lang", "zh-CN"),
    ("body", "客户拿了货不给钱，八万六的货款拖了半年，送货单和对账单都在。"),
    ("name", "韦建国"),
    ("phone", "１３８００１３８０００"),
    ("enterprise", "建国建材店"),
    ("place", "玉州区"),
    ("matter", "debt"),
    ("consent", "1"),
];

async fn filed(site: &Site, clerk: &Visitor) -> (Order, String) {
    // Not a redirect: the key is in this one answer and in none after it.
    let shown = clerk.fill(COUNTER, COUNTER, &TOLD).await.expect(201).text();
    let last = site.app().db.read(|c| {
        let newest = orders::ids_after(c, "", 10)?.pop().unwrap_or_default();
        orders::find(c, &newest)
    });
    let order = last.await.expect("the order");
    assert!(shown.contains(&order.code), "the receipt says the code");
    (order, html::text(&shown))
}

async fn opens(site: &Site, code: &str, key: &str) -> u16 {
    let visitor = site.client(Who::Nobody).await;
    visitor.fill("/track", "/track", &[("code", code), ("key", key)]).await.status
}

/// The secret key in a text: two groups of five.
fn key_in(text: &str) -> String {
    let group = |part: &str| part.len() == 5 && part.chars().all(|c| c.is_ascii_alphanumeric());
    let mut keys = text
        .split_whitespace()
        .filter(|word| word.split_once('-').is_some_and(|(one, two)| group(one) && group(two)));
    keys.next_back().unwrap_or_else(|| panic!("no key in {text}")).to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clerk_files_by_telephone_and_replaces_a_lost_key() {
    let site = Site::start(Backend::Sqlite).await;
    let clerk = site.client(Who::Clerk).await;
    let mut wrong = TOLD;
    wrong[4] = ("phone", "12");
    let refused = clerk.fill(COUNTER, COUNTER, &wrong).await.expect(422).text();
    assert!(refused.contains("建国建材店"), "what was typed is kept");

    let (order, shown) = filed(&site, &clerk).await;
    assert_eq!((order.channel, order.state), (Channel::Telephone, State::Dispatched));
    assert!(shown.contains("您自己选了“债权债务”"), "why, to be read out: {shown}");
    let first = key_in(&shown);
    assert_eq!(opens(&site, &order.code, &first).await, 303);

    let page = format!("{COUNTER}/orders/{}", order.code);
    clerk.fill(&page, &format!("{page}/key"), &[]).await.expect(422);
    let replaced =
        clerk.fill(&page, &format!("{page}/key"), &[("proof", "id_card"), ("verified", "1")]).await;
    let second = key_in(&html::text(&replaced.expect(200).text()));
    assert_ne!(first, second);
    assert_eq!(opens(&site, &order.code, &first).await, 422, "the old key is dead");
    assert_eq!(opens(&site, &order.code, &second).await, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_left_no_address_is_called_and_confirms_on_the_telephone() {
    let site = Site::start(Backend::Sqlite).await;
    let clerk = site.client(Who::Clerk).await;
    let (order, _) = filed(&site, &clerk).await;
    let reply = json!({"text": "可以申请支付令。", "internal": "已电话联系。", "contacted": true, "solved": true});
    for share in order.assignments.iter().rev() {
        let agency: &'static str = share.agency.clone().leak();
        let handler = site.client(Who::Handler(agency)).await;
        handler.act(&order.code, "sign", json!({})).await.expect(200);
    }
    // The helpers first: the lead's answer closes nothing while one of them still owes its share.
    for share in order.assignments.iter().rev() {
        let agency: &'static str = share.agency.clone().leak();
        let handler = site.client(Who::Handler(agency)).await;
        handler.act(&order.code, "request_reply", reply.clone()).await.expect(200);
        let leader = site.client(Who::Leader(agency)).await;
        leader.act(&order.code, "approve_reply", json!({})).await.expect(200);
    }
    site.drain_jobs().await;
    let open = site.app().db.read(|c| calls::open(c, None, 20)).await.expect("the list");
    let call =
        open.rows.iter().find(|call| call.notice == "reply").expect("a call about the reply");
    let page = format!("/desk/calls/{}", call.id);
    assert!(!clerk.page(&page).await.contains("13800138000"), "masked until there is a reason");
    let unmask = clerk.fill(&page, &format!("{page}/unmask"), &[("reason", "call_back")]).await;
    assert!(unmask.expect(200).text().contains("13800138000"));

    let said = [("contacted", "yes"), ("solved", "yes"), ("rating", "5")];
    clerk.fill(&page, &format!("{page}/confirm"), &said).await.expect(303);
    let id = order.id.clone();
    let closed = site.app().db.read(move |c| orders::find(c, &id)).await.expect("the order");
    assert_eq!((closed.state, closed.rating), (State::Closed, Some(5)));
}
