//! What happened to an order, as staff read it.

use serde::Serialize;
use serde_json::Value;

use super::names::{self, People};
use crate::domain::Time;
use crate::domain::access::{self, View};
use crate::domain::order::{Action, Entry, EntryKind, Event, Order, Role};
use crate::web::visit::Visit;

/// One thing that happened.
#[derive(Debug, Serialize)]
pub struct Happening {
    pub seq: i64,
    pub at: Time,
    pub title: String,
    pub by: String,
    /// A kind of seal, or nothing.
    pub seal: &'static str,
    /// Facts in a few words: to whom, how long, on what ground.
    pub facts: Vec<String>,
    pub texts: Vec<Text>,
}

/// A text that came with it.
#[derive(Debug, Serialize)]
pub struct Text {
    pub kind: &'static str,
    /// Who reads it: a word of `Visibility`.
    pub seen: &'static str,
    pub draft: bool,
    pub body: String,
}

/// What the reader may see of what happened, the newest first.
pub fn happenings(
    visit: &Visit,
    order: &Order,
    events: &[Event],
    entries: &[Entry],
    view: &View,
    people: &People,
) -> Vec<Happening> {
    let seen = events.iter().rev().filter(|event| access::reads_event(view, event));
    seen.map(|event| Happening {
        seq: event.seq,
        at: event.at,
        title: title(visit, order, event),
        by: by(visit, event, people),
        seal: seal(event.action),
        facts: facts(visit, order, event, people),
        texts: texts(order, event, entries, view),
    })
    .collect()
}

/// What was done, in a few words.
fn title(visit: &Visit, order: &Order, event: &Event) -> String {
    let fact = |key: &str| event.facts.get(key).and_then(Value::as_str);
    let agency = match event.action {
        Action::Dispatch | Action::Adjudicate => fact("lead"),
        Action::Transfer => fact("agency"),
        Action::Supervise | Action::AnswerSupervision => {
            let found =
                order.supervisions.iter().find(|s| Some(s.id.as_str()) == fact("supervision"));
            found.map(|supervision| supervision.agency.as_str())
        }
        _ => event.agency.as_deref(),
    };
    let says = |key: &str| event.facts.get(key).and_then(Value::as_bool) == Some(true);
    let variant = match event.action {
        Action::Confirm if says("silent") => "confirm_silent",
        Action::Review if says("rework") => "review_rework",
        other => other.as_str(),
    };
    let days = event.facts.get("days").and_then(Value::as_i64).unwrap_or_default();
    let agency = agency.map_or_else(String::new, |slug| names::agency(visit, slug));
    let args = [("agency", agency), ("days", days.to_string())];
    visit.text(&format!("order.event_staff.{variant}"), &args)
}

/// Role, agency and name; of an asker only that it was the asker.
fn by(visit: &Visit, event: &Event, people: &People) -> String {
    if matches!(event.role, Role::Guest | Role::Business) {
        return visit.text("desk.by.asker", &[]);
    }
    let mut parts: Vec<String> = Vec::new();
    if let Some(agency) =
        event.agency.as_deref().filter(|_| matches!(event.role, Role::Handler | Role::Leader))
    {
        parts.push(names::agency(visit, agency));
    } else {
        parts.push(visit.text(&format!("role.{}", event.role), &[]));
    }
    parts.extend(
        event.actor.as_deref().map(|actor| people.name(actor)).filter(|name| !name.is_empty()),
    );
    if event.on_behalf {
        parts.push(visit.text("desk.by.on_behalf", &[]));
    }
    parts.join(" ")
}

/// The five steps that an asker knows too.
const fn seal(action: Action) -> &'static str {
    match action {
        Action::Submit => "received",
        Action::Dispatch | Action::Adjudicate => "dispatched",
        Action::Sign => "handling",
        Action::Reply => "replied",
        Action::Confirm => "closed",
        _ => "",
    }
}

fn facts(visit: &Visit, order: &Order, event: &Event, people: &People) -> Vec<String> {
    let said =
        |key: &str, value: String| visit.text(&format!("desk.fact.{key}"), &[("value", value)]);
    let mut facts = Vec::new();
    if let Some(code) = &event.reason_code {
        facts.push(said("reason", names::reason(visit, &order.kind, code)));
    }
    for key in ["co", "suggested"] {
        let named = slugs(event.facts.get(key))
            .iter()
            .map(|slug| names::agency(visit, slug))
            .collect::<Vec<_>>();
        if !named.is_empty() {
            facts.push(said(key, named.join("、")));
        }
    }
    if let Some(handler) = event.facts.get("handler").and_then(Value::as_str) {
        facts.push(said("handler", people.name(handler)));
    }
    for key in ["score", "rating", "count"] {
        if let Some(number) = event.facts.get(key).and_then(Value::as_i64) {
            facts.push(said(key, number.to_string()));
        }
    }
    if let Some(reason) = event.facts.get("pause_reason").and_then(Value::as_str) {
        facts.push(said("reason", visit.text(&format!("clock.reason.{reason}"), &[])));
    }
    facts
}

fn slugs(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(slug)) => vec![slug.clone()],
        Some(Value::Array(list)) => {
            list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}

/// A draft that somebody still has to sign; one that was refused stays in the story.
fn waits(order: &Order, entry: &Entry) -> bool {
    entry.draft && order.open_requests().any(|request| request.entries.contains(&entry.id))
}

fn texts(order: &Order, event: &Event, entries: &[Entry], view: &View) -> Vec<Text> {
    // What was asked, the receipt, the files and what waits for a signature have places of their
    // own on the page.
    let elsewhere = |entry: &&Entry| match entry.kind {
        EntryKind::Document | EntryKind::Routing => true,
        EntryKind::Statement => event.action == Action::Submit,
        _ => false,
    };
    let of_event = entries.iter().filter(|entry| entry.seq == event.seq && !elsewhere(entry));
    let read = of_event.filter(|entry| !entry.body.is_empty() && access::reads(view, entry));
    let mut texts: Vec<&Entry> = read.filter(|entry| !waits(order, entry)).collect();
    texts.sort_by_key(|entry| entry.kind == EntryKind::Note);
    texts
        .into_iter()
        .map(|entry| Text {
            kind: entry.kind.as_str(),
            seen: entry.visibility.as_str(),
            draft: entry.draft,
            body: entry.body.clone(),
        })
        .collect()
}
