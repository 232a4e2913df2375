//! The parts of the site and the lists at the desk, and who has them.

use crate::domain::order::{Actor, Role};
use crate::text_enum;

text_enum! {
    /// A part of the site.
    pub enum Area {
        Public = "public",
        /// Any account.
        Signed = "signed",
        /// Asking, and following what was asked: guests too.
        Asker = "asker",
        /// Whoever works here.
        Desk = "desk",
        /// A school's teachers: what they ordered, and what came of it.
        School = "school",
        /// The answers to the questions of a lesson: teachers, and who answers for what they say.
        Answers = "answers",
        /// The pupils of a class, by their seats.
        Class = "class",
        /// The planner of the youth centre.
        Planning = "planning",
        Triage = "triage",
        Counter = "counter",
        Supervision = "supervision",
        Reviews = "reviews",
        Editing = "editing",
        /// The rules of the routing.
        Rules = "rules",
        Administration = "administration",
    }
}

text_enum! {
    /// A list of orders at the desk.
    pub enum Queue {
        /// Those I handle.
        Mine = "mine",
        /// Those my agency leads or helps with.
        Agency = "agency",
        /// Those my agency has not signed for.
        Unsigned = "unsigned",
        /// Those that wait for the asker.
        Waiting = "waiting",
        Overdue = "overdue",
        /// Those that nobody has yet.
        Triage = "triage",
        /// Those whose text tells a second matter: one order, or two?
        TwoMatters = "two_matters",
        /// Those that wait for my signature.
        Signatures = "signatures",
        /// Those under supervision that I issued or my agency answers.
        Supervision = "supervision",
        /// Those taken up again after a dispute.
        Disputes = "disputes",
        /// Askers to be told by telephone.
        Calls = "calls",
        /// Those that wait for the asker's word on the reply.
        Replied = "replied",
        All = "all",
    }
}

/// Whether somebody of this role may enter a part of the site.
pub fn may_enter(role: Role, area: Area) -> bool {
    match area {
        Area::Public => true,
        Area::Signed => !matches!(role, Role::Guest | Role::Learner | Role::System),
        Area::Asker => matches!(role, Role::Guest | Role::Business | Role::Clerk),
        Area::School => role == Role::Teacher,
        Area::Answers => role == Role::Teacher || may_enter(role, Area::Editing),
        Area::Planning => role == Role::Planner,
        Area::Class => role == Role::Learner,
        Area::Desk => !matches!(
            role,
            Role::Guest | Role::Business | Role::Teacher | Role::Learner | Role::System
        ),
        Area::Triage => role == Role::Dispatcher,
        Area::Counter => role == Role::Clerk,
        Area::Supervision => role == Role::Supervisor,
        Area::Reviews => role == Role::Reviewer,
        Area::Editing => matches!(role, Role::Editor | Role::Admin),
        Area::Rules => matches!(role, Role::Dispatcher | Role::Editor | Role::Admin),
        Area::Administration => role == Role::Admin,
    }
}

/// The queues of an actor, the most urgent first.
pub fn queues(actor: &Actor) -> Vec<Queue> {
    use Queue::*;
    match actor.role {
        Role::Handler => vec![Unsigned, Mine, Overdue, Waiting, Disputes, Supervision, Agency],
        Role::Leader => {
            vec![Signatures, Overdue, Unsigned, Disputes, Supervision, Waiting, Mine, Agency]
        }
        Role::Planner => vec![Triage, Overdue, Waiting, Replied, All],
        Role::Dispatcher => {
            vec![Triage, TwoMatters, Signatures, Overdue, Waiting, Supervision, All]
        }
        Role::Supervisor => vec![Signatures, Overdue, Supervision, Disputes, All],
        Role::Clerk => vec![Calls, Replied, Waiting, All],
        Role::Reviewer => vec![All],
        _ => Vec::new(),
    }
}
