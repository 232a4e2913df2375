//! Every state × action × person, against a table that a person wrote (`matrix.txt`).

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;

use super::*;
use crate::domain::access::{actions, offers};

pub type Cell = (Action, String, State);

/// The cells of a table that a person wrote: what is allowed, and where it leads.
pub fn cells(table: &str) -> BTreeMap<Cell, String> {
    let mut sets: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut cells = BTreeMap::new();
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    for line in table.lines() {
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        if let Some((name, states)) = line.strip_prefix("set ").and_then(|l| l.split_once('=')) {
            sets.insert(name.trim().into(), words(states));
            continue;
        }
        let [action, people, way] = line.split('|').collect::<Vec<_>>()[..] else {
            panic!("not a line: {line}")
        };
        let (from, to) = way.split_once('>').unwrap();
        let from = words(from).into_iter().flat_map(|w| sets.get(&w).cloned().unwrap_or(vec![w]));
        for state in from {
            for name in words(people) {
                let cell = (action.trim().parse().unwrap(), name, state.parse().unwrap());
                let before = cells.insert(cell, to.trim().to_owned());
                assert!(before.is_none(), "twice: {line}");
            }
        }
    }
    cells
}

fn share(id: &str, agency: &str, part: Part, state: AssignmentState) -> Assignment {
    Assignment {
        id: id.into(),
        line_id: "line".into(),
        agency: agency.into(),
        part,
        state,
        handler: None,
        barred_handler: None,
        case_number: None,
        receipt_on: None,
        created_at: noon(),
        signed_at: None,
        ended_at: None,
    }
}

fn shares(state: State, action: Action) -> Vec<Assignment> {
    use AssignmentState::*;
    let lead = match state {
        State::Dispatched => Sent,
        State::Handling | State::Waiting | State::Suspended => Signed,
        State::Replied | State::Closed | State::Archived => Done,
        State::Withdrawn => Ended,
        _ => return Vec::new(),
    };
    let closing = action == Action::Confirm || !state.is_open();
    let co = match action {
        Action::Sign => Sent,
        _ if closing => {
            if lead == Ended {
                Ended
            } else {
                Done
            }
        }
        _ => Signed,
    };
    vec![share("a", "lead", Part::Lead, lead), share("b", "co", Part::Co, co)]
}

fn request(id: &str, signature: Signature, agency: Option<&str>) -> Request {
    Request {
        id: id.into(),
        signature,
        asked_by: "somebody-else".into(),
        agency: agency.map(Into::into),
        asked_at: noon(),
        input: Input { text: None, internal: None, items: vec![], ..input_for(signature.action()) },
        entries: vec!["draft".into()],
        decided_at: None,
        decided_by: None,
        approved: None,
    }
}

/// An order in that state, with everything else as this action likes it.
fn order_in(state: State, action: Action, house: &House) -> Order {
    let mut order = draft();
    order.state = state;
    order.lines = vec![Line::new("line".into(), 0, None, state)];
    order.previous = matches!(state, State::Waiting | State::Suspended).then_some(State::Handling);
    order.assignments = shares(state, action);
    let replied = matches!(state, State::Replied | State::Closed | State::Archived);
    order.replied_at = replied.then(noon);
    order.returns = if action == Action::Adjudicate { 2 } else { 0 };
    order.leading_order = (action == Action::Unlink).then(|| "leading".into());
    if let Some(signature) = action.approves().or(action.refuses()) {
        order.requests = match signature {
            Signature::Decline => vec![request("r", signature, None)],
            Signature::Extend => vec![request("r", signature, Some("co"))],
            _ => vec![request("r", signature, Some("lead")), request("s", signature, Some("co"))],
        };
    }
    order.supervisions = vec![Supervision {
        id: "d".into(),
        issuer: "supervisor".into(),
        agency: "lead".into(),
        issued_at: noon(),
        answer_due: noon(),
        answered_at: None,
        released_at: None,
    }];
    for (slug, of) in
        [("reply", Some("a")), ("reply", Some("b")), ("materials", None), ("proposal", None)]
    {
        let definition = house.definitions.get(slug).unwrap();
        let of = of.map(str::to_owned);
        let id = format!("{slug}-{}", of.as_deref().unwrap_or("order"));
        let clock = crate::domain::deadline::start(
            definition,
            id,
            order.id.clone(),
            of,
            noon(),
            &house.calendar,
        );
        order.clocks.push(clock);
    }
    order
}

/// The house and the hour in which the action is possible.
fn setting(action: Action, name: &str) -> (House, Time) {
    let asks = action.requests().is_some() || action.approves().is_some();
    let house = if asks { House::real() } else { House::trusting() };
    let late = action == Action::Lapse
        || action == Action::Archive
        || (action == Action::Confirm && name == "system");
    (house, noon() + TimeDelta::days(if late { 40 } else { 1 }))
}

#[test]
fn every_state_action_and_person_is_as_the_rules_say() {
    let expected = cells(include_str!("matrix.txt"));
    let mut seen = BTreeSet::new();
    for &action in Action::ALL {
        for (name, actor) in everybody() {
            let (house, now) = setting(action, name);
            for &state in State::ALL {
                let order = order_in(state, action, &house);
                let cell = (action, name.to_owned(), state);
                let input = input_for(action);
                let done =
                    apply(&order, action, &input, &actor, now, &house.tables(), &mut fresh(9));
                let listed = actions(&actor, &order).contains(&action);
                let offered = offers(&actor, &order, &house.tables(), now).contains(&action);
                match (expected.get(&cell), done) {
                    (Some(to), Ok(step)) => {
                        let to = match to.as_str() {
                            "same" => state,
                            "back" => State::Handling,
                            word => word.parse().unwrap(),
                        };
                        assert_eq!(step.order.state, to, "{name}: {action} from {state}");
                        assert!(listed && offered, "{name} has no button: {action} from {state}");
                        seen.insert(cell);
                    }
                    (None, Err(refusal)) => {
                        let class = refusal.status();
                        assert_ne!(class, Status::Unprocessable, "{cell:?}: {refusal:?}");
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
fn a_stranger_learns_nothing_of_the_state() {
    let (house, now) = setting(Action::Reply, "stranger");
    for name in ["stranger", "guest", "editor", "other_leader"] {
        for &state in State::ALL {
            for &action in Action::ALL {
                let order = order_in(state, action, &house);
                let done =
                    apply(&order, action, &full(), &who(name), now, &house.tables(), &mut fresh(1));
                assert!(
                    matches!(done, Err(Refusal::NotAllowed { .. })),
                    "{name}: {action} from {state}"
                );
            }
        }
    }
}

#[test]
fn what_must_be_recorded_is_asked_for_by_name() {
    use crate::domain::order::table::TABLE;
    for row in TABLE.iter().filter(|row| !row.records.is_empty()) {
        let wanted = everybody().into_iter().find_map(|(name, actor)| {
            let (house, now) = setting(row.action, name);
            let order = order_in(row.from[0], row.action, &house);
            let offered = offers(&actor, &order, &house.tables(), now).contains(&row.action);
            offered.then_some((actor, house, now, order))
        });
        let Some((actor, house, now, mut order)) = wanted else {
            panic!("nobody can {}", row.action)
        };
        order.matter = None;
        order.rules_version = None;
        let empty = Input::default();
        let refused =
            apply(&order, row.action, &empty, &actor, now, &house.tables(), &mut fresh(1));
        assert!(matches!(refused, Err(Refusal::Missing { .. })), "{}: {refused:?}", row.action);
    }
}
