//! Why an action is refused, in words a person can act on.

use chrono::NaiveDate;

use super::row::Who;
use super::{Action, Signature, State};

/// An action that was not done, and why.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// Somebody else may do this.
    NotAllowed {
        action: Action,
        who: Vec<Who>,
    },
    /// Not from here; `allowed` is what this person may do now.
    WrongState {
        state: State,
        action: Action,
        allowed: Vec<Action>,
    },
    /// A field must be filled in.
    Missing {
        field: &'static str,
    },
    /// A field holds what cannot be; `why` is the end of a locale key.
    Invalid {
        field: &'static str,
        why: &'static str,
    },
    /// This kind asks for a second signature: request it.
    NeedsSignature {
        signature: Signature,
    },
    /// This kind asks for no second signature: just do it.
    NoSignatureNeeded {
        signature: Signature,
    },
    /// No such request waits.
    NothingAsked {
        signature: Signature,
    },
    /// One such request waits already.
    AlreadyAsked {
        signature: Signature,
    },
    /// The second signature must be another person's.
    SamePerson,
    /// Whoever handled it before a dispute, or handled what is reviewed, may not do this.
    OtherHandler,
    /// The days to dispute are over.
    WindowClosed {
        until: NaiveDate,
    },
    /// It is not yet time.
    TooEarly {
        from: NaiveDate,
    },
    /// The clock has run out already; it can only be extended before.
    TooLate {
        due: NaiveDate,
    },
    /// These agencies still owe their share.
    AssignmentOpen {
        agencies: Vec<String>,
    },
    /// The agency signs for its share first.
    NotSigned,
    /// The agency has signed already.
    AlreadySigned,
    /// The dispatcher's word on it is binding.
    Binding,
    /// Returned twice: the dispatcher decides, and it binds.
    NeedsAdjudication,
    /// The binding word is for an order that was returned twice.
    NotReturnedTwice,
    /// A legal hold keeps it.
    LegalHold,
    AlreadyLinked,
    NotLinked,
    /// No supervision stands, or none that this agency answers.
    NothingSupervised,
    /// No proposal waits for an answer.
    NothingProposed,
    /// No such clock runs.
    NoClock,
    /// An order of this kind is worked line by line, or one of another kind as a whole.
    ByLine,
    /// The asker has not agreed to a proposal yet.
    NotAgreed,
    /// They have not met yet: check in first.
    NotMet,
    /// They have met already.
    AlreadyMet,
}

/// What kind of no it is: 403, 409 or 422.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Forbidden,
    Conflict,
    Unprocessable,
}

/// What stands in a placeholder of the text.
#[derive(Debug, Clone, PartialEq)]
pub enum Arg {
    Text(String),
    Date(NaiveDate),
    /// Locale keys, each to be put into words and joined by the language's comma.
    Words(Vec<String>),
    /// Slugs of agencies, each to be named and joined.
    Agencies(Vec<String>),
}

impl Refusal {
    /// The word for it in JSON.
    pub const fn code(&self) -> &'static str {
        match self {
            Refusal::NotAllowed { .. } => "not_allowed",
            Refusal::WrongState { .. } => "wrong_state",
            Refusal::Missing { .. } => "missing",
            Refusal::Invalid { .. } => "invalid",
            Refusal::NeedsSignature { .. } => "needs_signature",
            Refusal::NoSignatureNeeded { .. } => "no_signature_needed",
            Refusal::NothingAsked { .. } => "nothing_asked",
            Refusal::AlreadyAsked { .. } => "already_asked",
            Refusal::SamePerson => "same_person",
            Refusal::OtherHandler => "other_handler",
            Refusal::WindowClosed { .. } => "window_closed",
            Refusal::TooEarly { .. } => "too_early",
            Refusal::TooLate { .. } => "too_late",
            Refusal::AssignmentOpen { .. } => "assignment_open",
            Refusal::NotSigned => "not_signed",
            Refusal::AlreadySigned => "already_signed",
            Refusal::Binding => "binding",
            Refusal::NeedsAdjudication => "needs_adjudication",
            Refusal::NotReturnedTwice => "not_returned_twice",
            Refusal::LegalHold => "legal_hold",
            Refusal::AlreadyLinked => "already_linked",
            Refusal::NotLinked => "not_linked",
            Refusal::NothingSupervised => "nothing_supervised",
            Refusal::NothingProposed => "nothing_proposed",
            Refusal::NoClock => "no_clock",
            Refusal::ByLine => "by_line",
            Refusal::NotAgreed => "not_agreed",
            Refusal::NotMet => "not_met",
            Refusal::AlreadyMet => "already_met",
        }
    }

    /// The locale key of the sentence.
    pub fn key(&self) -> String {
        match self {
            Refusal::WrongState { allowed, .. } if allowed.is_empty() => {
                "refusal.wrong_state_nothing".to_owned()
            }
            other => format!("refusal.{}", other.code()),
        }
    }

    /// What fills the placeholders of the sentence.
    pub fn args(&self) -> Vec<(&'static str, Arg)> {
        match self {
            Refusal::NotAllowed { action, who } => {
                let who = who.iter().map(|w| format!("order.who.{w}")).collect();
                vec![("action", word("action", action.as_str())), ("who", Arg::Words(who))]
            }
            Refusal::WrongState { state, action, allowed } => vec![
                ("state", word("state", state.as_str())),
                ("action", word("action", action.as_str())),
                ("allowed", Arg::Words(allowed.iter().map(|a| format!("action.{a}")).collect())),
            ],
            Refusal::Missing { field } => vec![("field", word("order.field", field))],
            Refusal::Invalid { field, why } => {
                vec![("field", word("order.field", field)), ("why", word("refusal.why", why))]
            }
            Refusal::NeedsSignature { signature }
            | Refusal::NoSignatureNeeded { signature }
            | Refusal::NothingAsked { signature }
            | Refusal::AlreadyAsked { signature } => {
                vec![("action", word("action", signature.as_str()))]
            }
            Refusal::WindowClosed { until: day }
            | Refusal::TooEarly { from: day }
            | Refusal::TooLate { due: day } => vec![("day", Arg::Date(*day))],
            Refusal::AssignmentOpen { agencies } => {
                vec![("agencies", Arg::Agencies(agencies.clone()))]
            }
            _ => Vec::new(),
        }
    }

    /// Which class of answer it is.
    pub const fn status(&self) -> Status {
        match self {
            Refusal::NotAllowed { .. } | Refusal::SamePerson | Refusal::OtherHandler => {
                Status::Forbidden
            }
            Refusal::Missing { .. } | Refusal::Invalid { .. } => Status::Unprocessable,
            _ => Status::Conflict,
        }
    }

    /// The field of the input it speaks of, for the error beside it.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Refusal::Missing { field } | Refusal::Invalid { field, .. } => Some(field),
            _ => None,
        }
    }
}

fn word(area: &str, name: &str) -> Arg {
    Arg::Words(vec![format!("{area}.{name}")])
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for Refusal {}
