//! Orders of several lines: every cell of their table.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::matrix::cells;
use super::*;
use crate::domain::access::{line_offers, offers};
use crate::domain::course::LecturerKind;

pub fn school_draft(forms: &[&str]) -> Order {
    let new = NewOrder {
        code: "YM26-7K3F-92QX-C".into(),
        kind: "school_order".into(),
        site: "youth".into(),
        channel: Channel::Web,
        lang: "zh-CN".into(),
        asker_account: Some("teacher".into()),
        school: Some("school".into()),
        lines: forms.iter().map(|form| Some((*form).to_owned())).collect(),
    };
    new_order(new, noon(), &mut fresh(0))
}

fn offer(agency: &str) -> Offer {
    Offer {
        start: Some(noon() + TimeDelta::days(7)),
        end: Some(noon() + TimeDelta::days(7) + TimeDelta::minutes(40)),
        agency: agency.into(),
        lecturer: Some("wei".into()),
        lecturer_kind: Some(LecturerKind::Judge),
        room: None,
        seats: 43,
    }
}

/// Everything that any action on a line asks for.
pub fn brought(action: Action, line: &str) -> Input {
    let reason = match action {
        Action::Decline => "not_offered",
        _ => "lecturer_unavailable",
    };
    Input {
        line: Some(line.to_owned()),
        offer: Some(offer("lead")),
        reason_code: Some(reason.into()),
        lead: Some("lead".into()),
        co: vec![],
        agency: None,
        ..full()
    }
}

/// An order with one line in that state, as the action likes it, and another one accepted.
fn order_in(state: State, action: Action) -> Order {
    let mut order = school_draft(&["lecture", "wish"]);
    order.last_seq = 1;
    let line = &mut order.lines[0];
    line.state = state;
    let met = matches!(action, Action::Deliver | Action::Confirm | Action::Dispute);
    line.checked_in_at = met.then(noon);
    line.revisions = 1;
    line.proposed = (state == State::Accepted).then_some(1);
    line.agreed = (action == Action::Dispatch).then_some(1);
    line.replied_at = matches!(state, State::Replied | State::Closed).then(noon);
    let id = line.id.clone();
    order.lines[1].state = if state == State::Draft { State::Draft } else { State::Accepted };
    order.state = project(&order.lines, State::Draft);
    let share = match state {
        State::Dispatched => AssignmentState::Sent,
        State::Handling => AssignmentState::Signed,
        State::Replied | State::Closed => AssignmentState::Done,
        _ => return order,
    };
    order.assignments = vec![Assignment {
        id: "share".into(),
        line_id: id,
        agency: "lead".into(),
        part: Part::Lead,
        state: share,
        handler: None,
        barred_handler: None,
        case_number: None,
        receipt_on: None,
        created_at: noon(),
        signed_at: None,
        ended_at: None,
    }];
    order
}

#[test]
fn every_state_action_and_person_is_as_the_rules_say_for_one_line() {
    let expected = cells(include_str!("lines.txt"));
    let house = House::school();
    let mut seen = BTreeSet::new();
    for &action in Action::ALL {
        for (name, actor) in everybody() {
            let late = action == Action::Confirm && name == "system";
            let now = noon() + TimeDelta::days(if late { 40 } else { 1 });
            for &state in State::ALL {
                let order = order_in(state, action);
                let line = order.lines[0].clone();
                let cell = (action, name.to_owned(), state);
                let input = brought(action, &line.id);
                let done =
                    apply(&order, action, &input, &actor, now, &house.tables(), &mut fresh(9));
                let offered =
                    line_offers(&actor, &order, &line, &house.tables(), now).contains(&action);
                match (expected.get(&cell), done) {
                    (Some(to), Ok(step)) => {
                        let to = if to == "same" { state } else { to.parse().unwrap() };
                        assert_eq!(step.order.lines[0].state, to, "{name}: {action} from {state}");
                        assert_eq!(step.order.lines[1], order.lines[1], "another line was touched");
                        assert!(offered, "{name} has no button: {action} from {state}");
                        seen.insert(cell);
                    }
                    (None, Err(refusal)) => {
                        assert_ne!(refusal.status(), Status::Unprocessable, "{cell:?} {refusal:?}");
                        assert!(!offered, "{name} has a button: {action} from {state}");
                    }
                    (Some(_), Err(refusal)) => panic!("{name}: {action} from {state}: {refusal:?}"),
                    (None, Ok(_)) => panic!("{name} must not: {action} from {state}"),
                }
            }
        }
    }
    assert_eq!(seen.len(), expected.len());
}

#[test]
fn an_order_of_lines_is_not_worked_as_a_whole_nor_another_by_line() {
    let house = House::school();
    let order = order_in(State::Handling, Action::Sign);
    let whole = |action: Action, name: &str| {
        let input = Input { line: None, ..brought(action, "") };
        apply(&order, action, &input, &who(name), noon(), &house.tables(), &mut fresh(3))
    };
    for (action, name) in [
        (Action::Reply, "lead_leader"),
        (Action::Withdraw, "teacher"),
        (Action::Dispatch, "planner"),
        (Action::Transfer, "lead_leader"),
    ] {
        assert!(whole(action, name).is_err(), "{action}");
    }
    let kinds = [Action::Reply, Action::Transfer, Action::Withdraw, Action::Suspend];
    for (name, actor) in everybody() {
        let open = offers(&actor, &order, &house.tables(), noon());
        assert!(!open.iter().any(|a| kinds.contains(a)), "{name}: {open:?}");
    }
    let request = after(
        &House::trusting(),
        &[
            (Action::Submit, "asker"),
            (Action::Accept, "dispatcher"),
            (Action::Dispatch, "dispatcher"),
        ],
    );
    let input = Input { line: Some(request.lines[0].id.clone()), ..full() };
    let house = House::trusting();
    let signed = apply(
        &request,
        Action::Sign,
        &input,
        &who("lead_handler"),
        noon(),
        &house.tables(),
        &mut fresh(3),
    );
    assert_eq!(signed.unwrap_err(), Refusal::ByLine);
}
