//! What happens to an order, told step by step.

use chrono::TimeDelta;

use super::*;

fn to_handling(house: &House) -> Order {
    after(
        house,
        &[
            (Action::Submit, "asker"),
            (Action::Accept, "system"),
            (Action::Dispatch, "system"),
            (Action::Sign, "lead_handler"),
        ],
    )
}

fn running(order: &Order) -> Vec<&str> {
    let clocks = order.clocks.iter().filter(|c| c.stopped_at.is_none());
    clocks.map(|c| c.definition.as_str()).collect()
}

fn refused(order: &Order, action: Action, name: &str, at: Time, house: &House) -> Refusal {
    apply(order, action, &input_for(action), &who(name), at, &house.tables(), &mut fresh(7))
        .expect_err("should be refused")
}

fn with_co(order: &Order, house: &House) -> Order {
    let input = Input { co: vec!["co".into()], ..full() };
    let order = step(order, Action::AddCo, "lead_leader", &input, noon(), house).order;
    step(&order, Action::Sign, "co_handler", &full(), noon(), house).order
}

#[test]
fn promises_run_as_the_kind_says() {
    let house = House::real();
    let order = after(&house, &[(Action::Submit, "asker")]);
    assert_eq!(running(&order), ["dispatch"]);
    let order = after(
        &house,
        &[(Action::Submit, "asker"), (Action::Accept, "system"), (Action::Dispatch, "system")],
    );
    assert_eq!(running(&order), ["sign"]);
    let order = to_handling(&house);
    assert_eq!(running(&order), ["contact", "reply"]);
    assert_eq!(order.lead().unwrap().handler.as_deref(), Some("lead-handler"));
}

#[test]
fn the_clock_stands_still_for_materials_and_goes_on_with_them() {
    let house = House::real();
    let order = to_handling(&house);
    let due = order.clocks.iter().find(|c| c.definition == "reply").unwrap().rolled_due;
    let order = step(&order, Action::AskMaterials, "lead_handler", &full(), noon(), &house).order;
    assert_eq!(running(&order), ["reply", "materials"]);
    let later = noon() + TimeDelta::days(7);
    assert!(matches!(
        refused(&order, Action::Lapse, "system", noon(), &house),
        Refusal::TooEarly { .. }
    ));
    let supplied = step(&order, Action::Supply, "asker", &full(), later, &house).order;
    assert_eq!(supplied.state, State::Handling);
    let reply = supplied.clocks.iter().find(|c| c.definition == "reply").unwrap();
    assert!(reply.rolled_due > due && reply.pauses[0].to == Some(later));
    let lapsed = step(&order, Action::Lapse, "system", &full(), later, &house).order;
    assert_eq!(lapsed.state, State::Handling);
}

#[test]
fn the_signer_is_another_person() {
    let house = House::real();
    let order = to_handling(&house);
    let asked = step(&order, Action::RequestReply, "lead_leader", &full(), noon(), &house).order;
    let own = refused(&asked, Action::ApproveReply, "lead_leader", noon(), &house);
    assert_eq!(own, Refusal::SamePerson);
    let plain = refused(&order, Action::Reply, "lead_handler", noon(), &house);
    assert_eq!(plain, Refusal::NeedsSignature { signature: Signature::Reply });
    let again = refused(&asked, Action::RequestReply, "lead_handler", noon(), &house);
    assert_eq!(again, Refusal::AlreadyAsked { signature: Signature::Reply });
}

#[test]
fn a_signed_reply_is_two_events_and_releases_the_drafts() {
    let house = House::real();
    let order = to_handling(&house);
    let asked = step(&order, Action::RequestReply, "lead_handler", &full(), noon(), &house);
    assert!(asked.entries.iter().all(|e| e.draft && e.visibility == Visibility::Agency));
    let done =
        step(&asked.order, Action::ApproveReply, "lead_leader", &Input::default(), noon(), &house);
    let told: Vec<_> = done.events.iter().map(|e| (e.action, e.visibility)).collect();
    assert_eq!(
        told,
        [(Action::ApproveReply, Visibility::Agency), (Action::Reply, Visibility::Asker)]
    );
    let seen: Vec<_> = done.released.iter().map(|(_, seen)| *seen).collect();
    assert_eq!(seen, [Visibility::Asker, Visibility::Agency]);
    assert_eq!(done.order.version, asked.order.version + 1);
    assert_eq!((done.order.agency_contacted, done.order.agency_solved), (Some(true), Some(false)));
    assert!(running(&done.order).is_empty());
}

#[test]
fn the_second_return_waits_for_the_binding_word() {
    let house = House::trusting();
    let back = |order: &Order| {
        let order = step(order, Action::Dispatch, "dispatcher", &full(), noon(), &house).order;
        step(&order, Action::Return, "lead_leader", &full(), noon(), &house).order
    };
    let order = after(&house, &[(Action::Submit, "asker"), (Action::Accept, "dispatcher")]);
    let once = back(&order);
    assert_eq!((once.returns, once.state), (1, State::Accepted));
    assert_eq!(running(&once), ["dispatch"]);
    let twice = back(&once);
    let again = refused(&twice, Action::Dispatch, "dispatcher", noon(), &house);
    assert_eq!(again, Refusal::NeedsAdjudication);
    let bound = step(&twice, Action::Adjudicate, "dispatcher", &full(), noon(), &house).order;
    assert!(bound.binding);
    let third = refused(&bound, Action::Return, "lead_leader", noon(), &house);
    assert_eq!(third, Refusal::Binding);
    let signed = step(&bound, Action::Sign, "lead_leader", &full(), noon(), &house).order;
    let away = refused(&signed, Action::Transfer, "lead_leader", noon(), &house);
    assert_eq!(away, Refusal::Binding);
}

#[test]
fn a_transfer_resets_no_clock() {
    let house = House::trusting();
    let order = to_handling(&house);
    let later = noon() + TimeDelta::days(5);
    let reply = |o: &Order| o.clocks.iter().find(|c| c.definition == "reply").unwrap().clone();
    let moved = step(&order, Action::Transfer, "lead_leader", &full(), later, &house).order;
    assert_eq!(reply(&moved).rolled_due, reply(&order).rolled_due);
    assert_eq!(moved.lead().unwrap().agency, "other");
    assert_eq!(reply(&moved).assignment_id.as_ref(), Some(&moved.lead().unwrap().id));
    assert_eq!(moved.assignments[0].state, AssignmentState::Transferred);
    let signed = step(&moved, Action::Sign, "other_leader", &full(), later, &house).order;
    assert_eq!(running(&signed).iter().filter(|d| **d == "reply").count(), 1);
}

#[test]
fn nothing_closes_while_a_co_agency_owes_its_share() {
    let house = House::trusting();
    let order = with_co(&to_handling(&house), &house);
    assert_eq!(running(&order), ["contact", "reply", "reply"]);
    let replied = step(&order, Action::Reply, "lead_handler", &full(), noon(), &house).order;
    let open = refused(&replied, Action::Confirm, "asker", noon(), &house);
    assert_eq!(open, Refusal::AssignmentOpen { agencies: vec!["co".into()] });
    let done = step(&replied, Action::Reply, "co_handler", &full(), noon(), &house).order;
    assert_eq!(done.state, State::Replied);
    let closed = step(&done, Action::Confirm, "asker", &full(), noon(), &house).order;
    assert_eq!((closed.state, closed.rating), (State::Closed, Some(4)));
}

#[test]
fn silence_closes_after_fifteen_days_and_a_dispute_comes_before() {
    let house = House::trusting();
    let order =
        step(&to_handling(&house), Action::Reply, "lead_handler", &full(), noon(), &house).order;
    let (last, over) = (noon() + TimeDelta::days(15), noon() + TimeDelta::days(16));
    assert!(matches!(
        refused(&order, Action::Confirm, "system", last, &house),
        Refusal::TooEarly { .. }
    ));
    assert!(matches!(
        refused(&order, Action::Dispute, "asker", over, &house),
        Refusal::WindowClosed { .. }
    ));
    let silent = step(&order, Action::Confirm, "system", &Input::default(), over, &house);
    assert_eq!(silent.events[0].facts["silent"], true);
    assert_eq!(silent.order.rating, None);
    let back = step(&order, Action::Dispute, "asker", &full(), last, &house).order;
    assert_eq!(back.lead().unwrap().barred_handler.as_deref(), Some("lead-handler"));
    assert_eq!(running(&back), ["contact", "reply"]);
    let same = refused(&back, Action::Reply, "lead_handler", last, &house);
    assert_eq!(same, Refusal::OtherHandler);
    step(&back, Action::Reply, "lead_leader", &full(), last, &house);
}

#[test]
fn an_extension_is_asked_and_granted_before_the_end() {
    let house = House::real();
    let order = to_handling(&house);
    let late = noon() + TimeDelta::days(20);
    let input = Input { days: Some(5), ..input_for(Action::RequestExtend) };
    let asked = step(&order, Action::RequestExtend, "lead_handler", &input, noon(), &house).order;
    let no = refused(&asked, Action::ApproveExtend, "supervisor", late, &house);
    assert!(matches!(no, Refusal::TooLate { .. }));
    let granted =
        step(&asked, Action::ApproveExtend, "supervisor", &Input::default(), noon(), &house);
    let notices: Vec<_> = granted.jobs.iter().map(|j| j.payload["notice"].clone()).collect();
    assert_eq!(notices, ["extension"]);
    let reply = granted.order.clocks.iter().find(|c| c.definition == "reply").unwrap();
    assert_eq!((reply.budget, reply.extended), (15, 1));
    let too_much = Input { days: Some(11), ..input };
    let no = apply(
        &order,
        Action::RequestExtend,
        &too_much,
        &who("lead_handler"),
        noon(),
        &house.tables(),
        &mut fresh(3),
    )
    .unwrap_err();
    assert_eq!(no, Refusal::Invalid { field: "days", why: "longer_than_allowed" });
}

#[test]
fn an_agencys_own_receipt_starts_the_clock_of_the_law() {
    let house = House::real();
    let order = to_handling(&house);
    let law = house.definitions.iter().find(|d| d.statutory()).unwrap().slug.clone();
    let input = Input { clock: Some(law.clone()), ..full() };
    let order = step(&order, Action::RecordReceipt, "lead_handler", &input, noon(), &house).order;
    let clock = order.clocks.iter().find(|c| c.definition == law).unwrap();
    assert!(clock.statutory);
    assert_eq!(china_day(clock.started_at), input.receipt_on.unwrap());
    let promise = Input { clock: Some("reply".into()), ..full() };
    let no = apply(
        &order,
        Action::RecordReceipt,
        &promise,
        &who("lead_handler"),
        noon(),
        &house.tables(),
        &mut fresh(3),
    )
    .unwrap_err();
    assert_eq!(no, Refusal::Invalid { field: "clock", why: "not_statutory" });
}

#[test]
fn a_link_is_undone_without_a_trace_but_its_events() {
    let house = House::real();
    let order = to_handling(&house);
    let linked = step(&order, Action::Link, "dispatcher", &full(), noon(), &house).order;
    assert_eq!(linked.leading_order.as_deref(), Some("another-order"));
    let undone = step(&linked, Action::Unlink, "dispatcher", &full(), noon(), &house).order;
    let (version, last_seq, last_hash) = (order.version, order.last_seq, order.last_hash.clone());
    assert_eq!(Order { version, last_seq, last_hash, ..undone }, order);
}

#[test]
fn text_that_cannot_be_kept_is_refused() {
    let house = House::real();
    let long = "长".repeat(20_001);
    let cases = [
        (Input { text: Some("a\0b".into()), ..full() }, "text", "characters"),
        (Input { text: Some(long), ..full() }, "text", "too_long"),
        (Input { reason_code: Some("张三 13800000000".into()), ..full() }, "reason_code", "code"),
        (Input { days: Some(0), ..full() }, "days", "range"),
        (Input { confidence: Some(f64::NAN), ..full() }, "confidence", "range"),
        (
            Input { receipt_on: Some("2026-03-05".parse().unwrap()), ..full() },
            "receipt_on",
            "future",
        ),
    ];
    for (input, field, why) in cases {
        let no = apply(
            &draft(),
            Action::Submit,
            &input,
            &who("asker"),
            noon(),
            &house.tables(),
            &mut fresh(1),
        )
        .unwrap_err();
        assert_eq!(no, Refusal::Invalid { field, why });
    }
}
