//! `/`: two doors, side by side, and one search between them.

use serde::Serialize;

/// The home page. Everything on it is text of the interface; the search field may be filled.
#[derive(Debug, Default, Serialize)]
pub struct HomePage {
    /// What was searched for, when somebody comes back from the results.
    pub q: String,
}

impl HomePage {
    /// The template.
    pub const TEMPLATE: &str = "home.html";
}
