//! The day a notice names: always the nominal one, on which a reader can rely.

use chrono::{Days, NaiveDate};

use crate::domain::Time;
use crate::domain::deadline::{Clock, local_day};
use crate::domain::notice::Notice;
use crate::domain::order::{MATERIALS, Order, PROPOSAL};

/// What of an order decides about the day.
pub struct Asked<'a> {
    pub notice: Notice,
    /// The agency that is told; none for anybody else.
    pub agency: Option<&'a str>,
    /// The clock that the notice is about, where it is about one.
    pub clock: Option<&'a str>,
    /// For so many days after a reply it can be disputed.
    pub dispute_days: u32,
    pub now: Time,
}

/// The day, or none where there is nothing to be done by a day.
pub fn day(order: &Order, asked: &Asked<'_>) -> Option<NaiveDate> {
    if let Some(id) = asked.clock {
        return order.clocks.iter().find(|clock| clock.id == id).map(nominal);
    }
    let promised = |slug: &str| {
        let of = |clock: &&Clock| clock.definition == slug && runs(clock);
        order
            .clocks
            .iter()
            .filter(of)
            .filter(|clock| owes(order, clock, asked.agency))
            .map(nominal)
            .min()
    };
    match asked.notice {
        Notice::Receipt => promised("dispatch").or_else(|| promised("screen")),
        Notice::Proposed => promised(PROPOSAL),
        Notice::MaterialsAsked => promised(MATERIALS),
        Notice::NewWork | Notice::Split => promised("sign"),
        Notice::Reply | Notice::Closed => dispute_until(order, asked),
        Notice::Supervised => answer_due(order, asked.agency),
        Notice::Extension
        | Notice::Resumed
        | Notice::Supplied
        | Notice::DueSoon
        | Notice::Overdue
        | Notice::Disputed
        | Notice::Reminded
        | Notice::ExtensionAsked => promised("reply").or_else(|| nearest(order, asked.agency)),
        _ => None,
    }
}

fn nominal(clock: &Clock) -> NaiveDate {
    local_day(clock.nominal_due)
}

fn runs(clock: &Clock) -> bool {
    clock.stopped_at.is_none()
}

/// Whether the clock is that agency's, or the order's own. Without an agency: the lead's.
fn owes(order: &Order, clock: &Clock, agency: Option<&str>) -> bool {
    let Some(share) = clock.assignment_id.as_deref() else { return true };
    let lead = order.lead().map(|lead| lead.agency.as_str());
    let agency = agency.or(lead);
    order.assignments.iter().any(|a| a.id == share && Some(a.agency.as_str()) == agency)
}

fn nearest(order: &Order, agency: Option<&str>) -> Option<NaiveDate> {
    let own =
        |clock: &&Clock| runs(clock) && owes(order, clock, agency) && clock.definition != MATERIALS;
    order.clocks.iter().filter(own).map(nominal).min()
}

/// The last day to dispute, as long as it has not passed.
fn dispute_until(order: &Order, asked: &Asked<'_>) -> Option<NaiveDate> {
    let replied = local_day(order.replied_at?);
    let until = replied.checked_add_days(Days::new(asked.dispute_days.into()))?;
    (until >= local_day(asked.now)).then_some(until)
}

fn answer_due(order: &Order, agency: Option<&str>) -> Option<NaiveDate> {
    let aimed = order.standing_supervisions().filter(|s| s.answered_at.is_none());
    let aimed = aimed.filter(|s| agency.is_none_or(|agency| agency == s.agency));
    aimed.max_by_key(|s| s.issued_at).map(|s| local_day(s.answer_due))
}
