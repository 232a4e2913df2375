//! What a row of the transition table is made of.

use super::line_table::LINE_TABLE;
use super::table::TABLE;
use super::{Action, Part, Signature, State, Visibility};
use crate::text_enum;

text_enum! {
    /// Who an actor is to an order. One person can be several of these at once.
    pub enum Who {
        /// The account that asked, or a guest who has shown the key.
        Asker = "asker",
        /// Counter and telephone, for the asker.
        Clerk = "clerk",
        /// Whoever screens and dispatches orders of this site: a dispatcher, or the planner.
        Dispatcher = "dispatcher",
        /// Who plans the lines of what schools ask for.
        Planner = "planner",
        LeadHandler = "lead_handler",
        LeadLeader = "lead_leader",
        CoHandler = "co_handler",
        CoLeader = "co_leader",
        /// Somebody of the agency that a supervision is aimed at.
        Supervised = "supervised",
        Supervisor = "supervisor",
        Reviewer = "reviewer",
        Admin = "admin",
        System = "system",
    }
}

/// What a step is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The whole order, with all its lines.
    Order,
    /// The one line that the input names.
    Line,
}

/// Where an action leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    Fixed(State),
    /// Back to where `waiting` or `suspended` came from.
    Previous,
    Same,
    /// A review: back to handling with `rework`, else it stays closed.
    Rework,
}

/// What must be recorded. Each names the field of `Input` that brings it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Record {
    Consent,
    Channel,
    /// In the input, or already known of the order.
    Matter,
    /// In the input, or already known of the order.
    RulesVersion,
    /// A code, or words.
    Reason,
    /// A code of the kind's list of return reasons.
    ReturnReason,
    /// A code of the kind's list of grounds to decline.
    DeclineGround,
    /// A code for which any word will do, such as a retention rule.
    Code,
    Text,
    Internal,
    /// Words or documents.
    Supplied,
    Items,
    Days,
    Lead,
    Co,
    Agency,
    Handler,
    PauseReason,
    Contacted,
    Solved,
    Rating,
    Score,
    Rework,
    ReceiptOn,
    Order,
    /// Who, where and when: what is proposed for a line.
    Offer,
    Headcount,
    /// Content, lecturer and organisation, 1–5 each.
    LineRating,
}

/// What must hold besides state and person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    /// The kind does not ask for a second signature here.
    NoSignature(Signature),
    /// The kind asks for one.
    NeedsSignature(Signature),
    /// Such a request is open, and somebody else made it.
    Asked(Signature),
    /// No such request of this agency is open.
    NotAsked(Signature),
    /// The agency has not signed for its share yet.
    Unsigned,
    /// The agency has signed for its share and not done it.
    Signed,
    /// The order may be dispatched in the ordinary way.
    Dispatchable,
    /// It was returned twice: only a binding word helps.
    TwiceReturned,
    /// The dispatcher's binding word does not stand against it.
    NotBound,
    /// No co-agency still owes its share.
    NoneOpen,
    /// The window to dispute is open.
    WindowOpen,
    /// The asker has been silent until the window closed.
    WindowPassed,
    /// The materials did not come in time.
    MaterialsOverdue,
    /// The reviewer did not handle it.
    OtherPerson,
    /// Not the handler whose reply was disputed.
    NotBarred,
    NoHold,
    Linked,
    NotLinked,
    /// A supervision stands; answering needs one that is aimed at the actor's agency.
    Supervised,
    /// A proposal waits for the asker's word.
    Proposed,
    /// The asker has agreed to a proposal of the line.
    Agreed,
    /// They have met, or the line is nothing that one meets for.
    Met,
    /// They have not met yet.
    NotMet,
}

/// Who is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    Asker,
    /// The lead agency as it stands after the step; before anybody has it, the triage desk.
    Lead,
    /// Every agency that got work by this step.
    Newcomers,
    /// Every agency that had open work before this step.
    Workers,
    /// The agency the actor belongs to.
    Own,
    /// The agency that the supervision is aimed at.
    Supervised,
    Dispatcher,
    Supervisor,
}

/// One notice to one audience; the word is one of `templates/mail/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tell(pub Audience, pub &'static str);

/// One way an action can go.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    pub action: Action,
    pub scope: Scope,
    pub from: &'static [State],
    pub to: To,
    pub who: &'static [Who],
    /// Whose share it touches: the lead's, or a co-agency's own.
    pub part: Part,
    pub guards: &'static [Guard],
    pub records: &'static [Record],
    pub tells: &'static [Tell],
    /// Who reads the event.
    pub visibility: Visibility,
}

/// A row with nothing to record, seen by the agencies.
pub(super) const fn row(
    action: Action,
    from: &'static [State],
    to: To,
    who: &'static [Who],
) -> Row {
    Row {
        action,
        scope: Scope::Order,
        from,
        to,
        who,
        part: Part::Lead,
        guards: &[],
        records: &[],
        tells: &[],
        visibility: Visibility::Agencies,
    }
}

impl Row {
    pub(super) const fn co(mut self) -> Row {
        self.part = Part::Co;
        self
    }

    pub(super) const fn of_line(mut self) -> Row {
        self.scope = Scope::Line;
        self
    }

    pub(super) const fn guards(mut self, guards: &'static [Guard]) -> Row {
        self.guards = guards;
        self
    }

    pub(super) const fn records(mut self, records: &'static [Record]) -> Row {
        self.records = records;
        self
    }

    pub(super) const fn tells(mut self, tells: &'static [Tell]) -> Row {
        self.tells = tells;
        self
    }

    pub(super) const fn seen_by(mut self, visibility: Visibility) -> Row {
        self.visibility = visibility;
        self
    }
}

/// The rows of one action.
pub fn rows(action: Action) -> impl Iterator<Item = &'static Row> {
    TABLE.iter().chain(LINE_TABLE).filter(move |row| row.action == action)
}
