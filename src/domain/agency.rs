//! Agencies, and the tree they stand in.
//!
//! An agency keeps its slug for ever; where it stands in the tree is a list of placements, each
//! with the days on which it holds. Statistics and rights are asked "as of" a day, so a
//! reorganisation never rewrites the past.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::kind::Wording;

/// The shelf an agency belongs to: the four houses, the other departments, and the centre itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum House {
    Court,
    Procuratorate,
    Police,
    Justice,
    Other,
    Centre,
}

impl House {
    /// In the order the shelves stand on the page.
    pub const ALL: [House; 6] = [
        House::Court,
        House::Procuratorate,
        House::Police,
        House::Justice,
        House::Other,
        House::Centre,
    ];

    /// The word used in content files, in the database and in the keys of the locales (`agency.house.court`).
    pub fn word(self) -> &'static str {
        match self {
            House::Court => "court",
            House::Procuratorate => "procuratorate",
            House::Police => "police",
            House::Justice => "justice",
            House::Other => "other",
            House::Centre => "centre",
        }
    }

    /// The house of that word.
    pub fn from_word(word: &str) -> Option<House> {
        House::ALL.into_iter().find(|house| house.word() == word)
    }
}

/// For whom an agency works: the whole city, or one district.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    #[default]
    City,
    District,
}

impl Level {
    /// All of them.
    pub const ALL: [Level; 2] = [Level::City, Level::District];

    /// The word used in content files, in forms and in the keys of the locales.
    pub fn word(self) -> &'static str {
        match self {
            Level::City => "city",
            Level::District => "district",
        }
    }

    /// The level of that word.
    pub fn from_word(word: &str) -> Option<Level> {
        Level::ALL.into_iter().find(|level| level.word() == word)
    }

    fn is_city(&self) -> bool {
        *self == Level::City
    }
}

/// One body that can be handed an order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agency {
    pub slug: String,
    /// The full name, as routing answers it.
    pub name: String,
    pub name_en: String,
    /// For a narrow column at the desk.
    pub short: String,
    /// Where it stands at first; later moves are in `moves`.
    #[serde(default)]
    pub parent: Option<String>,
    pub house: House,
    pub valid_from: NaiveDate,
    /// The first day on which it no longer exists.
    #[serde(default)]
    pub valid_to: Option<NaiveDate>,
    #[serde(default)]
    pub moves: Vec<Move>,
    /// A public short number, where there is one.
    #[serde(default)]
    pub phone: Option<String>,
    /// When it takes in what we send.
    pub hours: Wording,
    /// What it deals with, in one line.
    pub handles: Wording,
    /// For whom it works; unless said otherwise, for the whole city. What is not said is not
    /// written either, so that what was stored before stays the same.
    #[serde(default, skip_serializing_if = "Level::is_city")]
    pub level: Level,
    /// The district it works for, by its slug in `content/places/`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub district: Option<String>,
    /// The agency of the whole city whose work it does in its district, or shares.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<String>,
    /// How many orders it can have in hand at once; said of those that share one kind of work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u32>,
}

/// From this day on the agency stands under another parent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Move {
    pub from: NaiveDate,
    #[serde(default)]
    pub parent: Option<String>,
}

/// Where an agency stands, from a day (included) to a day (excluded).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placement {
    pub agency: String,
    pub parent: Option<String>,
    pub from: NaiveDate,
    pub to: Option<NaiveDate>,
}

impl Placement {
    fn holds(&self, on: NaiveDate) -> bool {
        self.from <= on && self.to.is_none_or(|to| on < to)
    }
}

impl Agency {
    /// Does it exist on that day?
    pub fn exists_on(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|end| day < end)
    }

    /// The same history as rows, as the database keeps it.
    pub fn placements(&self) -> Vec<Placement> {
        let mut moves = self.moves.clone();
        moves.sort_by_key(|m| m.from);
        let first = Move { from: self.valid_from, parent: self.parent.clone() };
        let steps: Vec<Move> = std::iter::once(first).chain(moves).collect();
        let ends = steps.iter().skip(1).map(|m| Some(m.from)).chain([self.valid_to]);
        let place = |(step, to): (&Move, Option<NaiveDate>)| Placement {
            agency: self.slug.clone(),
            parent: step.parent.clone(),
            from: step.from,
            to,
        };
        steps.iter().zip(ends).map(place).collect()
    }
}

/// Why a set of placements is not a tree.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TreeError {
    #[error("agency {0} stands in two places on {1}")]
    Overlap(String, NaiveDate),
    #[error("agency {0}: a placement ends on or before the day it begins, {1}")]
    Backwards(String, NaiveDate),
    #[error("agency {0} stands under {1}, which does not exist")]
    UnknownParent(String, String),
    #[error("agency {0} would stand under itself on {1}")]
    Cycle(String, NaiveDate),
    #[error("agency {0} does not exist on {1}")]
    NotThere(String, NaiveDate),
}

impl TreeError {
    /// The agency the complaint is about.
    pub fn agency(&self) -> &str {
        match self {
            TreeError::Overlap(slug, _)
            | TreeError::Backwards(slug, _)
            | TreeError::UnknownParent(slug, _)
            | TreeError::Cycle(slug, _)
            | TreeError::NotThere(slug, _) => slug,
        }
    }
}

/// All agencies with their history; every question names the day it is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tree {
    placements: BTreeMap<String, Vec<Placement>>,
}

impl Tree {
    /// Builds the tree, or says why these rows are none.
    pub fn new(rows: impl IntoIterator<Item = Placement>) -> Result<Tree, TreeError> {
        let mut placements: BTreeMap<String, Vec<Placement>> = BTreeMap::new();
        for row in rows {
            placements.entry(row.agency.clone()).or_default().push(row);
        }
        for list in placements.values_mut() {
            list.sort_by_key(|p| p.from);
        }
        let tree = Tree { placements };
        tree.check_spans()?;
        tree.check_parents()?;
        tree.check_cycles()?;
        Ok(tree)
    }

    /// The tree of these agencies.
    pub fn of(agencies: &[Agency]) -> Result<Tree, TreeError> {
        Tree::new(agencies.iter().flat_map(Agency::placements))
    }

    /// Every placement, ordered by agency and day.
    pub fn placements(&self) -> impl Iterator<Item = &Placement> {
        self.placements.values().flatten()
    }

    /// Does the agency exist on that day?
    pub fn exists(&self, slug: &str, on: NaiveDate) -> bool {
        self.placement(slug, on).is_some()
    }

    /// Who it stands under on that day. A parent that is gone by then counts as none.
    pub fn parent(&self, slug: &str, on: NaiveDate) -> Option<&str> {
        let parent = self.placement(slug, on)?.parent.as_deref()?;
        self.exists(parent, on).then_some(parent)
    }

    /// From the nearest parent up to the root.
    pub fn ancestors(&self, slug: &str, on: NaiveDate) -> Vec<&str> {
        std::iter::successors(self.parent(slug, on), |up| self.parent(up, on)).collect()
    }

    /// The agency and all that stand under it on that day; empty if it does not exist then.
    pub fn subtree(&self, root: &str, on: NaiveDate) -> BTreeSet<&str> {
        self.placements
            .keys()
            .map(String::as_str)
            .filter(|slug| self.contains(root, slug, on))
            .collect()
    }

    /// Is `slug` the root itself, or does it stand somewhere under it, on that day?
    pub fn contains(&self, root: &str, slug: &str, on: NaiveDate) -> bool {
        self.exists(slug, on) && (slug == root || self.ancestors(slug, on).contains(&root))
    }

    /// The tree in which the agency stands under `parent` from `on` until its next planned change.
    pub fn moved(
        &self,
        slug: &str,
        parent: Option<&str>,
        on: NaiveDate,
    ) -> Result<Tree, TreeError> {
        let mut rows: Vec<Placement> = self.placements().cloned().collect();
        let current = rows
            .iter()
            .position(|p| p.agency == slug && p.holds(on))
            .ok_or_else(|| TreeError::NotThere(slug.into(), on))?;
        let parent = parent.map(str::to_string);
        if rows[current].from == on {
            rows[current].parent = parent;
        } else {
            let to = rows[current].to.replace(on);
            rows.push(Placement { agency: slug.into(), parent, from: on, to });
        }
        Tree::new(rows)
    }

    fn placement(&self, slug: &str, on: NaiveDate) -> Option<&Placement> {
        self.placements.get(slug)?.iter().find(|p| p.holds(on))
    }

    fn check_spans(&self) -> Result<(), TreeError> {
        for (slug, list) in &self.placements {
            if let Some(p) = list.iter().find(|p| p.to.is_some_and(|to| to <= p.from)) {
                return Err(TreeError::Backwards(slug.clone(), p.from));
            }
            let overlap = list.windows(2).find(|w| w[0].to.is_none_or(|to| to > w[1].from));
            if let Some(w) = overlap {
                return Err(TreeError::Overlap(slug.clone(), w[1].from));
            }
        }
        Ok(())
    }

    fn check_parents(&self) -> Result<(), TreeError> {
        for p in self.placements() {
            if let Some(parent) = p.parent.as_ref().filter(|up| !self.placements.contains_key(*up))
            {
                return Err(TreeError::UnknownParent(p.agency.clone(), parent.clone()));
            }
        }
        Ok(())
    }

    /// The shape changes only on days when a placement begins or ends, so those are enough.
    fn check_cycles(&self) -> Result<(), TreeError> {
        let days: BTreeSet<NaiveDate> =
            self.placements().flat_map(|p| [Some(p.from), p.to]).flatten().collect();
        for on in days {
            for slug in self.placements.keys() {
                let mut seen = BTreeSet::from([slug.as_str()]);
                let mut at = slug.as_str();
                while let Some(up) = self.parent(at, on) {
                    if !seen.insert(up) {
                        return Err(TreeError::Cycle(slug.clone(), on));
                    }
                    at = up;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "agency_tests.rs"]
mod tests;
