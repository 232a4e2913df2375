//! Pages and JSON: the only place that knows the web server.
//!
//! - [`page`]: templates, the frame around every page, and what templates may call.
//! - [`locale`]: every string of the interface, in both languages.
//! - [`assets`]: style sheets, scripts and icons, embedded and cached for ever.
//! - [`styleguide`]: every part of the skin on one page, for those who make pages.
//! - [`home`], [`error_page`]: `/`, and what is shown when something went wrong.

pub mod account;
pub mod act;
pub mod act_line;
pub mod api;
pub mod asked_back;
pub mod assets;
pub mod attempt;
pub mod beats;
pub mod check_in;
pub mod clocks;
pub mod csrf;
pub mod desk;
pub mod enterprise;
pub mod error_page;
pub mod featured;
pub mod feeds;
pub mod film;
pub mod films;
pub mod filters;
pub mod form;
pub mod gate;
pub mod health;
pub mod home;
pub mod intake;
pub mod intake_fields;
pub mod invite;
pub mod kept;
mod learner;
pub mod limit;
pub mod locale;
pub mod meeting;
pub mod page;
pub mod pictures;
pub mod prefer;
pub mod preview;
pub mod pwa;
pub mod resume;
pub mod school_words;
pub mod search;
pub mod seating;
pub mod session;
mod square;
pub mod styleguide;
pub mod track;
pub mod upload;
pub mod visit;
pub mod why;
pub mod words;
pub mod youth;

#[cfg(test)]
mod page_samples;
#[cfg(test)]
mod skin;

use hmac::{Hmac, Mac};
use sha2::Sha256;

/// A keyed digest of some parts, for names that only we can make.
pub fn digest(secret: &[u8], parts: &[&str]) -> String {
    let mut tag = keyed(secret);
    for part in parts {
        tag.update(part.as_bytes());
        tag.update(b"\0");
    }
    data_encoding::HEXLOWER.encode(&tag.finalize().into_bytes()[..20])
}

/// HMAC-SHA-256 takes a key of any length.
fn keyed(secret: &[u8]) -> Hmac<Sha256> {
    match Hmac::<Sha256>::new_from_slice(secret) {
        Ok(tag) => tag,
        Err(error) => unreachable!("{error}"),
    }
}
