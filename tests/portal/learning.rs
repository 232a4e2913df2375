//! What a dispatcher says is learned from the log, by every node the same, and can be taken back.

use serde_json::json;
use yimen::app::App;
use yimen::db::orders;
use yimen::domain::order::EntryKind;
use yimen::domain::routing::{Decision, Facts, route};

use super::harness::rulebook::TO_MEDIATION;
use super::harness::site::{Backend, Site};
use super::harness::visitor::Who;

/// A text that no rule is sure of, with words that stand nowhere else.
const STRANGE: &str = "我们公司参加了蓝鲸灯塔计划，现在不知道该找谁。";

fn decide(app: &App, text: &str) -> Decision {
    let facts = Facts { body: text.to_owned(), ..Facts::default() };
    let router = app.router();
    route(&facts, &router.rules, &router.learned)
}

/// Files the strange text and has the dispatcher send it to the tax bureau.
async fn told(site: &Site) -> String {
    let filed = site.file_request(json!({"title": "", "body": STRANGE})).await;
    let dispatcher = site.client(Who::Dispatcher).await;
    let form = format!("/desk/triage/{}", filed.code);
    let by_hand = [
        ("choice", "override"),
        ("matter", "tax"),
        ("lead", "tax"),
        ("reason_code", "wrong_matter"),
    ];
    dispatcher.fill("/desk/triage", &form, &by_hand).await.expect(303);
    filed.code
}

async fn learned_and_unlearned(backend: Backend) {
    let site = Site::start(backend).await;
    let dispatcher = site.client(Who::Dispatcher).await;
    assert!(dispatcher.page("/desk/learning").await.contains("还没有可学的"));
    let before = decide(site.app(), STRANGE);
    told(&site).await;
    assert_eq!(site.app().taught.progress(), (1, 1));
    let after = decide(site.app(), STRANGE);
    let score = |decision: &Decision| {
        decision.top.iter().find(|(slug, _)| slug == "tax").map_or(0.0, |(_, score)| *score)
    };
    assert!(score(&after) > score(&before), "{before:?}\n{after:?}");
    assert!(after.reasons.iter().any(|one| one.rule == "learned") || after.matter != "tax");

    // Another node, on the same database, comes to know exactly the same.
    let other = App::build(site.app().config.clone()).await.unwrap();
    other.catch_up().await.unwrap();
    assert_eq!(decide(&other, STRANGE), after);

    let page = dispatcher.page("/desk/learning").await;
    assert!(page.contains("其中 1 件改派（100%）"), "{page}");
    let log = site.app().db.read(yimen::db::confirmations::standing).await.unwrap();
    for id in &log {
        let path = format!("/desk/learning/{id}/withdraw");
        dispatcher.fill("/desk/learning", &path, &[]).await.expect(303);
    }
    assert_eq!(decide(site.app(), STRANGE), before);
    let stale = dispatcher.csrf("/account").await;
    let path = format!("/desk/learning/{}/withdraw", log[0]);
    dispatcher.post(&path, &[("csrf", stale.as_str())]).await.expect(303);
    let page = dispatcher.page("/desk/learning").await;
    assert_eq!(page.matches("已撤回</").count(), 1, "{page}");
    other.catch_up().await.unwrap();
    assert_eq!(decide(&other, STRANGE), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_word_is_learned_by_every_node_and_can_be_taken_back() {
    learned_and_unlearned(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_word_is_learned_and_taken_back_on_postgres() {
    learned_and_unlearned(Backend::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_of_the_rules_is_rehearsed_on_what_was_asked() {
    let site = Site::start(Backend::Sqlite).await;
    let filed = site
        .file_request(json!({"title": "", "body": "供应商拖欠我们公司货款二十万，写了欠条"}))
        .await;
    let draft = tempfile::tempdir().unwrap();
    let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/content/routing");
    for entry in std::fs::read_dir(shipped).unwrap() {
        let path = entry.unwrap().path();
        let mut text = std::fs::read_to_string(&path).unwrap();
        if path.ends_with("debt.toml") {
            text = text.replacen(TO_MEDIATION.0, TO_MEDIATION.1, 1);
        }
        std::fs::write(draft.path().join(path.file_name().unwrap()), text).unwrap();
    }
    let mut out = Vec::new();
    yimen::routing_cli::rehearse::rehearse(site.app(), draft.path(), 365, &mut out).await.unwrap();
    let out = String::from_utf8(out).unwrap();
    assert!(out.contains("1 orders, 1 would go elsewhere"), "{out}");
    assert!(out.contains("debt → 法院  ⇒  debt → 人民调解委员会"), "{out}");
    assert!(out.contains(&filed.code), "{out}");
    std::fs::write(draft.path().join("tax.toml"), "nonsense").unwrap();
    let faulty =
        yimen::routing_cli::rehearse::rehearse(site.app(), draft.path(), 365, Vec::new()).await;
    assert!(faulty.unwrap_err().contains("tax.toml"));
}

async fn erased_is_unlearned(backend: Backend) {
    let site = Site::start(backend).await;
    let before = decide(site.app(), STRANGE);
    let code = told(&site).await;
    let other = App::build(site.app().config.clone()).await.unwrap();
    other.catch_up().await.unwrap();
    assert_ne!(decide(&other, STRANGE), before);
    let erase = move |c: &mut yimen::db::Conn| {
        let order = orders::find_by_code(c, &code)?;
        let entries = orders::entries(c, &order.id)?;
        let said = entries.iter().find(|entry| entry.kind == EntryKind::Statement).unwrap();
        orders::erase_entry(c, &said.id)
    };
    site.app().db.write(erase).await.unwrap();
    for node in [site.app(), &other] {
        node.catch_up().await.unwrap();
        assert_eq!((decide(node, STRANGE), node.taught.progress()), (before.clone(), (0, 0)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_erased_is_unlearned_by_every_node() {
    erased_is_unlearned(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_erased_is_unlearned_by_every_node_on_postgres() {
    erased_is_unlearned(Backend::Postgres).await;
}

async fn what_was_given_back_and_what_no_rule_knows(backend: Backend) {
    let site = Site::start(backend).await;
    let dispatcher = site.client(Who::Dispatcher).await;
    // The court gives back what the router had sent it.
    let debt = "供应商拖欠我们公司货款二十万，写了欠条，一直不还";
    let filed = site.file_request(json!({"title": "", "body": debt})).await;
    assert_eq!(filed.said["routing"]["triage"], false, "{}", filed.said);
    let back = json!({"reason_code": "not_our_jurisdiction", "text": "应由别的单位办", "agency": "mediation"});
    let (handler, leader) =
        (site.client(Who::Handler("court")).await, site.client(Who::Leader("court")).await);
    handler.act(&filed.code, "request_return", back).await.expect(200);
    leader.act(&filed.code, "approve_return", json!({})).await.expect(200);
    let page = dispatcher.page("/desk/learning").await;
    assert!(page.contains("部门退回 1 件"), "{page}");
    let row = page.split("<tr>").find(|row| row.contains("债权债务")).expect("the matter");
    assert!(
        row.contains("<td class=\"num\">0</td>") && row.contains("<td class=\"num\">1</td>"),
        "{row}"
    );

    // Two people's word is nobody's business; three people's is shown, and names are not.
    for n in 0..3 {
        let page = dispatcher.page("/desk/learning").await;
        assert!(!page.contains("规则不认识的说法"), "after {n}: {page}");
        let body = format!("想问一下楼下那些充电器的事，我叫王小明，第{n}次问");
        site.file_request(json!({"title": "", "body": body, "matter": ""})).await;
    }
    let page = dispatcher.page("/desk/learning").await;
    let list = page.split("规则不认识的说法").nth(1).unwrap_or_else(|| panic!("{page}"));
    let list = &list[..list.find("</ul>").expect("a list")];
    assert!(list.contains("充电器") && list.contains("<b>3</b>"), "{list}");
    for none in ["小明", "一下", "那些"] {
        assert!(!list.contains(none), "{none}: {list}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn returns_and_unknown_words_are_shown() {
    what_was_given_back_and_what_no_rule_knows(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn returns_and_unknown_words_are_shown_on_postgres() {
    what_was_given_back_and_what_no_rule_knows(Backend::Postgres).await;
}
