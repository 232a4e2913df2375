//! An order: anything somebody asked for, and everything that was done about it.
//!
//! `order` ≠ `line` ≠ `assignment` ≠ `clock` ≠ `event` ≠ `entry`: what was asked, one thing asked
//! for, one agency's share, one running time limit, one thing that happened, one text.

//!
//! - [`table::TABLE`]: what can be done, from where, by whom, what must be recorded, who is told.
//! - [`apply()`]: the one function that changes an order; [`new_order`] makes one.
//! - [`Refusal`]: why not. Who may do and read what is in [`super::access`].
//! - [`verify`], [`fold`], [`matches`]: the chain of events, and the order as their sum.

mod apply;
mod assignments;
mod clocks;
mod effect;
mod entries;
pub mod event;
mod fold;
mod fresh;
pub(super) mod guard;
pub mod line_table;
mod lines;
mod new;
mod record;
mod refusal;
mod requests;
pub mod row;
mod sentence;
mod sets;
mod supervision;
pub mod table;
mod tell;
mod terms;
mod words;
mod work;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use super::Time;
use super::deadline::{Clock, local_day as china_day};
pub use apply::apply;
pub use clocks::{MATERIALS, PROPOSAL};
pub use fold::{Broken, Fault, fold, matches, verify};
pub use fresh::Fresh;
pub use lines::{Offer, project};
pub use new::{NewOrder, new_order};
pub use refusal::{Arg, Refusal, Status};
pub use supervision::{CENTRE, agency_of};
pub use terms::{Approvals, Promise, Tables, Terms};
pub use words::*;

/// An order with all that a decision about it needs. Texts (entries) and contact data are not
/// here: no decision depends on them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Order {
    pub id: String,
    /// 一案一码, canonical form.
    pub code: String,
    /// Slug of a file in `content/kinds/`.
    pub kind: String,
    /// `enterprise` or `youth`.
    pub site: String,
    pub state: State,
    /// Where `waiting` or `suspended` came from and goes back to.
    pub previous: Option<State>,
    /// Counts every saved step; a stale one is refused with 409.
    pub version: i64,
    /// The account that asked; none for a guest.
    pub asker_account: Option<String>,
    /// The school that asked: each of its teachers may follow the order and speak for it.
    pub school: Option<String>,
    pub channel: Channel,
    /// `zh-CN` or `en`: the language the asker used, for what we send.
    pub lang: String,
    /// Slug of the matter, as last decided.
    pub matter: Option<String>,
    /// Confidence of the routing in 0..=1, as shown on the receipt.
    pub confidence: Option<f64>,
    pub rules_version: Option<String>,
    pub created_at: Time,
    pub submitted_at: Option<Time>,
    pub replied_at: Option<Time>,
    pub closed_at: Option<Time>,
    /// How often an agency has returned it. The second return needs the dispatcher's binding word.
    pub returns: i32,
    /// Set by `adjudicate`: the lead may not return it again.
    pub binding: bool,
    /// A legal hold keeps it from being archived or erased.
    pub legal_hold: bool,
    /// 1–5, by the asker.
    pub rating: Option<i32>,
    /// What the agency says and what the asker says: were you contacted, is it solved.
    pub agency_contacted: Option<bool>,
    pub agency_solved: Option<bool>,
    pub asker_contacted: Option<bool>,
    pub asker_solved: Option<bool>,
    /// Links to a leading order: duplicates are linked, never merged.
    pub leading_order: Option<String>,
    pub lines: Vec<Line>,
    pub assignments: Vec<Assignment>,
    pub clocks: Vec<Clock>,
    pub requests: Vec<Request>,
    pub supervisions: Vec<Supervision>,
    /// Sequence and hash of the last event.
    pub last_seq: i64,
    pub last_hash: String,
}

/// One thing asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    pub id: String,
    pub position: i32,
    /// Slug of a service, or none for a matter in the asker's own words.
    pub service: Option<String>,
    pub matter: Option<String>,
    pub state: State,
    /// How many proposals were made for it so far.
    pub revisions: i32,
    /// The revision of the proposal that waits for the asker's word.
    pub proposed: Option<i32>,
    /// The revision that the asker agreed to.
    pub agreed: Option<i32>,
    /// On the day: when they met, and how many were there.
    pub checked_in_at: Option<Time>,
    pub headcount: Option<i32>,
    pub replied_at: Option<Time>,
    pub rating: Option<LineRating>,
}

/// What the asker thinks of one line, 1–5 each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineRating {
    pub content: i32,
    pub lecturer: i32,
    pub organisation: i32,
}

/// One agency's share of a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Assignment {
    pub id: String,
    pub line_id: String,
    pub agency: String,
    pub part: Part,
    pub state: AssignmentState,
    /// Account of the person who handles it.
    pub handler: Option<String>,
    /// The handler before a dispute: another one takes it up.
    pub barred_handler: Option<String>,
    /// The agency's own case number and its own legal receipt.
    pub case_number: Option<String>,
    pub receipt_on: Option<chrono::NaiveDate>,
    pub created_at: Time,
    pub signed_at: Option<Time>,
    pub ended_at: Option<Time>,
}

/// Something that waits for a second signature.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Request {
    pub id: String,
    pub signature: Signature,
    pub asked_by: String,
    pub agency: Option<String>,
    pub asked_at: Time,
    /// What was asked: the input of the action that runs when it is approved, without texts.
    pub input: Input,
    /// Entries (drafts) that become what they are meant to be when it is approved.
    pub entries: Vec<String>,
    pub decided_at: Option<Time>,
    pub decided_by: Option<String>,
    pub approved: Option<bool>,
}

/// 督办: an overlay with its own issuer, deadline and answer; several may stand at once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Supervision {
    pub id: String,
    pub issuer: String,
    pub agency: String,
    pub issued_at: Time,
    pub answer_due: Time,
    pub answered_at: Option<Time>,
    pub released_at: Option<Time>,
}

/// Who acts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Actor {
    /// Account id; `system` and `guest` have none.
    pub account: Option<String>,
    pub role: Role,
    /// Slug of the agency of a handler or leader.
    pub agency: Option<String>,
    /// A clerk acts for the asker: at the counter or on the telephone.
    pub on_behalf: bool,
    /// The guest has shown the order's secret key.
    pub holds_key: bool,
    /// The school that a teacher acts for.
    pub school: Option<String>,
}

/// Everything an action may bring. Which of it must be there is in the table.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Input {
    /// Reason or ground as a code of the kind's list, never free text.
    pub reason_code: Option<String>,
    /// Free text meant for the asker (or, in a reason, for the next reader); becomes an entry.
    pub text: Option<String>,
    /// Free text for the inside; becomes an entry.
    pub internal: Option<String>,
    /// The routing receipt as JSON; becomes an entry that the asker reads.
    pub receipt: Option<String>,
    /// Materials asked for.
    pub items: Vec<String>,
    /// Days given for materials or a supervision's answer, or asked for by an extension.
    pub days: Option<i32>,
    pub matter: Option<String>,
    pub lead: Option<String>,
    pub co: Vec<String>,
    /// An agency: suggested on a return, the target of a transfer or of a supervision.
    pub agency: Option<String>,
    /// Account of a handler.
    pub handler: Option<String>,
    /// A word of `deadline::PauseReason`.
    pub pause_reason: Option<String>,
    pub contacted: Option<bool>,
    pub solved: Option<bool>,
    pub rating: Option<i32>,
    /// Score and finding code of a review; `rework` sends it back.
    pub score: Option<i32>,
    pub rework: Option<bool>,
    pub case_number: Option<String>,
    pub receipt_on: Option<chrono::NaiveDate>,
    /// Slug of the clock definition a statutory receipt starts.
    pub clock: Option<String>,
    /// Ids of stored documents that come with it.
    pub documents: Vec<String>,
    pub confidence: Option<f64>,
    pub rules_version: Option<String>,
    pub consent: Option<bool>,
    pub channel: Option<Channel>,
    /// The line it is about; none: the whole order.
    pub line: Option<String>,
    /// What is proposed for the line.
    pub offer: Option<Offer>,
    /// How many were there.
    pub headcount: Option<i32>,
    pub line_rating: Option<LineRating>,
    /// Another order, to link to.
    pub order: Option<String>,
    /// Which supervision is answered or released.
    pub supervision: Option<String>,
    /// The asker was silent until the window closed.
    pub silent: Option<bool>,
}

/// One thing that happened. Append-only; holds no personal free text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    pub order_id: String,
    /// 1, 2, 3 … without gaps.
    pub seq: i64,
    pub at: Time,
    pub actor: Option<String>,
    pub role: Role,
    pub agency: Option<String>,
    pub on_behalf: bool,
    pub action: Action,
    pub from: State,
    pub to: State,
    pub reason_code: Option<String>,
    pub visibility: Visibility,
    pub rules_version: Option<String>,
    /// The texts it brought: entry id and salted digest, so an erased text leaves the chain valid.
    pub entries: Vec<EntryDigest>,
    /// Facts without personal text, as JSON: agencies, clocks, ratings. Enough to fold the state.
    pub facts: serde_json::Value,
    pub prev_hash: String,
    pub hash: String,
}

/// What an event keeps of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryDigest {
    pub entry: String,
    /// Hex SHA-256 of salt and text.
    pub digest: String,
}

/// A text, with one visibility.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    pub id: String,
    pub order_id: String,
    pub seq: i64,
    pub kind: EntryKind,
    pub visibility: Visibility,
    pub author: Option<String>,
    pub role: Role,
    /// The agency whose text it is; with `Visibility::Agency`, the only one that reads it.
    pub agency: Option<String>,
    pub body: String,
    /// Hex, random, kept beside the text and erased with it.
    pub salt: String,
    /// A draft waits for a second signature and is not yet what it is meant to be.
    pub draft: bool,
    pub created_at: Time,
}

/// Something to be done after the commit, by the outbox.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Job {
    /// `notice`, `index`, …
    pub kind: String,
    pub payload: serde_json::Value,
    pub run_at: Time,
}

/// The outcome of a decision: the order after it, and what has to be stored with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    pub order: Order,
    pub events: Vec<Event>,
    pub entries: Vec<Entry>,
    /// Drafts that the step turns into what they were meant to be, with the visibility they get.
    pub released: Vec<(String, Visibility)>,
    pub jobs: Vec<Job>,
}
