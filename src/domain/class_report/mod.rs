//! How a class gets on with its lessons: counted for the class first, by seat where a teacher asks
//! for it. Nothing is ranked, and no count of a group that is too small leaves the class.

use std::collections::BTreeMap;

use super::quiz::{Answer, normal};

/// A smaller group than this is not told of outside the class: somebody could be made out in it.
pub const SMALL: usize = 5;
/// So many wrong answers of a question are worth talking about.
const MISTAKES: usize = 3;

/// A count as it may be shown outside the class; none where it is one of a small group.
pub fn beyond(count: usize) -> Option<usize> {
    (count == 0 || count >= SMALL).then_some(count)
}

/// What one seat has seen of a film, or read of a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    pub seat: i32,
    /// A film's id, or `page:<lesson>`.
    pub content: String,
    /// From 0 to 1.
    pub share: f64,
    pub done: bool,
}

/// A lesson that was played to the whole class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub content: String,
    pub heads: i32,
    /// It was played to its end.
    pub done: bool,
}

/// One attempt of a seat at a quiz.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    pub seat: i32,
    pub lesson: String,
    pub finished: bool,
    pub points: i32,
    pub of: i32,
    pub passed: bool,
}

/// How often the same answer was given to a question at the first attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub lesson: String,
    /// Which state of the questions it was.
    pub revision: String,
    pub item: String,
    pub answer: Answer,
    pub correct: bool,
    pub times: usize,
}

/// Everything that was learnt in a class.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Learnt {
    /// The seats that are taken, by number.
    pub seats: Vec<i32>,
    pub seen: Vec<Seen>,
    pub shown: Vec<Shown>,
    pub tried: Vec<Tried>,
    pub said: Vec<Said>,
}

/// A lesson as a class stands with it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    /// Seats that have begun it, those that are done included.
    pub begun: usize,
    pub done: usize,
    /// How much of it those who began have seen, on average, in whole percent.
    pub percent: u32,
    /// How often it was played to the whole class to its end, and to how many heads in all.
    pub showings: usize,
    pub heads: i64,
    /// Seats that have answered its questions to the end, and those that passed.
    pub tried: usize,
    pub passed: usize,
    /// The average of each one's best result, in whole percent.
    pub points: u32,
}

/// One seat and one lesson.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cell {
    /// In whole percent, down.
    pub percent: u32,
    pub done: bool,
    /// The best attempt that was finished: points, of how many.
    pub best: Option<(i32, i32)>,
    pub passed: bool,
}

/// A question that somebody answered wrong at the first attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub lesson: String,
    pub revision: String,
    pub item: String,
    pub answered: usize,
    pub wrong: usize,
    /// The wrong answers that were given most, and how often. Of what was typed freely only what
    /// two or more have typed: the rest could say who it was.
    pub mistakes: Vec<(Answer, usize)>,
}

impl Learnt {
    /// How each seat stands with a lesson, in the order of the seats.
    pub fn cells(&self, content: &str, lesson: &str) -> Vec<Cell> {
        let mut cells: BTreeMap<i32, Cell> =
            self.seats.iter().map(|seat| (*seat, Cell::default())).collect();
        for one in self.seen.iter().filter(|one| one.content == content) {
            if let Some(cell) = cells.get_mut(&one.seat) {
                cell.percent = if one.done { 100 } else { percent(one.share) };
                cell.done = one.done;
            }
        }
        let finished = |one: &&Tried| one.lesson == lesson && one.finished;
        for one in self.tried.iter().filter(finished) {
            if let Some(cell) = cells.get_mut(&one.seat) {
                cell.passed |= one.passed;
                let better = cell.best.is_none_or(|(points, of)| points * one.of < one.points * of);
                if better {
                    cell.best = Some((one.points, one.of));
                }
            }
        }
        cells.into_values().collect()
    }

    /// How the class stands with a lesson.
    pub fn sum(&self, content: &str, lesson: &str) -> Sum {
        let cells = self.cells(content, lesson);
        let begun: Vec<&Cell> = cells.iter().filter(|cell| cell.done || cell.percent > 0).collect();
        let best: Vec<f64> = cells.iter().filter_map(|cell| cell.best).map(share).collect();
        let shown = self.shown.iter().filter(|one| one.content == content && one.done);
        Sum {
            begun: begun.len(),
            done: cells.iter().filter(|cell| cell.done).count(),
            percent: mean(begun.iter().map(|cell| f64::from(cell.percent) / 100.0)),
            showings: shown.clone().count(),
            heads: shown.map(|one| i64::from(one.heads)).sum(),
            tried: best.len(),
            passed: cells.iter().filter(|cell| cell.passed).count(),
            points: mean(best.into_iter()),
        }
    }

    /// Whether anything was done with a lesson.
    pub fn touched(&self, content: &str, lesson: &str) -> bool {
        self.seen.iter().any(|one| one.content == content)
            || self.shown.iter().any(|one| one.content == content)
            || self.tried.iter().any(|one| one.lesson == lesson)
    }

    /// The questions that went wrong, the one that went wrong most often first.
    pub fn questions(&self) -> Vec<Question> {
        let mut by_item: BTreeMap<(&str, &str, &str), Vec<&Said>> = BTreeMap::new();
        for said in &self.said {
            let key = (said.lesson.as_str(), said.revision.as_str(), said.item.as_str());
            by_item.entry(key).or_default().push(said);
        }
        let mut questions: Vec<Question> =
            by_item.values().filter_map(|said| question(said)).collect();
        // As a share, without dividing; the same share: where more have answered.
        questions.sort_by(|a, b| {
            let (one, other) = (a.wrong * b.answered, b.wrong * a.answered);
            other.cmp(&one).then(b.answered.cmp(&a.answered)).then(a.item.cmp(&b.item))
        });
        questions
    }

    /// The seats that are done with all of these contents.
    pub fn finished(&self, contents: &[String]) -> Vec<i32> {
        let done = |seat: i32, content: &String| {
            self.seen.iter().any(|one| one.seat == seat && one.done && one.content == *content)
        };
        let all = |seat: &i32| !contents.is_empty() && contents.iter().all(|one| done(*seat, one));
        self.seats.iter().copied().filter(all).collect()
    }
}

fn question(said: &[&Said]) -> Option<Question> {
    let first = said.first()?;
    let (mut answered, mut wrong) = (0, 0);
    let mut mistakes: BTreeMap<(String, Vec<usize>), (Answer, usize)> = BTreeMap::new();
    for one in said {
        answered += one.times;
        if !one.correct {
            wrong += one.times;
            let same = (normal(&one.answer.text), one.answer.picks.clone());
            mistakes.entry(same).or_insert_with(|| (one.answer.clone(), 0)).1 += one.times;
        }
    }
    let mut mistakes: Vec<(Answer, usize)> =
        mistakes.into_values().filter(|(answer, n)| answer.text.is_empty() || *n > 1).collect();
    mistakes.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
    mistakes.truncate(MISTAKES);
    (wrong > 0).then(|| Question {
        lesson: first.lesson.clone(),
        revision: first.revision.clone(),
        item: first.item.clone(),
        answered,
        wrong,
        mistakes,
    })
}

fn share((points, of): (i32, i32)) -> f64 {
    f64::from(points) / f64::from(of.max(1))
}

fn percent(share: f64) -> u32 {
    (share.clamp(0.0, 1.0) * 100.0) as u32
}

fn mean(shares: impl ExactSizeIterator<Item = f64>) -> u32 {
    let n = shares.len().max(1) as f64;
    (shares.sum::<f64>() * 100.0 / n).round() as u32
}

#[cfg(test)]
mod tests;
