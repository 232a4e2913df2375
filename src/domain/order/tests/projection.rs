//! No projection contains a narrower entry.

use proptest::prelude::*;

use super::*;
use crate::domain::access::{Contact, reads, reads_event, sees};

fn entry(visibility: Visibility, agency: Option<&str>) -> Entry {
    Entry {
        id: "e".into(),
        order_id: "o".into(),
        seq: 1,
        kind: EntryKind::Note,
        visibility,
        author: None,
        role: Role::Handler,
        agency: agency.map(Into::into),
        body: "话".into(),
        salt: "00".into(),
        draft: false,
        created_at: noon(),
    }
}

/// Orders in many situations, each reached by real steps.
fn orders() -> Vec<Order> {
    let house = House::trusting();
    let mut steps = vec![(Action::Submit, "asker"), (Action::Accept, "dispatcher")];
    let mut all = vec![draft(), after(&house, &steps)];
    steps.extend([(Action::Dispatch, "dispatcher"), (Action::Sign, "lead_leader")]);
    let handling = after(&house, &steps);
    let co = Input { co: vec!["co".into()], ..full() };
    let shared = step(&handling, Action::AddCo, "lead_leader", &co, noon(), &house).order;
    all.push(step(&shared, Action::Transfer, "lead_leader", &full(), noon(), &house).order);
    let replied = step(&handling, Action::Reply, "lead_handler", &full(), noon(), &house).order;
    all.push(step(&replied, Action::Confirm, "asker", &full(), noon(), &house).order);
    all.push(step(&shared, Action::Withdraw, "asker", &full(), noon(), &house).order);
    all.extend([handling, shared, replied]);
    all
}

/// Who may ever read an entry of that visibility, said again and otherwise than in the code.
fn allowed(name: &str, visibility: Visibility, agency: Option<&str>) -> bool {
    let own = |n: &str| agency.is_some_and(|a| n.starts_with(a));
    let desk = agency == Some(CENTRE) && matches!(name, "clerk" | "dispatcher");
    match visibility {
        Visibility::Public => true,
        Visibility::Asker => !matches!(name, "stranger" | "guest" | "editor" | "admin"),
        Visibility::Agencies => {
            !matches!(name, "asker" | "key" | "stranger" | "guest" | "editor" | "admin")
                && (name != "clerk" || desk)
        }
        Visibility::Agency => own(name) || desk,
        Visibility::Supervisor => {
            matches!(name, "supervisor" | "reviewer" | "system") || own(name) || desk
        }
    }
}

proptest! {
    #[test]
    fn no_reader_gets_a_narrower_entry(
        order in prop::sample::select(orders()),
        (name, actor) in prop::sample::select(everybody()),
        visibility in prop::sample::select(Visibility::ALL),
        agency in prop::sample::select(vec![None, Some("lead"), Some("co"), Some("other"), Some(CENTRE)]),
    ) {
        if let Some(view) = sees(&actor, &order) {
            let may = reads(&view, &entry(visibility, agency));
            prop_assert!(!may || allowed(name, visibility, agency), "{name} reads {visibility}");
            let asker = matches!(name, "asker" | "key");
            prop_assert!(!asker || (!view.internal && view.contact == Contact::Masked));
        }
    }
}

#[test]
fn strangers_see_nothing_at_all() {
    for order in orders() {
        for name in ["stranger", "guest", "editor", "admin"] {
            assert_eq!(sees(&who(name), &order), None, "{name}");
        }
    }
}

#[test]
fn a_transferred_agency_keeps_its_right_to_read_and_loses_the_contact() {
    let moved = &orders()[2];
    let old = sees(&who("lead_handler"), moved).unwrap();
    assert_eq!(old.contact, Contact::None);
    assert!(reads(&old, &entry(Visibility::Agency, Some("lead"))));
    assert!(!reads(&old, &entry(Visibility::Agencies, Some("other"))));
    assert_eq!(sees(&who("other_handler"), moved).unwrap().contact, Contact::Unmaskable);
    assert_eq!(sees(&who("co_handler"), moved).unwrap().contact, Contact::Masked);
}

#[test]
fn the_asker_never_sees_a_draft_nor_that_one_was_signed() {
    let house = House::real();
    let steps = [
        (Action::Submit, "asker"),
        (Action::Accept, "dispatcher"),
        (Action::Dispatch, "dispatcher"),
        (Action::Sign, "lead_handler"),
    ];
    let order = after(&house, &steps);
    let asked = step(&order, Action::RequestReply, "lead_handler", &full(), noon(), &house);
    let view = sees(&who("asker"), &asked.order).unwrap();
    assert!(asked.entries.iter().all(|e| !reads(&view, e)));
    assert!(asked.events.iter().all(|e| !reads_event(&view, e)));
    let leader = sees(&who("lead_leader"), &asked.order).unwrap();
    assert!(asked.entries.iter().all(|e| reads(&leader, e)));
    let more = Input { clock: Some("reply".into()), ..full() };
    let more = step(&order, Action::RequestExtend, "lead_handler", &more, noon(), &house);
    let supervisor = sees(&who("supervisor"), &more.order).unwrap();
    assert!(reads(&supervisor, &more.entries[0]) && !reads(&view, &more.entries[0]));
}

#[test]
fn a_supervision_is_read_by_those_it_is_between() {
    let house = House::real();
    let order = after(&house, &[(Action::Submit, "asker"), (Action::Accept, "dispatcher")]);
    let order = step(&order, Action::Dispatch, "dispatcher", &full(), noon(), &house).order;
    let input = Input { internal: None, ..input_for(Action::Supervise) };
    let done = step(&order, Action::Supervise, "supervisor", &input, noon(), &house);
    for (name, may) in [("lead_leader", true), ("supervisor", true), ("asker", false)] {
        let view = sees(&who(name), &done.order).unwrap();
        assert_eq!(reads(&view, &done.entries[0]), may, "{name}");
        assert_eq!(reads_event(&view, &done.events[0]), may, "{name}");
    }
}
