//! Second signatures: what was asked for, by whom, and what becomes of it.

use super::work::Work;
use super::{Action, Actor, Input, Order, Refusal, Request, Signature};

impl Signature {
    /// The action that the signature allows.
    pub const fn action(self) -> Action {
        match self {
            Signature::Decline => Action::Decline,
            Signature::Return => Action::Return,
            Signature::Extend => Action::Extend,
            Signature::Reply => Action::Reply,
        }
    }
}

impl Action {
    /// The signature this action asks for.
    pub const fn requests(self) -> Option<Signature> {
        match self {
            Action::RequestDecline => Some(Signature::Decline),
            Action::RequestReturn => Some(Signature::Return),
            Action::RequestExtend => Some(Signature::Extend),
            Action::RequestReply => Some(Signature::Reply),
            _ => None,
        }
    }

    /// The signature this action gives.
    pub const fn approves(self) -> Option<Signature> {
        match self {
            Action::ApproveDecline => Some(Signature::Decline),
            Action::ApproveReturn => Some(Signature::Return),
            Action::ApproveExtend => Some(Signature::Extend),
            Action::ApproveReply => Some(Signature::Reply),
            _ => None,
        }
    }

    /// The signature this action refuses.
    pub const fn refuses(self) -> Option<Signature> {
        match self {
            Action::RefuseDecline => Some(Signature::Decline),
            Action::RefuseReturn => Some(Signature::Return),
            Action::RefuseExtend => Some(Signature::Extend),
            Action::RefuseReply => Some(Signature::Reply),
            _ => None,
        }
    }
}

impl Order {
    /// The requests that wait for a signature.
    pub fn open_requests(&self) -> impl Iterator<Item = &Request> {
        self.requests.iter().filter(|r| r.decided_at.is_none())
    }

    /// The request this actor would sign: a leader the own agency's; a supervisor, of several
    /// extensions, that of the agency named, else the oldest.
    pub fn request_for(
        &self,
        signature: Signature,
        actor: &Actor,
        agency: Option<&str>,
    ) -> Option<&Request> {
        self.open_requests().filter(|r| r.signature == signature).find(|r| match signature {
            Signature::Return | Signature::Reply => r.agency == actor.agency,
            Signature::Extend => agency.is_none_or(|named| r.agency.as_deref() == Some(named)),
            Signature::Decline => true,
        })
    }
}

/// The input without its texts, which live in entries only.
pub(super) fn without_texts(input: &Input) -> Input {
    Input { text: None, internal: None, items: Vec::new(), ..input.clone() }
}

impl Work<'_> {
    /// Keeps what is asked for until somebody else decides.
    pub fn request(&mut self, signature: Signature, input: &Input, entries: Vec<String>) {
        let id = self.fresh.id();
        self.fact("request", id.clone());
        self.order.requests.push(Request {
            id,
            signature,
            asked_by: self.actor.account.clone().unwrap_or_default(),
            agency: self.agency.clone(),
            asked_at: self.now,
            input: without_texts(input),
            entries,
            decided_at: None,
            decided_by: None,
            approved: None,
        });
    }

    /// Decides the request this actor may decide, and answers it.
    pub fn decide(
        &mut self,
        signature: Signature,
        agency: Option<&str>,
        approved: bool,
    ) -> Result<Request, Refusal> {
        let found = self.order.request_for(signature, self.actor, agency);
        let found = found.ok_or(Refusal::NothingAsked { signature })?;
        if self.actor.account.as_ref() == Some(&found.asked_by) {
            return Err(Refusal::SamePerson);
        }
        let id = found.id.clone();
        let (now, actor) = (self.now, self.actor.account.clone());
        let request = self.order.requests.iter_mut().find(|r| r.id == id);
        let request = request.ok_or(Refusal::NothingAsked { signature })?;
        request.decided_at = Some(now);
        request.decided_by = actor;
        request.approved = Some(approved);
        let decided = request.clone();
        self.fact("request", id);
        self.fact("asked_by", decided.asked_by.clone());
        Ok(decided)
    }

    /// What was asked has no object any more: nobody needs to sign it. Narrowed to one signature
    /// or to one agency's requests where they are given.
    pub fn void_requests(&mut self, signature: Option<Signature>, agency: Option<String>) {
        let now = self.now;
        for request in self.order.requests.iter_mut().filter(|r| r.decided_at.is_none()) {
            let of_kind = signature.is_none_or(|s| s == request.signature);
            let of_agency = agency.is_none() || request.agency == agency;
            if of_kind && of_agency {
                request.decided_at = Some(now);
                request.approved = Some(false);
            }
        }
    }
}
