//! The engine, tried: every cell of the table, random walks, and stories.

mod chain;
mod fixture;
mod line_walk;
mod lines;
mod locales;
mod matrix;
mod projection;
mod story;
mod walk;

pub use fixture::*;

use super::*;
