//! The clocks of an order: which action starts one, lets it stand still, moves or stops it.

use chrono::NaiveDate;

use super::work::Work;
use super::{Action, Input, Order, Part, Refusal, Time};
use crate::domain::deadline::{
    self, Clock, ClockError, Definition, PauseReason, Phrase, Source, Unit, local_day,
};

/// The clock that runs for the asker while materials are awaited.
pub const MATERIALS: &str = "materials";
/// The clock that runs for the asker while a proposal is awaited.
pub const PROPOSAL: &str = "proposal";

/// What a co-agency can do for its share; a promise kept by anything else is the lead's.
const BY_CO: [Action; 5] =
    [Action::Sign, Action::Reply, Action::Return, Action::RequestReply, Action::ApproveReply];

/// The reason of the law that the input names; 补正 is what `ask_materials` is for.
pub(super) fn pause_reason(input: &Input) -> Result<PauseReason, Refusal> {
    let field = "pause_reason";
    let word = input.pause_reason.as_deref().ok_or(Refusal::Missing { field })?;
    match word.parse() {
        Ok(PauseReason::Supplement) => Err(Refusal::Invalid { field, why: "supplement" }),
        Ok(reason) => Ok(reason),
        Err(_) => Err(Refusal::Invalid { field, why: "unknown" }),
    }
}

/// The clock of that definition that runs for the asker.
pub(super) fn running<'a>(order: &'a Order, definition: &str) -> Option<&'a Clock> {
    order.clocks.iter().find(|c| c.stopped_at.is_none() && c.definition == definition)
}

impl Work<'_> {
    /// Starts what the kind promises from this action on, for a share or for the order itself. One
    /// that runs already for it goes on: a transfer does not reset it.
    pub fn start_promises(&mut self, action: Action, share: Option<(&str, Part)>) {
        let co = share.is_some_and(|(_, part)| part == Part::Co);
        let assignment = share.map(|(id, _)| id.to_owned());
        for promise in &self.tables.terms.promises {
            let of_co = promise.met_by.iter().all(|by| BY_CO.contains(by));
            let runs = self.order.clocks.iter().any(|c| {
                c.stopped_at.is_none()
                    && c.definition == promise.clock
                    && c.assignment_id == assignment
            });
            if promise.starts_on != action || runs || (co && !of_co) {
                continue;
            }
            if let Some(definition) = self.tables.definitions.get(&promise.clock) {
                self.start_clock(definition, assignment.clone(), self.now);
            }
        }
    }

    /// Stops what this action keeps: clocks of these shares, and the order's own.
    pub fn keep_promises(&mut self, action: Action, shares: &[String]) {
        let terms = self.tables.terms;
        let whole = self.line.is_none() || self.keeps_for_all();
        let kept = |c: &Clock| {
            let of = c.assignment_id.as_ref().map_or(whole, |id| shares.contains(id));
            let promise = terms.promises.iter().find(|p| p.clock == c.definition);
            of && promise.is_some_and(|p| p.met_by.contains(&action))
        };
        self.stop_where(kept);
    }

    /// Stops every clock of these shares.
    pub fn stop_of(&mut self, shares: &[String]) {
        self.stop_where(|c| c.assignment_id.as_ref().is_some_and(|id| shares.contains(id)));
    }

    /// Stops the running clocks that the order as such carries, but not the asker's.
    pub fn stop_where(&mut self, which: impl Fn(&Clock) -> bool) {
        let now = self.now;
        for clock in self.order.clocks.iter_mut().filter(|c| c.stopped_at.is_none()) {
            if which(clock) {
                *clock = deadline::stop(clock, now);
            }
        }
    }

    /// Lets the clocks stand still: the order's own and those of the given shares; of all when
    /// none are given. Only those whose definition knows the reason.
    pub fn pause(&mut self, reason: PauseReason, shares: Option<&[String]>) {
        let (now, definitions) = (self.now, self.tables.definitions);
        for clock in &mut self.order.clocks {
            let of = match (&clock.assignment_id, shares) {
                (Some(id), Some(shares)) => shares.contains(id),
                _ => true,
            };
            let knows = definitions
                .get(&clock.definition)
                .is_none_or(|d| d.pauses.contains(&reason) || d.restarts.contains(&reason));
            if of && knows && ![MATERIALS, PROPOSAL].contains(&clock.definition.as_str()) {
                *clock = deadline::pause(clock, reason, now);
            }
        }
    }

    /// Lets all clocks go on; one that its source counts anew is stopped and another started.
    pub fn resume(&mut self) {
        let mut anew = Vec::new();
        for clock in &mut self.order.clocks {
            let Some(pause) = clock.open_pause().filter(|_| clock.stopped_at.is_none()) else {
                continue;
            };
            let definition = self.tables.definitions.get(&clock.definition);
            match definition.filter(|d| d.restarts.contains(&pause.reason)) {
                Some(definition) => {
                    anew.push((definition, clock.assignment_id.clone()));
                    *clock = deadline::stop(clock, self.now);
                }
                None => *clock = deadline::resume(clock, self.now, self.tables.calendar),
            }
        }
        for (definition, assignment) in anew {
            self.start_clock(definition, assignment, self.now);
        }
    }

    /// Counts what runs anew by the calendar now in force.
    pub fn recompute(&mut self) {
        for clock in &mut self.order.clocks {
            *clock = deadline::recompute(clock, self.tables.calendar);
        }
    }

    /// Starts the clock by which the asker is to answer.
    pub fn start_for_asker(&mut self, slug: &str, days: i32) {
        let known = self.tables.definitions.get(slug);
        let definition = for_asker(slug, days, self.now, known);
        self.start_clock(&definition, None, self.now);
    }

    /// Starts the statutory clock that an agency's own receipt sets going.
    pub fn start_statutory(
        &mut self,
        slug: &str,
        day: NaiveDate,
        shares: &[String],
    ) -> Result<(), Refusal> {
        let field = "clock";
        let unknown = Refusal::Invalid { field, why: "unknown" };
        let definition = self.tables.definitions.get(slug).ok_or(unknown)?;
        if !definition.statutory() {
            return Err(Refusal::Invalid { field, why: "not_statutory" });
        }
        // The first second of that day in China; the day itself is not counted anyway.
        let start = deadline::end_of_day(day) - chrono::TimeDelta::seconds(86_399);
        for share in shares {
            let runs = self.order.clocks.iter().any(|c| {
                c.stopped_at.is_none()
                    && c.definition == slug
                    && c.assignment_id.as_ref() == Some(share)
            });
            if runs {
                return Err(Refusal::Invalid { field, why: "runs" });
            }
            self.start_clock(definition, Some(share.clone()), start);
        }
        Ok(())
    }

    fn start_clock(&mut self, definition: &Definition, share: Option<String>, at: Time) {
        let (id, order) = (self.fresh.id(), self.order.id.clone());
        let clock = deadline::start(definition, id, order, share, at, self.tables.calendar);
        self.order.clocks.push(clock);
    }

    /// The clock of the share with more time: the one named, else the one that is due last.
    pub fn extended(&self, input: &Input, shares: &[String]) -> Result<Clock, Refusal> {
        let mut candidates = self.order.clocks.iter().filter(|c| {
            c.stopped_at.is_none() && c.assignment_id.as_ref().is_some_and(|id| shares.contains(id))
        });
        let clock = match &input.clock {
            Some(slug) => candidates.rfind(|c| c.definition == *slug),
            None => candidates.max_by_key(|c| c.rolled_due),
        };
        let clock = clock.ok_or(Refusal::NoClock)?;
        let days = input.days.unwrap_or_default();
        let refused = |error| refusal(error, clock);
        if let Some(definition) = self.tables.definitions.get(&clock.definition) {
            definition.allows(clock, days, clock.unit).map_err(refused)?;
        }
        deadline::extend(clock, days, clock.unit, self.now, self.tables.calendar).map_err(refused)
    }

    /// Puts a changed clock in the place of the old one.
    pub fn put_clock(&mut self, changed: Clock) {
        if let Some(clock) = self.order.clocks.iter_mut().find(|c| c.id == changed.id) {
            *clock = changed;
        }
    }
}

fn refusal(error: ClockError, clock: &Clock) -> Refusal {
    match error {
        ClockError::Stopped => Refusal::NoClock,
        ClockError::Late => Refusal::TooLate { due: local_day(clock.rolled_due) },
        ClockError::Unit | ClockError::Amount => Refusal::Invalid { field: "days", why: "range" },
        ClockError::NoExtension => Refusal::Invalid { field: "clock", why: "no_extension" },
        ClockError::UsedUp => Refusal::Invalid { field: "clock", why: "used_up" },
        ClockError::TooLong => Refusal::Invalid { field: "days", why: "longer_than_allowed" },
    }
}

/// The asker's own time to answer: so many days as the one who asks gives, by nobody's law.
fn for_asker(slug: &str, days: i32, now: Time, known: Option<&Definition>) -> Definition {
    let words = |zh: &str, en: &str| Phrase { zh: zh.into(), en: en.into() };
    let plain = || Definition {
        slug: slug.to_owned(),
        name: words("等待您答复", "Waiting for your answer"),
        budget: days,
        unit: Unit::CalendarDays,
        source: Source::Promise,
        starts_on: words("发出之日", "the day it is sent"),
        condition: None,
        filer: true,
        rolls: false,
        extension: None,
        pauses: Vec::new(),
        restarts: Vec::new(),
        warn_days: 0,
        version: local_day(now),
    };
    Definition { budget: days, ..known.cloned().unwrap_or_else(plain) }
}
