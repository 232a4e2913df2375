//! The piece of a text that shows why it was found.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

/// Characters of a snippet.
const LENGTH: usize = 110;
/// Characters shown before the first mark.
const LEAD: usize = 16;

/// What is marked, made once for all that was found.
#[derive(Default)]
pub struct Marks {
    finder: Option<AhoCorasick>,
    /// What a text is worth that shows every one of them.
    all: usize,
}

impl Marks {
    pub fn of(marks: &[String]) -> Self {
        let marks = marks.iter().filter(|mark| !mark.is_empty());
        let all = marks.clone().map(|mark| mark.chars().count()).sum();
        let mut finder = AhoCorasick::builder();
        // A page's worth of texts is read in less time than a faster automaton takes to build.
        finder.kind(Some(AhoCorasickKind::ContiguousNFA)).match_kind(MatchKind::LeftmostLongest);
        Self { finder: finder.build(marks).ok(), all }
    }

    /// Escaped HTML in which only `<mark>` stands, from whichever text shows more of what was asked. Each
    /// comes with itself folded, character by character.
    pub fn snippet(&self, texts: &[(&str, &str)]) -> String {
        let Some(finder) = &self.finder else { return String::new() };
        let mut best: Option<Window> = None;
        for (text, folded) in texts.iter().filter(|(text, _)| !text.trim().is_empty()) {
            let window = Window::best(text, folded, finder);
            if best.as_ref().is_none_or(|known| window.worth > known.worth) {
                best = Some(window);
            }
            // Nothing shows more than everything.
            if best.as_ref().is_some_and(|known| known.worth >= self.all) {
                break;
            }
        }
        best.map(|window| window.html()).unwrap_or_default()
    }
}

struct Window<'a> {
    text: &'a str,
    /// In characters, as the marks inside, which are in order.
    from: usize,
    marks: Vec<(usize, usize)>,
    worth: usize,
}

impl<'a> Window<'a> {
    fn best(text: &'a str, folded: &str, finder: &AhoCorasick) -> Self {
        let found = find(folded, finder);
        let mut best = (0, 0);
        for (index, (start, _, _)) in found.iter().enumerate() {
            let worth = worth(&found[index..], start + LENGTH - LEAD);
            if worth > best.0 {
                best = (worth, *start);
            }
        }
        let from = if best.1 < LENGTH / 2 { 0 } else { best.1 - LEAD };
        let inside = found.iter().filter(|(start, end, _)| *start >= from && *end <= from + LENGTH);
        let marks = inside.map(|(start, end, _)| (*start, *end)).collect();
        Self { text, from, marks, worth: best.0 }
    }

    fn html(&self) -> String {
        let mut html = String::new();
        if self.from > 0 {
            html.push('…');
        }
        let mut rest = self.text.chars().skip(self.from);
        let mut at = self.from;
        let mut write = |html: &mut String, until: usize| {
            escape(rest.by_ref().take(until - at).map(plain), html);
            at = until;
        };
        for (start, end) in &self.marks {
            write(&mut html, *start);
            html.push_str("<mark>");
            write(&mut html, *end);
            html.push_str("</mark>");
        }
        write(&mut html, self.from + LENGTH);
        if rest.next().is_some() {
            html.push('…');
        }
        html
    }
}

/// How much of what was asked stands before `to`: each different mark counts once, by its length.
fn worth(found: &[(usize, usize, usize)], to: usize) -> usize {
    let mut seen = Vec::new();
    let mut sum = 0;
    for (start, end, pattern) in found.iter().take_while(|(_, end, _)| *end <= to) {
        if !seen.contains(pattern) {
            seen.push(*pattern);
            sum += end - start;
        }
    }
    sum
}

/// Where the marks stand in a folded text, in characters, with the number of the mark.
fn find(folded: &str, finder: &AhoCorasick) -> Vec<(usize, usize, usize)> {
    // Byte and character that are reached; marks come in order and do not overlap.
    let (mut byte, mut character) = (0, 0);
    let mut place = |to: usize| {
        character += folded[byte..to].chars().count();
        byte = to;
        character
    };
    let found = finder.find_iter(folded);
    let mut found =
        found.map(|m| (place(m.start()), place(m.end()), m.pattern().as_usize())).peekable();
    // Of one mark the first place is as good as any: what is far from it is not shown.
    let until = match found.peek() {
        Some((first, ..)) if finder.patterns_len() == 1 => first + LENGTH,
        _ => usize::MAX,
    };
    found.take_while(|(start, ..)| *start <= until).collect()
}

fn plain(c: char) -> char {
    if c.is_control() { ' ' } else { c }
}

fn escape(chars: impl Iterator<Item = char>, html: &mut String) {
    for c in chars {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::text::folded;

    fn of(text: &str, marks: &[&str]) -> String {
        let marks: Vec<_> = marks.iter().map(|mark| mark.to_string()).collect();
        Marks::of(&marks).snippet(&[(text, &folded(text))])
    }

    #[test]
    fn marks_words_and_escapes_the_rest() {
        assert_eq!(of("<b>拖欠货款</b>", &["货款"]), "&lt;b&gt;拖欠<mark>货款</mark>&lt;/b&gt;");
        assert_eq!(of("a < ＡＢＣ", &["abc"]), "a &lt; <mark>ＡＢＣ</mark>");
        assert_eq!(of("<script>", &["script"]), "&lt;<mark>script</mark>&gt;");
        assert_eq!(of("", &["x"]), "");
        assert_eq!(of("没有", &[]), "没有");
    }

    #[test]
    fn a_long_text_shows_the_place_with_the_most() {
        let text = format!("{}货款。{}拖欠的货款", "前言".repeat(300), "空话".repeat(300));
        let html = of(&text, &["货款", "拖欠"]);
        assert!(html.starts_with('…') && html.contains("<mark>拖欠</mark>"), "{html}");
    }

    #[test]
    fn one_mark_is_shown_where_it_stands_first_with_all_that_stand_near() {
        let text = format!("{}公证，再公证。{}公证", "前言".repeat(60), "空话".repeat(300));
        let html = of(&text, &["公证"]);
        assert_eq!(html.matches("<mark>").count(), 2, "{html}");
        assert!(html.starts_with('…') && html.ends_with('…'), "{html}");
    }

    #[test]
    fn the_text_that_shows_more_is_taken() {
        let marks = Marks::of(&["执行".to_string()]);
        assert_eq!(
            marks.snippet(&[("摘要", "摘要"), ("可以申请执行", "可以申请执行")]),
            "可以申请<mark>执行</mark>"
        );
        assert_eq!(marks.snippet(&[("摘要", "摘要"), ("正文", "正文")]), "摘要");
    }
}
