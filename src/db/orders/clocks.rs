//! The clocks of an order, with their pauses.

use diesel::prelude::*;

use super::super::error::word;
use super::super::schema::{clock_pauses, clocks};
use super::super::{Conn, DbError};
use super::parts::{changes, store_rows};
use crate::domain::Time;
use crate::domain::deadline::{Clock, Pause};

/// Writes what a step changed of the clocks.
pub(super) fn store(c: &mut Conn, before: &[Clock], after: &[Clock]) -> Result<(), DbError> {
    store_rows!(c, clocks, before, after, ClockRow::of);
    for (_, fresh, clock) in changes(before, after, |clock| clock.id.as_str()) {
        if !fresh {
            diesel::delete(clock_pauses::table.filter(clock_pauses::clock_id.eq(&clock.id)))
                .execute(c)?;
        }
        for (position, pause) in (0..).zip(&clock.pauses) {
            diesel::insert_into(clock_pauses::table)
                .values(&PauseRow::of(&clock.id, position, pause))
                .execute(c)?;
        }
    }
    Ok(())
}

/// The clocks of an order, in the order in which they were started.
pub(super) fn load(c: &mut Conn, order: &str) -> Result<Vec<Clock>, DbError> {
    let found = clocks::table.filter(clocks::order_id.eq(order)).order(clocks::position);
    let rows: Vec<ClockRow> = found.select(ClockRow::as_select()).load(c)?;
    let pauses: Vec<PauseRow> = clock_pauses::table
        .inner_join(clocks::table)
        .filter(clocks::order_id.eq(order))
        .order((clock_pauses::clock_id, clock_pauses::position))
        .select(PauseRow::as_select())
        .load(c)?;
    rows.into_iter().map(|row| row.part(&pauses)).collect()
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = clocks, treat_none_as_null = true)]
struct ClockRow {
    id: String,
    order_id: String,
    assignment_id: Option<String>,
    position: i32,
    definition: String,
    budget: i32,
    unit: String,
    counting: String,
    warn_days: i32,
    started_at: Time,
    nominal_due: Time,
    rolled_due: Time,
    provisional: bool,
    calendar_version: String,
    statutory: bool,
    source: String,
    stopped_at: Option<Time>,
    extended: i32,
}

impl ClockRow {
    fn of(position: i32, clock: &Clock) -> Result<ClockRow, DbError> {
        Ok(ClockRow {
            id: clock.id.clone(),
            order_id: clock.order_id.clone(),
            assignment_id: clock.assignment_id.clone(),
            position,
            definition: clock.definition.clone(),
            budget: clock.budget,
            unit: clock.unit.to_string(),
            counting: clock.counting.to_string(),
            warn_days: clock.warn_days,
            started_at: clock.started_at,
            nominal_due: clock.nominal_due,
            rolled_due: clock.rolled_due,
            provisional: clock.provisional,
            calendar_version: clock.calendar_version.clone(),
            statutory: clock.statutory,
            source: clock.source.clone(),
            stopped_at: clock.stopped_at,
            extended: clock.extended,
        })
    }

    fn part(self, pauses: &[PauseRow]) -> Result<Clock, DbError> {
        let own = pauses.iter().filter(|pause| pause.clock_id == self.id);
        Ok(Clock {
            pauses: own.map(PauseRow::part).collect::<Result<_, _>>()?,
            unit: word(&self.unit)?,
            counting: word(&self.counting)?,
            warn_days: self.warn_days,
            id: self.id,
            order_id: self.order_id,
            assignment_id: self.assignment_id,
            definition: self.definition,
            budget: self.budget,
            started_at: self.started_at,
            nominal_due: self.nominal_due,
            rolled_due: self.rolled_due,
            provisional: self.provisional,
            calendar_version: self.calendar_version,
            statutory: self.statutory,
            source: self.source,
            stopped_at: self.stopped_at,
            extended: self.extended,
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = clock_pauses)]
struct PauseRow {
    clock_id: String,
    position: i32,
    reason: String,
    from_at: Time,
    to_at: Option<Time>,
}

impl PauseRow {
    fn of(clock: &str, position: i32, pause: &Pause) -> PauseRow {
        PauseRow {
            clock_id: clock.to_owned(),
            position,
            reason: pause.reason.to_string(),
            from_at: pause.from,
            to_at: pause.to,
        }
    }

    fn part(&self) -> Result<Pause, DbError> {
        Ok(Pause { reason: word(&self.reason)?, from: self.from_at, to: self.to_at })
    }
}
