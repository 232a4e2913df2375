//! The files of `content/routing/` as they are written. A list of phrases is one string, its
//! phrases apart by blanks; `_` stands for a blank inside a phrase, `@name` for a set of
//! `settings.toml`.

use serde::{Deserialize, Serialize};

use crate::domain::agency::Level;

/// One thing said in both languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Both {
    pub zh: String,
    pub en: String,
}

/// `settings.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The version that whoever edits the rules gives them.
    pub version: String,
    /// Of what is sent on without a person's word, so much may be wrong.
    pub wished_error: f64,
    /// How sure the router usually is, text by text: the threshold follows from it.
    pub usual_confidence: Vec<f64>,
    /// Where a text goes that says nothing any rule knows.
    pub fallback: String,
    /// Scores are divided by this before they become probabilities.
    pub temperature: f64,
    /// What the asker's own choice of a matter adds to its score.
    pub chosen: f64,
    /// Probability before and after calibration: a monotone line through these points.
    pub calibration: Vec<[f64; 2]>,
    /// The same, once `learning.trust` confirmations have been learned.
    pub calibration_learned: Vec<[f64; 2]>,
    pub learning: Learning,
    pub words: ReasonWords,
    pub agencies: std::collections::BTreeMap<String, Both>,
    /// The names of the 23 matters that forum questions are labelled with, for scoring.
    pub labels: Vec<String>,
    pub sets: std::collections::BTreeMap<String, String>,
    pub voices: Voices,
}

/// How fast the learned part moves.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Learning {
    pub rate: f64,
    /// How often the example sentences are gone through at the start.
    pub passes: usize,
    /// How many earlier confirmations are rehearsed with each new one.
    pub rehearse: usize,
    /// So many confirmations make the learned calibration count in full.
    pub trust: f64,
    /// What the rules' scores weigh beside what was learned.
    pub lexicon: f64,
    /// What counting weighs once there is much to count, and after how many confirmations half.
    pub counts: f64,
    pub counts_half: f64,
}

/// The sentences that reasons are made of.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReasonWords {
    pub wrote: Both,
    pub against: Both,
    pub usual: Both,
    pub learned: Both,
    pub example: Both,
    pub chosen: Both,
    pub nothing: Both,
}

/// Who is speaking: words that sound like a business, and like a private person.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Voices {
    pub business: String,
    pub citizen: String,
}

/// `normalise.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Normalise {
    pub from: String,
    pub to: String,
}

/// One file per matter.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Matter {
    pub slug: String,
    pub label: String,
    pub lead: String,
    #[serde(default)]
    pub co: Vec<String>,
    pub name: Both,
    pub tell: Both,
    /// Whether the district has it first, or the city.
    #[serde(default)]
    pub level: Level,
    /// It is how something is pursued, not what it is about: never a matter beside another.
    #[serde(default)]
    pub manner: bool,
    /// How common it is, before anything is read.
    #[serde(default)]
    pub bias: f64,
    /// Matters that it is often confused with: offered as alternatives when nothing else is.
    #[serde(default)]
    pub near: Vec<String>,
    /// How people say it, one sentence a line: the learned part starts from these.
    #[serde(default)]
    pub examples: String,
    #[serde(default)]
    pub phrases: Vec<Phrases>,
    #[serde(default)]
    pub patterns: Vec<Pattern>,
    #[serde(default)]
    pub desks: Vec<Desk>,
    /// What makes it press: shown beside the decision.
    #[serde(default)]
    pub pressing: Vec<Pressing>,
    /// Legal periods: noticed when the text names a time that comes near.
    #[serde(default)]
    pub limits: Vec<super::limits::Limit>,
}

impl Matter {
    /// The file that it stands in.
    pub fn file(&self) -> String {
        format!("{}.toml", self.slug)
    }
}

/// Phrases that speak for a matter, or against it with a negative weight.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phrases {
    pub name: String,
    pub weight: f64,
    pub any: String,
    /// Only when the asker sounds like a `business` or a `citizen`.
    #[serde(default)]
    pub voice: Option<Voice>,
    #[serde(default)]
    pub why: Option<Both>,
}

/// Who did what: one word of each list, near each other.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pattern {
    pub name: String,
    pub weight: f64,
    pub all: Vec<String>,
    /// The whole must fit into so many characters.
    #[serde(default = "fifteen")]
    pub within: usize,
    /// The lists must come in this order.
    #[serde(default)]
    pub ordered: bool,
    /// Not when one of these is said anywhere.
    #[serde(default)]
    pub unless: String,
    #[serde(default)]
    pub voice: Option<Voice>,
    #[serde(default)]
    pub why: Option<Both>,
}

/// Another lead inside a matter; the first that fits is taken.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Desk {
    pub name: String,
    pub lead: String,
    #[serde(default)]
    pub co: Vec<String>,
    /// One of these is said (none named: always).
    #[serde(default)]
    pub any: String,
    /// And one of these as well.
    #[serde(default)]
    pub and: String,
    #[serde(default)]
    pub unless: String,
    /// One of these is in the place.
    #[serde(default)]
    pub place: String,
    #[serde(default)]
    pub voice: Option<Voice>,
    #[serde(default)]
    pub why: Option<Both>,
    #[serde(default)]
    pub tell: Option<Both>,
}

/// Words that make a matter press.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pressing {
    pub any: String,
    pub say: Both,
}

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Voice {
    Business,
    Citizen,
}

/// `urgent.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Urgents {
    /// Said anywhere: the question is about law in general, or about a case already in hand.
    pub general: String,
    /// Said shortly before or after: it is long past, or only imagined.
    pub past: String,
    pub classes: Vec<UrgentClass>,
}

/// One kind of danger.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UrgentClass {
    pub class: String,
    pub numbers: Vec<String>,
    pub say: Both,
    /// Holds even for one who has read the warning.
    #[serde(default)]
    pub blocks_after_seen: bool,
    /// Says so by itself, past or not; only `unless` silences it.
    #[serde(default)]
    pub certain: String,
    /// Says so unless it is past, imagined, or a question in general.
    #[serde(default)]
    pub phrases: String,
    #[serde(default)]
    pub patterns: Vec<UrgentPattern>,
    /// Not when one of these is said anywhere.
    #[serde(default)]
    pub unless: String,
    /// This class heeds `general` and `past`.
    #[serde(default = "yes")]
    pub heeds_past: bool,
}

/// Who does what, now.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UrgentPattern {
    pub all: Vec<String>,
    #[serde(default = "fifteen")]
    pub within: usize,
    #[serde(default)]
    pub ordered: bool,
    #[serde(default)]
    pub unless: String,
}

fn fifteen() -> usize {
    15
}

fn yes() -> bool {
    true
}
