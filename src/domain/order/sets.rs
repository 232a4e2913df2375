//! The groups of states and people that the transition table speaks of.

use super::row::Who;
use super::words::State::{self, *};

/// Every state in which an agency has the order.
pub(super) const WITH_AGENCY: &[State] = &[Dispatched, Handling, Waiting, Suspended];
/// Every state in which the lead has signed and owes a reply.
pub(super) const LEAD_WORK: &[State] = &[Handling, Waiting, Suspended];
/// Every state in which a co-agency can sign or give back: it may owe its share longer than the
/// lead its reply.
pub(super) const CO_ANY: &[State] = &[Dispatched, Handling, Waiting, Suspended, Replied];
/// Every state in which a co-agency that has signed can work.
pub(super) const CO_WORK: &[State] = &[Handling, Waiting, Suspended, Replied];
/// Every state in which work is owed to the asker.
pub(super) const OWED: &[State] = &[Submitted, Accepted, Dispatched, Handling, Waiting, Suspended];
/// Every state in which an asker can take an order back.
pub(super) const ANY_OPEN: &[State] =
    &[Draft, Submitted, Accepted, Dispatched, Handling, Waiting, Suspended, Replied];
/// Sent, and not in the archive.
pub(super) const LIVE: &[State] = &[
    Submitted, Accepted, Declined, Dispatched, Handling, Waiting, Suspended, Replied, Closed,
    Withdrawn,
];
/// Sent, and not yet ended.
pub(super) const UNENDED: &[State] =
    &[Submitted, Accepted, Dispatched, Handling, Waiting, Suspended, Replied];
/// Ended, and not in the archive.
pub(super) const ENDED: &[State] = &[Closed, Declined, Withdrawn];

pub(super) const ASKER: &[Who] = &[Who::Asker, Who::Clerk];
pub(super) const LEAD: &[Who] = &[Who::LeadHandler, Who::LeadLeader];
pub(super) const CO: &[Who] = &[Who::CoHandler, Who::CoLeader];
pub(super) const DESK: &[Who] = &[Who::Dispatcher];
/// Who plans lines.
pub(super) const PLANNER: &[Who] = &[Who::Planner];
pub(super) const SECOND: &[Who] = &[Who::Dispatcher, Who::Supervisor];
