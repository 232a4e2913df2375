//! What happened, in plain words, and what comes next.

use serde::Serialize;

use crate::domain::Time;
use crate::domain::order::{Action, AssignmentState, EntryKind, Event, Order, Role, State};
use crate::web::act::Loaded;
pub use crate::web::act::brought;
use crate::web::visit::Visit;

/// The five seals of an order.
const SEALS: [&str; 5] = ["received", "dispatched", "handling", "replied", "closed"];

/// One thing that happened.
#[derive(Debug, Clone, Serialize)]
pub struct Happened {
    title: String,
    at: Time,
    by: String,
    seal: Option<&'static str>,
    text: String,
}

/// How many of the five seals are set.
pub fn seals_done(order: &Order) -> usize {
    let state = match order.state {
        State::Waiting | State::Suspended => order.previous.unwrap_or(State::Handling),
        state => state,
    };
    match state {
        State::Draft => 0,
        State::Submitted | State::Accepted | State::Declined => 1,
        State::Dispatched => 2,
        State::Handling | State::Waiting | State::Suspended => 3,
        State::Replied => 4,
        State::Closed | State::Archived => 5,
        State::Withdrawn => reached(order),
    }
}

/// How far an order had come when it was taken back.
fn reached(order: &Order) -> usize {
    let signed = order.assignments.iter().any(|a| a.signed_at.is_some());
    let sent = order.assignments.iter().any(|a| a.state != AssignmentState::Returned);
    match (order.replied_at.is_some(), signed, sent) {
        (true, ..) => 4,
        (_, true, _) => 3,
        (_, _, true) => 2,
        _ => 1,
    }
}

/// The seals that are still to come, while anything is.
pub fn coming(order: &Order) -> Vec<&'static str> {
    if order.state.is_open() { SEALS[seals_done(order)..].to_vec() } else { Vec::new() }
}

/// What happened, the oldest first.
pub fn happened(visit: &Visit, loaded: &Loaded) -> Vec<Happened> {
    let events = &loaded.events;
    let shown =
        events.iter().enumerate().filter(|(at, event)| !passed_over(event, events.get(at + 1)));
    shown.map(|(_, event)| one(visit, loaded, event)).collect()
}

/// To accept and to send on in the same breath is one thing to a reader.
fn passed_over(event: &Event, next: Option<&Event>) -> bool {
    event.action == Action::Accept
        && next.is_some_and(|next| next.action == Action::Dispatch && next.at == event.at)
}

fn one(visit: &Visit, loaded: &Loaded, event: &Event) -> Happened {
    Happened {
        title: title(visit, event),
        at: event.at,
        by: by(visit, event),
        seal: seal(event.action),
        text: text(loaded, event),
    }
}

fn title(visit: &Visit, event: &Event) -> String {
    let fact =
        |name: &str| event.facts.get(name).and_then(serde_json::Value::as_str).map(str::to_owned);
    let agency = match event.action {
        Action::Dispatch | Action::Adjudicate => fact("lead"),
        Action::Transfer => fact("agency"),
        _ => event.agency.clone(),
    };
    let days = event.facts.get("days").and_then(serde_json::Value::as_i64).unwrap_or_default();
    let silent = event.facts.get("silent").and_then(serde_json::Value::as_bool).unwrap_or_default();
    let word = match event.action {
        Action::Confirm if silent => "confirm_silent",
        action => action.as_str(),
    };
    let agency =
        agency.map(|slug| visit.app.agency_name(&slug, visit.lang.tag())).unwrap_or_default();
    visit.text(&format!("order.event.{word}"), &[("agency", agency), ("days", days.to_string())])
}

fn by(visit: &Visit, event: &Event) -> String {
    match (event.role, &event.agency) {
        (Role::Guest | Role::Business, _) => visit.text("track.by.you", &[]),
        (Role::Clerk, _) => visit.text("track.by.clerk", &[]),
        (Role::System, _) => visit.text("track.by.system", &[]),
        (_, Some(agency)) => visit.app.agency_name(agency, visit.lang.tag()),
        (_, None) => visit.text("track.by.centre", &[]),
    }
}

fn seal(action: Action) -> Option<&'static str> {
    match action {
        Action::Submit => Some("received"),
        Action::Dispatch | Action::Adjudicate | Action::Transfer => Some("dispatched"),
        Action::Sign => Some("handling"),
        Action::Reply => Some("replied"),
        Action::Confirm => Some("closed"),
        _ => None,
    }
}

/// The texts that came with it; the story and the answer have places of their own.
fn text(loaded: &Loaded, event: &Event) -> String {
    if matches!(event.action, Action::Submit | Action::Reply) {
        return String::new();
    }
    let texts = brought(&loaded.entries, event).filter(|entry| {
        matches!(entry.kind, EntryKind::Statement | EntryKind::Message | EntryKind::Reason)
    });
    texts.map(|entry| entry.body.as_str()).collect::<Vec<_>>().join("\n")
}
