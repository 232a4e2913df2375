//! How often each of some words stands in a text.

use aho_corasick::AhoCorasick;
use memchr::memmem;

/// Words up to which one pass for each is faster than one for all: a pass for one word skips what can't
/// begin it, many bytes at a time.
const FEW: usize = 4;

/// Finds words.
pub enum Finder {
    Few(Vec<memmem::Finder<'static>>),
    Many(AhoCorasick),
}

impl Finder {
    /// Nothing where there are more words than an automaton can hold.
    pub fn of(words: &[String]) -> Option<Self> {
        if words.len() <= FEW {
            let one = |word: &String| memmem::Finder::new(word).into_owned();
            return Some(Self::Few(words.iter().map(one).collect()));
        }
        AhoCorasick::new(words).ok().map(Self::Many)
    }

    /// Adds up how often each word stands in the text, also within another.
    pub fn count(&self, text: &str, counts: &mut [usize]) {
        match self {
            Self::Few(words) => {
                for (word, count) in words.iter().zip(counts) {
                    *count += word.find_iter(text.as_bytes()).count();
                }
            }
            Self::Many(all) => {
                for found in all.find_overlapping_iter(text) {
                    counts[found.pattern().as_usize()] += 1;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_words_and_many_are_counted_alike() {
        let text = "劳动合同到期，劳动者要求续签合同；合同里写了劳动报酬。";
        let few: Vec<String> = ["劳动合同", "劳动", "合同"].map(str::to_owned).into();
        let more = ["仲裁", "工资", "abc"].map(str::to_owned);
        let many: Vec<String> = few.iter().cloned().chain(more).collect();
        let counted = |words: &[String]| {
            let mut counts = vec![0; words.len()];
            Finder::of(words).unwrap().count(text, &mut counts);
            counts
        };
        assert_eq!(counted(&few), [1, 3, 3]);
        assert_eq!(counted(&many), [1, 3, 3, 0, 0, 0]);
    }
}
