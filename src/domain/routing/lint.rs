//! What is wrong with a set of rules, in words for whoever edits them.

use std::collections::BTreeSet;

use super::compile::expand;
use super::rules::Rules;
use super::source::{Both, Matter};

/// Everything that should be mended before these rules go live; empty when all is well.
pub fn check(rules: &Rules) -> Vec<String> {
    let mut found = Vec::new();
    let settings = &rules.settings;
    if !(0.0..=1.0).contains(&settings.wished_error) || settings.temperature <= 0.0 {
        found.push("settings.toml: wished_error or temperature out of range".to_owned());
    }
    if settings.usual_confidence.is_empty() {
        found.push("settings.toml: usual_confidence is empty".to_owned());
    }
    for (name, line) in [
        ("calibration", &settings.calibration),
        ("calibration_learned", &settings.calibration_learned),
    ] {
        let rises = line.windows(2).all(|two| two[0][0] < two[1][0] && two[0][1] <= two[1][1]);
        if line.is_empty() || !rises {
            found.push(format!("settings.toml: {name} must rise"));
        }
    }
    let mut slugs = BTreeSet::new();
    for matter in &rules.matters {
        if !slugs.insert(matter.slug.as_str()) {
            found.push(format!("{}: two files name this matter", matter.slug));
        }
        matter_faults(rules, matter, &mut found);
    }
    question_faults(rules, &mut found);
    for class in &rules.urgents.classes {
        if class.numbers.is_empty() {
            found.push(format!("urgent.toml: {} names no number", class.class));
        }
        said(&format!("urgent.toml: {}", class.class), &class.say, &mut found);
    }
    found
}

fn question_faults(rules: &Rules, found: &mut Vec<String>) {
    for question in &rules.questions {
        let id = &question.id;
        said(&format!("questions.toml: {id}"), &question.say, found);
        if question.answers.len() < 2 {
            found.push(format!("questions.toml: {id} needs two answers"));
        }
        for answer in &question.answers {
            said(&format!("questions.toml: {id}={}", answer.id), &answer.say, found);
            for slug in answer.speaks.keys().filter(|slug| rules.matter_index(slug).is_none()) {
                found.push(format!("questions.toml: {id}: no matter `{slug}`"));
            }
        }
    }
}

fn matter_faults(rules: &Rules, matter: &Matter, found: &mut Vec<String>) {
    let slug = &matter.slug;
    let desks = matter.desks.iter().flat_map(|desk| std::iter::once(&desk.lead).chain(&desk.co));
    for agency in std::iter::once(&matter.lead).chain(&matter.co).chain(desks) {
        if rules.agency(agency).is_none() {
            found.push(format!("{slug}: no agency `{agency}`"));
        }
    }
    for near in &matter.near {
        if rules.matter_index(near).is_none() {
            found.push(format!("{slug}: near names no matter `{near}`"));
        }
    }
    said(&format!("{slug}: name"), &matter.name, found);
    said(&format!("{slug}: tell"), &matter.tell, found);
    for limit in &matter.limits {
        said(&format!("{slug}: limit"), &limit.say, found);
        if limit.months == 0 && limit.days == 0 {
            found.push(format!("{slug}: a limit has no length"));
        }
    }
    let mut names = BTreeSet::new();
    let groups = matter.phrases.iter().map(|group| &group.name);
    for name in groups.chain(matter.patterns.iter().map(|pattern| &pattern.name)) {
        if !names.insert(name) {
            found.push(format!("{slug}: two rules are called `{name}`"));
        }
    }
    phrase_faults(rules, matter, found);
    for pattern in &matter.patterns {
        if pattern.all.len() < 2 || pattern.weight == 0.0 {
            found.push(format!("{slug}.{}: a pattern needs two lists and a weight", pattern.name));
        }
    }
}

/// A phrase twice in one matter counts twice by mistake; one letter says nothing.
fn phrase_faults(rules: &Rules, matter: &Matter, found: &mut Vec<String>) {
    let mut seen = BTreeSet::new();
    for group in &matter.phrases {
        if group.weight == 0.0 {
            found.push(format!("{}.{}: no weight", matter.slug, group.name));
        }
        for phrase in expand(&group.any, &rules.settings.sets, &mut Vec::new()) {
            let folded = rules.folding.fold(&phrase.replace('_', " ")).as_str().to_owned();
            if folded.chars().count() < 2 {
                found.push(format!("{}.{}: `{phrase}` is too short", matter.slug, group.name));
            }
            if !seen.insert((group.weight < 0.0, folded)) {
                found.push(format!("{}.{}: `{phrase}` stands twice", matter.slug, group.name));
            }
        }
    }
}

fn said(what: &str, both: &Both, found: &mut Vec<String>) {
    if both.zh.trim().is_empty() || both.en.trim().is_empty() {
        found.push(format!("{what} is missing in one language"));
    }
}
