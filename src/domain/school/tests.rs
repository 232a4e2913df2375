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
fn a_district_is_one_of_ours_with_or_without_its_last_character() {
    for name in DISTRICTS {
        assert_eq!(district(name), Some(name));
    }
    assert_eq!(district(" 玉州 "), Some("玉州区"));
    assert_eq!(district("北流"), Some("北流市"));
    for other in ["", "容", "海淀区", "区"] {
        assert_eq!(district(other), None, "{other}");
    }
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
