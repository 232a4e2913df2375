//! What a kind of order promises and asks for, and the tables a decision is made by.

use super::{Action, Signature};
use crate::domain::deadline::{Calendar, Definitions};
use crate::domain::kind::{Choice, Kind, PromisedClock};

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

impl Terms {
    /// The terms of a kind.
    ///
    /// # Errors
    /// Names the word of its clocks that is no action.
    pub fn of(kind: &Kind) -> Result<Terms, String> {
        let action = |word: &String| {
            word.parse::<Action>().map_err(|word| format!("kind {}: no action {word}", kind.slug))
        };
        let promise = |promised: &PromisedClock| {
            Ok(Promise {
                clock: promised.clock.clone(),
                starts_on: action(&promised.starts_on)?,
                met_by: promised.met_by.iter().map(action).collect::<Result<_, String>>()?,
            })
        };
        let codes = |choices: &[Choice]| choices.iter().map(|choice| choice.code.clone()).collect();
        Ok(Terms {
            approvals: Approvals {
                decline: kind.approvals.decline,
                return_: kind.approvals.return_,
                extend: kind.approvals.extend,
                reply: kind.approvals.reply,
            },
            promises: kind.clocks.iter().map(promise).collect::<Result<_, String>>()?,
            silence_days: kind.windows.silence_days,
            dispute_days: kind.windows.dispute_days,
            return_reasons: codes(&kind.return_reasons),
            decline_grounds: codes(&kind.decline_grounds),
        })
    }
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
