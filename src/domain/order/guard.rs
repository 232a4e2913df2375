//! What must hold besides state and person.

use chrono::Days;

use super::clocks::{MATERIALS, PROPOSAL, running};
use super::row::{Guard, Row, Scope, Who};
use super::terms::Tables;
use super::{
    Action, Actor, Assignment, AssignmentState, Line, Order, Part, Refusal, Signature, Time,
    china_day,
};

/// What the order alone can tell.
pub fn stands(
    guard: Guard,
    row: &Row,
    actor: &Actor,
    order: &Order,
    line: Option<&Line>,
) -> Result<(), Refusal> {
    let held = |holds: bool, refusal: Refusal| if holds { Ok(()) } else { Err(refusal) };
    match guard {
        Guard::Asked(signature) => asked(signature, actor, order),
        Guard::NotAsked(signature) => {
            let mut open = order.open_requests().filter(|r| r.signature == signature);
            let own = signature == Signature::Decline;
            let there = open.any(|r| own || r.agency == actor.agency);
            held(!there, Refusal::AlreadyAsked { signature })
        }
        Guard::Unsigned => held(
            share(row, actor, order, line).is_some_and(|a| a.state == AssignmentState::Sent),
            Refusal::AlreadySigned,
        ),
        Guard::Signed => held(
            share(row, actor, order, line).is_some_and(|a| a.state == AssignmentState::Signed),
            Refusal::NotSigned,
        ),
        Guard::Dispatchable => held(order.returns < 2 || order.binding, Refusal::NeedsAdjudication),
        Guard::TwiceReturned => {
            held(order.returns >= 2 && !order.binding, Refusal::NotReturnedTwice)
        }
        Guard::NotBound => held(!order.binding, Refusal::Binding),
        Guard::NoneOpen => {
            let agencies: Vec<String> = order.open_cos().map(|a| a.agency.clone()).collect();
            held(agencies.is_empty(), Refusal::AssignmentOpen { agencies })
        }
        Guard::OtherPerson => held(!handled(actor, order), Refusal::OtherHandler),
        Guard::NotBarred => {
            let barred = order.lead().and_then(|a| a.barred_handler.as_ref());
            held(barred.is_none() || barred != actor.account.as_ref(), Refusal::OtherHandler)
        }
        Guard::NoHold => held(!order.legal_hold, Refusal::LegalHold),
        Guard::Linked => held(order.leading_order.is_some(), Refusal::NotLinked),
        Guard::NotLinked => held(order.leading_order.is_none(), Refusal::AlreadyLinked),
        Guard::Supervised => {
            let mine =
                row.action != Action::AnswerSupervision || order.unanswered(actor).next().is_some();
            let stands = order.standing_supervisions().next().is_some();
            held(mine && stands, Refusal::NothingSupervised)
        }
        Guard::Proposed => {
            let waits = match line {
                Some(line) => line.proposed.is_some(),
                None => running(order, PROPOSAL).is_some(),
            };
            held(waits, Refusal::NothingProposed)
        }
        Guard::Agreed => held(line.is_some_and(|l| l.agreed.is_some()), Refusal::NotAgreed),
        Guard::Met => {
            let met = line.is_some_and(|l| l.checked_in_at.is_some() || !l.is_met());
            held(met, Refusal::NotMet)
        }
        Guard::NotMet => held(line.is_none_or(|l| l.checked_in_at.is_none()), Refusal::AlreadyMet),
        Guard::NoSignature(_)
        | Guard::NeedsSignature(_)
        | Guard::WindowOpen
        | Guard::WindowPassed
        | Guard::MaterialsOverdue => Ok(()),
    }
}

/// What depends on the kind and the time.
pub fn timely(
    guard: Guard,
    row: &Row,
    order: &Order,
    line: Option<&Line>,
    tables: &Tables,
    now: Time,
) -> Result<(), Refusal> {
    let terms = tables.terms;
    let replied_at = line.map_or(order.replied_at, |line| line.replied_at);
    match guard {
        Guard::NoSignature(signature) if terms.approvals.needed(signature) => {
            Err(Refusal::NeedsSignature { signature })
        }
        Guard::NeedsSignature(signature) if !terms.approvals.needed(signature) => {
            Err(Refusal::NoSignatureNeeded { signature })
        }
        Guard::WindowOpen => {
            let Some(replied) = replied_at else { return Ok(()) };
            let until = china_day(replied) + Days::new(terms.dispute_days.into());
            if china_day(now) > until { Err(Refusal::WindowClosed { until }) } else { Ok(()) }
        }
        Guard::WindowPassed => {
            let Some(replied) = replied_at else { return Ok(()) };
            let silent = row.action == Action::Confirm;
            let days = if silent { terms.silence_days } else { terms.dispute_days };
            let from = china_day(replied) + Days::new(u64::from(days) + 1);
            if china_day(now) < from { Err(Refusal::TooEarly { from }) } else { Ok(()) }
        }
        Guard::MaterialsOverdue => match running(order, MATERIALS) {
            Some(clock) if now <= clock.rolled_due => {
                Err(Refusal::TooEarly { from: china_day(clock.rolled_due) + Days::new(1) })
            }
            _ => Ok(()),
        },
        _ => Ok(()),
    }
}

/// Whether the kind is worked this way: an order of several lines line by line, and as a whole only
/// what concerns all of it.
pub fn fits_kind(row: &Row, tables: &Tables) -> Result<(), Refusal> {
    use Action::*;
    let of_all = match row.action {
        Submit | Accept | Decline | RequestDecline | ApproveDecline | RefuseDecline | Supply
        | Lapse | Recompute | Archive | Supervise | AnswerSupervision | ReleaseSupervision
        | Note | Unmask | Remind | Link | Unlink => true,
        // Only before it is planned: later the planner proposes.
        AskMaterials => row.who.contains(&Who::Dispatcher),
        _ => false,
    };
    let fits = match (tables.terms.by_line, row.scope) {
        (true, Scope::Order) => of_all,
        (by_line, scope) => by_line == (scope == Scope::Line),
    };
    if fits { Ok(()) } else { Err(Refusal::ByLine) }
}

/// A request waits, and another person made it.
fn asked(signature: Signature, actor: &Actor, order: &Order) -> Result<(), Refusal> {
    order.request_for(signature, actor, None).ok_or(Refusal::NothingAsked { signature })?;
    let own = matches!(signature, Signature::Return | Signature::Reply);
    let mut others = order
        .open_requests()
        .filter(|r| r.signature == signature && (!own || r.agency == actor.agency))
        .filter(|r| actor.account.as_ref() != Some(&r.asked_by));
    others.next().map(|_| ()).ok_or(Refusal::SamePerson)
}

/// The share of the actor's agency that the row touches.
fn share<'a>(
    row: &Row,
    actor: &Actor,
    order: &'a Order,
    line: Option<&Line>,
) -> Option<&'a Assignment> {
    let here = |a: &&Assignment| line.is_none_or(|line| line.id == a.line_id);
    let own = |a: &&Assignment| actor.agency.as_ref() == Some(&a.agency) && a.part == row.part;
    let stands = |a: &&Assignment| match row.part {
        Part::Lead => a.stands(),
        Part::Co => a.state.is_open(),
    };
    order.assignments.iter().find(|a| here(a) && own(a) && stands(a))
}

fn handled(actor: &Actor, order: &Order) -> bool {
    let account = actor.account.as_ref();
    account.is_some()
        && order
            .assignments
            .iter()
            .any(|a| a.handler.as_ref() == account || a.barred_handler.as_ref() == account)
}
