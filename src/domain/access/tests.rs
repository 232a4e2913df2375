//! Who may enter where, and who has which list.

use super::*;
use crate::domain::order::Role;

/// Role by role, as a person would write it down.
#[test]
fn each_role_enters_its_own_parts_and_no_others() {
    use Area::*;
    let wanted: &[(Role, &[Area])] = &[
        (Role::Guest, &[Public, Asker]),
        (Role::Business, &[Public, Signed, Asker]),
        (Role::Teacher, &[Public, Signed, School, Answers]),
        (Role::Learner, &[Public, Class]),
        (Role::Planner, &[Public, Signed, Desk, Planning]),
        (Role::Clerk, &[Public, Signed, Asker, Desk, Counter]),
        (Role::Handler, &[Public, Signed, Desk]),
        (Role::Leader, &[Public, Signed, Desk]),
        (Role::Dispatcher, &[Public, Signed, Desk, Triage, Rules]),
        (Role::Supervisor, &[Public, Signed, Desk, Supervision]),
        (Role::Reviewer, &[Public, Signed, Desk, Reviews]),
        (Role::Editor, &[Public, Signed, Desk, Answers, Editing, Rules]),
        (Role::Admin, &[Public, Signed, Desk, Answers, Editing, Rules, Administration]),
        (Role::System, &[Public]),
    ];
    assert_eq!(wanted.len(), Role::ALL.len());
    for (role, areas) in wanted {
        for area in Area::ALL {
            assert_eq!(may_enter(*role, *area), areas.contains(area), "{role} in {area}");
        }
    }
}

#[test]
fn only_those_who_work_on_orders_have_queues_and_none_twice() {
    for role in Role::ALL {
        let actor = Actor {
            account: None,
            role: *role,
            agency: None,
            on_behalf: false,
            holds_key: false,
            school: None,
        };
        let mut lists = queues(&actor);
        let works = matches!(
            role,
            Role::Clerk
                | Role::Handler
                | Role::Leader
                | Role::Dispatcher
                | Role::Planner
                | Role::Supervisor
                | Role::Reviewer
        );
        assert_eq!(!lists.is_empty(), works, "{role}");
        let all = lists.len();
        lists.sort();
        lists.dedup();
        assert_eq!(lists.len(), all);
    }
}
