//! Asking back: when two matters are close, the question whose answers tell them apart best.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::rules::Rules;
use super::source::Both;

/// `questions.toml`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Questions {
    #[serde(default)]
    pub questions: Vec<Question>,
}

/// One question in plain words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    pub id: String,
    pub say: Both,
    pub answers: Vec<Answer>,
}

/// One answer, and what it says for matters by their slugs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    pub id: String,
    pub say: Both,
    pub speaks: BTreeMap<String, f64>,
}

/// So many questions at most are put to one asker.
pub const MOST: usize = 2;
/// A matter that is less likely than this beside the likeliest is not worth a question.
const CLOSE: f64 = 0.3;

impl Answer {
    fn says(&self, matter: &str) -> f64 {
        self.speaks.get(matter).copied().unwrap_or(0.0)
    }
}

impl Question {
    /// How well the answers tell two matters apart: there must be one for either.
    fn parts(&self, one: &str, other: &str) -> f64 {
        let best = |of: &str, against: &str| {
            let leans = self.answers.iter().map(|answer| answer.says(of) - answer.says(against));
            leans.fold(0.0, f64::max)
        };
        best(one, other).min(best(other, one))
    }

    /// The answer by which a text of this matter would be told: the one that says most for it;
    /// where none says anything, the one that says least for others.
    pub fn truthful(&self, matter: &str) -> Option<&Answer> {
        let lean = |answer: &Answer| {
            let others = answer.speaks.values().copied().fold(0.0, f64::max);
            if answer.says(matter) == 0.0 { -others } else { answer.says(matter) }
        };
        self.answers.iter().max_by(|a, b| lean(a).total_cmp(&lean(b)))
    }
}

/// What the answers given so far (`question=answer`) add to each matter's score.
pub(super) fn add(rules: &Rules, given: &[String], scores: &mut [f64]) {
    let answered = given.iter().take(MOST).filter_map(|one| one.split_once('='));
    for (question, answer) in answered {
        let question = rules.questions.iter().find(|one| one.id == question);
        let answer = question.and_then(|one| one.answers.iter().find(|a| a.id == answer));
        for (slug, weight) in answer.iter().flat_map(|answer| &answer.speaks) {
            if let Some(matter) = rules.matter_index(slug) {
                scores[matter] += weight;
            }
        }
    }
}

/// The questions that are worth asking, the best first: those that part the likeliest matter from
/// the next ones. `likely` is (slug, probability), the likeliest first.
pub(super) fn worth(rules: &Rules, given: &[String], likely: &[(String, f64)]) -> Vec<Question> {
    let left = MOST.saturating_sub(given.len());
    let Some(((first, most), others)) = likely.split_first() else { return Vec::new() };
    let asked = |id: &str| given.iter().any(|one| one.split_once('=').is_some_and(|q| q.0 == id));
    let mut worth: Vec<(f64, &Question)> = rules
        .questions
        .iter()
        .filter(|question| !asked(&question.id))
        .map(|question| {
            let close = others.iter().filter(|(_, share)| *share >= CLOSE * most);
            let value = close.map(|(other, share)| share * question.parts(first, other));
            (value.fold(0.0, f64::max), question)
        })
        .filter(|(value, _)| *value > 0.0)
        .collect();
    worth.sort_by(|a, b| b.0.total_cmp(&a.0));
    worth.into_iter().take(left).map(|(_, question)| question.clone()).collect()
}
