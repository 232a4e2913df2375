//! The rows for one line of an order of several: what can be done to it, from where, by whom. The
//! states are the line's own; the order's state is made of its lines' (`lines::project`).

use super::row::{Audience as A, Guard as G, Record as R, Row, Tell, To, Who, row};
use super::sets::*;
use super::words::{Action::*, State::*, Visibility as V};

/// All rows of lines, in the order in which a line usually meets them.
pub static LINE_TABLE: &[Row] = &[
    // 审单: what can't be had is said at once, and where to find it instead.
    row(Decline, &[Submitted, Accepted], To::Fixed(Declined), PLANNER)
        .of_line()
        .records(&[R::DeclineGround, R::Text])
        .tells(&[Tell(A::Asker, "line_declined")])
        .seen_by(V::Asker),
    // A proposal, the school's word on it, and the next one.
    row(Propose, &[Accepted], To::Same, PLANNER)
        .of_line()
        .records(&[R::Offer, R::Days])
        .tells(&[Tell(A::Asker, "proposed")])
        .seen_by(V::Asker),
    // 改期: what was firm is free again until the school agrees anew.
    row(Propose, &[Dispatched, Handling], To::Fixed(Accepted), PLANNER)
        .of_line()
        .guards(&[G::NotMet])
        .records(&[R::Offer, R::Days, R::Text])
        .tells(&[Tell(A::Asker, "proposed"), Tell(A::Workers, "work_withdrawn")])
        .seen_by(V::Asker),
    row(Agree, &[Accepted], To::Same, ASKER)
        .of_line()
        .guards(&[G::Proposed])
        .tells(&[Tell(A::Dispatcher, "agreed")])
        .seen_by(V::Asker),
    row(Counter, &[Accepted], To::Same, ASKER)
        .of_line()
        .guards(&[G::Proposed])
        .records(&[R::Text])
        .tells(&[Tell(A::Dispatcher, "countered")])
        .seen_by(V::Asker),
    // 派单 · 接单 · 退单
    row(Dispatch, &[Accepted], To::Fixed(Dispatched), &[Who::Planner, Who::System])
        .of_line()
        .guards(&[G::Agreed])
        .records(&[R::Lead])
        .tells(&[Tell(A::Newcomers, "new_work")])
        .seen_by(V::Asker),
    row(Sign, &[Dispatched], To::Fixed(Handling), LEAD)
        .of_line()
        .guards(&[G::Unsigned])
        .seen_by(V::Asker),
    row(Return, &[Dispatched, Handling], To::Fixed(Accepted), LEAD)
        .of_line()
        .guards(&[G::NotMet])
        .records(&[R::ReturnReason, R::Text])
        .tells(&[Tell(A::Dispatcher, "returned"), Tell(A::Asker, "replanned")])
        .seen_by(V::Agencies),
    row(Reassign, &[Dispatched, Handling], To::Same, &[Who::LeadLeader])
        .of_line()
        .records(&[R::Handler])
        .seen_by(V::Agency),
    // 服务 · 签到
    row(CheckIn, &[Handling], To::Same, LEAD)
        .of_line()
        .guards(&[G::NotMet])
        .records(&[R::Headcount])
        .seen_by(V::Asker),
    // Also for what the centre leads itself, where nobody signs.
    row(CheckIn, &[Dispatched, Handling], To::Fixed(Handling), PLANNER)
        .of_line()
        .guards(&[G::NotMet])
        .records(&[R::Headcount])
        .seen_by(V::Asker),
    row(Deliver, &[Handling], To::Fixed(Replied), LEAD)
        .of_line()
        .guards(&[G::Met])
        .records(&[R::Text])
        .tells(&[Tell(A::Asker, "delivered")])
        .seen_by(V::Asker),
    // The planner opens a package, and reports for a lecturer who can't.
    row(Deliver, &[Dispatched, Handling], To::Fixed(Replied), PLANNER)
        .of_line()
        .guards(&[G::Met])
        .records(&[R::Text])
        .tells(&[Tell(A::Asker, "delivered")])
        .seen_by(V::Asker),
    // 评单
    row(Confirm, &[Replied], To::Fixed(Closed), ASKER)
        .of_line()
        .records(&[R::LineRating])
        .seen_by(V::Asker),
    row(Confirm, &[Replied], To::Fixed(Closed), &[Who::System])
        .of_line()
        .guards(&[G::WindowPassed])
        .seen_by(V::Asker),
    row(Dispute, &[Replied, Closed], To::Fixed(Handling), ASKER)
        .of_line()
        .guards(&[G::WindowOpen])
        .records(&[R::Text])
        .tells(&[
            Tell(A::Asker, "dispute_received"),
            Tell(A::Lead, "disputed"),
            Tell(A::Dispatcher, "disputed"),
        ])
        .seen_by(V::Asker),
    row(Withdraw, &[Draft, Submitted, Accepted, Dispatched, Handling], To::Fixed(Withdrawn), ASKER)
        .of_line()
        .guards(&[G::NotMet])
        .records(&[R::Reason])
        .tells(&[Tell(A::Workers, "work_withdrawn"), Tell(A::Dispatcher, "line_withdrawn")])
        .seen_by(V::Asker),
];
