//! Lessons in a browser: watching with a network that comes and goes, the keys, and the worker that
//! keeps a page for later.

use std::time::Duration;

use serde_json::{Value, json};
use yimen::db::progress;

use crate::harness::film;
use crate::harness::{Backend, Browser, Site, Size, Who, html};
use crate::lessons::{PAGE, UNFILMED_PAGE, seconds};

/// Waits until a script says yes.
pub async fn until(browser: &Browser, what: &str, script: &str) {
    for _ in 0..600 {
        if browser.script(script).await == Value::Bool(true) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let seen = browser.script("return [document.querySelector('video')?.currentTime, document.querySelector('video')?.error?.message, document.querySelector('[data-seen]')?.textContent, JSON.stringify(localStorage)]").await;
    panic!("{what}: {seen}");
}

/// A slow network, or none.
pub async fn network(browser: &Browser, offline: bool) {
    let slow = json!({"offline": offline, "latency": 80, "downloadThroughput": 150_000, "uploadThroughput": 30_000});
    browser.devtools("Network.enable", json!({})).await;
    browser.devtools("Network.emulateNetworkConditions", slow).await;
}

async fn covered(site: &Site) -> f64 {
    let key = (site.learner().await, "film-for-tests".to_owned());
    let row = site.app().db.read(move |c| progress::of(c, &key)).await.expect("the row");
    row.map_or(0.0, |row| row.covered_ms as f64 / 1000.0)
}

#[tokio::test]
async fn a_pupil_loses_the_network_returns_and_finishes() {
    let site = film::site(Backend::Sqlite).await;
    let whole = seconds(&site).await;
    let browser = Browser::start(Size::Phone).await;
    browser.sign_in(&site, Who::Learner).await;
    browser.prefer(&site, "light", "zh-CN").await;
    network(&browser, false).await;
    browser.open(&site, PAGE).await;
    let line = fantoccini::Locator::Css("[data-cues] button");
    browser.client.find(line).await.unwrap().click().await.unwrap();
    until(&browser, "it plays", "return document.querySelector('video').currentTime > 3").await;
    // A seek to the end is not watching.
    browser.script(&format!("document.querySelector('video').currentTime = {}", whole - 0.8)).await;
    until(&browser, "the end", "return document.querySelector('video').ended").await;
    until(&browser, "stored", "return /%/.test(document.querySelector('[data-seen]').textContent)")
        .await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    let first = covered(&site).await;
    assert!(first > 2.0 && first < 8.0, "{first} of {whole}");
    assert_eq!(
        browser
            .script("return document.querySelector('[data-seen]').textContent")
            .await
            .as_str()
            .map(|text| text.contains("看完了")),
        Some(false)
    );
    // The rest is in the browser, then the network goes; what is played stays here.
    browser.script("const v = document.querySelector('video'); v.currentTime = 0; v.play()").await;
    until(&browser, "all of it is here", "const v = document.querySelector('video'); v.playbackRate = 0.75; const b = v.buffered; return b.length === 1 && b.end(0) > v.duration - 0.6").await;
    network(&browser, true).await;
    browser.script("document.querySelector('video').playbackRate = 2").await;
    until(&browser, "the end again", "return document.querySelector('video').ended").await;
    until(&browser, "kept", "return Object.keys(localStorage).some(key => key.startsWith('beat|')) && document.querySelector('[data-seen]').textContent.includes('没有网络')").await;
    assert!(covered(&site).await < whole * 0.9);
    network(&browser, false).await;
    until(&browser, "sent", "return document.querySelector('[data-seen]').textContent.includes('看完了') && !Object.keys(localStorage).some(key => key.startsWith('beat|'))").await;
    assert!(covered(&site).await > whole * 0.9);
    let stored = site.client(Who::Learner).await.get(PAGE).await.expect(200).text();
    assert!(stored.contains("看完了"));
    answers_to_the_end(&site, &browser).await;
    let report = format!("/youth/classes/{}/report", site.class().await);
    let report = html::text(&site.client(Who::Teacher).await.page(&report).await);
    assert!(report.contains("看完 1 / 1 人") && report.contains("1人答完题"), "{report}");
}

/// The pupil goes on to the questions, on the same slow network, and answers each with what stands
/// first.
async fn answers_to_the_end(site: &Site, browser: &Browser) {
    browser.open(site, &format!("{PAGE}/quiz")).await;
    browser.script("document.querySelector(\"form[action$='/start']\").requestSubmit()").await;
    for _ in 0..10 {
        until(browser, "a question", "return !!document.querySelector('form[data-quiz]')").await;
        let answer = "const form = document.querySelector('form[data-quiz]'); \
                      const text = form.elements.text, pick = form.querySelector('input[name=pick]'); \
                      if (text) text.value = '不知道'; if (pick) pick.checked = true; \
                      form.requestSubmit()";
        browser.script(answer).await;
        until(browser, "the verdict", "return !!document.querySelector('.quiz-verdict')").await;
        browser.script("document.querySelector('.quiz-verdict .actions a').click()").await;
        let onward = "return !document.querySelector('.quiz-verdict') && document.readyState === 'complete' && location.search === ''";
        until(browser, "the way on", onward).await;
        let asked = browser.script("return !!document.querySelector('form[data-quiz]')").await;
        if asked == Value::Bool(false) {
            return;
        }
    }
    panic!("there is no end to the questions");
}

#[tokio::test]
async fn the_page_leads_to_its_second_and_obeys_the_keys() {
    let site = film::site(Backend::Sqlite).await;
    let browser = Browser::start(Size::Desktop).await;
    browser.open(&site, &format!("{PAGE}#t=6")).await;
    browser.script("const v = document.querySelector('video'); v.muted = true; v.play()").await;
    until(&browser, "it begins there", "return document.querySelector('video').currentTime > 6")
        .await;
    until(&browser, "the transcript goes along", "return Number(document.querySelector('[aria-current] button').parentElement.dataset.from) >= 3").await;
    let press = |key: &str| {
        format!(
            "document.body.dispatchEvent(new KeyboardEvent('keydown', {{key: '{key}', bubbles: true, cancelable: true}}))"
        )
    };
    browser.script(&press(" ")).await;
    until(&browser, "it stops", "return document.querySelector('video').paused").await;
    let at = browser
        .script("return document.querySelector('video').currentTime")
        .await
        .as_f64()
        .unwrap();
    browser.script(&press("ArrowLeft")).await;
    until(
        &browser,
        "back",
        &format!("return document.querySelector('video').currentTime < {}", at - 4.0),
    )
    .await;
    browser.script(&press("c")).await;
    assert_eq!(
        browser.script("return document.querySelector('video').textTracks[0].mode").await,
        "hidden"
    );
    // The size is said before anything is loaded, and saving is remembered.
    browser.script("document.querySelector('[data-save]').click()").await;
    browser.open(&site, "/offline").await;
    browser.open(&site, PAGE).await;
    let said = browser.script("const v = document.querySelector('video'); return [v.currentSrc || v.src, v.readyState, document.querySelector('[data-will]').textContent, document.querySelector('[data-save]').checked]").await;
    assert!(
        said[0].as_str().unwrap().ends_with("240p.mp4") && said[2].as_str().unwrap().contains("MB"),
        "{said}"
    );
    assert_eq!((&said[1], &said[3]), (&json!(0), &json!(true)));
    // A visitor's player reports nothing.
    assert_eq!(
        browser
            .script(
                "return Object.keys(localStorage).filter(key => key.startsWith('beat|')).length"
            )
            .await,
        0
    );
}

#[tokio::test]
async fn the_seek_bar_shows_the_place_before_it_leads_there() {
    let site = film::site(Backend::Sqlite).await;
    let page = site.client(Who::Nobody).await.page(PAGE).await;
    assert!(
        page.contains("<video controls"),
        "without scripts the browser's own controls are there"
    );
    let browser = Browser::start(Size::Desktop).await;
    browser.prefer(&site, "light", "zh-CN").await;
    browser.open(&site, PAGE).await;
    let ready = "return !document.querySelector('video').controls && !document.querySelector('[data-controls]').hidden";
    until(&browser, "our controls", ready).await;
    let asked = "return performance.getEntriesByType('resource').some(one => one.name.includes('thumbs.jpg'))";
    assert_eq!(browser.script(asked).await, json!(false), "no picture before somebody looks");
    // The tenth second is in the third picture of four seconds each.
    let over = "const seek = document.querySelector('[data-seek]'), box = seek.getBoundingClientRect(); \
                seek.dispatchEvent(new PointerEvent('pointermove', {pointerType: 'mouse', bubbles: true, clientX: box.left + box.width * 10 / 16.02, clientY: box.top + 9})); \
                const peek = document.querySelector('[data-peek]'), picture = peek.querySelector('[data-picture]'); \
                return [peek.hidden, peek.textContent.trim(), picture.style.backgroundPosition, picture.style.backgroundImage.includes('/thumbs.jpg'), picture.getBoundingClientRect().width]";
    let seen = browser.script(over).await;
    assert_eq!(seen, json!([false, "0:09", "-320px 0px", true, 160]));
    until(&browser, "the picture is fetched", asked).await;
    // Dragged: the place is shown, and the film goes there once it is let go.
    let dragged = "const seek = document.querySelector('[data-seek]'), v = document.querySelector('video'); \
                   seek.value = 12; seek.dispatchEvent(new Event('input')); \
                   const during = [document.querySelector('[data-peek]').hidden, document.querySelector('[data-clock]').textContent, v.currentTime]; \
                   seek.dispatchEvent(new Event('change')); \
                   return [...during, document.querySelector('[data-peek]').hidden]";
    assert_eq!(browser.script(dragged).await, json!([false, "0:12 / 0:16", 0, true]));
    browser.script("document.querySelector('video').muted = true; document.querySelector('.film-go').click()").await;
    until(&browser, "it plays from there", "return document.querySelector('video').currentTime > 12 && document.querySelector('.film-go').hidden").await;
    let button =
        "return document.querySelector('.film-controls [data-play]').getAttribute('aria-label')";
    assert_eq!(browser.script(button).await, "暂停");
    browser.script("document.querySelector('.film-controls [data-play]').click()").await;
    until(&browser, "it stops", "return document.querySelector('video').paused").await;
    assert_eq!(browser.script(button).await, "播放");
    let key = "const seek = document.querySelector('[data-seek]'), v = document.querySelector('video'), at = v.currentTime; \
               seek.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowLeft', bubbles: true, cancelable: true})); \
               return at - v.currentTime";
    let back = browser.script(key).await.as_f64().unwrap();
    assert!((4.9..5.1).contains(&back), "five seconds back, not {back}");
    let captions = "document.querySelector('[data-captions]').click(); \
                    return [document.querySelector('[data-captions]').getAttribute('aria-pressed'), document.querySelector('video').textTracks[0].mode]";
    assert_eq!(browser.script(captions).await, json!(["false", "hidden"]));
}

#[tokio::test]
async fn the_last_lesson_can_be_read_without_a_network() {
    let site = film::site(Backend::Sqlite).await;
    let browser = Browser::start(Size::Phone).await;
    browser.sign_in(&site, Who::Learner).await;
    browser.open(&site, UNFILMED_PAGE).await;
    let kept =
        "return caches.open('lesson').then(cache => cache.keys()).then(keys => keys.length === 1)";
    until(&browser, "the page is kept", kept).await;
    let nobody = site.client(Who::Nobody).await;
    let worker = nobody.get("/sw.js").await.expect(200);
    assert_eq!(worker.header("cache-control"), "no-cache");
    let manifest = nobody.get("/manifest.webmanifest").await.expect(200).json();
    nobody.get(manifest["icons"][0]["src"].as_str().unwrap()).await.expect(200);
    // The browser's own way to play offline does not reach the worker: the server itself goes.
    site.hang_up().await;
    browser.open(&site, UNFILMED_PAGE).await;
    let page = browser.client.source().await.unwrap();
    assert!(page.contains("想一想") || page.contains("Think"), "the lesson is read");
    assert!(!page.contains("我读完了"), "nothing of the pupil is kept");
    let styled = "return getComputedStyle(document.querySelector('.reading')).maxWidth !== 'none'";
    until(&browser, "it looks as it should", styled).await;
    browser.open(&site, "/youth/courses").await;
    until(&browser, "it says so, and leads back", &format!("return document.querySelector('[data-last] a')?.getAttribute('href') === '{UNFILMED_PAGE}'")).await;
}
