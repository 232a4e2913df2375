//! The one function that changes an order.

use super::row::{Row, Scope, To, Who, rows};
use super::tell::agencies;
use super::work::Work;
use super::{
    Action, Actor, Assignment, Fresh, Input, Line, Order, Part, Refusal, Request, Role, State,
    Step, Tables, Time, entries, record,
};
use crate::domain::access;

/// Does an action, or says why not. Nothing is done by halves: on a refusal the order is as it was.
pub fn apply(
    order: &Order,
    action: Action,
    input: &Input,
    actor: &Actor,
    now: Time,
    tables: &Tables,
    fresh: &mut Fresh,
) -> Result<Step, Refusal> {
    let now = to_the_microsecond(now);
    let line = named(order, input)?;
    let row = access::row_for(actor, action, order, line, Some((tables, now)))?;
    record::complete(row, input, order, tables.terms, now)?;
    let mut work = Work::new(order, actor, now, tables, fresh);
    work.line = input.line.clone();
    work.perform(row, input, None)?;
    Ok(work.finish())
}

/// The line that the input names; none for a step on the whole order.
fn named<'a>(order: &'a Order, input: &Input) -> Result<Option<&'a Line>, Refusal> {
    let unknown = Refusal::Invalid { field: "line", why: "unknown" };
    input.line.as_deref().map(|id| order.line(id).ok_or(unknown)).transpose()
}

/// The database keeps microseconds; a finer time would not come back as it went.
pub(super) fn to_the_microsecond(at: Time) -> Time {
    let micros = at.and_utc().timestamp_micros();
    chrono::DateTime::from_timestamp_micros(micros).map_or(at, |t| t.naive_utc())
}

impl Work<'_> {
    /// One row: its effect, its texts, its event, its notices. `signed` is the request that a
    /// second signature has just approved.
    fn perform(
        &mut self,
        row: &Row,
        input: &Input,
        signed: Option<&Request>,
    ) -> Result<(), Refusal> {
        let from = self.order.state;
        let here = |a: &&Assignment| self.line.as_ref().is_none_or(|line| *line == a.line_id);
        let workers = self.order.assignments.iter().filter(|a| a.state.is_open()).filter(here);
        let workers = agencies(workers);
        self.shares_before = self.order.assignments.len();
        let on_behalf = self.actor.on_behalf
            || (self.actor.role == Role::Clerk && row.who.contains(&Who::Asker));
        self.keep_promises(row.action, &self.own_share_ids(row.part));
        match row.scope {
            Scope::Order => self.effect(row, input, signed)?,
            Scope::Line => self.effect_on_line(row, input)?,
        }
        let decided = match row.action.approves().or(row.action.refuses()) {
            Some(signature) => {
                let approved = row.action.approves().is_some();
                Some(self.decide(signature, input.agency.as_deref(), approved)?)
            }
            None => None,
        };
        let texts = self.write(row, input, on_behalf);
        if let Some(signature) = row.action.requests() {
            self.check_request(signature.action(), row.part, input)?;
            self.request(signature, input, texts);
        }
        if let Some(request) = signed {
            self.release(request, row.part);
        }
        match row.scope {
            Scope::Order => self.go(row, from, input),
            Scope::Line => self.go_line(row),
        }
        self.start_of_order(row);
        self.facts_of(input);
        self.notify(row, &workers);
        self.tell_event(row, from, input, on_behalf);
        match decided.filter(|r| r.approved == Some(true)) {
            Some(request) => self.perform_signed(&request),
            None => Ok(()),
        }
    }

    /// Does what has just been signed, in the name of the agency that asked.
    fn perform_signed(&mut self, request: &Request) -> Result<(), Refusal> {
        let action = request.signature.action();
        let lead = self.order.lead().map(|a| a.agency.clone());
        let part = if lead.is_some() && lead != request.agency { Part::Co } else { Part::Lead };
        let row = rows(action).find(|row| row.part == part);
        let row = row.ok_or(Refusal::NothingAsked { signature: request.signature })?;
        self.agency = request.agency.clone();
        self.fact("asked_by", request.asked_by.clone());
        self.perform(row, &request.input, Some(request))
    }

    /// What cannot be done anyway is not asked for.
    fn check_request(&self, action: Action, part: Part, input: &Input) -> Result<(), Refusal> {
        match action {
            Action::Extend => self.extended(input, &self.share_ids(part)).map(|_| ()),
            _ => Ok(()),
        }
    }

    fn release(&mut self, request: &Request, part: Part) {
        let internal = request.entries.len() > request.input.documents.len() + 1;
        for (index, entry) in request.entries.iter().enumerate() {
            let seen = entries::released(request.signature, part, index, internal);
            self.released.push((entry.clone(), seen));
        }
        self.fact("released", request.entries.clone());
    }

    /// The next state, of the order and of the lines that were with it.
    fn go(&mut self, row: &Row, from: State, input: &Input) {
        let to = match row.to {
            To::Fixed(state) => state,
            To::Previous => self.order.previous.unwrap_or(State::Handling),
            To::Same => from,
            To::Rework if input.rework == Some(true) => State::Handling,
            To::Rework => from,
        };
        if to == from {
            return;
        }
        let paused = matches!(to, State::Waiting | State::Suspended);
        self.order.previous = paused.then_some(from);
        self.order.state = to;
        for line in self.order.lines.iter_mut().filter(|line| line.state == from) {
            line.state = to;
        }
    }

    /// Promises of the order itself; those of a share start with the share.
    fn start_of_order(&mut self, row: &Row) {
        let of_share = matches!(row.action, Action::Dispatch | Action::Sign | Action::CheckIn);
        if !of_share && row.scope == Scope::Order && self.order.state.is_open() {
            self.start_promises(row.action, None);
        }
    }

    /// What the event says besides: numbers and codes, never words.
    fn facts_of(&mut self, input: &Input) {
        let numbers = [
            ("days", input.days),
            ("score", input.score),
            ("rating", input.rating),
            ("headcount", input.headcount),
        ];
        for (name, value) in numbers {
            if let Some(value) = value {
                self.fact(name, value);
            }
        }
        if !input.items.is_empty() {
            self.fact("items", input.items.len());
        }
        if let Some(rework) = input.rework {
            self.fact("rework", rework);
        }
        if let Some(reason) = &input.pause_reason {
            self.fact("pause_reason", reason.clone());
        }
    }

    /// The shares of the row that belong to the agency that acts; all of them when none does.
    fn own_share_ids(&self, part: Part) -> Vec<String> {
        let own = |a: &Assignment| self.agency.is_none() || Some(&a.agency) == self.agency.as_ref();
        let shares = self.shares(part).into_iter().map(|i| &self.order.assignments[i]);
        shares.filter(|a| own(a)).map(|a| a.id.clone()).collect()
    }
}
