//! `/youth/orders`: what a school ordered, and what its teachers do with it. Every teacher of the
//! school sees it and speaks for it.

pub mod act;
mod block;
pub mod list;
mod offer;
pub mod show;
