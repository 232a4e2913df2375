//! A school, and who may do what with it: verify, cancel, reopen, invite, order.

use super::course::Stage;
use super::order::{Actor, Role};
use super::{Time, mask};
use crate::text_enum;

/// The education bureau: it knows its schools, so whom it invites needs no other proof.
pub const BUREAU: &str = "education";

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
mod tests {
    use super::*;
    use SchoolState::{Asked, Cancelled, Verified};

    fn actor(role: Role, agency: Option<&str>, school: Option<&str>) -> Actor {
        Actor {
            account: Some("a".into()),
            role,
            agency: agency.map(Into::into),
            on_behalf: false,
            holds_key: false,
            school: school.map(Into::into),
        }
    }

    fn school(state: SchoolState) -> School {
        School {
            id: "s1".into(),
            name: "云岭第一小学".into(),
            district: "玉州区".into(),
            address: "人民东路 1 号".into(),
            stages: vec![Stage::PrimaryLow],
            state,
            reason: None,
            verified_by: None,
            verified_at: None,
            invited_by_agency: None,
            created_at: Time::default(),
            version: 1,
        }
    }

    #[test]
    fn the_admin_does_what_the_table_says_and_nobody_else_does() {
        let table = [
            (Deed::Verify, [Some(Verified), None, None]),
            (Deed::Cancel, [Some(Cancelled), Some(Cancelled), None]),
            (Deed::Reopen, [None, None, Some(Asked)]),
        ];
        assert_eq!(table.len(), Deed::ALL.len());
        for (deed, wanted) in table {
            for (state, wanted) in [Asked, Verified, Cancelled].into_iter().zip(wanted) {
                for role in Role::ALL {
                    let done = after(&actor(*role, Some(BUREAU), Some("s1")), deed, state);
                    let right = match (role, wanted) {
                        (Role::Admin, Some(next)) => Ok(next),
                        (Role::Admin, None) => Err(Barred::WrongState),
                        _ => Err(Barred::NotYours),
                    };
                    assert_eq!(done, right, "{role} {deed} {state}");
                }
            }
        }
        assert_eq!(deeds(&actor(Role::Admin, None, None), Asked), [Deed::Verify, Deed::Cancel]);
        assert_eq!(deeds(&actor(Role::Planner, None, None), Asked), []);
    }

    #[test]
    fn the_bureau_invites_schools_and_no_other_agency_does() {
        for role in Role::ALL {
            for agency in [None, Some("court"), Some(BUREAU)] {
                let right = agency == Some(BUREAU) && matches!(role, Role::Handler | Role::Leader);
                assert_eq!(may_invite_schools(&actor(*role, agency, None)), right, "{role}");
            }
        }
    }

    #[test]
    fn a_teacher_invites_to_the_own_school_once_it_is_verified() {
        for role in Role::ALL {
            for own in [None, Some("s1"), Some("s2")] {
                for state in [Asked, Verified, Cancelled] {
                    let right = match (role, own, state) {
                        (Role::Teacher, Some("s1"), Verified) => Ok(()),
                        (Role::Teacher, Some("s1"), Asked) => Err(Barred::NotVerified),
                        (Role::Teacher, Some("s1"), Cancelled) => Err(Barred::Cancelled),
                        _ => Err(Barred::NotYours),
                    };
                    let done = may_invite_teacher(&actor(*role, None, own), &school(state));
                    assert_eq!(done, right, "{role} of {own:?}, {state}");
                }
            }
        }
    }

    #[test]
    fn only_a_verified_school_orders() {
        assert_eq!(may_order(&school(Verified)), Ok(()));
        assert_eq!(may_order(&school(Asked)), Err(Barred::NotVerified));
        assert_eq!(may_order(&school(Cancelled)), Err(Barred::Cancelled));
    }

    #[test]
    fn one_school_is_one_name() {
        for (typed, wanted) in [
            (" 云岭　第一小学 ", "云岭第一小学"),
            ("云岭第一小学（东校区）", "云岭第一小学(东校区)"),
            ("Yunling  No. 1 Primary", "Yunling No.1 Primary"),
            ("云岭ＡＢ小学", "云岭AB小学"),
            ("", ""),
        ] {
            assert_eq!(tidy(typed), wanted);
        }
    }
}
