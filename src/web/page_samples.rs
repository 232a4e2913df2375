//! Renders the house's own pages in every language and theme, and weighs what they carry.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};
use serde_json::Value;

use super::error_page::{ErrorPage, Onward};
use super::home::HomePage;
use super::locale::{Lang, Locale};
use super::page::{Flash, FlashKind, Frame, FrameUser, Pages, Site, Theme};
use super::styleguide;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn locale() -> Arc<Locale> {
    let mut files = Vec::new();
    for lang in Lang::ALL {
        let folder = format!("{ROOT}/content/locales/{lang}");
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = format!("{lang}/{}", path.file_name().unwrap().to_str().unwrap());
            files.push((name, std::fs::read_to_string(path).unwrap()));
        }
    }
    Arc::new(Locale::new(files).unwrap())
}

fn now() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 8, 3).unwrap().and_hms_opt(2, 30, 0).unwrap()
}

fn frame(lang: Lang, theme: Theme, site: Site, path: &str, title: &str) -> Frame {
    let mut frame = Frame::new(lang, site, path, title, now());
    frame.theme = theme;
    frame.csrf = "token".to_owned();
    frame
}

fn check(html: &str, what: &str) {
    assert!(!html.contains('⟦'), "{what}: a text is missing");
    assert!(!html.contains("<script>"), "{what}: what people typed is not escaped");
    assert!(!html.contains(" style=") && !html.contains("<style"), "{what}: inline style");
    assert!(html.contains("href=\"tel:110\""), "{what}: the emergency strip");
    let mut seen = BTreeSet::new();
    for id in html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(seen.insert(id), "{what}: the id `{id}` stands twice");
    }
    for attr in ["aria-describedby=\"", "aria-labelledby=\"", " for=\"", "href=\"#"] {
        for ids in html.split(attr).skip(1).filter_map(|rest| rest.split('"').next()) {
            for id in ids.split(' ') {
                assert!(seen.contains(id), "{what}: {attr}{id}\" leads nowhere");
            }
        }
    }
}

/// The page with its style sheets found beside it, so that a browser can open the file.
fn keep(html: &str, name: &str) {
    let folder = format!("{ROOT}/target/pages");
    std::fs::create_dir_all(&folder).unwrap();
    let mut out = String::new();
    let mut parts = html.split("/static/");
    out.push_str(parts.next().unwrap());
    for part in parts {
        let path = part.split_once('/').unwrap().1;
        out.push_str(&format!("{ROOT}/static/{path}"));
    }
    std::fs::write(format!("{folder}/{name}.html"), out).unwrap();
}

#[test]
fn every_page_renders_in_both_languages_and_all_themes() {
    let pages = Pages::new(locale()).unwrap();
    for lang in Lang::ALL {
        for theme in [Theme::Auto, Theme::Light, Theme::Dark] {
            for large in [false, true] {
                let name = |page: &str| {
                    let large = if large { "-large" } else { "" };
                    format!("{page}-{lang}-{theme:?}{large}").to_lowercase()
                };
                let show = |page: &str, site, title: &str, template: &str, data: &Value| {
                    let mut frame = frame(lang, theme, site, "/enterprise/ask?x=1", title);
                    frame.large = large;
                    let html = pages.render(template, &frame, data).unwrap();
                    check(&html, &name(page));
                    keep(&html, &name(page));
                };
                let home = serde_json::to_value(HomePage::default()).unwrap();
                show("home", Site::None, "", HomePage::TEMPLATE, &home);
                let mut trouble = ErrorPage::new(500);
                trouble.incident = "7F3K-20AD".to_owned();
                let title = pages.locale().text(lang, &trouble.title_key(), &[]);
                let trouble = serde_json::to_value(trouble).unwrap();
                show("error", Site::None, &title, ErrorPage::TEMPLATE, &trouble);
                for (page, site) in [
                    ("styleguide", Site::Enterprise),
                    ("styleguide-youth", Site::Youth),
                    ("styleguide-desk", Site::Desk),
                ] {
                    show(page, site, "Styleguide", "styleguide.html", &styleguide::sample());
                }
            }
        }
    }
}

#[test]
fn every_error_speaks_and_leads_on() {
    let pages = Pages::new(locale()).unwrap();
    for lang in Lang::ALL {
        for status in (400..600).map(ErrorPage::new) {
            assert!(pages.locale().has(&status.title_key()), "{}", status.status);
        }
        for status in ErrorPage::STATUSES {
            let mut page = ErrorPage::new(status);
            page.detail = "<script>".to_owned();
            page.onward = vec![Onward { href: "/enterprise".into(), label: "企业".into() }];
            let html = pages
                .render(
                    ErrorPage::TEMPLATE,
                    &frame(lang, Theme::Auto, Site::None, "/x", "x"),
                    &page,
                )
                .unwrap();
            check(&html, &format!("{lang} {status}"));
            assert!(html.contains("&lt;script&gt;") && html.contains("href=\"/enterprise\""));
        }
    }
}

#[test]
fn the_frame_shows_who_is_signed_in_and_what_was_done() {
    let pages = Pages::new(locale()).unwrap();
    let mut frame = frame(Lang::Zh, Theme::Auto, Site::Desk, "/desk?queue=a&b", "待办");
    frame.user = Some(FrameUser {
        name: "李<敏>".into(),
        role: "handler".into(),
        role_label: "承办人".into(),
        unread: 3,
        invites_schools: false,
    });
    frame.flash = Some(Flash { kind: FlashKind::Error, text: "没有发出去".into() });
    let html = pages.render("error.html", &frame, &ErrorPage::new(404)).unwrap();
    check(&html, "desk");
    assert!(
        html.contains("李&lt;敏&gt;") && html.contains("3 条未读") && html.contains("没有发出去")
    );
    assert!(html.contains("back=%2Fdesk%3Fqueue%3Da%26b"));
    assert!(html.contains("href=\"/desk\" aria-current=\"page\""));

    #[derive(serde::Serialize)]
    struct Wrong {
        title: &'static str,
    }
    let refused = pages.render("error.html", &frame, &Wrong { title: "x" }).unwrap_err();
    assert!(refused.to_string().contains("`title` is the frame's"), "{refused}");
}

/// Every source and template, in one text.
fn written() -> String {
    let mut folders = vec![PathBuf::from(ROOT).join("src"), PathBuf::from(ROOT).join("templates")];
    let mut all = String::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => all.push_str(&std::fs::read_to_string(path).unwrap()),
            }
        }
    }
    all
}

/// Keys that are put together from a word: `t(key="base.seal." ~ kind)`.
const COMPOSED: &[&str] = &[
    "base.display.theme.",
    "base.flash.",
    "base.light.",
    "base.rating.",
    "base.seal.",
    "base.urgent.",
    "error.",
];

#[test]
fn no_text_of_the_frame_is_unused() {
    let written = written();
    let locale = locale();
    let ours = |key: &&str| {
        ["base.", "home.", "error."].iter().any(|area| key.starts_with(area))
            && !COMPOSED.iter().any(|start| key.starts_with(start))
    };
    for key in locale.keys().filter(ours) {
        assert!(written.contains(&format!("\"{key}\"")), "{key} is not used");
    }
}
