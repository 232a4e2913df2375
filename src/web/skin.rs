//! The skin's promises: every pair of colours can be read, and no page is heavy.

use std::collections::BTreeMap;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn a_page_weighs_less_than_sixty_kilobytes_and_the_styles_less_than_thirty_five() {
    let size = |path: &str| std::fs::metadata(format!("{ROOT}/static/{path}")).unwrap().len();
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
    ("seal-ink", &["seal"]),
    ("ok", &["paper", "paper-2", "sheet", "ok-soft"]),
    ("warn", &["paper", "paper-2", "sheet", "warn-soft"]),
    ("late", &["paper", "paper-2", "sheet", "late-soft"]),
    ("wrong", &["paper", "paper-2", "sheet"]),
    ("paper", &["wrong"]),
    ("urgent-ink", &["urgent"]),
    ("focus", &["paper", "paper-2", "sheet"]),
];

/// Borders of controls, and the seal, which is never a text, need 3:1 (WCAG 1.4.11).
const SHAPES: &[&str] = &["edge", "seal"];

#[test]
fn every_pair_of_colours_can_be_read() {
    let css = std::fs::read_to_string(format!("{ROOT}/static/css/tokens.css")).unwrap();
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
        for (shape, ground) in SHAPES
            .iter()
            .flat_map(|shape| ["paper", "paper-2", "sheet"].map(|ground| (*shape, ground)))
        {
            let ratio = contrast(&colours[shape], &colours[ground]);
            assert!(ratio >= 3.0, "{name}: {shape} on {ground} is {ratio:.2}");
        }
    }
}
