//! The nine function rooms of the youth centre: 二庭五室二基地.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::course::RoomGroup;
use super::week::{Span, Weekday, Weekly, minute};

/// A function room; the front matter of a file in `content/rooms/`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Room {
    pub slug: String,
    pub name: String,
    pub name_en: String,
    pub group: RoomGroup,
    /// Where it stands in the list, from 1.
    pub position: u8,
    /// How many people it holds, all parties together.
    pub capacity: i32,
    /// How many groups may be there at the same time.
    pub parties: i32,
    /// Only for the agencies' own work; no class is received there.
    pub agency_only: bool,
    /// Kept free before and after.
    pub setup_minutes: i32,
    pub equipment: Vec<String>,
    /// One sentence for the list.
    pub summary: String,
    pub hours: Vec<Opening>,
    pub reviewed: NaiveDate,
}

/// Days on which it is open from one clock time to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    pub days: Vec<Weekday>,
    /// `09:00`
    pub from: String,
    pub to: String,
}

impl Room {
    /// When it is open; a clock time that can't be read opens nothing.
    pub fn weekly(&self) -> Weekly {
        let mut week = Weekly::default();
        for opening in &self.hours {
            let (Some(from), Some(to)) = (minute(&opening.from), minute(&opening.to)) else {
                continue;
            };
            opening.days.iter().for_each(|day| week.add(*day, Span { from, to }));
        }
        week
    }

    /// The name in a language.
    pub fn name_in(&self, lang: &str) -> &str {
        if lang.starts_with("en") { &self.name_en } else { &self.name }
    }

    /// What it lacks by itself: the part of the file, and what is wrong with it.
    pub fn lacks(&self) -> Vec<(&'static str, String)> {
        let mut wrong = Vec::new();
        for (part, number, least) in [
            ("capacity", self.capacity, 1),
            ("parties", self.parties, 1),
            ("setup_minutes", self.setup_minutes, 0),
        ] {
            if number < least {
                wrong.push((part, format!("`{part}` is {number}, and must be {least} or more")));
            }
        }
        for opening in &self.hours {
            for clock in [&opening.from, &opening.to] {
                if minute(clock).is_none() {
                    wrong.push(("hours", format!("`{clock}` is no time of the day")));
                }
            }
        }
        let week = self.weekly();
        if week.is_empty() {
            wrong.push(("hours", "it is never open".to_owned()));
        }
        if let Some((day, what)) = week.lacks() {
            wrong.push(("hours", format!("{day}: {what}")));
        }
        wrong
    }
}
