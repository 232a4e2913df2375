//! Clocks as a page or the API shows them, each with the line that explains it.

use serde::Serialize;

use super::visit::Visit;
use crate::domain::Time;
use crate::domain::deadline::{self, Clock, Light, Unit};
use crate::domain::order::{Order, Part};

/// Whose eyes: the asker is not shown how the helping agencies divide their time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clocks {
    Asker,
    All,
}

/// One clock.
#[derive(Debug, Clone, Serialize)]
pub struct ClockShown {
    pub id: String,
    pub definition: String,
    pub name: String,
    /// The agency whose share it times; none for the order's own.
    pub agency: Option<String>,
    /// Law and article, or 服务承诺 in the visit's language.
    pub source: String,
    pub statutory: bool,
    pub unit: Unit,
    pub total: i32,
    pub elapsed: i64,
    pub remaining: i64,
    pub paused: i64,
    pub light: Light,
    pub stopped: bool,
    pub started_at: Time,
    pub nominal_due: Time,
    pub rolled_due: Time,
    pub provisional: bool,
    pub explanation: String,
}

/// The clocks of an order, the running ones first, then by the date they end.
pub fn shown(visit: &Visit, order: &Order, whose: Clocks) -> Vec<ClockShown> {
    let seen = |clock: &&Clock| whose == Clocks::All || !of_a_helper(order, clock);
    let mut clocks: Vec<ClockShown> =
        order.clocks.iter().filter(seen).map(|clock| one(visit, order, clock)).collect();
    clocks.sort_by_key(|clock| (clock.stopped, clock.nominal_due));
    clocks
}

fn of_a_helper(order: &Order, clock: &Clock) -> bool {
    let share = clock.assignment_id.as_ref();
    share.is_some_and(|id| order.assignments.iter().any(|a| a.id == *id && a.part == Part::Co))
}

fn one(visit: &Visit, order: &Order, clock: &Clock) -> ClockShown {
    let lang = visit.lang.tag();
    let reading = deadline::reading(clock, visit.now, &visit.app.calendar);
    let text = |key: &str| visit.app.pages.locale().pattern(visit.lang, key);
    let definition = visit.app.definitions.get(&clock.definition);
    let share =
        clock.assignment_id.as_ref().and_then(|id| order.assignments.iter().find(|a| a.id == *id));
    ClockShown {
        id: clock.id.clone(),
        definition: clock.definition.clone(),
        name: definition.map_or(clock.definition.as_str(), |d| d.name.of(lang)).to_owned(),
        agency: share.map(|share| visit.app.agency_name(&share.agency, lang)),
        source: if clock.statutory {
            clock.source.clone()
        } else {
            visit.text("clock.source.promise", &[])
        },
        statutory: clock.statutory,
        unit: clock.unit,
        total: reading.total,
        elapsed: reading.elapsed,
        remaining: reading.remaining,
        paused: reading.paused,
        light: reading.light,
        stopped: reading.stopped,
        started_at: clock.started_at,
        nominal_due: reading.nominal_due,
        rolled_due: reading.rolled_due,
        provisional: reading.provisional,
        explanation: deadline::say(&deadline::explain(&reading), &text),
    }
}
