//! A step in the making: the order as it changes, and what has to be stored with it.

use serde_json::{Map, Value};

use super::fold::changes;
use super::row::Row;
use super::supervision::agency_of;
use super::terms::Tables;
use super::{
    Action, Actor, Assignment, Entry, EntryDigest, Event, Fresh, Input, Job, Order, Part, State,
    Step, Time, Visibility, event,
};

/// The step while it is being made.
pub(super) struct Work<'a> {
    pub order: Order,
    pub actor: &'a Actor,
    /// The agency whose share is touched: the actor's own, or that of the request being signed.
    pub agency: Option<String>,
    /// The one line the step is about; none: the whole order.
    pub line: Option<String>,
    pub now: Time,
    pub tables: &'a Tables<'a>,
    pub fresh: &'a mut Fresh,
    pub events: Vec<Event>,
    pub entries: Vec<Entry>,
    pub released: Vec<(String, Visibility)>,
    pub jobs: Vec<Job>,
    /// What the event that is being made says besides the changes of the order.
    pub facts: Map<String, Value>,
    /// How many shares there were before the event that is being made.
    pub shares_before: usize,
    /// The order as the last event left it; none before the first one.
    told: Option<Order>,
}

impl<'a> Work<'a> {
    pub fn new(
        order: &Order,
        actor: &'a Actor,
        now: Time,
        tables: &'a Tables<'a>,
        fresh: &'a mut Fresh,
    ) -> Work<'a> {
        let told = (order.last_seq > 0).then(|| order.clone());
        let mut order = order.clone();
        order.version += 1;
        let agency = actor.agency.clone();
        let (events, entries, released, jobs) = Default::default();
        let facts = Map::new();
        let shares_before = order.assignments.len();
        Work {
            order,
            actor,
            agency,
            line: None,
            now,
            tables,
            fresh,
            events,
            entries,
            released,
            jobs,
            facts,
            shares_before,
            told,
        }
    }

    /// Adds a fact to the event that is being made.
    pub fn fact(&mut self, name: &str, value: impl Into<Value>) {
        self.facts.insert(name.to_owned(), value.into());
    }

    /// Writes the event for what was changed since the one before.
    pub fn tell_event(&mut self, row: &Row, from: State, input: &Input, on_behalf: bool) {
        let seq = self.order.last_seq + 1;
        let mut facts = changes(self.told.as_ref(), &self.order);
        let entries = self.entries.iter().filter(|entry| entry.seq == seq);
        let entries = entries
            .map(|e| EntryDigest { entry: e.id.clone(), digest: event::digest(&e.salt, &e.body) })
            .collect();
        let aimed = self.supervised_agency().or(agency_of(self.actor)).map(str::to_owned);
        let agency = self.agency.clone().or(aimed);
        facts.append(&mut self.facts);
        let mut event = Event {
            order_id: self.order.id.clone(),
            seq,
            at: self.now,
            actor: self.actor.account.clone(),
            role: self.actor.role,
            visibility: match agency {
                // An event for one agency alone, made by nobody's: it is the supervisors'.
                None if row.visibility == Visibility::Agency => Visibility::Supervisor,
                _ => row.visibility,
            },
            agency,
            on_behalf,
            action: row.action,
            from,
            to: self.order.state,
            reason_code: input.reason_code.clone(),
            rules_version: input.rules_version.clone().or_else(|| self.rules_for(row.action)),
            entries,
            facts: Value::Object(facts),
            prev_hash: self.order.last_hash.clone(),
            hash: String::new(),
        };
        event.hash = event::hash(&event.prev_hash, &event);
        self.order.last_seq = seq;
        self.order.last_hash = event.hash.clone();
        self.events.push(event);
        self.told = Some(self.order.clone());
    }

    /// The rules that an act of routing went by.
    fn rules_for(&self, action: Action) -> Option<String> {
        let routed = matches!(action, Action::Submit | Action::Accept | Action::Dispatch);
        routed.then(|| self.order.rules_version.clone()).flatten()
    }

    /// The shares of this part that the step touches: all the lead's, or the agency's own.
    pub fn shares(&self, part: Part) -> Vec<usize> {
        let own = |a: &Assignment| part == Part::Lead || Some(&a.agency) == self.agency.as_ref();
        let standing = |a: &Assignment| match part {
            Part::Lead => a.stands(),
            Part::Co => a.state.is_open(),
        };
        let all = self.order.assignments.iter().enumerate();
        let here = |a: &Assignment| self.line.as_ref().is_none_or(|line| *line == a.line_id);
        let touched = |a: &Assignment| a.part == part && here(a) && own(a) && standing(a);
        all.filter(|(_, a)| touched(a)).map(|(i, _)| i).collect()
    }

    /// The ids of those shares.
    pub fn share_ids(&self, part: Part) -> Vec<String> {
        self.shares(part).into_iter().map(|i| self.order.assignments[i].id.clone()).collect()
    }

    pub fn finish(self) -> Step {
        Step {
            order: self.order,
            events: self.events,
            entries: self.entries,
            released: self.released,
            jobs: self.jobs,
        }
    }
}
