//! What is wrong with a set of rules, in words for whoever edits them.

use std::collections::BTreeSet;

use super::compile::expand;
use super::fault::{Fault, RuleFiles, Wrong};
use super::rules::Rules;
use super::source::{Both, Matter};

/// Whether files of rules may go live.
///
/// # Errors
/// Everything that is wrong with them, by file and line.
pub fn sound(files: &RuleFiles) -> Result<Sound, Vec<Fault>> {
    let found = Rules::without_examples(files).and_then(|rules| match check(&rules) {
        found if found.is_empty() => {
            Ok(Sound { hash: rules.fingerprint().to_owned(), version: rules.version().to_owned() })
        }
        found => Err(found),
    });
    found.map_err(|faults| faults.into_iter().map(|fault| fault.located(files)).collect())
}

const SETTINGS: &str = "settings.toml";

/// What follows from files that nothing is wrong with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sound {
    /// Of all that they say.
    pub hash: String,
    /// The version, before the set has a number.
    pub version: String,
}

/// Everything that should be mended before these rules go live; empty when all is well.
pub fn check(rules: &Rules) -> Vec<Fault> {
    let mut found = Vec::new();
    let settings = &rules.settings;
    if !(0.0..=1.0).contains(&settings.wished_error) || settings.temperature <= 0.0 {
        found.push(Fault::new(SETTINGS, Wrong::Range, "wished_error"));
    }
    if settings.usual_confidence.is_empty() {
        found.push(Fault::new(SETTINGS, Wrong::NoConfidence, "usual_confidence"));
    }
    for (name, line) in [
        ("calibration", &settings.calibration),
        ("calibration_learned", &settings.calibration_learned),
    ] {
        let rises = line.windows(2).all(|two| two[0][0] < two[1][0] && two[0][1] <= two[1][1]);
        if line.is_empty() || !rises {
            found.push(Fault::new(SETTINGS, Wrong::Rises, name));
        }
    }
    let mut slugs = BTreeSet::new();
    for matter in &rules.matters {
        if !slugs.insert(matter.slug.as_str()) {
            found.push(Fault::new(matter.file(), Wrong::TwoFiles, &matter.slug));
        }
        matter_faults(rules, matter, &mut found);
    }
    question_faults(rules, &mut found);
    for class in &rules.urgents.classes {
        if class.numbers.is_empty() {
            found.push(Fault::new("urgent.toml", Wrong::NoNumber, &class.class));
        }
        said("urgent.toml", &class.class, &class.say, &mut found);
    }
    found
}

fn question_faults(rules: &Rules, found: &mut Vec<Fault>) {
    const FILE: &str = "questions.toml";
    for question in &rules.questions {
        said(FILE, &question.id, &question.say, found);
        if question.answers.len() < 2 {
            found.push(Fault::new(FILE, Wrong::TwoAnswers, &question.id));
        }
        for answer in &question.answers {
            said(FILE, &answer.id, &answer.say, found);
            for slug in answer.speaks.keys().filter(|slug| rules.matter_index(slug).is_none()) {
                found.push(Fault::new(FILE, Wrong::Matter, slug));
            }
        }
    }
}

fn matter_faults(rules: &Rules, matter: &Matter, found: &mut Vec<Fault>) {
    let file = matter.file();
    let mut wrong = |wrong: Wrong, word: &str| found.push(Fault::new(&file, wrong, word));
    let desks = matter.desks.iter().flat_map(|desk| std::iter::once(&desk.lead).chain(&desk.co));
    for agency in std::iter::once(&matter.lead).chain(&matter.co).chain(desks) {
        if rules.agency(agency).is_none() {
            wrong(Wrong::Agency, agency);
        }
    }
    for near in matter.near.iter().filter(|near| rules.matter_index(near).is_none()) {
        wrong(Wrong::Matter, near);
    }
    if matter.limits.iter().any(|limit| limit.months == 0 && limit.days == 0) {
        wrong(Wrong::NoLength, "");
    }
    let mut names = BTreeSet::new();
    let groups = matter.phrases.iter().map(|group| &group.name);
    for name in groups.chain(matter.patterns.iter().map(|pattern| &pattern.name)) {
        if !names.insert(name) {
            wrong(Wrong::TwoRules, name);
        }
    }
    for pattern in &matter.patterns {
        if pattern.all.len() < 2 || pattern.weight == 0.0 {
            wrong(Wrong::Pattern, &pattern.name);
        }
    }
    said(&file, "name", &matter.name, found);
    said(&file, "tell", &matter.tell, found);
    for limit in &matter.limits {
        said(&file, "say", &limit.say, found);
    }
    phrase_faults(rules, matter, found);
}

/// A phrase twice in one matter counts twice by mistake; one letter says nothing.
fn phrase_faults(rules: &Rules, matter: &Matter, found: &mut Vec<Fault>) {
    let file = matter.file();
    let mut seen = BTreeSet::new();
    for group in &matter.phrases {
        if group.weight == 0.0 {
            found.push(Fault::new(&file, Wrong::NoWeight, &group.name));
        }
        for phrase in expand(&group.any, &rules.settings.sets).0 {
            let folded = rules.folding.fold(&phrase.replace('_', " ")).as_str().to_owned();
            if folded.chars().count() < 2 {
                found.push(Fault::new(&file, Wrong::Short, &phrase));
            }
            if !seen.insert((group.weight < 0.0, folded)) {
                found.push(Fault::new(&file, Wrong::Twice, &phrase));
            }
        }
    }
}

fn said(file: &str, what: &str, both: &Both, found: &mut Vec<Fault>) {
    if both.zh.trim().is_empty() || both.en.trim().is_empty() {
        found.push(Fault::new(file, Wrong::OneLanguage, what));
    }
}
