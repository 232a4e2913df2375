//! Random walks: whatever people do in whatever order, these hold.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::TimeDelta;
use proptest::prelude::*;

use super::*;
use crate::domain::access::{actions, offers};
use crate::domain::deadline::spent;

/// One try: who, which of the things open to them, how many hours later, and a spice for inputs.
type Try = (usize, usize, i64, u8);

/// What leaves nothing to walk on.
const ENDS: [Action; 4] =
    [Action::Withdraw, Action::Decline, Action::ApproveDecline, Action::Archive];

/// What moves nothing on.
const BESIDE: [Action; 8] = [
    Action::Note,
    Action::Unmask,
    Action::Remind,
    Action::Link,
    Action::Unlink,
    Action::Supervise,
    Action::AnswerSupervision,
    Action::ReleaseSupervision,
];

/// An order on its way, with everything it has left behind.
struct Walk {
    house: &'static House,
    order: Order,
    events: Vec<Event>,
    entries: Vec<Entry>,
    now: Time,
}

impl Walk {
    fn new(trusting: bool) -> Walk {
        static HOUSES: LazyLock<[House; 2]> = LazyLock::new(|| [House::real(), House::trusting()]);
        let house = &HOUSES[usize::from(trusting)];
        Walk { house, order: draft(), events: vec![], entries: vec![], now: noon() }
    }

    /// Lets somebody try something, and holds the step to the rules.
    fn go(&mut self, (person, choice, hours, spice): Try) {
        self.now += TimeDelta::hours(hours);
        let tables = self.house.tables();
        let Some((actor, action)) = self.pick(person, choice, spice) else { return };
        let actor = &actor;
        let offered = offers(actor, &self.order, &tables, self.now);
        let listed = actions(actor, &self.order);
        assert!(offered.iter().all(|action| listed.contains(action)));
        let input = spiced(action, spice);
        let mut fresh = Fresh::new(self.seed(), [spice; 32]);
        match apply(&self.order, action, &input, actor, self.now, &tables, &mut fresh) {
            Ok(step) => {
                assert!(offered.contains(&action), "no button for {action}");
                self.hold(&step);
                self.events.extend(step.events);
                self.entries.extend(step.entries);
                self.order = step.order;
            }
            Err(refusal) => {
                // What is offered is refused for what was typed or for a clock, never for the
                // person, the state or the kind.
                let typed = refusal.status() == Status::Unprocessable;
                let clock = matches!(refusal, Refusal::TooLate { .. } | Refusal::NoClock);
                let picked = matches!(refusal, Refusal::SamePerson | Refusal::NothingAsked { .. });
                let fine = typed || clock || picked || !offered.contains(&action);
                assert!(fine, "{action} from {}: {refusal:?}", self.order.state);
            }
        }
        self.whole();
        if spice.is_multiple_of(16) {
            self.adds_up();
        }
    }

    /// The order is the fold of its events, and their chain holds.
    fn adds_up(&self) {
        if self.order.last_seq > 0 {
            assert_eq!(fold(&self.events).unwrap(), self.order);
            assert_eq!(verify(&self.events, &self.entries), Ok(()));
        }
        for clock in &self.order.clocks {
            let spent = spent(clock, self.now, &self.house.calendar);
            assert_eq!(spent.running + spent.paused, spent.elapsed);
        }
    }

    /// Mostly something that is offered to somebody, and seldom what ends everything.
    fn pick(&self, person: usize, choice: usize, spice: u8) -> Option<(Actor, Action)> {
        let tables = self.house.tables();
        let everybody = everybody();
        if spice.is_multiple_of(9) {
            let action = Action::ALL[choice % Action::ALL.len()];
            return Some((everybody[person % everybody.len()].1.clone(), action));
        }
        let mut pool: Vec<(&Actor, Action)> = Vec::new();
        for (_, actor) in &everybody {
            let offered = offers(actor, &self.order, &tables, self.now);
            pool.extend(offered.into_iter().map(|action| (actor, action)));
        }
        pool.retain(|(_, action)| spice % 7 == 1 || !ENDS.contains(action));
        pool.retain(|(_, action)| spice % 8 == 2 || !BESIDE.contains(action));
        let (actor, action) = pool.get(choice % pool.len().max(1))?;
        Some(((*actor).clone(), *action))
    }

    fn seed(&self) -> [u8; 32] {
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&self.order.last_seq.to_be_bytes());
        seed
    }

    /// What holds from one step to the next.
    fn hold(&self, step: &Step) {
        let (before, after) = (&self.order, &step.order);
        assert_eq!(after.version, before.version + 1);
        assert!(!step.events.is_empty());
        assert_eq!(after.last_seq, before.last_seq + step.events.len() as i64);
        assert_eq!(step.events.last().unwrap().to, after.state);
        let was: BTreeMap<_, _> = before.clocks.iter().map(|c| (&c.id, c)).collect();
        for clock in &after.clocks {
            let Some(old) = was.get(&clock.id) else { continue };
            let moved = (old.nominal_due, old.rolled_due) != (clock.nominal_due, clock.rolled_due);
            let told = step.events.iter().any(|e| {
                let clocks = e.facts["clocks"].as_array();
                clocks.is_some_and(|c| c.iter().any(|c| c["id"] == clock.id.as_str()))
            });
            assert!(!moved || told, "a due date moved without an event");
            assert!(!(moved && old.stopped_at.is_some()), "a stopped clock moved");
            assert!(old.stopped_at.is_none() || old.stopped_at == clock.stopped_at);
        }
        assert!(was.len() <= after.clocks.len() && before.lines.len() == after.lines.len());
    }

    /// What holds at every moment.
    fn whole(&self) {
        let order = &self.order;
        let with_agency = matches!(
            order.state,
            State::Dispatched | State::Handling | State::Suspended | State::Replied
        ) || (order.state == State::Waiting
            && order.previous != Some(State::Submitted));
        let leads = order.assignments.iter().filter(|a| a.part == Part::Lead && a.stands()).count();
        if with_agency {
            assert_eq!(leads, order.lines.len(), "one lead for each open line");
        }
        assert!(!order.lines.iter().any(|line| line.state != order.state));
        if !order.state.is_open() {
            let owed = order.assignments.iter().filter(|a| a.state.is_open()).count();
            assert_eq!(owed, 0, "{} with an open assignment", order.state);
            assert!(order.clocks.iter().all(|c| c.stopped_at.is_some()), "a clock runs on");
        }
        let paused = matches!(order.state, State::Waiting | State::Suspended);
        assert_eq!(paused, order.previous.is_some());
    }
}

/// Inputs that fit, in many flavours.
fn spiced(action: Action, spice: u8) -> Input {
    let agencies = ["lead", "co", "other"];
    let pick = |n: u8| agencies[usize::from(n) % 3].to_owned();
    let mut input = input_for(action);
    if matches!(action, Action::Dispatch | Action::Adjudicate | Action::AddCo) {
        input.lead = Some(pick(spice));
        input.co = if spice.is_multiple_of(2) { vec![pick(spice / 3)] } else { vec![] };
    }
    input.agency = (!spice.is_multiple_of(4)).then(|| pick(spice / 2));
    input.rework = Some(spice.is_multiple_of(3));
    input.days = Some(i32::from(spice % 10) + 1);
    input.handler = Some(format!("handler-{}", spice % 3));
    if spice.is_multiple_of(7) {
        input.clock = Some("police_transfer".into());
    }
    input
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    let one = (any::<usize>(), any::<usize>(), 0..400i64, any::<u8>());
    // Mostly hours, sometimes weeks: both ends of every window are met.
    prop::collection::vec(
        one.prop_map(|(p, c, h, s)| (p, c, if h < 360 { h / 40 } else { h }, s)),
        1..90,
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn an_order_stays_whole_whatever_people_do(trusting: bool, tries in tries()) {
        let mut walk = Walk::new(trusting);
        for one in tries {
            walk.go(one);
        }
        walk.adds_up();
    }
}

/// Walks from a fixed seed, long enough to reach every state and nearly every action: else the
/// property above would hold of little.
#[test]
fn the_walks_reach_everything() {
    let mut states = std::collections::BTreeSet::new();
    let mut actions = std::collections::BTreeSet::new();
    let mut x: u64 = 42;
    let mut next = move || {
        x = x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (x >> 33) as usize
    };
    for round in 0..70_u32 {
        let mut walk = Walk::new(round.is_multiple_of(2));
        for _ in 0..60 {
            let hours = if next().is_multiple_of(12) { 380 } else { (next() % 6) as i64 };
            walk.go((next(), next(), hours, (next() % 256) as u8));
        }
        states.extend(walk.events.iter().map(|e| e.to.as_str()));
        actions.extend(walk.events.iter().map(|e| e.action.as_str()));
    }
    let missed: Vec<_> =
        Action::ALL.iter().map(|a| a.as_str()).filter(|a| !actions.contains(a)).collect();
    assert_eq!(states.len(), State::ALL.len() - 1, "all but draft: {states:?}");
    assert!(missed.len() <= 4, "never done: {missed:?}");
}
