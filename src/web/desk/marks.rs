//! The asker's text with the words marked that the router heard: for and against by rules, and what
//! was learned, each in its own way.

use serde::Serialize;

use crate::domain::routing::{Decision, Reason};

/// What a marked stretch, or a reason, does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// A rule speaks for the matter.
    For,
    /// A rule speaks against it.
    Against,
    /// The example sentences or confirmations speak.
    Learned,
    /// Why this agency and not the matter's usual one, or that the asker chose.
    Placed,
}

/// A stretch of what the asker wrote.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Said {
    text: String,
    mark: Option<Mark>,
}

impl Mark {
    /// What a reason does.
    pub fn of(reason: &Reason) -> Self {
        match reason {
            reason if reason.is_learned() => Self::Learned,
            reason if reason.weight > 0.0 => Self::For,
            reason if reason.weight < 0.0 => Self::Against,
            _ => Self::Placed,
        }
    }
}

/// A text with the words that a decision rests on. Where two stretches meet, a rule goes before what
/// was learned, and the longer one before the shorter.
pub fn marked(text: &str, decision: Option<&Decision>) -> Vec<Said> {
    let mut words: Vec<(Mark, &str)> = decision
        .iter()
        .flat_map(|decision| &decision.reasons)
        .filter(|reason| !reason.quote.is_empty())
        .map(|reason| (Mark::of(reason), reason.quote.as_str()))
        .collect();
    words.sort_by_key(|(mark, quote)| (*mark, std::cmp::Reverse(quote.len())));
    let mut spans: Vec<(usize, usize, Mark)> = Vec::new();
    for (mark, quote) in words {
        let free = |from: usize| {
            spans.iter().all(|&(start, end, _)| from + quote.len() <= start || end <= from)
        };
        if let Some((from, _)) = text.match_indices(quote).find(|(from, _)| free(*from)) {
            spans.push((from, from + quote.len(), mark));
        }
    }
    spans.sort_unstable_by_key(|(from, ..)| *from);
    cut(text, &spans)
}

fn cut(text: &str, spans: &[(usize, usize, Mark)]) -> Vec<Said> {
    let mut said = Vec::new();
    let mut at = 0;
    for &(from, to, mark) in spans {
        if from > at {
            said.push(Said { text: text[at..from].to_owned(), mark: None });
        }
        said.push(Said { text: text[from..to].to_owned(), mark: Some(mark) });
        at = to;
    }
    if at < text.len() {
        said.push(Said { text: text[at..].to_owned(), mark: None });
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::routing::{Facts, Learned, Rules, route};

    fn decision(reasons: &[(&str, &str, f64)]) -> Decision {
        let files = crate::content::tables::tables("routing/");
        let rules = Rules::from_toml(files).unwrap();
        let mut decision = route(&Facts::default(), &rules, &Learned::default());
        let reason = |&(quote, rule, weight): &(&str, &str, f64)| Reason {
            zh: String::new(),
            en: String::new(),
            quote: quote.to_owned(),
            rule: rule.to_owned(),
            weight,
        };
        decision.reasons = reasons.iter().map(reason).collect();
        decision
    }

    #[test]
    fn words_are_marked_by_what_they_do() {
        let decision = decision(&[
            ("一直拖", "debt.will-not-pay", 2.0),
            ("货款不给", "debt.goods-money", 3.0),
            ("款不给，一", "learned", 0.9),
            ("工资", "debt.not-debt", -1.8),
            ("八万", "debt.examples", 0.5),
            ("", "asker.chosen", 0.0),
        ]);
        let said = marked("货款不给，一直拖，货款八万，不是工资", Some(&decision));
        let marks: Vec<_> = said.iter().map(|s| (s.text.as_str(), s.mark)).collect();
        assert_eq!(
            marks,
            [
                ("货款不给", Some(Mark::For)),
                ("，", None),
                ("一直拖", Some(Mark::For)),
                ("，货款", None),
                ("八万", Some(Mark::Learned)),
                ("，不是", None),
                ("工资", Some(Mark::Against)),
            ]
        );
        assert_eq!(marked("", Some(&decision)), []);
        assert_eq!(marked("货款", None).len(), 1);
    }

    #[test]
    fn a_word_that_is_taken_is_marked_where_it_stands_again() {
        let decision = decision(&[("货款不给", "a.a", 3.0), ("货款", "a.examples", 0.5)]);
        let said = marked("货款不给，货款", Some(&decision));
        assert_eq!(said.last().unwrap().mark, Some(Mark::Learned));
    }
}
