//! Passwords: argon2id, away from the threads that answer requests.

use argon2::password_hash::rand_core::OsRng;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};

use crate::error::{Error, FieldError};

/// A password has at least this many characters.
pub const PASSWORD_MIN: usize = 10;
/// And at most this many; hashing a novel helps nobody.
pub const PASSWORD_MAX: usize = 200;

/// OWASP's second choice: 19 MiB, two passes, one lane.
fn hasher() -> Argon2<'static> {
    let params = Params::new(19 << 10, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Hashes a password.
///
/// # Errors
/// [`Error::Internal`] when the operating system gives no random salt.
pub async fn hash(password: String) -> Result<String, Error> {
    blocking(move || {
        let salt = SaltString::generate(&mut OsRng);
        hasher()
            .hash_password(password.as_bytes(), &salt)
            .map(|hash| hash.to_string())
            .map_err(Error::internal)
    })
    .await?
}

/// Whether a password is the one that was hashed. Without a hash it takes as long, so that nobody
/// learns which logins exist.
///
/// # Errors
/// [`Error::Internal`] when the thread died.
pub async fn matches(password: String, hash: Option<String>) -> Result<bool, Error> {
    blocking(move || match hash.as_deref().map(PasswordHash::new) {
        Some(Ok(hash)) => hasher().verify_password(password.as_bytes(), &hash).is_ok(),
        _ => {
            let salt = SaltString::generate(&mut OsRng);
            let _ = hasher().hash_password(password.as_bytes(), &salt);
            false
        }
    })
    .await
}

/// What is wrong with a new password, if anything.
pub fn weakness(field: &str, password: &str, login: &str) -> Option<FieldError> {
    let length = password.chars().count();
    if length < PASSWORD_MIN {
        return Some(FieldError::new(field, "field.password_short").with("min", PASSWORD_MIN));
    }
    if length > PASSWORD_MAX {
        return Some(
            FieldError::new(field, "field.too_long")
                .with("max", PASSWORD_MAX)
                .with("length", length),
        );
    }
    let first = password.chars().next();
    let one_character = password.chars().all(|c| Some(c) == first);
    let is_login = !login.is_empty() && password.eq_ignore_ascii_case(login);
    let run =
        "01234567890123456789abcdefghijklmnopqrstuvwxyz".contains(&password.to_ascii_lowercase());
    (one_character || is_login || run).then(|| FieldError::new(field, "field.password_simple"))
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_matches() {
        let hashed = hash("door-and-lamp".into()).await.unwrap();
        assert!(hashed.starts_with("$argon2id$"));
        assert!(matches("door-and-lamp".into(), Some(hashed.clone())).await.unwrap());
        assert!(!matches("door-and-lam".into(), Some(hashed)).await.unwrap());
        assert!(!matches("anything".into(), None).await.unwrap());
    }

    #[test]
    fn weak_passwords_are_named() {
        for weak in ["short", "aaaaaaaaaaaa", "1234567890", "zhang.wei@shop"] {
            assert!(weakness("password", weak, "zhang.wei@shop").is_some(), "{weak}");
        }
        assert!(weakness("password", "door-and-lamp", "zhang").is_none());
    }
}
