//! The addresses of films that not everybody may see: they run out, and nobody can make one.
//!
//! The signature stands in the path, so that the relative addresses of a playlist carry it along,
//! and the end is rounded, so that a class of forty-five asks a cache for one and the same.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::domain::Time;

/// Ends stand on multiples of so many seconds.
const STEP: i64 = 6 * 3600;
/// An address is good for at least so many seconds: a lesson and the time to come back to it.
const LEAST: i64 = 3600;
/// Bytes of a signature.
const LENGTH: usize = 16;

/// The end of an address that is made now, in Unix seconds.
pub fn expiry(now: Time) -> i64 {
    let least = now.and_utc().timestamp() + LEAST;
    (least + STEP - 1).div_euclid(STEP) * STEP
}

/// The folder of a film for those who are let in now, ending in `/`.
pub fn folder(secret: &[u8], id: &str, now: Time) -> String {
    let until = expiry(now);
    format!("/media/until/{until}/{}/{id}/", URL_SAFE_NO_PAD.encode(mark(secret, until, id)))
}

/// The folder of a film for everybody, ending in `/`.
pub fn open_folder(id: &str) -> String {
    format!("/media/open/{id}/")
}

/// Whether a signature is ours and has not run out.
pub fn is_good(secret: &[u8], until: i64, signature: &str, id: &str, now: Time) -> bool {
    let given = URL_SAFE_NO_PAD.decode(signature).unwrap_or_default();
    let right = mark(secret, until, id);
    bool::from(given.ct_eq(&right)) && now.and_utc().timestamp() < until
}

fn mark(secret: &[u8], until: i64, id: &str) -> Vec<u8> {
    // Any length of key will do for HMAC.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else { return Vec::new() };
    mac.update(format!("film/{until}/{id}").as_bytes());
    mac.finalize().into_bytes()[..LENGTH].to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Time {
        Time::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
    }

    #[test]
    fn a_morning_has_one_address_and_it_lasts_a_lesson() {
        let (eight, nine) = (at("2026-12-01 08:00"), at("2026-12-01 09:30"));
        assert_eq!(folder(b"k", "film", eight), folder(b"k", "film", nine));
        for now in [eight, nine, at("2026-12-01 10:59"), at("2026-12-01 11:01")] {
            let left = expiry(now) - now.and_utc().timestamp();
            assert!((LEAST..=LEAST + STEP).contains(&left), "{left}");
        }
    }

    #[test]
    fn only_ours_opens_and_only_until_its_end() {
        let now = at("2026-12-01 08:00");
        let folder = folder(b"k", "film", now);
        let parts: Vec<&str> = folder.split('/').collect();
        let (until, signature) = (parts[3].parse::<i64>().unwrap(), parts[4]);
        assert!(is_good(b"k", until, signature, "film", now));
        assert!(!is_good(b"k", until, signature, "other", now));
        assert!(!is_good(b"k", until + STEP, signature, "film", now));
        assert!(!is_good(b"x", until, signature, "film", now));
        assert!(!is_good(b"k", until, "", "film", now));
        let end = chrono::DateTime::from_timestamp(until, 0).unwrap().naive_utc();
        assert!(!is_good(b"k", until, signature, "film", end));
    }
}
