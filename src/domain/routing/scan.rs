//! One pass over the text finds every phrase; groups and patterns are then judged over what was
//! found.

use super::rules::{Clause, List, Rules, Shape, Together};
use super::source::Voice;

/// A phrase found, in bytes of the folded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finding {
    pub phrase: usize,
    pub start: usize,
    pub end: usize,
}

/// What was found, by list of phrases.
#[derive(Debug)]
pub(super) struct Found {
    by_list: Vec<Vec<Finding>>,
}

/// A clause that counts, how much, and the words that it rests on.
#[derive(Debug, Clone)]
pub(super) struct Fired {
    pub clause: usize,
    pub matter: usize,
    pub weight: f64,
    pub at: Finding,
}

/// A phrase repeated more often than this in one text says no more.
const ENOUGH: usize = 24;

/// How much a second and a third different phrase of one group add.
const MORE: [f64; 3] = [1.0, 0.35, 0.15];

impl Found {
    pub fn scan(rules: &Rules, folded: &str) -> Self {
        let mut by_list = vec![Vec::new(); rules.lists];
        for hit in rules.automaton.find_overlapping_iter(folded) {
            let phrase = hit.pattern().as_usize();
            if !whole_word(folded, hit.start(), hit.end()) {
                continue;
            }
            let finding = Finding { phrase, start: hit.start(), end: hit.end() };
            for &list in &rules.uses[phrase] {
                let list: &mut Vec<Finding> = &mut by_list[list];
                if list.len() < ENOUGH {
                    list.push(finding);
                }
            }
        }
        Self { by_list }
    }

    /// Everything that any phrase covers, from where to where.
    pub fn covered(rules: &Rules, folded: &str) -> Vec<(usize, usize)> {
        let hits = rules.automaton.find_overlapping_iter(folded);
        let whole = hits.filter(|hit| whole_word(folded, hit.start(), hit.end()));
        whole.map(|hit| (hit.start(), hit.end())).collect()
    }

    pub fn of(&self, list: List) -> &[Finding] {
        &self.by_list[list]
    }

    pub fn any(&self, list: Option<List>) -> bool {
        list.is_some_and(|list| !self.by_list[list].is_empty())
    }

    /// Whether one finding of each list stands near the others; the stretch from first to last.
    pub fn together(&self, pattern: &Together) -> Option<Finding> {
        if pattern.lists.iter().any(|&list| self.of(list).is_empty()) || self.any(pattern.unless) {
            return None;
        }
        let (&first, others) = pattern.lists.split_first()?;
        self.of(first).iter().find_map(|&start| self.around(start, others, pattern))
    }

    fn around(&self, from: Finding, others: &[List], pattern: &Together) -> Option<Finding> {
        let mut whole = from;
        let mut last = from;
        for &list in others {
            let near = self
                .of(list)
                .iter()
                .filter(|other| !overlap(other, &last))
                .filter(|other| !pattern.ordered || other.start >= last.end)
                .min_by_key(|other| stretch(&whole, other))?;
            whole.start = whole.start.min(near.start);
            whole.end = whole.end.max(near.end);
            if whole.end - whole.start > pattern.within {
                return None;
            }
            last = *near;
        }
        Some(whole)
    }
}

/// Every clause that counts for this text.
pub(super) fn fire(rules: &Rules, found: &Found, voice: Option<Voice>) -> Vec<Fired> {
    let heard = |clause: &Clause| clause.voice.is_none_or(|wanted| Some(wanted) == voice);
    rules
        .clauses
        .iter()
        .enumerate()
        .filter(|(_, clause)| heard(clause))
        .filter_map(|(index, clause)| {
            let (share, at) = match &clause.shape {
                Shape::Any(list) => group(found.of(*list))?,
                Shape::All(pattern) => (1.0, found.together(pattern)?),
            };
            Some(Fired { clause: index, matter: clause.matter, weight: clause.weight * share, at })
        })
        .collect()
}

/// How much a group of phrases counts, and the longest phrase found.
fn group(found: &[Finding]) -> Option<(f64, Finding)> {
    let longest = found.iter().max_by_key(|one| (one.end - one.start, usize::MAX - one.start))?;
    let inside = |one: &Finding| {
        found.iter().any(|other| {
            other.phrase != one.phrase && other.start <= one.start && one.end <= other.end
        })
    };
    let mut different: Vec<usize> =
        found.iter().filter(|one| !inside(one)).map(|one| one.phrase).collect();
    different.sort_unstable();
    different.dedup();
    let share = MORE.iter().take(different.len().max(1)).sum();
    Some((share, *longest))
}

/// A phrase of ASCII letters counts only as a word: `ip` is not in `shipping`.
fn whole_word(text: &str, start: usize, end: usize) -> bool {
    let bytes = text.as_bytes();
    let letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphabetic);
    let before = start > 0 && letter(start - 1) && letter(start);
    let after = letter(end) && letter(end - 1);
    !(before || after)
}

fn overlap(a: &Finding, b: &Finding) -> bool {
    a.start < b.end && b.start < a.end
}

fn stretch(whole: &Finding, other: &Finding) -> usize {
    whole.end.max(other.end) - whole.start.min(other.start)
}
