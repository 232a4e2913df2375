//! What confirmations taught: a softmax regression that starts from the rules' scores and learns
//! only where they are wrong. With nothing learned it changes nothing; with every confirmation it
//! changes more. Deterministic: the same confirmations in the same order give the same model, so
//! a city's state is rebuilt from its events and never needs to be kept.

use super::privacy;
use super::rules::Rules;
use super::scan::{Fired, Found, fire};
use super::score::{by_rules, label_scores, softmax};
use super::text::Folded;

/// Buckets for features of labels, and of our finer matters.
const LABEL_BUCKETS: usize = 1 << 17;
const MATTER_BUCKETS: usize = 1 << 14;

/// Only the beginning of a long text is learned from and judged by what was learned.
const READ: usize = 600;

/// How many confirmations are kept for rehearsal; older ones make room.
const KEPT: usize = 30_000;

/// Confirmations learned so far; empty by [`Default`].
#[derive(Debug, Clone, Default)]
pub struct Learned {
    labels: Table,
    matters: Table,
    examples: Vec<Example>,
    count: usize,
}

/// Weights by feature and class, with how much each feature has moved already.
#[derive(Debug, Clone, Default)]
struct Table {
    classes: usize,
    weights: Vec<f32>,
    moved: Vec<f32>,
}

#[derive(Debug, Clone)]
struct Example {
    features: Vec<(u32, f32)>,
    label: Option<(usize, Vec<f32>)>,
    matter: Option<(usize, Vec<f32>)>,
}

impl Learned {
    /// How many confirmations were learned.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Bytes that the weights and the kept examples take.
    pub fn bytes(&self) -> usize {
        let example = |one: &Example| 96 + one.features.len() * 8;
        self.labels.bytes()
            + self.matters.bytes()
            + self.examples.iter().map(example).sum::<usize>()
    }

    /// Learns one confirmation: `target` is a slug of ours or one of the 23 labels. Says whether
    /// the target is known.
    pub fn learn(&mut self, rules: &Rules, text: &str, target: &str) -> bool {
        let matter = rules.matter_index(target);
        let label = match matter {
            Some(matter) => Some(rules.label_of[matter]),
            None => rules.settings.labels.iter().position(|label| label == target),
        };
        let Some(label) = label else { return false };
        let folded = rules.folding.fold(text);
        let found = Found::scan(rules, folded.as_str());
        let fired = fire(rules, &found, super::decide::voice(rules, &found, false));
        let scores = by_rules(rules, &fired);
        let narrow = |scores: Vec<f64>| scores.into_iter().map(|score| score as f32).collect();
        let example = Example {
            features: features(&folded, &fired),
            label: Some((label, narrow(label_scores(rules, &scores)))),
            matter: matter.map(|matter| (matter, narrow(scores))),
        };
        self.take_in(rules, example);
        true
    }

    fn take_in(&mut self, rules: &Rules, example: Example) {
        self.count += 1;
        self.step(rules, &example);
        let slot = if self.examples.len() < KEPT {
            self.examples.push(example);
            self.examples.len()
        } else {
            self.examples[self.count % KEPT] = example;
            KEPT
        };
        for round in 0..rules.settings.learning.rehearse {
            let pick = scatter(self.count as u64, round as u64) as usize % slot;
            let again = self.examples[pick].clone();
            self.step(rules, &again);
        }
    }

    fn step(&mut self, rules: &Rules, example: &Example) {
        let rate = rules.settings.learning.rate as f32;
        if let Some((class, base)) = &example.label {
            self.labels.grow(LABEL_BUCKETS, base.len());
            self.labels.step(&example.features, base, *class, rate);
        }
        if let Some((class, base)) = &example.matter {
            self.matters.grow(MATTER_BUCKETS, base.len());
            self.matters.step(&example.features, base, *class, rate);
        }
    }

    /// The labels' scores, corrected by what was learned.
    pub(super) fn correct_labels(&self, scores: &[f64], features: &[(u32, f32)]) -> Vec<f64> {
        self.labels.correct(scores, features)
    }

    /// The matters' scores, corrected by confirmations that named a matter of ours.
    pub(super) fn correct_matters(&self, scores: &[f64], features: &[(u32, f32)]) -> Vec<f64> {
        self.matters.correct(scores, features)
    }

    /// The piece of the text that speaks most for a label by what was learned, and how much the
    /// learned part adds in all.
    pub(super) fn strongest(
        &self,
        folded: &Folded,
        fired: &[Fired],
        label: usize,
    ) -> Option<(String, f64)> {
        if self.count == 0 {
            return None;
        }
        let all = features(folded, fired);
        let sum = self.labels.add(&all, label);
        let pieces = pieces(&readable(folded.as_str()));
        let best = pieces
            .into_iter()
            .filter(|piece| piece.chars().count() > 1 && folded.as_str().contains(piece.as_str()))
            .map(|piece| (self.labels.weight(hash("t", &piece), label), piece))
            .max_by(|a, b| a.0.total_cmp(&b.0))?;
        (sum > 0.2 && best.0 > 0.0).then_some((best.1, sum))
    }
}

impl Table {
    fn bytes(&self) -> usize {
        (self.weights.len() + self.moved.len()) * 4
    }

    fn grow(&mut self, buckets: usize, classes: usize) {
        if self.classes != classes {
            self.classes = classes;
            self.weights = vec![0.0; buckets * classes];
            self.moved = vec![0.0; buckets];
        }
    }

    fn row(&self, feature: u32) -> &[f32] {
        let at = feature as usize % self.moved.len() * self.classes;
        &self.weights[at..at + self.classes]
    }

    fn weight(&self, feature: u32, class: usize) -> f64 {
        if self.moved.is_empty() { 0.0 } else { f64::from(self.row(feature)[class]) }
    }

    fn add(&self, features: &[(u32, f32)], class: usize) -> f64 {
        if self.moved.is_empty() {
            return 0.0;
        }
        features.iter().map(|(f, value)| f64::from(self.row(*f)[class] * value)).sum()
    }

    fn correct(&self, scores: &[f64], features: &[(u32, f32)]) -> Vec<f64> {
        let mut sums = scores.to_vec();
        if self.moved.is_empty() {
            return sums;
        }
        for (feature, value) in features {
            for (sum, weight) in sums.iter_mut().zip(self.row(*feature)) {
                *sum += f64::from(weight * value);
            }
        }
        sums
    }

    fn step(&mut self, features: &[(u32, f32)], base: &[f32], class: usize, rate: f32) {
        let base: Vec<f64> = base.iter().map(|score| f64::from(*score)).collect();
        let mut slope: Vec<f32> =
            softmax(&self.correct(&base, features)).into_iter().map(|p| p as f32).collect();
        slope[class] -= 1.0;
        let size: f32 = slope.iter().map(|g| g * g).sum();
        for (feature, value) in features {
            let bucket = *feature as usize % self.moved.len();
            self.moved[bucket] += size * value * value;
            let step = rate * value / (self.moved[bucket] + 1e-4).sqrt();
            let at = bucket * self.classes;
            for (weight, g) in self.weights[at..at + self.classes].iter_mut().zip(&slope) {
                *weight -= step * g;
            }
        }
    }
}

/// What the learned part sees: pieces of the text with personal data folded away, and the rules
/// that fired.
pub(super) fn features(folded: &Folded, fired: &[Fired]) -> Vec<(u32, f32)> {
    let mut hashes: Vec<u32> =
        pieces(&readable(folded.as_str())).iter().map(|piece| hash("t", piece)).collect();
    hashes.sort_unstable();
    hashes.dedup();
    let share = 1.0 / (hashes.len().max(1) as f32).sqrt();
    let mut all: Vec<(u32, f32)> = hashes.into_iter().map(|hash| (hash, share)).collect();
    let rule_share = 1.0 / (fired.len().max(4) as f32).sqrt();
    all.extend(fired.iter().map(|one| (scatter(0x5eed, one.clause as u64) as u32, rule_share)));
    all
}

fn readable(folded: &str) -> Vec<char> {
    let head: String = folded.chars().take(READ).collect();
    privacy::fold(&head).chars().collect()
}

/// One, two and three neighbouring characters, never across punctuation.
fn pieces(chars: &[char]) -> Vec<String> {
    let mut all = Vec::with_capacity(chars.len() * 3);
    for size in 1..=3 {
        for piece in chars.windows(size) {
            if piece.iter().all(|c| c.is_alphanumeric()) {
                all.push(piece.iter().collect());
            }
        }
    }
    all
}

/// FNV-1a: short, and the same on every machine and in every version of Rust.
fn hash(kind: &str, piece: &str) -> u32 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in kind.bytes().chain(piece.bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    (hash ^ (hash >> 32)) as u32
}

/// A number that looks random and is always the same.
fn scatter(a: u64, b: u64) -> u64 {
    let mut x = a.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ b.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x ^= x >> 31;
    x = x.wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 29)
}
