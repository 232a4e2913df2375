//! Who an actor is to an order.

use crate::domain::order::row::Who;
use crate::domain::order::{Actor, Order, Role, agency_of};

/// Who this actor is to this order.
pub fn relations(actor: &Actor, order: &Order) -> Vec<Who> {
    let mut who = Vec::new();
    match actor.role {
        Role::Guest | Role::Business if asks(actor, order) => who.push(Who::Asker),
        Role::Clerk => who.push(Who::Clerk),
        Role::Dispatcher => who.push(Who::Dispatcher),
        Role::Supervisor => who.push(Who::Supervisor),
        Role::Reviewer => who.push(Who::Reviewer),
        Role::Admin => who.push(Who::Admin),
        Role::System => who.push(Who::System),
        Role::Handler => who.extend(shares(actor, order, Who::LeadHandler, Who::CoHandler)),
        Role::Leader => who.extend(shares(actor, order, Who::LeadLeader, Who::CoLeader)),
        _ => {}
    }
    let supervised = agency_of(actor)
        .is_some_and(|agency| order.supervisions.iter().any(|s| s.agency == agency));
    // A clerk is of the centre, but the triage desk answers for it.
    if supervised && actor.role != Role::Clerk {
        who.push(Who::Supervised);
    }
    who
}

pub(super) fn asks(actor: &Actor, order: &Order) -> bool {
    let owns = actor.account.is_some() && actor.account == order.asker_account;
    actor.holds_key || (owns && actor.role == Role::Business)
}

fn shares(actor: &Actor, order: &Order, lead: Who, co: Who) -> Vec<Who> {
    let Some(agency) = &actor.agency else { return Vec::new() };
    let leads = order.lead().is_some_and(|a| a.agency == *agency);
    let helps = order.open_cos().any(|a| a.agency == *agency);
    [(leads, lead), (helps, co)].into_iter().filter_map(|(is, who)| is.then_some(who)).collect()
}
