//! Several matters in one text: whether another one is told in words of its own.

use serde::{Deserialize, Serialize};

use super::decide::{Decision, Reading, Words};
use super::scan::{Finding, Fired};

/// Another matter that a text tells beside the one it is routed by. A proposal: a person decides
/// whether it is one order with a co-agency or two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Second {
    pub matter: String,
    pub name: Words,
    /// Slug of the agency that would lead it.
    pub lead: String,
    /// The asker's words that tell it.
    pub quotes: Vec<String>,
    /// It is told in sentences of its own: rather two orders than one.
    pub apart: bool,
}

/// One rule must say so much by itself, and all of them together so much.
const ONE: f64 = 2.8;
const TOGETHER: f64 = 4.0;
/// So much where the two matters are often taken for each other.
const TOGETHER_NEAR: f64 = 6.5;
/// So many of the asker's words are kept.
const QUOTES: usize = 2;

impl Decision {
    /// Two matters for two agencies, each told in sentences of its own: a person says whether it is
    /// one order or two.
    pub fn tells_two(&self) -> bool {
        self.second.as_ref().is_some_and(|second| second.apart && second.lead != self.lead)
    }
}

impl Reading<'_> {
    /// The matter that is told most plainly beside the best one, by words that do not speak for the
    /// best one too.
    pub(super) fn second(&self, best: usize) -> Option<Second> {
        let rules = self.rules;
        if rules.matters[best].manner {
            return None;
        }
        let own: Vec<&Fired> = self.speaking(best).collect();
        // Where nothing was heard of the first, the other is no second.
        let first: f64 = own.iter().map(|one| one.weight).sum();
        if first < ONE {
            return None;
        }
        let told = |matter: usize| -> Option<(f64, usize)> {
            let other = &rules.matters[matter];
            let same = rules.label_of[matter] == rules.label_of[best];
            if matter == best || same || other.manner {
                return None;
            }
            let alone = |one: &&Fired| own.iter().all(|mine| !touches(&mine.at, &one.at));
            let weights: Vec<f64> =
                self.speaking(matter).filter(alone).map(|one| one.weight).collect();
            let against = self.fired.iter().filter(|one| one.matter == matter && one.weight < 0.0);
            let sum = weights.iter().sum::<f64>() + against.map(|one| one.weight).sum::<f64>();
            let near = rules.matters[best].near.contains(&other.slug)
                || other.near.contains(&rules.matters[best].slug);
            let enough = if near { TOGETHER_NEAR } else { TOGETHER };
            let plain = weights.iter().any(|weight| *weight >= ONE);
            (plain && sum >= enough).then_some((sum, matter))
        };
        let (_, matter) =
            (0..rules.matters.len()).filter_map(told).max_by(|a, b| a.0.total_cmp(&b.0))?;
        Some(self.told(matter, &own))
    }

    fn speaking(&self, matter: usize) -> impl Iterator<Item = &Fired> {
        self.fired.iter().filter(move |one| one.matter == matter && one.weight > 0.0)
    }

    fn told(&self, matter: usize, own: &[&Fired]) -> Second {
        let mut spans: Vec<&Fired> = self
            .speaking(matter)
            .filter(|one| own.iter().all(|mine| !touches(&mine.at, &one.at)))
            .collect();
        spans.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        let text = self.folded.as_str();
        let sentence = |at: &Finding| text[..at.start].matches(ENDS).count();
        let mine: Vec<usize> = own.iter().map(|one| sentence(&one.at)).collect();
        let of = &self.rules.matters[matter];
        let mut quotes: Vec<String> = Vec::new();
        for one in &spans {
            let quote = self.folded.quote(one.at.start, one.at.end).to_owned();
            if quotes.len() < QUOTES && !quotes.contains(&quote) {
                quotes.push(quote);
            }
        }
        Second {
            matter: of.slug.clone(),
            name: of.name.clone(),
            lead: self.desk(matter).map_or(&of.lead, |desk| &desk.lead).clone(),
            apart: spans.iter().all(|one| !mine.contains(&sentence(&one.at))),
            quotes,
        }
    }
}

/// What ends a sentence in a folded text.
const ENDS: [char; 6] = ['.', '!', '?', ';', '；', '\n'];

fn touches(a: &Finding, b: &Finding) -> bool {
    a.start < b.end && b.start < a.end
}

#[cfg(test)]
mod tests {
    use crate::domain::routing::tests::rules;
    use crate::domain::routing::{Facts, Learned, route};

    /// Text, first matter, second matter and whether it is told apart.
    type Case = (&'static str, &'static str, Option<(&'static str, bool)>);

    #[test]
    fn another_matter_needs_words_of_its_own() {
        let rules = rules();
        let table: [Case; 6] = [
            (
                "客户欠我们货款八万，对账单都签了，一直不还。另外税务局说我们少缴了税，要补税和交滞纳金。",
                "debt",
                Some(("tax", true)),
            ),
            (
                "老板拖欠工资三个月，还说要离婚分财产，抚养权归谁",
                "labour",
                Some(("marriage", false)),
            ),
            ("客户欠我们货款八万，对账单都签了，一直不还。", "debt", None),
            ("公司拖欠工资，没签劳动合同，还把我辞退了", "labour", None),
            ("怎么起诉要准备什么材料，客户欠货款不还", "debt", None),
            ("你好", "consultation", None),
        ];
        for (text, first, second) in table {
            let facts = Facts { body: text.to_owned(), ..Facts::default() };
            let decision = route(&facts, &rules, &Learned::default());
            let told = decision.second.as_ref();
            let found = told.map(|one| (one.matter.as_str(), one.apart));
            let both = [Some(decision.matter.as_str()), told.map(|one| one.matter.as_str())];
            if second.is_some() {
                // Which of the two leads is the router's business; that both are heard is ours.
                assert!(both.contains(&Some(first)), "{text}: {both:?}");
                assert_eq!(found.map(|one| one.1), second.map(|one| one.1), "{text}: {both:?}");
                assert!(both.contains(&second.map(|one| one.0)), "{text}: {both:?}");
                assert!(told.unwrap().quotes.iter().all(|quote| text.contains(quote)));
            } else {
                assert_eq!(found, None, "{text}");
            }
        }
    }

    #[test]
    fn five_matters_at_once_are_answered_with_a_reason() {
        let rules = rules();
        let text = "货款不给、欠条打了；员工被辞退没签劳动合同；税务局要补税；商标被抄袭侵权；工地工程款不结算。";
        for times in [1, 40] {
            let facts = Facts { body: text.repeat(times), ..Facts::default() };
            let decision = route(&facts, &rules, &Learned::default());
            assert!(!decision.reasons.is_empty() && decision.alternatives.len() >= 2);
            assert!(decision.second.is_some(), "{decision:?}");
        }
    }
}
