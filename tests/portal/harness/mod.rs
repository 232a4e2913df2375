//! What the tests stand on: servers that really run, and one that misbehaves.

pub mod databases;
pub mod eml;
pub mod meili;
pub mod orders;
pub mod postgres;
pub mod smtp;
