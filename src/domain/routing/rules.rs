//! The rules, compiled: every phrase of every file in one automaton.

use aho_corasick::{AhoCorasick, MatchKind};
use sha2::{Digest, Sha256};

use super::ask::{Question, Questions};
use super::compile::Compiler;
use super::fault::{Fault, RuleFiles, Wrong};
use super::model::Model;
use super::score::threshold;
use super::source::{Both, Matter, Normalise, Settings, Urgents, Voice};
use super::text::Folding;
use crate::domain::agency::Level;

/// A list of phrases; the index of its findings.
pub(super) type List = usize;

/// Everything the router knows that is not learned.
#[derive(Debug, Clone)]
pub struct Rules {
    pub(super) settings: Settings,
    pub(super) folding: Folding,
    pub(super) matters: Vec<Matter>,
    pub(super) urgents: Urgents,
    pub(super) clauses: Vec<Clause>,
    /// For each matter the index of its label.
    pub(super) label_of: Vec<usize>,
    pub(super) desks: Vec<Vec<DeskLists>>,
    pub(super) pressing: Vec<Vec<List>>,
    pub(super) business: List,
    pub(super) citizen: List,
    pub(super) urgent_lists: UrgentLists,
    pub(super) automaton: AhoCorasick,
    /// For each phrase of the automaton, the lists that it stands in.
    pub(super) uses: Vec<Vec<List>>,
    pub(super) lists: usize,
    /// For each label the matters that fall under it.
    pub(super) members: Vec<Vec<usize>>,
    /// What may be asked back.
    pub(super) questions: Vec<Question>,
    /// What the example sentences teach.
    pub(super) prior: Model,
    /// Below this confidence a person decides.
    pub(super) threshold: f64,
    version: String,
    fingerprint: String,
}

/// One rule that speaks for or against a matter.
#[derive(Debug, Clone)]
pub(super) struct Clause {
    pub matter: usize,
    pub id: String,
    /// The feature that it is for the learned part.
    pub hash: u32,
    pub weight: f64,
    pub voice: Option<Voice>,
    pub why: Option<Both>,
    pub shape: Shape,
}

/// What must be found for a clause to count.
#[derive(Debug, Clone)]
pub(super) enum Shape {
    Any(List),
    All(Together),
}

/// One finding of each list, near each other.
#[derive(Debug, Clone)]
pub(super) struct Together {
    pub lists: Vec<List>,
    /// In bytes of folded text; a Chinese character is three.
    pub within: usize,
    pub ordered: bool,
    pub unless: Option<List>,
}

#[derive(Debug, Clone)]
pub(super) struct DeskLists {
    pub any: Option<List>,
    pub and: Option<List>,
    pub unless: Option<List>,
    pub place: Vec<String>,
}

#[derive(Debug, Clone)]
pub(super) struct UrgentLists {
    pub general: List,
    pub past: List,
    pub classes: Vec<UrgentClassLists>,
}

#[derive(Debug, Clone)]
pub(super) struct UrgentClassLists {
    pub certain: List,
    pub phrases: List,
    pub patterns: Vec<Together>,
    pub unless: List,
}

/// From this weight on a phrase nearly names its matter.
const STRONG: f64 = 2.8;

impl Rules {
    /// Reads and compiles the files of `content/routing/`, given as (file name, text).
    pub fn from_toml<N: Into<String>, T: Into<String>>(
        files: impl IntoIterator<Item = (N, T)>,
    ) -> Result<Self, Vec<Fault>> {
        let files: RuleFiles = files
            .into_iter()
            .map(|(name, text)| {
                let name: String = name.into();
                (name.rsplit('/').next().unwrap_or_default().to_owned(), text.into())
            })
            .filter(|(name, _)| name.ends_with(".toml"))
            .collect();
        let located = |faults: Vec<Fault>| {
            faults.into_iter().map(|fault| fault.located(&files)).collect::<Vec<_>>()
        };
        let mut rules = Self::without_examples(&files).map_err(located)?;
        rules.prior = Model::of_examples(&rules);
        Ok(rules)
    }

    /// The same, before the example sentences are learned: enough to see whether it is sound.
    pub(super) fn without_examples(files: &RuleFiles) -> Result<Self, Vec<Fault>> {
        let sources = Sources::read(files)?;
        Self::compile(sources, fingerprint(files))
    }

    /// As one of several sets of rules: what is routed by it can be told from what another of the
    /// same text routed.
    #[must_use]
    pub fn numbered(mut self, number: i32) -> Self {
        self.version = match number {
            0 => plain_version(&self.settings.version, &self.fingerprint),
            n => format!("{}.{n}", plain_version(&self.settings.version, &self.fingerprint)),
        };
        self
    }

    fn compile(sources: Sources, fingerprint: String) -> Result<Self, Vec<Fault>> {
        let Sources { settings, normalise, urgents, questions, matters } = sources;
        let folding = Folding::new(&normalise.from, &normalise.to);
        let mut compiler = Compiler::new(&folding, &settings.sets);
        let parts = compiler.parts(&settings, &matters, &urgents);
        let label_of = labels(&settings, &matters, &mut compiler.errors);
        if !compiler.errors.is_empty() {
            return Err(compiler.errors);
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(&compiler.phrases)
            .map_err(|error| vec![Fault::new("", Wrong::Toml, error.to_string())])?;
        let (uses, lists) = (compiler.uses, compiler.lists);
        let members = (0..settings.labels.len()).map(|label| members(&label_of, label)).collect();
        let threshold = threshold(&settings.usual_confidence, settings.wished_error);
        let version = plain_version(&settings.version, &fingerprint);
        Ok(Self {
            clauses: parts.clauses,
            desks: parts.desks,
            pressing: parts.pressing,
            business: parts.business,
            citizen: parts.citizen,
            urgent_lists: parts.urgent,
            settings,
            folding,
            matters,
            urgents,
            label_of,
            automaton,
            uses,
            lists,
            members,
            questions,
            prior: Model::default(),
            threshold,
            version,
            fingerprint,
        })
    }

    /// A hash of all that the files say.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// The declared version and a hash of what the files say.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Below this confidence a person decides.
    pub fn threshold(&self) -> f64 {
        self.threshold
    }

    /// Of what is sent on without a person's word, so much may be wrong.
    pub fn wished_error(&self) -> f64 {
        self.settings.wished_error
    }

    /// Every matter: slug, label, name.
    pub fn matters(&self) -> impl Iterator<Item = (&str, &str, &Both)> {
        self.matters
            .iter()
            .map(|matter| (matter.slug.as_str(), matter.label.as_str(), &matter.name))
    }

    /// What may be asked back.
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// The phrases that speak for a matter whoever says them, the strong ones.
    pub fn phrases(&self, slug: &str) -> impl Iterator<Item = &str> {
        let matter = self.matters.iter().filter(move |matter| matter.slug == slug);
        let strong = matter.flat_map(|matter| &matter.phrases).filter(|one| one.weight >= STRONG);
        strong.flat_map(|phrases| phrases.any.split_whitespace()).filter(|one| !one.contains('@'))
    }

    /// The name of an agency, by its slug.
    pub fn agency(&self, slug: &str) -> Option<&Both> {
        self.settings.agencies.get(slug)
    }

    /// The label that a matter of ours falls under.
    pub fn label_of_slug(&self, slug: &str) -> Option<&str> {
        self.matter_index(slug).map(|index| self.matters[index].label.as_str())
    }

    /// Whether districts have a matter first, or the city.
    pub fn level_of(&self, slug: &str) -> Level {
        self.matter_index(slug).map_or(Level::City, |index| self.matters[index].level)
    }

    pub(super) fn matter_index(&self, slug: &str) -> Option<usize> {
        self.matters.iter().position(|matter| matter.slug == slug)
    }
}

/// The files, parsed and whole.
struct Sources {
    settings: Settings,
    normalise: Normalise,
    urgents: Urgents,
    questions: Vec<Question>,
    matters: Vec<Matter>,
}

const SPECIAL: [&str; 4] = ["settings.toml", "normalise.toml", "urgent.toml", "questions.toml"];

impl Sources {
    fn read(files: &RuleFiles) -> Result<Self, Vec<Fault>> {
        let mut errors = Vec::new();
        let settings = read::<Settings>(files, SPECIAL[0], &mut errors);
        let normalise = read::<Normalise>(files, SPECIAL[1], &mut errors);
        let urgents = read::<Urgents>(files, SPECIAL[2], &mut errors);
        // Rules without questions are whole: then nothing is asked back.
        let questions: Option<Questions> = match files.contains_key(SPECIAL[3]) {
            true => read(files, SPECIAL[3], &mut errors),
            false => None,
        };
        let questions = questions.unwrap_or_default().questions;
        let matters: Vec<Matter> = files
            .keys()
            .filter(|name| !SPECIAL.contains(&name.as_str()))
            .filter_map(|name| {
                let matter: Matter = read(files, name, &mut errors)?;
                if matter.file() != *name {
                    errors.push(Fault::new(name, Wrong::FileName, &matter.slug));
                }
                Some(matter)
            })
            .collect();
        if matters.len() < 3 {
            // Two alternatives are promised beside every decision.
            errors.push(Fault::new("", Wrong::FewMatters, ""));
        }
        let fallback = settings.as_ref().map(|settings| settings.fallback.as_str());
        let gone = |slug: &&str| !matters.iter().any(|matter| matter.slug == **slug);
        if let Some(slug) = fallback.filter(gone) {
            errors.push(Fault::new(SPECIAL[0], Wrong::Fallback, slug));
        }
        match (settings, normalise, urgents) {
            (Some(settings), Some(normalise), Some(urgents)) if errors.is_empty() => {
                Ok(Self { settings, normalise, urgents, questions, matters })
            }
            _ => Err(errors),
        }
    }
}

fn read<T: serde::de::DeserializeOwned>(
    files: &RuleFiles,
    name: &str,
    errors: &mut Vec<Fault>,
) -> Option<T> {
    let Some(text) = files.get(name) else {
        errors.push(Fault::new(name, Wrong::MissingFile, ""));
        return None;
    };
    toml::from_str(text).map_err(|error| errors.push(Fault::of_toml(name, text, &error))).ok()
}

fn labels(settings: &Settings, matters: &[Matter], errors: &mut Vec<Fault>) -> Vec<usize> {
    let mut index_of = |matter: &Matter| {
        let index = settings.labels.iter().position(|label| *label == matter.label);
        index.unwrap_or_else(|| {
            errors.push(Fault::new(matter.file(), Wrong::Label, &matter.label));
            0
        })
    };
    matters.iter().map(&mut index_of).collect()
}

/// The matters that fall under a label.
fn members(label_of: &[usize], label: usize) -> Vec<usize> {
    (0..label_of.len()).filter(|&matter| label_of[matter] == label).collect()
}

/// A hash of what files of rules say.
pub fn fingerprint(files: &RuleFiles) -> String {
    let mut hash = Sha256::new();
    for (name, text) in files {
        hash.update(name.as_bytes());
        hash.update([0]);
        hash.update(text.as_bytes());
        hash.update([0]);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The declared version and the beginning of the hash.
fn plain_version(declared: &str, fingerprint: &str) -> String {
    format!("{declared}-{}", &fingerprint[..8])
}

/// Whether a file is none of a matter but what all rules share.
pub fn is_shared(file: &str) -> bool {
    SPECIAL.contains(&file)
}
