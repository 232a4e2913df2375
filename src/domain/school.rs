//! A school, and who may do what with it: verify, cancel, reopen, invite, order.

use super::course::Stage;
use super::order::{Actor, Role};
use super::{Time, mask};
use crate::text_enum;

/// The education bureau: it knows its schools, so whom it invites needs no other proof.
pub const BUREAU: &str = "education";

/// The counties and districts that the centre serves.
pub const DISTRICTS: [&str; 7] =
    ["玉州区", "福绵区", "北流市", "容县", "陆川县", "博白县", "兴业县"];
/// A school's name has at most this many characters.
pub const NAME_MAX: usize = 60;

text_enum! {
    /// Where a school stands.
    pub enum SchoolState {
        /// It has asked by itself; nobody has looked yet.
        Asked = "asked",
        Verified = "verified",
        /// Not to be served, for a reason that its teachers read.
        Cancelled = "cancelled",
    }
}

/// A school that orders, or would like to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct School {
    pub id: String,
    pub name: String,
    /// 县（市、区）
    pub district: String,
    pub address: String,
    /// The stages of its pupils.
    pub stages: Vec<Stage>,
    pub state: SchoolState,
    /// Why it was cancelled.
    pub reason: Option<String>,
    /// The account that verified it, or that invited it.
    pub verified_by: Option<String>,
    pub verified_at: Option<Time>,
    /// The agency whose invitation brought it here.
    pub invited_by_agency: Option<String>,
    pub created_at: Time,
    pub version: i64,
}

text_enum! {
    /// What the administration does with a school.
    pub enum Deed { Verify = "verify", Cancel = "cancel", Reopen = "reopen" }
}

text_enum! {
    /// What is written down of a school, for good.
    pub enum Noted {
        /// It registered by itself.
        Asked = "asked",
        /// It came by an invitation of its bureau.
        Joined = "joined",
        Verified = "verified",
        Cancelled = "cancelled",
        Reopened = "reopened",
        /// Somebody read its telephone number.
        PhoneRead = "phone_read",
    }
}

impl Deed {
    /// What is written down of it.
    pub const fn noted(self) -> Noted {
        match self {
            Deed::Verify => Noted::Verified,
            Deed::Cancel => Noted::Cancelled,
            Deed::Reopen => Noted::Reopened,
        }
    }
}

text_enum! {
    /// Why somebody reads a school's telephone number.
    pub enum Need { Verify = "verify", Contact = "contact" }
}

text_enum! {
    /// Why something is not done for a school or by it.
    pub enum Barred {
        /// The one who asks has nothing to do with it.
        NotYours = "not_yours",
        /// Nobody has verified the school yet.
        NotVerified = "not_verified",
        /// The school is cancelled: its reason says why.
        Cancelled = "cancelled",
        /// Somebody has done it already, or something else first.
        WrongState = "wrong_state",
    }
}

impl Barred {
    /// The key of the sentence that says so; `{school}` and `{reason}` are its places.
    pub const fn key(self) -> &'static str {
        match self {
            Barred::NotYours => "school.barred.not_yours",
            Barred::NotVerified => "school.barred.not_verified",
            Barred::Cancelled => "school.barred.cancelled",
            Barred::WrongState => "school.barred.wrong_state",
        }
    }
}

/// The state after a deed, or why it is not done.
pub fn after(actor: &Actor, deed: Deed, state: SchoolState) -> Result<SchoolState, Barred> {
    use SchoolState::{Asked, Cancelled, Verified};
    if actor.role != Role::Admin {
        return Err(Barred::NotYours);
    }
    match (deed, state) {
        (Deed::Verify, Asked) => Ok(Verified),
        (Deed::Cancel, Asked | Verified) => Ok(Cancelled),
        // What was wrong is looked at again before the school orders.
        (Deed::Reopen, Cancelled) => Ok(Asked),
        _ => Err(Barred::WrongState),
    }
}

/// The deeds that are open now.
pub fn deeds(actor: &Actor, state: SchoolState) -> Vec<Deed> {
    Deed::ALL.iter().copied().filter(|deed| after(actor, *deed, state).is_ok()).collect()
}

/// Whether the actor invites schools: whoever works for the education bureau.
pub fn may_invite_schools(actor: &Actor) -> bool {
    matches!(actor.role, Role::Handler | Role::Leader) && actor.agency.as_deref() == Some(BUREAU)
}

/// Whether the actor may invite a colleague to this school, or take such an invitation back.
pub fn may_invite_teacher(actor: &Actor, school: &School) -> Result<(), Barred> {
    if actor.role != Role::Teacher || actor.school.as_deref() != Some(&school.id) {
        return Err(Barred::NotYours);
    }
    may_order(school)
}

/// Whether what this school prepares may be sent.
pub fn may_order(school: &School) -> Result<(), Barred> {
    match school.state {
        SchoolState::Verified => Ok(()),
        SchoolState::Asked => Err(Barred::NotVerified),
        SchoolState::Cancelled => Err(Barred::Cancelled),
    }
}

/// The stages a school can have: those of pupils.
pub fn stages() -> impl Iterator<Item = Stage> {
    Stage::ALL.iter().copied().filter(|stage| stage.is_minors())
}

/// The district that somebody means: `玉州` is 玉州区.
pub fn district(typed: &str) -> Option<&'static str> {
    let typed = tidy(typed);
    let short = |name: &str| name.strip_suffix(['区', '县', '市']).unwrap_or(name) == typed;
    // 容县 without its last character is no name.
    let meant = |name: &&str| *name == typed || (typed.chars().count() > 1 && short(name));
    DISTRICTS.into_iter().find(|name| meant(name))
}

/// A name as everybody would write it, so that one school is not there twice: half-width signs, and
/// blanks only between words that need them.
pub fn tidy(name: &str) -> String {
    let text: String = name.chars().map(mask::half_width).collect();
    let mut tidy = String::new();
    for word in text.split_whitespace() {
        let needs_blank = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        if needs_blank(tidy.chars().last()) && needs_blank(word.chars().next()) {
            tidy.push(' ');
        }
        tidy.push_str(word);
    }
    tidy
}

#[cfg(test)]
mod tests;
