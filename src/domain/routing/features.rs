//! What the learned part sees of a text: short pieces of it with personal data folded away, and
//! the rules that fired.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::privacy;
use super::rules::Rules;
use super::scan::Fired;
use super::text::Folded;

/// Only the beginning of a long text is learned from and judged by what was learned.
const READ: usize = 600;
/// The longest piece, in characters.
const LONGEST: usize = 3;

/// Something kept for each feature. A feature is a hash already.
pub(super) type ByFeature<T> = HashMap<u32, T, BuildHasherDefault<Hashed>>;

/// Hashes a feature by spreading its bits: the table looks at the highest ones too.
#[derive(Debug, Clone, Default)]
pub(super) struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0 << 8 | u64::from(*byte);
        }
    }

    fn write_u32(&mut self, feature: u32) {
        self.0 = u64::from(feature).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

/// Characters that say nothing about what a text is about: no reason rests on a piece with one.
const EMPTY: &str = "我你您他她它们的了着过在是有没不这那就和与及也都还又请问吗呢吧么什怎可以能要会被把给让到去来说个些时";

/// Features by their hashes, each once, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Features {
    /// Pieces of the text.
    pub text: Vec<u32>,
    /// Rules that fired.
    pub clauses: Vec<u32>,
}

impl Features {
    pub fn of(rules: &Rules, folded: &Folded, fired: &[Fired]) -> Self {
        let mut text = Vec::new();
        for_each_piece(&readable(folded), |piece| text.push(hash_piece(piece)));
        let clauses = fired.iter().map(|one| rules.clauses[one.clause].hash).collect();
        Self { text: once(text), clauses: once(clauses) }
    }

    /// What one piece weighs: together they always have the length one.
    pub fn share(&self) -> f32 {
        1.0 / (self.text.len().max(1) as f32).sqrt()
    }

    pub fn all(&self) -> impl Iterator<Item = u32> + '_ {
        self.text.iter().chain(&self.clauses).copied()
    }
}

/// The piece that speaks most by `speaks` among those that stand in the text as they are (so
/// nothing personal), when it speaks at all.
pub(super) fn loudest(folded: &Folded, speaks: impl Fn(u32) -> f64) -> Option<String> {
    let mut best = (0.0, None);
    for_each_piece(&readable(folded), |piece| {
        if piece.len() > 1 && !piece.iter().any(|c| EMPTY.contains(*c)) {
            let loud = speaks(hash_piece(piece));
            if loud > best.0 {
                let written: String = piece.iter().collect();
                if folded.as_str().contains(&written) {
                    best = (loud, Some(written));
                }
            }
        }
    });
    best.1
}

fn readable(folded: &Folded) -> Vec<char> {
    let head: String = folded.as_str().chars().take(READ).collect();
    privacy::fold(&head).chars().collect()
}

/// One, two and three neighbouring characters, never across punctuation; `#` is a folded name.
fn for_each_piece(chars: &[char], mut each: impl FnMut(&[char])) {
    let says = |c: &char| c.is_alphanumeric() || *c == '#';
    for run in chars.split(|c| !says(c)) {
        for size in 1..=LONGEST {
            run.windows(size).for_each(&mut each);
        }
    }
}

fn once(mut hashes: Vec<u32>) -> Vec<u32> {
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// The feature that a piece of folded text is.
pub(super) fn feature_of(piece: &str) -> u32 {
    hash_piece(&piece.chars().collect::<Vec<_>>())
}

fn hash_piece(piece: &[char]) -> u32 {
    let bytes = piece.iter().flat_map(|c| (*c as u32).to_le_bytes());
    fnv(std::iter::once(b't').chain(bytes))
}

/// The feature that a rule is, the same as long as it keeps its name.
pub(super) fn hash_rule(id: &str) -> u32 {
    fnv(std::iter::once(b'r').chain(id.bytes()))
}

/// FNV-1a: short, and the same on every machine and in every version of Rust.
fn fnv(bytes: impl Iterator<Item = u8>) -> u32 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in bytes {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    (hash ^ (hash >> 32)) as u32
}
