//! Why it went where it went: the router's decision, as the asker reads it.

use serde::Serialize;

use crate::domain::order::EntryKind;
use crate::domain::routing::{Alternative, Decision};
use crate::web::act::Loaded;
use crate::web::enterprise::services::titled;
use crate::web::visit::Visit;
use crate::web::why;

/// The receipt.
#[derive(Debug, Clone, Serialize)]
pub struct Receipt {
    /// Why, in one sentence.
    why: Option<String>,
    matter: String,
    lead: String,
    co: String,
    /// Each quotes the asker's own words.
    reasons: Vec<String>,
    alternatives: String,
    tell: String,
    rules_version: String,
    /// A person at the centre decided, or is about to.
    triage: bool,
}

/// The receipt among the texts of an order, if it has one that can be read.
pub fn receipt(visit: &Visit, loaded: &Loaded) -> Option<Receipt> {
    let entry = loaded.entries.iter().find(|entry| entry.kind == EntryKind::Routing)?;
    let decision: Decision = serde_json::from_str(&entry.body).ok()?;
    let name = |slug: &String| visit.app.agency_name(slug, visit.lang.tag());
    let comma = visit.text("enterprise.comma", &[]);
    let alternative = |other: &Alternative| {
        let matter = titled(visit, &other.name.zh, &other.name.en);
        visit.text("track.receipt.alternative", &[("matter", matter), ("lead", name(&other.lead))])
    };
    Some(Receipt {
        why: why::sentence(visit, &loaded.order, &decision),
        matter: titled(visit, &decision.name.zh, &decision.name.en),
        lead: name(&decision.lead),
        co: decision.co.iter().map(name).collect::<Vec<_>>().join(&comma),
        reasons: decision
            .reasons
            .iter()
            .map(|reason| titled(visit, &reason.zh, &reason.en))
            .collect(),
        alternatives: decision
            .alternatives
            .iter()
            .map(alternative)
            .collect::<Vec<_>>()
            .join(&comma),
        tell: titled(visit, &decision.tell.zh, &decision.tell.en),
        rules_version: decision.rules_version,
        triage: decision.triage,
    })
}
