//! What a kind of order promises and asks for, and the tables a decision is made by.

use super::{Action, Signature};
use crate::domain::deadline::{Calendar, Definitions};

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
            approvals: Approvals { decline: true, return_: true, extend: true, reply: true },
            promises: Vec::new(),
            silence_days: 15,
            dispute_days: 15,
            return_reasons: Vec::new(),
            decline_grounds: Vec::new(),
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
