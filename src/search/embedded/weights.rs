//! How much words tell that were asked for lately: each query asks for each of its words several times.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Words after which all are forgotten.
const WORDS: usize = 5_000;

/// The weights, and the state of the index that they are true of.
#[derive(Default)]
pub struct Weights(Mutex<(u64, HashMap<String, f32>)>);

impl Weights {
    /// The weight of a word, looked up when nobody asked for it since the index changed.
    pub fn get(&self, generation: u64, word: &str, look_up: impl FnOnce() -> f32) -> f32 {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.0 != generation || held.1.len() >= WORDS {
            *held = (generation, HashMap::new());
        }
        if let Some(known) = held.1.get(word) {
            return *known;
        }
        drop(held);
        let weight = look_up();
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Another state may have come meanwhile.
        if held.0 == generation {
            held.1.insert(word.to_owned(), weight);
        }
        weight
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_looked_up_once_until_the_index_changes() {
        let weights = Weights::default();
        assert_eq!(weights.get(1, "合同", || 2.0), 2.0);
        assert_eq!(weights.get(1, "合同", || 9.0), 2.0);
        assert_eq!(weights.get(2, "合同", || 3.0), 3.0);
        for at in 0..2 * WORDS {
            weights.get(2, &at.to_string(), || 1.0);
        }
        assert!(weights.0.lock().unwrap().1.len() <= WORDS);
    }
}
