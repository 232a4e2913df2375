//! How well the router does on texts whose answer is known: the figures, and nothing else.

use std::collections::BTreeMap;

use super::decide::Decision;

/// What a text should have been answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Truth {
    /// One of the 23 labels.
    pub label: String,
    /// Labels that are right as well.
    pub also: Vec<String>,
    /// Full names of the agencies that may lead; none when nobody said.
    pub leads: Vec<String>,
}

/// One answered text.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered {
    pub truth: Truth,
    pub label: String,
    /// The first three labels.
    pub three: Vec<String>,
    pub lead: String,
    pub confidence: f64,
}

impl Answered {
    /// What of a decision is judged.
    pub fn new(truth: Truth, decision: &Decision) -> Self {
        Self {
            label: decision.label.clone(),
            three: decision.top_labels.iter().take(3).map(|(label, _)| label.clone()).collect(),
            lead: decision.lead_name.clone(),
            confidence: decision.confidence,
            truth,
        }
    }

    fn first(&self) -> bool {
        self.label == self.truth.label
    }

    fn any(&self) -> bool {
        self.first() || self.truth.also.contains(&self.label)
    }

    fn three(&self) -> bool {
        self.three.contains(&self.truth.label)
    }

    fn three_any(&self) -> bool {
        self.three() || self.three.iter().any(|label| self.truth.also.contains(label))
    }
}

/// One label's figures.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct OfLabel {
    pub texts: usize,
    pub answers: usize,
    pub right: usize,
}

impl OfLabel {
    /// Of the answers, how many were right.
    pub fn precision(&self) -> f64 {
        share(self.right, self.answers)
    }

    /// Of the texts, how many were answered so.
    pub fn recall(&self) -> f64 {
        share(self.right, self.texts)
    }

    fn f1(&self) -> f64 {
        share(2 * self.right, self.texts + self.answers)
    }
}

/// Right answers when the least sure ones went to a person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kept {
    /// The share that went to a person.
    pub abstained: f64,
    pub top1: f64,
    pub any: f64,
    /// The least confidence that was kept.
    pub from: f64,
}

/// Everything that is measured, shares from 0 to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    pub texts: usize,
    pub top1: f64,
    pub any: f64,
    pub top3: f64,
    pub top3_any: f64,
    pub macro_f1: f64,
    pub labels: BTreeMap<String, OfLabel>,
    pub kept: Vec<Kept>,
    /// How far confidence is from the share of right answers, in ten bins: an answer counts as
    /// right when it is the label or one of those that are right as well.
    pub calibration_error: f64,
    /// The same when only the label itself counts.
    pub calibration_error_top1: f64,
    /// Right leads, and of how many texts that name one.
    pub lead: Option<(f64, usize)>,
    /// Wrong answers by (truth, answer), the most frequent first.
    pub confusions: Vec<((String, String), usize)>,
}

/// The shares of texts that go to a person.
const ABSTAIN: [f64; 2] = [0.1, 0.2];
const BINS: usize = 10;

/// Measures answers; `None` when there are none.
pub fn measure(answers: &[Answered]) -> Option<Figures> {
    if answers.is_empty() {
        return None;
    }
    let of = |right: fn(&Answered) -> bool| {
        share(answers.iter().filter(|one| right(one)).count(), answers.len())
    };
    let labels = by_label(answers);
    let asked: Vec<&OfLabel> = labels.values().filter(|one| one.texts > 0).collect();
    let named: Vec<&Answered> = answers.iter().filter(|a| !a.truth.leads.is_empty()).collect();
    let led = named.iter().filter(|one| one.truth.leads.contains(&one.lead)).count();
    Some(Figures {
        texts: answers.len(),
        top1: of(Answered::first),
        any: of(Answered::any),
        top3: of(Answered::three),
        top3_any: of(Answered::three_any),
        macro_f1: asked.iter().map(|one| one.f1()).sum::<f64>() / asked.len().max(1) as f64,
        kept: ABSTAIN.iter().map(|&abstained| kept(answers, abstained)).collect(),
        calibration_error: calibration_error(answers, Answered::any),
        calibration_error_top1: calibration_error(answers, Answered::first),
        lead: (!named.is_empty()).then(|| (share(led, named.len()), named.len())),
        confusions: confusions(answers),
        labels,
    })
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

fn by_label(answers: &[Answered]) -> BTreeMap<String, OfLabel> {
    let mut labels: BTreeMap<String, OfLabel> = BTreeMap::new();
    for one in answers {
        labels.entry(one.truth.label.clone()).or_default().texts += 1;
        let answered = labels.entry(one.label.clone()).or_default();
        answered.answers += 1;
        answered.right += usize::from(one.first());
    }
    labels
}

fn kept(answers: &[Answered], abstained: f64) -> Kept {
    let mut sure: Vec<&Answered> = answers.iter().collect();
    sure.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    let keep = (answers.len() as f64 * (1.0 - abstained)).round().max(1.0) as usize;
    sure.truncate(keep);
    let of = |right: fn(&Answered) -> bool| {
        share(sure.iter().filter(|one| right(one)).count(), sure.len())
    };
    let from = sure.last().map_or(0.0, |one| one.confidence);
    Kept { abstained, top1: of(Answered::first), any: of(Answered::any), from }
}

fn calibration_error(answers: &[Answered], right: fn(&Answered) -> bool) -> f64 {
    let mut bins = [(0.0, 0usize, 0usize); BINS];
    for one in answers {
        let bin = &mut bins[((one.confidence * BINS as f64) as usize).min(BINS - 1)];
        *bin = (bin.0 + one.confidence, bin.1 + usize::from(right(one)), bin.2 + 1);
    }
    let off = bins.iter().map(|(sure, right, _)| (sure - *right as f64).abs()).sum::<f64>();
    off / answers.len() as f64
}

fn confusions(answers: &[Answered]) -> Vec<((String, String), usize)> {
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    for one in answers.iter().filter(|one| !one.any()) {
        *counts.entry((one.truth.label.clone(), one.label.clone())).or_default() += 1;
    }
    let mut all: Vec<_> = counts.into_iter().collect();
    all.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(truth: &str, also: &[&str], said: [&str; 3], confidence: f64) -> Answered {
        Answered {
            truth: Truth {
                label: truth.to_owned(),
                also: also.iter().map(|one| (*one).to_owned()).collect(),
                leads: if truth == "a" { vec!["court".to_owned()] } else { Vec::new() },
            },
            label: said[0].to_owned(),
            three: said.iter().map(|one| (*one).to_owned()).collect(),
            lead: if said[0] == "a" { "court" } else { "police" }.to_owned(),
            confidence,
        }
    }

    #[test]
    fn figures_are_what_one_counts_by_hand() {
        let answers = [
            answered("a", &[], ["a", "b", "c"], 0.95),
            answered("a", &["b"], ["b", "a", "c"], 0.85),
            answered("b", &[], ["c", "a", "b"], 0.35),
            answered("c", &["d"], ["a", "d", "b"], 0.15),
        ];
        let figures = measure(&answers).unwrap();
        assert_eq!((figures.top1, figures.any), (0.25, 0.5));
        assert_eq!((figures.top3, figures.top3_any), (0.75, 1.0));
        let a = figures.labels["a"];
        assert_eq!((a.texts, a.answers, a.right), (2, 2, 1));
        assert_eq!((a.precision(), a.recall()), (0.5, 0.5));
        // a: 2·1/(2+2); b: 0; c: 0.
        assert!((figures.macro_f1 - 0.5 / 3.0).abs() < 1e-9);
        // 20 % of four is one: three stay, two of them are right in one way or another.
        assert!((figures.kept[1].any - 2.0 / 3.0).abs() < 1e-9);
        assert_eq!(figures.kept[1].from, 0.35);
        let off = (0.05 + 0.15 + 0.35 + 0.15) / 4.0;
        assert!((figures.calibration_error - off).abs() < 1e-9);
        assert_eq!(figures.lead, Some((0.5, 2)));
        assert_eq!(figures.confusions.len(), 2);
        assert_eq!(measure(&[]), None);
    }
}
