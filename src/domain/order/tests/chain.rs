//! The chain of events: it verifies, and any flipped byte is found.

use super::*;

/// An order worked to the end, with everything it left behind.
fn worked() -> (Order, Vec<Event>, Vec<Entry>) {
    let house = House::real();
    let steps = [
        (Action::Submit, "asker"),
        (Action::Accept, "dispatcher"),
        (Action::Dispatch, "dispatcher"),
        (Action::Sign, "lead_handler"),
        (Action::AskMaterials, "lead_handler"),
        (Action::Supply, "asker"),
        (Action::RequestReply, "lead_handler"),
        (Action::ApproveReply, "lead_leader"),
        (Action::Confirm, "asker"),
    ];
    let (mut order, mut events, mut entries) = (draft(), Vec::new(), Vec::new());
    for (action, name) in steps {
        let done = step(&order, action, name, &input_for(action), noon(), &house);
        events.extend(done.events);
        entries.extend(done.entries);
        order = done.order;
    }
    (order, events, entries)
}

#[test]
fn the_chain_verifies_and_adds_up_to_the_order() {
    let (order, events, entries) = worked();
    assert_eq!(verify(&events, &entries), Ok(()));
    assert_eq!(fold(&events).unwrap(), order);
    assert_eq!(matches(&order, &events), Ok(()));
}

#[test]
fn it_verifies_after_a_round_trip_through_text() {
    let (order, events, entries) = worked();
    let text = serde_json::to_string(&(&events, &entries)).unwrap();
    let (events, entries): (Vec<Event>, Vec<Entry>) = serde_json::from_str(&text).unwrap();
    assert_eq!(verify(&events, &entries), Ok(()));
    assert_eq!(matches(&order, &events), Ok(()));
}

#[test]
fn an_erased_text_leaves_the_chain_valid() {
    let (_, events, mut entries) = worked();
    entries[0].body.clear();
    entries[0].salt.clear();
    assert_eq!(verify(&events, &entries), Ok(()));
    entries.remove(1);
    assert_eq!(verify(&events, &entries), Ok(()));
}

#[test]
fn a_changed_or_smuggled_text_is_found() {
    let (_, events, entries) = worked();
    for i in 0..entries.len() {
        let mut changed = entries.clone();
        changed[i].body.push('。');
        let seq = entries[i].seq;
        assert_eq!(verify(&events, &changed), Err(Broken { seq, what: Fault::Digest }));
        changed[i].id.push('x');
        assert_eq!(verify(&events, &changed), Err(Broken { seq, what: Fault::Stray }));
    }
}

#[test]
fn a_missing_or_doubled_event_is_found() {
    let (_, events, _) = worked();
    for i in 0..events.len() - 1 {
        let mut fewer = events.clone();
        fewer.remove(i);
        assert!(verify(&fewer, &[]).is_err());
        let mut more = events.clone();
        more.insert(i, events[i].clone());
        assert!(verify(&more, &[]).is_err());
    }
}

/// Every byte of every event, as it is stored.
#[test]
fn any_flipped_byte_is_found() {
    let (_, events, _) = worked();
    for (at, event) in events.iter().enumerate() {
        let text = serde_json::to_vec(event).unwrap();
        for i in 0..text.len() {
            let mut flipped = text.clone();
            flipped[i] ^= 1;
            let Ok(other) = serde_json::from_slice::<Event>(&flipped) else { continue };
            if other == *event {
                continue;
            }
            let hash_holds = other.hash == event::hash(&event.prev_hash, &other);
            let holds = hash_holds && other.prev_hash == event.prev_hash;
            assert!(!holds, "byte {i} of event {}", event.seq);
            if i % 97 == 0 {
                let mut chain = events.clone();
                chain[at] = other;
                assert!(verify(&chain, &[]).is_err());
            }
        }
    }
}

#[test]
fn an_order_changed_behind_the_back_of_its_events_is_found() {
    let (order, events, _) = worked();
    let changed = Order { rating: Some(5), ..order.clone() };
    assert!(matches!(matches(&changed, &events), Err(Broken { what: Fault::Drift, .. })));
    let held = Order { legal_hold: true, ..order };
    assert_eq!(matches(&held, &events), Ok(()));
}

#[test]
fn events_hold_no_free_text() {
    let (_, events, entries) = worked();
    let text = serde_json::to_string(&events).unwrap();
    assert!(entries.len() > 8);
    for entry in &entries {
        assert!(!text.contains(entry.body.trim()), "{}", entry.body);
        assert!(!text.contains(&entry.salt));
    }
    assert!(!text.contains("公开的话") && !text.contains("送货单"));
}
