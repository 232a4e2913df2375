//! A query as it was meant: Latin letters that spell Chinese, and characters that only sound right.

use super::text::{is_han, is_word, words};
use super::vocabulary::{LONG, Vocabulary};

/// Letters of the shortest word that may stand for the first letters of a phrase.
const LETTERS: usize = 2;
/// Letters of the longest word that may be spelt.
const SPELT: usize = 40;

/// Something that was read as something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// As it was typed, folded.
    pub typed: String,
    /// As it was meant, best first.
    pub meant: Vec<String>,
}

/// What in a folded text was meant otherwise than it stands. `known` says whether a word stands anywhere.
pub fn readings(text: &str, vocabulary: &Vocabulary, known: &dyn Fn(&str) -> bool) -> Vec<Reading> {
    let mut found = latin(text, vocabulary, known);
    found.extend(runs(text).flat_map(|run| sounds(&run, vocabulary, known)));
    found
}

/// Words of Latin letters that nobody wrote here: spelt in full, or by first letters.
fn latin(text: &str, vocabulary: &Vocabulary, known: &dyn Fn(&str) -> bool) -> Vec<Reading> {
    let letters = |c: char| c.is_ascii_lowercase() || c == '\'';
    let words: Vec<&str> = text
        .split(|c: char| !letters(c))
        .filter(|word| (LETTERS..=SPELT).contains(&word.len()) && !known(word))
        .collect();
    let whole: String = words.concat().replace('\'', "");
    if words.len() > 1
        && let Some(meant) = spelt(&whole, vocabulary)
    {
        return words
            .iter()
            .map(|word| Reading { typed: (*word).to_owned(), meant: meant.clone() })
            .collect();
    }
    let each = words.into_iter().filter_map(|word| {
        let bare = word.replace('\'', "");
        let meant = spelt(&bare, vocabulary).or_else(|| {
            let meant = vocabulary.abbreviated(&bare);
            (!meant.is_empty()).then(|| owned(meant.into_iter().take(3)))
        })?;
        Some(Reading { typed: word.to_owned(), meant })
    });
    each.collect()
}

/// One phrase, or several that follow each other.
fn spelt(letters: &str, vocabulary: &Vocabulary) -> Option<Vec<String>> {
    let whole = vocabulary.spelt(letters);
    if !whole.is_empty() {
        return Some(owned(whole.into_iter().take(3)));
    }
    // The longest beginning that leaves a rest which can be read, too.
    for cut in (2..letters.len().saturating_sub(1)).rev() {
        let (begin, rest) = letters.split_at(cut);
        let Some(first) = vocabulary.spelt(begin).first().copied() else { continue };
        if let Some(then) = spelt_rest(rest, vocabulary, 4) {
            return Some(vec![format!("{first}{then}")]);
        }
    }
    None
}

fn spelt_rest(letters: &str, vocabulary: &Vocabulary, depth: usize) -> Option<String> {
    if letters.is_empty() {
        return Some(String::new());
    }
    if depth == 0 {
        return None;
    }
    (2..=letters.len()).rev().find_map(|cut| {
        let first = vocabulary.spelt(&letters[..cut]).first().copied()?;
        Some(format!("{first}{}", spelt_rest(&letters[cut..], vocabulary, depth - 1)?))
    })
}

/// Han characters without anything between them.
fn runs(text: &str) -> impl Iterator<Item = Vec<char>> {
    text.split(|c: char| !is_han(c))
        .map(|run| run.chars().collect::<Vec<_>>())
        .filter(|run| run.len() > 1)
}

/// Phrases that sound like a piece of the run, where the piece is none itself.
fn sounds(run: &[char], vocabulary: &Vocabulary, known: &dyn Fn(&str) -> bool) -> Vec<Reading> {
    let mut found: Vec<Reading> = Vec::new();
    let lone = lone(run);
    let mut taken = vec![false; run.len()];
    for length in (2..=LONG.min(run.len())).rev() {
        for start in 0..=run.len() - length {
            let range = start..start + length;
            if taken[range.clone()].contains(&true) || !lone[range.clone()].contains(&true) {
                continue;
            }
            let piece: String = run[range.clone()].iter().collect();
            if vocabulary.holds(&piece) {
                taken[range].fill(true);
            } else if let Some(meant) = sounds_like(&piece, length, vocabulary, known) {
                found.push(Reading { typed: piece, meant: vec![meant] });
                taken[range].fill(true);
            }
        }
    }
    found
}

/// Which characters belong to no word: a slip nearly always breaks the word it is in.
fn lone(run: &[char]) -> Vec<bool> {
    let text: String = run.iter().collect();
    let cut = words(&text).into_iter().map(|word| word.text.chars().count());
    cut.flat_map(|length| std::iter::repeat_n(length == 1, length)).collect()
}

fn sounds_like(
    piece: &str,
    length: usize,
    vocabulary: &Vocabulary,
    known: &dyn Fn(&str) -> bool,
) -> Option<String> {
    // Two characters sound like many others: only what is no word at all may be another one.
    if length == 2 && (is_word(piece) || known(piece)) {
        return None;
    }
    let slips = if length > 3 { 2 } else { 1 };
    let near = |phrase: &&str| {
        let wrong = phrase.chars().zip(piece.chars()).filter(|(one, other)| one != other).count();
        phrase.chars().count() == length && (1..=slips).contains(&wrong)
    };
    let exact = vocabulary.sounding(piece, false).into_iter().find(near);
    let loosely = || vocabulary.sounding(piece, true).into_iter().find(near);
    exact.or_else(|| if length > 2 { loosely() } else { None }).map(str::to_owned)
}

fn owned<'a>(phrases: impl Iterator<Item = &'a str>) -> Vec<String> {
    phrases.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::document::Document;
    use crate::search::synonyms::Synonyms;

    fn read(text: &str) -> Vec<(String, String)> {
        let titled = |title: &str| Document { title: title.into(), ..Document::default() };
        let documents =
            [titled("支付令"), titled("劳动仲裁"), titled("校园霸凌"), titled("法治课")];
        let vocabulary = Vocabulary::of(&documents, &Synonyms::default());
        let known = |word: &str| ["申请", "tax"].contains(&word);
        let found = readings(text, &vocabulary, &known);
        found.into_iter().map(|one| (one.typed, one.meant[0].clone())).collect()
    }

    fn pair(typed: &str, meant: &str) -> (String, String) {
        (typed.to_owned(), meant.to_owned())
    }

    #[test]
    fn latin_letters_are_read_as_what_they_spell() {
        assert_eq!(read("fazhike"), [pair("fazhike", "法治课")]);
        assert_eq!(read("fzk"), [pair("fzk", "法治课")]);
        assert_eq!(read("laodongzhongcai"), [pair("laodongzhongcai", "劳动仲裁")]);
        assert_eq!(read("lao dong"), [pair("lao", "劳动"), pair("dong", "劳动")]);
        assert_eq!(read("xiaoyuanlaodong")[0].1, "校园劳动");
        assert!(read("tax").is_empty(), "a word that stands here is itself");
        assert!(read("zzzzqqqq").is_empty());
    }

    #[test]
    fn slips_are_read_as_what_they_sound_like() {
        assert_eq!(read("怎么申请支付另"), [pair("支付另", "支付令")]);
        assert_eq!(read("老动仲裁"), [pair("老动仲裁", "劳动仲裁")]);
        assert_eq!(read("被霸零"), [pair("霸零", "霸凌")]);
        for right in ["支付令", "老董种菜", "事实", "量子力学", "的"] {
            assert!(read(right).is_empty(), "{right}");
        }
    }
}
