//! Taking over files that may have been edited on the site meanwhile: what the file said last time,
//! what it says now, what the site says.

use sha2::{Digest, Sha256};

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    pub created: usize,
    pub updated: usize,
    /// The file changed and so did the site: the site's version stands.
    pub left_alone: Vec<String>,
}

/// What an import does with one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The file is as it was.
    Keep,
    /// The file is newer and the site has no version of its own (or the same one).
    Take,
    LeaveAlone,
}

/// The three-way comparison.
pub fn verdict(file: &str, imported_hash: &str, site: &str, edited: bool) -> Verdict {
    match () {
        () if hash(file) == imported_hash => Verdict::Keep,
        () if !edited || site == file => Verdict::Take,
        () => Verdict::LeaveAlone,
    }
}

/// Hex SHA-256 of a file.
pub fn hash(file: &str) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(file))
}
