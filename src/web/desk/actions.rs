//! What somebody may do to an order now, each as a small form of the order's page.

use serde::Serialize;

use super::forms::{self, Ask};
use super::names::{self, Choice};
use crate::db::accounts::Account;
use crate::domain::access;
use crate::domain::order::row::Who;
use crate::domain::order::{Action, Actor, Entry, EntryKind, Order, Part, Request, Signature};
use crate::web::act::Loaded;
use crate::web::form::Form;
use crate::web::visit::Visit;
use crate::web::words::FieldText;

/// A form that is shown again, as it was typed.
pub struct Kept {
    pub action: Action,
    pub form: Form,
    pub errors: Vec<FieldText>,
}

/// One action with its form.
#[derive(Debug, Serialize)]
pub struct ActionForm {
    pub action: &'static str,
    pub label: String,
    pub hint: String,
    /// `primary` for the usual next step, `danger` for what can't be taken back.
    pub weight: &'static str,
    /// The key that opens it; empty for those without one.
    pub key: &'static str,
    pub open: bool,
    pub controls: Vec<Control>,
}

/// One control of a form.
#[derive(Debug, Clone, Serialize)]
pub struct Control {
    pub name: &'static str,
    pub id: String,
    /// `text textarea number date select radio checkbox hidden`.
    pub kind: &'static str,
    pub label: String,
    pub hint: Option<String>,
    pub value: String,
    pub values: Vec<String>,
    pub options: Vec<Choice>,
    pub error: Option<String>,
    pub optional: bool,
    pub rows: u8,
}

/// What the forms of a page are made of.
pub struct Forms<'a> {
    pub visit: &'a Visit,
    pub loaded: &'a Loaded,
    pub colleagues: &'a [Account],
    pub kept: Option<&'a Kept>,
}

/// Whose share of the order the actor works on.
pub fn part_of(actor: &Actor, order: &Order) -> Part {
    let who = access::relations(actor, order, None);
    let co = who.iter().any(|who| matches!(who, Who::CoHandler | Who::CoLeader));
    let lead = who.iter().any(|who| matches!(who, Who::LeadHandler | Who::LeadLeader));
    if co && !lead { Part::Co } else { Part::Lead }
}

/// The kind's papers in the language of the asker, by their code.
pub fn paper(visit: &Visit, order: &Order, code: &str) -> Option<String> {
    let kind = visit.content.kind(&order.kind)?;
    let paper = kind.papers.iter().find(|paper| paper.code == code)?;
    Some(paper.in_language(&order.lang).to_owned())
}

/// What the desk has no form for: the machine does it, or another page.
const NO_FORM: &[Action] = &[Action::Submit, Action::Lapse];

/// The actions for the order's page: what comes next first, what can't be taken back last.
pub fn offered(visit: &Visit, loaded: &Loaded) -> Vec<Action> {
    let mut actions = visit.app.offers(&loaded.order, &loaded.actor, visit.now);
    actions.retain(|action| !NO_FORM.contains(action));
    actions.sort_by_key(|action| match weight(*action) {
        "primary" => 0,
        // Yes and no to the same question stand together.
        _ if action.refuses().is_some() => 1,
        "danger" => 3,
        _ => 2,
    });
    actions
}

const fn weight(action: Action) -> &'static str {
    use Action::*;
    match action {
        Sign | RequestReply | Reply | ApproveReply | ApproveReturn | ApproveExtend
        | ApproveDecline | Accept | Dispatch | Adjudicate | Review | AnswerSupervision | Resume
        | Confirm => "primary",
        Decline | RequestDecline | Return | RequestReturn | RefuseReply | RefuseReturn
        | RefuseExtend | RefuseDecline | Withdraw | Archive => "danger",
        _ => "plain",
    }
}

/// One letter for each; two actions that may be offered together never share one.
const fn key(action: Action) -> &'static str {
    use Action::*;
    match action {
        Sign | Supervise => "s",
        RequestReply | Reply | Review => "r",
        ApproveReply | ApproveReturn | ApproveExtend | ApproveDecline | Accept | Adjudicate => "a",
        RefuseReply | RefuseReturn | RefuseExtend | RefuseDecline => "f",
        Dispatch => "d",
        AskMaterials => "m",
        RecordReceipt => "c",
        Note => "n",
        RequestReturn | Return => "b",
        RequestExtend | Extend => "e",
        Transfer => "t",
        Reassign => "h",
        AddCo => "o",
        Suspend | Resume => "p",
        Unmask => "u",
        Remind => "i",
        Link | Unlink => "l",
        AnswerSupervision | ReleaseSupervision => "v",
        _ => "",
    }
}

impl Forms<'_> {
    /// The form of one action.
    pub fn form(&self, action: Action) -> ActionForm {
        let part = part_of(&self.loaded.actor, &self.loaded.order);
        let asked = forms::asks(action, part);
        let mut controls: Vec<Control> =
            asked.iter().flat_map(|(ask, may)| self.controls(action, *ask, *may)).collect();
        controls.retain(|control| control.kind != "select" || !control.options.is_empty());
        ActionForm {
            action: action.as_str(),
            label: self.visit.text(&format!("action.{action}"), &[]),
            hint: self.text_if_any(&format!("desk.about.{action}")).unwrap_or_default(),
            weight: weight(action),
            key: key(action),
            open: self.kept.is_some_and(|kept| kept.action == action),
            controls,
        }
    }

    /// What was typed into a form that is no longer offered, so that it is not lost.
    pub fn stranded(&self, offered: &[Action]) -> Vec<Control> {
        match self.kept.filter(|kept| !offered.contains(&kept.action)) {
            Some(kept) => {
                let controls = self.form(kept.action).controls;
                controls
                    .into_iter()
                    .filter(|c| c.kind == "textarea" && !c.value.is_empty())
                    .collect()
            }
            None => Vec::new(),
        }
    }

    fn controls(&self, action: Action, ask: Ask, may: bool) -> Vec<Control> {
        let mut control = self.control(action, ask.name(), may);
        (control.kind, control.options) = self.choices(action, ask);
        if control.value.is_empty() && self.kept_for(action).is_none() {
            control.value = self.usual(action, ask);
        }
        match ask {
            Ask::Text | Ask::Internal => {
                control.rows =
                    if matches!(action, Action::Reply | Action::RequestReply) { 7 } else { 3 }
            }
            Ask::Items => {
                let mut own = self.control(action, "own_items", true);
                (own.kind, own.rows) = ("textarea", 2);
                return vec![control, own];
            }
            // The one that is meant needs no choosing.
            Ask::Supervision | Ask::Agency if may && control.options.len() == 1 => {
                (control.kind, control.value) = ("hidden", control.options[0].value.clone());
            }
            _ => {}
        }
        if control.kind == "select" && !control.options.is_empty() {
            control.options = names::choose(self.visit, control.options);
        }
        vec![control]
    }

    fn kept_for(&self, action: Action) -> Option<&Kept> {
        self.kept.filter(|kept| kept.action == action)
    }

    fn control(&self, action: Action, name: &'static str, optional: bool) -> Control {
        let kept = self.kept_for(action);
        let error = kept.and_then(|kept| kept.errors.iter().find(|error| error.field == name));
        let base = action.requests().map_or(action, |signature| signature.action());
        let own = self.text_if_any(&format!("desk.field.{base}.{name}"));
        Control {
            name,
            id: format!("{action}-{name}"),
            kind: "text",
            label: own.unwrap_or_else(|| self.visit.text(&format!("order.field.{name}"), &[])),
            hint: self.text_if_any(&format!("desk.hint.{base}.{name}")),
            value: kept.map_or_else(String::new, |kept| kept.form.raw(name).to_owned()),
            values: kept.map_or_else(Vec::new, |kept| kept.form.all(name)),
            options: Vec::new(),
            error: error.map(|error| error.text.clone()),
            optional,
            rows: 2,
        }
    }

    fn text_if_any(&self, key: &str) -> Option<String> {
        self.visit.app.pages.locale().has(key).then(|| self.visit.text(key, &[]))
    }

    /// What a fresh form begins with.
    fn usual(&self, action: Action, ask: Ask) -> String {
        let order = &self.loaded.order;
        match ask {
            Ask::Days => forms::usual_days(action).to_owned(),
            Ask::Matter => order.matter.clone().unwrap_or_default(),
            Ask::Text if action == Action::RequestReply => self.refused_draft(EntryKind::Reply),
            Ask::Internal if action == Action::RequestReply => self.refused_draft(EntryKind::Note),
            Ask::ReceiptOn => crate::domain::deadline::local_day(self.visit.now).to_string(),
            _ => String::new(),
        }
    }

    /// A reply that was sent back to be changed is not written anew.
    fn refused_draft(&self, kind: EntryKind) -> String {
        let (order, actor) = (&self.loaded.order, &self.loaded.actor);
        let own = |r: &&Request| r.signature == Signature::Reply && r.agency == actor.agency;
        let last = order.requests.iter().rev().find(own).filter(|r| r.approved == Some(false));
        let kept = |entry: &&Entry| {
            entry.draft && entry.kind == kind && last.is_some_and(|r| r.entries.contains(&entry.id))
        };
        self.loaded.entries.iter().find(kept).map(|entry| entry.body.clone()).unwrap_or_default()
    }
}
