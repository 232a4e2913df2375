//! What each audience may read of an order.

use super::relation::{asks, leads_any, screens};
use crate::domain::order::{
    Actor, AssignmentState, CENTRE, Entry, Event, Order, Role, State, Visibility,
};

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

/// What the actor sees of the order; none for one whom it does not concern.
pub fn sees(actor: &Actor, order: &Order) -> Option<View> {
    use Visibility::{Agencies, Agency, Asker, Public, Supervisor};
    let view = |visibilities: &[Visibility], agency: Option<&str>, contact, internal| {
        let agency = agency.map(str::to_owned);
        Some(View { visibilities: visibilities.to_vec(), agency, contact, internal })
    };
    let draft = order.state == State::Draft;
    match actor.role {
        Role::Guest | Role::Business | Role::Teacher if asks(actor, order) => {
            view(&[Public, Asker], None, Contact::Masked, false)
        }
        Role::System => {
            view(&[Public, Asker, Agencies, Supervisor], None, Contact::Unmaskable, true)
        }
        Role::Clerk => view(&[Public, Asker, Agency], Some(CENTRE), Contact::Unmaskable, true),
        _ if draft => None,
        Role::Dispatcher | Role::Planner if screens(actor, order) => {
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
    let leads = leads_any(agency, order);
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
