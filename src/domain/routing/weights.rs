//! Softmax regression over hashed features, one small step at a time.

use super::features::ByFeature;

/// A row of weights, one for each class, for each feature that was ever moved.
#[derive(Debug, Clone, Default)]
pub(super) struct Weights {
    classes: usize,
    rows: ByFeature<u32>,
    values: Vec<f32>,
    /// How much each feature has moved already: what moved much moves less.
    moved: Vec<f32>,
}

impl Weights {
    pub fn new(classes: usize) -> Self {
        Self { classes, ..Self::default() }
    }

    pub fn bytes(&self) -> usize {
        self.rows.capacity() * 9 + (self.values.capacity() + self.moved.capacity()) * 4
    }

    /// A feature's weight for one class.
    pub fn weight(&self, feature: u32, class: usize) -> f32 {
        self.rows.get(&feature).map_or(0.0, |row| self.values[*row as usize * self.classes + class])
    }

    /// Adds to each class's score what the features say.
    pub fn add(&self, features: &[u32], share: f32, sums: &mut [f64]) {
        for feature in features {
            let Some(row) = self.rows.get(feature) else { continue };
            let at = *row as usize * self.classes;
            for (sum, weight) in sums.iter_mut().zip(&self.values[at..at + self.classes]) {
                *sum += f64::from(weight * share);
            }
        }
    }

    /// Moves the features' weights against `slope` (probability less truth, by class).
    pub fn step(&mut self, features: &[u32], share: f32, slope: &[f32], rate: f32) {
        let size: f32 = slope.iter().map(|g| g * g).sum();
        for feature in features {
            let row = self.row(*feature);
            self.moved[row] += size * share * share;
            let step = rate * share / (self.moved[row] + 1e-4).sqrt();
            let at = row * self.classes;
            for (weight, g) in self.values[at..at + self.classes].iter_mut().zip(slope) {
                *weight -= step * g;
            }
        }
    }

    fn row(&mut self, feature: u32) -> usize {
        let next = self.moved.len() as u32;
        let row = *self.rows.entry(feature).or_insert(next);
        if row == next {
            if self.values.len() + self.classes > self.values.capacity() {
                // A quarter at a time: doubling would waste half.
                self.values.reserve_exact((self.values.len() / 4).max(self.classes * 64));
            }
            self.moved.push(0.0);
            self.values.resize(self.values.len() + self.classes, 0.0);
        }
        row as usize
    }
}
