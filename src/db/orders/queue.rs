//! The lists of the desk. A queue's count and its rows come from one WHERE, so they cannot differ.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::super::schema::{assignments, orders, requests, supervisions};
use super::super::{Conn, Cursor, DbError, MultiBackend, Page};
use super::list::{OrderRow, Raw, columns, made_before};
use super::row::NEVER;
use crate::domain::Time;
use crate::domain::order::{AssignmentState, Signature, State};
use crate::text_enum;

text_enum! {
    /// What a person at the desk has to look after.
    pub enum Queue {
        /// Open work that is in my hands.
        Mine = "mine",
        /// Open work of the agency.
        Agency = "agency",
        /// Sent, and not yet signed for.
        Unsigned = "unsigned",
        /// Waiting for materials, or suspended.
        Waiting = "waiting",
        /// Past the nominal due date of a running clock.
        Overdue = "overdue",
        /// Without a lead: new, or returned.
        Triage = "triage",
        /// Returned by an agency, and without a lead since.
        Returned = "returned",
        /// A second signature is asked for.
        Signatures = "signatures",
        /// Under supervision (督办).
        Supervision = "supervision",
        /// Taken up again after the asker disputed the reply.
        Disputes = "disputes",
        /// At work, and its text tells a second matter of which nobody said what becomes of it.
        TwoMatters = "two_matters",
        /// Replied; the asker's word is awaited.
        Replied = "replied",
        /// Closed, the newest first: for those who look at how it was handled.
        Closed = "closed",
        /// All there ever was.
        All = "all",
    }
}

/// Which rows, and which page of them.
#[derive(Debug, Clone)]
pub struct QueueFilter {
    pub queue: Queue,
    /// Only orders in which this agency has (in `all`: ever had) a share, or whose signature or
    /// supervision is its own. None: the whole house, as for a dispatcher's triage.
    pub agency: Option<String>,
    /// Only orders of this storefront: each has its own desk for screening.
    pub site: Option<String>,
    /// Only orders in which this account handles an open share; `mine` shows nothing without it.
    pub handler: Option<String>,
    /// In `signatures`: only these; empty means each.
    pub signatures: Vec<Signature>,
    pub now: Time,
    pub after: Option<Cursor>,
    pub limit: i64,
}

impl QueueFilter {
    /// The first 50 of a queue of the whole house.
    pub fn new(queue: Queue, now: Time) -> QueueFilter {
        QueueFilter {
            queue,
            agency: None,
            site: None,
            handler: None,
            signatures: Vec::new(),
            now,
            after: None,
            limit: 50,
        }
    }
}

/// A WHERE on orders whose parts are known only at run time.
pub(super) type Condition = Box<dyn BoxableExpression<orders::table, MultiBackend, SqlType = Bool>>;

/// The one WHERE of a queue: what the queue is, and whose.
fn condition(f: &QueueFilter) -> Condition {
    match f.site.clone() {
        Some(site) => Box::new(of_queue(f).and(orders::site.eq(site))),
        None => of_queue(f),
    }
}

fn of_queue(f: &QueueFilter) -> Condition {
    match f.queue {
        Queue::Signatures => signatures(f),
        Queue::Supervision => supervised(f),
        Queue::Mine if f.handler.is_none() => Box::new(orders::id.eq("")),
        _ if needs_share(f) => Box::new(kind_of(f).and(shared(f))),
        _ => kind_of(f),
    }
}

fn needs_share(f: &QueueFilter) -> bool {
    let by_share = matches!(f.queue, Queue::Mine | Queue::Agency | Queue::Unsigned);
    by_share || f.agency.is_some() || f.handler.is_some()
}

/// Its second matter is not settled, and the agency of that matter has no part in it. Said in SQL: a
/// subselect within a subselect would be built of boxed parts, which belong to neither backend.
const TELLS_ANOTHER: &str = "EXISTS (SELECT 1 FROM second_matters \
     WHERE second_matters.order_id = orders.id AND second_matters.settled IS NULL \
     AND NOT EXISTS (SELECT 1 FROM assignments WHERE assignments.order_id = orders.id \
     AND assignments.agency = second_matters.lead \
     AND assignments.state IN ('sent', 'signed', 'done')))";

/// What the order itself must be. `orders.open` stands bare so that the partial indexes serve.
fn kind_of(f: &QueueFilter) -> Condition {
    let in_states = |states: &[State]| -> Condition {
        let words: Vec<&'static str> = states.iter().map(|state| state.as_str()).collect();
        Box::new(orders::open.and(orders::state.eq_any(words)))
    };
    match f.queue {
        Queue::Waiting => in_states(&[State::Waiting, State::Suspended]),
        Queue::Triage => in_states(&[State::Submitted, State::Accepted]),
        Queue::Returned => Box::new(in_states(&[State::Accepted]).and(orders::returns.gt(0))),
        Queue::TwoMatters => {
            let at_work = in_states(&[State::Dispatched, State::Handling, State::Suspended]);
            Box::new(at_work.and(sql::<Bool>(TELLS_ANOTHER)))
        }
        Queue::Replied => in_states(&[State::Replied]),
        Queue::Disputes => {
            Box::new(orders::open.and(orders::state.ne(State::Replied.as_str())).and(disputed()))
        }
        Queue::Overdue => Box::new(orders::open.and(orders::due_at.lt(f.now))),
        Queue::Closed => Box::new(orders::state.eq(State::Closed.as_str())),
        Queue::All => Box::new(orders::id.ne("")),
        Queue::Mine | Queue::Agency | Queue::Unsigned | Queue::Signatures | Queue::Supervision => {
            Box::new(orders::open)
        }
    }
}

/// Orders that have such a row in another table. Built of static parts: a boxed subselect would
/// belong to neither backend.
macro_rules! having {
    ($table:ident, $rows:expr) => {
        Box::new(orders::id.eq_any($table::table.filter($rows).select($table::order_id)))
            as Condition
    };
}

/// The share an agency or a handler must have in the order.
fn shared(f: &QueueFilter) -> Condition {
    let states: &[AssignmentState] = match f.queue {
        // Who once had a share keeps the right to read.
        Queue::All => AssignmentState::ALL,
        // The agency's share is done, and its answer still its own.
        Queue::Replied => &[AssignmentState::Sent, AssignmentState::Signed, AssignmentState::Done],
        Queue::Unsigned => &[AssignmentState::Sent],
        _ => &[AssignmentState::Sent, AssignmentState::Signed],
    };
    let states: Vec<&'static str> = states.iter().map(|state| state.as_str()).collect();
    let state = assignments::state.eq_any(states);
    match (f.agency.clone(), f.handler.clone()) {
        (None, None) => having!(assignments, state),
        (Some(agency), None) => having!(assignments, assignments::agency.eq(agency).and(state)),
        (None, Some(handler)) => having!(assignments, assignments::handler.eq(handler).and(state)),
        (Some(agency), Some(handler)) => {
            having!(
                assignments,
                assignments::handler.eq(handler).and(assignments::agency.eq(agency)).and(state)
            )
        }
    }
}

/// Taken up by another handler after a dispute.
fn disputed() -> Condition {
    having!(assignments, assignments::open.and(assignments::barred_handler.is_not_null()))
}

/// Requests that wait for the second signature.
fn signatures(f: &QueueFilter) -> Condition {
    let asked = if f.signatures.is_empty() { Signature::ALL } else { &f.signatures };
    let words: Vec<&'static str> = asked.iter().map(|signature| signature.as_str()).collect();
    let open = requests::decided_at.is_null().and(requests::signature.eq_any(words));
    let asked = match f.agency.clone() {
        None => having!(requests, open),
        Some(agency) => having!(requests, open.and(requests::agency.eq(agency))),
    };
    Box::new(orders::open.and(asked))
}

/// Supervisions that were not released.
fn supervised(f: &QueueFilter) -> Condition {
    let open = supervisions::released_at.is_null();
    match f.agency.clone() {
        None => having!(supervisions, open),
        Some(agency) => having!(supervisions, open.and(supervisions::agency.eq(agency))),
    }
}

/// One page of a queue: the nearest due date first; `all` by its making, the newest first.
pub fn queue(c: &mut Conn, f: &QueueFilter) -> Result<Page<OrderRow>, DbError> {
    let newest_first = matches!(f.queue, Queue::All | Queue::Closed);
    let mut query =
        orders::table.filter(condition(f)).select(columns!()).limit(f.limit + 1).into_boxed();
    query = match (newest_first, &f.after) {
        (true, Some(after)) => query.filter(made_before(after)),
        (false, Some(after)) => query.filter(due_after(after)),
        (_, None) => query,
    };
    query = if newest_first {
        query.order((orders::created_at.desc(), orders::id.desc()))
    } else {
        query.order((orders::due_at, orders::id))
    };
    let rows: Vec<Raw> = query.load(c)?;
    let rows = rows.into_iter().map(OrderRow::of).collect::<Result<_, _>>()?;
    Ok(Page::of(rows, f.limit, |row: &OrderRow| Cursor {
        at: if newest_first { row.created_at } else { row.due_at.unwrap_or(NEVER) },
        id: row.id.clone(),
    }))
}

/// How many rows the whole queue has; `after` and `limit` do not matter.
pub fn queue_count(c: &mut Conn, f: &QueueFilter) -> Result<i64, DbError> {
    Ok(orders::table.filter(condition(f)).count().get_result(c)?)
}

// The bare comparison of the first key is implied by the rest: it is what lets an index begin there.
fn due_after(after: &Cursor) -> Condition {
    let tie = orders::due_at.eq(after.at).and(orders::id.gt(after.id.clone()));
    Box::new(orders::due_at.ge(after.at).and(orders::due_at.gt(after.at).or(tie)))
}
