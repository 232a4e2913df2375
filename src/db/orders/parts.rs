//! The rows that belong to an order: lines, assignments, requests, supervisions, its outcome.
//! Only what a step changed is written; nothing is ever taken away.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::super::error::word;
use super::super::schema::{assignments, lines, outcomes, requests, supervisions};
use super::super::{Conn, DbError};
use super::beside::{OutcomeRow, RequestRow, SupervisionRow};
use super::clocks;
use super::row::OrderColumns;
use crate::domain::Time;
use crate::domain::order::{Assignment, Line, LineRating, Order};

/// What of `after` is new or different, with its position; first the different ones, because a
/// lead must be ended before the next one begins.
pub(super) fn changes<'a, T: PartialEq>(
    before: &[T],
    after: &'a [T],
    id: fn(&T) -> &str,
) -> Vec<(i32, bool, &'a T)> {
    let known = |item: &T| before.iter().find(|old| id(old) == id(item));
    let numbered = (0..).zip(after);
    let (mut changed, fresh): (Vec<_>, Vec<_>) = numbered
        .filter(|(_, item)| known(item) != Some(item))
        .map(|(position, item)| (position, known(item).is_none(), item))
        .partition(|(_, fresh, _)| !fresh);
    changed.extend(fresh);
    changed
}

/// Writes the rows of `list` that differ from `before`.
macro_rules! store_rows {
    ($c:expr, $table:ident, $before:expr, $after:expr, $make:expr) => {
        for (position, fresh, item) in changes($before, $after, |item| item.id.as_str()) {
            let row = $make(position, item)?;
            if fresh {
                diesel::insert_into($table::table).values(&row).execute($c)?;
            } else {
                diesel::update($table::table.find(&item.id)).set(&row).execute($c)?;
            }
        }
    };
}
pub(super) use store_rows;

/// Writes what a step changed of an order's parts.
pub(super) fn store(c: &mut Conn, before: Option<&Order>, after: &Order) -> Result<(), DbError> {
    let order = after.id.as_str();
    let (lines, assignments) = before.map_or((&[][..], &[][..]), |b| (&b.lines, &b.assignments));
    store_rows!(c, lines, lines, &after.lines, |_, line| LineRow::of(order, line));
    store_rows!(c, assignments, assignments, &after.assignments, |p, a| AssignmentRow::of(
        order, p, a
    ));
    clocks::store(c, before.map_or(&[], |b| &b.clocks), &after.clocks)?;
    store_rows!(c, requests, before.map_or(&[][..], |b| &b.requests), &after.requests, |p, r| {
        RequestRow::of(order, p, r)
    });
    store_rows!(
        c,
        supervisions,
        before.map_or(&[][..], |b| &b.supervisions),
        &after.supervisions,
        |p, s| { SupervisionRow::of(order, p, s) }
    );
    let outcome = OutcomeRow::of(after);
    if before.map_or(OutcomeRow::none(order), OutcomeRow::of) != outcome {
        diesel::delete(outcomes::table.find(order)).execute(c)?;
        diesel::insert_into(outcomes::table).values(&outcome).execute(c)?;
    }
    Ok(())
}

/// Fills in the parts of an order.
pub(super) fn load(c: &mut Conn, row: OrderColumns) -> Result<Order, DbError> {
    let mut order = row.into_order()?;
    let id = order.id.clone();
    let found = lines::table.filter(lines::order_id.eq(&id)).order(lines::position);
    let rows: Vec<LineRow> = found.select(LineRow::as_select()).load(c)?;
    order.lines = rows.into_iter().map(LineRow::part).collect::<Result<_, _>>()?;
    let found =
        assignments::table.filter(assignments::order_id.eq(&id)).order(assignments::position);
    let rows: Vec<AssignmentRow> = found.select(AssignmentRow::as_select()).load(c)?;
    order.assignments = rows.into_iter().map(AssignmentRow::part).collect::<Result<_, _>>()?;
    order.clocks = clocks::load(c, &id)?;
    let found = requests::table.filter(requests::order_id.eq(&id)).order(requests::position);
    let rows: Vec<RequestRow> = found.select(RequestRow::as_select()).load(c)?;
    order.requests = rows.into_iter().map(RequestRow::part).collect::<Result<_, _>>()?;
    let found =
        supervisions::table.filter(supervisions::order_id.eq(&id)).order(supervisions::position);
    let rows: Vec<SupervisionRow> = found.select(SupervisionRow::as_select()).load(c)?;
    order.supervisions = rows.into_iter().map(SupervisionRow::part).collect();
    let outcome = outcomes::table.find(&id).select(OutcomeRow::as_select()).first(c).optional()?;
    if let Some(outcome) = outcome {
        outcome.fill(&mut order);
    }
    Ok(order)
}

/// The lines of these orders, each with its order's id, in the order in which they were asked for:
/// one query for any number.
pub fn lines_of(c: &mut Conn, orders: &[String]) -> Result<Vec<(String, Line)>, DbError> {
    let found = lines::table.filter(lines::order_id.eq_any(orders));
    let rows: Vec<LineRow> =
        found.order((lines::order_id, lines::position)).select(LineRow::as_select()).load(c)?;
    rows.into_iter().map(|row| Ok((row.order_id.clone(), row.part()?))).collect()
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = lines, treat_none_as_null = true)]
struct LineRow {
    id: String,
    order_id: String,
    position: i32,
    service: Option<String>,
    matter: Option<String>,
    state: String,
    revisions: i32,
    proposed: Option<i32>,
    agreed: Option<i32>,
    checked_in_at: Option<Time>,
    headcount: Option<i32>,
    replied_at: Option<Time>,
    rating_content: Option<i32>,
    rating_lecturer: Option<i32>,
    rating_organisation: Option<i32>,
}

impl LineRow {
    fn of(order: &str, line: &Line) -> Result<LineRow, DbError> {
        Ok(LineRow {
            id: line.id.clone(),
            order_id: order.to_owned(),
            position: line.position,
            service: line.service.clone(),
            matter: line.matter.clone(),
            state: line.state.to_string(),
            revisions: line.revisions,
            proposed: line.proposed,
            agreed: line.agreed,
            checked_in_at: line.checked_in_at,
            headcount: line.headcount,
            replied_at: line.replied_at,
            rating_content: line.rating.map(|r| r.content),
            rating_lecturer: line.rating.map(|r| r.lecturer),
            rating_organisation: line.rating.map(|r| r.organisation),
        })
    }

    fn part(self) -> Result<Line, DbError> {
        Ok(Line {
            state: word(&self.state)?,
            id: self.id,
            position: self.position,
            service: self.service,
            matter: self.matter,
            revisions: self.revisions,
            proposed: self.proposed,
            agreed: self.agreed,
            checked_in_at: self.checked_in_at,
            headcount: self.headcount,
            replied_at: self.replied_at,
            rating: match (self.rating_content, self.rating_lecturer, self.rating_organisation) {
                (Some(content), Some(lecturer), Some(organisation)) => {
                    Some(LineRating { content, lecturer, organisation })
                }
                _ => None,
            },
        })
    }
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = assignments, treat_none_as_null = true)]
struct AssignmentRow {
    id: String,
    order_id: String,
    line_id: String,
    position: i32,
    agency: String,
    part: String,
    state: String,
    open: bool,
    handler: Option<String>,
    barred_handler: Option<String>,
    case_number: Option<String>,
    receipt_on: Option<NaiveDate>,
    created_at: Time,
    signed_at: Option<Time>,
    ended_at: Option<Time>,
}

impl AssignmentRow {
    fn of(order: &str, position: i32, a: &Assignment) -> Result<AssignmentRow, DbError> {
        Ok(AssignmentRow {
            id: a.id.clone(),
            order_id: order.to_owned(),
            line_id: a.line_id.clone(),
            position,
            agency: a.agency.clone(),
            part: a.part.to_string(),
            state: a.state.to_string(),
            open: a.state.is_open(),
            handler: a.handler.clone(),
            barred_handler: a.barred_handler.clone(),
            case_number: a.case_number.clone(),
            receipt_on: a.receipt_on,
            created_at: a.created_at,
            signed_at: a.signed_at,
            ended_at: a.ended_at,
        })
    }

    fn part(self) -> Result<Assignment, DbError> {
        Ok(Assignment {
            part: word(&self.part)?,
            state: word(&self.state)?,
            id: self.id,
            line_id: self.line_id,
            agency: self.agency,
            handler: self.handler,
            barred_handler: self.barred_handler,
            case_number: self.case_number,
            receipt_on: self.receipt_on,
            created_at: self.created_at,
            signed_at: self.signed_at,
            ended_at: self.ended_at,
        })
    }
}
