//! What each action does to the order, besides its state.

use super::clocks::{MATERIALS, PROPOSAL, pause_reason};
use super::row::Row;
use super::work::Work;
use super::{Action, Input, Part, Refusal, Request, Role};
use crate::domain::deadline::PauseReason;

impl Work<'_> {
    /// What the action of a row does to the order, besides its state.
    pub fn effect(
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
            Action::Recompute => self.recompute(),
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
