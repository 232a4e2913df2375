//! Renders the house's own pages in every language and theme, and weighs what they carry.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};
use serde_json::{Value, json};

use super::error_page::{ErrorPage, Onward};
use super::home::HomePage;
use super::locale::{Lang, Locale};
use super::page::{Flash, Frame, FrameUser, Pages, Site, Theme};

fn locale() -> Arc<Locale> {
    let mut files = Vec::new();
    for lang in Lang::ALL {
        let folder = format!("{}/content/locales/{lang}", env!("CARGO_MANIFEST_DIR"));
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

fn styleguide() -> Value {
    let option = |value: &str, label: &str, hint: &str| json!({"value": value, "label": label, "hint": hint});
    let row = |code: &str, title: &str, light: &str, days: i32| json!({"code": code, "title": title, "from": "法律服务配送中心", "light": light, "days": days});
    let step =
        |kind: &str, title: &str, text: &str| json!({"kind": kind, "title": title, "text": text});
    json!({
        "at": "2026-08-03T01:05:00",
        "errors": [
            {"field": "phone", "text": "手机号要 11 位数字"},
            {"field": "has", "text": "至少选一项"},
            {"field": "consent", "text": "要同意后才能提交"},
        ],
        "options": [
            option("yu", "玉州区", "城区各街道"), option("rong", "容县", ""), option("bei", "北流市", ""),
        ],
        "yes_no": [option("yes", "联系过", ""), option("no", "没有", "")],
        "steps": [
            step("received", "收到", "当场给编号"), step("dispatched", "派出", "一个工作日内"),
            step("handling", "办理", "两个工作日内联系您"), step("replied", "答复", "十个工作日内"),
            step("closed", "办结", "您确认，或给评价"),
        ],
        "rows": [
            {"label": "遇到的事", "value": "货款八万六没付。\n对方说等甲方付款。", "href": "/styleguide#body"},
            {"label": "联系电话", "value": "138****0013", "href": "/styleguide#phone"},
            {"label": "企业", "value": "玉州区某建材店", "href": ""},
        ],
        "queue": [
            row("YM26-7K3F-92QX-C", "货款不给：供了两车水泥，对方一直说等甲方付款", "late", 11),
            row("YM26-1M8T-40ZD-4", "辞退后不给补偿", "soon", 9),
            row("YM26-Q2VH-7RPA-K", "合作方不让查账", "ok", 3),
        ],
    })
}

fn check(html: &str, what: &str) {
    assert!(!html.contains('⟦'), "{what}: a text is missing");
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
    let root = env!("CARGO_MANIFEST_DIR");
    let folder = format!("{root}/target/pages");
    std::fs::create_dir_all(&folder).unwrap();
    let mut out = String::new();
    let mut parts = html.split("/static/");
    out.push_str(parts.next().unwrap());
    for part in parts {
        let path = part.split_once('/').unwrap().1;
        out.push_str(&format!("{root}/static/{path}"));
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
                    show(page, site, "Styleguide", "styleguide.html", &styleguide());
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
    });
    frame.flash = Some(Flash { kind: "error".into(), text: "没有发出去".into() });
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

#[test]
fn a_page_weighs_less_than_sixty_kilobytes_and_the_styles_less_than_thirty_five() {
    let size = |path: &str| {
        std::fs::metadata(format!("{}/static/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap().len()
    };
    let styles: u64 = ["tokens", "base", "parts", "desk", "print"]
        .iter()
        .map(|name| size(&format!("css/{name}.css")))
        .sum();
    assert!(styles < 35 * 1024, "{styles}");
    assert!(styles + size("js/app.js") + size("icons/favicon.svg") < 50 * 1024);
}

/// The colours of one block of tokens.css, found by the comment or selector before it.
fn palette(css: &str, after: &str) -> BTreeMap<String, String> {
    let block =
        css.split_once(after).unwrap().1.split_once('{').unwrap().1.split_once('}').unwrap().0;
    block
        .split(';')
        .filter_map(|line| line.trim().strip_prefix("--")?.split_once(':'))
        .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
        .collect()
}

fn luminance(colour: &str) -> f64 {
    let channel = |at: usize| {
        let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

fn contrast(a: &str, b: &str) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Pairs that meet on a page, ink first.
const PAIRS: &[(&str, &[&str])] = &[
    (
        "ink",
        &[
            "paper",
            "paper-2",
            "sheet",
            "accent-soft",
            "ok-soft",
            "warn-soft",
            "late-soft",
            "amber-soft",
            "mark",
        ],
    ),
    ("ink-2", &["paper", "paper-2", "sheet"]),
    ("accent", &["paper", "paper-2", "sheet", "accent-soft", "ok-soft", "warn-soft"]),
    ("accent-2", &["paper", "paper-2", "sheet", "accent-soft"]),
    ("accent-ink", &["accent", "accent-2"]),
    ("amber", &["paper", "sheet", "amber-soft"]),
    ("door-ink", &["door-a", "door-b"]),
    ("door-amber", &["door-b"]),
    ("seal", &["paper", "sheet"]),
    ("seal-ink", &["seal"]),
    ("ok", &["paper", "paper-2", "sheet", "ok-soft"]),
    ("warn", &["paper", "paper-2", "sheet", "warn-soft"]),
    ("late", &["paper", "paper-2", "sheet", "late-soft"]),
    ("wrong", &["paper", "paper-2", "sheet"]),
    ("paper", &["wrong"]),
    ("urgent-ink", &["urgent"]),
    ("focus", &["paper", "paper-2", "sheet"]),
];

/// Borders of controls need 3:1 (WCAG 1.4.11).
const EDGES: &[&str] = &["paper", "paper-2", "sheet"];

#[test]
fn every_pair_of_colours_can_be_read() {
    let css =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/static/css/tokens.css"))
            .unwrap();
    let light = palette(&css, "/* light */");
    let dark = palette(&css, "/* dark: chosen */");
    assert_eq!(
        dark,
        palette(&css, "/* dark: as the device says */\n@media (prefers-color-scheme: dark) {")
    );
    let youth_dark = palette(&css, "[data-theme=\"dark\"][data-site=\"youth\"]");
    assert_eq!(youth_dark, palette(&css, "[data-theme=\"auto\"][data-site=\"youth\"]"));
    assert!(light.keys().eq(dark.keys()), "both palettes name the same colours");

    let over = |base: &BTreeMap<String, String>, more: BTreeMap<String, String>| {
        base.clone().into_iter().chain(more).collect::<BTreeMap<_, _>>()
    };
    let youth = over(&light, palette(&css, "[data-site=\"youth\"]"));
    for (name, colours) in [
        ("light", &light),
        ("dark", &dark),
        ("youth", &youth),
        ("youth dark", &over(&dark, youth_dark)),
    ] {
        for (ink, grounds) in PAIRS {
            for ground in *grounds {
                let ratio = contrast(&colours[*ink], &colours[*ground]);
                assert!(ratio >= 4.5, "{name}: {ink} on {ground} is {ratio:.2}");
            }
        }
        for ground in EDGES {
            let ratio = contrast(&colours["edge"], &colours[*ground]);
            assert!(ratio >= 3.0, "{name}: edge on {ground} is {ratio:.2}");
        }
    }
}
