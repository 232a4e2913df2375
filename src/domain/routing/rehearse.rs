//! A draft of rules against what was really asked: what would go elsewhere?

use std::collections::BTreeMap;

use super::decide::{Decision, Facts};

/// The rule that stands for the asker's own choice.
const CHOSEN: &str = "asker.chosen";

/// An enterprise whose name is sealed: that there is one is what counts.
const UNNAMED: &str = "企业";

/// An order as it is routed again: its text, the matter that the asker chose, what was answered, and
/// that an enterprise asked. `kept` is the decision that is kept with it. The place is not in it, being
/// personal: it comes from the contact, as long as that is kept.
pub fn facts(text: String, kept: &Decision) -> Facts {
    let chosen = kept.reasons.iter().any(|reason| reason.rule == CHOSEN);
    let chosen_matter = chosen.then(|| kept.matter.clone());
    let enterprise = kept.beside.enterprise.then(|| UNNAMED.to_owned());
    Facts {
        body: text,
        chosen_matter,
        enterprise,
        answers: kept.beside.answers.clone(),
        ..Facts::default()
    }
}

/// Where something goes: matter and lead agency, by their slugs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Destination {
    pub matter: String,
    pub lead: String,
}

/// What the two sets of rules say of one order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    pub before: Destination,
    pub after: Destination,
    /// Whether a person decides, by each.
    pub triage_before: bool,
    pub triage_after: bool,
}

impl Compared {
    /// The rules in force and the draft, side by side.
    pub fn of(before: &Decision, after: &Decision) -> Compared {
        Compared {
            before: Destination::of(before),
            after: Destination::of(after),
            triage_before: before.triage,
            triage_after: after.triage,
        }
    }

    /// Whether it would go elsewhere.
    pub fn moves(&self) -> bool {
        self.before != self.after
    }

    /// The one set sends it on by itself, and the other gives it to a person first.
    pub fn newly_triage(&self) -> bool {
        !self.triage_before && self.triage_after
    }

    /// A person decided, and no longer would.
    pub fn no_longer_triage(&self) -> bool {
        self.triage_before && !self.triage_after
    }

    /// Nothing about it would change.
    pub fn is_same(&self) -> bool {
        !self.moves() && self.triage_before == self.triage_after
    }
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
    pub fn add(&mut self, code: &str, compared: Compared) {
        self.orders += 1;
        self.newly_triage += usize::from(compared.newly_triage());
        self.no_longer_triage += usize::from(compared.no_longer_triage());
        if compared.moves() {
            let way = (compared.before, compared.after);
            self.moved.entry(way).or_default().push(code.to_owned());
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::routing::tests::rules;
    use crate::domain::routing::{Learned, route};

    #[test]
    fn a_rehearsal_routes_a_request_as_it_was_asked() {
        let rules = rules();
        let answers = vec!["works_there=yes".to_owned()];
        let asked = Facts {
            body: "他走的时候把东西带走了".into(),
            enterprise: Some("某某公司".into()),
            answers,
            ..Facts::default()
        };
        let kept = route(&asked, &rules, &Learned::default());
        let again = facts(asked.body.clone(), &kept);
        assert_eq!(again.answers, asked.answers);
        let again = route(&again, &rules, &Learned::default());
        assert_eq!((&again.beside, again.confidence), (&kept.beside, kept.confidence));
        let bare = Facts { body: asked.body, ..Facts::default() };
        let bare = route(&bare, &rules, &Learned::default());
        assert_ne!(bare.top, kept.top, "what was known beside the text counted");
    }
}
