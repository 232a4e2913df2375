//! The code by which people who meet for a line say that they met: the teacher's telephone shows
//! it, the lecturer types it.
//!
//! It is derived and not stored. It goes with the agreed proposal, so that a lesson that was moved
//! has another one. A million codes are few: whoever types is counted (`web::limit`).

use subtle::ConstantTimeEq;

use super::digest;
use crate::domain::mask;

/// How many digits a code has.
const DIGITS: usize = 6;

/// The code of a line whose agreed proposal is `revision`.
pub fn check_in_code(secret: &[u8], line: &str, revision: i32) -> String {
    let derived = digest(secret, &["check in", line, &revision.to_string()]);
    let head = u64::from_str_radix(derived.get(..15).unwrap_or_default(), 16).unwrap_or_default();
    format!("{:0DIGITS$}", head % 10_u64.pow(DIGITS as u32))
}

/// Whether this is the code of the line, read as people type it: with blanks and dashes, or in
/// full-width digits.
pub fn is_check_in_code(secret: &[u8], line: &str, revision: i32, typed: &str) -> bool {
    let digits: String = typed.chars().map(mask::half_width).filter(char::is_ascii_digit).collect();
    let expected = check_in_code(secret, line, revision);
    digits.as_bytes().ct_eq(expected.as_bytes()).into()
}

/// Where the lecturer checks in; what the square on the teacher's telephone leads to.
pub fn check_in_path(order: &str, line: &str, code: &str) -> String {
    format!("/desk/check-in/{order}/{line}?c={code}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"a secret that is long enough to be one";

    #[test]
    fn a_code_is_six_digits_and_goes_with_line_revision_and_secret() {
        let code = check_in_code(SECRET, "line", 2);
        assert!(code.len() == DIGITS && code.bytes().all(|c| c.is_ascii_digit()), "{code}");
        assert_eq!(check_in_code(SECRET, "line", 2), code);
        assert_ne!(check_in_code(SECRET, "line", 3), code);
        assert_ne!(check_in_code(SECRET, "other", 2), code);
        assert_ne!(check_in_code(b"another secret", "line", 2), code);
    }

    #[test]
    fn a_code_is_read_as_people_type_it_and_no_other_is() {
        let code = check_in_code(SECRET, "line", 1);
        let (left, right) = code.split_at(3);
        let wide: String =
            code.bytes().filter_map(|c| char::from_u32(0xFF10 + u32::from(c - b'0'))).collect();
        for typed in [code.clone(), format!(" {left} {right} "), format!("{left}-{right}"), wide] {
            assert!(is_check_in_code(SECRET, "line", 1, &typed), "{typed}");
        }
        for wrong in ["", "12345", &format!("{code}0"), "一二三四五六"] {
            assert!(!is_check_in_code(SECRET, "line", 1, wrong), "{wrong}");
        }
        assert!(!is_check_in_code(SECRET, "line", 2, &code));
    }
}
