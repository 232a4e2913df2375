//! How somebody is reached: what a telephone number and an e-mail address look like.

use super::mask;

/// A mobile or fixed number as people write it, with or without country and area code.
pub fn is_phone(given: &str) -> bool {
    let extension = given.split(['转', 'x', 'X']).next().unwrap_or_default();
    let shaped = extension.chars().all(|c| c.is_ascii_digit() || " +-()".contains(c));
    let digits: String = extension.chars().filter(char::is_ascii_digit).collect();
    let national = digits
        .strip_prefix("0086")
        .or(digits.strip_prefix("86").filter(|_| digits.len() > 11))
        .unwrap_or(&digits);
    let mobile = national.len() == 11 && national.starts_with('1');
    let fits = match mobile {
        true => national.as_bytes().get(1).is_some_and(|second| *second >= b'3'),
        false => (7..=15).contains(&digits.len()),
    };
    shaped && fits
}

/// Somebody at some domain; the mail itself will tell whether it is theirs.
pub fn is_email(given: &str) -> bool {
    let Some((local, domain)) = given.rsplit_once('@') else { return false };
    let plain = |part: &str| {
        !part.is_empty()
            && part.chars().all(|c| !c.is_whitespace() && !"@,;:<>()[]\\\"，；".contains(c))
    };
    let labels: Vec<&str> = domain.split('.').collect();
    plain(local)
        && plain(domain)
        && labels.len() > 1
        && labels.iter().all(|label| !label.is_empty())
}

/// An address as it is kept and compared: half-width, in small letters, no blanks around.
pub fn tidy_email(typed: &str) -> String {
    let half: String = typed.chars().map(mask::half_width).collect();
    half.trim().to_lowercase()
}

/// A number as it is kept: half-width, no blanks around.
pub fn tidy_phone(typed: &str) -> String {
    let half: String = typed.chars().map(mask::half_width).collect();
    half.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_chinese_keyboard_makes_is_read_all_the_same() {
        assert_eq!(tidy_email(" Ｌi@Ｅdu．example　"), "li@edu.example");
        assert_eq!(tidy_phone("０７７５－１２３４５６７"), "0775-1234567");
        assert!(
            is_email(&tidy_email("Li＠edu.example"))
                && is_phone(&tidy_phone("１３８００１３８０００"))
        );
        assert!(!is_email("li@edu") && !is_email("li edu@b.example") && !is_phone("12345"));
    }
}
