//! Who has the order: leads, co-agencies, handlers; and how shares begin and end.

use super::work::Work;
use super::{
    Action, Assignment, AssignmentState as Share, Input, Line, Order, Part, Refusal, Role,
    Signature,
};

impl Assignment {
    /// Whether it still counts as this agency's share, done or not.
    pub fn stands(&self) -> bool {
        self.state.is_open() || self.state == Share::Done
    }
}

impl Order {
    /// The share of the agency that leads now.
    pub fn lead(&self) -> Option<&Assignment> {
        self.assignments.iter().find(|a| a.part == Part::Lead && a.stands())
    }

    /// The shares of co-agencies that are still owed.
    pub fn open_cos(&self) -> impl Iterator<Item = &Assignment> {
        self.assignments.iter().filter(|a| a.part == Part::Co && a.state.is_open())
    }

    /// The latest share this agency ever had.
    pub fn share_of(&self, agency: &str) -> Option<&Assignment> {
        let of = || self.assignments.iter().filter(|a| a.agency == agency);
        of().find(|a| a.stands()).or_else(|| of().next_back())
    }
}

impl Work<'_> {
    /// Gives every open line its lead and its co-agencies.
    pub fn dispatch(&mut self, input: &Input) -> Result<(), Refusal> {
        let lead = input.lead.clone().ok_or(Refusal::Missing { field: "lead" })?;
        self.check_cos(&input.co, Some(&lead))?;
        self.give(&lead, Part::Lead);
        input.co.iter().for_each(|agency| self.give(agency, Part::Co));
        self.keep_promises(Action::Dispatch, &[]);
        self.fact("lead", lead);
        self.fact("co", input.co.clone());
        Ok(())
    }

    /// Adds co-agencies (加派).
    pub fn add_cos(&mut self, input: &Input) -> Result<(), Refusal> {
        let lead = self.order.lead().map(|a| a.agency.clone());
        self.check_cos(&input.co, lead.as_deref())?;
        input.co.iter().for_each(|agency| self.give(agency, Part::Co));
        self.fact("co", input.co.clone());
        Ok(())
    }

    fn check_cos(&self, cos: &[String], lead: Option<&str>) -> Result<(), Refusal> {
        for (i, agency) in cos.iter().enumerate() {
            let invalid = |why| Err(Refusal::Invalid { field: "co", why });
            if Some(agency.as_str()) == lead {
                return invalid("leads");
            }
            if cos[..i].contains(agency) || self.order.open_cos().any(|a| a.agency == *agency) {
                return invalid("twice");
            }
        }
        Ok(())
    }

    /// One share on every open line, with the promise to sign for it.
    fn give(&mut self, agency: &str, part: Part) {
        let here = |line: &&Line| self.line.as_ref().is_none_or(|id| *id == line.id);
        let lines = self.order.lines.iter().filter(|line| line.state.is_open()).filter(here);
        let lines: Vec<String> = lines.map(|line| line.id.clone()).collect();
        for line_id in lines {
            let share = Assignment {
                id: self.fresh.id(),
                line_id,
                agency: agency.to_owned(),
                part,
                state: Share::Sent,
                handler: None,
                barred_handler: None,
                case_number: None,
                receipt_on: None,
                created_at: self.now,
                signed_at: None,
                ended_at: None,
            };
            let id = share.id.clone();
            self.order.assignments.push(share);
            self.start_promises(Action::Dispatch, Some((&id, part)));
        }
    }

    /// The agency takes its share on; its clocks start.
    pub fn sign(&mut self, part: Part) {
        let ids = self.share_ids(part);
        self.keep_promises(Action::Sign, &ids);
        for i in self.shares(part) {
            let (now, handler) = (self.now, self.own_handler(i));
            let share = &mut self.order.assignments[i];
            share.state = Share::Signed;
            share.signed_at = Some(now);
            share.handler = share.handler.take().or(handler);
        }
        ids.iter().for_each(|id| self.start_promises(Action::Sign, Some((id, part))));
        self.void_requests(Some(Signature::Return), self.agency.clone());
    }

    /// A handler who works on a share that nobody has becomes its handler.
    pub fn take_up(&mut self, part: Part) {
        for i in self.shares(part) {
            let handler = self.own_handler(i);
            let share = &mut self.order.assignments[i];
            share.handler = share.handler.take().or(handler);
        }
    }

    fn own_handler(&self, share: usize) -> Option<String> {
        let barred = &self.order.assignments[share].barred_handler;
        let account = self.actor.account.as_ref().filter(|_| self.actor.role == Role::Handler);
        account.filter(|account| Some(*account) != barred.as_ref()).cloned()
    }

    /// The lead gives it back: whoever helped is released, and the triage desk has it again.
    pub fn return_lead(&mut self, input: &Input) {
        self.order.returns += 1;
        self.end(|a| a.part == Part::Lead, Share::Returned);
        self.end(|a| a.part == Part::Co && a.state.is_open(), Share::Ended);
        self.void_requests(None, None);
        let terms = self.tables.terms;
        for promise in terms.promises.iter().filter(|p| p.met_by.contains(&Action::Dispatch)) {
            self.start_promises(promise.starts_on, None);
        }
        self.fact("suggested", input.agency.clone());
        self.fact("count", self.order.returns);
    }

    /// A co-agency gives its own share back.
    pub fn return_co(&mut self) {
        let ids = self.share_ids(Part::Co);
        self.end(|a| ids.contains(&a.id), Share::Returned);
        self.void_requests(None, self.agency.clone());
    }

    /// Another agency leads. The old one keeps its right to read; running clocks run on.
    pub fn transfer(&mut self, input: &Input) -> Result<(), Refusal> {
        let to = input.agency.clone().ok_or(Refusal::Missing { field: "agency" })?;
        let old: Vec<(String, String, String)> = self
            .shares(Part::Lead)
            .into_iter()
            .map(|i| &self.order.assignments[i])
            .map(|a| (a.id.clone(), a.line_id.clone(), a.agency.clone()))
            .collect();
        if old.iter().any(|(_, _, agency)| *agency == to) {
            return Err(Refusal::Invalid { field: "agency", why: "same" });
        }
        // A promise to sign for it is the old agency's own and ends with it; the rest goes over.
        self.keep_promises(
            Action::Sign,
            &old.iter().map(|(id, ..)| id.clone()).collect::<Vec<_>>(),
        );
        self.void_requests(None, old.first().map(|(_, _, agency)| agency.clone()));
        self.end(|a| a.part == Part::Co && a.state.is_open() && a.agency == to, Share::Ended);
        self.part_with(&old);
        self.give(&to, Part::Lead);
        for (id, line, _) in &old {
            self.hand_over(id, line);
        }
        self.fact("agency", to);
        Ok(())
    }

    /// Ends the old shares of a transfer without touching their clocks.
    fn part_with(&mut self, old: &[(String, String, String)]) {
        let now = self.now;
        for share in &mut self.order.assignments {
            if old.iter().any(|(id, ..)| *id == share.id) {
                share.state = Share::Transferred;
                share.ended_at = Some(now);
                share.handler = None;
            }
        }
    }

    fn hand_over(&mut self, old: &str, line: &str) {
        let lead = |a: &&Assignment| a.line_id == line && a.part == Part::Lead && a.stands();
        let Some(new) = self.order.assignments.iter().find(lead).map(|a| a.id.clone()) else {
            return;
        };
        let running = self.order.clocks.iter_mut().filter(|c| c.stopped_at.is_none());
        for clock in running.filter(|c| c.assignment_id.as_deref() == Some(old)) {
            clock.assignment_id = Some(new.clone());
        }
    }

    /// Another handler of the same agency.
    pub fn reassign(&mut self, part: Part, input: &Input) -> Result<(), Refusal> {
        let handler = input.handler.clone().ok_or(Refusal::Missing { field: "handler" })?;
        for i in self.shares(part) {
            let share = &mut self.order.assignments[i];
            if share.barred_handler.as_ref() == Some(&handler) {
                return Err(Refusal::Invalid { field: "handler", why: "barred" });
            }
            share.handler = Some(handler.clone());
        }
        self.fact("handler", handler);
        Ok(())
    }

    /// The agency's own case number and legal receipt, and the statutory clock it starts.
    pub fn record_receipt(&mut self, part: Part, input: &Input) -> Result<(), Refusal> {
        for i in self.shares(part) {
            let share = &mut self.order.assignments[i];
            share.receipt_on = input.receipt_on.or(share.receipt_on);
            share.case_number = input.case_number.clone().or(share.case_number.take());
        }
        if let (Some(slug), Some(day)) = (&input.clock, input.receipt_on) {
            let ids = self.share_ids(part);
            self.start_statutory(slug, day, &ids)?;
            self.fact("clock", slug.clone());
        }
        Ok(())
    }

    /// The agency has done its share: every clock of it stops.
    pub fn done(&mut self, part: Part) {
        self.take_up(part);
        let ids = self.share_ids(part);
        self.end(|a| ids.contains(&a.id), Share::Done);
        self.void_requests(None, self.agency.clone());
    }

    /// Taken up again after a dispute or a review, by somebody else and with new clocks.
    pub fn reopen(&mut self) {
        let leads = self.shares(Part::Lead);
        for &i in &leads {
            let share = &mut self.order.assignments[i];
            share.state = Share::Signed;
            share.ended_at = None;
            share.barred_handler = share.handler.take().or(share.barred_handler.take());
        }
        self.order.replied_at = None;
        self.order.closed_at = None;
        self.order.agency_contacted = None;
        self.order.agency_solved = None;
        let ids = self.share_ids(Part::Lead);
        ids.iter().for_each(|id| self.start_promises(Action::Sign, Some((id, Part::Lead))));
    }

    /// The order ended otherwise: nobody owes anything any more.
    pub fn end_all(&mut self) {
        self.end(|a| a.state.is_open(), Share::Ended);
        self.stop_where(|_| true);
        self.void_requests(None, None);
    }

    /// Ends the standing shares that fit, and their clocks.
    pub fn end(&mut self, which: impl Fn(&Assignment) -> bool, state: Share) {
        let now = self.now;
        let mut ended = Vec::new();
        for share in self.order.assignments.iter_mut().filter(|a| a.stands() && which(a)) {
            share.state = state;
            share.ended_at = Some(now);
            ended.push(share.id.clone());
        }
        self.stop_of(&ended);
    }
}
