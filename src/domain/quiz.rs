//! Quizzes: an attempt freezes its questions, marks each answer once, and shows no right answer
//! before the question is answered.

use serde::{Deserialize, Serialize};

use crate::text_enum;

text_enum! {
    /// What is asked for.
    pub enum ItemKind {
        Single = "single",
        Multiple = "multiple",
        TrueFalse = "true_false",
        Ordering = "ordering",
        Short = "short",
    }
}

/// A question of the bank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    pub id: String,
    pub kind: ItemKind,
    /// Markdown.
    pub ask: String,
    /// For an ordering in their right order.
    #[serde(default)]
    pub choices: Vec<String>,
    /// Indices of choices; of a statement 0 is true and 1 is false.
    #[serde(default)]
    pub right: Vec<usize>,
    /// The accepted forms of a short answer.
    #[serde(default)]
    pub accepted: Vec<String>,
    /// Why, and what to do.
    pub explain: String,
}

impl Item {
    /// What is wrong with it by itself.
    pub fn lacks(&self) -> Vec<&'static str> {
        use ItemKind::*;
        let mut wrong = Vec::new();
        let mut need = |fits: bool, why: &'static str| {
            if !fits {
                wrong.push(why)
            }
        };
        need(!self.id.trim().is_empty(), "`id` is empty");
        need(!self.ask.trim().is_empty(), "`ask` is empty");
        need(!self.explain.trim().is_empty(), "`explain` is empty");
        let chosen = matches!(self.kind, Single | Multiple | Ordering);
        need(!chosen || (3..=5).contains(&self.choices.len()), "three to five `choices`");
        need(chosen || self.choices.is_empty(), "this kind has no `choices`");
        let mut known = self.choices.clone();
        known.sort();
        known.dedup();
        need(known.len() == self.choices.len(), "two `choices` are the same");
        let rights = self.right.len();
        need(self.kind != Single || rights == 1, "`right` names one choice");
        need(self.kind != TrueFalse || rights == 1, "`right` is [0] or [1]");
        need(self.kind != Multiple || rights >= 2, "`right` names two choices or more");
        need(!matches!(self.kind, Ordering | Short) || rights == 0, "this kind has no `right`");
        let range = if self.kind == TrueFalse { 2 } else { self.choices.len() };
        need(self.right.iter().all(|at| *at < range), "`right` names no choice");
        need(sorted(&self.right).len() == rights, "`right` names a choice twice");
        let short = self.kind == Short;
        need(short || self.accepted.is_empty(), "only a short answer has `accepted`");
        let forms = self.accepted.iter().all(|form| !normal(form).is_empty());
        need(!short || (forms && !self.accepted.is_empty()), "`accepted` names no form");
        wrong
    }

    /// How many places there are to choose from.
    pub fn places(&self) -> usize {
        if self.kind == ItemKind::TrueFalse { 2 } else { self.choices.len() }
    }
}

/// What somebody answered, choices numbered as in the file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    #[serde(default)]
    pub picks: Vec<usize>,
    #[serde(default)]
    pub text: String,
}

/// A question as drawn for one attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    pub item: Item,
    /// The choices by their index in the file, as they are shown.
    pub order: Vec<usize>,
}

/// The questions of one attempt and its rules, as they were when it began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frozen {
    pub items: Vec<Drawn>,
    /// Percent of the points to pass.
    pub pass: u8,
    /// How often it may be tried; 0 is as often as wished.
    pub tries: u32,
}

/// Freezes the questions; the same seed draws the same order. An ordering is never shown solved.
pub fn draw(items: &[Item], pass: u8, tries: u32, shuffle: bool, seed: u64) -> Frozen {
    let mut dice = Dice(seed);
    let mut drawn: Vec<Drawn> =
        items.iter().map(|item| draw_one(item, shuffle, &mut dice)).collect();
    if shuffle {
        dice.shuffle(&mut drawn);
    }
    Frozen { items: drawn, pass, tries }
}

fn draw_one(item: &Item, shuffle: bool, dice: &mut Dice) -> Drawn {
    let mut order: Vec<usize> = (0..item.places()).collect();
    let ordering = item.kind == ItemKind::Ordering;
    if ordering || (shuffle && item.kind != ItemKind::TrueFalse) {
        dice.shuffle(&mut order);
    }
    if ordering && order.is_sorted() {
        order.rotate_left(1);
    }
    Drawn { item: item.clone(), order }
}

/// SplitMix64: small, and the same on every machine.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, (self.next() % (at as u64 + 1)) as usize);
        }
    }
}

impl Drawn {
    /// The answer that places of the page (from 0) and a text stand for; none where it is none.
    pub fn answer(&self, places: &[usize], text: &str) -> Option<Answer> {
        let kind = self.item.kind;
        if kind == ItemKind::Short {
            let fits = !normal(text).is_empty() && text.chars().count() <= 100;
            return fits.then(|| Answer { picks: Vec::new(), text: text.trim().to_owned() });
        }
        let mut picks = Vec::new();
        for place in places {
            picks.push(*self.order.get(*place)?);
        }
        let whole = sorted(&picks);
        let fits = whole.len() == picks.len()
            && match kind {
                ItemKind::Single | ItemKind::TrueFalse => picks.len() == 1,
                ItemKind::Ordering => picks.len() == self.order.len(),
                _ => !picks.is_empty(),
            };
        let picks = if kind == ItemKind::Ordering { picks } else { whole };
        fits.then_some(Answer { picks, text: String::new() })
    }
}

/// Whether the answer is right.
pub fn mark(item: &Item, answer: &Answer) -> bool {
    match item.kind {
        ItemKind::Short => {
            let given = normal(&answer.text);
            item.accepted.iter().any(|form| normal(form) == given)
        }
        ItemKind::Ordering => answer.picks.iter().copied().eq(0..item.choices.len()),
        _ => sorted(&answer.picks) == sorted(&item.right),
    }
}

fn sorted(picks: &[usize]) -> Vec<usize> {
    let mut picks = picks.to_vec();
    picks.sort_unstable();
    picks.dedup();
    picks
}

/// A short answer without what does not matter: width, case, spaces and punctuation.
pub fn normal(text: &str) -> String {
    let half = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        other => other,
    };
    text.chars().map(half).filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// How an attempt stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Standing {
    pub answered: usize,
    pub points: usize,
    pub of: usize,
    pub finished: bool,
    pub passed: bool,
}

/// How the attempt stands with these answers, right or not.
pub fn standing(frozen: &Frozen, right: &[bool]) -> Standing {
    let (answered, of) = (right.len(), frozen.items.len());
    let points = right.iter().filter(|right| **right).count();
    let finished = answered == of;
    let passed = finished && points * 100 >= of * usize::from(frozen.pass);
    Standing { answered, points, of, finished, passed }
}

/// Whether one more try is allowed after `begun`.
pub fn may_retry(tries: u32, begun: u32) -> bool {
    tries == 0 || begun < tries
}

/// What is told once a question is answered, and not before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told {
    pub right: bool,
    /// The right choices, those of an ordering in order, or the first accepted form; a statement
    /// has its index.
    pub answer: Vec<String>,
    pub explain: String,
}

/// What is told of an answered question.
pub fn told(item: &Item, right: bool) -> Told {
    let answer = match item.kind {
        ItemKind::Ordering => item.choices.clone(),
        ItemKind::Short => item.accepted.iter().take(1).cloned().collect(),
        ItemKind::TrueFalse => item.right.iter().map(ToString::to_string).collect(),
        _ => item.right.iter().filter_map(|at| item.choices.get(*at).cloned()).collect(),
    };
    Told { right, answer, explain: item.explain.clone() }
}

/// A choice of an answered question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marked {
    /// By its index in the file.
    pub choice: usize,
    pub picked: bool,
    pub right: bool,
}

/// The choices as they were shown, each with whether it was picked and whether it is right; none
/// where nothing is chosen from.
pub fn marked(drawn: &Drawn, given: &Answer) -> Vec<Marked> {
    if matches!(drawn.item.kind, ItemKind::Ordering | ItemKind::Short) {
        return Vec::new();
    }
    let mark = |choice: &usize| Marked {
        choice: *choice,
        picked: given.picks.contains(choice),
        right: drawn.item.right.contains(choice),
    };
    drawn.order.iter().map(mark).collect()
}

#[cfg(test)]
mod tests;
