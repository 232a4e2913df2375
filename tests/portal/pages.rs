//! Every page, in both languages: whole, light enough, and open to everybody who reads otherwise.

use std::collections::HashMap;

use crate::harness::samples::World;
use fantoccini::Locator;

use crate::harness::{Answer, Backend, Browser, Site, Size, Visitor, Who, html};

/// Page, style sheets and scripts together, as they come over the wire. Pictures do not count.
const WEIGHT_MAX: usize = 60 * 1024;

/// Every page that the table of URLs knows.
fn pages(world: &World) -> Vec<(Who, String)> {
    let table = yimen::routes::table();
    let gets = table.iter().filter(|route| route.method == "GET");
    gets.filter_map(|route| world.pages(route.path)).flatten().collect()
}

/// One visitor for each kind of person, so that a walk does not make a session for each page.
struct Visitors<'a> {
    world: &'a World,
    known: HashMap<Who, Visitor>,
}

impl<'a> Visitors<'a> {
    fn new(world: &'a World) -> Visitors<'a> {
        Visitors { world, known: HashMap::new() }
    }

    async fn get(&mut self, who: Who) -> Visitor {
        if !self.known.contains_key(&who) {
            self.known.insert(who, self.world.visitor(who).await);
        }
        self.known[&who].clone()
    }
}

fn in_language(path: &str, lang: &str) -> String {
    format!("{path}{}lang={lang}", if path.contains('?') { '&' } else { '?' })
}

#[tokio::test]
async fn every_page_is_whole_in_both_languages() {
    let world = World::new(Backend::Sqlite).await;
    let mut visitors = Visitors::new(&world);
    let mut wrong = Vec::new();
    for (who, path) in pages(&world) {
        for lang in ["zh-CN", "en"] {
            let answer = visitors.get(who).await.get(&in_language(&path, lang)).await;
            wrong.extend(
                faults(&answer, lang).into_iter().map(|fault| format!("{}: {fault}", answer.asked)),
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn faults(answer: &Answer, lang: &str) -> Vec<String> {
    if answer.status != 200 {
        return vec![format!("status {}: {}", answer.status, answer.shown())];
    }
    let page = answer.text();
    let mut faults = Vec::new();
    let mut hold = |holds: bool, what: String| {
        if !holds {
            faults.push(what);
        }
    };
    hold(answer.header("content-type").starts_with("text/html"), "not HTML".into());
    let missing: Vec<&str> = page
        .match_indices('⟦')
        .map(|(at, _)| &page[at..page[at..].find('⟧').map_or(page.len(), |end| at + end)])
        .collect();
    hold(missing.is_empty(), format!("texts that nobody wrote: {missing:?}"));
    hold(
        html::inside(&page, "title").is_some_and(|title| !title.trim().is_empty()),
        "no title".into(),
    );
    let root = html::tags(&page, "html");
    let tagged = root.first().and_then(|tag| html::attribute(tag, "lang"));
    hold(tagged.as_deref() == Some(lang), format!("lang is {tagged:?}"));
    hold(
        html::tags(&page, "h1").len() == 1,
        format!("{} headings of the first order", html::tags(&page, "h1").len()),
    );
    hold(!page.contains(" style=\"") && !page.contains("<style"), "inline style".into());
    hold(!page.contains(" onclick=") && !page.contains("<script>"), "inline script".into());
    for tag in html::tags(&page, "form") {
        let posts = html::attribute(tag, "method")
            .is_some_and(|method| method.eq_ignore_ascii_case("post"));
        let action = html::attribute(tag, "action").unwrap_or_default();
        let form = html::form(&page, &action).unwrap_or_default();
        let guarded =
            html::hidden(form).iter().any(|(name, value)| name == "csrf" && !value.is_empty());
        hold(!posts || guarded, format!("the form to {action} has no token"));
    }
    faults
}

#[tokio::test]
async fn every_link_of_every_page_leads_somewhere() {
    let world = World::new(Backend::Sqlite).await;
    let mut visitors = Visitors::new(&world);
    let mut tried: HashMap<(Who, String), u16> = HashMap::new();
    let mut wrong = Vec::new();
    for (who, path) in pages(&world) {
        let visitor = visitors.get(who).await;
        let page = visitor.get(&path).await.text();
        for link in html::links(&page) {
            let link = link.split('#').next().unwrap_or_default().to_owned();
            if !link.starts_with('/') || link.starts_with("/prefer") || elsewhere(&link) {
                continue;
            }
            let status = match tried.get(&(who, link.clone())) {
                Some(status) => *status,
                None => visitor.get(&link).await.status,
            };
            tried.insert((who, link.clone()), status);
            if !matches!(status, 200 | 303) {
                wrong.push(format!("{who:?} on {path}: {link} answers {status}"));
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A stream does not end, so it can't be fetched whole.
fn elsewhere(link: &str) -> bool {
    link.starts_with("/desk/live")
}

#[tokio::test]
async fn no_page_weighs_more_than_sixty_kilobytes() {
    let world = World::new(Backend::Sqlite).await;
    let mut visitors = Visitors::new(&world);
    let mut assets: HashMap<String, usize> = HashMap::new();
    let (mut heavy, mut heaviest) = (Vec::new(), (0, String::new()));
    for (who, path) in pages(&world) {
        let visitor = visitors.get(who).await;
        let answer = zipped(&visitor, &path).await;
        let page = visitor.page(&path).await;
        let mut weight = answer.wire.len();
        for url in parts(&page) {
            if !assets.contains_key(&url) {
                assets.insert(url.clone(), zipped(&visitor, &url).await.expect(200).wire.len());
            }
            weight += assets[&url];
        }
        if weight > heaviest.0 {
            heaviest = (weight, path.clone());
        }
        if weight > WEIGHT_MAX {
            heavy.push(format!("{path}: {weight} bytes"));
        }
    }
    println!("the heaviest page: {} with {} bytes", heaviest.1, heaviest.0);
    assert!(heavy.is_empty(), "{}", heavy.join("\n"));
}

async fn zipped(visitor: &Visitor, path: &str) -> Answer {
    let request = visitor.request(reqwest::Method::GET, path);
    visitor.send(request.header("accept-encoding", "gzip")).await
}

/// The style sheets and scripts of a page.
fn parts(page: &str) -> Vec<String> {
    let sheets = html::tags(page, "link").into_iter().filter_map(|tag| {
        (html::attribute(tag, "rel").as_deref() == Some("stylesheet"))
            .then(|| html::attribute(tag, "href"))
            .flatten()
    });
    let scripts =
        html::tags(page, "script").into_iter().filter_map(|tag| html::attribute(tag, "src"));
    sheets.chain(scripts).collect()
}

#[tokio::test]
async fn axe_finds_nothing_on_a_phone() {
    axe_finds_nothing(Size::Phone, "zh-CN").await;
}

#[tokio::test]
async fn axe_finds_nothing_on_a_desk() {
    axe_finds_nothing(Size::Desktop, "en").await;
}

/// Walks all pages in one language and both themes.
async fn axe_finds_nothing(size: Size, lang: &str) {
    let world = World::new(Backend::Sqlite).await;
    let browser = Browser::start(size).await;
    let mut pages = pages(&world);
    // One sign-in for each person, not for each page.
    pages.sort_by_key(|(who, _)| format!("{who:?}"));
    let (mut found, mut shown) = (Vec::new(), None);
    for (who, path) in pages {
        if shown != Some(who) {
            browser.stand_in(&world.site, &world.visitor(who).await).await;
            browser.prefer(&world.site, "light", lang).await;
            shown = Some(who);
        }
        browser.open(&world.site, &path).await;
        if browser.overflows().await {
            found.push(format!("{path} {}: wider than the window", size.name()));
        }
        for theme in ["light", "dark"] {
            browser.script(&format!("document.documentElement.dataset.theme = '{theme}'")).await;
            found.extend(
                browser
                    .axe()
                    .await
                    .into_iter()
                    .map(|line| format!("{path} {} {theme} {lang}: {line}", size.name())),
            );
        }
    }
    found.dedup();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Pictures of every page; not a test of anything but the eye.
#[tokio::test]
#[ignore = "takes pictures: make screenshots"]
async fn screenshots() {
    let world = World::new(Backend::Sqlite).await;
    for size in [Size::Phone, Size::Desktop] {
        let browser = Browser::start(size).await;
        for theme in ["light", "dark"] {
            for (who, path) in pages(&world) {
                browser.stand_in(&world.site, &world.visitor(who).await).await;
                browser.prefer(&world.site, theme, "zh-CN").await;
                browser.open(&world.site, &path).await;
                let name = path.trim_matches('/').replace(['/', '?', '='], "-");
                let (role, _) = who.role();
                browser
                    .screenshot(&format!(
                        "{}-{}-{role}-{theme}",
                        if name.is_empty() { "home" } else { &name },
                        size.name()
                    ))
                    .await;
            }
        }
    }
}

#[tokio::test]
async fn the_door_opens_without_scripts() {
    let site = Site::start(Backend::Sqlite).await;
    let browser = Browser::with(Size::Phone, false).await;
    browser.open(&site, "/").await;
    let heading = browser.client.find(Locator::Css("h1")).await.expect("a heading");
    assert!(!heading.text().await.expect("its text").is_empty());
    browser.client.find(Locator::Css("a[href='/enterprise']")).await.expect("the door");
    browser.screenshot("no-scripts").await;
}
