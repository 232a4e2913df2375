//! 校园安全信息速递: what can be read when, the feed, and the sheet for the wall.

use std::collections::BTreeSet;

use atom_syndication::Feed;
use chrono::TimeDelta;
use serde_json::{Value, json};
use yimen::content;
use yimen::domain::deadline::local_day;
use yimen::search::Query;

use crate::harness::bulletins::{day, file, site, with};
use crate::harness::{Backend, Browser, Site, Size, Who, html};

#[tokio::test]
async fn a_bulletin_can_be_read_and_found_from_its_day_on_and_not_before() {
    let site = site(Backend::Sqlite, None).await;
    let visitor = site.client(Who::Nobody).await;
    let found = async || site.app().search.query(&Query::new("soon")).await.total;
    for path in ["/youth/bulletins/soon", "/youth/bulletins/soon/poster"] {
        visitor.get(path).await.expect(404);
    }
    let list = visitor.page("/youth/bulletins").await;
    let links = html::links(&list);
    assert!(links.iter().any(|link| link == "/youth/bulletins/old"), "{links:?}");
    assert!(!links.iter().any(|link| link.contains("soon")), "{links:?}");
    assert_eq!(html::inside(&list, "article").map(|a| a.contains("new，")), Some(true));
    let feed = html::tags(&list, "link").into_iter();
    let feed = feed.filter(|tag| html::attribute(tag, "type").is_some_and(|t| t.contains("atom")));
    let feed: Vec<_> = feed.filter_map(|tag| html::attribute(tag, "href")).collect();
    assert_eq!(feed, ["/youth/bulletins.atom"]);
    assert_eq!(found().await, 0);

    site.advance(TimeDelta::days(3));
    site.drain_jobs().await;
    let list = visitor.page("/youth/bulletins").await;
    assert_eq!(html::inside(&list, "article").map(|a| a.contains("soon，")), Some(true));
    assert!(found().await > 0);
    let page = visitor.page("/youth/bulletins/soon").await;
    for part in ["href=\"tel:12355\"", "href=\"tel:120\"", "href=\"tel:110\"", "/soon/poster"] {
        assert!(page.contains(part), "{part}");
    }
    assert!(page.contains("href=\"/youth/bulletins/new\" rel=\"prev\""), "the older one");
    assert!(!page.contains("rel=\"next\""), "there is no newer one");

    let by_topic = visitor.page("/youth/bulletins?topic=fire").await;
    let links: BTreeSet<String> = html::links(&by_topic).into_iter().collect();
    assert!(links.contains("/youth/bulletins/old") && links.contains("/youth/bulletins/soon"));
    assert!(!links.contains("/youth/bulletins/new"), "food is no fire");
    assert_eq!(html::tags(&by_topic, "article").len(), 0, "none is large");
}

#[tokio::test]
async fn the_feed_is_atom_and_its_names_stay() {
    let site = site(Backend::Sqlite, None).await;
    let answer = site.client(Who::Nobody).await.get("/youth/bulletins.atom").await.expect(200);
    assert_eq!(answer.header("content-type"), "application/atom+xml; charset=utf-8");
    assert!(answer.headers.get("set-cookie").is_none());
    let feed = Feed::read_from(answer.text().as_bytes()).unwrap();
    assert_eq!(feed.id(), "tag:127.0.0.1,2026:bulletins");
    let own = feed.links().iter().find(|link| link.rel() == "self").unwrap();
    assert_eq!(own.href(), site.url("/youth/bulletins.atom"));
    assert_eq!(own.mime_type(), Some("application/atom+xml"));
    assert!(!feed.authors().is_empty());
    let ids: Vec<&str> = feed.entries().iter().map(|entry| entry.id()).collect();
    assert_eq!(ids, ["tag:127.0.0.1,2026:bulletins/new", "tag:127.0.0.1,2026:bulletins/old"]);
    let newest = &feed.entries()[0];
    assert_eq!(feed.updated(), newest.updated());
    assert_eq!(local_day(newest.updated().naive_utc()), day(-1));
    assert_eq!(newest.title().as_str(), "new，一件事");
    assert_eq!(newest.summary().unwrap().as_str(), "new <的> 提要");
    assert_eq!(newest.links()[0].href(), site.url("/youth/bulletins/new"));
    let content = newest.content().unwrap();
    assert_eq!(content.content_type(), Some("html"));
    let text = content.value().unwrap();
    assert!(text.contains("<h2>发生了什么</h2>") && text.contains("A &amp; B"), "{text}");
    assert!(text.contains(&format!("href=\"{}\"", site.url("/youth/bulletins/new"))), "{text}");
}

/// As much as the content's checks let through: a title in such pieces, so many lines of so many
/// characters, and the longest warnings and numbers.
fn full(slug: &str, title: &str, n: usize, chars: usize) -> (String, Vec<u8>) {
    let (path, text) = file(slug, day(-1), "public_safety");
    let text = String::from_utf8(text).unwrap();
    let line = |chars: usize| format!("\"{}\"", "字".repeat(chars));
    let lines = |n: usize, chars: usize| format!("[{}]", vec![line(chars); n].join(", "));
    let text = text
        .replace(&format!("\"{slug}，一件事\""), &format!("\"{title}\""))
        .replace("[\"第一句\", \"第二句\", \"第三句打120\"]", &lines(n, chars))
        .replace("[\"不一\", \"不二\"]", &lines(3, 16))
        .replace("[\"120\", \"12355\"]", "[\"96110\", \"12355\", \"12356\"]");
    (path, text.into_bytes())
}

#[tokio::test]
async fn every_poster_is_one_sheet_and_nothing_sticks_out() {
    let mut files = content::files("bulletins/");
    let (whole, long) = ("字".repeat(18), format!("字，{}", "字".repeat(16)));
    files.extend([
        file("short", day(-2), "fire"),
        full("whole", &whole, 5, 18),
        full("long", &long, 5, 10),
        full("five", "五个字的题，不长", 5, 9),
        full("four", "五个字的题，不长", 4, 9),
        full("three", "五个字的题，不长", 3, 7),
    ]);
    let content = with(files);
    let site = Site::furnished(Backend::Sqlite, |_| (), |app| app.content = content).await;
    let now = site.app().clock.now();
    let slugs: Vec<String> =
        site.app().content.bulletins_out(now).map(|one| one.slug.clone()).collect();
    assert!(slugs.len() >= 2);
    for size in [Size::Desktop, Size::Phone] {
        let browser = Browser::start(size).await;
        for slug in &slugs {
            browser.open(&site, &format!("/youth/bulletins/{slug}/poster")).await;
            let out = browser.script(STICKS_OUT).await;
            assert_eq!(out, json!([]), "{slug} {}", size.name());
            if size == Size::Desktop {
                let pdf =
                    browser.devtools("Page.printToPDF", json!({"preferCSSPageSize": true})).await;
                assert_eq!(pages(&pdf), (1, true), "{slug}");
            }
        }
    }
}

/// What of the sheet lies outside its padding, or is cut off.
const STICKS_OUT: &str = "
    const sheet = document.querySelector('.sheet'), frame = sheet.getBoundingClientRect();
    const style = getComputedStyle(sheet), room = (side) => parseFloat(style['padding' + side]) - 1;
    const found = [];
    for (const part of sheet.querySelectorAll('header, li, li span, li b, footer, footer p, svg')) {
        const box = part.getBoundingClientRect();
        if (part.scrollWidth > part.clientWidth + 1 && part.clientWidth) found.push('cut: ' + part.textContent);
        if (box.bottom > frame.bottom - room('Bottom') || box.right > frame.right - room('Right') || box.top < frame.top)
            found.push(part.tagName + ': ' + part.textContent.trim());
    }
    // A comma at the end of a piece of the title may hang out, its character may not.
    for (const piece of sheet.querySelectorAll('h1 span')) {
        const range = document.createRange(), text = piece.firstChild;
        range.setStart(text, 0);
        range.setEnd(text, text.data.replace(/[，：；]$/, '').length);
        if (range.getBoundingClientRect().right > frame.right - room('Right')) found.push('title: ' + text.data);
    }
    const list = [...sheet.querySelectorAll('.sheet-do li')].map((line) => line.getBoundingClientRect());
    for (let n = 1; n < list.length; n++) if (list[n].top < list[n - 1].bottom - 1) found.push('line ' + n + ' overlaps');
    return found;";

/// How many pages, and whether the first is A4 upright.
fn pages(pdf: &Value) -> (usize, bool) {
    use base64::Engine;
    let bytes =
        base64::engine::general_purpose::STANDARD.decode(pdf["data"].as_str().unwrap()).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    let pages = text.matches("/Type /Page").count() - text.matches("/Type /Pages").count();
    let a4 = text.split("/MediaBox [0 0 ").nth(1).is_some_and(|rest| {
        let mut numbers = rest.split([' ', ']']).filter_map(|n| n.parse::<f64>().ok());
        let near = |got: Option<f64>, right: f64| got.is_some_and(|got| (got - right).abs() < 1.5);
        near(numbers.next(), 595.3) && near(numbers.next(), 841.9)
    });
    (pages, a4)
}
