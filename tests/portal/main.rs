//! The whole portal, tried from outside.

mod harness;
mod search_engines;
