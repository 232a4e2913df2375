//! A function room of the youth centre, with its page.

use serde::Serialize;

use super::{ContentError, front_matter, markdown};
use crate::domain::course::RoomGroup;
use crate::domain::room::Room as Facts;

/// 二庭五室二基地: so many of each there are.
pub(super) const GROUPS: [(RoomGroup, usize); 3] =
    [(RoomGroup::Court, 2), (RoomGroup::Room, 5), (RoomGroup::Base, 2)];

/// A room with its page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Room {
    #[serde(flatten)]
    pub facts: Facts,
    /// The page's text as written.
    pub markdown: String,
    /// The same, rendered and safe to print.
    pub html: String,
}

impl std::ops::Deref for Room {
    type Target = Facts;

    fn deref(&self) -> &Facts {
        &self.facts
    }
}

pub(super) fn read(path: &str, text: &str) -> Result<Room, ContentError> {
    let (facts, markdown): (Facts, String) = front_matter::read(path, text)?;
    let html = markdown::render(&markdown);
    Ok(Room { facts, markdown, html })
}
