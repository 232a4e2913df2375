//! Drafts of the routing's rules, and the agencies that they send to.

use yimen::db::rule_sets;
use yimen::db::three_way::hash;
use yimen::domain::order::Role;
use yimen::rulebooks::Edit;

use super::site::Site;
use super::visitor::Who;

/// Who owed money goes to the mediators, no longer to the court.
pub const TO_MEDIATION: (&str, &str) =
    ("lead = \"court\"\nco = [\"mediation\"]", "lead = \"mediation\"\nco = [\"court\"]");

/// One file of a set.
pub async fn file(site: &Site, number: i32, name: &str) -> String {
    let name = name.to_owned();
    site.app().db.read(move |c| rule_sets::file(c, number, &name)).await.expect("the file")
}

/// A draft made from what is in force, with one thing in one file said otherwise; its number.
pub async fn draft(site: &Site, name: &str, (old, new): (&str, &str)) -> i32 {
    let app = site.app();
    let by = site.account(Who::Editor).await;
    let live = app.db.read(rule_sets::in_force).await.expect("a read").expect("rules in force");
    let number = app.draft_rules(live.number, &by).await.expect("a draft").number;
    let text = file(site, number, name).await;
    let changed = text.replacen(old, new, 1);
    assert_ne!(text, changed, "{name} does not say {old}");
    let edit = Edit {
        number,
        file: name.to_owned(),
        seen: hash(&text),
        text: Some(changed),
        note: String::new(),
        by,
    };
    app.edit_rules(edit, Role::Editor).await.expect("a sound draft");
    number
}

/// What the desk's form must be told of an agency, but for its slug.
pub fn of_agency(name: &str) -> Vec<(&str, &str)> {
    vec![
        ("name", name),
        ("name_en", name),
        ("short", "测试"),
        ("house", "court"),
        ("handles_zh", "诉讼"),
        ("handles_en", "lawsuits"),
        ("hours_zh", "工作日"),
        ("hours_en", "working days"),
        ("valid_from", "2026-01-01"),
    ]
}
