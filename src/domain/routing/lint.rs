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
            let (hash, version) = (rules.fingerprint().to_owned(), rules.version().to_owned());
            Ok(Sound { hash, version, agencies: agencies(&rules) })
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
    /// Agencies that requests may go to, each with the file that names it.
    pub agencies: Vec<(String, String)>,
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

/// The agencies of all matters, each with the first file that names it.
fn agencies(rules: &Rules) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for matter in &rules.matters {
        for (lead, co) in shares(matter) {
            for agency in std::iter::once(lead).chain(co) {
                if found.iter().all(|(_, known)| known != agency) {
                    found.push((matter.file(), agency.clone()));
                }
            }
        }
    }
    found
}

/// Lead and co-agencies of a matter and of each of its desks.
fn shares(matter: &Matter) -> impl Iterator<Item = (&String, &Vec<String>)> {
    let desks = matter.desks.iter().map(|desk| (&desk.lead, &desk.co));
    std::iter::once((&matter.lead, &matter.co)).chain(desks)
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
    for (lead, co) in shares(matter) {
        let mut taken = BTreeSet::new();
        for agency in std::iter::once(lead).chain(co) {
            if rules.agency(agency).is_none() {
                wrong(Wrong::Agency, agency);
            }
            // A request with such shares could not be filed.
            if !taken.insert(agency) {
                wrong(Wrong::LeadAsCo, agency);
            }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn shipped() -> RuleFiles {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/content/routing");
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        files
            .map(|path| {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                (name, std::fs::read_to_string(&path).unwrap())
            })
            .collect()
    }

    /// What is said of the shipped files with one thing in one of them said otherwise.
    fn said(file: &str, old: &str, new: &str) -> Vec<String> {
        let mut files = shipped();
        let text = files[file].replacen(old, new, 1);
        assert_ne!(text, files[file], "{file} does not say {old}");
        files.insert(file.to_owned(), text);
        let faults = sound(&files).err().unwrap_or_default();
        faults.iter().map(Fault::to_string).collect()
    }

    #[test]
    fn each_fault_names_its_file_and_line() {
        let table = [
            ("lead = \"court\"", "lead = \"court", "debt.toml:3: can't be read: "),
            ("lead = \"court\"", "", "debt.toml:1: `lead` is missing"),
            ("lead = ", "leader = ", "debt.toml:3: there is no `leader` here"),
            ("lead = \"court\"", "lead = \"moon\"", "debt.toml:3: no agency `moon`"),
            ("co = [\"mediation\"]", "co = [\"court\"]", "debt.toml:3: `court` leads"),
            ("\"arrears\"", "\"arrear\"", "debt.toml:5: no matter `arrear`"),
            ("label = \"债权债务\"", "label = \"债务\"", "debt.toml:2: no label `债务`"),
            ("slug = \"debt\"", "slug = \"debts\"", "debt.toml:1: the file of a matter"),
            ("en = \"Debt\"", "en = \"\"", "debt.toml:7: `name` is missing in one language"),
        ];
        for (old, new, wanted) in table {
            let said = said("debt.toml", old, new);
            assert!(said.iter().any(|one| one.starts_with(wanted)), "{wanted}: {said:?}");
        }
        let said = said("settings.toml", "fallback = \"consultation\"", "fallback = \"none\"");
        assert!(said[0].ends_with("the fallback `none` is no matter"), "{said:?}");
    }

    #[test]
    fn the_shipped_files_are_sound_and_name_their_agencies() {
        let files = shipped();
        let sound = sound(&files).unwrap();
        assert_eq!(sound.hash, super::super::rules::fingerprint(&files));
        let named = |slug: &str| sound.agencies.iter().filter(|(_, agency)| agency == slug).count();
        assert_eq!([named("mediation"), named("court"), named("moon")], [1, 1, 0]);
    }
}
