//! How words sound: for what is typed in Latin letters, and for slips of the keyboard, which in Chinese are
//! nearly always another character of the same sound.

use pinyin::{ToPinyin, ToPinyinMulti};

/// Characters of a phrase up to which their second reading counts, too; a longer one has too many ways.
const SHORT: usize = 6;
/// Ways to read one phrase that are kept.
const READINGS: usize = 16;

/// The ways a phrase sounds, syllable by syllable, the usual one first; none when a character has no sound.
pub fn readings(phrase: &str) -> Vec<Vec<&'static str>> {
    let ways = if phrase.chars().count() > SHORT { 1 } else { 2 };
    let mut all: Vec<Vec<&'static str>> = vec![Vec::new()];
    for c in phrase.chars() {
        let sounds = sounds(c, ways);
        let longer = |begun: &Vec<&'static str>| {
            let begun = begun.clone();
            sounds
                .iter()
                .map(move |sound| [begun.as_slice(), &[*sound]].concat())
                .collect::<Vec<_>>()
        };
        all = all.iter().flat_map(longer).take(READINGS).collect();
    }
    all
}

fn sounds(c: char, ways: usize) -> Vec<&'static str> {
    let mut sounds: Vec<&'static str> =
        c.to_pinyin().map(|usual| usual.plain()).into_iter().collect();
    for other in c.to_pinyin_multi().into_iter().flatten().map(|sound| sound.plain()) {
        if !sounds.contains(&other) {
            sounds.push(other);
        }
    }
    sounds.truncate(ways);
    sounds
}

/// The first letters.
pub fn initials(syllables: &[&str]) -> String {
    syllables.iter().filter_map(|syllable| syllable.chars().next()).collect()
}

/// The sound as ears of the south hear it: flat and curled tongue, n and ng, l and n are one.
pub fn loose(syllables: &[&str]) -> String {
    syllables.iter().map(|syllable| loosened(syllable)).collect()
}

fn loosened(syllable: &str) -> String {
    let (first, rest) = syllable.split_at(syllable.chars().next().map_or(0, char::len_utf8));
    let rest = if matches!(first, "z" | "c" | "s") { rest.trim_start_matches('h') } else { rest };
    let first = if first == "l" { "n" } else { first };
    let rest = if rest.ends_with("ng") { rest.trim_end_matches('g') } else { rest };
    // A stop, so that syllables can't run into each other.
    format!("{first}{rest}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_is_read_in_each_way() {
        let tiaojie: Vec<String> = readings("调解").iter().map(|one| one.concat()).collect();
        assert!(tiaojie.contains(&"tiaojie".to_owned()), "{tiaojie:?}");
        assert_eq!(initials(&readings("法治课")[0]), "fzk");
        assert!(readings("a课").is_empty());
        assert!(readings(&"行".repeat(50)).len() <= READINGS);
    }

    #[test]
    fn loose_ears_hear_one_sound() {
        for (one, other) in [("支付令", "资付宁"), ("仲裁", "总才"), ("定金", "定京")]
        {
            let heard = |text: &str| -> Vec<String> {
                readings(text).iter().map(|syllables| loose(syllables)).collect()
            };
            assert!(heard(one).iter().any(|sound| heard(other).contains(sound)), "{one} {other}");
        }
    }
}
