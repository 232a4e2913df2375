//! Two versions of a file, line by line, and within a changed line the words.

use serde::Serialize;
use similar::{ChangeTag, DiffOp, TextDiff};

/// So many lines that are the same stand around a change.
const AROUND: usize = 2;

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    pub text: String,
    pub changed: bool,
}

/// A line of the comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// `same`, `old`, `new`, or `gap` where lines that are the same are left out.
    pub kind: &'static str,
    pub parts: Vec<Part>,
}

/// What is different; empty where nothing is.
pub fn lines(old: &str, new: &str) -> Vec<Line> {
    let diff = TextDiff::from_lines(old, new);
    let mut shown = Vec::new();
    for (at, group) in diff.grouped_ops(AROUND).iter().enumerate() {
        if at > 0 {
            shown.push(Line { kind: "gap", parts: Vec::new() });
        }
        for op in group {
            match *op {
                DiffOp::Replace { old_index, old_len, new_index, new_len }
                    if old_len == new_len =>
                {
                    for at in 0..old_len {
                        let old = diff.old_slice(old_index + at).unwrap_or_default();
                        let new = diff.new_slice(new_index + at).unwrap_or_default();
                        shown.extend(pair(old, new));
                    }
                }
                _ => shown.extend(diff.iter_changes(op).map(|change| Line {
                    kind: match change.tag() {
                        ChangeTag::Equal => "same",
                        ChangeTag::Delete => "old",
                        ChangeTag::Insert => "new",
                    },
                    parts: vec![part(change.value(), false)],
                })),
            }
        }
    }
    shown
}

/// A line that was changed, before and after, with what is different in it marked.
fn pair(old: &str, new: &str) -> [Line; 2] {
    let diff = TextDiff::from_chars(old, new);
    let side = |kind, tag| {
        let mut parts: Vec<Part> = Vec::new();
        for change in diff.iter_all_changes() {
            let changed = change.tag() == tag;
            if !changed && change.tag() != ChangeTag::Equal {
                continue;
            }
            match parts.last_mut() {
                Some(last) if last.changed == changed => last.text.push_str(change.value()),
                _ => parts.push(Part { text: change.value().to_owned(), changed }),
            }
        }
        if let Some(last) = parts.last_mut() {
            last.text.truncate(last.text.trim_end_matches(['\n', '\r']).len());
        }
        Line { kind, parts }
    };
    [side("old", ChangeTag::Delete), side("new", ChangeTag::Insert)]
}

fn part(text: &str, changed: bool) -> Part {
    Part { text: text.trim_end_matches(['\n', '\r']).to_owned(), changed }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(old: &str, new: &str) -> Vec<String> {
        let text = |line: Line| {
            let parts = line.parts.iter().map(|part| match part.changed {
                true => format!("[{}]", part.text),
                false => part.text.clone(),
            });
            format!("{} {}", line.kind, parts.collect::<String>())
        };
        lines(old, new).into_iter().map(text).collect()
    }

    #[test]
    fn a_changed_word_is_marked_in_its_line() {
        let found = shown("一\n七日内决定\n三\n", "一\n十日内决定\n三\n");
        assert_eq!(found, ["same 一", "old [七]日内决定", "new [十]日内决定", "same 三"]);
    }

    #[test]
    fn what_is_far_from_a_change_is_left_out() {
        let many: String = (0..30).map(|n| format!("{n}\n")).collect();
        let found = shown(&many, &many.replace("\n5\n", "\n5\n新的一行\n").replace("\n25\n", "\n"));
        assert_eq!(found.iter().filter(|line| *line == "gap ").count(), 1);
        assert!(found.contains(&"new 新的一行".to_owned()) && found.contains(&"old 25".to_owned()));
        assert!(!found.contains(&"same 15".to_owned()));
        assert!(shown(&many, &many).is_empty());
    }
}
