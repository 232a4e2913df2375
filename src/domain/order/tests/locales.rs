//! Every word of the engine has its sentence in both languages, with the same placeholders.

use std::collections::{BTreeMap, BTreeSet};

use super::row::Who;
use super::table::TABLE;
use super::*;
use crate::domain::access::Queue;

type Words = BTreeMap<String, String>;

fn languages() -> [Words; 2] {
    let read = |texts: [&str; 2]| {
        texts.iter().flat_map(|t| toml::from_str::<Words>(t).unwrap()).collect::<Words>()
    };
    [
        read([
            include_str!("../../../../content/locales/zh-CN/order.toml"),
            include_str!("../../../../content/locales/zh-CN/refusal.toml"),
        ]),
        read([
            include_str!("../../../../content/locales/en/order.toml"),
            include_str!("../../../../content/locales/en/refusal.toml"),
        ]),
    ]
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
}

#[test]
fn both_languages_say_the_same_things() {
    let [zh, en] = languages();
    assert!(zh.keys().eq(en.keys()));
    for (key, text) in &zh {
        assert!(!text.trim().is_empty() && !en[key].trim().is_empty(), "{key}");
        assert_eq!(placeholders(text), placeholders(&en[key]), "{key}");
    }
}

#[test]
fn every_word_has_its_label() {
    let [zh, _] = languages();
    let words = |area: &str, all: Vec<&str>| {
        for word in all {
            assert!(zh.contains_key(&format!("{area}.{word}")), "{area}.{word}");
        }
    };
    words("state", State::ALL.iter().map(|w| w.as_str()).collect());
    words("order.now", State::ALL.iter().map(|w| w.as_str()).collect());
    words("action", Action::ALL.iter().map(|w| w.as_str()).collect());
    words("order.event_staff", Action::ALL.iter().map(|w| w.as_str()).collect());
    words("role", Role::ALL.iter().map(|w| w.as_str()).collect());
    words("order.who", Who::ALL.iter().map(|w| w.as_str()).collect());
    words("order.visibility", Visibility::ALL.iter().map(|w| w.as_str()).collect());
    words("order.share", AssignmentState::ALL.iter().map(|w| w.as_str()).collect());
    words("order.part", Part::ALL.iter().map(|w| w.as_str()).collect());
    words("order.channel", Channel::ALL.iter().map(|w| w.as_str()).collect());
    words("order.entry", EntryKind::ALL.iter().map(|w| w.as_str()).collect());
    words("order.queue", Queue::ALL.iter().map(|w| w.as_str()).collect());
    let asker = TABLE.iter().filter(|row| row.visibility == Visibility::Asker);
    words("order.event", asker.map(|row| row.action.as_str()).collect());
}

/// What the sources ask for is there: every refusal, field and reason that they name.
#[test]
fn every_refusal_can_be_said() {
    let [zh, _] = languages();
    let sources = [
        include_str!("../record.rs"),
        include_str!("../assignments.rs"),
        include_str!("../clocks.rs"),
    ]
    .concat();
    for key in zh.keys().filter_map(|key| key.strip_prefix("refusal.why.")) {
        assert!(sources.contains(&format!("\"{key}\"")), "nobody says {key}");
    }
    for (mark, area) in [("why: \"", "refusal.why"), ("field: \"", "order.field")] {
        for word in sources.split(mark).skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(zh.contains_key(&format!("{area}.{word}")), "{area}.{word}");
        }
    }
    let codes = include_str!("../refusal.rs").split("=> \"").skip(1);
    for code in codes.filter_map(|rest| rest.split('"').next()) {
        assert!(zh.contains_key(&format!("refusal.{code}")), "refusal.{code}");
    }
}

#[test]
fn the_sentence_of_an_event_fills_its_placeholders() {
    let [zh, _] = languages();
    let house = House::real();
    let steps = [
        (Action::Submit, "asker"),
        (Action::Accept, "dispatcher"),
        (Action::Dispatch, "dispatcher"),
        (Action::Sign, "lead_handler"),
        (Action::AskMaterials, "lead_handler"),
        (Action::Supply, "asker"),
        (Action::RequestReply, "lead_handler"),
        (Action::ApproveReply, "lead_leader"),
        (Action::Confirm, "asker"),
    ];
    let mut order = draft();
    for (action, name) in steps {
        let done = step(&order, action, name, &input_for(action), noon(), &house);
        for event in &done.events {
            for staff in [true, false] {
                let (key, args) = event.sentence(staff);
                let Some(text) = zh.get(&key) else {
                    assert!(!staff && event.visibility != Visibility::Asker, "{key}");
                    continue;
                };
                let given: BTreeSet<_> = args.iter().map(|(name, _)| *name).collect();
                assert!(placeholders(text).is_subset(&given), "{key}");
            }
        }
        order = done.order;
    }
}
