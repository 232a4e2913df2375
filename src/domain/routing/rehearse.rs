//! A draft of rules against what was really asked: what would go elsewhere?

use std::collections::BTreeMap;

use super::decide::Decision;

/// Where something goes: matter and lead agency, by their slugs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Destination {
    pub matter: String,
    pub lead: String,
}

/// What a draft would change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rehearsal {
    pub orders: usize,
    /// Orders that the one set of rules sends on by itself and the other gives to a person.
    pub newly_triage: usize,
    pub no_longer_triage: usize,
    /// From where to where, and the codes of the orders that would move.
    pub moved: BTreeMap<(Destination, Destination), Vec<String>>,
}

impl Rehearsal {
    /// Compares what the rules in force and the draft say of one order.
    pub fn add(&mut self, code: &str, before: &Decision, after: &Decision) {
        self.orders += 1;
        self.newly_triage += usize::from(!before.triage && after.triage);
        self.no_longer_triage += usize::from(before.triage && !after.triage);
        let (from, to) = (Destination::of(before), Destination::of(after));
        if from != to {
            self.moved.entry((from, to)).or_default().push(code.to_owned());
        }
    }

    /// How many orders would go elsewhere.
    pub fn moves(&self) -> usize {
        self.moved.values().map(Vec::len).sum()
    }
}

impl Destination {
    fn of(decision: &Decision) -> Self {
        Self { matter: decision.matter.clone(), lead: decision.lead.clone() }
    }
}
