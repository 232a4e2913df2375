//! Who may do what to an order, and who may read what of it. Nothing else decides that.

mod area;
mod relation;
mod view;

#[cfg(test)]
mod tests;

pub use area::{Area, Queue, may_enter, queues};
pub use relation::relations;
pub use view::{Contact, View, reads, reads_as, reads_event, sees};

use super::Time;
use super::order::guard::{stands, timely};
use super::order::row::{Row, Who, rows};
use super::order::table::TABLE;
use super::order::{Action, Actor, Order, Refusal, Tables};

/// Whether the actor may do this now, as far as person and state tell. Kind and time have a word
/// too: [`offers`].
pub fn may(actor: &Actor, action: Action, order: &Order) -> Result<(), Refusal> {
    row_for(actor, action, order, None).map(|_| ())
}

/// What the actor may do now, as far as person and state tell.
pub fn actions(actor: &Actor, order: &Order) -> Vec<Action> {
    open_to(actor, order, None)
}

/// The buttons of a page: what the actor may do now, kind and time heard.
pub fn offers(actor: &Actor, order: &Order, tables: &Tables, now: Time) -> Vec<Action> {
    open_to(actor, order, Some((tables, now)))
}

fn open_to(actor: &Actor, order: &Order, tables: Option<(&Tables, Time)>) -> Vec<Action> {
    let who = relations(actor, order);
    let fits = |action: &Action| fitting(actor, &who, *action, order, tables).is_ok();
    Action::ALL.iter().copied().filter(fits).collect()
}

/// The row by which the actor does this, or the reason why not.
pub(super) fn row_for(
    actor: &Actor,
    action: Action,
    order: &Order,
    tables: Option<(&Tables, Time)>,
) -> Result<&'static Row, Refusal> {
    let who = relations(actor, order);
    fitting(actor, &who, action, order, tables).map_err(|refusal| match refusal {
        Refusal::WrongState { state, action, .. } => {
            Refusal::WrongState { state, action, allowed: actions(actor, order) }
        }
        other => other,
    })
}

fn fitting(
    actor: &Actor,
    who: &[Who],
    action: Action,
    order: &Order,
    tables: Option<(&Tables, Time)>,
) -> Result<&'static Row, Refusal> {
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
