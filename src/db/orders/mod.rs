//! Orders: storing what a decision decided, and reading it back.
//!
//! An order is written only by [`create`] and [`save`], each in the transaction of its caller and
//! with everything that belongs to the step: the order, its parts, the events, the texts, the jobs.

mod beside;
mod clocks;
mod history;
mod list;
mod load;
mod parts;
mod queue;
mod row;
mod school;
mod watch;

use diesel::prelude::*;

pub use history::{entries, entry, erase_entry, events, receipt};
pub use list::{OrderRow, by_account};
pub use load::open_shares;
pub use parts::lines_of;
pub use queue::{Queue, QueueFilter, queue, queue_count};
pub use row::NEVER;
pub use school::{Delivered, by_school, delivered, first_of_school};
pub use watch::{
    RunningClock, by_another_calendar, due_for_archive, due_for_erasure, due_for_lapse,
    due_for_silence, last_change, lines_due_for_silence, linked, overdue, provisional,
    running_clocks,
};

use super::contacts::ContactRow;
use super::schema::{contacts, orders};
use super::{Conn, DbError, jobs};
use crate::domain::Time;
use crate::domain::order::{Order, Step};
use row::{OrderColumns, Standing};

/// Stores a new order with its first events, texts, jobs and the contact of who asked.
/// `Conflict` where the code is taken: make another and try again.
pub fn create(c: &mut Conn, step: &Step, title: &str, contact: &ContactRow) -> Result<(), DbError> {
    create_steps(c, std::slice::from_ref(step), title, contact)
}

/// [`create`] for an order that goes through several steps at once, such as one that the router
/// accepts and dispatches as soon as it is submitted: what is between them is written once.
pub fn create_steps(
    c: &mut Conn,
    steps: &[Step],
    title: &str,
    contact: &ContactRow,
) -> Result<(), DbError> {
    let last = last_of(steps)?;
    diesel::insert_into(orders::table).values(&OrderColumns::of(last, title)?).execute(c)?;
    parts::store(c, None, &last.order)?;
    diesel::insert_into(contacts::table).values(contact).execute(c)?;
    append(c, steps)
}

/// Stores a step of an order. First of all the version is compared and set: of two steps decided
/// on the same order only one is stored, the other is `Stale`.
pub fn save(c: &mut Conn, before: &Order, step: &Step) -> Result<(), DbError> {
    save_steps(c, before, std::slice::from_ref(step))
}

/// [`save`] for several steps that follow each other, all or none.
pub fn save_steps(c: &mut Conn, before: &Order, steps: &[Step]) -> Result<(), DbError> {
    let last = last_of(steps)?;
    let standing = Standing::of(last)?;
    let changed =
        diesel::update(orders::table.find(&before.id).filter(orders::version.eq(before.version)))
            .set(&standing)
            .execute(c)?;
    if changed == 0 {
        let current = orders::table.find(&before.id).select(orders::version).first(c)?;
        return Err(DbError::Stale { current });
    }
    parts::store(c, Some(before), &last.order)?;
    append(c, steps)
}

fn last_of(steps: &[Step]) -> Result<&Step, DbError> {
    steps.last().ok_or_else(|| DbError::Broken("no step to store".to_owned()))
}

fn append(c: &mut Conn, steps: &[Step]) -> Result<(), DbError> {
    for step in steps {
        history::append(c, step)?;
        jobs::enqueue_all(c, &step.jobs)?;
    }
    Ok(())
}

/// Whether the columns that repeat an order's parts for the queues say what the parts say.
pub(super) fn repeats(c: &mut Conn, order: &Order) -> Result<bool, DbError> {
    let columns = (orders::open, orders::lead_agency, orders::due_at);
    let stored: (bool, Option<String>, Time) =
        orders::table.find(&order.id).select(columns).first(c)?;
    let due = row::due(order).unwrap_or(NEVER);
    Ok(stored == (order.state.is_open(), row::lead(order).map(str::to_owned), due))
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
