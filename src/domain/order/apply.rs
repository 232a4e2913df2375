//! The one function that changes an order.

use super::clocks::{MATERIALS, PROPOSAL, pause_reason};
use super::row::{Row, To, Who};
use super::table::rows;
use super::tell::agencies;
use super::work::Work;
use super::{
    Action, Actor, Assignment, Channel, Fresh, Input, Line, Order, Part, Refusal, Request, Role,
    State, Step, Tables, Time, entries, record,
};
use crate::domain::access;
use crate::domain::deadline::PauseReason;

/// What a new order begins with.
#[derive(Debug, Clone, PartialEq)]
pub struct NewOrder {
    /// 一案一码, canonical form.
    pub code: String,
    pub kind: String,
    pub site: String,
    pub channel: Channel,
    pub lang: String,
    pub asker_account: Option<String>,
    /// One line each: the slug of a service, or none for a matter in the asker's own words.
    pub lines: Vec<Option<String>>,
}

/// A draft. It is in no chain yet: the first event, `submit`, tells all of it.
pub fn new_order(new: NewOrder, now: Time, fresh: &mut Fresh) -> Order {
    let line = |(position, service): (usize, Option<String>), id| Line {
        id,
        position: i32::try_from(position).unwrap_or(i32::MAX),
        service,
        matter: None,
        state: State::Draft,
    };
    let id = fresh.id();
    let lines = new.lines.into_iter().enumerate().map(|l| line(l, fresh.id())).collect();
    Order {
        id,
        code: new.code,
        kind: new.kind,
        site: new.site,
        state: State::Draft,
        previous: None,
        version: 0,
        asker_account: new.asker_account,
        channel: new.channel,
        lang: new.lang,
        matter: None,
        confidence: None,
        rules_version: None,
        created_at: to_the_microsecond(now),
        submitted_at: None,
        replied_at: None,
        closed_at: None,
        returns: 0,
        binding: false,
        legal_hold: false,
        rating: None,
        agency_contacted: None,
        agency_solved: None,
        asker_contacted: None,
        asker_solved: None,
        leading_order: None,
        lines,
        assignments: Vec::new(),
        clocks: Vec::new(),
        requests: Vec::new(),
        supervisions: Vec::new(),
        last_seq: 0,
        last_hash: String::new(),
    }
}

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
    let row = access::row_for(actor, action, order, Some((tables, now)))?;
    record::complete(row, input, order, tables.terms, now)?;
    let mut work = Work::new(order, actor, now, tables, fresh);
    work.perform(row, input, None)?;
    Ok(work.finish())
}

/// The database keeps microseconds; a finer time would not come back as it went.
fn to_the_microsecond(at: Time) -> Time {
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
        let workers = self.order.assignments.iter().filter(|a| a.state.is_open());
        let workers = agencies(workers);
        self.shares_before = self.order.assignments.len();
        let on_behalf = self.actor.on_behalf
            || (self.actor.role == Role::Clerk && row.who.contains(&Who::Asker));
        self.keep_promises(row.action, &self.own_share_ids(row.part));
        self.effect(row, input, signed)?;
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
        self.go(row, from, input);
        self.start_of_order(row.action);
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
    fn start_of_order(&mut self, action: Action) {
        if !matches!(action, Action::Dispatch | Action::Sign) && self.order.state.is_open() {
            self.start_promises(action, None);
        }
    }

    /// What the event says besides: numbers and codes, never words.
    fn facts_of(&mut self, input: &Input) {
        let numbers = [("days", input.days), ("score", input.score), ("rating", input.rating)];
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

    fn effect(
        &mut self,
        row: &Row,
        input: &Input,
        signed: Option<&Request>,
    ) -> Result<(), Refusal> {
        let part = row.part;
        match row.action {
            Action::Dispatch => return self.dispatch(input),
            Action::Adjudicate => {
                self.order.binding = true;
                return self.dispatch(input);
            }
            Action::Sign => self.sign(part),
            Action::Return if part == Part::Lead => self.return_lead(input),
            Action::Return => self.return_co(),
            Action::Transfer => return self.transfer(input),
            Action::Reassign => return self.reassign(part, input),
            Action::AddCo => return self.add_cos(input),
            Action::RecordReceipt => return self.record_receipt(part, input),
            Action::Extend => {
                let clock = self.extended(input, &self.share_ids(part))?;
                self.fact("clock", clock.definition.clone());
                self.put_clock(clock);
            }
            Action::Reply => self.reply(part, input, signed),
            Action::RequestReply | Action::RequestReturn | Action::RequestExtend => {
                self.take_up(part);
            }
            Action::Supervise => self.supervise(input),
            Action::AnswerSupervision => return self.answer_supervision(input),
            Action::ReleaseSupervision => return self.release_supervision(input),
            _ => return self.effect_for_asker(row.action, part, input),
        }
        Ok(())
    }

    fn effect_for_asker(
        &mut self,
        action: Action,
        part: Part,
        input: &Input,
    ) -> Result<(), Refusal> {
        match action {
            Action::Submit => {
                self.order.submitted_at = Some(self.now);
                self.order.channel = input.channel.unwrap_or(self.order.channel);
                self.routed(input);
            }
            Action::Accept => self.routed(input),
            Action::AskMaterials => {
                self.take_up(part);
                let shares = self.share_ids(part);
                self.pause(PauseReason::Supplement, Some(&shares));
                self.start_for_asker(MATERIALS, input.days.unwrap_or_default());
            }
            Action::Supply | Action::Lapse => {
                self.stop_where(|c| c.definition == MATERIALS);
                self.resume();
            }
            Action::Suspend => self.pause(pause_reason(input)?, None),
            Action::Resume => self.resume(),
            Action::Propose => {
                self.take_up(part);
                self.stop_where(|c| c.definition == PROPOSAL);
                self.start_for_asker(PROPOSAL, input.days.unwrap_or_default());
            }
            Action::Agree => self.stop_where(|c| c.definition == PROPOSAL),
            _ => self.effect_at_end(action, input),
        }
        Ok(())
    }

    fn effect_at_end(&mut self, action: Action, input: &Input) {
        match action {
            Action::Decline | Action::Withdraw => {
                self.end_all();
                self.order.closed_at = Some(self.now);
            }
            Action::Confirm => self.confirm(input),
            Action::Dispute => self.reopen(),
            Action::Review if input.rework == Some(true) => self.reopen(),
            Action::Link => self.order.leading_order = input.order.clone(),
            Action::Unlink => {
                let was = self.order.leading_order.take();
                self.fact("was", was);
            }
            _ => {}
        }
    }

    /// What the routing, or the dispatcher in its place, says.
    fn routed(&mut self, input: &Input) {
        if let Some(matter) = &input.matter {
            self.order.matter = Some(matter.clone());
            for line in self.order.lines.iter_mut().filter(|line| line.service.is_none()) {
                line.matter = Some(matter.clone());
            }
        }
        // Four places: what is written as a decimal comes back from it exactly.
        let rounded = input.confidence.map(|c| (c * 10_000.0).round() / 10_000.0);
        self.order.confidence = rounded.or(self.order.confidence);
        let rules = input.rules_version.clone();
        self.order.rules_version = rules.or(self.order.rules_version.take());
    }

    fn reply(&mut self, part: Part, input: &Input, signed: Option<&Request>) {
        if let (Some(request), Part::Lead) = (signed, part) {
            for i in self.shares(part) {
                let handler = &mut self.order.assignments[i].handler;
                *handler = handler.take().or(Some(request.asked_by.clone()));
            }
        }
        self.done(part);
        if part == Part::Lead {
            self.order.replied_at = Some(self.now);
            self.order.agency_contacted = input.contacted;
            self.order.agency_solved = input.solved;
            let co = self.order.open_cos().map(|a| a.id.clone()).collect::<Vec<_>>();
            // Whatever else ran for the order is over; a co-agency's own clocks run on.
            self.stop_where(|c| c.assignment_id.as_ref().is_none_or(|id| !co.contains(id)));
        }
    }

    fn confirm(&mut self, input: &Input) {
        self.order.closed_at = Some(self.now);
        self.order.rating = input.rating.or(self.order.rating);
        self.order.asker_contacted = input.contacted.or(self.order.asker_contacted);
        self.order.asker_solved = input.solved.or(self.order.asker_solved);
        self.stop_where(|_| true);
        let silent = self.actor.role == Role::System;
        self.fact("silent", silent);
    }
}
