//! The routing receipt, as staff read it: why it went where it went, and where else it could go.

use serde::Serialize;

use super::marks::Mark;
use super::names;
use crate::domain::order::{Entry, EntryKind};
use crate::domain::routing::several::Second;
use crate::domain::routing::{Decision, Words};
use crate::web::locale::Lang;
use crate::web::visit::Visit;
use crate::web::why;

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
    /// Whose matter it is, asked of a person.
    pub doubts: Vec<String>,
    pub second: Option<Another>,
}

/// Another matter that the text tells, proposed as a co-agency or as an order of its own.
#[derive(Debug, Serialize)]
pub struct Another {
    pub matter: String,
    pub matter_slug: String,
    pub lead: String,
    pub lead_slug: String,
    /// The asker's words that tell it, as a sentence quotes them.
    pub told: String,
    /// Rather two orders than one.
    pub apart: bool,
    /// The same agency leads both: there is nobody to add.
    pub same_lead: bool,
}

/// One reason, with the asker's own words.
#[derive(Debug, Serialize)]
pub struct Why {
    pub text: String,
    pub quote: String,
    /// What it does: also how the words are marked in the text.
    pub mark: Mark,
    /// What heard it: `debt.goods-money`; none where nothing of ours did.
    pub rule: String,
    /// What it adds or takes away, with its sign; none where it does neither.
    pub adds: String,
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

/// A decision in the visit's language.
pub fn in_words(visit: &Visit, decision: &Decision) -> Receipt {
    let english = visit.lang == Lang::En;
    let agency = |slug: &String| names::agency(visit, slug);
    let said = |words: &Words| if english { words.en.clone() } else { words.zh.clone() };
    Receipt {
        matter: names::matter(visit, &decision.matter),
        matter_slug: decision.matter.clone(),
        lead: agency(&decision.lead),
        lead_slug: decision.lead.clone(),
        co: decision.co.iter().map(agency).collect(),
        co_slugs: decision.co.clone(),
        confidence: percent(decision.confidence),
        unsure: decision.triage,
        reasons: whys(decision, english),
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
        pressing: decision.pressing.iter().map(said).collect(),
        doubts: decision.doubts.iter().map(|doubt| said(&doubt.ask)).collect(),
        second: decision.second.as_ref().map(|second| another(visit, decision, second)),
    }
}

fn another(visit: &Visit, decision: &Decision, second: &Second) -> Another {
    Another {
        matter: names::matter(visit, &second.matter),
        matter_slug: second.matter.clone(),
        lead: names::agency(visit, &second.lead),
        lead_slug: second.lead.clone(),
        told: why::quoted(visit, &second.quotes),
        apart: second.apart,
        same_lead: second.lead == decision.lead,
    }
}

/// The reasons, those that do the same beside each other.
fn whys(decision: &Decision, english: bool) -> Vec<Why> {
    let mut whys: Vec<Why> = decision
        .reasons
        .iter()
        .map(|reason| Why {
            text: if english { reason.en.clone() } else { reason.zh.clone() },
            quote: reason.quote.clone(),
            mark: Mark::of(reason),
            rule: if reason.is_confirmed() { String::new() } else { reason.rule.clone() },
            adds: added(reason.weight),
        })
        .collect();
    whys.sort_by_key(|why| why.mark);
    whys
}

/// `+3.2`, `−1.8`.
fn added(weight: f64) -> String {
    let sign = if weight < 0.0 { '−' } else { '+' };
    if weight == 0.0 { String::new() } else { format!("{sign}{:.1}", weight.abs()) }
}

fn percent(share: f64) -> u8 {
    (share.clamp(0.0, 1.0) * 100.0).round() as u8
}
