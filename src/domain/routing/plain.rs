//! What of a decision is told to the asker in one sentence: the words that counted most.

use super::decide::{Decision, Reason};

/// So many of the asker's words are quoted at most.
const MOST: usize = 2;
/// A longer stretch is cut: a sentence that quotes another whole one is no plain one.
const LONG: usize = 24;

/// The reasons that say most for the decision, the asker's words each once: one that lies within
/// another says nothing new. Rules come before what was learned.
pub fn telling(decision: &Decision) -> Vec<&Reason> {
    let mut shown: Vec<&Reason> = Vec::new();
    let speaks = |reason: &&Reason| reason.weight > 0.0 && !reason.quote.is_empty();
    for reason in decision.reasons.iter().filter(speaks) {
        if shown.iter().any(|known| known.quote.contains(&reason.quote)) {
            continue;
        }
        shown.retain(|known| !reason.quote.contains(&known.quote));
        shown.push(reason);
    }
    shown
}

/// The asker's own words for one sentence, the most telling first, none of them long. What was
/// learned is quoted only where no rule heard anything: a rule's words are whole ones. Where the
/// router is not sure it is not quoted at all: nobody is told of a matter because of a stray word.
pub fn quotes(decision: &Decision) -> Vec<String> {
    let (learned, ruled): (Vec<&Reason>, Vec<&Reason>) =
        telling(decision).into_iter().partition(|reason| reason.is_learned());
    let told = match ruled.is_empty() {
        true if decision.triage => Vec::new(),
        true => learned,
        false => ruled,
    };
    told.into_iter().take(MOST).map(|reason| short(&reason.quote)).collect()
}

fn short(quote: &str) -> String {
    let quote = quote.split_whitespace().collect::<Vec<_>>().join(" ");
    if quote.chars().count() <= LONG {
        return quote;
    }
    let head: String = quote.chars().take(LONG / 2).collect();
    let rest: Vec<char> = quote.chars().collect();
    let tail: String = rest[rest.len() - LONG / 2..].iter().collect();
    format!("{head}…{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::routing::{Facts, Learned, route};

    /// Quote, rule and weight.
    type Said<'a> = (&'a str, &'a str, f64);

    fn decision(reasons: &[Said]) -> Decision {
        let rules = crate::domain::routing::tests::rules();
        let mut decision = route(&Facts::default(), &rules, &Learned::default());
        decision.reasons = reasons
            .iter()
            .map(|(quote, rule, weight)| Reason {
                zh: String::new(),
                en: String::new(),
                quote: (*quote).to_owned(),
                rule: (*rule).to_owned(),
                weight: *weight,
            })
            .collect();
        decision
    }

    #[test]
    fn a_sentence_quotes_at_most_two_short_stretches_that_spoke_for_it() {
        let long = "甲".repeat(40);
        let cut = format!("{}…{}", "甲".repeat(12), "甲".repeat(12));
        let table: [(&[Said], &[&str]); 6] = [
            (&[("货款", "debt.a", 3.0), ("拖着货款不给", "debt.b", 2.0)], &["拖着货款不给"]),
            (&[("欠条", "debt.a", 3.0), ("离婚", "debt.b", -2.0)], &["欠条"]),
            (&[("一", "a.a", 3.0), ("二", "a.b", 2.0), ("三", "a.c", 1.0)], &["一", "二"]),
            (&[("款不", "learned", 9.0), ("欠条", "debt.a", 1.0)], &["欠条"]),
            (&[("款不", "debt.examples", 0.9), ("", "asker.chosen", 0.0)], &["款不"]),
            (&[(&long, "a.a", 1.0)], &[&cut]),
        ];
        for (reasons, wanted) in table {
            let sure = Decision { triage: false, ..decision(reasons) };
            assert_eq!(quotes(&sure), wanted, "{reasons:?}");
        }
        let unsure = |reasons| quotes(&Decision { triage: true, ..decision(reasons) });
        assert_eq!(unsure(&[("店里", "criminal_defence.examples", 1.1)]), Vec::<String>::new());
        assert_eq!(unsure(&[("欠条", "debt.iou", 4.0), ("店里", "learned", 1.1)]), ["欠条"]);
    }
}
