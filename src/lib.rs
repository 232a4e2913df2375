//! Yimen (一门): one door to legal services.
//!
//! The map, from the inside out. Each module may use those above it in this list, never one below:
//!
//! - [`domain`]: what the house decides. Pure: no clock, no database, no web.
//! - [`config`], [`error`]: the environment, read once; what can go wrong, and how it is said.
//! - [`db`]: the only place that speaks SQL.
//! - [`content`]: reads and checks the folder `content/`, and imports it.
//! - [`mail`], [`search`], [`media`]: the outside world, each behind one type.
//! - [`jobs`]: the outbox worker: what was promised inside a transaction is done here.
//! - [`web`], [`routes`]: pages and JSON.
//! - [`publishing`]: what the public reads, of files and edits, and what editors do to it.
//! - [`router`], [`taught`]: the rules in force, and what was learned with them.
//! - [`rulebooks`]: the rules in the database, from draft to being in force on every node.
//! - `current`: what editors changed about the lessons since the start.
//! - [`app`], [`cli`]: wiring, and the command line.

pub mod app;
pub mod cli;
pub mod config;
pub mod content;
mod current;
pub mod db;
pub mod domain;
pub mod error;
pub mod jobs;
pub mod mail;
pub mod media;
pub mod metrics;
pub mod publishing;
pub mod router;
pub mod routes;
pub mod routing_cli;
pub mod rulebooks;
pub mod search;
pub mod search_cli;
pub mod server;
pub mod setup;
pub mod taught;
pub mod web;

/// Filling an index leaves the memory of glibc full of holes, which it looks through at every search since.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;
