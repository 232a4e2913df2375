//! Who an actor is to an order.

use crate::domain::order::row::Who;
use crate::domain::order::{Actor, Line, Order, Part, Role, agency_of};

/// The storefront whose orders this role screens; none for a role that screens nothing.
pub fn screened_site(role: Role) -> Option<&'static str> {
    match role {
        Role::Dispatcher => Some("enterprise"),
        Role::Planner => Some("youth"),
        _ => None,
    }
}

/// Who this actor is to this order, or to one line of it.
pub fn relations(actor: &Actor, order: &Order, line: Option<&Line>) -> Vec<Who> {
    let mut who = Vec::new();
    match actor.role {
        Role::Guest | Role::Business | Role::Teacher if asks(actor, order) => who.push(Who::Asker),
        Role::Clerk => who.push(Who::Clerk),
        Role::Dispatcher if screens(actor, order) => who.push(Who::Dispatcher),
        Role::Planner if screens(actor, order) => who.extend([Who::Dispatcher, Who::Planner]),
        Role::Supervisor => who.push(Who::Supervisor),
        Role::Reviewer => who.push(Who::Reviewer),
        Role::Admin => who.push(Who::Admin),
        Role::System => who.push(Who::System),
        Role::Handler => who.extend(shares(actor, order, line, Who::LeadHandler, Who::CoHandler)),
        Role::Leader => who.extend(shares(actor, order, line, Who::LeadLeader, Who::CoLeader)),
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
    let of_school = actor.school.is_some() && actor.school == order.school;
    let owner = match actor.role {
        Role::Business => owns,
        Role::Teacher => of_school,
        _ => false,
    };
    actor.holds_key || owner
}

/// Whether the actor screens orders of this site: each storefront has its own desk for that.
pub(super) fn screens(actor: &Actor, order: &Order) -> bool {
    screened_site(actor.role) == Some(order.site.as_str())
}

fn shares(actor: &Actor, order: &Order, line: Option<&Line>, lead: Who, co: Who) -> Vec<Who> {
    let Some(agency) = &actor.agency else { return Vec::new() };
    let leads = match line {
        Some(line) => order.lead_of(&line.id).is_some_and(|a| a.agency == *agency),
        None => leads_any(agency, order),
    };
    let helps = order.open_cos().any(|a| a.agency == *agency);
    [(leads, lead), (helps, co)].into_iter().filter_map(|(is, who)| is.then_some(who)).collect()
}

/// Whether the agency leads the order, or a line of it.
pub(super) fn leads_any(agency: &str, order: &Order) -> bool {
    order.assignments.iter().any(|a| a.part == Part::Lead && a.stands() && a.agency == agency)
}
