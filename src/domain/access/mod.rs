//! Who may do what to an order, and who may read what of it. Nothing else decides that.

mod area;
mod relation;
mod view;

#[cfg(test)]
mod tests;

pub use area::{Area, Queue, may_enter, queues};
pub use relation::{relations, screened_site};
pub use view::{Contact, View, reads, reads_as, reads_event, sees};

use super::Time;
use super::order::guard::{fits_kind, stands, timely};
use super::order::row::{Row, Scope, Who, rows};
use super::order::{Action, Actor, Line, Order, Refusal, Tables};

/// Whether the actor may do this now, as far as person and state tell; to one line of an order, or
/// to the whole. Kind and time have a word too: [`offers`].
pub fn may(
    actor: &Actor,
    action: Action,
    order: &Order,
    line: Option<&Line>,
) -> Result<(), Refusal> {
    row_for(actor, action, order, line, None).map(|_| ())
}

/// What the actor may do to the whole order now, as far as person and state tell.
pub fn actions(actor: &Actor, order: &Order) -> Vec<Action> {
    open_to(actor, order, None, None)
}

/// The buttons of a page: what the actor may do now to the whole order, kind and time heard.
pub fn offers(actor: &Actor, order: &Order, tables: &Tables, now: Time) -> Vec<Action> {
    open_to(actor, order, None, Some((tables, now)))
}

/// The same for one line of it.
pub fn line_offers(
    actor: &Actor,
    order: &Order,
    line: &Line,
    tables: &Tables,
    now: Time,
) -> Vec<Action> {
    open_to(actor, order, Some(line), Some((tables, now)))
}

type Heard<'a> = Option<(&'a Tables<'a>, Time)>;

fn open_to(actor: &Actor, order: &Order, line: Option<&Line>, heard: Heard) -> Vec<Action> {
    let who = relations(actor, order, line);
    let fits = |action: &Action| fitting(actor, &who, *action, order, line, heard).is_ok();
    Action::ALL.iter().copied().filter(fits).collect()
}

/// The row by which the actor does this, or the reason why not.
pub(super) fn row_for(
    actor: &Actor,
    action: Action,
    order: &Order,
    line: Option<&Line>,
    heard: Heard,
) -> Result<&'static Row, Refusal> {
    let who = relations(actor, order, line);
    fitting(actor, &who, action, order, line, heard).map_err(|refusal| match refusal {
        Refusal::WrongState { state, action, .. } => {
            Refusal::WrongState { state, action, allowed: open_to(actor, order, line, heard) }
        }
        other => other,
    })
}

fn fitting(
    actor: &Actor,
    who: &[Who],
    action: Action,
    order: &Order,
    line: Option<&Line>,
    heard: Heard,
) -> Result<&'static Row, Refusal> {
    let scope = if line.is_some() { Scope::Line } else { Scope::Order };
    let mine = |row: &&Row| row.who.iter().any(|w| who.contains(w));
    if !rows(action).any(|row| mine(&row)) {
        return Err(Refusal::NotAllowed { action, who: who_may(action) });
    }
    let state = line.map_or(order.state, |line| line.state);
    let mut refusal = match rows(action).filter(mine).any(|row| row.scope == scope) {
        true => Refusal::WrongState { state, action, allowed: Vec::new() },
        false => Refusal::ByLine,
    };
    let fits = |row: &&Row| row.scope == scope && row.from.contains(&state);
    for (tried, row) in rows(action).filter(mine).filter(fits).enumerate() {
        match guarded(row, actor, order, line, heard) {
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
    line: Option<&Line>,
    heard: Heard,
) -> Result<(), Refusal> {
    if let Some((tables, _)) = heard {
        fits_kind(row, tables)?;
    }
    for guard in row.guards {
        stands(*guard, row, actor, order, line)?;
        if let Some((tables, now)) = heard {
            timely(*guard, row, order, line, tables, now)?;
        }
    }
    Ok(())
}

fn who_may(action: Action) -> Vec<Who> {
    let named = |who: &&Who| rows(action).any(|row| row.who.contains(who));
    Who::ALL.iter().filter(named).copied().collect()
}
