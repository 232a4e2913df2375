//! Tells of most words that they stand nowhere in a document, without reading it.

/// What two neighbouring characters, or one alone, leave behind. Others may leave the same.
pub type Trace = u32;

/// Bits for each character: of ten words that stand nowhere, about two pass.
const BITS: usize = 4;
/// Spreads the bits of a character over those of a trace (the golden ratio of 2³²).
const SPREAD: u32 = 0x9e37_79b9;

/// The traces of a document.
#[derive(Debug)]
pub struct Sieve(Box<[u64]>);

impl Sieve {
    /// Reads the texts once.
    pub fn of(texts: &[String]) -> Self {
        // In most of ours a character has three bytes.
        let characters: usize = texts.iter().map(|text| text.len() / 3).sum();
        let words = (characters * BITS).next_power_of_two() / 64;
        let mut sieve = Self(vec![0; words.max(1)].into());
        for text in texts {
            let mut before = None;
            for c in text.chars() {
                sieve.put(alone(c));
                if let Some(before) = before {
                    sieve.put(together(before, c));
                }
                before = Some(c);
            }
        }
        sieve
    }

    /// Where it says no, what left these traces stands nowhere in the document.
    pub fn may_hold(&self, traces: &[Trace]) -> bool {
        traces.iter().all(|trace| {
            let (word, bit) = self.place(*trace);
            self.0[word] >> bit & 1 == 1
        })
    }

    fn put(&mut self, trace: Trace) {
        let (word, bit) = self.place(trace);
        self.0[word] |= 1 << bit;
    }

    fn place(&self, trace: Trace) -> (usize, u32) {
        ((trace >> 6) as usize & (self.0.len() - 1), trace & 63)
    }
}

/// The traces of a word: of every two neighbours, or of its only character.
pub fn traces(word: &str) -> impl Iterator<Item = Trace> {
    let mut chars = word.chars();
    let lone = chars.next().filter(|_| chars.next().is_none());
    let pairs = word.chars().zip(word.chars().skip(1));
    lone.map(alone).into_iter().chain(pairs.map(|(one, other)| together(one, other)))
}

fn alone(c: char) -> Trace {
    mixed((c as u32).wrapping_mul(SPREAD))
}

fn together(one: char, other: char) -> Trace {
    mixed((one as u32).wrapping_mul(SPREAD).rotate_left(15) ^ (other as u32).wrapping_add(SPREAD))
}

fn mixed(bits: u32) -> Trace {
    let bits = (bits ^ bits >> 16).wrapping_mul(0x85eb_ca6b);
    bits ^ bits >> 13
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(sieve: &Sieve, word: &str) -> bool {
        sieve.may_hold(&traces(word).collect::<Vec<_>>())
    }

    #[test]
    fn what_stands_there_always_passes() {
        let texts = ["劳动合同到期，要求续签", "abc 支付令", "", "证"].map(str::to_owned);
        let sieve = Sieve::of(&texts);
        for word in ["劳动合同", "劳", "续签", "abc", "c 支", "支付令", "证", ""] {
            assert!(holds(&sieve, word), "{word}");
        }
    }

    #[test]
    fn most_of_what_stands_nowhere_does_not() {
        let han = |at: u32| char::from_u32(0x4e00 + at * 7 % 3_000).unwrap();
        let text: String = (0..2_000).map(han).collect();
        let sieve = Sieve::of(&[text]);
        let strange = (0..1_000_u32).map(|at| [han(at), han(at * 3 + 500)].iter().collect());
        let passed = strange.filter(|word: &String| holds(&sieve, word)).count();
        assert!(passed < 400, "{passed}");
        assert!(!holds(&sieve, "龙飞凤舞"));
    }
}
