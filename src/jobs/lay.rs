//! The words by which people look for a piece of content, although they do not stand in it:
//! `content/search/lay.toml`, and the phrases by which the routing knows a matter.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::content;
use crate::domain::routing::Rules;

/// Of a piece with many matters so many lend their words: the first are what it is about.
const MATTERS: usize = 2;

/// The list as it is in the house.
static LAY: LazyLock<Lay> = LazyLock::new(|| {
    let texts = content::texts("search/");
    let text = texts.iter().find(|(path, _)| path.ends_with("lay.toml")).map(|(_, text)| text);
    text.map_or_else(Lay::default, |text| {
        Lay::parse(text).unwrap_or_else(|error| {
            tracing::error!(%error, "content/search/lay.toml can't be read");
            Lay::default()
        })
    })
});

/// Words by what they lead to.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Lay {
    piece: Vec<Words>,
    topic: Vec<Words>,
    stage: Vec<Words>,
    line: Vec<Words>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    of: String,
    words: String,
}

impl Lay {
    /// The list that the house has.
    pub fn of_house() -> &'static Self {
        &LAY
    }

    /// # Errors
    /// What is wrong, with its line.
    pub fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }

    /// Every piece, topic, stage and line that is named.
    pub fn named(&self) -> BTreeMap<&'static str, Vec<&str>> {
        [
            ("piece", names(&self.piece)),
            ("topic", names(&self.topic)),
            ("stage", names(&self.stage)),
            ("line", names(&self.line)),
        ]
        .into()
    }

    /// The words of one piece.
    pub fn piece(&self, id: &str) -> Vec<String> {
        of(&self.piece, id)
    }

    /// The words of a topic.
    pub fn topic(&self, topic: &str) -> Vec<String> {
        of(&self.topic, topic)
    }

    /// The words of a school stage.
    pub fn stage(&self, stage: &str) -> Vec<String> {
        of(&self.stage, stage)
    }

    /// The words of a line of the youth centre.
    pub fn line(&self, line: &str) -> Vec<String> {
        of(&self.line, line)
    }
}

fn names(words: &[Words]) -> Vec<&str> {
    words.iter().map(|one| one.of.as_str()).collect()
}

fn of(all: &[Words], name: &str) -> Vec<String> {
    let found = all.iter().filter(|one| one.of == name);
    found.flat_map(|one| one.words.split_whitespace()).map(str::to_owned).collect()
}

/// The phrases by which the routing knows the first of these matters.
pub fn of_matters(rules: &Rules, matters: &[String]) -> Vec<String> {
    let known = matters.iter().take(MATTERS).flat_map(|matter| rules.phrases(matter));
    known.map(|phrase| phrase.replace('_', " ")).collect()
}
