//! TOML with the line of what is wrong.

use serde::de::DeserializeOwned;

use super::ContentError;

/// Reads a whole file.
pub(super) fn read<T: DeserializeOwned>(path: &str, text: &str) -> Result<T, ContentError> {
    parse(path, text, 1)
}

/// Reads a part of a file that begins at `first_line`.
pub(super) fn parse<T: DeserializeOwned>(
    path: &str,
    text: &str,
    first_line: usize,
) -> Result<T, ContentError> {
    toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start).min(text.len());
        let above = text.as_bytes()[..at].iter().filter(|b| **b == b'\n').count();
        ContentError::at(path, first_line + above, error.message().trim())
    })
}
