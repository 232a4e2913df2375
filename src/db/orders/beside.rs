//! The rows of what stands beside the work itself: second signatures, supervision, the outcome.

use diesel::prelude::*;

use super::super::DbError;
use super::super::error::word;
use super::super::schema::{outcomes, requests, supervisions};
use crate::domain::Time;
use crate::domain::order::{Order, Request, Supervision};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = requests, treat_none_as_null = true)]
pub(super) struct RequestRow {
    id: String,
    order_id: String,
    position: i32,
    signature: String,
    asked_by: String,
    agency: Option<String>,
    asked_at: Time,
    input: String,
    entries: String,
    decided_at: Option<Time>,
    decided_by: Option<String>,
    approved: Option<bool>,
}

impl RequestRow {
    pub(super) fn of(order: &str, position: i32, r: &Request) -> Result<RequestRow, DbError> {
        Ok(RequestRow {
            id: r.id.clone(),
            order_id: order.to_owned(),
            position,
            signature: r.signature.to_string(),
            asked_by: r.asked_by.clone(),
            agency: r.agency.clone(),
            asked_at: r.asked_at,
            input: serde_json::to_string(&r.input)?,
            entries: serde_json::to_string(&r.entries)?,
            decided_at: r.decided_at,
            decided_by: r.decided_by.clone(),
            approved: r.approved,
        })
    }

    pub(super) fn part(self) -> Result<Request, DbError> {
        Ok(Request {
            signature: word(&self.signature)?,
            input: serde_json::from_str(&self.input)?,
            entries: serde_json::from_str(&self.entries)?,
            id: self.id,
            asked_by: self.asked_by,
            agency: self.agency,
            asked_at: self.asked_at,
            decided_at: self.decided_at,
            decided_by: self.decided_by,
            approved: self.approved,
        })
    }
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = supervisions, treat_none_as_null = true)]
pub(super) struct SupervisionRow {
    id: String,
    order_id: String,
    position: i32,
    issuer: String,
    agency: String,
    issued_at: Time,
    answer_due: Time,
    answered_at: Option<Time>,
    released_at: Option<Time>,
}

impl SupervisionRow {
    pub(super) fn of(
        order: &str,
        position: i32,
        s: &Supervision,
    ) -> Result<SupervisionRow, DbError> {
        Ok(SupervisionRow {
            id: s.id.clone(),
            order_id: order.to_owned(),
            position,
            issuer: s.issuer.clone(),
            agency: s.agency.clone(),
            issued_at: s.issued_at,
            answer_due: s.answer_due,
            answered_at: s.answered_at,
            released_at: s.released_at,
        })
    }

    pub(super) fn part(self) -> Supervision {
        Supervision {
            id: self.id,
            issuer: self.issuer,
            agency: self.agency,
            issued_at: self.issued_at,
            answer_due: self.answer_due,
            answered_at: self.answered_at,
            released_at: self.released_at,
        }
    }
}

#[derive(PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = outcomes)]
pub(super) struct OutcomeRow {
    order_id: String,
    rating: Option<i32>,
    agency_contacted: Option<bool>,
    agency_solved: Option<bool>,
    asker_contacted: Option<bool>,
    asker_solved: Option<bool>,
}

impl OutcomeRow {
    pub(super) fn none(order: &str) -> OutcomeRow {
        OutcomeRow {
            order_id: order.to_owned(),
            rating: None,
            agency_contacted: None,
            agency_solved: None,
            asker_contacted: None,
            asker_solved: None,
        }
    }

    pub(super) fn of(order: &Order) -> OutcomeRow {
        OutcomeRow {
            order_id: order.id.clone(),
            rating: order.rating,
            agency_contacted: order.agency_contacted,
            agency_solved: order.agency_solved,
            asker_contacted: order.asker_contacted,
            asker_solved: order.asker_solved,
        }
    }

    pub(super) fn fill(self, order: &mut Order) {
        order.rating = self.rating;
        order.agency_contacted = self.agency_contacted;
        order.agency_solved = self.agency_solved;
        order.asker_contacted = self.asker_contacted;
        order.asker_solved = self.asker_solved;
    }
}
