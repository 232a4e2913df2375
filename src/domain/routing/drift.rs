//! Where the router is wrong, as far as dispatchers and agencies say so: by month, by the matter that was proposed, and by
//! the rules that spoke for it.

use std::collections::BTreeMap;

use super::decide::Decision;

/// How often something was proposed, and how often a dispatcher decided otherwise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    pub proposed: usize,
    pub overridden: usize,
    /// How often the agency that was proposed gave it back.
    pub returned: usize,
}

impl Share {
    /// In percent.
    pub fn percent(&self) -> usize {
        (self.overridden * 100).checked_div(self.proposed).unwrap_or(0)
    }

    /// How often it was wrong, as far as anybody said so.
    pub fn wrong(&self) -> usize {
        self.overridden + self.returned
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
        self.count(month, proposed, |share| {
            share.proposed += 1;
            share.overridden += usize::from(overridden);
        });
    }

    /// Counts one order that an agency gave back. Where a dispatcher had sent it elsewhere the
    /// proposal is not to blame.
    pub fn add_return(&mut self, month: &str, proposed: &Decision, agency: &str) {
        if proposed.lead == agency {
            self.count(month, proposed, |share| share.returned += 1);
        }
    }

    fn count(&mut self, month: &str, proposed: &Decision, count: impl Fn(&mut Share)) {
        count(&mut self.all);
        count(self.months.entry(month.to_owned()).or_default());
        count(self.matters.entry(proposed.matter.clone()).or_default());
        for reason in proposed.reasons.iter().filter(|reason| reason.weight > 0.0) {
            count(self.rules.entry(reason.rule.clone()).or_default());
        }
    }

    /// The most often wrong first; what never was is left out.
    pub fn worst(of: &BTreeMap<String, Share>) -> Vec<(&str, Share)> {
        let mut worst: Vec<(&str, Share)> = of
            .iter()
            .filter(|(_, share)| share.wrong() > 0)
            .map(|(name, share)| (name.as_str(), *share))
            .collect();
        worst.sort_by_key(|(_, share)| std::cmp::Reverse((share.wrong(), share.percent())));
        worst
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::routing::{Facts, Learned, route};

    #[test]
    fn what_was_sent_elsewhere_and_what_was_given_back_count_apart() {
        let rules = crate::domain::routing::tests::rules();
        let body = "供应商拖欠我们公司货款二十万，写了欠条".to_owned();
        let facts = Facts { body, ..Facts::default() };
        let debt = route(&facts, &rules, &Learned::default());
        let mut drift = Drift::default();
        drift.add("2026-10", &debt, false);
        drift.add("2026-11", &debt, true);
        drift.add_return("2026-11", &debt, &debt.lead);
        // The dispatcher had sent it there, not the router.
        drift.add_return("2026-11", &debt, "tax");
        assert_eq!(drift.all, Share { proposed: 2, overridden: 1, returned: 1 });
        assert_eq!((drift.all.percent(), drift.all.wrong()), (50, 2));
        assert_eq!(drift.months["2026-10"], Share { proposed: 1, ..Share::default() });
        assert_eq!(Drift::worst(&drift.matters), [("debt", drift.all)]);
        assert!(Drift::worst(&drift.rules).iter().all(|(_, share)| *share == drift.all));
        assert!(!Drift::worst(&drift.rules).is_empty());
    }
}
