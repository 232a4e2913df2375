//! Classes without names: a code, a seat, and three pictures that only the pupil knows.
//!
//! Nothing here says who a child is. The list of names stays on the teacher's paper.

use chrono::{Datelike, NaiveDate};

use super::Time;
use super::course::Stage;

/// Signs of a class code: Crockford's base 32, in which nothing looks like anything else.
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// So many signs has a class code: forty bits, with few tries.
pub const CODE_SIGNS: usize = 8;
/// A class has at most so many seats.
pub const SEATS_MOST: i32 = 80;
/// More seats may be taken with a code than the class has: somebody joins late.
pub const SPARE_USES: i32 = 5;
/// A code is good for so many days unless it is revoked. Our own rule: about half a term.
pub const CODE_DAYS: i64 = 60;
/// A school year begins in this month.
const YEAR_BEGINS: u32 = 8;

/// What a picture PIN is made of.
pub const PICTURES: [&str; 12] = [
    "sun", "moon", "tree", "flower", "fish", "bird", "house", "boat", "ball", "kite", "apple",
    "umbrella",
];
/// So many pictures in a row are a PIN.
pub const PIN_LENGTH: usize = 3;

/// A class code from random bytes.
pub fn code_from(bytes: &[u8; CODE_SIGNS]) -> String {
    bytes.iter().map(|byte| char::from(SIGNS[usize::from(byte % 32)])).collect()
}

/// A code as it stands in the table, from what somebody typed: blanks and hyphens do no harm, and
/// O, I, L are what they look like. None where it can be no code.
pub fn read_code(typed: &str) -> Option<String> {
    let mut code = String::new();
    for sign in typed.chars().map(super::mask::half_width) {
        match sign.to_ascii_uppercase() {
            ' ' | '-' | '\u{3000}' => {}
            'O' => code.push('0'),
            'I' | 'L' => code.push('1'),
            sign if u8::try_from(sign).is_ok_and(|byte| SIGNS.contains(&byte)) => code.push(sign),
            _ => return None,
        }
    }
    (code.len() == CODE_SIGNS).then_some(code)
}

/// A code as people read it: `7K3F 92QX`.
pub fn shown_code(code: &str) -> String {
    let (first, rest) = code.split_at(code.len().min(4));
    format!("{first} {rest}")
}

/// A PIN from three words, joined by `-`; none where one of them is no picture.
pub fn read_pin(words: &[&str]) -> Option<String> {
    let right = words.len() == PIN_LENGTH && words.iter().all(|word| PICTURES.contains(word));
    right.then(|| words.join("-"))
}

/// Where a class code stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeStanding {
    Good,
    Expired,
    Revoked,
    /// As many seats were taken with it as may be; those who have a seat still get in.
    UsedUp,
}

/// What is known of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeFacts {
    pub expires_at: Time,
    pub revoked: bool,
    pub uses: i32,
    pub max_uses: i32,
}

/// Where a code stands now.
pub fn standing(code: CodeFacts, now: Time) -> CodeStanding {
    match code {
        CodeFacts { revoked: true, .. } => CodeStanding::Revoked,
        CodeFacts { expires_at, .. } if expires_at <= now => CodeStanding::Expired,
        CodeFacts { uses, max_uses, .. } if uses >= max_uses => CodeStanding::UsedUp,
        _ => CodeStanding::Good,
    }
}

/// Whether a class of this stage needs the guardians' consent: children sit there.
pub fn needs_consent(stage: Stage) -> bool {
    stage.is_minors()
}

/// The year in which the school year of a day begins.
pub fn school_year(day: NaiveDate) -> i32 {
    if day.month() >= YEAR_BEGINS { day.year() } else { day.year() - 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        for typed in ["7k3f92qx", " 7K3F-92QX ", "7K3F 92QX", "７Ｋ３Ｆ９２ＱＸ"] {
            assert_eq!(read_code(typed).as_deref(), Some("7K3F92QX"), "{typed}");
        }
        assert_eq!(read_code("OIL0 1234").as_deref(), Some("01101234"));
        for wrong in ["", "7K3F92Q", "7K3F92QXX", "七年级二班", "7K3F92Q!", "U7K3F92Q"] {
            assert_eq!(read_code(wrong), None, "{wrong}");
        }
        let made = code_from(&[0, 31, 32, 200, 77, 5, 9, 255]);
        assert_eq!(read_code(&shown_code(&made)), Some(made));
    }

    #[test]
    fn a_pin_is_three_pictures() {
        assert_eq!(read_pin(&["sun", "fish", "sun"]).as_deref(), Some("sun-fish-sun"));
        for wrong in [&["sun", "fish"][..], &["sun", "fish", "tank"], &[], &["sun"; 4]] {
            assert_eq!(read_pin(wrong), None, "{wrong:?}");
        }
        assert!(PICTURES.iter().all(|word| !word.contains('-')));
    }

    #[test]
    fn a_code_ends_in_three_ways() {
        let at = |text| Time::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
        let now = at("2026-12-01 08:00");
        let good =
            CodeFacts { expires_at: at("2026-12-01 08:01"), revoked: false, uses: 0, max_uses: 2 };
        for (code, wanted) in [
            (good, CodeStanding::Good),
            (CodeFacts { uses: 1, ..good }, CodeStanding::Good),
            (CodeFacts { uses: 2, ..good }, CodeStanding::UsedUp),
            (CodeFacts { expires_at: now, ..good }, CodeStanding::Expired),
            (CodeFacts { revoked: true, ..good }, CodeStanding::Revoked),
            (CodeFacts { revoked: true, uses: 9, expires_at: now, ..good }, CodeStanding::Revoked),
        ] {
            assert_eq!(standing(code, now), wanted, "{code:?}");
        }
    }

    #[test]
    fn a_school_year_begins_in_august() {
        let year = |text: &str| school_year(text.parse().unwrap());
        assert_eq!(
            (year("2026-07-31"), year("2026-08-01"), year("2027-01-15")),
            (2025, 2026, 2026)
        );
    }
}
