//! How an order begins.

use super::apply::to_the_microsecond;
use super::{Channel, Fresh, Line, Order, State, Time};

/// What a new order begins with.
#[derive(Debug, Clone, PartialEq)]
pub struct NewOrder {
    /// 一案一码, canonical form.
    pub code: String,
    pub kind: String,
    pub site: String,
    pub channel: Channel,
    pub lang: String,
    pub asker_account: Option<String>,
    pub school: Option<String>,
    /// One line each: the slug of a service, or none for a matter in the asker's own words.
    pub lines: Vec<Option<String>>,
}

impl Line {
    /// A line of which nothing is known yet but what was asked for.
    pub fn new(id: String, position: i32, service: Option<String>, state: State) -> Line {
        Line {
            id,
            position,
            service,
            matter: None,
            state,
            revisions: 0,
            proposed: None,
            agreed: None,
            checked_in_at: None,
            headcount: None,
            replied_at: None,
            rating: None,
        }
    }
}

/// A draft. It is in no chain yet: the first event, `submit`, tells all of it.
pub fn new_order(new: NewOrder, now: Time, fresh: &mut Fresh) -> Order {
    let line = |(position, service): (usize, Option<String>), id| {
        Line::new(id, i32::try_from(position).unwrap_or(i32::MAX), service, State::Draft)
    };
    let id = fresh.id();
    let lines = new.lines.into_iter().enumerate().map(|l| line(l, fresh.id())).collect();
    Order {
        id,
        code: new.code,
        kind: new.kind,
        site: new.site,
        state: State::Draft,
        previous: None,
        version: 0,
        asker_account: new.asker_account,
        school: new.school,
        channel: new.channel,
        lang: new.lang,
        matter: None,
        confidence: None,
        rules_version: None,
        created_at: to_the_microsecond(now),
        submitted_at: None,
        replied_at: None,
        closed_at: None,
        returns: 0,
        binding: false,
        legal_hold: false,
        rating: None,
        agency_contacted: None,
        agency_solved: None,
        asker_contacted: None,
        asker_solved: None,
        leading_order: None,
        lines,
        assignments: Vec::new(),
        clocks: Vec::new(),
        requests: Vec::new(),
        supervisions: Vec::new(),
        last_seq: 0,
        last_hash: String::new(),
    }
}
