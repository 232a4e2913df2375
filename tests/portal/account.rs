//! Signing in and out, registering, and a session that ends while somebody is typing.

use chrono::TimeDelta;
use serde_json::json;
use yimen::db::{accounts, orders};
use yimen::web::account::password;

use super::harness::html;
use super::harness::site::{Backend, Site};
use super::harness::visitor::Who;

const PASSWORD: &str = "door-and-lamp-9";
const REGISTER: &str = "/account/register";
const SIGN_IN: &str = "/account/sign-in";

#[tokio::test(flavor = "multi_thread")]
async fn a_business_registers_leaves_and_comes_back() {
    let site = Site::start(Backend::Sqlite).await;
    let visitor = site.client(Who::Nobody).await;
    let weak =
        [("organisation", "云岭食品"), ("login", "Shop@Example.cn"), ("password", "1234567890")];
    let refused = visitor.fill(REGISTER, REGISTER, &weak).await.expect(422).text();
    assert!(refused.contains("云岭食品") && refused.contains("太容易猜到"), "{refused}");
    assert!(!refused.contains("1234567890"), "a password is never sent back");

    let good = [("organisation", "云岭食品"), ("login", "Shop@Example.cn"), ("password", PASSWORD)];
    assert_eq!(visitor.fill(REGISTER, REGISTER, &good).await.expect(303).location(), "/account");
    assert!(visitor.page("/account").await.contains("云岭食品"));
    visitor.fill("/account", "/account/sign-out", &[]).await.expect(303);
    assert!(visitor.get("/account").await.expect(303).location().starts_with(SIGN_IN));

    let taken = site.client(Who::Nobody).await.fill(REGISTER, REGISTER, &good).await;
    assert!(taken.expect(422).text().contains("已经有人用了"));
    let wrong = [("login", "shop@example.cn"), ("password", "door-and-lamp-8")];
    let refused = visitor.fill(SIGN_IN, SIGN_IN, &wrong).await.expect(422).text();
    assert!(refused.contains("登录名或密码不对") && refused.contains("shop@example.cn"));
    let right = [("login", "shop@example.cn"), ("password", PASSWORD)];
    assert_eq!(visitor.fill(SIGN_IN, SIGN_IN, &right).await.expect(303).location(), "/account");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_was_left_opens_nothing_any_more() {
    let site = Site::start(Backend::Sqlite).await;
    let handler = site.client(Who::Handler("court")).await;
    let cookies = handler.cookies();
    handler.fill("/account", "/account/sign-out", &[]).await.expect(303);
    let thief = site.client(Who::Nobody).await;
    for (name, value) in &cookies {
        thief.set_cookie(name, value);
    }
    assert!(thief.get("/desk").await.expect(303).location().starts_with(SIGN_IN));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_guesses_has_to_wait() {
    let site = Site::start(Backend::Sqlite).await;
    let visitor = site.client(Who::Nobody).await;
    let guess = [("login", "nobody@example.cn"), ("password", "guess-after-guess")];
    for _ in 0..8 {
        visitor.fill(SIGN_IN, SIGN_IN, &guess).await.expect(422);
    }
    let stopped = visitor.fill(SIGN_IN, SIGN_IN, &guess).await.expect(429);
    assert!(!stopped.header("retry-after").is_empty());
    site.advance(TimeDelta::minutes(16));
    visitor.fill(SIGN_IN, SIGN_IN, &guess).await.expect(422);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_outlives_the_session() {
    let site = Site::start(Backend::Sqlite).await;
    let filed = site.file_request(json!({"matter": "debt"})).await;
    let dispatcher = site.client(Who::Dispatcher).await;
    let account = site.app().db.read(|c| accounts::by_login(c, &Who::Dispatcher.login())).await;
    let account = account.expect("the database").expect("the dispatcher").id;
    let (hash, now) =
        (password::hash(PASSWORD.into()).await.expect("a hash"), site.app().clock.now());
    let set = site.app().db.write(move |c| accounts::set_password(c, &account, &hash, now)).await;
    set.expect("a password");

    let page = format!("/desk/orders/{}", filed.code);
    let token = dispatcher.csrf(&page).await;
    let order = filed.code.clone();
    let order = site.app().db.read(move |c| orders::find_by_code(c, &order)).await.expect("it");
    site.advance(TimeDelta::hours(13));
    let version = order.version.to_string();
    let note =
        [("csrf", token.as_str()), ("version", &version), ("internal", "企业负责人周五才在")];
    let late = dispatcher.post(&format!("{page}/note"), &note).await.expect(303);
    assert!(late.location().starts_with(SIGN_IN), "{}", late.location());

    let sign_in = late.location().to_owned();
    let who = [("login", "dispatcher@test"), ("password", PASSWORD)];
    let back = dispatcher.fill(&sign_in, SIGN_IN, &who).await.expect(303);
    assert!(back.location().starts_with("/account/resume/"), "{}", back.location());
    let kept = back.location().to_owned();
    assert!(html::text(&dispatcher.page(&kept).await).contains("企业负责人周五才在"));
    dispatcher.fill(&kept, &format!("{page}/note"), &[]).await.expect(303);
    let id = order.id.clone();
    let entries = site.app().db.read(move |c| orders::entries(c, &id)).await.expect("entries");
    assert!(entries.iter().any(|entry| entry.body == "企业负责人周五才在"), "nothing was lost");
}
