//! The links that a subscription's mails carry: one that confirms it and soon dies, and one that
//! ends it and never does.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use crate::app::App;
use crate::config::Config;
use crate::domain::Time;
use crate::domain::topic::Topic;
use crate::web::locale::Lang;
use crate::web::session::{self, Expires};
use crate::web::{self};

/// So long a link confirms; shorter than what it confirms is kept.
pub const CONFIRM_DAYS: i64 = 3;

/// What the link in the first mail says: whoever holds it reads that mailbox.
#[derive(Debug, Serialize, Deserialize)]
pub struct Confirms {
    /// The subscription.
    pub subscribe: String,
    /// What was chosen; it takes effect only now, for a stranger may have typed the address.
    pub topics: Vec<Topic>,
    pub lang: Lang,
    exp: i64,
}

impl Expires for Confirms {
    fn exp(&self) -> i64 {
        self.exp
    }
}

/// The path that confirms a subscription.
///
/// # Errors
/// Only if the claims can't be written as JSON.
pub fn confirm_path(
    app: &App,
    subscribe: String,
    topics: Vec<Topic>,
    lang: Lang,
    now: Time,
) -> Result<String, String> {
    let exp = (now + TimeDelta::days(CONFIRM_DAYS)).and_utc().timestamp();
    let claims = Confirms { subscribe, topics, lang, exp };
    let token = session::sign(&app.config, &claims).map_err(|error| error.to_string())?;
    Ok(format!("/youth/bulletins/confirm/{token}"))
}

/// The path that ends a subscription by one POST (RFC 8058).
pub fn leave_path(config: &Config, id: &str) -> String {
    format!("/youth/bulletins/unsubscribe/{id}-{}", mark(&config.secret, id))
}

/// The subscription that a token of [`leave_path`] ends, if it is one of ours: old mails carry marks
/// of older secrets, and their readers may leave too.
pub fn leaver(config: &Config, token: &str) -> Option<String> {
    let (id, given) = token.rsplit_once('-')?;
    let ours = secrets(config)
        .any(|secret| bool::from(mark(secret, id).as_bytes().ct_eq(given.as_bytes())));
    ours.then(|| id.to_owned())
}

/// The hashes by which an address may be known, the newest secret's first.
pub fn address_hashes(config: &Config, address: &str) -> Vec<String> {
    let address = address.trim().to_lowercase();
    secrets(config).map(|secret| web::digest(secret, &["bulletin-address", &address])).collect()
}

fn mark(secret: &[u8], id: &str) -> String {
    web::digest(secret, &["bulletin-leave", id])
}

fn secrets(config: &Config) -> impl Iterator<Item = &[u8]> {
    std::iter::once(&config.secret).chain(&config.old_secrets).map(Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(secret: &str, old: &[&str]) -> Config {
        let mut config = Config::read(|_| None).unwrap();
        config.secret = secret.into();
        config.old_secrets = old.iter().map(|secret| secret.as_bytes().to_vec()).collect();
        config
    }

    #[test]
    fn a_link_to_leave_outlives_its_secret_and_nothing_else() {
        let old = config("old", &[]);
        let path = leave_path(&old, "01abc");
        let token = path.strip_prefix("/youth/bulletins/unsubscribe/").unwrap();
        assert_eq!(leaver(&old, token).as_deref(), Some("01abc"));
        assert_eq!(leaver(&config("new", &["old"]), token).as_deref(), Some("01abc"));
        assert_eq!(leaver(&config("new", &[]), token), None);
        for at in 0..token.len() {
            let mut bytes = token.as_bytes().to_vec();
            bytes[at] = if bytes[at] == b'0' { b'1' } else { b'0' };
            assert_eq!(leaver(&old, std::str::from_utf8(&bytes).unwrap()), None, "at {at}");
        }
        for token in ["", "-", "01abc", "01abc-", "01abc-门"] {
            assert_eq!(leaver(&old, token), None, "{token}");
        }
    }

    #[test]
    fn an_address_is_the_same_however_it_is_written() {
        let both = config("new", &["old"]);
        let hashes = address_hashes(&both, " Wei@School.example ");
        assert_eq!(hashes, address_hashes(&both, "wei@school.example"));
        assert_eq!(hashes.len(), 2);
        assert_eq!(hashes[1..], address_hashes(&config("old", &[]), "wei@school.example"));
        assert!(!hashes[0].contains("wei"));
    }
}
