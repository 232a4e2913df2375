//! Spelling folded for matching, with the way back to the original for quoting.

use std::collections::HashMap;

/// Of a long text so many characters are read at its beginning and at its end, where people say
/// what they want: a pasted contract in between must not slow the door.
pub const HEAD: usize = 3_500;
pub const TAIL: usize = 1_500;

/// The characters that are read as others: traditional as simplified, variants as the usual one.
#[derive(Debug, Clone, Default)]
pub struct Folding {
    pairs: HashMap<char, char>,
}

/// A text as written and as folded.
#[derive(Debug, Clone)]
pub struct Folded {
    original: String,
    folded: String,
    /// For each byte of `folded`, the byte of `original` where its character starts.
    origin: Vec<u32>,
}

impl Folding {
    /// Makes the table from two strings of equal length, character by character.
    pub fn new(from: &str, to: &str) -> Self {
        Self { pairs: from.chars().zip(to.chars()).collect() }
    }

    /// One character folded; `None` when it says nothing (controls, joiners, emoji modifiers).
    fn one(&self, c: char) -> Option<char> {
        let c = match c {
            '\u{3000}' | '\t' | '\n' | '\r' | '\u{a0}' => ' ',
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '。' => '.',
            '、' => ',',
            '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fffd}' => {
                return None;
            }
            c if c.is_control() => return None,
            c => c,
        };
        let c = self.pairs.get(&c).copied().unwrap_or(c);
        Some(if c.is_ascii() { c.to_ascii_lowercase() } else { c })
    }

    /// Folds a text. A space counts only between two ASCII words: 欠 钱 不 还 reads as 欠钱不还.
    pub fn fold(&self, original: &str) -> Folded {
        let original = shortened(original);
        let mut folded = String::with_capacity(original.len());
        let mut origin = Vec::with_capacity(original.len());
        let mut space: Option<u32> = None;
        for (at, c) in original.char_indices() {
            let Some(c) = self.one(c) else { continue };
            if c == ' ' {
                space.get_or_insert(at as u32);
                continue;
            }
            if let Some(was) = space.take()
                && c.is_ascii_alphanumeric()
                && folded.ends_with(|last: char| last.is_ascii_alphanumeric())
            {
                folded.push(' ');
                origin.push(was);
            }
            folded.push(c);
            origin.extend(std::iter::repeat_n(at as u32, c.len_utf8()));
        }
        Folded { original, folded, origin }
    }
}

impl Folded {
    /// The folded text, for matching.
    pub fn as_str(&self) -> &str {
        &self.folded
    }

    /// What the asker wrote between two byte positions of the folded text.
    pub fn quote(&self, start: usize, end: usize) -> &str {
        let (Some(&from), Some(&last)) =
            (self.origin.get(start), self.origin.get(end.saturating_sub(1)))
        else {
            return "";
        };
        let rest = &self.original[last as usize..];
        let to = last as usize + rest.chars().next().map_or(0, char::len_utf8);
        self.original.get(from as usize..to).unwrap_or("")
    }
}

fn shortened(text: &str) -> String {
    let length = text.chars().count();
    if length <= HEAD + TAIL {
        return text.to_owned();
    }
    let head = text.chars().take(HEAD);
    head.chain(['\n', '。']).chain(text.chars().skip(length - TAIL)).collect()
}
