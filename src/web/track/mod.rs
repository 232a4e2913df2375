//! `/track`: where an order stands, for whoever asked for it, and what they may do about it.

pub mod act;
pub mod enter;
pub mod key;
mod page;
pub mod papers;
mod receipt;
pub mod show;
pub mod supply;
mod timeline;
