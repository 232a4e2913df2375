//! Signing in by e-mail, for those whose address is sealed: their login is a keyed digest of it, so
//! that no table holds the address in the clear.

use crate::config::Config;
use crate::db::accounts::{self, Account};
use crate::db::{Conn, DbError};
use crate::domain::reach::tidy_email;
use crate::web::digest;

/// The login of an address, by the newest secret.
pub fn login(config: &Config, email: &str) -> String {
    made_with(&config.secret, email)
}

/// The login of an address by every secret of ours, the newest first: a new secret must not shut
/// anybody out, nor let a second account be made for the same address.
pub fn logins(config: &Config, email: &str) -> Vec<String> {
    let secrets = std::iter::once(&config.secret).chain(&config.old_secrets);
    secrets.map(|secret| made_with(secret, email)).collect()
}

fn made_with(secret: &[u8], email: &str) -> String {
    format!("mail:{}", digest(secret, &["login", &tidy_email(email)]))
}

/// The accounts that what was typed may mean: a login as it is, and an address. They may be two:
/// nobody can shut another out by taking the other's address as a login.
pub fn find(c: &mut Conn, typed: &str, logins: &[String]) -> Result<Vec<Account>, DbError> {
    let all = std::iter::once(typed).chain(logins.iter().map(String::as_str));
    let found = all.map(|login| accounts::by_login(c, login)).collect::<Result<Vec<_>, _>>()?;
    Ok(found.into_iter().flatten().collect())
}
