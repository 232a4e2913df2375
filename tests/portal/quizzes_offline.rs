//! The questions of a lesson in a browser: the network goes and comes, lines are put in order, and a
//! pupil leaves a shared pad.

use fantoccini::Locator;
use serde_json::{Value, json};
use yimen::db::attempts;

use crate::harness::{Backend, Browser, Site, Size, Who};
use crate::lessons_watch::{network, until};
use crate::quizzes::{QUIZ, latest};

/// A quiz that has lines to be put in order.
const ORDERED: &str = "/youth/courses/asking-for-help/lessons/asking-for-help-hard-days/quiz";
const NOTE: &str = "document.querySelector('[data-quiz-note]').textContent";
const KEPT: &str = "Object.keys(localStorage).filter(key => key.startsWith('quiz|')).length";

async fn begin(site: &Site, quiz: &str) -> Browser {
    let browser = Browser::start(Size::Phone).await;
    browser.sign_in(site, Who::Learner).await;
    browser.prefer(site, "light", "zh-CN").await;
    network(&browser, false).await;
    browser.open(site, quiz).await;
    click(&browser, "form[action$='/start'] button").await;
    until(&browser, "a question", "return !!document.querySelector('[data-quiz]')").await;
    browser
}

async fn click(browser: &Browser, css: &str) {
    browser.client.find(Locator::Css(css)).await.expect(css).click().await.expect(css);
}

/// Gives an answer, whatever it is.
async fn answer(browser: &Browser) {
    let fill = "const form = document.querySelector('[data-quiz]'); \
                if (form.elements.text) form.elements.text.value = '120'; \
                else form.querySelector('[name=pick]')?.click();";
    browser.script(fill).await;
    click(browser, "[data-quiz] .actions button").await;
}

async fn stored(site: &Site) -> usize {
    let attempt = latest(site).await.id;
    let rows = site.app().db.read(move |c| attempts::answers_of(c, &attempt)).await;
    rows.expect("the answers").len()
}

#[tokio::test]
async fn answers_survive_a_lost_connection() {
    let site = Site::start(Backend::Sqlite).await;
    let browser = begin(&site, QUIZ).await;
    let told = "return !!document.querySelector('#verdict')";
    answer(&browser).await;
    until(&browser, "the first is told of", told).await;
    click(&browser, ".quiz-verdict .actions a").await;
    until(&browser, "the second", "return !!document.querySelector('[data-question=\"2\"]')").await;
    // Two answers without a network, and the questions go on.
    network(&browser, true).await;
    answer(&browser).await;
    until(
        &browser,
        "kept",
        &format!("return {NOTE}.includes('已记在本机，联网后自动提交') && {KEPT} === 1"),
    )
    .await;
    assert!(!browser.overflows().await);
    assert_eq!(browser.axe().await, Vec::<String>::new());
    click(&browser, "[data-quiz-note] button").await;
    until(&browser, "the third", "return !!document.querySelector('main [data-question=\"3\"]')")
        .await;
    answer(&browser).await;
    until(&browser, "both kept", &format!("return {KEPT} === 2 && {NOTE}.includes('已记在本机')"))
        .await;
    assert_eq!(stored(&site).await, 1);
    // It is back: both are sent, in order, and lead to what is told of them.
    network(&browser, false).await;
    until(&browser, "sent", &format!("return {KEPT} === 0 && {NOTE}.includes('已经提交')")).await;
    assert_eq!(stored(&site).await, 3);
    click(&browser, "[data-quiz-note] a").await;
    until(&browser, "the second is told of", told).await;
    // An answer that was kept when the page was closed goes out with the next page.
    browser.open(&site, QUIZ).await;
    network(&browser, true).await;
    answer(&browser).await;
    until(&browser, "kept again", &format!("return {KEPT} === 1 && {NOTE} !== ''")).await;
    network(&browser, false).await;
    browser.open(&site, "/youth/class").await;
    until(&browser, "sent from elsewhere", &format!("return {KEPT} === 0")).await;
    assert_eq!(stored(&site).await, 4);
}

#[tokio::test]
async fn nothing_stays_on_the_pad_where_a_pupil_has_left() {
    let site = Site::start(Backend::Sqlite).await;
    let browser = begin(&site, QUIZ).await;
    network(&browser, true).await;
    answer(&browser).await;
    until(&browser, "kept", &format!("return {KEPT} === 1 && {NOTE} !== ''")).await;
    // Without a network nobody leaves, and nothing is forgotten.
    browser
        .script("document.querySelector('[action=\"/youth/class/leave\"]').requestSubmit()")
        .await;
    tokio::time::sleep(std::time::Duration::from_millis(800)).await;
    network(&browser, false).await;
    browser.open(&site, "/youth/class").await;
    until(&browser, "sent", &format!("return {KEPT} === 0")).await;
    assert_eq!(stored(&site).await, 1);
    browser
        .script("localStorage.setItem('draft:x', '{}'); localStorage.setItem('beat|x', '[]')")
        .await;
    click(&browser, "[action='/youth/class/leave'] button").await;
    let left = "return location.pathname === '/youth/join' && localStorage.length === 0";
    until(&browser, "all is forgotten", left).await;
}

#[tokio::test]
async fn lines_are_put_in_order_by_buttons() {
    let site = Site::start(Backend::Sqlite).await;
    let browser = begin(&site, ORDERED).await;
    let kind = "return document.querySelector('[data-quiz]').dataset.kind";
    while browser.script(kind).await != json!("ordering") {
        answer(&browser).await;
        until(&browser, "told", "return !!document.querySelector('#verdict')").await;
        click(&browser, ".quiz-verdict .actions a").await;
        until(&browser, "the next", "return !!document.querySelector('[data-quiz]')").await;
    }
    let lines =
        "return [...document.querySelectorAll('.quiz-places label')].map(line => line.textContent)";
    let before = browser.script(lines).await;
    // The keyboard: the first line goes down twice, its button keeps the focus as long as it can.
    browser.script("document.querySelector('[data-move=\"1\"]').focus()").await;
    let press = async || {
        browser.client.active_element().await.unwrap().send_keys("\u{e007}").await.unwrap();
    };
    press().await;
    press().await;
    let after = browser.script(lines).await;
    let at = |list: &Value, n: usize| list[n].clone();
    assert_eq!(
        [at(&after, 0), at(&after, 1), at(&after, 2)],
        [at(&before, 1), at(&before, 2), at(&before, 0)]
    );
    let ranks =
        "return [...document.querySelectorAll('.quiz-places select')].map(select => select.value)";
    assert_eq!(browser.script(ranks).await, json!(["1", "2", "3"]));
    let said = browser.script("return document.querySelector('[data-moved]').textContent").await;
    assert!(said.as_str().unwrap().ends_with("第 3 步"), "{said}");
    assert_eq!(browser.script("return document.activeElement.dataset.move").await, "-1");
    assert_eq!(browser.axe().await, Vec::<String>::new());
    click(&browser, "[data-quiz] .actions button").await;
    until(&browser, "told", "return !!document.querySelector('#verdict')").await;
    let given = browser.script("return [...document.querySelectorAll('.quiz-said div:first-child li')].map(line => line.textContent)").await;
    assert_eq!(given, after);
}
