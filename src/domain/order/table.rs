//! The transition table: what can be done to an order, from where, by whom, what must be recorded
//! and who is told. It is the only place that says so; `apply` and `access` read it.
//!
//! An action may have several rows: the first whose people and states fit is the one that counts.

use super::row::{Audience as A, Guard as G, Record as R, Row, Tell, To, Who, row};
use super::sets::*;
use super::words::{Action::*, Signature as Sig, State::*, Visibility as V};

/// All rows, in the order in which an order usually meets them.
pub static TABLE: &[Row] = &[
    // From the asker to the desk.
    // The system submits what a dispatcher parted off from another order of the same asker.
    row(Submit, &[Draft], To::Fixed(Submitted), &[Who::Asker, Who::Clerk, Who::System])
        .records(&[R::Channel, R::Consent])
        .tells(&[Tell(A::Asker, "receipt")])
        .seen_by(V::Asker),
    row(Accept, &[Submitted], To::Fixed(Accepted), &[Who::Dispatcher, Who::System])
        .guards(&[G::NotAsked(Sig::Decline)])
        .records(&[R::Matter, R::RulesVersion])
        .seen_by(V::Asker),
    row(Decline, &[Submitted], To::Fixed(Declined), DESK)
        .guards(&[G::NoSignature(Sig::Decline)])
        .records(&[R::DeclineGround, R::Text])
        .tells(&[Tell(A::Asker, "declined")])
        .seen_by(V::Asker),
    row(RequestDecline, &[Submitted], To::Same, DESK)
        .guards(&[G::NeedsSignature(Sig::Decline), G::NotAsked(Sig::Decline)])
        .records(&[R::DeclineGround, R::Text])
        .seen_by(V::Supervisor),
    row(ApproveDecline, &[Submitted], To::Same, SECOND)
        .guards(&[G::Asked(Sig::Decline)])
        .seen_by(V::Supervisor),
    row(RefuseDecline, &[Submitted], To::Same, SECOND)
        .guards(&[G::Asked(Sig::Decline)])
        .records(&[R::Text])
        .seen_by(V::Supervisor),
    row(AskMaterials, &[Submitted], To::Fixed(Waiting), DESK)
        .guards(&[G::NotAsked(Sig::Decline)])
        .records(&[R::Items, R::Days])
        .tells(&[Tell(A::Asker, "materials_asked")])
        .seen_by(V::Asker),
    row(AskMaterials, &[Handling], To::Fixed(Waiting), LEAD)
        .guards(&[G::NotBarred])
        .records(&[R::Items, R::Days])
        .tells(&[Tell(A::Asker, "materials_asked")])
        .seen_by(V::Asker),
    row(Supply, &[Waiting], To::Previous, ASKER)
        .records(&[R::Supplied])
        .tells(&[Tell(A::Lead, "supplied")])
        .seen_by(V::Asker),
    row(Lapse, &[Waiting], To::Previous, &[Who::System])
        .guards(&[G::MaterialsOverdue])
        .tells(&[Tell(A::Asker, "lapsed")])
        .seen_by(V::Asker),
    // From the desk to an agency, and back.
    row(Dispatch, &[Accepted], To::Fixed(Dispatched), &[Who::Dispatcher, Who::System])
        .guards(&[G::Dispatchable])
        .records(&[R::Lead, R::RulesVersion])
        .tells(&[Tell(A::Newcomers, "new_work")])
        .seen_by(V::Asker),
    row(Sign, &[Dispatched], To::Fixed(Handling), LEAD).guards(&[G::Unsigned]).seen_by(V::Asker),
    row(Sign, CO_ANY, To::Same, CO).co().guards(&[G::Unsigned]),
    row(Return, &[Dispatched], To::Fixed(Accepted), &[Who::LeadLeader])
        .guards(&[G::NotBound, G::NoSignature(Sig::Return)])
        .records(&[R::ReturnReason, R::Text, R::Agency])
        .tells(&[Tell(A::Dispatcher, "returned")]),
    row(Return, CO_ANY, To::Same, &[Who::CoLeader])
        .co()
        .guards(&[G::NoSignature(Sig::Return)])
        .records(&[R::ReturnReason, R::Text])
        .tells(&[Tell(A::Dispatcher, "returned")]),
    row(RequestReturn, &[Dispatched], To::Same, LEAD)
        .guards(&[G::NotBound, G::NeedsSignature(Sig::Return), G::NotAsked(Sig::Return)])
        .records(&[R::ReturnReason, R::Text, R::Agency])
        .tells(&[Tell(A::Own, "approval_asked")])
        .seen_by(V::Agency),
    row(RequestReturn, CO_ANY, To::Same, CO)
        .co()
        .guards(&[G::NeedsSignature(Sig::Return), G::NotAsked(Sig::Return)])
        .records(&[R::ReturnReason, R::Text])
        .tells(&[Tell(A::Own, "approval_asked")])
        .seen_by(V::Agency),
    row(ApproveReturn, &[Dispatched], To::Same, &[Who::LeadLeader])
        .guards(&[G::NotBound, G::Asked(Sig::Return)])
        .seen_by(V::Agency),
    row(ApproveReturn, CO_ANY, To::Same, &[Who::CoLeader])
        .co()
        .guards(&[G::Asked(Sig::Return)])
        .seen_by(V::Agency),
    row(RefuseReturn, WITH_AGENCY, To::Same, &[Who::LeadLeader])
        .guards(&[G::Asked(Sig::Return)])
        .records(&[R::Text])
        .seen_by(V::Agency),
    row(RefuseReturn, CO_ANY, To::Same, &[Who::CoLeader])
        .co()
        .guards(&[G::Asked(Sig::Return)])
        .records(&[R::Text])
        .seen_by(V::Agency),
    row(Adjudicate, &[Accepted], To::Fixed(Dispatched), DESK)
        .guards(&[G::TwiceReturned])
        .records(&[R::Lead, R::Text])
        .tells(&[Tell(A::Newcomers, "new_work")])
        .seen_by(V::Asker),
    // A dispatcher may repair a wrong dispatch before anybody has signed for it.
    row(Transfer, &[Dispatched], To::Same, DESK)
        .records(&[R::Reason, R::Agency])
        .tells(&[Tell(A::Asker, "transferred"), Tell(A::Newcomers, "new_work")])
        .seen_by(V::Asker),
    row(Transfer, &[Handling], To::Fixed(Dispatched), DESK)
        .records(&[R::Reason, R::Agency])
        .tells(&[Tell(A::Asker, "transferred"), Tell(A::Newcomers, "new_work")])
        .seen_by(V::Asker),
    row(Transfer, &[Handling], To::Fixed(Dispatched), &[Who::LeadLeader])
        .guards(&[G::NotBound])
        .records(&[R::Reason, R::Agency])
        .tells(&[Tell(A::Asker, "transferred"), Tell(A::Newcomers, "new_work")])
        .seen_by(V::Asker),
    row(Reassign, WITH_AGENCY, To::Same, &[Who::LeadLeader])
        .records(&[R::Handler])
        .seen_by(V::Agency),
    row(Reassign, CO_ANY, To::Same, &[Who::CoLeader])
        .co()
        .records(&[R::Handler])
        .seen_by(V::Agency),
    row(AddCo, WITH_AGENCY, To::Same, &[Who::Dispatcher, Who::LeadLeader])
        .records(&[R::Co])
        .tells(&[Tell(A::Newcomers, "new_work")]),
    // The clock.
    row(Suspend, &[Handling], To::Fixed(Suspended), &[Who::LeadLeader])
        .records(&[R::PauseReason, R::Text])
        .tells(&[Tell(A::Asker, "suspended")])
        .seen_by(V::Asker),
    row(Resume, &[Suspended], To::Previous, LEAD)
        .tells(&[Tell(A::Asker, "resumed")])
        .seen_by(V::Asker),
    row(Extend, &[Handling], To::Same, &[Who::LeadLeader])
        .guards(&[G::NoSignature(Sig::Extend)])
        .records(&[R::Days, R::Text])
        .tells(&[Tell(A::Asker, "extension")])
        .seen_by(V::Asker),
    row(Extend, CO_WORK, To::Same, &[Who::CoLeader])
        .co()
        .guards(&[G::Signed, G::NoSignature(Sig::Extend)])
        .records(&[R::Days, R::Text]),
    row(RequestExtend, &[Handling], To::Same, LEAD)
        .guards(&[G::NeedsSignature(Sig::Extend), G::NotAsked(Sig::Extend)])
        .records(&[R::Days, R::Text])
        .tells(&[Tell(A::Supervisor, "extension_asked")])
        .seen_by(V::Supervisor),
    row(RequestExtend, CO_WORK, To::Same, CO)
        .co()
        .guards(&[G::Signed, G::NeedsSignature(Sig::Extend), G::NotAsked(Sig::Extend)])
        .records(&[R::Days, R::Text])
        .tells(&[Tell(A::Supervisor, "extension_asked")])
        .seen_by(V::Supervisor),
    row(ApproveExtend, CO_WORK, To::Same, &[Who::Supervisor])
        .guards(&[G::Asked(Sig::Extend)])
        .seen_by(V::Supervisor),
    row(RefuseExtend, CO_WORK, To::Same, &[Who::Supervisor])
        .guards(&[G::Asked(Sig::Extend)])
        .records(&[R::Text])
        .seen_by(V::Supervisor),
    row(RecordReceipt, LEAD_WORK, To::Same, LEAD).records(&[R::ReceiptOn]).seen_by(V::Asker),
    row(RecordReceipt, CO_WORK, To::Same, CO)
        .co()
        .guards(&[G::Signed])
        .records(&[R::ReceiptOn])
        .seen_by(V::Asker),
    // Another calendar is in force: no date moves without an event.
    row(Recompute, UNENDED, To::Same, &[Who::System]).seen_by(V::Asker),
    // A proposal and the asker's word on it: what a school gets, and when.
    row(Propose, &[Handling], To::Same, LEAD)
        .guards(&[G::NotBarred])
        .records(&[R::Text, R::Days])
        .tells(&[Tell(A::Asker, "reply")])
        .seen_by(V::Asker),
    row(Agree, &[Handling], To::Same, ASKER)
        .guards(&[G::Proposed])
        .tells(&[Tell(A::Lead, "supplied")])
        .seen_by(V::Asker),
    // The answer, and what the asker makes of it.
    row(Reply, &[Handling], To::Fixed(Replied), LEAD)
        .guards(&[G::NoSignature(Sig::Reply), G::NotBarred])
        .records(&[R::Text, R::Internal, R::Contacted, R::Solved])
        .tells(&[Tell(A::Asker, "reply")])
        .seen_by(V::Asker),
    row(Reply, CO_WORK, To::Same, CO)
        .co()
        .guards(&[G::Signed, G::NoSignature(Sig::Reply)])
        .records(&[R::Text])
        .tells(&[Tell(A::Lead, "supplied")]),
    row(RequestReply, &[Handling], To::Same, LEAD)
        .guards(&[G::NeedsSignature(Sig::Reply), G::NotAsked(Sig::Reply), G::NotBarred])
        .records(&[R::Text, R::Internal, R::Contacted, R::Solved])
        .tells(&[Tell(A::Own, "approval_asked")])
        .seen_by(V::Agency),
    row(RequestReply, CO_WORK, To::Same, CO)
        .co()
        .guards(&[G::Signed, G::NeedsSignature(Sig::Reply), G::NotAsked(Sig::Reply)])
        .records(&[R::Text])
        .tells(&[Tell(A::Own, "approval_asked")])
        .seen_by(V::Agency),
    row(ApproveReply, &[Handling], To::Same, &[Who::LeadLeader])
        .guards(&[G::Asked(Sig::Reply)])
        .seen_by(V::Agency),
    row(ApproveReply, CO_WORK, To::Same, &[Who::CoLeader])
        .co()
        .guards(&[G::Asked(Sig::Reply)])
        .seen_by(V::Agency),
    row(RefuseReply, LEAD_WORK, To::Same, &[Who::LeadLeader])
        .guards(&[G::Asked(Sig::Reply)])
        .records(&[R::Text])
        .seen_by(V::Agency),
    row(RefuseReply, CO_WORK, To::Same, &[Who::CoLeader])
        .co()
        .guards(&[G::Asked(Sig::Reply)])
        .records(&[R::Text])
        .seen_by(V::Agency),
    row(Confirm, &[Replied], To::Fixed(Closed), ASKER)
        .guards(&[G::NoneOpen])
        .records(&[R::Rating])
        .tells(&[Tell(A::Asker, "closed")])
        .seen_by(V::Asker),
    row(Confirm, &[Replied], To::Fixed(Closed), &[Who::System])
        .guards(&[G::NoneOpen, G::WindowPassed])
        .tells(&[Tell(A::Asker, "closed")])
        .seen_by(V::Asker),
    row(Dispute, &[Replied, Closed], To::Fixed(Handling), ASKER)
        .guards(&[G::WindowOpen])
        .records(&[R::Text])
        .tells(&[
            Tell(A::Asker, "dispute_received"),
            Tell(A::Lead, "disputed"),
            Tell(A::Supervisor, "disputed"),
        ])
        .seen_by(V::Asker),
    row(Withdraw, ANY_OPEN, To::Fixed(Withdrawn), ASKER)
        .records(&[R::Reason])
        .tells(&[Tell(A::Asker, "withdrawn"), Tell(A::Workers, "work_withdrawn")])
        .seen_by(V::Asker),
    // After the end.
    row(Review, &[Closed], To::Rework, &[Who::Reviewer]).guards(&[G::OtherPerson]).records(&[
        R::Score,
        R::Reason,
        R::Rework,
    ]),
    row(Archive, ENDED, To::Fixed(Archived), &[Who::System, Who::Admin])
        .guards(&[G::NoHold, G::WindowPassed])
        .records(&[R::Code]),
    // 督办 lies over the states.
    row(Supervise, UNENDED, To::Same, &[Who::Supervisor])
        .records(&[R::Text, R::Days])
        .tells(&[Tell(A::Supervised, "supervised")])
        .seen_by(V::Supervisor),
    row(AnswerSupervision, LIVE, To::Same, &[Who::Supervised])
        .guards(&[G::Supervised])
        .records(&[R::Text])
        .seen_by(V::Supervisor),
    row(ReleaseSupervision, LIVE, To::Same, &[Who::Supervisor])
        .guards(&[G::Supervised])
        .seen_by(V::Supervisor),
    // Beside the states.
    row(
        Note,
        LIVE,
        To::Same,
        &[
            Who::Dispatcher,
            Who::LeadHandler,
            Who::LeadLeader,
            Who::CoHandler,
            Who::CoLeader,
            Who::Supervisor,
            Who::Reviewer,
            Who::Clerk,
        ],
    )
    .records(&[R::Internal])
    .seen_by(V::Agency),
    row(
        Unmask,
        LIVE,
        To::Same,
        &[Who::Dispatcher, Who::LeadHandler, Who::LeadLeader, Who::Clerk, Who::Supervisor],
    )
    .records(&[R::Reason])
    .seen_by(V::Supervisor),
    row(Remind, OWED, To::Same, &[Who::Asker, Who::Clerk, Who::Dispatcher, Who::Supervisor])
        .tells(&[Tell(A::Lead, "reminded")])
        .seen_by(V::Asker),
    row(Remind, OWED, To::Same, &[Who::System])
        .tells(&[Tell(A::Lead, "overdue"), Tell(A::Supervisor, "overdue")]),
    row(Link, LIVE, To::Same, &[Who::Dispatcher, Who::Clerk, Who::LeadLeader])
        .guards(&[G::NotLinked])
        .records(&[R::Order]),
    row(Unlink, LIVE, To::Same, &[Who::Dispatcher, Who::Clerk, Who::LeadLeader])
        .guards(&[G::Linked]),
];
