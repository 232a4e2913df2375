//! Words that people use when the router is unsure or wrong, and that no rule knows. What tells a
//! person apart is folded away first, and only what several people wrote is named.

use std::collections::{BTreeMap, BTreeSet};

use super::privacy;
use super::rules::Rules;
use super::scan::Found;

/// Only words that stand in so many different orders: nobody's text shows through.
const ORDERS: usize = 3;
/// A word that so many labels' example sentences use says nothing about what a text is about.
const GENERAL: usize = 3;
/// In characters.
const LENGTH: std::ops::RangeInclusive<usize> = 2..=6;

/// A word, and in how many orders it stands.
pub type Heard = (String, usize);

/// The words of some orders' texts that no rule covers, the most frequent first. `cut` tells the
/// words of a text apart.
pub fn words(rules: &Rules, texts: &[String], cut: impl Fn(&str) -> Vec<String>) -> Vec<Heard> {
    let general = general(rules, &cut);
    let mut orders: BTreeMap<String, usize> = BTreeMap::new();
    for text in texts {
        for word in unknown(rules, text, &cut) {
            if !general.contains(&word) {
                *orders.entry(word).or_default() += 1;
            }
        }
    }
    let mut found: Vec<Heard> = orders.into_iter().filter(|(_, n)| *n >= ORDERS).collect();
    found.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    found
}

/// The words of one text that overlap with nothing a rule found.
fn unknown(rules: &Rules, text: &str, cut: impl Fn(&str) -> Vec<String>) -> BTreeSet<String> {
    let folded = privacy::fold(rules.folding.fold(text).as_str());
    let known = Found::covered(rules, &folded);
    let mut words = BTreeSet::new();
    let mut at = 0;
    for word in cut(&folded) {
        let Some(found) = folded[at..].find(&word) else { continue };
        let (start, end) = (at + found, at + found + word.len());
        at = end;
        let heard = known.iter().any(|(from, to)| *from < end && start < *to);
        if !heard && is_word(&word) {
            words.insert(word);
        }
    }
    words
}

/// Chinese characters only: numbers, names and addresses were folded to something else.
fn is_word(word: &str) -> bool {
    LENGTH.contains(&word.chars().count())
        && word.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

/// Words that stand in the example sentences of many different labels.
fn general(rules: &Rules, cut: impl Fn(&str) -> Vec<String>) -> BTreeSet<String> {
    let mut labels: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for matter in &rules.matters {
        let folded = rules.folding.fold(&matter.examples.replace('\n', "。"));
        for word in cut(folded.as_str()) {
            labels.entry(word).or_default().insert(&matter.label);
        }
    }
    labels.into_iter().filter(|(_, labels)| labels.len() >= GENERAL).map(|(word, _)| word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(texts: &[&str]) -> Vec<Heard> {
        let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        let jieba = jieba_rs::Jieba::new();
        let cut = |text: &str| {
            jieba.cut(text, true).into_iter().map(|token| token.word.to_owned()).collect()
        };
        words(&crate::domain::routing::tests::rules(), &texts, cut)
    }

    #[test]
    fn a_word_that_three_people_use_and_no_rule_knows_is_named() {
        let found = heard(&[
            "小区的充电桩没人管，我叫王小明",
            "充电桩装不了，物业不让装充电桩，我叫王小明",
            "新能源车的充电桩坏了，我叫王小明，电话13800138000",
            "欠钱不还怎么办，我在蓝鲸灯塔",
            "欠钱不还怎么办，我在蓝鲸灯塔",
        ]);
        // Not the name, not what rules know, not what only two wrote.
        assert!(found.iter().any(|(word, n)| word.starts_with("充电") && *n == 3), "{found:?}");
        for word in ["王小明", "小明", "欠钱", "灯塔", "蓝鲸", "怎么办"] {
            assert!(found.iter().all(|(one, _)| one != word), "{word}: {found:?}");
        }
    }

    #[test]
    fn fewer_than_three_show_nothing() {
        assert_eq!(heard(&["充电桩没人管", "充电桩没人管"]), []);
        assert_eq!(heard(&[]), []);
    }
}
