//! What can be chosen in the controls of an action's form.

use super::actions::Forms;
use super::forms::{self, Ask};
use super::names::{self, Choice};
use crate::db::accounts::Account;
use crate::domain::deadline::{Definition, PauseReason, local_day};
use crate::domain::kind::{self, Kind};
use crate::domain::order::{Action, Role, Supervision};
use crate::web::locale::Lang;

impl Forms<'_> {
    /// The kind of control for what is asked, and what it offers.
    pub(super) fn choices(&self, action: Action, ask: Ask) -> (&'static str, Vec<Choice>) {
        let select = |options: Vec<Choice>| ("select", options);
        match ask {
            Ask::Text | Ask::Internal => ("textarea", Vec::new()),
            Ask::Days | Ask::Score => ("number", Vec::new()),
            Ask::ReceiptOn => ("date", Vec::new()),
            Ask::CaseNumber | Ask::Order => ("text", Vec::new()),
            Ask::Contacted | Ask::Solved | Ask::Rework => ("radio", self.yes_no()),
            Ask::Rating => (
                "radio",
                (1..=5)
                    .rev()
                    .map(|n: u8| {
                        Choice::new(
                            n.to_string(),
                            self.visit.text(&format!("base.rating.{n}"), &[]),
                        )
                    })
                    .collect(),
            ),
            Ask::Ground => select(self.of_kind(|kind| &kind.decline_grounds)),
            Ask::ReturnReason => select(self.of_kind(|kind| &kind.return_reasons)),
            Ask::PauseReason => {
                let mut reasons = self.of_kind(|kind| &kind.suspend_reasons);
                reasons.retain(|reason| reason.value != PauseReason::Supplement.as_str());
                select(reasons)
            }
            Ask::Items => ("checkbox", self.of_kind(|kind| &kind.papers)),
            Ask::UnmaskReason => select(self.codes(&forms::UNMASK_REASONS)),
            Ask::ArchiveReason => select(self.codes(&forms::ARCHIVE_REASONS)),
            Ask::Matter => select(names::matters(self.visit)),
            Ask::Lead => select(names::agencies(self.visit)),
            Ask::Co => ("checkbox", self.helpers()),
            Ask::Agency => select(self.agencies_for(action)),
            Ask::Handler => select(self.handlers()),
            Ask::Clock => select(self.statutory_clocks()),
            Ask::Running => select(self.running_clocks()),
            Ask::Supervision => select(self.supervisions(action)),
        }
    }

    fn yes_no(&self) -> Vec<Choice> {
        let (yes, no) = (self.visit.text("desk.yes", &[]), self.visit.text("desk.no", &[]));
        vec![Choice::new("yes", yes), Choice::new("no", no)]
    }

    fn of_kind(&self, list: fn(&Kind) -> &Vec<kind::Choice>) -> Vec<Choice> {
        let lang = self.visit.lang.tag();
        let kind = self.visit.content.kind(&self.loaded.order.kind);
        let list = kind.map(list).map(Vec::as_slice).unwrap_or_default();
        list.iter().map(|one| Choice::new(one.code.clone(), one.in_language(lang))).collect()
    }

    fn codes(&self, codes: &[&str]) -> Vec<Choice> {
        codes
            .iter()
            .map(|code| Choice::new(*code, self.visit.text(&format!("desk.reason.{code}"), &[])))
            .collect()
    }

    /// Who could help: not the lead, and not who helps already.
    fn helpers(&self) -> Vec<Choice> {
        let order = &self.loaded.order;
        let has = |slug: &str| {
            order.lead().is_some_and(|lead| lead.agency == slug)
                || order.open_cos().any(|co| co.agency == slug)
        };
        names::agencies(self.visit).into_iter().filter(|choice| !has(&choice.value)).collect()
    }

    fn agencies_for(&self, action: Action) -> Vec<Choice> {
        let order = &self.loaded.order;
        let named = |slug: &String| Choice::new(slug.clone(), names::agency(self.visit, slug));
        match action {
            Action::ApproveExtend | Action::RefuseExtend => {
                let asked = order.open_requests().filter(|request| {
                    Some(request.signature) == action.approves().or(action.refuses())
                });
                asked.filter_map(|request| request.agency.as_ref()).map(named).collect()
            }
            Action::Supervise => {
                let open = order.assignments.iter().filter(|share| share.state.is_open());
                let mut slugs: Vec<Choice> = open.map(|share| named(&share.agency)).collect();
                slugs.dedup();
                slugs
            }
            _ => {
                let lead = order.lead().map(|lead| lead.agency.clone()).unwrap_or_default();
                names::agencies(self.visit)
                    .into_iter()
                    .filter(|choice| choice.value != lead)
                    .collect()
            }
        }
    }

    fn handlers(&self) -> Vec<Choice> {
        let order = &self.loaded.order;
        let agency = self.loaded.actor.agency.as_deref().unwrap_or_default();
        let share = order.share_of(agency);
        let works = |account: &&Account| {
            matches!(account.role, Role::Handler | Role::Leader)
                && share.is_none_or(|s| {
                    s.handler.as_ref() != Some(&account.id)
                        && s.barred_handler.as_ref() != Some(&account.id)
                })
        };
        self.colleagues
            .iter()
            .filter(works)
            .map(|account| Choice::new(account.id.clone(), account.name.clone()))
            .collect()
    }

    /// The clocks of the law, those of the agency's own services first.
    fn statutory_clocks(&self) -> Vec<Choice> {
        let app = &self.visit.app;
        let agency = self.loaded.actor.agency.as_deref().unwrap_or_default();
        let services =
            self.visit.content.services.iter().filter(|service| service.agency == agency);
        let own: Vec<&str> =
            services.filter_map(|service| service.limit.clock.as_deref()).collect();
        let lang = if self.visit.lang == Lang::En { "en" } else { "zh" };
        let mut found: Vec<_> =
            app.definitions.iter().filter(|d| d.statutory() && !d.filer).collect();
        found.sort_by_key(|definition| !own.contains(&definition.slug.as_str()));
        let words = |d: &Definition| {
            let unit =
                self.visit.text(&format!("desk.unit.{}", d.unit), &[("n", d.budget.to_string())]);
            format!("{} · {unit} · {}", d.name.of(lang), d.source.text())
        };
        found.into_iter().map(|d| Choice::new(d.slug.clone(), words(d))).collect()
    }

    fn running_clocks(&self) -> Vec<Choice> {
        let order = &self.loaded.order;
        let agency = self.loaded.actor.agency.as_deref().unwrap_or_default();
        let own = |id: &String| {
            order.assignments.iter().any(|share| share.id == *id && share.agency == agency)
        };
        let running = order.clocks.iter().filter(|clock| clock.stopped_at.is_none());
        let running = running.filter(|clock| clock.assignment_id.as_ref().is_some_and(own));
        running
            .map(|clock| {
                Choice::new(clock.definition.clone(), super::parts::clock_name(self.visit, clock))
            })
            .collect()
    }

    fn supervisions(&self, action: Action) -> Vec<Choice> {
        let order = &self.loaded.order;
        let found: Vec<_> = match action {
            Action::AnswerSupervision => order.unanswered(&self.loaded.actor).collect(),
            _ => order.standing_supervisions().collect(),
        };
        let day = |at| local_day(at);
        let words = |s: &Supervision| {
            format!("{} · {}", names::agency(self.visit, &s.agency), day(s.answer_due))
        };
        found.into_iter().map(|s| Choice::new(s.id.clone(), words(s))).collect()
    }
}
