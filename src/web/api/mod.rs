//! JSON under `/api/v1`, described by `/api/openapi.json`. Times are RFC 3339 in UTC, URLs are
//! paths, errors are `{"error":{"code","message","fields"}}` (see `web::gate`).

pub mod actions;
pub mod attempts;
mod body;
pub mod courses;
pub mod desk;
pub mod document;
pub mod lessons;
pub mod orders;
pub mod progress;
pub mod requests;
pub mod route;
pub mod search;
pub mod session;
mod view;

pub use body::Body;
