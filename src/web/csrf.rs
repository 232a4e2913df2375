//! Every form carries a token that only our own pages can know: an HMAC of the session, or of
//! the visit of somebody who is not signed in.

use actix_web::HttpRequest;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use super::visit;
use crate::error::Error;

/// Name of the hidden field.
pub const FIELD: &str = "csrf";

/// The token for a session or visit.
pub fn token(secret: &[u8], holder: &str) -> String {
    let mut tag = super::keyed(secret);
    tag.update(b"csrf\0");
    tag.update(holder.as_bytes());
    data_encoding::BASE32_NOPAD.encode(&tag.finalize().into_bytes()[..20])
}

/// Checks the token that came with a form against the session or visit it came with.
///
/// # Errors
/// [`Error::ForgedForm`] when it is another's or none.
pub fn check(request: &HttpRequest, given: &str) -> Result<(), Error> {
    let expected = visit::csrf_of(request).ok_or(Error::ForgedForm)?;
    if bool::from(expected.as_bytes().ct_eq(given.as_bytes())) {
        Ok(())
    } else {
        Err(Error::ForgedForm)
    }
}

/// Kept here so that the type is named once.
pub type Tag = Hmac<Sha256>;
