//! Which desk should hear this? A pure function from what somebody wrote to a decision with its
//! reasons: [`route`]. What it knows is data: the rules of `content/routing/` ([`Rules`]) and what
//! dispatchers confirmed since ([`Learned`]).
//!
//! - [`text`]: folds spelling (full width, traditional characters, case, spaces) and remembers
//!   where each folded character came from, so that a reason can quote the asker's own words.
//! - [`source`]: the TOML files as a lawyer writes them; [`rules`] compiles them; [`lint`] checks,
//!   and says by [`fault`] where something is wrong.
//! - [`rulebook`]: a set of rules from draft to being in force, and back.
//! - [`scan`]: finds every phrase in one pass, then groups and patterns over what was found.
//! - [`urgent`]: danger that must not wait in a queue.
//! - [`learn`]: what the rules' example sentences and confirmations teach: `model` weighs `counts`
//!   and `weights` over `features`.
//! - [`measure`]: how well all this does on texts whose answer is known.
//! - [`ask`]: which question tells two close matters apart.
//! - [`limits`]: times named in the text that come near to a legal period.
//! - [`places`], [`seat`]: which agency of a kind, by district and by load; what is doubtful.
//! - [`several`]: another matter that the text tells as well.
//! - [`drift`], [`rehearse`]: where dispatchers disagree, and what a draft of rules would change.
//! - [`unheard`]: words that people use and no rule knows.
//! - [`decide`]: puts it together; `reasons` says why, [`plain`] in one sentence.

pub mod ask;
mod compile;
mod counts;
pub mod decide;
pub mod drift;
pub mod fault;
mod features;
pub mod learn;
pub mod limits;
pub mod lint;
pub mod measure;
mod model;
pub mod places;
pub mod plain;
pub mod privacy;
mod reasons;
pub mod rehearse;
pub mod rulebook;
pub mod rules;
pub mod scan;
mod score;
pub mod seat;
pub mod several;
pub mod source;
pub mod text;
pub mod unheard;
pub mod urgent;
mod weights;

#[cfg(test)]
mod tests;

pub use decide::{Alternative, Decision, Facts, Reason, Words, route};
pub use fault::{Fault, RuleFiles};
pub use learn::Learned;
pub use rules::Rules;
pub use urgent::Urgent;
