//! The row of an order, and what of it a step may change.

use diesel::prelude::*;

use super::super::DbError;
use super::super::error::word;
use super::super::schema::orders;
use crate::domain::Time;
use crate::domain::deadline::Clock;
use crate::domain::order::{AssignmentState, MATERIALS, Order, PROPOSAL, Part, Step};

/// Stands in `due_at` where no clock runs: a keyset page cannot compare with NULL.
pub const NEVER: Time = match chrono::NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => day.and_time(chrono::NaiveTime::MIN),
    None => Time::MAX,
};

/// What never changes after the order was made, and what does.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = orders)]
pub(super) struct OrderColumns {
    pub id: String,
    pub code: String,
    pub kind: String,
    pub site: String,
    pub title: String,
    pub asker_account: Option<String>,
    pub school: Option<String>,
    pub channel: String,
    pub lang: String,
    pub created_at: Time,
    #[diesel(embed)]
    pub standing: Standing,
}

/// What a step may change.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = orders, treat_none_as_null = true)]
pub(super) struct Standing {
    pub state: String,
    pub previous: Option<String>,
    pub open: bool,
    pub version: i64,
    pub matter: Option<String>,
    pub confidence: Option<f64>,
    pub rules_version: Option<String>,
    pub lead_agency: Option<String>,
    pub due_at: Time,
    pub updated_at: Time,
    pub submitted_at: Option<Time>,
    pub replied_at: Option<Time>,
    pub closed_at: Option<Time>,
    pub returns: i32,
    pub binding: bool,
    pub legal_hold: bool,
    pub leading_order: Option<String>,
    pub last_seq: i64,
    pub last_hash: String,
}

impl OrderColumns {
    pub(super) fn of(step: &Step, title: &str) -> Result<OrderColumns, DbError> {
        let order = &step.order;
        Ok(OrderColumns {
            id: order.id.clone(),
            code: order.code.clone(),
            kind: order.kind.clone(),
            site: order.site.clone(),
            title: title.to_owned(),
            asker_account: order.asker_account.clone(),
            school: order.school.clone(),
            channel: order.channel.to_string(),
            lang: order.lang.clone(),
            created_at: order.created_at,
            standing: Standing::of(step)?,
        })
    }
}

impl Standing {
    /// The columns of the order as it is after a step.
    pub(super) fn of(step: &Step) -> Result<Standing, DbError> {
        let order = &step.order;
        // Whatever happens to an order is an event; without one there is nothing to store.
        let last = step
            .events
            .last()
            .ok_or_else(|| DbError::Broken("a step without an event".to_owned()))?;
        Ok(Standing {
            state: order.state.to_string(),
            previous: order.previous.map(|state| state.to_string()),
            open: order.state.is_open(),
            version: order.version,
            matter: order.matter.clone(),
            confidence: order.confidence,
            rules_version: order.rules_version.clone(),
            lead_agency: lead(order).map(str::to_owned),
            due_at: due(order).unwrap_or(NEVER),
            updated_at: last.at,
            submitted_at: order.submitted_at,
            replied_at: order.replied_at,
            closed_at: order.closed_at,
            returns: order.returns,
            binding: order.binding,
            legal_hold: order.legal_hold,
            leading_order: order.leading_order.clone(),
            last_seq: order.last_seq,
            last_hash: order.last_hash.clone(),
        })
    }
}

/// The agency that leads the order, or that led it to its end.
pub(super) fn lead(order: &Order) -> Option<&str> {
    let kept = |state: AssignmentState| state.is_open() || state == AssignmentState::Done;
    let mut leads =
        order.assignments.iter().rev().filter(|a| a.part == Part::Lead && kept(a.state));
    leads.next().map(|a| a.agency.as_str())
}

/// The nearest nominal due date of what we owe: of the clocks that run, neither stopped nor
/// paused. The asker's own time for materials or for a proposal is not among them.
pub(super) fn due(order: &Order) -> Option<Time> {
    let ours = |clock: &&Clock| ![MATERIALS, PROPOSAL].contains(&clock.definition.as_str());
    let runs = |clock: &&Clock| clock.stopped_at.is_none() && clock.open_pause().is_none();
    order.clocks.iter().filter(ours).filter(runs).map(|clock| clock.nominal_due).min()
}

impl OrderColumns {
    /// The order, its parts still to be filled in.
    pub(super) fn into_order(self) -> Result<Order, DbError> {
        let now = self.standing;
        Ok(Order {
            state: word(&now.state)?,
            previous: now.previous.as_deref().map(word).transpose()?,
            channel: word(&self.channel)?,
            id: self.id,
            code: self.code,
            kind: self.kind,
            site: self.site,
            version: now.version,
            asker_account: self.asker_account,
            school: self.school,
            lang: self.lang,
            matter: now.matter,
            confidence: now.confidence,
            rules_version: now.rules_version,
            created_at: self.created_at,
            submitted_at: now.submitted_at,
            replied_at: now.replied_at,
            closed_at: now.closed_at,
            returns: now.returns,
            binding: now.binding,
            legal_hold: now.legal_hold,
            leading_order: now.leading_order,
            last_seq: now.last_seq,
            last_hash: now.last_hash,
            rating: None,
            agency_contacted: None,
            agency_solved: None,
            asker_contacted: None,
            asker_solved: None,
            lines: Vec::new(),
            assignments: Vec::new(),
            clocks: Vec::new(),
            requests: Vec::new(),
            supervisions: Vec::new(),
        })
    }
}
