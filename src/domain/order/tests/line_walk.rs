//! Orders of several lines: a story, and random walks.

use chrono::TimeDelta;
use proptest::prelude::*;

use super::lines::{brought, school_draft};
use super::*;
use crate::domain::access::{line_offers, offers};
use crate::domain::deadline::Clock;

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
