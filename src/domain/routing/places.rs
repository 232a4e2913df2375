//! The city and its districts, as data: where a request comes from by what was written and by the
//! code of the enterprise's registration, and what makes jurisdiction doubtful.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::source::Both;

/// `content/places/city.toml`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Places {
    pub city: Place,
    pub districts: Vec<District>,
    pub(super) elsewhere: Elsewhere,
    pub(super) doubts: BTreeMap<String, DoubtSource>,
    pub(super) say: Say,
}

/// The city itself.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    pub name: Both,
    pub code: String,
    #[serde(default)]
    pub short: String,
}

/// One district or county.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct District {
    pub slug: String,
    pub name: Both,
    /// Its administrative division code, six digits.
    pub code: String,
    #[serde(default)]
    pub short: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Elsewhere {
    names: String,
    not_before: String,
    other_side: String,
    stays: String,
}

/// What is asked of a person where it is doubtful whose matter it is.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DoubtSource {
    #[serde(default)]
    pub leads: String,
    #[serde(default)]
    pub any: String,
    pub say: Both,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Say {
    pub seat: Both,
    pub registered: Both,
    pub load: Both,
}

/// The doubts that are found by their own words in this module and not by phrases of the file.
pub(super) const KNOWN: [&str; 4] = ["two", "outside", "other_side", NOBODY];
/// The doubt where no agency of the kind exists today.
pub(super) const NOBODY: &str = "nobody";
/// So far before a place the other side may be named, in characters.
const NEAR: usize = 12;

/// Where something is, and the words that say so; none for what a registration says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Index of the district.
    pub district: usize,
    pub quote: String,
}

impl Places {
    /// Reads the table.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn from_toml(text: &str) -> Result<Self, Vec<String>> {
        let places: Self = toml::from_str(text).map_err(|error| vec![error.to_string()])?;
        let mut wrong = Vec::new();
        for (at, one) in places.districts.iter().enumerate() {
            let digits = one.code.len() == 6 && one.code.bytes().all(|b| b.is_ascii_digit());
            if !digits || !one.code.starts_with(&places.city.code) {
                wrong.push(format!("{}: {} is no code of this city", one.slug, one.code));
            }
            let same = |other: &District| other.slug == one.slug || other.code == one.code;
            if places.districts[..at].iter().any(same) {
                wrong.push(format!("{}: stands there twice", one.slug));
            }
        }
        for (id, doubt) in &places.doubts {
            if doubt.any.trim().is_empty() && !KNOWN.contains(&id.as_str()) {
                wrong.push(format!("doubts.{id}: no phrase raises it"));
            }
        }
        if wrong.is_empty() { Ok(places) } else { Err(wrong) }
    }

    /// A district by its slug.
    pub fn district(&self, slug: &str) -> Option<&District> {
        self.districts.iter().find(|one| one.slug == slug)
    }

    /// The districts named where the place is asked for, in the order in which they are written.
    pub(super) fn in_place(&self, place: &str) -> Vec<Mention> {
        self.mentions(place, true)
    }

    /// The districts named by their full names in a story.
    pub(super) fn in_text(&self, text: &str) -> Vec<Mention> {
        self.mentions(text, false)
    }

    fn mentions(&self, text: &str, short: bool) -> Vec<Mention> {
        let text = text.to_lowercase();
        let mut found: Vec<(usize, Mention)> = Vec::new();
        for (district, one) in self.districts.iter().enumerate() {
            let english = one.name.en.to_lowercase();
            let shorts = one.short.split_whitespace().filter(|_| short);
            let names = [one.name.zh.as_str(), english.as_str()].into_iter().chain(shorts);
            let found_at = names.filter_map(|name| text.find(name).map(|at| (at, name)));
            let first = found_at.min_by_key(|(at, name)| (*at, std::cmp::Reverse(name.len())));
            if let Some((at, name)) = first {
                found.push((at, Mention { district, quote: name.to_owned() }));
            }
        }
        found.sort_by_key(|(at, _)| *at);
        found.into_iter().map(|(_, mention)| mention).collect()
    }

    /// The district in which an enterprise is registered: positions 3 to 8 of its credit code, the
    /// first six of an old registration number.
    pub(super) fn of_code(&self, code: &str) -> Option<usize> {
        let digits = match code.len() {
            18 => code.get(2..8)?,
            15 => code.get(..6)?,
            _ => return None,
        };
        self.districts.iter().position(|one| one.code == digits)
    }

    /// The place of another city, where a place names it and nothing of ours.
    pub(super) fn outside<'a>(&self, place: &'a str) -> Option<&'a str> {
        let lower = place.to_lowercase();
        let ours = std::iter::once(self.city.name.zh.as_str())
            .chain(self.city.short.split_whitespace())
            .any(|name| lower.contains(name));
        if ours || !self.in_place(place).is_empty() {
            return None;
        }
        self.others(place).into_iter().next().map(|(from, to)| &place[from..to])
    }

    /// Where the other side is said to be elsewhere: 对方公司在广州.
    pub(super) fn other_side<'a>(&self, text: &'a str) -> Option<&'a str> {
        self.others(text).into_iter().find_map(|(from, to)| {
            let before = tail(&text[..from], NEAR);
            let (at, who) = self
                .elsewhere
                .other_side
                .split_whitespace()
                .filter_map(|who| before.rfind(who).map(|at| (at, who)))
                .max()?;
            let between = &before[at + who.len()..];
            let stays = self.elsewhere.stays.split_whitespace().any(|word| between.contains(word));
            stays.then(|| &text[from - (before.len() - at)..to])
        })
    }

    /// Where other cities are named, and no street that is called after one.
    fn others(&self, text: &str) -> Vec<(usize, usize)> {
        let mut found: Vec<(usize, usize)> = Vec::new();
        for name in self.elsewhere.names.split_whitespace() {
            for (from, _) in text.match_indices(name) {
                let to = from + name.len();
                let street = |word: &str| text[to..].starts_with(word);
                if !self.elsewhere.not_before.split_whitespace().any(street) {
                    found.push((from, to));
                }
            }
        }
        found.sort_unstable();
        found
    }
}

/// The last characters of a text, not further back than its last sentence end.
fn tail(text: &str, most: usize) -> &str {
    let sentence = text.rfind(['。', '！', '？', '；', ';', '\n']);
    let start = sentence.map_or(0, |at| at + text[at..].chars().next().map_or(0, char::len_utf8));
    let text = &text[start..];
    let from = text.char_indices().rev().take(most).last().map_or(text.len(), |(at, _)| at);
    &text[from..]
}
