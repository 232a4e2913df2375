//! Who may do what to an order, and who may read what of it. Nothing else decides that.

use super::Time;
use super::order::row::{Row, Who};
use super::order::table::{TABLE, rows};
use super::order::{
    Action, Actor, AssignmentState, CENTRE, Entry, Event, Order, Refusal, Role, State, Tables,
    Visibility, agency_of, stands, timely,
};
use crate::text_enum;

text_enum! {
    /// A part of the site.
    pub enum Area {
        Public = "public",
        /// Any account.
        Signed = "signed",
        /// Asking, and following what was asked: guests too.
        Asker = "asker",
        /// Whoever works here.
        Desk = "desk",
        Triage = "triage",
        Counter = "counter",
        Supervision = "supervision",
        Reviews = "reviews",
        Editing = "editing",
        Administration = "administration",
    }
}

text_enum! {
    /// A list of orders at the desk.
    pub enum Queue {
        /// Those I handle.
        Mine = "mine",
        /// Those my agency leads or helps with.
        Agency = "agency",
        /// Those my agency has not signed for.
        Unsigned = "unsigned",
        /// Those that wait for the asker.
        Waiting = "waiting",
        Overdue = "overdue",
        /// Those that nobody has yet.
        Triage = "triage",
        /// Those that wait for my signature.
        Signatures = "signatures",
        /// Those under supervision that I issued or my agency answers.
        Supervision = "supervision",
        /// Those taken up again after a dispute.
        Disputes = "disputes",
        /// Askers to be told by telephone.
        Calls = "calls",
        /// Those that wait for the asker's word on the reply.
        Replied = "replied",
        All = "all",
    }
}

/// How much of the contact data a reader may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contact {
    None,
    Masked,
    /// Masked, until the reader gives a reason (`unmask`).
    Unmaskable,
}

/// What one reader sees of one order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// Of `Visibility::Agency`, only what is `agency`'s own.
    pub visibilities: Vec<Visibility>,
    /// The agency the reader reads as.
    pub agency: Option<String>,
    pub contact: Contact,
    /// A reader from the inside: the desk's page, not the asker's.
    pub internal: bool,
}

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

fn asks(actor: &Actor, order: &Order) -> bool {
    let owns = actor.account.is_some() && actor.account == order.asker_account;
    actor.holds_key || (owns && actor.role == Role::Business)
}

fn shares(actor: &Actor, order: &Order, lead: Who, co: Who) -> Vec<Who> {
    let Some(agency) = &actor.agency else { return Vec::new() };
    let leads = order.lead().is_some_and(|a| a.agency == *agency);
    let helps = order.open_cos().any(|a| a.agency == *agency);
    [(leads, lead), (helps, co)].into_iter().filter_map(|(is, who)| is.then_some(who)).collect()
}

/// Whether the actor may do this now, as far as person and state tell. Kind and time have a word
/// too: [`offers`].
pub fn may(actor: &Actor, action: Action, order: &Order) -> Result<(), Refusal> {
    row_for(actor, action, order, None).map(|_| ())
}

/// What the actor may do now, as far as person and state tell.
pub fn actions(actor: &Actor, order: &Order) -> Vec<Action> {
    Action::ALL
        .iter()
        .copied()
        .filter(|action| fitting(actor, *action, order, None).is_ok())
        .collect()
}

/// The buttons of a page: what the actor may do now, kind and time heard.
pub fn offers(actor: &Actor, order: &Order, tables: &Tables, now: Time) -> Vec<Action> {
    let fits = |action: &Action| fitting(actor, *action, order, Some((tables, now))).is_ok();
    Action::ALL.iter().copied().filter(fits).collect()
}

/// The row by which the actor does this, or the reason why not.
pub(super) fn row_for(
    actor: &Actor,
    action: Action,
    order: &Order,
    tables: Option<(&Tables, Time)>,
) -> Result<&'static Row, Refusal> {
    fitting(actor, action, order, tables).map_err(|refusal| match refusal {
        Refusal::WrongState { state, action, .. } => {
            Refusal::WrongState { state, action, allowed: actions(actor, order) }
        }
        other => other,
    })
}

fn fitting(
    actor: &Actor,
    action: Action,
    order: &Order,
    tables: Option<(&Tables, Time)>,
) -> Result<&'static Row, Refusal> {
    let who = relations(actor, order);
    let mine = |row: &&Row| row.who.iter().any(|w| who.contains(w));
    if !rows(action).any(|row| mine(&row)) {
        return Err(Refusal::NotAllowed { action, who: who_may(action) });
    }
    let state = order.state;
    let mut refusal = Refusal::WrongState { state, action, allowed: Vec::new() };
    for (tried, row) in rows(action).filter(mine).filter(|r| r.from.contains(&state)).enumerate() {
        match guarded(row, actor, order, tables) {
            Ok(()) => return Ok(row),
            // The first row is the ordinary way: its reason is the one to be told.
            Err(reason) if tried == 0 => refusal = reason,
            Err(_) => {}
        }
    }
    Err(refusal)
}

fn guarded(
    row: &Row,
    actor: &Actor,
    order: &Order,
    tables: Option<(&Tables, Time)>,
) -> Result<(), Refusal> {
    for guard in row.guards {
        stands(*guard, row, actor, order)?;
        if let Some((tables, now)) = tables {
            timely(*guard, row, order, tables, now)?;
        }
    }
    Ok(())
}

fn who_may(action: Action) -> Vec<Who> {
    let named = |who: &&Who| TABLE.iter().any(|row| row.action == action && row.who.contains(who));
    Who::ALL.iter().filter(named).copied().collect()
}

/// What the actor sees of the order; none for one whom it does not concern.
pub fn sees(actor: &Actor, order: &Order) -> Option<View> {
    use Visibility::{Agencies, Agency, Asker, Public, Supervisor};
    let view = |visibilities: &[Visibility], agency: Option<&str>, contact, internal| {
        let agency = agency.map(str::to_owned);
        Some(View { visibilities: visibilities.to_vec(), agency, contact, internal })
    };
    let draft = order.state == State::Draft;
    match actor.role {
        Role::Guest | Role::Business if asks(actor, order) => {
            view(&[Public, Asker], None, Contact::Masked, false)
        }
        Role::System => {
            view(&[Public, Asker, Agencies, Supervisor], None, Contact::Unmaskable, true)
        }
        Role::Clerk => view(&[Public, Asker, Agency], Some(CENTRE), Contact::Unmaskable, true),
        _ if draft => None,
        Role::Dispatcher => {
            view(&[Public, Asker, Agencies, Agency], Some(CENTRE), Contact::Unmaskable, true)
        }
        Role::Supervisor => {
            view(&[Public, Asker, Agencies, Supervisor], None, Contact::Unmaskable, true)
        }
        Role::Reviewer if matches!(order.state, State::Closed | State::Archived) => {
            view(&[Public, Asker, Agencies, Supervisor], None, Contact::None, true)
        }
        Role::Handler | Role::Leader => {
            let agency = actor.agency.as_deref()?;
            let (visibilities, contact) = seen_by_agency(agency, order)?;
            view(visibilities, Some(agency), contact, true)
        }
        _ => None,
    }
}

/// What an agency sees: as lead or co-agency all that the agencies share; after a transfer what the
/// asker sees; after a return or a release only its own. An agency that answers a supervision
/// without having the order reads its own too.
fn seen_by_agency(agency: &str, order: &Order) -> Option<(&'static [Visibility], Contact)> {
    use Visibility::{Agencies, Agency, Asker, Public};
    let leads = order.lead().is_some_and(|a| a.agency == agency);
    let Some(share) = order.share_of(agency) else {
        let supervised = order.supervisions.iter().any(|s| s.agency == agency);
        return supervised.then_some((&[Public, Agency], Contact::None));
    };
    match share.state {
        _ if leads => Some((&[Public, Asker, Agencies, Agency], Contact::Unmaskable)),
        AssignmentState::Sent | AssignmentState::Signed | AssignmentState::Done => {
            Some((&[Public, Asker, Agencies, Agency], Contact::Masked))
        }
        AssignmentState::Transferred => Some((&[Public, Asker, Agency], Contact::None)),
        AssignmentState::Ended if !order.state.is_open() => {
            Some((&[Public, Asker, Agencies, Agency], Contact::None))
        }
        AssignmentState::Returned | AssignmentState::Ended => {
            Some((&[Public, Agency], Contact::None))
        }
    }
}

/// Whether an entry is in this view. What an agency wrote itself, or was aimed at it, it reads; a
/// draft is read by those who sign it.
pub fn reads(view: &View, entry: &Entry) -> bool {
    visible(view, entry.visibility, entry.agency.as_deref())
}

/// Whether something else with a visibility, such as a document, is in this view.
pub fn reads_as(view: &View, visibility: Visibility, agency: Option<&str>) -> bool {
    visible(view, visibility, agency)
}

/// Whether an event is in this view.
pub fn reads_event(view: &View, event: &Event) -> bool {
    visible(view, event.visibility, event.agency.as_deref())
}

fn visible(view: &View, visibility: Visibility, agency: Option<&str>) -> bool {
    let own = view.internal && agency.is_some() && agency == view.agency.as_deref();
    match visibility {
        Visibility::Agency => own,
        wider => own || view.visibilities.contains(&wider),
    }
}

/// Whether somebody of this role may enter a part of the site.
pub fn may_enter(role: Role, area: Area) -> bool {
    match area {
        Area::Public => true,
        Area::Signed => !matches!(role, Role::Guest | Role::System),
        Area::Asker => matches!(role, Role::Guest | Role::Business | Role::Clerk),
        Area::Desk => !matches!(role, Role::Guest | Role::Business | Role::System),
        Area::Triage => role == Role::Dispatcher,
        Area::Counter => role == Role::Clerk,
        Area::Supervision => role == Role::Supervisor,
        Area::Reviews => role == Role::Reviewer,
        Area::Editing => matches!(role, Role::Editor | Role::Admin),
        Area::Administration => role == Role::Admin,
    }
}

/// The queues of an actor, the most urgent first.
pub fn queues(actor: &Actor) -> Vec<Queue> {
    use Queue::*;
    match actor.role {
        Role::Handler => vec![Unsigned, Mine, Overdue, Waiting, Disputes, Supervision, Agency],
        Role::Leader => {
            vec![Signatures, Overdue, Unsigned, Disputes, Supervision, Waiting, Mine, Agency]
        }
        Role::Dispatcher => vec![Triage, Signatures, Overdue, Waiting, Supervision, All],
        Role::Supervisor => vec![Signatures, Overdue, Supervision, Disputes, All],
        Role::Clerk => vec![Calls, Replied, Waiting, All],
        Role::Reviewer => vec![All],
        _ => Vec::new(),
    }
}
