//! What was played of a film: pieces of its time line, merged.

use std::fmt;
use std::str::FromStr;

/// A set of milliseconds, as pieces `[from, to)` that are sorted, not empty and do not touch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Intervals(Vec<(u64, u64)>);

impl Intervals {
    /// The set of what these pieces cover, in whatever order they come and however they overlap.
    pub fn from_pieces(pieces: impl IntoIterator<Item = (u64, u64)>) -> Intervals {
        let mut pieces: Vec<_> = pieces.into_iter().filter(|(from, to)| from < to).collect();
        pieces.sort_unstable();
        let mut merged: Vec<(u64, u64)> = Vec::with_capacity(pieces.len());
        for (from, to) in pieces {
            match merged.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                _ => merged.push((from, to)),
            }
        }
        Intervals(merged)
    }

    /// The pieces, in their order.
    pub fn pieces(&self) -> &[(u64, u64)] {
        &self.0
    }

    /// How many milliseconds they are together.
    pub fn covered(&self) -> u64 {
        self.0.iter().map(|(from, to)| to - from).sum()
    }

    /// What is in either.
    pub fn union(&self, other: &Intervals) -> Intervals {
        Intervals::from_pieces(self.0.iter().chain(&other.0).copied())
    }

    /// What is in this and not in the other.
    pub fn without(&self, other: &Intervals) -> Intervals {
        let mut left = Vec::new();
        let mut taken = other.0.iter().copied().peekable();
        for &(mut from, to) in &self.0 {
            while taken.next_if(|(_, end)| *end <= from).is_some() {}
            let mut ahead = taken.clone();
            while let Some((start, end)) = ahead.next_if(|(start, _)| *start < to) {
                left.push((from, start.max(from)));
                from = from.max(end);
            }
            left.push((from, to));
        }
        Intervals::from_pieces(left)
    }

    /// Its first milliseconds, at most so many.
    pub fn first(&self, most: u64) -> Intervals {
        let mut room = most;
        let pieces = self.0.iter().map_while(|&(from, to)| {
            let taken = room.min(to - from);
            room -= taken;
            (taken > 0).then_some((from, from + taken))
        });
        Intervals(pieces.collect())
    }

    /// The same with its shortest pieces left out until there are at most so many.
    pub fn longest(mut self, most: usize) -> Intervals {
        if self.0.len() > most {
            self.0.sort_unstable_by_key(|(from, to)| (std::cmp::Reverse(to - from), *from));
            self.0.truncate(most);
            self.0.sort_unstable();
        }
        self
    }
}

/// `0-15000 20000-30000`
impl fmt::Display for Intervals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, (from, to)) in self.0.iter().enumerate() {
            write!(f, "{}{from}-{to}", if n == 0 { "" } else { " " })?;
        }
        Ok(())
    }
}

impl FromStr for Intervals {
    type Err = String;

    fn from_str(text: &str) -> Result<Intervals, String> {
        let piece = |piece: &str| {
            let (from, to) = piece.split_once('-')?;
            Some((from.parse().ok()?, to.parse().ok()?))
        };
        let pieces: Option<Vec<(u64, u64)>> = text.split_whitespace().map(piece).collect();
        pieces.map(Intervals::from_pieces).ok_or_else(|| format!("no intervals: {text}"))
    }
}
