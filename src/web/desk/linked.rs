//! The orders that an order goes with.

use serde::Serialize;

use crate::db::{Conn, DbError, orders};
use crate::domain::access;
use crate::domain::order::{Actor, Order};
use crate::error::Error;
use crate::web::visit::Visit;

/// Another order that this one goes with; without a title where the reader may not open it.
#[derive(Serialize)]
pub struct Linked {
    code: String,
    title: Option<String>,
}

/// The leading order, and those that are linked to this one. A code alone tells nothing; the title
/// is for who may open it.
///
/// # Errors
/// The database's.
pub async fn of(visit: &Visit, order: &Order) -> Result<(Option<Linked>, Vec<Linked>), Error> {
    let (actor, id, leading) = (visit.actor(), order.id.clone(), order.leading_order.clone());
    let found = visit.app.db.read(move |c| {
        let leading = leading.map(|id| other(c, &actor, &id)).transpose()?;
        let linked = orders::linked(c, &id)?;
        Ok((leading, linked.iter().map(|id| other(c, &actor, id)).collect::<Result<Vec<_>, _>>()?))
    });
    Ok(found.await?)
}

fn other(c: &mut Conn, actor: &Actor, id: &str) -> Result<Linked, DbError> {
    let order = orders::find(c, id)?;
    let title = match access::sees(actor, &order) {
        Some(_) => Some(orders::title(c, id)?),
        None => None,
    };
    Ok(Linked { code: order.code, title })
}
