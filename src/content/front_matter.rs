//! TOML between two lines of `+++`, then Markdown.

use serde::de::DeserializeOwned;

use super::{ContentError, toml_file};

const FENCE: &str = "+++";

/// Splits a file and reads its front matter; the body comes back as Markdown.
pub(super) fn read<T: DeserializeOwned>(
    path: &str,
    text: &str,
) -> Result<(T, String), ContentError> {
    let text = text.replace("\r\n", "\n");
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    if first.trim_end() != FENCE {
        return Err(ContentError::at(path, 1, "the file must begin with a line `+++`"));
    }
    let mut end = first.len();
    for line in lines {
        if line.trim_end() == FENCE {
            let front = toml_file::parse(path, &text[first.len()..end], 2)?;
            return Ok((front, text[end + line.len()..].trim().to_string()));
        }
        end += line.len();
    }
    let last = text.lines().count();
    Err(ContentError::at(path, last, "the front matter is not closed by a line `+++`"))
}
