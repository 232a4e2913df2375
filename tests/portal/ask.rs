//! The one door: the journey without scripts and with a browser, and everything that goes wrong.

use reqwest::Method;
use reqwest::multipart::{Form as Parts, Part};

use crate::harness::{Answer, Backend, Browser, Site, Size, Visitor, Who, html};

const ASK: &str = "/enterprise/ask";
const STORY: &str =
    "我们去年给一家公司供了两车水泥，有合同和送货单，货款八万六一直不给，说等甲方付款。";
const NO_STOP: &str = "提交本平台不等于起诉、申请仲裁、申请复议或报案，法定期限不因此停止。";
/// A zip that calls itself something else.
const ZIP: &[u8] = b"PK\x03\x04\x14\0\0\0\x08\0aaaaaaaaaaaaaaaaaaaaaaaaaa";

async fn told(guest: &Visitor) {
    let answer = guest.fill(ASK, ASK, &[("body", STORY)]).await.expect(303);
    assert_eq!(answer.location(), "/enterprise/ask/who");
}

/// Every question but the papers answered.
async fn answered(guest: &Visitor) {
    told(guest).await;
    let who = [("enterprise", "玉州区建国建材店"), ("place", "玉州区"), ("credit_code", "")];
    step(guest, "who", &who).await;
    step(guest, "want", &[("wishes", "money"), ("wish", "想快一点"), ("matter", "auto")]).await;
    let reach = [
        ("contact.name", "韦建国"),
        ("contact.phone", "１３８ ００１３ ８０００"),
        ("consent", "true"),
    ];
    step(guest, "reach", &reach).await;
}

async fn step(guest: &Visitor, word: &str, fields: &[(&str, &str)]) -> Answer {
    let path = format!("{ASK}/{word}");
    guest.fill(&path, &path, fields).await.expect(303)
}

async fn send(guest: &Visitor) -> Answer {
    let path = "/enterprise/ask/review";
    guest.fill(path, path, &[]).await
}

async fn upload(guest: &Visitor, files: Vec<(&str, Vec<u8>)>, go: &str) -> Answer {
    let token = guest.csrf("/enterprise/ask/papers").await;
    let mut parts = Parts::new().text("csrf", token);
    for (name, bytes) in files {
        parts = parts.part("papers", Part::bytes(bytes).file_name(name.to_owned()));
    }
    let request = guest.request(Method::POST, "/enterprise/ask/papers");
    guest.send(request.multipart(parts.text("go", go.to_owned()))).await
}

fn key_of(page: &str) -> Option<String> {
    let tag = page.split("id=\"receipt-key\">").nth(1)?;
    tag.split('<').next().map(str::to_owned)
}

#[tokio::test]
async fn a_story_becomes_an_order_and_its_receipt_says_where_and_when() {
    let site = Site::start(Backend::Sqlite).await;
    let guest = site.client(Who::Nobody).await;
    answered(&guest).await;
    upload(&guest, vec![("送货单.txt", "两车水泥".into())], "on").await.expect(303);
    let review = guest.page("/enterprise/ask/review").await;
    for shown in [STORY, "玉州区建国建材店", "想快一点", "138 0013 8000", "送货单.txt", NO_STOP]
    {
        assert!(review.contains(shown), "{shown}");
    }
    let sent = send(&guest).await.expect(303);
    let receipt = sent.location().to_owned();
    let code = receipt.rsplit('/').next().unwrap().to_owned();
    let page = guest.page(&receipt).await;
    let key = key_of(&page).expect("the key is shown");
    let text = html::text(&page);
    for shown in [code.as_str(), "法院", "您写到", "最晚", "（周", NO_STOP] {
        assert!(text.contains(shown), "{shown}: {text}");
    }
    // Shown once; a reload breaks nothing, and a stranger finds nothing.
    let again = guest.page(&receipt).await;
    assert!(key_of(&again).is_none() && !again.contains(&key));
    site.client(Who::Nobody).await.get(&receipt).await.expect(404);
    site.client(Who::Handler("court")).await.get(&receipt).await.expect(404);
    // The key opens the order elsewhere, with its paper; this browser needs none.
    let other = site.client(Who::Nobody).await;
    other.fill("/track", "/track", &[("code", &code), ("key", &key)]).await.expect(303);
    assert!(other.page(&format!("/track/{code}")).await.contains("送货单.txt"));
    guest.get(&format!("/track/{code}")).await.expect(200);
    // The draft has gone, and with it everything that was typed.
    assert!(!guest.page(ASK).await.contains("两车水泥"));
}

#[tokio::test]
async fn a_form_sent_twice_makes_one_order() {
    let site = Site::start(Backend::Sqlite).await;
    let guest = site.client(Who::Nobody).await;
    answered(&guest).await;
    let page = guest.page("/enterprise/ask/review").await;
    let fields = html::hidden(html::form(&page, "/enterprise/ask/review").unwrap());
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let path = "/enterprise/ask/review";
    let (one, two) = tokio::join!(guest.post(path, &fields), guest.post(path, &fields));
    let three = guest.post(path, &fields).await;
    let first = one.expect(303).location().to_owned();
    assert!(first.contains("/receipt/"), "{first}");
    assert_eq!(two.expect(303).location(), first);
    assert_eq!(three.expect(303).location(), first);
    assert!(key_of(&guest.page(&first).await).is_some(), "the key is shown all the same");
    let count = |c: &mut yimen::db::Conn| yimen::db::orders::ids_after(c, "", 10);
    assert_eq!(site.app().db.read(count).await.unwrap().len(), 1);
}

#[tokio::test]
async fn danger_stops_before_anything_is_kept() {
    let site = Site::start(Backend::Sqlite).await;
    let guest = site.client(Who::Nobody).await;
    let danger = "有人正在砸店，快来人";
    let stopped = guest.fill(ASK, ASK, &[("body", danger)]).await.expect(200).text();
    assert!(
        stopped.contains("href=\"tel:110\"")
            && stopped.contains("没有提交")
            && stopped.contains(danger)
    );
    assert_eq!(guest.get("/enterprise/ask/who").await.expect(303).location(), ASK);
    let token = guest.csrf(ASK).await;
    let seen = |ticked: &'static str| {
        vec![
            ("csrf", token.clone()),
            ("body", danger.into()),
            ("seen_before", "1".into()),
            ("urgent_seen", ticked.into()),
        ]
    };
    let post = async |fields: Vec<(&str, String)>| {
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        guest.post(ASK, &fields).await
    };
    assert!(post(seen("")).await.expect(200).text().contains("请勾选这一项"));
    assert_eq!(post(seen("true")).await.expect(303).location(), "/enterprise/ask/who");
    // For a child there is no going on, and no story is kept.
    let child = vec![
        ("csrf", token.clone()),
        ("body", "老师正在打孩子，孩子被虐待".into()),
        ("urgent_seen", "true".into()),
    ];
    let stopped = post(child).await.expect(200).text();
    assert!(
        stopped.contains("tel:12355") && !stopped.contains("name=\"urgent_seen\""),
        "{}",
        html::text(&stopped)
    );
    assert!(!guest.page(ASK).await.contains("孩子被虐待"));
}

#[tokio::test]
async fn wrong_answers_are_named_and_kept() {
    let site = Site::start(Backend::Sqlite).await;
    let guest = site.client(Who::Nobody).await;
    let long = "长".repeat(350_000);
    for (body, said) in [
        ("", "请写一下遇到了什么事"),
        ("有\0字", "无法保存的字符"),
        (long.as_str(), "最多 5000 个字"),
    ] {
        let answer = guest.fill(ASK, ASK, &[("body", body)]).await.expect(422).text();
        assert!(answer.contains(said), "{said}");
        assert!(answer.contains(&body.replace('\0', "")), "what was typed is kept");
    }
    let wild = "<script>alert(1)</script>'; DROP TABLE orders; --";
    let title = wild.repeat(2);
    let kept = guest.fill(ASK, ASK, &[("body", wild), ("title", &title)]).await.expect(422).text();
    assert!(!kept.contains("<script>alert") && kept.contains("&lt;script&gt;"));
    told(&guest).await;
    let who = "/enterprise/ask/who";
    let kept = guest
        .fill(who, who, &[("enterprise", wild), ("credit_code", "9135")])
        .await
        .expect(422)
        .text();
    assert!(kept.contains("统一社会信用代码应为 18 位") && kept.contains("value=\"9135\""));
    let want = "/enterprise/ask/want";
    for (fields, said) in [
        ([("matter", "other"), ("wish", "")], "请从全部类别里选一个"),
        ([("matter", "nonsense"), ("wish", "")], "没有这个事项"),
        ([("matter", "auto"), ("wish", &"长".repeat(501))], "最多 500 个字"),
    ] {
        assert!(guest.fill(want, want, &fields).await.expect(422).text().contains(said), "{said}");
    }
    let reach = "/enterprise/ask/reach";
    let kept = guest
        .fill(
            reach,
            reach,
            &[("contact.name", "韦建国"), ("contact.phone", "12"), ("contact.email", "wei@")],
        )
        .await;
    let kept = kept.expect(422).text();
    for shown in [
        "电话号码不对",
        "邮箱地址不对",
        "请勾选同意",
        "value=\"韦建国\"",
        "value=\"12\"",
        "value=\"wei@\"",
        "href=\"#contact.phone\"",
    ] {
        assert!(kept.contains(shown), "{shown}");
    }
    // What is lacking can't be sent round the pages that ask for it.
    assert_eq!(guest.get("/enterprise/ask/review").await.expect(303).location(), reach);
}

#[tokio::test]
async fn papers_are_what_their_bytes_are() {
    let site = Site::start(Backend::Sqlite).await;
    let guest = site.client(Who::Nobody).await;
    told(&guest).await;
    let large = vec![b'a'; (20 << 20) + 1];
    let files = vec![
        ("合同.pdf", b"%PDF-1.7\n%...".to_vec()),
        ("假合同.pdf", ZIP.to_vec()),
        ("空.txt", Vec::new()),
        ("大.txt", large),
        ("../../etc/送货单", "两车水泥".into()),
    ];
    let answer = upload(&guest, files, "on").await.expect(422).text();
    for said in ["“假合同.pdf”不是图片", "“空.txt”是空的", "“大.txt”超过 20 MB", "已上传 2 个"]
    {
        assert!(answer.contains(said), "{said}: {}", html::text(&answer));
    }
    assert!(answer.contains(">送货单<") && !answer.contains("etc/"));
    // The same file twice is one; the eleventh is one too many.
    upload(&guest, vec![("合同.pdf", b"%PDF-1.7\n%...".to_vec())], "more").await.expect(303);
    let many: Vec<String> = (0..9).map(|n| format!("第{n}张.txt")).collect();
    let files = many.iter().map(|name| (name.as_str(), name.clone().into_bytes())).collect();
    let answer = upload(&guest, files, "more").await.expect(422).text();
    assert!(
        answer.contains("已上传 10 个") && answer.contains("最多 10 个文件，“第8张.txt”没有上传"),
        "{}",
        html::text(&answer)
    );
    // Removing makes room.
    let remove = "/enterprise/ask/papers/remove";
    guest.fill("/enterprise/ask/papers", remove, &[]).await.expect(303);
    assert!(guest.page("/enterprise/ask/papers").await.contains("已上传 9 个"));
    // A stranger's form stores nothing.
    let forged = Parts::new().part("papers", Part::bytes(b"a".to_vec()).file_name("a.txt"));
    let forged =
        guest.send(guest.request(Method::POST, "/enterprise/ask/papers").multipart(forged)).await;
    assert!(forged.expect(403).text().contains("已上传 9 个"));
}

#[tokio::test]
async fn a_draft_survives_a_closed_page_a_sign_in_and_a_lost_session() {
    let site = Site::start(Backend::Sqlite).await;
    let guest = site.client(Who::Nobody).await;
    let first = guest.get(ASK).await;
    let cookie = first
        .headers
        .get_all("set-cookie")
        .iter()
        .find_map(|c| c.to_str().ok().filter(|c| c.starts_with("yimen_visit")));
    assert!(cookie.unwrap().contains("Max-Age=2592000"), "{cookie:?}");
    told(&guest).await;
    let page = guest.page(ASK).await;
    assert!(
        page.contains("接着写")
            && page.contains("href=\"/enterprise/ask/who\"")
            && page.contains(STORY)
    );
    // Signing in keeps it.
    let (name, value) = site.session_cookie(Who::Business).await.unwrap();
    guest.set_cookie(&name, &value);
    assert!(guest.page("/enterprise/ask/who").await.contains("玉林市测试商行"));
    // A session that has gone meanwhile costs nothing that was typed.
    let old = guest.csrf("/enterprise/ask/who").await;
    guest.set_cookie(&name, "gone");
    let answer = guest
        .post("/enterprise/ask/who", &[("csrf", &old), ("enterprise", "新写的店名")])
        .await
        .expect(403)
        .text();
    assert!(answer.contains("value=\"新写的店名\"") && answer.contains("您写的还在"));
    // Starting over leaves nothing.
    guest.fill(ASK, "/enterprise/ask/restart", &[]).await.expect(303);
    assert!(!guest.page(ASK).await.contains("两车水泥"));
    guest.get("/enterprise/ask/who").await.expect(303);
}

#[tokio::test]
async fn what_one_came_from_is_taken_along() {
    let site = Site::start(Backend::Sqlite).await;
    let guest = site.client(Who::Nobody).await;
    let page = guest.page("/enterprise/ask?service=payment-order&body=%E6%AC%A0%E9%92%B1").await;
    assert!(page.contains("支付令") && page.contains("欠钱</textarea>"));
    let page = guest.page("/enterprise/ask?service=nonsense&matter=nonsense").await;
    assert!(!page.contains("value=\"nonsense\""));
    // The large field of the supermarket's front page is the first question.
    let answer = guest.fill("/enterprise", ASK, &[("body", STORY)]).await.expect(303);
    assert_eq!(answer.location(), "/enterprise/ask/who");
}

#[tokio::test]
async fn on_a_phone_and_at_a_desk_with_and_without_scripts() {
    let site = Site::start(Backend::Sqlite).await;
    for (size, scripts) in [(Size::Phone, true), (Size::Desktop, false)] {
        let browser = Browser::with(size, scripts).await;
        browser.open(&site, ASK).await;
        walk(&browser, scripts).await;
        browser.client.close_window().await.expect("the window closes");
    }
}

async fn walk(browser: &Browser, scripts: bool) {
    type_in(browser, "#body", STORY).await;
    go_on(browser, "/who", scripts).await;
    type_in(browser, "#enterprise", "玉州区建国建材店").await;
    go_on(browser, "/want", scripts).await;
    go_on(browser, "/papers", scripts).await;
    go_on(browser, "/reach", scripts).await;
    type_in(browser, "[name='contact.name']", "韦建国").await;
    type_in(browser, "[name='contact.phone']", "13800138000").await;
    click(browser, "label[for=consent]").await;
    go_on(browser, "/review", scripts).await;
    go_on(browser, "/receipt/", scripts).await;
    let key = find(browser, "#receipt-key").await.text().await.expect("its text");
    assert_eq!(key.len(), 11, "{key}");
}

/// Looks at the page, presses its main button, and waits for the next.
async fn go_on(browser: &Browser, next: &str, scripts: bool) {
    let here = browser.client.current_url().await.expect("an address").to_string();
    assert!(!browser.overflows().await, "{here} is wider than the window");
    // axe is a script itself.
    if scripts {
        assert_eq!(browser.axe().await, Vec::<String>::new(), "{here}");
    }
    click(browser, ".actions .button-primary").await;
    for _ in 0..100 {
        if browser.client.current_url().await.expect("an address").path().contains(next) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{here} does not lead to {next}");
}

async fn find(browser: &Browser, css: &str) -> fantoccini::elements::Element {
    let found = browser.client.wait().for_element(fantoccini::Locator::Css(css)).await;
    found.unwrap_or_else(|error| panic!("{css}: {error}"))
}

async fn click(browser: &Browser, css: &str) {
    find(browser, css).await.click().await.unwrap_or_else(|error| panic!("{css}: {error}"));
}

async fn type_in(browser: &Browser, css: &str, text: &str) {
    find(browser, css).await.send_keys(text).await.unwrap_or_else(|error| panic!("{css}: {error}"));
}
