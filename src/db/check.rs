//! `yimen check`: whether what is stored still belongs together. Reads only, and never repairs:
//! whatever it finds is for a person to understand first.

use std::fmt;

use diesel::prelude::*;

use super::orders::{self, Queue, QueueFilter};
use super::schema::{assignments, jobs};
use super::{Conn, DbError};
use crate::domain::order::{Order, Part, State, matches, verify};

const STRIDE: i64 = 200;

/// One thing that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// An order's code, a queue's name, a job's id.
    pub of: String,
    pub what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.of, self.what)
    }
}

/// Looks at every order, every queue and every job.
pub fn check(c: &mut Conn) -> Result<Vec<Finding>, DbError> {
    let mut findings = Vec::new();
    let mut after = String::new();
    loop {
        let ids = orders::ids_after(c, &after, STRIDE)?;
        let Some(last) = ids.last() else { break };
        after.clone_from(last);
        for id in &ids {
            match check_order(c, id) {
                Ok(found) => findings.extend(found),
                // A row that cannot even be read is a finding, not the end of the walk.
                Err(DbError::Broken(what)) => findings.push(Finding { of: id.clone(), what }),
                Err(other) => return Err(other),
            }
        }
    }
    check_queues(c, &mut findings)?;
    check_jobs(c, &mut findings)?;
    Ok(findings)
}

fn check_order(c: &mut Conn, id: &str) -> Result<Vec<Finding>, DbError> {
    let order = orders::find(c, id)?;
    let events = orders::events(c, id)?;
    let entries = orders::entries(c, id)?;
    let mut wrong: Vec<String> = Vec::new();
    if let Err(broken) = verify(&events, &entries) {
        wrong.push(format!("the chain does not hold at {broken}"));
    }
    if let Err(broken) = matches(&order, &events) {
        wrong.push(format!("it is not the fold of its events at {broken}"));
    }
    wrong.extend(check_leads(&order));
    if !orders::repeats(c, &order)? {
        wrong.push("what its row repeats for the queues is not what its parts say".to_owned());
    }
    Ok(wrong.into_iter().map(|what| Finding { of: order.code.clone(), what }).collect())
}

/// Never two open leads on a line; exactly one while an agency is at work on the order.
fn check_leads(order: &Order) -> Vec<String> {
    let underlying = match order.state {
        State::Waiting | State::Suspended => order.previous.unwrap_or(order.state),
        state => state,
    };
    let at_work = matches!(underlying, State::Dispatched | State::Handling);
    let leads = |line: &str| {
        let open = order.assignments.iter().filter(|a| a.line_id == line && a.state.is_open());
        open.filter(|a| a.part == Part::Lead).count()
    };
    let counted = order.lines.iter().map(|line| (line.position, leads(&line.id)));
    counted
        .filter(|(_, leads)| *leads > 1 || (at_work && *leads == 0))
        .map(|(position, leads)| format!("line {position} has {leads} leads while {}", order.state))
        .collect()
}

/// Each counter against its list, page by page: for the house, each agency and each handler.
fn check_queues(c: &mut Conn, findings: &mut Vec<Finding>) -> Result<(), DbError> {
    let agencies: Vec<String> =
        assignments::table.select(assignments::agency).distinct().load(c)?;
    let handlers: Vec<Option<String>> = assignments::table
        .filter(assignments::handler.is_not_null())
        .select(assignments::handler)
        .distinct()
        .load(c)?;
    let whose = std::iter::once((None, None))
        .chain(agencies.into_iter().map(|agency| (Some(agency), None)))
        .chain(handlers.into_iter().map(|handler| (None, handler)));
    let now = super::now();
    for (agency, handler) in whose {
        for queue in Queue::ALL {
            let filter = QueueFilter {
                agency: agency.clone(),
                handler: handler.clone(),
                limit: STRIDE,
                ..QueueFilter::new(*queue, now)
            };
            let counted = orders::queue_count(c, &filter)?;
            let listed = length(c, filter)?;
            if counted != listed {
                let of = [Some(queue.to_string()), agency.clone(), handler.clone()];
                let of = of.into_iter().flatten().collect::<Vec<_>>().join("/");
                findings.push(Finding { of, what: format!("counts {counted} and lists {listed}") });
            }
        }
    }
    Ok(())
}

fn length(c: &mut Conn, mut filter: QueueFilter) -> Result<i64, DbError> {
    let mut length = 0;
    loop {
        let page = orders::queue(c, &filter)?;
        length += i64::try_from(page.rows.len()).unwrap_or(i64::MAX);
        match page.next {
            Some(next) => filter.after = Some(next),
            None => return Ok(length),
        }
    }
}

/// A job that runs is somebody's, one that waits is nobody's, and one that ended says when.
fn check_jobs(c: &mut Conn, findings: &mut Vec<Finding>) -> Result<(), DbError> {
    let claimed = jobs::claimed_at.is_not_null().and(jobs::claimed_by.is_not_null());
    let unclaimed = jobs::claimed_at.is_null().and(jobs::claimed_by.is_null());
    let ended = jobs::done_at.is_not_null();
    let fine = (jobs::state.eq("running").and(claimed))
        .or(jobs::state.eq("queued").and(unclaimed).and(jobs::done_at.is_null()))
        .or(jobs::state.eq_any(["done", "failed"]).and(ended).and(jobs::attempts.gt(0)));
    let odd: Vec<(String, String)> =
        jobs::table.filter(diesel::dsl::not(fine)).select((jobs::id, jobs::state)).load(c)?;
    findings.extend(
        odd.into_iter().map(|(of, state)| Finding { of, what: format!("is no sound {state} job") }),
    );
    Ok(())
}
