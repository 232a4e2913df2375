//! The texts of a step: what each becomes, and who reads it. The default is the narrowest.

use super::row::Row;
use super::supervision::agency_of;
use super::work::Work;
use super::{Action, Entry, EntryKind as Kind, Input, Part, Role, Signature, Visibility as Seen};

/// What a text is and who reads it.
type Fate = (Kind, Seen);

/// What the text of an action becomes once it stands.
fn text_fate(action: Action, part: Part, by_asker: bool) -> Fate {
    use Action as A;
    match action {
        A::Submit | A::Dispute => (Kind::Statement, Seen::Asker),
        A::Supply | A::Confirm | A::Agree | A::Counter => (Kind::Message, Seen::Asker),
        A::AskMaterials | A::Propose => (Kind::Message, Seen::Asker),
        A::Reply if part == Part::Co => (Kind::Reply, Seen::Agencies),
        A::Reply | A::Deliver => (Kind::Reply, Seen::Asker),
        A::Extend if part == Part::Co => (Kind::Reason, Seen::Agencies),
        A::Decline | A::Suspend | A::Resume | A::Extend | A::Withdraw => {
            (Kind::Reason, Seen::Asker)
        }
        A::Remind if by_asker => (Kind::Message, Seen::Asker),
        A::Supervise | A::ReleaseSupervision => (Kind::Message, Seen::Supervisor),
        A::AnswerSupervision => (Kind::Message, Seen::Supervisor),
        A::Unmask | A::Archive => (Kind::Reason, Seen::Supervisor),
        A::RefuseDecline | A::RefuseExtend => (Kind::Reason, Seen::Supervisor),
        A::ApproveDecline | A::ApproveExtend => (Kind::Note, Seen::Supervisor),
        A::ApproveReturn | A::ApproveReply | A::Reassign | A::Note => (Kind::Note, Seen::Agency),
        A::RefuseReturn | A::RefuseReply => (Kind::Reason, Seen::Agency),
        _ => (Kind::Reason, Seen::Agencies),
    }
}

/// Who reads a text that waits for a signature: those who sign.
fn draft_seen(signature: Signature) -> Seen {
    match signature {
        Signature::Decline | Signature::Extend => Seen::Supervisor,
        Signature::Return | Signature::Reply => Seen::Agency,
    }
}

/// What the drafts of a signed request become, in the order in which they were kept: the text,
/// the text for the inside, the documents.
pub(super) fn released(signature: Signature, part: Part, index: usize, internal: bool) -> Seen {
    match index {
        1 if internal => Seen::Agency,
        _ => text_fate(signature.action(), part, false).1,
    }
}

impl Work<'_> {
    /// Keeps the texts of an action, and answers their ids.
    pub fn write(&mut self, row: &Row, input: &Input, on_behalf: bool) -> Vec<String> {
        let by_asker =
            on_behalf || matches!(self.actor.role, Role::Guest | Role::Business | Role::Teacher);
        let asked = row.action.requests();
        let action = asked.map_or(row.action, Signature::action);
        let (kind, seen) = text_fate(action, row.part, by_asker);
        let seen = asked.map_or(seen, draft_seen);
        let draft = asked.is_some();
        let mut ids = Vec::new();
        let items = input.items.iter().map(|i| i.trim()).filter(|i| !i.is_empty());
        let items = items.collect::<Vec<_>>().join("\n");
        if row.action == Action::AskMaterials {
            ids.extend(self.entry(Kind::Materials, seen, Some(&items), draft));
        }
        ids.extend(self.entry(kind, seen, input.text.as_deref(), draft));
        ids.extend(self.entry(Kind::Routing, Seen::Asker, input.receipt.as_deref(), draft));
        let inside = self.inside();
        ids.extend(self.entry(Kind::Note, inside, input.internal.as_deref(), draft));
        for document in &input.documents {
            ids.extend(self.entry(Kind::Document, seen, Some(document), draft));
        }
        ids
    }

    /// Who reads what somebody writes for the inside: the own agency, the triage desk, or those
    /// who watch over them.
    fn inside(&self) -> Seen {
        match self.actor.role {
            Role::Supervisor | Role::Reviewer | Role::Admin | Role::System => Seen::Supervisor,
            _ => Seen::Agency,
        }
    }

    fn entry(&mut self, kind: Kind, seen: Seen, body: Option<&str>, draft: bool) -> Option<String> {
        let body = body.map(str::trim).filter(|body| !body.is_empty())?;
        let id = self.fresh.id();
        let entry = Entry {
            id: id.clone(),
            order_id: self.order.id.clone(),
            seq: self.order.last_seq + 1,
            kind,
            visibility: seen,
            author: self.actor.account.clone(),
            role: self.actor.role,
            agency: self.voice(),
            body: body.to_owned(),
            salt: self.fresh.salt(),
            draft,
            created_at: self.now,
        };
        self.entries.push(entry);
        Some(id)
    }

    /// Whose text it is. A supervision is laid at the door of the agency it is aimed at, so that
    /// this one reads it too.
    fn voice(&self) -> Option<String> {
        match self.actor.role {
            Role::Supervisor => self.supervised_agency().map(str::to_owned),
            Role::Handler | Role::Leader => self.agency.clone(),
            _ => agency_of(self.actor).map(str::to_owned),
        }
    }
}
