//! What is shown when something went wrong: what happened, what to do, and a way onward.

use serde::Serialize;

/// A link out of a dead end.
#[derive(Debug, Clone, Serialize)]
pub struct Onward {
    /// Where it leads.
    pub href: String,
    /// What it says, in the page's language.
    pub label: String,
}

/// An error page. Title, explanation and advice come from `error.<status>.…` of the locale.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ErrorPage {
    /// The status whose texts are shown.
    pub status: u16,
    /// What exactly was wrong, in the page's language; empty for nothing beyond the status.
    pub detail: String,
    /// The number a person can quote on the telephone; empty for none.
    pub incident: String,
    /// Ways onward, before the ones every error page has.
    pub onward: Vec<Onward>,
}

impl ErrorPage {
    /// The template.
    pub const TEMPLATE: &str = "error.html";

    /// The statuses that have texts of their own.
    pub const STATUSES: [u16; 11] = [400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503];

    /// The page for a status; one without texts of its own speaks as its class does.
    pub fn new(status: u16) -> ErrorPage {
        let status = match status {
            known if Self::STATUSES.contains(&known) => known,
            400..500 => 400,
            _ => 500,
        };
        ErrorPage { status, ..ErrorPage::default() }
    }

    /// The key of the page's title, for the frame.
    pub fn title_key(&self) -> String {
        format!("error.{}.title", self.status)
    }
}
