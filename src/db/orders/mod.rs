//! Orders: storing what a decision decided, and reading it back.
//!
//! An order is written only by [`create`] and [`save`], each in the transaction of its caller and
//! with everything that belongs to the step: the order, its parts, the events, the texts, the jobs.

mod beside;
mod clocks;
mod history;
mod list;
mod parts;
mod queue;
mod row;
mod watch;

use diesel::prelude::*;

pub use history::{entries, entry, erase_entry, events, receipt};
pub use list::{OrderRow, by_account};
pub use queue::{Queue, QueueFilter, queue, queue_count};
pub use row::NEVER;
pub use watch::{due_for_archive, due_for_silence, last_change, linked, overdue, provisional, waiting};

use super::contacts::ContactRow;
use super::schema::{contacts, orders};
use super::{Conn, DbError, jobs};
use crate::domain::order::{Order, Step};
use row::{OrderColumns, Standing};

/// Stores a new order with its first events, texts, jobs and the contact of who asked.
/// `Conflict` where the code is taken: make another and try again.
pub fn create(c: &mut Conn, step: &Step, title: &str, contact: &ContactRow) -> Result<(), DbError> {
    let columns = OrderColumns::of(step, title)?;
    diesel::insert_into(orders::table).values(&columns).execute(c)?;
    parts::store(c, None, &step.order)?;
    diesel::insert_into(contacts::table).values(contact).execute(c)?;
    history::append(c, step)?;
    jobs::enqueue_all(c, &step.jobs)
}

/// Stores a step of an order. First of all the version is compared and set: of two steps decided
/// on the same order only one is stored, the other is `Stale`.
pub fn save(c: &mut Conn, before: &Order, step: &Step) -> Result<(), DbError> {
    let standing = Standing::of(step)?;
    let changed =
        diesel::update(orders::table.find(&before.id).filter(orders::version.eq(before.version)))
            .set(&standing)
            .execute(c)?;
    if changed == 0 {
        let current = orders::table.find(&before.id).select(orders::version).first(c)?;
        return Err(DbError::Stale { current });
    }
    parts::store(c, Some(before), &step.order)?;
    history::append(c, step)?;
    jobs::enqueue_all(c, &step.jobs)
}

/// The order of an id; `NotFound` where there is none.
pub fn find(c: &mut Conn, id: &str) -> Result<Order, DbError> {
    let row: OrderColumns = orders::table.find(id).select(OrderColumns::as_select()).first(c)?;
    parts::load(c, row)
}

/// The order of a code in its canonical form.
pub fn find_by_code(c: &mut Conn, code: &str) -> Result<Order, DbError> {
    let found = orders::table.filter(orders::code.eq(code));
    let row: OrderColumns = found.select(OrderColumns::as_select()).first(c)?;
    parts::load(c, row)
}

/// The title, in the asker's words: for those with access to the order.
pub fn title(c: &mut Conn, id: &str) -> Result<String, DbError> {
    Ok(orders::table.find(id).select(orders::title).first(c)?)
}

/// The ids of all orders after one, for a walk over everything.
pub fn ids_after(c: &mut Conn, after: &str, limit: i64) -> Result<Vec<String>, DbError> {
    let rest = orders::table.filter(orders::id.gt(after)).order(orders::id);
    Ok(rest.select(orders::id).limit(limit).load(c)?)
}
