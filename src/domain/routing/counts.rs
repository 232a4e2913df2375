//! Complement naive Bayes: which labels is a feature seldom seen outside of? Learns by counting,
//! so the order of confirmations does not matter.

use super::features::ByFeature;

/// How much a feature that was never seen elsewhere is doubted. A text counts a little, so that
/// counts and doubt stay on one scale.
const DOUBT: f64 = 0.1;
const TEXT: f64 = 0.12;
/// About so many features exist.
const FEATURES: f64 = 60_000.0;

/// No further cell.
const END: u32 = u32::MAX;

/// In how many texts of each label a feature stood.
#[derive(Debug, Clone, Default)]
pub(super) struct Counts {
    rows: ByFeature<Row>,
    cells: Vec<Cell>,
    /// By label: features seen, all in all.
    totals: Vec<u64>,
    texts: u64,
}

#[derive(Debug, Clone, Copy)]
struct Row {
    texts: u32,
    first: u32,
    /// The logarithm of `texts + 1`.
    common: f32,
}

#[derive(Debug, Clone, Copy)]
struct Cell {
    label: u16,
    texts: u16,
    next: u32,
    /// What the feature says for the label.
    says: f32,
}

impl Counts {
    pub fn new(labels: usize) -> Self {
        Self { totals: vec![0; labels], ..Self::default() }
    }

    pub fn bytes(&self) -> usize {
        self.rows.capacity() * (size_of::<Row>() + 5) + self.cells.capacity() * size_of::<Cell>()
    }

    /// In how many texts a feature stood.
    pub fn texts_with(&self, feature: u32) -> u32 {
        self.rows.get(&feature).map_or(0, |row| row.texts)
    }

    /// In how many texts of one label a feature stood.
    pub fn texts_of(&self, feature: u32, label: usize) -> u32 {
        let Some(row) = self.rows.get(&feature) else { return 0 };
        let mut at = row.first;
        while at != END {
            let cell = self.cells[at as usize];
            if usize::from(cell.label) == label {
                return u32::from(cell.texts);
            }
            at = cell.next;
        }
        0
    }

    pub fn learn(&mut self, features: impl Iterator<Item = u32>, label: usize) {
        self.texts += 1;
        for feature in features {
            self.totals[label] += 1;
            let row = self.rows.entry(feature).or_insert(Row { texts: 0, first: END, common: 0.0 });
            row.texts += 1;
            row.common = libm::log(f64::from(row.texts) + 1.0) as f32;
            let mut at = row.first;
            while at != END && usize::from(self.cells[at as usize].label) != label {
                at = self.cells[at as usize].next;
            }
            if at == END {
                let cell = Cell { label: label as u16, texts: 1, next: row.first, says: 0.0 };
                self.cells.push(cell);
                row.first = (self.cells.len() - 1) as u32;
            } else {
                let cell = &mut self.cells[at as usize];
                cell.texts = cell.texts.saturating_add(1);
            }
            weigh(&mut self.cells, *row);
        }
    }

    /// Adds to each label's score what the features say, each weighing `share`.
    pub fn add(&self, features: impl Iterator<Item = u32>, share: f64, sums: &mut [f64]) {
        if self.texts == 0 {
            return;
        }
        let all: u64 = self.totals.iter().sum();
        let texts = libm::log(self.texts as f64 + 1.0);
        let mut heard = 0.0;
        for feature in features {
            let Some(row) = self.rows.get(&feature) else {
                heard += share * texts;
                continue;
            };
            let rarity = share * (texts - f64::from(row.common));
            heard += rarity;
            let mut at = row.first;
            while at != END {
                let cell = self.cells[at as usize];
                sums[usize::from(cell.label)] += rarity * f64::from(cell.says);
                at = cell.next;
            }
        }
        for (sum, own) in sums.iter_mut().zip(&self.totals) {
            *sum += heard * libm::log(TEXT * (all - own) as f64 + DOUBT * FEATURES);
        }
    }

    /// What one feature says for one label.
    pub fn says(&self, feature: u32, share: f64, label: usize) -> f64 {
        let Some(row) = self.rows.get(&feature) else { return 0.0 };
        let rarity = share * (libm::log(self.texts as f64 + 1.0) - f64::from(row.common));
        let mut at = row.first;
        while at != END {
            let cell = self.cells[at as usize];
            if usize::from(cell.label) == label {
                return rarity * f64::from(cell.says);
            }
            at = cell.next;
        }
        0.0
    }
}

/// A feature that stands almost only in one label's texts says much for it.
fn weigh(cells: &mut [Cell], row: Row) {
    let all = TEXT * f64::from(row.texts) + DOUBT;
    let mut at = row.first;
    while at != END {
        let cell = &mut cells[at as usize];
        let elsewhere = all - TEXT * f64::from(cell.texts);
        cell.says = libm::log(all / elsewhere) as f32;
        at = cell.next;
    }
}
