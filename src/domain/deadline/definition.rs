//! What a time limit is: a row of `content/clocks/*.toml`.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Clock, ClockError, Counting, PauseReason, Unit};

/// No limit of ours is longer; a typing error is.
pub const MAX_BUDGET: i32 = 3660;

const PROMISE: &str = "服务承诺";

/// A file of `content/clocks/`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DefinitionFile {
    pub clock: Vec<Definition>,
}

/// A time limit, with what it rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    pub slug: String,
    pub name: Phrase,
    pub budget: i32,
    pub unit: Unit,
    pub source: Source,
    /// What starts it.
    pub starts_on: Phrase,
    /// When it applies at all, where that is not plain from the name.
    pub condition: Option<Phrase>,
    /// The limit binds the one who files, not the agency: regional rest days never lengthen it.
    #[serde(default)]
    pub filer: bool,
    /// Whether its law lets a last day on a 法定休假日 roll.
    #[serde(default)]
    pub rolls: bool,
    pub extension: Option<Extension>,
    /// The reasons for which it may stand still.
    #[serde(default)]
    pub pauses: Vec<PauseReason>,
    /// After these it does not go on but is counted anew (补正后重计): stop it, start another.
    #[serde(default)]
    pub restarts: Vec<PauseReason>,
    /// How many days before the nominal date the light turns.
    pub warn_days: i32,
    /// The day this row was last written or checked.
    pub version: NaiveDate,
}

/// A few words in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phrase {
    pub zh: String,
    pub en: String,
}

impl Phrase {
    /// In the language asked for; Chinese unless that is English.
    pub fn of(&self, lang: &str) -> &str {
        if lang == "en" { &self.en } else { &self.zh }
    }
}

/// How much longer it may be made, and how often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extension {
    /// The most that one extension may give.
    pub budget: i32,
    pub unit: Unit,
    pub times: i32,
}

/// What a limit rests on. Whatever names no law is our own promise and is labelled so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "SourceForm", into = "SourceForm")]
pub enum Source {
    Law {
        law: String,
        /// Number of the article; none where we have not seen it in a text of the law.
        article: Option<String>,
    },
    /// 服务承诺
    Promise,
}

/// In TOML: `{ law = "行政复议法", article = "62" }`, or the words 服务承诺.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum SourceForm {
    Law { law: String, article: Option<String> },
    Words(String),
}

impl TryFrom<SourceForm> for Source {
    type Error = String;

    fn try_from(form: SourceForm) -> Result<Source, String> {
        match form {
            SourceForm::Law { law, article } => Ok(Source::Law { law, article }),
            SourceForm::Words(words) if words == PROMISE => Ok(Source::Promise),
            SourceForm::Words(words) => {
                Err(format!("source is {{ law, article }} or \"{PROMISE}\", not \"{words}\""))
            }
        }
    }
}

impl From<Source> for SourceForm {
    fn from(source: Source) -> SourceForm {
        match source {
            Source::Law { law, article } => SourceForm::Law { law, article },
            Source::Promise => SourceForm::Words(PROMISE.to_owned()),
        }
    }
}

impl Source {
    /// As a page shows it: 《行政复议法》第62条, or 服务承诺.
    pub fn text(&self) -> String {
        match self {
            Source::Law { law, article: Some(article) } => format!("《{law}》第{article}条"),
            Source::Law { law, article: None } => format!("《{law}》"),
            Source::Promise => PROMISE.to_owned(),
        }
    }
}

impl Definition {
    /// Set by law, not promised by us.
    pub fn statutory(&self) -> bool {
        matches!(self.source, Source::Law { .. })
    }

    /// How its days are counted.
    pub fn counting(&self) -> Counting {
        match (self.filer, self.rolls) {
            (false, false) => Counting::Agency,
            (false, true) => Counting::AgencyRolling,
            (true, false) => Counting::Filer,
            (true, true) => Counting::FilerRolling,
        }
    }

    /// Whether its source allows this clock that much more.
    pub fn allows(&self, clock: &Clock, by: i32, unit: Unit) -> Result<(), ClockError> {
        match self.extension {
            None => Err(ClockError::NoExtension),
            Some(extension) if extension.unit != unit => Err(ClockError::Unit),
            Some(extension) if clock.extended >= extension.times => Err(ClockError::UsedUp),
            Some(extension) if by > extension.budget => Err(ClockError::TooLong),
            Some(_) if by < 1 => Err(ClockError::Amount),
            Some(_) => Ok(()),
        }
    }

    /// Everything that is wrong with the row, in words.
    pub fn check(&self) -> Vec<String> {
        let mut problems = Vec::new();
        let mut demand = |holds: bool, problem: &str| {
            if !holds {
                problems.push(format!("clock {}: {problem}", self.slug));
            }
        };
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        demand(
            !self.slug.is_empty() && self.slug.chars().all(plain),
            "the slug is not a plain word",
        );
        for phrase in [Some(&self.name), Some(&self.starts_on), self.condition.as_ref()] {
            let said = phrase.is_none_or(|p| !p.zh.trim().is_empty() && !p.en.trim().is_empty());
            demand(said, "name, starts_on and condition need both languages");
        }
        demand((1..=MAX_BUDGET).contains(&self.budget), "the budget is not between 1 and 3660");
        demand(self.warns_in_time(), "warn_days is negative or not shorter than the limit");
        demand(self.unit != Unit::Hours || !self.rolls, "a limit in hours does not roll");
        if let Some(Extension { budget, unit, times }) = self.extension {
            demand((1..=MAX_BUDGET).contains(&budget), "the extension has no sensible length");
            demand(unit == self.unit, "the extension has another unit than the limit");
            demand((1..=12).contains(&times), "the extension's times are not between 1 and 12");
        }
        if let Source::Law { law, article } = &self.source {
            demand(!law.trim().is_empty(), "the law has no name");
            let numbered =
                article.as_ref().is_none_or(|a| a.starts_with(|c: char| c.is_ascii_digit()));
            demand(numbered, "the article is not a number");
        }
        let apart = self.pauses.iter().all(|reason| !self.restarts.contains(reason));
        demand(apart, "a reason either pauses the limit or restarts it");
        problems
    }

    fn warns_in_time(&self) -> bool {
        let days = match self.unit {
            Unit::Hours => self.budget.saturating_add(23) / 24,
            Unit::WorkingDays | Unit::CalendarDays => self.budget,
            Unit::Months => self.budget.saturating_mul(28),
        };
        0 <= self.warn_days && self.warn_days < days.max(1)
    }
}

/// All definitions, by slug.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Definitions(BTreeMap<String, Definition>);

impl Definitions {
    /// Checks every row and that no slug is there twice.
    pub fn build(files: Vec<DefinitionFile>) -> Result<Definitions, Vec<String>> {
        let mut problems = Vec::new();
        let mut rows = BTreeMap::new();
        for row in files.into_iter().flat_map(|file| file.clock) {
            problems.extend(row.check());
            if let Some(twice) = rows.insert(row.slug.clone(), row) {
                problems.push(format!("clock {}: the slug is there twice", twice.slug));
            }
        }
        if problems.is_empty() { Ok(Definitions(rows)) } else { Err(problems) }
    }

    /// The definition of that slug.
    pub fn get(&self, slug: &str) -> Option<&Definition> {
        self.0.get(slug)
    }

    /// All of them, by slug.
    pub fn iter(&self) -> impl Iterator<Item = &Definition> {
        self.0.values()
    }
}
