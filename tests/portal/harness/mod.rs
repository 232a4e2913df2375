//! What the tests stand on: servers that really run, and one that misbehaves.

pub mod eml;
pub mod meili;
pub mod smtp;
