//! From clauses that fired to probabilities.

use super::learn::Learned;
use super::rules::Rules;
use super::scan::Fired;

/// Scores of one text.
#[derive(Debug, Clone)]
pub(super) struct Scores {
    /// By matter, probabilities that add up to one.
    pub matters: Vec<f64>,
    /// By label of the 23.
    pub labels: Vec<f64>,
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
        sums[rules.label_of[matter]] += (score - top).exp();
    }
    sums.iter().map(|sum| if *sum > 0.0 { sum.ln() + top } else { top - 30.0 }).collect()
}

/// What rules and learning say together. Learning corrects the label's score; within a label the
/// rules (and confirmations that named our finer matter) decide.
pub(super) fn together(
    rules: &Rules,
    learned: &Learned,
    features: &[(u32, f32)],
    scores: &[f64],
) -> Scores {
    let labels = softmax(&learned.correct_labels(&label_scores(rules, scores), features));
    let inside = learned.correct_matters(scores, features);
    let mut matters = vec![0.0; scores.len()];
    for (label, share) in labels.iter().enumerate() {
        let members: Vec<usize> =
            (0..scores.len()).filter(|&m| rules.label_of[m] == label).collect();
        let own: Vec<f64> = members.iter().map(|&m| inside[m]).collect();
        for (&matter, part) in members.iter().zip(softmax(&own)) {
            matters[matter] = share * part;
        }
    }
    Scores { matters, labels }
}

/// Probabilities from scores.
pub(super) fn softmax(scores: &[f64]) -> Vec<f64> {
    let top = scores.iter().copied().fold(f64::MIN, f64::max);
    let raised: Vec<f64> = scores.iter().map(|score| (score - top).exp()).collect();
    let sum: f64 = raised.iter().sum();
    raised.iter().map(|one| one / sum.max(f64::MIN_POSITIVE)).collect()
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
