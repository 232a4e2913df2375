//! The clocks of an order as its asker reads them: one line each, that says why.

use serde::Serialize;

use crate::domain::Time;
use crate::domain::deadline::{self, Clock, Light};
use crate::domain::order::{Order, Part};
use crate::web::visit::Visit;

/// One clock.
#[derive(Debug, Clone, Serialize)]
pub struct ClockLine {
    name: String,
    /// `normal`, `soon`, `late`, `paused` or `stopped`.
    light: &'static str,
    /// 法定, or a promise of ours.
    statutory: bool,
    source: String,
    /// The nominal day: the one that can be relied on.
    due: Time,
    provisional: bool,
    /// Why it stands where it stands.
    line: String,
    /// It is the asker who has to do something by then.
    yours: bool,
}

/// The clocks that run, the nearest first, then those that are done.
pub fn lines(visit: &Visit, order: &Order) -> (Vec<ClockLine>, Vec<ClockLine>) {
    let ours = |clock: &&Clock| match &clock.assignment_id {
        None => true,
        // What a co-agency owes the lead is between the two.
        Some(id) => order.assignments.iter().any(|a| a.id == *id && a.part == Part::Lead),
    };
    let mut clocks: Vec<&Clock> = order.clocks.iter().filter(ours).collect();
    clocks.sort_by_key(|clock| clock.nominal_due);
    let (done, runs): (Vec<&Clock>, Vec<&Clock>) =
        clocks.into_iter().partition(|clock| clock.stopped_at.is_some());
    let all = |clocks: Vec<&Clock>| clocks.into_iter().map(|clock| line(visit, clock)).collect();
    (all(runs), all(done))
}

fn line(visit: &Visit, clock: &Clock) -> ClockLine {
    let reading = deadline::reading(clock, visit.now, &visit.app.calendar);
    let text = |key: &str| visit.text(key, &[]);
    let named = visit.app.definitions.get(&clock.definition);
    ClockLine {
        name: named
            .map_or(clock.definition.as_str(), |definition| definition.name.of(visit.lang.tag()))
            .to_owned(),
        light: match reading.light {
            // A reader waits for nothing once it is done.
            Light::Stopped if reading.late.is_some() => Light::Late.as_str(),
            light => light.as_str(),
        },
        statutory: clock.statutory,
        source: clock.source.clone(),
        due: reading.nominal_due,
        provisional: reading.provisional,
        line: deadline::say(&deadline::explain(&reading), &text),
        yours: clock.counting.is_filer(),
    }
}
