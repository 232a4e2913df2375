//! The learned part: counts and weights over the same features, and the examples they came from.
//! Deterministic: the same examples in the same order give the same model on every machine.

use super::counts::Counts;
use super::features::{Features, feature_of, loudest};
use super::rules::Rules;
use super::scan::{Found, fire};
use super::score::{by_rules, label_scores, softmax};
use super::text::Folded;
use super::weights::Weights;

/// How many examples are kept for rehearsal; older ones make room.
const KEPT: usize = 20_000;

/// When the learned part adds less than this it is not worth a reason.
const TELLING: f64 = 0.3;
/// A feature gets weights of its own when so many texts have it; counting is enough for the others.
const OFTEN: u32 = 2;

/// What the shipped sentences and the confirmations taught.
#[derive(Debug, Clone, Default)]
pub(super) struct Model {
    counts: Counts,
    labels: Weights,
    /// Which of a label's matters: learned only from examples that name one.
    matters: Weights,
    kept: Vec<Example>,
    learned: usize,
}

/// One text and what it is.
#[derive(Debug, Clone)]
pub(super) struct Example {
    features: Features,
    label: usize,
    matter: Option<usize>,
    /// What the rules say of it: by label, and by the matters of its label.
    by_label: Vec<f32>,
    inside: Vec<f32>,
}

/// What the learned part adds to a decision for one label.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Strongest {
    pub piece: String,
    pub sum: f64,
}

/// What dispatchers confirmed of texts in which a piece stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Confirmed {
    pub texts: u32,
    pub of_label: u32,
}

impl Example {
    /// `target` is a slug of ours or one of the 23 labels; `None` when it is neither.
    pub fn new(rules: &Rules, text: &str, target: &str) -> Option<Self> {
        let matter = rules.matter_index(target);
        let label = match matter {
            Some(matter) => rules.label_of[matter],
            None => rules.settings.labels.iter().position(|label| label == target)?,
        };
        let folded = rules.folding.fold(text);
        let found = Found::scan(rules, folded.as_str());
        let fired = fire(rules, &found, super::decide::voice(rules, &found, false));
        let scores = by_rules(rules, &fired);
        Some(Self {
            features: Features::of(rules, &folded, &fired),
            label,
            matter,
            by_label: label_scores(rules, &scores).into_iter().map(|s| s as f32).collect(),
            inside: rules.members[label].iter().map(|&m| scores[m] as f32).collect(),
        })
    }

    fn bytes(&self) -> usize {
        size_of::<Self>()
            + 4 * (self.features.text.len() + self.features.clauses.len())
            + 4 * (self.by_label.len() + self.inside.len())
    }
}

impl Model {
    /// What the example sentences of the rules teach.
    pub fn of_examples(rules: &Rules) -> Self {
        let mut model = Self {
            counts: Counts::new(rules.settings.labels.len()),
            labels: Weights::new(rules.settings.labels.len()),
            matters: Weights::new(rules.matters.len()),
            ..Self::default()
        };
        let sentences = rules.matters.iter().flat_map(|matter| {
            let lines = matter.examples.lines().map(str::trim).filter(|line| !line.is_empty());
            lines.map(|line| (line, matter.slug.as_str()))
        });
        for (line, slug) in sentences {
            model.kept.extend(Example::new(rules, line, slug));
        }
        for example in &model.kept {
            model.counts.learn(example.features.all(), example.label);
        }
        let steps = model.kept.len() * rules.settings.learning.passes;
        for step in 0..steps {
            let pick = scatter(step as u64, 0) as usize % model.kept.len();
            let again = model.kept[pick].clone();
            model.step(rules, &again);
        }
        model
    }

    /// Learns one confirmation, and rehearses some earlier ones.
    pub fn learn(&mut self, rules: &Rules, example: Example) {
        self.learned += 1;
        self.counts.learn(example.features.all(), example.label);
        self.step(rules, &example);
        let newest = self.learned % KEPT;
        let newest = if self.kept.len() < KEPT {
            self.kept.push(example);
            self.kept.len() - 1
        } else {
            self.kept[newest] = example;
            newest
        };
        for round in 0..rules.settings.learning.rehearse {
            // Each round from half as many as the one before: the latest catch up soon.
            let window = (self.kept.len() >> round).max(1);
            let back = scatter(self.learned as u64, round as u64 + 1) as usize % window;
            let pick = (newest + self.kept.len() - back) % self.kept.len();
            let again = self.kept[pick].clone();
            self.step(rules, &again);
        }
    }

    pub fn bytes(&self) -> usize {
        let kept: usize = self.kept.iter().map(Example::bytes).sum();
        self.counts.bytes() + self.labels.bytes() + self.matters.bytes() + kept
    }

    fn step(&mut self, rules: &Rules, example: &Example) {
        let rate = rules.settings.learning.rate as f32;
        let share = example.features.share();
        let known = |feature: &u32| self.counts.texts_with(*feature) >= OFTEN;
        let text: Vec<u32> = example.features.text.iter().copied().filter(known).collect();
        let text = &text;
        let lexicon = rules.settings.learning.lexicon;
        let mut sums: Vec<f64> = example.by_label.iter().map(|s| f64::from(*s) * lexicon).collect();
        self.labels.add(text, share, &mut sums);
        self.labels.step(text, share, &slope(&sums, example.label), rate);
        let members = &rules.members[example.label];
        let at = example.matter.and_then(|matter| members.iter().position(|m| *m == matter));
        if let Some(at) = at.filter(|_| members.len() > 1) {
            let mut sums = vec![0.0; rules.matters.len()];
            self.matters.add(text, share, &mut sums);
            let own = members.iter().zip(&example.inside);
            let inside: Vec<f64> = own.map(|(&m, said)| sums[m] + f64::from(*said)).collect();
            let mut all = vec![0.0; rules.matters.len()];
            for (&member, g) in members.iter().zip(slope(&inside, at)) {
                all[member] = g;
            }
            self.matters.step(text, share, &all, rate);
        }
    }

    /// What was learned says for each label, beside what the rules say.
    pub fn of_labels(&self, rules: &Rules, features: &Features) -> Vec<f64> {
        let mut sums = vec![0.0; rules.settings.labels.len()];
        self.labels.add(&features.text, features.share(), &mut sums);
        let mut counted = vec![0.0; sums.len()];
        self.counts.add(features.all(), f64::from(features.share()), &mut counted);
        let weight = self.weight_of_counts(rules);
        sums.iter().zip(counted).map(|(sum, counted)| sum + weight * counted).collect()
    }

    /// The matters' scores, corrected by examples that named a matter of ours.
    pub fn correct_matters(&self, scores: &[f64], features: &Features) -> Vec<f64> {
        let mut sums = scores.to_vec();
        self.matters.add(&features.text, features.share(), &mut sums);
        sums
    }

    /// Counting is worth little before there is something to count.
    fn weight_of_counts(&self, rules: &Rules) -> f64 {
        let learning = &rules.settings.learning;
        let learned = self.learned as f64;
        learning.counts * learned / (learned + learning.counts_half)
    }

    /// How many pieces of a text have been met more than once.
    pub fn knows(&self, features: &Features) -> usize {
        features.text.iter().filter(|one| self.counts.texts_with(**one) > 1).count()
    }

    /// In how many confirmed texts a piece stood, and in how many of them that were of a label. What
    /// the shipped sentences taught, which is `prior`, is no confirmation.
    pub fn confirmed(&self, prior: &Self, piece: &str, label: usize) -> Confirmed {
        let feature = feature_of(piece);
        let more = |now: u32, before: u32| now.saturating_sub(before);
        Confirmed {
            texts: more(self.counts.texts_with(feature), prior.counts.texts_with(feature)),
            of_label: more(
                self.counts.texts_of(feature, label),
                prior.counts.texts_of(feature, label),
            ),
        }
    }

    /// The piece that speaks most for a label by what was learned, and what the learned part adds
    /// for it beyond what it adds for the others.
    pub fn strongest(
        &self,
        rules: &Rules,
        folded: &Folded,
        features: &Features,
        added: &[f64],
        label: usize,
    ) -> Option<Strongest> {
        let share = features.share();
        let sum = added[label] - added.iter().sum::<f64>() / added.len() as f64;
        let weight = self.weight_of_counts(rules);
        let speaks = |hash: u32| {
            f64::from(self.labels.weight(hash, label) * share)
                + weight * self.counts.says(hash, f64::from(share), label)
        };
        if sum < TELLING {
            return None;
        }
        loudest(folded, speaks).map(|piece| Strongest { piece, sum })
    }
}

fn slope(sums: &[f64], class: usize) -> Vec<f32> {
    let mut slope: Vec<f32> = softmax(sums).into_iter().map(|p| p as f32).collect();
    slope[class] -= 1.0;
    slope
}

/// A number that looks random and is always the same.
fn scatter(a: u64, b: u64) -> u64 {
    let mut x = a.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ b.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x ^= x >> 31;
    x = x.wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 29)
}
