//! Whom to turn to: for words of distress before anything else, while they are being typed, too.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::app::App;
use crate::content;
use crate::domain::routing::{self, Facts, Learned};
use crate::search;

/// Whom a child or anybody near one calls.
const NUMBERS: [&str; 3] = ["110", "12355", "12345"];

static DISTRESS: LazyLock<Distress> = LazyLock::new(|| {
    let texts = content::texts("search/");
    let text = texts.iter().find(|(path, _)| path.ends_with("distress.toml"));
    let read = text.map(|(_, text)| toml::from_str::<File>(text));
    match read {
        Some(Ok(file)) => Distress::of(&file),
        Some(Err(error)) => {
            tracing::error!(%error, "content/search/distress.toml can't be read");
            Distress::default()
        }
        None => Distress::default(),
    }
});

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    certain: String,
    words: String,
    unless: String,
}

#[derive(Default)]
struct Distress {
    certain: Vec<String>,
    words: Vec<String>,
    unless: Vec<String>,
}

impl Distress {
    fn of(file: &File) -> Self {
        let cut = |words: &str| words.split_whitespace().map(str::to_owned).collect();
        Self { certain: cut(&file.certain), words: cut(&file.words), unless: cut(&file.unless) }
    }

    fn heard(&self, text: &str) -> bool {
        let any = |words: &[String]| words.iter().any(|word| text.contains(word.as_str()));
        any(&self.certain) || (any(&self.words) && !any(&self.unless))
    }
}

/// The numbers to call at once, where what was typed is a word of distress.
pub fn numbers(app: &App, typed: &str, read_as: Option<&str>) -> Vec<String> {
    let squeezed = |text: &str| -> String {
        search::folded(text).chars().filter(|c| !c.is_whitespace()).collect()
    };
    let heard = [Some(typed), read_as]
        .into_iter()
        .flatten()
        .any(|text| DISTRESS.heard(&squeezed(text)) || child_in_danger(app, text));
    if heard { NUMBERS.map(str::to_owned).into() } else { Vec::new() }
}

/// What the one door would not let wait, either.
fn child_in_danger(app: &App, text: &str) -> bool {
    let facts = Facts { body: text.to_owned(), ..Facts::default() };
    let urgent = routing::route(&facts, &app.rules(), &Learned::default()).urgent;
    urgent.is_some_and(|urgent| ["minor", "suicide"].contains(&urgent.class.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distress_is_heard_and_a_class_is_not_taken_for_it() {
        let cries = [
            "我不想活了",
            "被同学打了怎么办",
            "有人摸我",
            "继父摸我",
            "老师碰我",
            "叔叔碰我身体",
            "有学生跟我说家里有人碰她我该怎么做",
            "死了算了",
            "不敢上学",
            "想割腕",
        ];
        for cry in cries {
            assert!(DISTRESS.heard(cry), "{cry}");
        }
        for other in
            ["四年级 霸凌", "防性侵课程", "货款", "支付令", "校园欺凌 班会", "学生摸底考试"]
        {
            assert!(!DISTRESS.heard(other), "{other}");
        }
    }
}
