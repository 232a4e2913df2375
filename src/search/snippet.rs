//! The piece of a text that shows why it was found.

use aho_corasick::{AhoCorasick, MatchKind};

use super::text::fold;

/// Characters of a snippet.
const LENGTH: usize = 110;
/// Characters shown before the first mark.
const LEAD: usize = 16;
/// Characters of a text that are looked through.
const READ: usize = 20_000;

/// What is marked, made once for all that was found.
pub struct Marks(Option<AhoCorasick>);

impl Marks {
    pub fn of(marks: &[String]) -> Self {
        let finder = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(marks.iter().filter(|mark| !mark.is_empty()));
        Self(finder.ok())
    }

    /// Escaped HTML in which only `<mark>` stands, from whichever text shows more of what was asked.
    pub fn snippet(&self, texts: &[&str]) -> String {
        let Some(finder) = &self.0 else { return String::new() };
        let mut best: Option<Window> = None;
        for text in texts.iter().filter(|text| !text.trim().is_empty()) {
            let window = Window::best(text, finder);
            if best.as_ref().is_none_or(|known| window.worth > known.worth) {
                best = Some(window);
            }
        }
        best.map(|window| window.html()).unwrap_or_default()
    }
}

struct Window {
    chars: Vec<char>,
    from: usize,
    to: usize,
    /// Marks inside, in characters, in order.
    marks: Vec<(usize, usize)>,
    worth: usize,
}

impl Window {
    fn best(text: &str, finder: &AhoCorasick) -> Self {
        let chars: Vec<char> = text.chars().take(READ).map(plain).collect();
        let found = find(&chars, finder);
        let mut best = (0, 0);
        for (index, (start, _, _)) in found.iter().enumerate() {
            let worth = worth(&found[index..], start + LENGTH - LEAD);
            if worth > best.0 {
                best = (worth, *start);
            }
        }
        let from = if best.1 < LENGTH / 2 { 0 } else { best.1 - LEAD };
        let to = (from + LENGTH).min(chars.len());
        let inside = found.iter().filter(|(start, end, _)| *start >= from && *end <= to);
        let marks = inside.map(|(start, end, _)| (*start, *end)).collect();
        Self { chars, from, to, marks, worth: best.0 }
    }

    fn html(&self) -> String {
        let mut html = String::new();
        if self.from > 0 {
            html.push('…');
        }
        let mut at = self.from;
        for (start, end) in &self.marks {
            escape(&self.chars[at..*start], &mut html);
            html.push_str("<mark>");
            escape(&self.chars[*start..*end], &mut html);
            html.push_str("</mark>");
            at = *end;
        }
        escape(&self.chars[at..self.to], &mut html);
        if self.to < self.chars.len() {
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

/// Where the marks stand, in characters, with the number of the mark.
fn find(chars: &[char], finder: &AhoCorasick) -> Vec<(usize, usize, usize)> {
    let mut folded = String::with_capacity(chars.len() * 3);
    let mut starts = Vec::with_capacity(chars.len());
    for c in chars {
        starts.push(folded.len());
        folded.push(fold(*c));
    }
    let place = |byte: usize| starts.partition_point(|start| *start < byte);
    let found = finder.find_iter(&folded);
    found.map(|m| (place(m.start()), place(m.end()), m.pattern().as_usize())).collect()
}

fn plain(c: char) -> char {
    if c.is_control() { ' ' } else { c }
}

fn escape(chars: &[char], html: &mut String) {
    for c in chars {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(*c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, marks: &[&str]) -> String {
        Marks::of(&marks.iter().map(|mark| mark.to_string()).collect::<Vec<_>>()).snippet(&[text])
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
    fn the_text_that_shows_more_is_taken() {
        let marks = Marks::of(&["执行".to_string()]);
        assert_eq!(marks.snippet(&["摘要", "可以申请执行"]), "可以申请<mark>执行</mark>");
        assert_eq!(marks.snippet(&["摘要", "正文"]), "摘要");
    }
}
