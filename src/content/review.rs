//! `content/review.toml`: how long a page is good before somebody has to read it again.

use serde::Deserialize;

use super::{ContentError, toml_file};

pub(super) const FILE: &str = "review.toml";
/// Our own rule where the file is missing.
pub(super) const DAYS: u16 = 180;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Review {
    days: u16,
}

pub(super) fn read(path: &str, text: &str) -> Result<u16, ContentError> {
    let review: Review = toml_file::read(path, text)?;
    if review.days == 0 {
        return Err(ContentError::near(path, text, "days", "`days` is at least 1"));
    }
    Ok(review.days)
}
