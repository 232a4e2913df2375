//! An event in words: which sentence, and what stands in its placeholders.

use super::refusal::Arg;
use super::{Action, Event};

impl Event {
    /// The locale key and its arguments: for the asker's timeline, or for staff.
    pub fn sentence(&self, staff: bool) -> (String, Vec<(&'static str, Arg)>) {
        let area = if staff { "order.event_staff" } else { "order.event" };
        (format!("{area}.{}", self.word()), self.arguments())
    }

    fn word(&self) -> String {
        let fact = |name: &str| self.facts.get(name).and_then(|v| v.as_bool()) == Some(true);
        match self.action {
            Action::Confirm if fact("silent") => "confirm_silent".to_owned(),
            Action::Review if fact("rework") => "review_rework".to_owned(),
            action => action.to_string(),
        }
    }

    /// The agency it is about, and the days it gives.
    fn arguments(&self) -> Vec<(&'static str, Arg)> {
        let fact = |name: &str| self.facts.get(name).and_then(|v| v.as_str()).map(str::to_owned);
        let agency = match self.action {
            Action::Dispatch | Action::Adjudicate => fact("lead"),
            Action::Transfer => fact("agency"),
            _ => None,
        };
        let agency = agency.or_else(|| self.agency.clone());
        let days = self.facts.get("days").and_then(|v| v.as_i64());
        let agency = agency.map(|slug| ("agency", Arg::Agencies(vec![slug])));
        let days = days.map(|days| ("days", Arg::Text(days.to_string())));
        agency.into_iter().chain(days).collect()
    }
}
