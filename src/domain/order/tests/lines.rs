//! Orders of several lines: every cell of their table, a story, and random walks.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use proptest::prelude::*;

use super::matrix::cells;
use super::*;
use crate::domain::access::{line_offers, offers};
use crate::domain::course::LecturerKind;
use crate::domain::deadline::Clock;

fn school_draft(forms: &[&str]) -> Order {
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
fn brought(action: Action, line: &str) -> Input {
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

/// Acts on the line at that place.
struct School {
    house: House,
    order: Order,
    events: Vec<Event>,
    entries: Vec<Entry>,
    now: Time,
}

impl School {
    fn new(forms: &[&str]) -> School {
        let order = school_draft(forms);
        School { house: House::school(), order, events: vec![], entries: vec![], now: noon() }
    }

    fn whole(&mut self, action: Action, name: &str) -> Step {
        self.take(action, name, Input { line: None, ..brought(action, "") }).unwrap()
    }

    fn line(&mut self, at: usize, action: Action, name: &str) -> Result<Step, Refusal> {
        let id = self.order.lines[at].id.clone();
        self.take(action, name, brought(action, &id))
    }

    fn take(&mut self, action: Action, name: &str, input: Input) -> Result<Step, Refusal> {
        let seed = u8::try_from(self.order.last_seq % 200).unwrap() + 2;
        let step = apply(
            &self.order,
            action,
            &input,
            &who(name),
            self.now,
            &self.house.tables(),
            &mut fresh(seed),
        )?;
        self.order = step.order.clone();
        self.events.extend(step.events.clone());
        self.entries.extend(step.entries.clone());
        self.holds();
        Ok(step)
    }

    fn running(&self) -> Vec<&str> {
        let running = self.order.clocks.iter().filter(|c| c.stopped_at.is_none());
        running.map(|c: &Clock| c.definition.as_str()).collect()
    }

    /// What holds at every moment.
    fn holds(&self) {
        let order = &self.order;
        // The whole chain is read again now and then: it costs as much as it is long.
        if order.last_seq % 8 == 1 || !order.state.is_open() {
            assert_eq!(verify(&self.events, &self.entries), Ok(()));
            assert_eq!(matches(order, &self.events), Ok(()));
        }
        if !matches!(order.state, State::Waiting) {
            assert_eq!(order.state, project(&order.lines, order.state));
        }
        for line in &order.lines {
            let leads = order
                .assignments
                .iter()
                .filter(|a| a.line_id == line.id && a.part == Part::Lead && a.stands());
            let with_agency =
                matches!(line.state, State::Dispatched | State::Handling | State::Replied);
            let done = line.state == State::Closed;
            assert_eq!(leads.count(), usize::from(with_agency || done), "{}", line.state);
            assert!(line.proposed.is_none() || line.state == State::Accepted);
            assert!(line.proposed.is_none() || line.agreed.is_none());
        }
        if !order.state.is_open() {
            assert!(order.clocks.iter().all(|c| c.stopped_at.is_some()), "a clock runs on");
            assert!(order.closed_at.is_some());
        }
    }
}

#[test]
fn each_line_goes_its_own_way_and_the_order_closes_with_the_last() {
    let mut s = School::new(&["package", "lecture", "visit", "wish"]);
    s.whole(Action::Submit, "teacher");
    assert_eq!(s.running(), ["screen"]);
    s.whole(Action::Accept, "planner");
    assert_eq!(s.running(), ["plan"]);
    s.line(3, Action::Decline, "planner").unwrap();
    for at in 0..3 {
        assert!(s.running().contains(&"plan"), "two lines still wait for a proposal");
        let told = s.line(at, Action::Propose, "planner").unwrap();
        assert!(told.jobs.iter().any(|job| job.payload["notice"] == "proposed"));
    }
    assert_eq!(s.running(), ["proposal"]);
    // The school wants one otherwise; the planner proposes again.
    s.line(1, Action::Counter, "colleague").unwrap();
    assert!(s.running().contains(&"plan"));
    s.line(1, Action::Propose, "planner").unwrap();
    assert_eq!(s.order.lines[1].proposed, Some(2));
    for at in 0..3 {
        assert_eq!(s.line(at, Action::Dispatch, "system").unwrap_err(), Refusal::NotAgreed);
        s.line(at, Action::Agree, "teacher").unwrap();
        s.line(at, Action::Dispatch, "system").unwrap();
    }
    assert_eq!(s.order.state, State::Dispatched);
    // A package needs no meeting; a lecture does.
    s.line(0, Action::Deliver, "planner").unwrap();
    assert_eq!(s.line(1, Action::Deliver, "planner").unwrap_err(), Refusal::NotMet);
    // The agency gives the lecture back: nothing is lost, it is planned anew.
    s.line(1, Action::Sign, "lead_handler").unwrap();
    s.line(1, Action::Return, "lead_handler").unwrap();
    assert_eq!((s.order.lines[1].state, s.order.lines[1].agreed), (State::Accepted, None));
    s.line(1, Action::Propose, "planner").unwrap();
    s.line(1, Action::Agree, "teacher").unwrap();
    s.line(1, Action::Dispatch, "system").unwrap();
    for at in 1..3 {
        s.line(at, Action::Sign, "lead_handler").unwrap();
        s.line(at, Action::CheckIn, "lead_handler").unwrap();
        assert_eq!(s.line(at, Action::Withdraw, "teacher").unwrap_err(), Refusal::AlreadyMet);
        assert!(s.running().contains(&"report"));
        s.line(at, Action::Deliver, "lead_handler").unwrap();
    }
    assert_eq!(s.order.state, State::Replied);
    for at in 0..3 {
        s.line(at, Action::Confirm, "teacher").unwrap();
    }
    assert_eq!(s.order.state, State::Closed);
    assert_eq!(s.order.lines[1].headcount, Some(43));
    assert_eq!(s.order.lines[2].rating.unwrap().content, 5);
    // What was done can still be disputed, and the order is open again.
    s.line(1, Action::Dispute, "teacher").unwrap();
    assert_eq!((s.order.state, s.order.closed_at), (State::Handling, None));
    s.line(1, Action::Deliver, "lead_handler").unwrap();
    s.now += TimeDelta::days(16);
    s.line(1, Action::Confirm, "system").unwrap();
    assert_eq!(s.order.state, State::Closed);
}

#[test]
fn the_order_is_as_far_as_its_last_line() {
    use State::*;
    let of = |states: &[State]| {
        let mut order = school_draft(&vec!["wish"; states.len()]);
        order.lines.iter_mut().zip(states).for_each(|(line, state)| line.state = *state);
        project(&order.lines, Draft)
    };
    assert_eq!(of(&[Replied, Accepted, Handling]), Accepted);
    assert_eq!(of(&[Withdrawn, Handling]), Handling);
    assert_eq!(of(&[Declined, Withdrawn, Closed]), Closed);
    assert_eq!(of(&[Declined, Withdrawn]), Withdrawn);
    assert_eq!(of(&[Declined]), Declined);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    /// A try: who, what, which line, how many hours later.
    #[test]
    fn whatever_people_do_lines_and_order_add_up(
        tries in prop::collection::vec((any::<usize>(), any::<usize>(), 0..3usize, 0..60i64), 1..60)
    ) {
        let mut s = School::new(&["package", "lecture", "visit"]);
        let people = everybody();
        for (person, choice, at, hours) in tries {
            s.now += TimeDelta::hours(hours);
            let mut pool = Vec::new();
            for (name, actor) in &people {
                let line = &s.order.lines[at];
                let open = line_offers(actor, &s.order, line, &s.house.tables(), s.now);
                let whole = offers(actor, &s.order, &s.house.tables(), s.now);
                let whole = whole.into_iter().filter(|a| {
                    matches!(a, Action::Submit | Action::Accept | Action::AskMaterials | Action::Supply)
                });
                for (line, action) in open.into_iter().map(|a| (Some(at), a)).chain(whole.map(|a| (None, a))) {
                    let ends = matches!(action, Action::Withdraw | Action::Decline);
                    if !ends || choice % 7 == 0 {
                        pool.push((*name, line, action));
                    }
                }
            }
            let picked = pool.get((person ^ choice) % pool.len().max(1));
            let Some((name, line, action)) = picked else { continue };
            let done = match line {
                Some(at) => s.line(*at, *action, name).map(drop),
                None => s.take(*action, name, Input { line: None, ..brought(*action, "") }).map(drop),
            };
            prop_assert!(done.is_ok(), "{name}: {action}: {done:?}");
        }
    }
}
