//! What can go wrong with the database, as its callers need to tell it apart.

use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error};

use crate::domain::booking::Resource;

/// Why a read or a write did not happen. Nothing of a write that failed is stored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DbError {
    #[error("not found")]
    NotFound,
    /// Somebody else was faster; `current` is the version (or revision) that stands now.
    #[error("stale: version {current} stands now")]
    Stale { current: i64 },
    /// A key that must be unique is taken; names the table, the same on both databases.
    #[error("already there: {0}")]
    Conflict(String),
    /// A booking needs what another has, or more places than are left; names what.
    #[error("taken: {0}")]
    Taken(Resource),
    /// The database cannot be reached or is too busy; trying again may help.
    #[error("database unavailable: {0}")]
    Unavailable(String),
    /// Data or code is wrong; trying again does not help.
    #[error("database: {0}")]
    Broken(String),
}

impl From<Error> for DbError {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => DbError::NotFound,
            Error::DatabaseError(DatabaseErrorKind::UniqueViolation, info) => {
                DbError::Conflict(taken_in(info.as_ref()))
            }
            Error::DatabaseError(kind, info) if passing(&kind, info.message()) => {
                DbError::Unavailable(info.message().to_owned())
            }
            Error::BrokenTransactionManager => DbError::Unavailable("connection lost".to_owned()),
            other => DbError::Broken(other.to_string()),
        }
    }
}

/// The table whose key is taken. SQLite says it only in its message: `UNIQUE constraint failed:
/// accounts.login`.
fn taken_in(info: &(dyn DatabaseErrorInformation + Send + Sync)) -> String {
    let told = info.message().rsplit(": ").next().and_then(|columns| columns.split('.').next());
    info.table_name().or(told).unwrap_or_default().to_owned()
}

/// Whether the same statement may succeed a moment later.
fn passing(kind: &DatabaseErrorKind, message: &str) -> bool {
    matches!(
        kind,
        DatabaseErrorKind::ClosedConnection
            | DatabaseErrorKind::SerializationFailure
            | DatabaseErrorKind::ReadOnlyTransaction
    ) || [
        "database is locked",
        "deadlock detected",
        "lock timeout",
        "database or disk is full",
        "terminating connection",
    ]
    .iter()
    .any(|sign| message.contains(sign))
}

impl From<diesel::r2d2::PoolError> for DbError {
    fn from(error: diesel::r2d2::PoolError) -> Self {
        DbError::Unavailable(error.to_string())
    }
}

impl From<serde_json::Error> for DbError {
    fn from(error: serde_json::Error) -> Self {
        DbError::Broken(format!("stored JSON: {error}"))
    }
}

/// Reads a stored word as one of ours.
pub(super) fn word<T: std::str::FromStr<Err = String>>(text: &str) -> Result<T, DbError> {
    text.parse().map_err(|word| DbError::Broken(format!("unknown word in the database: {word}")))
}
