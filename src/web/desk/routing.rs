//! The routing receipt, as staff read it: why it went where it went, and where else it could go.

use serde::Serialize;

use super::names;
use crate::domain::order::{Entry, EntryKind};
use crate::domain::routing::Decision;
use crate::web::act::Loaded;
use crate::web::locale::Lang;
use crate::web::visit::Visit;

/// What the router said when the request came in.
#[derive(Debug, Serialize)]
pub struct Receipt {
    pub matter: String,
    pub matter_slug: String,
    pub lead: String,
    pub lead_slug: String,
    pub co: Vec<String>,
    pub co_slugs: Vec<String>,
    /// In percent.
    pub confidence: u8,
    /// A person was to decide.
    pub unsure: bool,
    pub reasons: Vec<Why>,
    pub others: Vec<Other>,
    pub rules_version: String,
    pub pressing: Vec<String>,
}

/// One reason, with the asker's own words.
#[derive(Debug, Serialize)]
pub struct Why {
    pub text: String,
    pub quote: String,
}

/// Where else it could go.
#[derive(Debug, Serialize)]
pub struct Other {
    pub matter: String,
    pub matter_slug: String,
    pub lead: String,
    pub lead_slug: String,
    /// In percent.
    pub score: u8,
}

/// The decision that is kept with an order, if it was not erased.
pub fn decision(entries: &[Entry]) -> Option<Decision> {
    let kept = entries.iter().find(|entry| entry.kind == EntryKind::Routing)?;
    serde_json::from_str(&kept.body).ok()
}

/// The receipt of a loaded order.
pub fn receipt(visit: &Visit, loaded: &Loaded) -> Option<Receipt> {
    decision(&loaded.entries).map(|decision| in_words(visit, &decision))
}

/// A decision in the visit's language.
pub fn in_words(visit: &Visit, decision: &Decision) -> Receipt {
    let english = visit.lang == Lang::En;
    let agency = |slug: &String| names::agency(visit, slug);
    Receipt {
        matter: names::matter(visit, &decision.matter),
        matter_slug: decision.matter.clone(),
        lead: agency(&decision.lead),
        lead_slug: decision.lead.clone(),
        co: decision.co.iter().map(agency).collect(),
        co_slugs: decision.co.clone(),
        confidence: percent(decision.confidence),
        unsure: decision.triage,
        reasons: decision
            .reasons
            .iter()
            .map(|reason| Why {
                text: if english { reason.en.clone() } else { reason.zh.clone() },
                quote: reason.quote.clone(),
            })
            .collect(),
        others: decision
            .alternatives
            .iter()
            .map(|other| Other {
                matter: names::matter(visit, &other.matter),
                matter_slug: other.matter.clone(),
                lead: agency(&other.lead),
                lead_slug: other.lead.clone(),
                score: percent(other.score),
            })
            .collect(),
        rules_version: decision.rules_version.clone(),
        pressing: decision
            .pressing
            .iter()
            .map(|words| if english { words.en.clone() } else { words.zh.clone() })
            .collect(),
    }
}

fn percent(share: f64) -> u8 {
    (share.clamp(0.0, 1.0) * 100.0).round() as u8
}
