//! Lists by keyset: a page begins after the last row of the one before, found by an index.

use std::fmt;
use std::str::FromStr;

use crate::domain::Time;

const FORMAT: &str = "%Y%m%dT%H%M%S%.6f";

/// Where a page ended: the sort key of its last row, opaque in a URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    pub at: Time,
    pub id: String,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}~{}", self.at.format(FORMAT), self.id)
    }
}

impl FromStr for Cursor {
    type Err = String;

    /// Errors with the text itself where it is no cursor of ours.
    fn from_str(text: &str) -> Result<Self, String> {
        text.split_once('~')
            .filter(|(_, id)| {
                id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
            })
            .and_then(|(at, id)| {
                Some(Cursor { at: Time::parse_from_str(at, FORMAT).ok()?, id: id.to_owned() })
            })
            .ok_or_else(|| text.to_owned())
    }
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    pub rows: Vec<T>,
    /// Where the next page begins; none where this is the last.
    pub next: Option<Cursor>,
}

impl<T> Page<T> {
    /// Makes a page of `limit` rows from a query that asked for one more.
    pub(super) fn of(mut rows: Vec<T>, limit: i64, key: impl Fn(&T) -> Cursor) -> Page<T> {
        let limit = usize::try_from(limit).unwrap_or_default();
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more { rows.last().map(key) } else { None };
        Page { rows, next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_its_url() {
        let at = "2026-05-09T08:07:06.000123".parse().unwrap();
        let cursor = Cursor { at, id: "01abc".to_owned() };
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        let bad = "x~y';--";
        assert_eq!(bad.parse::<Cursor>(), Err(bad.to_owned()));
    }
}
