//! The enterprise supermarket.

pub mod ask;
