//! What the tests stand on: the whole site on a free port, people who visit it, a browser, and
//! servers that really run or misbehave on command.

// Each journey uses a part of it.
#![allow(dead_code)]

pub mod axe;
pub mod browser;
pub mod bulletins;
pub mod databases;
pub mod eml;
pub mod film;
pub mod html;
pub mod lines;
pub mod meili;
pub mod orders;
pub mod postgres;
pub mod queries;
pub mod rulebook;
pub mod s3;
pub mod samples;
pub mod site;
pub mod smtp;
pub mod sources;
pub mod visitor;

pub use browser::{Browser, Size};
#[allow(unused_imports)]
pub use site::{Backend, Filed, Site};
pub use visitor::{Answer, Visitor, Who};
