//! Why it went where it went, in one plain sentence with the asker's own words: for the receipt and
//! for the page where an order is followed.

use super::enterprise::services::titled;
use super::filters;
use super::visit::Visit;
use crate::domain::deadline::local_day;
use crate::domain::order::Order;
use crate::domain::routing::{Decision, plain};

/// The sentence. Where a person decided otherwise than the router, it says that; where nobody has
/// decided yet, by when somebody will. Nothing where nobody will decide any more.
pub fn sentence(visit: &Visit, order: &Order, decision: &Decision) -> Option<String> {
    let agency = |slug: &str| visit.app.agency_name(slug, visit.lang.tag());
    let quotes = quoted(visit, &plain::quotes(decision));
    let plain = quotes.is_empty();
    let chosen = decision.reasons.iter().any(|reason| reason.rule == "asker.chosen");
    let lead = order.lead().map(|share| share.agency.as_str());
    let by = promised(visit, order);
    let key = match (lead, &by) {
        (Some(lead), _) if lead != decision.lead && plain => "why.person.plain",
        (Some(lead), _) if lead != decision.lead => "why.person.quoted",
        (Some(_), _) if chosen => "why.chosen",
        (Some(_), _) if plain => "why.sent.plain",
        (Some(_), _) => "why.sent.quoted",
        (None, Some(_)) if decision.tells_two() => "why.two",
        (None, Some(_)) if plain => "why.unsure.plain",
        (None, Some(_)) if !decision.doubts.is_empty() => "why.doubt",
        (None, Some(_)) => "why.unsure.quoted",
        (None, None) => return None,
    };
    let second = decision.second.as_ref().map(|second| &second.name);
    let words = [
        ("second", second.map(|name| titled(visit, &name.zh, &name.en)).unwrap_or_default()),
        ("matter", titled(visit, &decision.name.zh, &decision.name.en)),
        ("lead", lead.map(agency).unwrap_or_default()),
        ("quotes", quotes),
        ("by", by.unwrap_or_default()),
    ];
    Some(visit.text(key, &words))
}

/// The day by which somebody will have looked at it.
fn promised(visit: &Visit, order: &Order) -> Option<String> {
    let running = order
        .clocks
        .iter()
        .find(|clock| clock.definition == "dispatch" && clock.stopped_at.is_none())?;
    Some(filters::date(local_day(running.nominal_due), visit.lang, true))
}

/// Words as a sentence quotes them.
pub fn quoted(visit: &Visit, quotes: &[String]) -> String {
    let one = |quote: &String| visit.text("why.quote", &[("quote", quote.clone())]);
    match quotes {
        [] => String::new(),
        [only] => one(only),
        [first, second, ..] => visit.text("why.and", &[("a", one(first)), ("b", one(second))]),
    }
}
