//! Pages and JSON: the only place that knows the web server.
//!
//! - [`page`]: templates, the frame around every page, and what templates may call.
//! - [`locale`]: every string of the interface, in both languages.
//! - [`assets`]: style sheets, scripts and icons, embedded and cached for ever.
//! - [`styleguide`]: every part of the skin on one page, for those who make pages.
//! - [`home`], [`error_page`]: `/`, and what is shown when something went wrong.

pub mod assets;
pub mod error_page;
pub mod filters;
pub mod home;
pub mod locale;
pub mod page;
pub mod styleguide;

#[cfg(test)]
mod page_samples;
#[cfg(test)]
mod skin;
