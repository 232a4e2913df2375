//! What a kind of order promises and asks for, and the tables a decision is made by.

use super::{Action, Signature};
use crate::domain::deadline::{Calendar, Definitions};
use crate::domain::kind::{self, Choice, Kind, PromisedClock};

/// Which actions need a second signature.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Approvals {
    pub decline: bool,
    pub return_: bool,
    pub extend: bool,
    pub reply: bool,
}

impl Approvals {
    /// Whether this one does.
    pub const fn needed(self, signature: Signature) -> bool {
        match signature {
            Signature::Decline => self.decline,
            Signature::Return => self.return_,
            Signature::Extend => self.extend,
            Signature::Reply => self.reply,
        }
    }
}

/// A promise that starts to run with an action and is kept by others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// Slug of the clock's definition.
    pub clock: String,
    pub starts_on: Action,
    pub met_by: Vec<Action>,
}

/// The part of a kind that decisions depend on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Lines are proposed, done and rated one by one.
    pub by_line: bool,
    pub approvals: Approvals,
    pub promises: Vec<Promise>,
    /// Silence for so many calendar days after a reply closes the order.
    pub silence_days: u32,
    /// For so many calendar days after a reply it can be disputed.
    pub dispute_days: u32,
    /// Codes to choose from; an empty list takes any code.
    pub return_reasons: Vec<String>,
    pub decline_grounds: Vec<String>,
}

impl Default for Terms {
    /// Four signatures, no promise, fifteen days.
    fn default() -> Terms {
        Terms {
            by_line: false,
            approvals: Approvals { decline: true, return_: true, extend: true, reply: true },
            promises: Vec::new(),
            silence_days: 15,
            dispute_days: 15,
            return_reasons: Vec::new(),
            decline_grounds: Vec::new(),
        }
    }
}

impl From<&Kind> for Terms {
    /// A word that is no action is left out; `Kind` is checked where it is read.
    fn from(kind: &Kind) -> Terms {
        let codes = |choices: &[Choice]| choices.iter().map(|c| c.code.clone()).collect();
        let promise = |clock: &PromisedClock| {
            Some(Promise {
                clock: clock.clock.clone(),
                starts_on: clock.starts_on.parse().ok()?,
                met_by: clock.met_by.iter().filter_map(|word| word.parse().ok()).collect(),
            })
        };
        let kind::Approvals { decline, return_, extend, reply } = kind.approvals;
        Terms {
            by_line: kind.by_line,
            approvals: Approvals { decline, return_, extend, reply },
            promises: kind.clocks.iter().filter_map(promise).collect(),
            silence_days: kind.windows.silence_days,
            dispute_days: kind.windows.dispute_days,
            return_reasons: codes(&kind.return_reasons),
            decline_grounds: codes(&kind.decline_grounds),
        }
    }
}

/// What a decision is made by.
#[derive(Debug, Clone, Copy)]
pub struct Tables<'a> {
    pub terms: &'a Terms,
    pub definitions: &'a Definitions,
    pub calendar: &'a Calendar,
}
