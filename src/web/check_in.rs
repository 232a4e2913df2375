//! The code by which people who meet for a line say that they met: the teacher's telephone shows
//! it, the lecturer types it.
//!
//! It is derived and not stored. It goes with the agreed proposal, so that a lesson that was moved
//! has another one. A million codes are few: whoever types is counted (`web::limit`).

use std::cmp::Ordering;

use subtle::ConstantTimeEq;

use super::visit::Visit;
use super::{digest, filters, limit};
use crate::db::bookings;
use crate::domain::booking::{Booking, BookingState};
use crate::domain::deadline::local_day;
use crate::domain::mask;
use crate::domain::order::{Line, Role};
use crate::error::{Error, FieldError};

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

/// The firm booking of a line; none for what has no time.
///
/// # Errors
/// The database's.
pub async fn booked(visit: &Visit, line: &str) -> Result<Option<Booking>, Error> {
    let line = line.to_owned();
    let all = visit.app.db.read(move |c| bookings::by_line(c, &line)).await?;
    Ok(all.into_iter().rev().find(|booking| booking.state == BookingState::Firm))
}

/// What is wrong with the day for checking in: whoever teaches does it on the day itself, the
/// planner also afterwards.
pub fn day_error(visit: &Visit, role: Role, booking: Option<&Booking>) -> Option<FieldError> {
    let day = local_day(booking?.start);
    let key = match local_day(visit.now).cmp(&day) {
        Ordering::Less => "planner.wrong.too_early",
        Ordering::Greater if role != Role::Planner => "planner.wrong.too_late",
        _ => return None,
    };
    Some(FieldError::new("code", key).with("day", filters::short_date(day, visit.lang)))
}

/// Lets in whoever brings the code on the day; the planner says a reason instead.
///
/// # Errors
/// [`Error::Invalid`] for another day, a wrong code or no reason; [`Error::TooMany`] after too many
/// codes.
pub async fn admit(
    visit: &Visit,
    role: Role,
    line: &Line,
    typed: &str,
    reason: Option<&str>,
) -> Result<(), Error> {
    let booking = booked(visit, &line.id).await?;
    if let Some(error) = day_error(visit, role, booking.as_ref()) {
        return Err(Error::Invalid(vec![error]));
    }
    if role == Role::Planner {
        let said = reason.is_some_and(|reason| !reason.trim().is_empty());
        return if said { Ok(()) } else { Err(Error::field("text", "field.required")) };
    }
    limit::check(visit, &limit::CHECK_IN, &line.id).await?;
    let revision = line.agreed.unwrap_or_default();
    if is_check_in_code(&visit.app.config.secret, &line.id, revision, typed) {
        return limit::forget(visit, &limit::CHECK_IN, &line.id).await;
    }
    limit::count(visit, &limit::CHECK_IN, &line.id).await?;
    let key = if typed.is_empty() { "field.required" } else { "planner.wrong.check_in_code" };
    Err(Error::field("code", key))
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
