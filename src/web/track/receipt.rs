//! Why it went where it went: the router's decision, as the asker reads it.

use serde::Serialize;

use crate::domain::order::{Entry, EntryKind};
use crate::domain::routing::Decision;
use crate::web::enterprise::services::titled;
use crate::web::visit::Visit;

/// The receipt.
#[derive(Debug, Clone, Serialize)]
pub struct Receipt {
    matter: String,
    lead: String,
    co: Vec<String>,
    reasons: Vec<Reason>,
    alternatives: Vec<Alternative>,
    tell: String,
    rules_version: String,
    /// A person at the centre decided, or is about to.
    triage: bool,
}

#[derive(Debug, Clone, Serialize)]
struct Reason {
    quote: String,
    why: String,
}

#[derive(Debug, Clone, Serialize)]
struct Alternative {
    matter: String,
    lead: String,
}

/// The receipt among the texts of an order, if it has one that can be read.
pub fn receipt(visit: &Visit, entries: &[Entry]) -> Option<Receipt> {
    let entry = entries.iter().find(|entry| entry.kind == EntryKind::Routing)?;
    let decision: Decision = serde_json::from_str(&entry.body).ok()?;
    let name = |slug: &String| visit.app.agency_name(slug, visit.lang.tag());
    let reason = |reason: &crate::domain::routing::Reason| Reason {
        quote: reason.quote.clone(),
        why: titled(visit, &reason.zh, &reason.en),
    };
    let alternative = |other: &crate::domain::routing::Alternative| Alternative {
        matter: titled(visit, &other.name.zh, &other.name.en),
        lead: name(&other.lead),
    };
    Some(Receipt {
        matter: titled(visit, &decision.name.zh, &decision.name.en),
        lead: name(&decision.lead),
        co: decision.co.iter().map(name).collect(),
        reasons: decision.reasons.iter().map(reason).collect(),
        alternatives: decision.alternatives.iter().map(alternative).collect(),
        tell: titled(visit, &decision.tell.zh, &decision.tell.en),
        rules_version: decision.rules_version,
        triage: decision.triage,
    })
}
