//! The files themselves: embedded in the release binary, read from disk in a debug build.

use rust_embed::RustEmbed;

use super::ContentError;

#[derive(RustEmbed)]
#[folder = "content/"]
struct Folder;

/// The files whose path (relative to `content/`) begins with `prefix`, by path.
/// Passed over: notes for people (`README.md`), and what an editor leaves behind (names that begin
/// with a dot or end with `~`).
pub fn files(prefix: &str) -> Vec<(String, Vec<u8>)> {
    files_where(|path| path.starts_with(prefix))
}

/// The files whose path is wanted, by path.
pub fn files_where(wanted: impl Fn(&str) -> bool) -> Vec<(String, Vec<u8>)> {
    let mut paths: Vec<String> = Folder::iter()
        .filter(|path| wanted(path) && !is_aside(path))
        .map(|path| path.into_owned())
        .collect();
    paths.sort();
    let read = |path: String| Folder::get(&path).map(|file| (path, file.data.into_owned()));
    paths.into_iter().filter_map(read).collect()
}

/// The same as text. A file that is not UTF-8 is left out here and reported by `Content::load`.
pub fn texts(prefix: &str) -> Vec<(String, String)> {
    as_texts(files(prefix), &mut Vec::new())
}

/// Decodes the files; what is not UTF-8 becomes an error with its line.
pub(super) fn as_texts(
    files: impl IntoIterator<Item = (String, Vec<u8>)>,
    errors: &mut Vec<ContentError>,
) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for (path, bytes) in files {
        match String::from_utf8(bytes) {
            Ok(text) => texts.push((path, text.trim_start_matches('\u{feff}').to_string())),
            Err(error) => {
                let good = error.utf8_error().valid_up_to();
                let line = 1 + error.as_bytes()[..good].iter().filter(|b| **b == b'\n').count();
                errors.push(ContentError::at(&path, line, "the file is not UTF-8"));
            }
        }
    }
    texts
}

fn is_aside(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name == "README.md" || name.starts_with('.') || name.ends_with('~')
}
