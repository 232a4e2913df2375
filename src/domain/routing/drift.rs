//! Where the router and the dispatchers part: by month, by the matter that was proposed, and by
//! the rules that spoke for it.

use std::collections::BTreeMap;

use super::decide::Decision;

/// How often something was proposed, and how often a dispatcher decided otherwise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    pub proposed: usize,
    pub overridden: usize,
}

impl Share {
    /// In percent.
    pub fn percent(&self) -> usize {
        (self.overridden * 100).checked_div(self.proposed).unwrap_or(0)
    }
}

/// What became of the router's proposals.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Drift {
    pub all: Share,
    /// By month, as 2026-11.
    pub months: BTreeMap<String, Share>,
    /// By slug of the matter that was proposed.
    pub matters: BTreeMap<String, Share>,
    /// By name of a rule that spoke for the proposal.
    pub rules: BTreeMap<String, Share>,
}

impl Drift {
    /// Counts one proposal that a dispatcher has judged.
    pub fn add(&mut self, month: &str, proposed: &Decision, overridden: bool) {
        let count = |share: &mut Share| {
            share.proposed += 1;
            share.overridden += usize::from(overridden);
        };
        count(&mut self.all);
        count(self.months.entry(month.to_owned()).or_default());
        count(self.matters.entry(proposed.matter.clone()).or_default());
        for reason in proposed.reasons.iter().filter(|reason| reason.weight > 0.0) {
            count(self.rules.entry(reason.rule.clone()).or_default());
        }
    }

    /// The most often overridden first; what never was is left out.
    pub fn worst(of: &BTreeMap<String, Share>) -> Vec<(&str, Share)> {
        let mut worst: Vec<(&str, Share)> = of
            .iter()
            .filter(|(_, share)| share.overridden > 0)
            .map(|(name, share)| (name.as_str(), *share))
            .collect();
        worst.sort_by_key(|(_, share)| std::cmp::Reverse((share.overridden, share.percent())));
        worst
    }
}
