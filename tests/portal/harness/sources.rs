//! The project's own sources, read as text, for the rules that no compiler holds.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// One source file of the product.
pub struct Source {
    /// Below `src/`, e.g. `domain/order/mod.rs`.
    pub path: String,
    /// All of it.
    pub whole: String,
    /// Without its comments and its tests.
    pub code: String,
}

impl Source {
    /// The first part of the path: `domain`, `app` …
    pub fn module(&self) -> &str {
        let first = self.path.split('/').next().unwrap_or_default();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// Its code, line by line, counted from one.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code.lines().enumerate().map(|(at, line)| (at + 1, line))
    }

    /// Lines that contain the needle as a word of its own.
    pub fn finds(&self, needle: &str) -> Vec<String> {
        let hits = self.lines().filter(|(_, line)| contains_word(line, needle));
        hits.map(|(at, line)| format!("src/{}:{at}: {}", self.path, line.trim())).collect()
    }
}

/// Whether a line has the needle where a word begins.
pub fn contains_word(line: &str, needle: &str) -> bool {
    line.match_indices(needle).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
    })
}

/// The folder of the whole project.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a folder whose name ends so.
pub fn walk(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in
        std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
    {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            walk(&path, ending, found);
        } else if path.extension().is_some_and(|have| have == ending) {
            found.push(path);
        }
    }
}

/// Every file of `src/`; those that exist only under `cfg(test)` have no code.
pub fn sources() -> Vec<Source> {
    let src = root().join("src");
    let mut paths = Vec::new();
    walk(&src, "rs", &mut paths);
    paths.sort();
    let texts: BTreeMap<String, String> = paths
        .iter()
        .map(|path| {
            let name = path.strip_prefix(&src).expect("below src").to_string_lossy().into_owned();
            (name, std::fs::read_to_string(path).expect("UTF-8"))
        })
        .collect();
    let tests: Vec<String> =
        texts.iter().flat_map(|(path, text)| test_modules(path, text)).collect();
    let is_test = |path: &str| {
        tests
            .iter()
            .any(|test| path == format!("{test}.rs") || path.starts_with(&format!("{test}/")))
    };
    texts
        .iter()
        .map(|(path, whole)| Source {
            path: path.clone(),
            code: if is_test(path) { String::new() } else { code_of(whole) },
            whole: whole.clone(),
        })
        .collect()
}

/// The paths, without `.rs`, of the modules that a file declares for tests only.
fn test_modules(path: &str, text: &str) -> Vec<String> {
    let folder = match path.rsplit_once('/') {
        Some((folder, "mod.rs")) => format!("{folder}/"),
        None if path == "lib.rs" || path == "main.rs" => String::new(),
        _ => format!("{}/", path.trim_end_matches(".rs")),
    };
    let mut found = Vec::new();
    let mut lines = text.lines().map(str::trim);
    while let Some(line) = lines.next() {
        if line != "#[cfg(test)]" {
            continue;
        }
        let attributes: Vec<&str> =
            lines.clone().take_while(|line| line.starts_with("#[")).collect();
        let elsewhere = attributes
            .iter()
            .find_map(|line| line.strip_prefix("#[path = \"")?.split(".rs").next());
        let declared = lines
            .nth(attributes.len())
            .and_then(|line| line.strip_suffix(';')?.split("mod ").nth(1));
        let beside =
            path.rsplit_once('/').map(|(folder, _)| format!("{folder}/")).unwrap_or_default();
        found.extend(match (elsewhere, declared) {
            (Some(file), Some(_)) => Some(format!("{beside}{file}")),
            (None, Some(name)) => Some(format!("{folder}{name}")),
            (_, None) => None,
        });
    }
    found
}

/// The text of a file without comments and without its inline test module, lines kept.
pub fn code_of(text: &str) -> String {
    let mut out = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if line == "#[cfg(test)]"
            && lines.peek().is_some_and(|next| next.starts_with("mod ") && next.ends_with('{'))
        {
            break;
        }
        out.push_str(without_comment(line));
        out.push('\n');
    }
    out
}

fn without_comment(line: &str) -> &str {
    let mut quoted = false;
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        match c {
            '"' if before != '\\' && before != '\'' => quoted = !quoted,
            '/' if !quoted && line[at..].starts_with("//") => return &line[..at],
            _ => {}
        }
        before = c;
    }
    line
}
