//! What the order's page offers about a second matter in its text.

use serde::Serialize;

use super::split;
use crate::db::second_matters;
use crate::domain::order::{Action, Role, State};
use crate::domain::routing::Decision;
use crate::error::Error;
use crate::web::act::Loaded;
use crate::web::visit::Visit;

/// What a dispatcher may do about a second matter, on the order's page.
#[derive(Serialize)]
pub struct Parting {
    /// Where the button leads that adds a helper; empty where there is nobody to add.
    co: String,
    parted: bool,
    /// It waits for a word, and may be left as it is.
    leave: bool,
    /// Somebody said that both are one order.
    left: bool,
}

/// Whether this reader may part an order, and how; nothing where its text tells one matter.
///
/// # Errors
/// The database's.
pub async fn parting(
    visit: &Visit,
    loaded: &Loaded,
    decision: Option<&Decision>,
) -> Result<Option<Parting>, Error> {
    let order = &loaded.order;
    let Some(second) = decision.and_then(|decision| decision.second.as_ref()) else {
        return Ok(None);
    };
    if loaded.actor.role != Role::Dispatcher || !split::BEFORE_ANSWER.contains(&order.state) {
        return Ok(None);
    }
    let has_it = order.assignments.iter().any(|a| a.agency == second.lead && a.stands());
    let co = match order.state {
        _ if has_it => String::new(),
        State::Submitted | State::Accepted if order.returns < 2 => {
            format!("/desk/triage/{}", order.code)
        }
        State::Submitted | State::Accepted => String::new(),
        _ => format!("/desk/orders/{}/{}", order.code, Action::AddCo),
    };
    let parted = split::stands(visit, order, second).await?;
    let id = order.id.clone();
    let left = visit.app.db.read(move |c| second_matters::is_one(c, &id)).await?;
    let in_triage = matches!(order.state, State::Submitted | State::Accepted);
    let leave = !(parted || left || has_it || in_triage);
    Ok(Some(Parting { co, parted, leave, left: left && !has_it }))
}
