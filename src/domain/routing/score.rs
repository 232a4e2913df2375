//! From clauses that fired to probabilities.

use super::features::Features;
use super::model::Model;
use super::rules::Rules;
use super::scan::Fired;

/// Scores of one text.
#[derive(Debug, Clone)]
pub(super) struct Scores {
    /// By matter, probabilities that add up to one.
    pub matters: Vec<f64>,
    /// By label of the 23.
    pub labels: Vec<f64>,
    /// What was learned added to each label's score.
    pub added: Vec<f64>,
}

/// The rules' own scores, by matter.
pub(super) fn by_rules(rules: &Rules, fired: &[Fired]) -> Vec<f64> {
    let mut scores: Vec<f64> = rules.matters.iter().map(|matter| matter.bias).collect();
    for one in fired {
        scores[one.matter] += one.weight;
    }
    scores.iter().map(|score| score / rules.settings.temperature).collect()
}

/// A label's score is what its matters' scores weigh together.
pub(super) fn label_scores(rules: &Rules, scores: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0; rules.settings.labels.len()];
    let top = scores.iter().copied().fold(f64::MIN, f64::max);
    for (matter, score) in scores.iter().enumerate() {
        sums[rules.label_of[matter]] += libm::exp(score - top);
    }
    sums.iter().map(|sum| if *sum > 0.0 { libm::log(*sum) + top } else { top - 30.0 }).collect()
}

/// What rules and learning say together. Learning corrects the label's score; within a label the
/// rules (and confirmations that named our finer matter) decide.
pub(super) fn together(
    rules: &Rules,
    model: &Model,
    features: &Features,
    scores: &[f64],
) -> Scores {
    let added = model.of_labels(rules, features);
    let said = label_scores(rules, scores).into_iter().zip(&added);
    let labels: Vec<f64> =
        said.map(|(said, added)| said * rules.settings.learning.lexicon + added).collect();
    let labels = softmax(&labels);
    let inside = model.correct_matters(scores, features);
    let mut matters = vec![0.0; scores.len()];
    for (label, share) in labels.iter().enumerate() {
        let members = &rules.members[label];
        let own: Vec<f64> = members.iter().map(|&m| inside[m]).collect();
        for (&matter, part) in members.iter().zip(softmax(&own)) {
            matters[matter] = share * part;
        }
    }
    Scores { matters, labels, added }
}

/// Probabilities from scores.
pub(super) fn softmax(scores: &[f64]) -> Vec<f64> {
    let top = scores.iter().copied().fold(f64::MIN, f64::max);
    let raised: Vec<f64> = scores.iter().map(|score| libm::exp(score - top)).collect();
    let sum: f64 = raised.iter().sum();
    raised.iter().map(|one| one / sum.max(f64::MIN_POSITIVE)).collect()
}

/// The least confidence that is enough: what is surer than it is wrong as often as wished, and not
/// more often. `confidences` are the usual ones, read as probabilities.
pub fn threshold(confidences: &[f64], wished_error: f64) -> f64 {
    let mut surest = confidences.to_vec();
    surest.sort_by(|a, b| b.total_cmp(a));
    let (mut enough, mut wrong) = (1.0, 0.0);
    for (before, confidence) in surest.iter().enumerate() {
        wrong += 1.0 - confidence;
        if wrong > wished_error * (before + 1) as f64 {
            break;
        }
        enough = *confidence;
    }
    enough
}

/// A probability read off a line of points.
pub(super) fn calibrate(line: &[[f64; 2]], raw: f64) -> f64 {
    let mut before = [0.0, 0.0];
    for &point in line {
        if raw <= point[0] {
            let width = point[0] - before[0];
            let share = if width > 0.0 { (raw - before[0]) / width } else { 1.0 };
            return before[1] + share * (point[1] - before[1]);
        }
        before = point;
    }
    before[1]
}
