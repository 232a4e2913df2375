use proptest::prelude::*;

use super::super::{files, page_of};
use super::*;

/// Every page of the house: kind, slug, text.
fn pages() -> Vec<(PieceKind, String, String)> {
    let of = |(path, bytes): (String, Vec<u8>)| {
        let (kind, slug) = PieceKind::of_file(&path)?;
        Some((kind, slug.to_owned(), String::from_utf8(bytes).unwrap()))
    };
    files("").into_iter().filter_map(of).collect()
}

#[test]
fn a_form_sent_back_as_it_came_changes_no_byte() {
    let pages = pages();
    assert!(pages.len() > 100);
    for (kind, slug, text) in pages {
        let (form, body) = values(kind, &text).unwrap();
        let back = write(kind, &slug, Some(&text), &form, &body.replace('\n', "\r\n"));
        assert_eq!(back.as_ref(), Ok(&text), "{kind} {slug}");
        let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
        let (form, body) = values(kind, &windows).unwrap();
        assert_eq!(write(kind, &slug, Some(&windows), &form, &body), Ok(windows), "{kind} {slug}");
    }
}

/// The form knows every key that the pages of the house use, and writes the same page anew.
#[test]
fn a_page_written_anew_from_its_form_says_the_same() {
    for (kind, slug, text) in pages() {
        let (form, body) = values(kind, &text).unwrap();
        let anew = write(kind, &slug, None, &form, &body).unwrap();
        let parsed = |text: &str| -> toml::Table { split(text).unwrap().front.parse().unwrap() };
        assert_eq!(parsed(&anew), parsed(&text), "{kind} {slug}");
        assert_eq!(page_of(kind, &slug, &anew), page_of(kind, &slug, &text));
        assert_eq!(values(kind, &anew), Some((form, body)));
    }
}

fn bulletin() -> (Values, String, String) {
    let find = |(kind, _, _): &(PieceKind, String, String)| *kind == PieceKind::Bulletin;
    let (_, slug, text) = pages().into_iter().find(find).unwrap();
    (values(PieceKind::Bulletin, &text).unwrap().0, slug, text)
}

/// The form with one path holding this instead.
fn but(form: &Values, path: &str, value: &str) -> Values {
    let rest = form.pairs().iter().filter(|(have, _)| have != path).cloned();
    Values::of(rest.chain([(path.to_owned(), value.to_owned())]))
}

#[test]
fn what_is_wrong_is_said_of_its_field() {
    let (form, slug, text) = bulletin();
    let said = |path: &str, value: &str| {
        let wrong = write(PieceKind::Bulletin, &slug, Some(&text), &but(&form, path, value), "甲");
        wrong.err().unwrap_or_default().iter().map(|f| (f.path.clone(), f.key)).collect::<Vec<_>>()
    };
    let one = |path: &str, key| vec![(path.to_owned(), key)];
    assert_eq!(said("title", ""), one("title", "field.required"));
    assert_eq!(said("title", &"甲".repeat(19)), one("title", "field.too_long"));
    assert_eq!(said("date", "morgen"), one("date", "field.day"));
    assert_eq!(said("topic", "gossip"), one("topic", "field.choice"));
    assert_eq!(said("poster", "一\n二"), one("poster", "content.wrong.lines"));
    assert_eq!(said("phones", "13800138000"), one("phones", "field.choice"));
    assert_eq!(said("poster", "一\r\n二\r\n三"), []);
}

#[test]
fn rows_can_be_added_and_emptied() {
    let find = |(_, slug, _): &(PieceKind, String, String)| slug == "administrative-filing";
    let (kind, slug, text) = pages().into_iter().find(find).unwrap();
    let (form, body) = values(kind, &text).unwrap();
    assert_eq!(form.rows("materials"), 3);
    let more = but(&but(&form, "materials.7.name", "委托书"), "materials.0.name", "");
    let without_note = but(&more, "materials.0.note", "");
    let changed = write(kind, &slug, Some(&text), &without_note, &body).unwrap();
    let (now, _) = values(kind, &changed).unwrap();
    assert_eq!(now.rows("materials"), 3);
    assert_eq!((now.get("materials.2.name"), now.get("materials.2.required")), ("委托书", ""));
    assert!(changed.contains("  { name = \"委托书\", required = false },\n]"), "{changed}");
    // The rest stands as it stood.
    assert!(
        changed.contains("basis = [\n  { law = \"行政诉讼法\", article = \"第45、46、51条\" },\n]")
    );
    let limit = but(&form, "limit.zh", "十日内");
    let changed = write(kind, &slug, Some(&text), &limit, &body).unwrap();
    assert_eq!(changed, text.replace("7日内决定是否立案", "十日内"));
    let without = but(&but(&form, "apply_within.zh", ""), "apply_within.en", "");
    let changed = write(kind, &slug, Some(&text), &without, &body).unwrap();
    assert!(!changed.contains("apply_within") && page_of(kind, &slug, &changed).is_ok());
}

#[test]
fn a_page_that_was_read_again_changes_by_its_day_alone() {
    let (_, _, text) = bulletin();
    let day = "2027-01-02".parse().unwrap();
    assert_eq!(read_on(&text, day), Some(text.replace("2026-11-26", "2027-01-02")));
}

proptest! {
    /// Whatever an editor types into the fields and the text comes back out of the file.
    #[test]
    fn what_is_typed_is_kept(
        title in "[^\\p{Cc}\\p{Z}]{1,18}",
        line in "[^\\p{Cc}\\p{Z}]{1,18}",
        body in "[^\\p{Cc}]{0,40}(\n[^\\p{Cc}]{0,40}){0,4}",
    ) {
        let (form, slug, text) = bulletin();
        let form = but(&but(&form, "title", &title), "poster", &format!("{line}\n一\n二"));
        let changed = write(PieceKind::Bulletin, &slug, Some(&text), &form, &body).unwrap();
        let (now, text_now) = values(PieceKind::Bulletin, &changed).unwrap();
        prop_assert_eq!(now.get("title"), title.as_str());
        prop_assert!(now.all("poster").contains(&line.as_str()));
        prop_assert_eq!(text_now.as_str(), body.trim());
        let again = write(PieceKind::Bulletin, &slug, Some(&changed), &now, &text_now);
        prop_assert_eq!(again, Ok(changed));
    }
}
