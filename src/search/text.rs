//! Words: how a text is folded and cut, the same for what is stored and for what is asked.

use std::sync::LazyLock;

use jieba_rs::Jieba;

static JIEBA: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// The dictionary, loaded by whoever asks first.
pub fn jieba() -> &'static Jieba {
    &JIEBA
}

/// Loads the dictionary beside the start, so that the first search does not wait for it.
pub fn warm() {
    let started = std::thread::Builder::new().name("dictionary".into()).spawn(|| {
        LazyLock::force(&JIEBA);
        LazyLock::force(&SIMPLE);
    });
    if let Err(error) = started {
        tracing::debug!(%error, "the dictionary will be loaded by the first search");
    }
}

/// Traditional characters that are simplified ones too, in words of their own (著作权, 乾坤, 瞭望).
const KEPT: &str = "著乾瞭藉覆麽";
const FIRST: u32 = 0x3400;
const LAST: u32 = 0x9fff;

/// Each Han character as it is written in simplified script.
static SIMPLE: LazyLock<Vec<char>> = LazyLock::new(|| {
    let simple = |c: char| match fast2s::convert(c.encode_utf8(&mut [0; 4])).chars().next() {
        Some(simple) if !KEPT.contains(c) => simple,
        _ => c,
    };
    (FIRST..=LAST).filter_map(char::from_u32).map(simple).collect()
});

fn simple(c: char) -> char {
    let place = (c as u32).checked_sub(FIRST).and_then(|at| usize::try_from(at).ok());
    place.and_then(|at| SIMPLE.get(at)).copied().unwrap_or(c)
}

/// One character for one: full width becomes half width, traditional simplified, capitals small, control
/// characters blanks. Because the count never changes, a place in the folded text is a place in the original.
pub fn fold(c: char) -> char {
    if c.is_ascii() {
        return if c.is_ascii_control() { ' ' } else { c.to_ascii_lowercase() };
    }
    if is_han(c) {
        return simple(c);
    }
    let c = match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    };
    if c.is_control() {
        return ' ';
    }
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(small), None) => small,
        _ => c,
    }
}

/// The whole text folded.
pub fn folded(text: &str) -> String {
    text.chars().map(fold).collect()
}

/// Removes what no reader sees and no engine should store: NUL and its kin, but not line ends.
pub fn without_controls(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

/// Han characters, the only script here that is written without blanks.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{2fa1f}')
}

/// A word and where it stands in the folded text, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The word, folded.
    pub text: String,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// Cuts a folded text into words without overlap; marks and blanks are left out.
///
/// The guesser for unknown words (HMM) stays off: what it makes of a name depends on the sentence, and
/// a query is not the sentence that was stored.
pub fn words(folded: &str) -> Vec<Word> {
    collect(jieba().cut(folded, false))
}

/// The words of a folded text that say what it is about, as a reader would cut it: no pronouns, numbers
/// or particles, and no names of people and places as far as the dictionary knows them.
pub fn telling(folded: &str) -> Vec<String> {
    let tells = |tag: &str| {
        tag.starts_with(['n', 'v', 'a', 'i', 'j', 'l', 'x'])
            && !["nr", "ns"].contains(&&tag[..tag.len().min(2)])
    };
    let words = jieba().tag(folded, true).into_iter();
    words.filter(|word| tells(word.tag)).map(|word| word.word.to_owned()).collect()
}

/// Cuts for the index: beside each long word also the words inside it.
pub fn words_for_index(folded: &str) -> Vec<Word> {
    collect(jieba().cut_for_search(folded, false))
}

/// The dictionary words inside a longer one, without itself.
pub fn parts(word: &str) -> Vec<String> {
    let inside = words_for_index(word).into_iter().map(|part| part.text);
    inside.filter(|part| part != word && part.chars().count() > 1).collect()
}

/// Is it a word of the dictionary?
pub fn is_word(text: &str) -> bool {
    matches!(jieba().cut(text, false).as_slice(), [only] if only.word.chars().count() > 1)
}

/// Every two neighbouring Han characters: finds what the dictionary cuts differently in two places.
pub fn pairs(folded: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let mut before: Option<(usize, char)> = None;
    for (at, c) in folded.char_indices() {
        let here = is_han(c).then_some((at, c));
        if let (Some((start, first)), Some(_)) = (before, here) {
            found.push(Word { text: [first, c].iter().collect(), start, end: at + c.len_utf8() });
        }
        before = here;
    }
    found
}

fn collect(tokens: Vec<jieba_rs::Token<'_>>) -> Vec<Word> {
    let meant = tokens.into_iter().filter(|t| t.word.chars().any(char::is_alphanumeric));
    meant.map(|t| Word { text: t.word.to_owned(), start: t.byte_start, end: t.byte_end }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(words: Vec<Word>) -> Vec<String> {
        words.into_iter().map(|w| w.text).collect()
    }

    #[test]
    fn full_width_capitals_and_nul_are_folded_one_for_one() {
        assert_eq!(folded("ＡＢＣ１２３\u{3000}Ｘ"), "abc123 x");
        assert_eq!(folded("a\0b"), "a b");
        assert_eq!(
            folded("債權債務 校園霸凌 勞動仲裁 １２３４５"),
            "债权债务 校园霸凌 劳动仲裁 12345"
        );
        assert_eq!(folded("著作权"), "著作权");
        let odd = "İSTANBUL ﬁ ß 😀\u{7}";
        assert_eq!(folded(odd).chars().count(), odd.chars().count());
    }

    #[test]
    fn the_index_holds_words_inside_words() {
        let found = texts(words_for_index("向人民检察院申请监督"));
        assert!(
            found.contains(&"人民检察院".into()) && found.contains(&"检察院".into()),
            "{found:?}"
        );
    }

    #[test]
    fn pairs_stop_at_anything_that_is_not_han() {
        assert_eq!(texts(pairs("校园a霸凌，了")), ["校园", "霸凌"]);
    }

    #[test]
    fn places_are_bytes_of_the_folded_text() {
        let text = "货款 abc";
        for word in words_for_index(text).into_iter().chain(pairs(text)) {
            assert_eq!(&text[word.start..word.end], word.text);
        }
    }
}
