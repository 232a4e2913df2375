//! The words of the engine: states, actions, roles, audiences.

use crate::text_enum;

text_enum! {
    /// Where an order stands. 督办 (supervision) is an overlay, not a state.
    pub enum State {
        Draft = "draft",
        Submitted = "submitted",
        Accepted = "accepted",
        Declined = "declined",
        Dispatched = "dispatched",
        Handling = "handling",
        Waiting = "waiting",
        Suspended = "suspended",
        Replied = "replied",
        Closed = "closed",
        Withdrawn = "withdrawn",
        Archived = "archived",
    }
}

impl State {
    /// Whether work is still owed: exactly these states keep assignments and clocks alive.
    pub fn is_open(self) -> bool {
        !matches!(self, State::Declined | State::Closed | State::Withdrawn | State::Archived)
    }
}

text_enum! {
    /// What can be done to an order. The table in `table.rs` says by whom, from where, to where.
    pub enum Action {
        Submit = "submit",
        Accept = "accept",
        Decline = "decline",
        RequestDecline = "request_decline",
        ApproveDecline = "approve_decline",
        RefuseDecline = "refuse_decline",
        AskMaterials = "ask_materials",
        Supply = "supply",
        Lapse = "lapse",
        Dispatch = "dispatch",
        Sign = "sign",
        Return = "return",
        RequestReturn = "request_return",
        ApproveReturn = "approve_return",
        RefuseReturn = "refuse_return",
        Adjudicate = "adjudicate",
        Transfer = "transfer",
        Reassign = "reassign",
        AddCo = "add_co",
        Suspend = "suspend",
        Resume = "resume",
        Extend = "extend",
        RequestExtend = "request_extend",
        ApproveExtend = "approve_extend",
        RefuseExtend = "refuse_extend",
        Propose = "propose",
        Agree = "agree",
        /// The asker wants the proposal otherwise.
        Counter = "counter",
        /// On the day: they met, and so many were there.
        CheckIn = "check_in",
        /// A line was done; the lecturer reports.
        Deliver = "deliver",
        Reply = "reply",
        RequestReply = "request_reply",
        ApproveReply = "approve_reply",
        RefuseReply = "refuse_reply",
        Confirm = "confirm",
        Dispute = "dispute",
        Withdraw = "withdraw",
        Review = "review",
        Archive = "archive",
        Recompute = "recompute",
        Supervise = "supervise",
        AnswerSupervision = "answer_supervision",
        ReleaseSupervision = "release_supervision",
        RecordReceipt = "record_receipt",
        Note = "note",
        Unmask = "unmask",
        Remind = "remind",
        Link = "link",
        Unlink = "unlink",
    }
}

text_enum! {
    /// What an actor is. An account has one role; `guest` and `system` have no account.
    pub enum Role {
        Guest = "guest",
        Business = "business",
        /// Acts for a school.
        Teacher = "teacher",
        /// A pupil of a class: a seat, without a name and without an account. Asks for nothing.
        Learner = "learner",
        Clerk = "clerk",
        Handler = "handler",
        Leader = "leader",
        Dispatcher = "dispatcher",
        /// Screens and plans what schools ask for: the dispatcher of the youth centre.
        Planner = "planner",
        Supervisor = "supervisor",
        Reviewer = "reviewer",
        Editor = "editor",
        Admin = "admin",
        System = "system",
    }
}

text_enum! {
    /// Who may read an entry or an event, from the widest to the narrowest. The default is the
    /// narrowest that works.
    pub enum Visibility {
        Public = "public",
        Asker = "asker",
        /// The lead and the co-agencies of the order, and the dispatcher.
        Agencies = "agencies",
        /// One agency alone.
        Agency = "agency",
        Supervisor = "supervisor",
    }
}

text_enum! {
    /// Whether an agency leads an order or helps.
    pub enum Part { Lead = "lead", Co = "co" }
}

text_enum! {
    /// Where an agency's share of an order stands.
    pub enum AssignmentState {
        Sent = "sent",
        Signed = "signed",
        /// The agency has done its share.
        Done = "done",
        Returned = "returned",
        /// Moved to another agency; the old one keeps the right to read.
        Transferred = "transferred",
        /// The order ended otherwise (withdrawn, declined).
        Ended = "ended",
    }
}

impl AssignmentState {
    /// Whether the agency still owes something.
    pub fn is_open(self) -> bool {
        matches!(self, AssignmentState::Sent | AssignmentState::Signed)
    }
}

text_enum! {
    /// What needs a second signature.
    pub enum Signature {
        Decline = "decline",
        Return = "return",
        Extend = "extend",
        Reply = "reply",
    }
}

text_enum! {
    /// How an order came in.
    pub enum Channel {
        Web = "web",
        Api = "api",
        Counter = "counter",
        Telephone = "telephone",
    }
}

text_enum! {
    /// What an entry is.
    pub enum EntryKind {
        /// What the asker says.
        Statement = "statement",
        Message = "message",
        Note = "note",
        Reply = "reply",
        Reason = "reason",
        /// Materials asked for, one a line.
        Materials = "materials",
        Document = "document",
        /// The router's decision with its reasons, as JSON: the receipt that the asker reads.
        Routing = "routing",
    }
}
