//! Danger that must not wait in a queue: the page stops and says whom to call.

use serde::{Deserialize, Serialize};

use super::rules::{Rules, UrgentClassLists, UrgentLists};
use super::scan::{Finding, Found};
use super::source::UrgentClass;
use super::text::Folded;

/// What the asker is told before anything is queued.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Urgent {
    pub class: String,
    pub numbers: Vec<String>,
    pub zh: String,
    pub en: String,
    /// The words that raised the alarm.
    pub quote: String,
    /// Nothing may be queued: a child is in danger, or the asker has not yet read the warning.
    pub blocks: bool,
}

/// How far (in bytes: fourteen Chinese characters) a word of the past reaches.
const NEAR: usize = 42;

/// The gravest danger named; `None` when there is none.
pub(super) fn find(rules: &Rules, found: &Found, text: &Folded, seen: bool) -> Option<Urgent> {
    let lists = &rules.urgent_lists;
    rules.urgents.classes.iter().zip(&lists.classes).find_map(|(class, own)| {
        let at = raised(found, lists, class, own)?;
        Some(Urgent {
            class: class.class.clone(),
            numbers: class.numbers.clone(),
            zh: class.say.zh.clone(),
            en: class.say.en.clone(),
            quote: text.quote(at.start, at.end).to_owned(),
            blocks: class.blocks_after_seen || !seen,
        })
    })
}

fn raised(
    found: &Found,
    lists: &UrgentLists,
    class: &UrgentClass,
    own: &UrgentClassLists,
) -> Option<Finding> {
    if !found.of(own.unless).is_empty() {
        return None;
    }
    if let Some(&certain) = found.of(own.certain).first() {
        return Some(certain);
    }
    if class.heeds_past && !found.of(lists.general).is_empty() {
        return None;
    }
    let now = |at: &Finding| !class.heeds_past || !long_past(found, lists, at);
    let phrase = found.of(own.phrases).iter().copied().find(|at| now(at));
    phrase.or_else(|| {
        own.patterns.iter().filter_map(|pattern| found.together(pattern)).find(|at| now(at))
    })
}

fn long_past(found: &Found, lists: &UrgentLists, at: &Finding) -> bool {
    found
        .of(lists.past)
        .iter()
        .any(|word| word.end + NEAR >= at.start && word.start <= at.end + NEAR)
}
