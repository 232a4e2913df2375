//! Orders of several lines: what a step does to the one line it names, and the order's state as the
//! sum of its lines'.

use serde::{Deserialize, Serialize};

use super::clocks::PROPOSAL;
use super::row::{Row, To};
use super::work::Work;
use super::{
    Action, Assignment, AssignmentState, Input, Line, Order, Part, Refusal, Role, State, Time,
};
use crate::domain::course::{LecturerKind, LineForm};

/// What is proposed for a line: when, by whom, where. Words for people are kept beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// None for what is not held at a time, such as a package to watch.
    pub start: Option<Time>,
    pub end: Option<Time>,
    /// The agency that gets the line once the school agrees.
    pub agency: String,
    pub lecturer: Option<String>,
    pub lecturer_kind: Option<LecturerKind>,
    /// Slug of a function room; none for a lecture at the school.
    pub room: Option<String>,
    pub seats: i32,
}

impl Line {
    /// What the line asks for; none where the line is a service or a matter in own words.
    pub fn form(&self) -> Option<LineForm> {
        self.service.as_deref()?.parse().ok()
    }

    /// Whether people meet for it at a time: everything but a package to watch.
    pub fn is_met(&self) -> bool {
        self.form() != Some(LineForm::Package)
    }

    /// Whether the planner owes the next step: nothing is proposed, or what was is not agreed to.
    pub fn is_unplanned(&self) -> bool {
        let early = matches!(self.state, State::Submitted | State::Accepted);
        early && self.proposed.is_none() && self.agreed.is_none()
    }
}

impl Order {
    /// The line of an id.
    pub fn line(&self, id: &str) -> Option<&Line> {
        self.lines.iter().find(|line| line.id == id)
    }

    /// The lead share of a line that stands.
    pub fn lead_of(&self, line: &str) -> Option<&Assignment> {
        self.assignments.iter().find(|a| a.line_id == line && a.part == Part::Lead && a.stands())
    }
}

/// The order's state by its lines': the least advanced of those that are open; when none is, closed
/// if anything was done.
pub fn project(lines: &[Line], present: State) -> State {
    const WAY: [State; 6] = [
        State::Draft,
        State::Submitted,
        State::Accepted,
        State::Dispatched,
        State::Handling,
        State::Replied,
    ];
    let any = |state: State| lines.iter().any(|line| line.state == state);
    // Waiting and suspended are the order's own: its lines wait with it.
    if any(State::Waiting) || any(State::Suspended) {
        return present;
    }
    let open = WAY.into_iter().find(|state| any(*state));
    let ended = [State::Closed, State::Withdrawn, State::Declined].into_iter();
    open.or_else(|| ended.into_iter().find(|state| any(*state))).unwrap_or(present)
}

impl Work<'_> {
    /// What an action does to the line in scope, besides its state.
    pub fn effect_on_line(&mut self, row: &Row, input: &Input) -> Result<(), Refusal> {
        let id = self.line.clone().ok_or(Refusal::Missing { field: "line" })?;
        self.fact("line", id.clone());
        match row.action {
            Action::Propose => self.propose(input)?,
            Action::Agree => {
                self.change_line(|line| line.agreed = line.proposed.take());
                self.settle_proposals();
            }
            Action::Counter => {
                self.change_line(|line| line.proposed = None);
                self.settle_proposals();
                self.plan_again();
            }
            Action::Dispatch => return self.dispatch(input),
            Action::Sign => self.sign(Part::Lead),
            Action::Return => {
                self.order.returns += 1;
                self.give_up(AssignmentState::Returned);
                self.plan_again();
                self.fact("count", self.order.returns);
            }
            Action::Reassign => return self.reassign(Part::Lead, input),
            Action::CheckIn => self.check_in(input),
            Action::Deliver => {
                let now = self.now;
                self.done(Part::Lead);
                self.change_line(|line| line.replied_at = Some(now));
            }
            Action::Confirm => self.rate(input),
            Action::Dispute => self.reopen_line(),
            Action::Decline | Action::Withdraw => {
                self.give_up(AssignmentState::Ended);
                self.settle_proposals();
            }
            _ => {}
        }
        Ok(())
    }

    fn change_line(&mut self, change: impl FnOnce(&mut Line)) {
        let id = self.line.clone();
        if let Some(line) = self.order.lines.iter_mut().find(|line| Some(&line.id) == id.as_ref()) {
            change(line);
        }
    }

    /// The next revision; the one before is never changed. Who had the line has it no longer.
    fn propose(&mut self, input: &Input) -> Result<(), Refusal> {
        let offer = input.offer.as_ref().ok_or(Refusal::Missing { field: "offer" })?;
        self.give_up(AssignmentState::Ended);
        self.change_line(|line| {
            line.revisions += 1;
            line.proposed = Some(line.revisions);
        });
        let revision = self.line.as_ref().and_then(|id| self.order.line(id)).map(|l| l.revisions);
        self.fact("revision", revision);
        self.fact("offer", serde_json::to_value(offer).unwrap_or_default());
        self.stop_where(|c| c.definition == PROPOSAL);
        self.start_for_asker(PROPOSAL, input.days.unwrap_or_default());
        Ok(())
    }

    /// Nobody has the line any more, and nothing is proposed or agreed for it.
    fn give_up(&mut self, state: AssignmentState) {
        let line = self.line.clone().unwrap_or_default();
        self.end(|a| a.line_id == line, state);
        self.change_line(|line| {
            line.proposed = None;
            line.agreed = None;
        });
    }

    /// The asker's time to answer ends with the last proposal that waits.
    fn settle_proposals(&mut self) {
        if self.order.lines.iter().all(|line| line.proposed.is_none()) {
            self.stop_where(|c| c.definition == PROPOSAL);
        }
    }

    /// The line is the planner's again, with a new promise to propose.
    fn plan_again(&mut self) {
        let promises = &self.tables.terms.promises;
        for promise in promises.iter().filter(|p| p.met_by.contains(&Action::Propose)) {
            self.start_promises(promise.starts_on, None);
        }
    }

    fn check_in(&mut self, input: &Input) {
        let now = self.now;
        self.take_up(Part::Lead);
        self.change_line(|line| {
            line.checked_in_at = Some(now);
            line.headcount = input.headcount;
        });
        for id in self.share_ids(Part::Lead) {
            self.start_promises(Action::CheckIn, Some((&id, Part::Lead)));
        }
    }

    fn rate(&mut self, input: &Input) {
        let rating = input.line_rating;
        self.change_line(|line| line.rating = rating);
        let silent = self.actor.role == Role::System;
        self.fact("silent", silent);
    }

    /// Taken up again by its agency, with a new promise to report.
    fn reopen_line(&mut self) {
        for i in self.shares(Part::Lead) {
            let share = &mut self.order.assignments[i];
            share.state = AssignmentState::Signed;
            share.ended_at = None;
        }
        self.change_line(|line| {
            line.replied_at = None;
            line.rating = None;
        });
        for id in self.share_ids(Part::Lead) {
            self.start_promises(Action::CheckIn, Some((&id, Part::Lead)));
        }
    }

    /// The line's next state, and with it the order's.
    pub fn go_line(&mut self, row: &Row) {
        if let To::Fixed(state) = row.to {
            self.change_line(|line| line.state = state);
        }
        self.order.state = project(&self.order.lines, self.order.state);
        self.order.closed_at = match self.order.state.is_open() {
            true => None,
            false => self.order.closed_at.or(Some(self.now)),
        };
        // Nobody owes the order anything: whatever still runs for it is over.
        if !self.order.state.is_open() || self.order.state == State::Replied {
            self.stop_where(|c| c.assignment_id.is_none());
        }
    }

    /// Whether a promise of the order itself is kept by a step on one line: only once the planner
    /// owes no other line the same.
    pub fn keeps_for_all(&self) -> bool {
        let others = self.order.lines.iter().filter(|l| Some(&l.id) != self.line.as_ref());
        !others.into_iter().any(Line::is_unplanned)
    }
}
