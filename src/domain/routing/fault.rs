//! What is wrong with a file of rules: where, and what, for whoever edits it.

use std::collections::BTreeMap;
use std::fmt;

use crate::text_enum;

/// The files of a set of rules, by name.
pub type RuleFiles = BTreeMap<String, String>;

text_enum! {
    /// A kind of fault. Most are about one word of the file.
    pub enum Wrong {
        /// It is no TOML, or something stands where something else belongs.
        Toml = "toml",
        MissingKey = "missing_key",
        UnknownKey = "unknown_key",
        TwiceKey = "twice_key",
        MissingFile = "missing_file",
        FileName = "file_name",
        FewMatters = "few_matters",
        Fallback = "fallback",
        Label = "label",
        Set = "set",
        Empty = "empty",
        Range = "range",
        NoConfidence = "no_confidence",
        Rises = "rises",
        TwoFiles = "two_files",
        NoNumber = "no_number",
        OneLanguage = "one_language",
        Matter = "matter",
        TwoAnswers = "two_answers",
        Agency = "agency",
        /// Named in the settings, and no agency of the house.
        NoAgency = "no_agency",
        LeadAsCo = "lead_as_co",
        NoLength = "no_length",
        TwoRules = "two_rules",
        Pattern = "pattern",
        NoWeight = "no_weight",
        Short = "short",
        Twice = "twice",
    }
}

impl Wrong {
    fn english(self) -> &'static str {
        match self {
            Wrong::Toml => "can't be read: {}",
            Wrong::MissingKey => "`{}` is missing",
            Wrong::UnknownKey => "there is no `{}` here",
            Wrong::TwiceKey => "`{}` is given twice",
            Wrong::MissingFile => "is missing",
            Wrong::FileName => "the file of a matter is called by its slug `{}`",
            Wrong::FewMatters => "at least three matters are needed",
            Wrong::Fallback => "the fallback `{}` is no matter",
            Wrong::Label => "no label `{}`",
            Wrong::Set => "no set `@{}` in settings.toml",
            Wrong::Empty => "the phrase `{}` folds to nothing",
            Wrong::Range => "wished_error or temperature out of range",
            Wrong::NoConfidence => "usual_confidence is empty",
            Wrong::Rises => "{} must rise",
            Wrong::TwoFiles => "two files name the matter `{}`",
            Wrong::NoNumber => "`{}` names no number",
            Wrong::OneLanguage => "`{}` is missing in one language",
            Wrong::Matter => "no matter `{}`",
            Wrong::TwoAnswers => "`{}` needs two answers",
            Wrong::Agency => "no agency `{}`",
            Wrong::NoAgency => "`{}` is no agency that takes requests",
            Wrong::LeadAsCo => "`{}` leads, or is named twice, and is a co-agency as well",
            Wrong::NoLength => "a limit has no length",
            Wrong::TwoRules => "two rules are called `{}`",
            Wrong::Pattern => "the pattern `{}` needs two lists and a weight",
            Wrong::NoWeight => "the rule `{}` has no weight",
            Wrong::Short => "`{}` is too short",
            Wrong::Twice => "`{}` stands twice",
        }
    }
}

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub file: String,
    pub line: Option<usize>,
    pub wrong: Wrong,
    /// What it is about; empty where nothing needs to be named.
    pub word: String,
}

impl Fault {
    /// A fault of a file; its line is looked for later.
    pub(super) fn new(file: impl Into<String>, wrong: Wrong, word: impl Into<String>) -> Fault {
        Fault { file: file.into(), line: None, wrong, word: word.into() }
    }

    /// An agency that the house does not have, where the file names it.
    pub fn no_agency(files: &RuleFiles, file: String, slug: String) -> Fault {
        Fault::new(file, Wrong::NoAgency, slug).located(files)
    }

    /// What the reader of TOML says, where it says it.
    pub(super) fn of_toml(file: &str, text: &str, error: &toml::de::Error) -> Fault {
        let said = error.message();
        let kinds = [
            ("missing field `", Wrong::MissingKey),
            ("unknown field `", Wrong::UnknownKey),
            ("duplicate field `", Wrong::TwiceKey),
        ];
        let named = kinds.into_iter().find_map(|(begins, wrong)| {
            let word = said.strip_prefix(begins)?.split('`').next()?;
            Some((wrong, word.to_owned()))
        });
        let (wrong, word) =
            named.unwrap_or((Wrong::Toml, said.lines().collect::<Vec<_>>().join(" ")));
        let before = error.span().map(|span| text.get(..span.start).unwrap_or(text));
        let line = before.map(|before| before.matches('\n').count() + 1);
        Fault { file: file.to_owned(), line, wrong, word }
    }

    /// With the line that holds what it is about.
    #[must_use]
    pub(super) fn located(self, files: &RuleFiles) -> Fault {
        if self.line.is_some() || self.word.is_empty() {
            return self;
        }
        let text = files.get(&self.file).map(String::as_str).unwrap_or_default();
        let quoted = format!("\"{}\"", self.word);
        let holds = |wanted: &str| {
            let mut lines = text.lines().enumerate().filter(|(_, line)| line.contains(wanted));
            // What stands twice is wrong where it stands again.
            let found = if self.wrong == Wrong::Twice { lines.last() } else { lines.next() };
            found.map(|(at, _)| at + 1)
        };
        Fault { line: holds(&quoted).or_else(|| holds(&self.word)), ..self }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.file.is_empty() {
            f.write_str(&self.file)?;
            if let Some(line) = self.line {
                write!(f, ":{line}")?;
            }
            f.write_str(": ")?;
        }
        f.write_str(&self.wrong.english().replace("{}", &self.word))
    }
}
