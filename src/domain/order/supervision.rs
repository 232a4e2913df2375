//! 督办: a supervisor wants an answer from one agency by a day. It lies over the states.

use super::work::Work;
use super::{Actor, Input, Order, Refusal, Role, Supervision};
use crate::domain::deadline::{Counting, Unit, due};

/// The agency of the triage desk.
pub const CENTRE: &str = "centre";

/// The agency a person answers for: dispatchers and clerks are the centre's.
pub fn agency_of(actor: &Actor) -> Option<&str> {
    match actor.role {
        Role::Handler | Role::Leader => actor.agency.as_deref(),
        Role::Dispatcher | Role::Planner | Role::Clerk => Some(CENTRE),
        _ => None,
    }
}

impl Order {
    /// The supervisions that stand.
    pub fn standing_supervisions(&self) -> impl Iterator<Item = &Supervision> {
        self.supervisions.iter().filter(|s| s.released_at.is_none())
    }

    /// The standing supervisions that this actor's agency has not answered.
    pub fn unanswered<'a>(&'a self, actor: &'a Actor) -> impl Iterator<Item = &'a Supervision> {
        let agency = agency_of(actor);
        self.standing_supervisions()
            .filter(move |s| s.answered_at.is_none() && Some(s.agency.as_str()) == agency)
    }
}

impl Work<'_> {
    /// Aims at the agency named, else at the lead, else at the triage desk.
    pub fn supervise(&mut self, input: &Input) {
        let lead = self.order.lead().map(|a| a.agency.clone());
        let agency = input.agency.clone().or(lead).unwrap_or_else(|| CENTRE.to_owned());
        let days = input.days.unwrap_or_default();
        let calendar = self.tables.calendar;
        let unit = Unit::WorkingDays;
        let answer_due = due(self.now, days, unit, &[], None, calendar, Counting::Agency).rolled;
        let id = self.fresh.id();
        self.fact("supervision", id.clone());
        self.order.supervisions.push(Supervision {
            id,
            issuer: self.actor.account.clone().unwrap_or_default(),
            agency,
            issued_at: self.now,
            answer_due,
            answered_at: None,
            released_at: None,
        });
    }

    /// The agency answers the supervision named, else its oldest.
    pub fn answer_supervision(&mut self, input: &Input) -> Result<(), Refusal> {
        let named = |s: &&Supervision| input.supervision.as_ref().is_none_or(|id| *id == s.id);
        let found = self.order.unanswered(self.actor).find(named).map(|s| s.id.clone());
        let now = self.now;
        self.change_supervision(found, |s| s.answered_at = Some(now))
    }

    /// The supervisor releases the supervision named, else the oldest.
    pub fn release_supervision(&mut self, input: &Input) -> Result<(), Refusal> {
        let named = |s: &&Supervision| input.supervision.as_ref().is_none_or(|id| *id == s.id);
        let found = self.order.standing_supervisions().find(named).map(|s| s.id.clone());
        let now = self.now;
        self.change_supervision(found, |s| s.released_at = Some(now))
    }

    fn change_supervision(
        &mut self,
        id: Option<String>,
        change: impl FnOnce(&mut Supervision),
    ) -> Result<(), Refusal> {
        let id = id.ok_or(Refusal::NothingSupervised)?;
        let found = self.order.supervisions.iter_mut().find(|s| s.id == id);
        change(found.ok_or(Refusal::NothingSupervised)?);
        self.fact("supervision", id);
        Ok(())
    }

    /// The agency that the supervision of this step is aimed at.
    pub fn supervised_agency(&self) -> Option<&str> {
        let id = self.facts.get("supervision")?.as_str()?;
        self.order.supervisions.iter().find(|s| s.id == id).map(|s| s.agency.as_str())
    }
}
