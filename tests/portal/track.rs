//! Following an order with code and key, and what its asker may do about it.

use chrono::TimeDelta;
use serde_json::json;

use crate::harness::site::{Backend, Filed, Site};
use crate::harness::visitor::{Answer, Visitor, Who};

/// A guest's browser that has shown the key.
async fn holder(site: &Site, order: &Filed) -> Visitor {
    let guest = site.client(Who::Nobody).await;
    let shown = knock(&guest, &order.code, &order.key).await.expect(303);
    assert_eq!(shown.location(), format!("/track/{}", order.code));
    guest
}

async fn knock(visitor: &Visitor, code: &str, key: &str) -> Answer {
    visitor.fill("/track", "/track", &[("code", code), ("key", key)]).await
}

/// Sends one of the forms on the page of an order.
async fn send(visitor: &Visitor, order: &Filed, action: &str, fields: &[(&str, &str)]) -> Answer {
    let page = format!("/track/{}", order.code);
    visitor.fill(&page, &format!("{page}/{action}"), fields).await
}

/// The court signs; the mediators do their share, so that the order can be closed.
async fn sign(site: &Site, order: &Filed) {
    site.client(Who::Handler("court")).await.act(&order.code, "sign", json!({})).await.expect(200);
    let helper = site.client(Who::Handler("mediation")).await;
    helper.act(&order.code, "sign", json!({})).await.expect(200);
    let text = json!({"text": "双方已约好调解时间。"});
    helper.act(&order.code, "request_reply", text).await.expect(200);
    let leader = site.client(Who::Leader("mediation")).await;
    leader.act(&order.code, "approve_reply", json!({})).await.expect(200);
}

async fn reply(site: &Site, order: &Filed) {
    let text = json!({"text": "可以申请支付令，请带合同来。", "internal": "对方仓库在城北。", "contacted": true, "solved": true});
    let handler = site.client(Who::Handler("court")).await;
    handler.act(&order.code, "request_reply", text).await.expect(200);
    let leader = site.client(Who::Leader("court")).await;
    leader.act(&order.code, "approve_reply", json!({})).await.expect(200);
}

#[tokio::test]
async fn a_wrong_character_is_caught_and_a_wrong_key_is_said() {
    let site = Site::start(Backend::Sqlite).await;
    let order = site.file_request(json!({})).await;
    let guest = site.client(Who::Nobody).await;
    let last = if order.code.ends_with('7') { "8" } else { "7" };
    let slip = format!("{}{last}", &order.code[..order.code.len() - 1]);
    let caught = knock(&guest, &slip, &order.key).await.expect(422).text();
    assert!(caught.contains("校验码对不上") && caught.contains(&slip), "{slip}");
    let short = knock(&guest, "YM26-7K3F", &order.key).await.expect(422).text();
    assert!(short.contains("编号应为 13 位"));
    let wrong = knock(&guest, &order.code, "ZZZZZ-ZZZZZ").await.expect(422).text();
    assert!(wrong.contains("编号和密钥对不上") && wrong.contains(&order.code));
    assert!(!wrong.contains("ZZZZZ-ZZZZZ"), "a key is never shown again");
    let closed = guest.get(&format!("/track/{}", order.code)).await.expect(303);
    assert_eq!(closed.location(), format!("/track?code={}", order.code));
    // As people read it out: small letters, no dashes, O for 0.
    let loose = order.code.to_lowercase().replace('-', " ").replace('0', "o");
    knock(&guest, &loose, &order.key.to_lowercase()).await.expect(303);
    guest.get(&format!("/track/{}", order.code)).await.expect(200);
}

#[tokio::test]
async fn keys_are_not_found_by_trying() {
    let site = Site::start(Backend::Sqlite).await;
    let order = site.file_request(json!({})).await;
    let thief = site.client(Who::Nobody).await;
    for _ in 0..10 {
        knock(&thief, &order.code, "ZZZZZ-ZZZZZ").await.expect(422);
    }
    let stopped = knock(&thief, &order.code, &order.key).await.expect(429);
    assert!(stopped.text().contains("试的次数太多"));
    site.advance(TimeDelta::minutes(16));
    knock(&thief, &order.code, &order.key).await.expect(303);
}

#[tokio::test]
async fn an_asker_supplies_reads_the_answer_and_rates_it() {
    let site = Site::start(Backend::Sqlite).await;
    let order = site.file_request(json!({})).await;
    let guest = holder(&site, &order).await;
    let page = guest.page(&format!("/track/{}", order.code)).await;
    for shown in ["派给法院办理", "韦*", "138****8000", "为什么派到这里", "服务承诺"]
    {
        assert!(page.contains(shown), "{shown}");
    }
    assert!(!page.contains("13800138000") && !page.contains("wei@shop.example"));
    sign(&site, &order).await;
    let asks = json!({"items": ["对账单"], "days": 5, "text": "拍照就行。"});
    let handler = site.client(Who::Handler("court")).await;
    handler.act(&order.code, "ask_materials", asks).await.expect(200);
    assert!(guest.page(&format!("/track/{}", order.code)).await.contains("对账单"));
    send(&guest, &order, "supply", &[("text", "")]).await.expect(422);
    let supplied = supply(&guest, &order, "对账单.txt", "2025年货款86000元").await.expect(303);
    assert!(guest.follow(supplied).await.text().contains("对账单.txt"));
    reply(&site, &order).await;
    let page = guest.page(&format!("/track/{}", order.code)).await;
    assert!(
        page.contains("可以申请支付令") && !page.contains("城北"),
        "only what is meant for them"
    );
    let half = send(&guest, &order, "confirm", &[("text", "谢谢"), ("solved", "true")]).await;
    let half = half.expect(422).text();
    assert!(half.contains("请打个分") && half.contains("谢谢"));
    let marks = [("rating", "4"), ("contacted", "false"), ("solved", "true"), ("text", "谢谢")];
    let done = send(&guest, &order, "confirm", &marks).await.expect(303);
    assert!(guest.follow(done).await.text().contains("您打了 4 分"));
}

/// The supply form as a browser sends it, with a file.
async fn supply(visitor: &Visitor, order: &Filed, name: &str, text: &str) -> Answer {
    let page = format!("/track/{}", order.code);
    let html = visitor.page(&page).await;
    let action = format!("{page}/supply");
    let form = crate::harness::html::form(&html, &action).expect("a form to supply");
    let mut body = String::new();
    for (field, value) in crate::harness::html::hidden(form) {
        body += &format!(
            "--cut\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n"
        );
    }
    body += &format!(
        "--cut\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\nContent-Type: application/pdf\r\n\r\n{text}\r\n--cut--\r\n"
    );
    let request = visitor.request(reqwest::Method::POST, &action);
    let request = request.header("content-type", "multipart/form-data; boundary=cut").body(body);
    visitor.send(request).await
}

#[tokio::test]
async fn a_file_of_a_wrong_kind_is_refused_and_the_words_are_kept() {
    let site = Site::start(Backend::Sqlite).await;
    let order = site.file_request(json!({})).await;
    let guest = holder(&site, &order).await;
    sign(&site, &order).await;
    let asks = json!({"items": ["对账单"], "days": 5});
    let handler = site.client(Who::Handler("court")).await;
    handler.act(&order.code, "ask_materials", asks).await.expect(200);
    let zip = supply(&guest, &order, "对账单.pdf", "PK\u{3}\u{4}\u{14}\u{0}\u{0}").await;
    assert!(zip.expect(422).text().contains("对账单.pdf"));
}

#[tokio::test]
async fn an_answer_can_be_disputed_for_fifteen_days() {
    let site = Site::start(Backend::Sqlite).await;
    let (first, second) = (site.file_request(json!({})).await, site.file_request(json!({})).await);
    for order in [&first, &second] {
        sign(&site, order).await;
        reply(&site, order).await;
    }
    let guest = holder(&site, &first).await;
    send(&guest, &first, "dispute", &[("text", "")]).await.expect(422);
    let text = [("text", "没有说清楚利息怎么算。")];
    let again = send(&guest, &first, "dispute", &text).await.expect(303);
    assert!(guest.follow(again).await.text().contains("承办单位正在办"));
    site.advance(TimeDelta::days(16));
    let late = holder(&site, &second).await;
    let page = late.page(&format!("/track/{}", second.code)).await;
    assert!(!page.contains(&format!("/track/{}/dispute", second.code)), "the window is closed");
    let token = late.csrf("/track").await;
    let fields = [("csrf", token.as_str()), ("version", "1"), ("text", "晚了")];
    let path = format!("/track/{}/dispute", second.code);
    let refused = late.post(&path, &fields).await.expect(409).text();
    assert!(refused.contains("晚了"), "what was typed is kept");
}

#[tokio::test]
async fn an_asker_reminds_and_withdraws() {
    let site = Site::start(Backend::Sqlite).await;
    let order = site.file_request(json!({})).await;
    let guest = holder(&site, &order).await;
    for _ in 0..3 {
        send(&guest, &order, "remind", &[("text", "有进展吗？")]).await.expect(303);
    }
    let enough = send(&guest, &order, "remind", &[("text", "")]).await.expect(429);
    assert!(enough.text().contains("今天已经催过三次"));
    let page = format!("/track/{}", order.code);
    let html = guest.page(&page).await;
    let token = guest.csrf("/track").await;
    let stale = [("csrf", token.as_str()), ("version", "1"), ("text", "已经付款了")];
    let refused = guest.post(&format!("{page}/withdraw"), &stale).await.expect(409).text();
    assert!(refused.contains("已经付款了") && html.contains("撤回"));
    let gone = send(&guest, &order, "withdraw", &[("text", "已经付款了")]).await.expect(303);
    assert!(guest.follow(gone).await.text().contains("已经撤回，不再办理"));
    send_none(&guest, &order).await;
}

/// Nothing can be done to what was withdrawn.
async fn send_none(guest: &Visitor, order: &Filed) {
    let html = guest.page(&format!("/track/{}", order.code)).await;
    for action in ["remind", "withdraw", "confirm", "dispute", "supply"] {
        assert!(!html.contains(&format!("/track/{}/{action}", order.code)), "{action}");
    }
    let token = guest.csrf("/track").await;
    let path = format!("/track/{}/sign", order.code);
    guest.post(&path, &[("csrf", token.as_str())]).await.expect(404);
}

#[tokio::test]
async fn a_lost_key_is_replaced_by_mail_once() {
    let site = Site::start(Backend::Sqlite).await;
    let order = site.file_request(json!({})).await;
    site.drain_jobs().await;
    let before = site.mail().len();
    let guest = site.client(Who::Nobody).await;
    let ask = async |email: &str| {
        let fields = [("code", order.code.as_str()), ("email", email)];
        guest.fill("/track/key", "/track/key", &fields).await.expect(303).location().to_owned()
    };
    let stranger = ask("other@shop.example").await;
    site.drain_jobs().await;
    assert_eq!(site.mail().len(), before, "nothing is sent to an address that does not fit");
    assert_eq!(stranger, ask("Wei@shop.example").await, "and nobody can tell");
    site.drain_jobs().await;
    let mail = site.mail().into_iter().next_back().expect("a mail");
    let link =
        mail.text.split_whitespace().find(|word| word.contains("/track/key/")).expect("a link");
    let path = link
        .split_once("/track/key/")
        .map(|(_, token)| format!("/track/key/{token}"))
        .expect("a path");
    // A mail program that opens the link changes nothing.
    guest.get(&path).await.expect(200);
    let old = site.client(Who::Nobody).await;
    knock(&old, &order.code, &order.key).await.expect(303);
    let shown = guest.fill(&path, &path, &[]).await.expect(200).text();
    assert!(shown.contains("只显示这一次"));
    guest.get(&format!("/track/{}", order.code)).await.expect(200);
    old.get(&format!("/track/{}", order.code)).await.expect(303);
    knock(&old, &order.code, &order.key).await.expect(422);
    let again = guest.get(&path).await.expect(404).text();
    assert!(again.contains("这个链接不能用了"));
}

#[tokio::test]
async fn what_is_not_there_leads_on() {
    let site = Site::start(Backend::Sqlite).await;
    let guest = site.client(Who::Nobody).await;
    for path in ["/enterprise/services/nothing", "/enterprise/guides/nothing"] {
        assert!(guest.get(path).await.expect(404).text().contains("/enterprise/ask"));
    }
    let aid = guest.page("/enterprise/services/legal-aid").await;
    for slug in ["legal-health-check", "legal-advice", "contract-review"] {
        assert!(aid.contains(&format!("/enterprise/services/{slug}")), "{slug}");
    }
    assert!(!aid.contains("/enterprise/ask?service=legal-aid"), "an enterprise can't ask for it");
    let found = guest.page("/search?q=%E6%AC%A0%E8%B4%A7%E6%AC%BE&from=x&site=nowhere").await;
    assert!(found.contains("/enterprise/services/payment-order"));
}
