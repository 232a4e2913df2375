//! Subscribing to the bulletins as people and mail programs do: asked for twice, left with one click.

use chrono::TimeDelta;
use yimen::app::App;
use yimen::db::subscriptions::{self, Asking, Subscription, SubscriptionState};
use yimen::jobs;
use yimen::web::youth::bulletins::tokens;

use crate::harness::bulletins::site;
use crate::harness::databases::on_both;
use crate::harness::eml::Eml;
use crate::harness::orders::{noon, sealer};
use crate::harness::smtp::SmtpServer;
use crate::harness::{Answer, Backend, Site, Visitor, Who, html};

const EMAIL: &str = "li.min@school.example";
const SUBSCRIBE: &str = "/youth/bulletins/subscribe";
/// What the pages say, in Chinese, which a visitor without wishes gets.
const SENT: &str = "去看看你的邮箱";
const SUBSCRIBED: &str = "订上了";
const LEFT: &str = "已经退订";
const DEAD: &str = "这个链接不能用了";
const WRONG: &str = "这个链接不完整";

/// The mails that went to an address.
fn to(server: &SmtpServer, address: &str) -> Vec<Eml> {
    let taken = server.received().into_iter().filter(|mail| mail.to == [address]);
    taken.map(|mail| Eml::read(&mail.wire)).collect()
}

/// Fills in the form and expects the answer that everybody gets.
async fn ask(visitor: &Visitor, fields: &[(&str, &str)]) {
    let answer = visitor.fill(SUBSCRIBE, SUBSCRIBE, fields).await;
    assert_eq!((answer.status, answer.location()), (303, "/youth/bulletins/subscribe?sent=1"));
    let page = visitor.follow(answer).await.expect(200).text();
    assert!(page.contains(SENT) && !page.contains(fields[0].1));
}

/// The path of the first link of a mail that begins so.
fn link(site: &Site, mail: &Eml, path: &str) -> String {
    let from = mail.text.find(&site.url(path)).unwrap_or_else(|| panic!("{path}: {}", mail.text));
    let url = mail.text[from..].split_whitespace().next().unwrap();
    url[site.url("").len()..].to_owned()
}

/// The words of a mail.
fn without_links(mail: &Eml) -> Vec<&str> {
    mail.text.split_whitespace().filter(|word| !word.starts_with("http")).collect()
}

/// Asks, reads the mail, opens its link and presses its button.
async fn subscribe(site: &Site, server: &SmtpServer, fields: &[(&str, &str)]) {
    let visitor = site.client(Who::Nobody).await;
    ask(&visitor, fields).await;
    site.drain_jobs().await;
    let path = link(site, to(server, fields[0].1).last().unwrap(), "/youth/bulletins/confirm/");
    let done = visitor.fill(&path, &path, &[]).await.expect(200).text();
    assert!(done.contains(SUBSCRIBED), "{}", html::text(&done));
}

async fn subscription(app: &App, address: &str) -> Option<Subscription> {
    let hashes = tokens::address_hashes(&app.config, address);
    let known = app.db.read(move |c| subscriptions::known(c, &hashes)).await.unwrap()?;
    app.db.read(move |c| subscriptions::find(c, &known)).await.unwrap()
}

/// What a mail program does: no cookie, no page, no token of ours.
async fn one_click(site: &Site, path: &str) -> (u16, String) {
    let client = reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    let request = client.post(site.url(path)).header("accept-language", "zh-CN");
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let answer = request.body("List-Unsubscribe=One-Click").send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

#[tokio::test]
async fn asked_twice_mailed_once_and_left_with_one_click() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let server = SmtpServer::start().await;
        let site = site(backend, Some(&server)).await;
        let visitor = site.client(Who::Nobody).await;
        ask(&visitor, &[("email", " Li.Min@school.example ")]).await;
        site.drain_jobs().await;
        let mail = &to(&server, "Li.Min@school.example")[0];
        assert!(mail.all("list-unsubscribe").is_empty(), "there is nothing to leave yet");
        let path = link(&site, mail, "/youth/bulletins/confirm/");
        // A scanner that opens the link has confirmed nothing.
        visitor.page(&path).await;
        let waiting = subscription(site.app(), EMAIL).await.unwrap();
        assert_eq!((waiting.state, waiting.confirmed_at), (SubscriptionState::Asked, None));
        for _ in 0..2 {
            let done = visitor.fill(&path, &path, &[]).await.expect(200).text();
            assert!(done.contains(SUBSCRIBED));
        }
        let id = subscription(site.app(), EMAIL).await.unwrap().id;
        site.drain_jobs().await;
        assert_eq!(server.received().len(), 1, "the archive is mailed to nobody");

        // Whoever asks for a known address sees and gets the same.
        ask(&visitor, &[("email", EMAIL)]).await;
        site.drain_jobs().await;
        assert_eq!(without_links(&to(&server, EMAIL)[0]), without_links(mail));
        assert_eq!(subscription(site.app(), EMAIL).await.unwrap().id, id, "one address, once");

        site.advance(TimeDelta::days(3) + TimeDelta::hours(8));
        // Two nodes at the same moment.
        let (one, two) =
            tokio::join!(jobs::bulletins::sweep(site.app()), jobs::bulletins::sweep(site.app()));
        one.and(two).unwrap();
        for _ in 0..3 {
            site.drain_jobs().await;
        }
        let mails = to(&server, EMAIL);
        assert_eq!(mails.len(), 2, "the second question, and the bulletin once");
        let bulletin = &mails[1];
        let path = tokens::leave_path(&site.app().config, &id);
        assert_eq!(bulletin.one("list-unsubscribe"), format!("<{}>", site.url(&path)));
        assert_eq!(bulletin.one("list-unsubscribe-post"), "List-Unsubscribe=One-Click");
        assert_eq!(bulletin.one("subject"), "速递：soon，一件事");
        for part in [
            "1. 第一句",
            "× 不二",
            "120  急救",
            &site.url("/youth/bulletins/soon"),
            &site.url(&path),
        ] {
            assert!(bulletin.text.contains(part), "{part}: {}", bulletin.text);
        }
        assert!(bulletin.html.contains("soon &lt;的&gt; 提要") && !bulletin.html.contains('⟦'));
        assert!(subscription(site.app(), EMAIL).await.unwrap().last_sent_at.is_some());

        let page = visitor.page(&path).await;
        assert!(!page.contains(LEFT) && subscription(site.app(), EMAIL).await.is_some());
        for _ in 0..2 {
            let (status, said) = one_click(&site, &path).await;
            assert_eq!((status, said.contains(LEFT)), (200, true));
        }
        assert!(visitor.page(&path).await.contains(LEFT));
        assert!(subscription(site.app(), EMAIL).await.is_none(), "no hash finds it any more");
        let ended =
            site.app().db.read(move |c| subscriptions::find(c, &id)).await.unwrap().unwrap();
        assert_eq!(ended.state, SubscriptionState::Ended);
        assert_eq!(ended.address(&site.app().sealer).unwrap(), None, "the address is erased");
    }
}

#[tokio::test]
async fn what_nobody_confirms_is_erased_after_a_week() {
    let server = SmtpServer::start().await;
    let site = site(Backend::Sqlite, Some(&server)).await;
    let visitor = site.client(Who::Nobody).await;
    ask(&visitor, &[("email", EMAIL)]).await;
    site.drain_jobs().await;
    let path = link(&site, &to(&server, EMAIL)[0], "/youth/bulletins/confirm/");
    site.advance(TimeDelta::days(3) + TimeDelta::minutes(1));
    site.drain_jobs().await;
    assert!(visitor.get(&path).await.expect(404).text().contains(DEAD), "the link has expired");
    assert!(subscription(site.app(), EMAIL).await.is_some());
    site.advance(TimeDelta::days(4));
    site.drain_jobs().await;
    assert!(subscription(site.app(), EMAIL).await.is_none());
    assert_eq!(to(&server, EMAIL).len(), 1, "an address that said nothing gets no bulletin");
}

#[tokio::test]
async fn a_link_that_is_not_ours_does_nothing_and_says_so() {
    let server = SmtpServer::start().await;
    let site = site(Backend::Sqlite, Some(&server)).await;
    subscribe(&site, &server, &[("email", EMAIL), ("topics", "food"), ("topics", "fire")]).await;
    let reader = subscription(site.app(), EMAIL).await.unwrap();
    let words: Vec<&str> = reader.topics.iter().map(|topic| topic.as_str()).collect();
    assert_eq!(words, ["food", "fire"]);
    let visitor = site.client(Who::Nobody).await;
    let confirm = link(&site, &to(&server, EMAIL)[0], "/youth/bulletins/confirm/");
    let leave = tokens::leave_path(&site.app().config, &reader.id);
    let bent = |path: &str| {
        format!("{}{}", &path[..path.len() - 1], if path.ends_with('0') { '1' } else { '0' })
    };
    for (path, said) in [(&confirm, DEAD), (&leave, WRONG)] {
        let other = bent(path);
        assert!(visitor.get(&other).await.expect(404).text().contains(said));
        let token = visitor.csrf(SUBSCRIBE).await;
        let answer = visitor.post(&other, &[("csrf", &token)]).await.expect(404);
        assert!(answer.text().contains(said));
        assert_eq!(one_click(&site, &other).await.0, if said == DEAD { 403 } else { 404 });
    }
    assert!(subscription(site.app(), EMAIL).await.is_some());
    // Nobody else's route goes without a token.
    visitor.post(&confirm, &[]).await.expect(403);
    visitor.post(SUBSCRIBE, &[("email", "other@x.example")]).await.expect(403);
    // Who has left is not brought back by the old link.
    one_click(&site, &leave).await;
    assert!(visitor.get(&confirm).await.expect(404).text().contains(DEAD));
}

#[tokio::test]
async fn a_wrong_address_is_shown_again_with_what_to_do() {
    let site = site(Backend::Sqlite, None).await;
    let visitor = site.client(Who::Nobody).await;
    for wrong in [
        "",
        "li",
        "li@",
        "a b@school.example",
        "a@x.example, b@x.example",
        "li@school\u{7}.example",
    ] {
        let fields = [("email", wrong), ("topics", "fire")];
        let answer = visitor.fill(SUBSCRIBE, SUBSCRIBE, &fields).await.expect(422);
        let page = answer.text();
        assert!(page.contains("href=\"#email\""), "{wrong:?}: the summary leads to the field");
        let inputs = html::tags(&page, "input");
        let value = |name: &str| {
            let tag = inputs.iter().find(|tag| html::attribute(tag, "id").as_deref() == Some(name));
            tag.and_then(|tag| html::attribute(tag, "value"))
        };
        assert_eq!(value("email").as_deref(), Some(wrong));
        let ticked =
            inputs.iter().any(|tag| tag.contains("value=\"fire\"") && tag.contains(" checked"));
        assert!(ticked, "{wrong:?}: the topic stays ticked");
    }
    let odd = [("email", EMAIL), ("topics", "gossip")];
    let page = visitor.fill(SUBSCRIBE, SUBSCRIBE, &odd).await.expect(422).text();
    assert!(page.contains("href=\"#topics\""));
    site.drain_jobs().await;
    assert!(site.mail().is_empty());
}

#[tokio::test]
async fn a_mailbox_is_not_filled_and_a_machine_is_slowed_down() {
    let site = site(Backend::Sqlite, None).await;
    let visitor = site.client(Who::Nobody).await;
    let asked = async |address: &str| -> Answer {
        visitor.fill(SUBSCRIBE, SUBSCRIBE, &[("email", address)]).await
    };
    for _ in 0..5 {
        assert_eq!(asked(EMAIL).await.status, 303, "the answer is the same");
    }
    site.drain_jobs().await;
    assert_eq!(site.mail().len(), 3);
    assert!(site.mail().iter().all(|mail| mail.unsubscribe.is_none()));
    for n in 5..30 {
        assert_eq!(asked(&format!("n{n}@x.example")).await.status, 303);
    }
    let page = asked("more@x.example").await.expect(429).text();
    assert!(page.contains("more@x.example"), "what was typed is kept");
    site.advance(TimeDelta::minutes(61));
    assert_eq!(asked("more@x.example").await.status, 303);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_address_has_one_subscription_whoever_asks_and_whatever_the_key() {
    on_both(|home| async move {
        let ask = async |hashes: &[&str]| {
            let hashes: Vec<String> = hashes.iter().map(|hash| hash.to_string()).collect();
            let work = move |c: &mut yimen::db::Conn| {
                let asking = Asking { address: EMAIL, hashes: &hashes, lang: "en" };
                subscriptions::ask(c, &sealer(), &asking, noon())
            };
            home.write(work).await.unwrap()
        };
        let all = futures_util::future::join_all((0..20).map(|_| ask(&["old"]))).await;
        assert!(all.iter().all(|id| *id == all[0]), "{all:?}");
        assert_eq!(ask(&["new", "old"]).await, all[0], "known by the older key");
        assert_eq!(ask(&["new"]).await, all[0], "and from then on by the newer");
        let id = all[0].clone();
        let ended = all[0].clone();
        home.write(move |c| subscriptions::end(c, &ended, noon())).await.unwrap();
        let again = ask(&["new"]).await;
        assert_ne!(again, id, "who comes back begins anew");
        let late = home.write(move |c| subscriptions::confirm(c, &id, &[], "en", noon())).await;
        assert!(!late.unwrap(), "what has ended can't be confirmed");
    })
    .await;
}
