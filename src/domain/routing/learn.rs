//! What confirmations taught: a model that starts from the rules and their example sentences and
//! changes with every confirmation. Deterministic: the same confirmations in the same order give
//! the same model, so a city's state is rebuilt from its events and never needs to be kept.

use super::model::{Example, Model};
use super::rules::Rules;

/// Confirmations learned so far; empty by [`Default`]: then the rules' own examples speak alone.
#[derive(Debug, Clone, Default)]
pub struct Learned {
    model: Option<Box<Model>>,
    count: usize,
}

impl Learned {
    /// How many confirmations were learned.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Bytes that the learned part takes.
    pub fn bytes(&self) -> usize {
        self.model.as_ref().map_or(0, |model| model.bytes())
    }

    /// Learns one confirmation: `target` is a slug of ours or one of the 23 labels. Says whether
    /// the target is known.
    pub fn learn(&mut self, rules: &Rules, text: &str, target: &str) -> bool {
        let Some(example) = Example::new(rules, text, target) else { return false };
        self.count += 1;
        let model = self.model.get_or_insert_with(|| Box::new(rules.prior.clone()));
        model.learn(rules, example);
        true
    }

    /// What speaks: the model that learned, or the one the rules come with.
    pub(super) fn model<'a>(&'a self, rules: &'a Rules) -> &'a Model {
        self.model.as_deref().unwrap_or(&rules.prior)
    }
}
