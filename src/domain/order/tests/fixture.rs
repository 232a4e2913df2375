//! People, tables and times that the tests share.

use super::*;
use crate::domain::deadline::{Calendar, Definitions};
use crate::domain::kind::Kind;

/// Owns what `Tables` borrows.
pub struct House {
    pub terms: Terms,
    pub definitions: Definitions,
    pub calendar: Calendar,
}

impl House {
    /// The real kind, clocks and calendar of `content/`.
    pub fn real() -> House {
        let kind: Kind =
            toml::from_str(include_str!("../../../../content/kinds/enterprise_request.toml"))
                .unwrap();
        let clocks = [
            include_str!("../../../../content/clocks/promises.toml"),
            include_str!("../../../../content/clocks/court.toml"),
        ];
        let years = [
            include_str!("../../../../content/calendar/2025.toml"),
            include_str!("../../../../content/calendar/2026.toml"),
            include_str!("../../../../content/calendar/2027.toml"),
        ];
        House {
            terms: Terms::from(&kind),
            definitions: Definitions::build(
                clocks.map(|text| toml::from_str(text).unwrap()).to_vec(),
            )
            .unwrap(),
            calendar: Calendar::build(
                years.map(|text| toml::from_str(text).unwrap()).to_vec(),
                None,
            )
            .unwrap(),
        }
    }

    /// The kind of what schools order.
    pub fn school() -> House {
        let kind: Kind =
            toml::from_str(include_str!("../../../../content/kinds/school_order.toml")).unwrap();
        House { terms: Terms::from(&kind), ..House::real() }
    }

    /// The same without any second signature.
    pub fn trusting() -> House {
        let mut house = House::real();
        house.terms.approvals = Approvals::default();
        house
    }

    pub fn tables(&self) -> Tables<'_> {
        Tables { terms: &self.terms, definitions: &self.definitions, calendar: &self.calendar }
    }
}

/// A Wednesday in a quiet month, 10:00 in China.
pub fn noon() -> Time {
    "2026-03-04T02:00:00".parse().unwrap()
}

pub fn fresh(seed: u8) -> Fresh {
    Fresh::new([seed; 32], [seed.wrapping_add(1); 32])
}

pub fn draft() -> Order {
    let new = NewOrder {
        code: "YM26-7K3F-92QX-C".into(),
        kind: "enterprise_request".into(),
        site: "enterprise".into(),
        channel: Channel::Web,
        lang: "zh-CN".into(),
        asker_account: Some("shop".into()),
        school: None,
        lines: vec![None],
    };
    new_order(new, noon(), &mut fresh(0))
}

fn person(account: &str, role: Role, agency: Option<&str>) -> Actor {
    Actor {
        account: Some(account.into()),
        role,
        agency: agency.map(Into::into),
        on_behalf: false,
        holds_key: false,
        school: None,
    }
}

/// Everybody there is. `lead`, `co` and `other` are agencies.
pub fn everybody() -> Vec<(&'static str, Actor)> {
    let nobody = Actor {
        account: None,
        role: Role::Guest,
        agency: None,
        on_behalf: false,
        holds_key: false,
        school: None,
    };
    vec![
        ("asker", person("shop", Role::Business, None)),
        ("key", Actor { holds_key: true, ..nobody.clone() }),
        ("stranger", person("another-shop", Role::Business, None)),
        ("guest", nobody.clone()),
        ("clerk", Actor { on_behalf: true, ..person("clerk", Role::Clerk, None) }),
        ("dispatcher", person("dispatcher", Role::Dispatcher, None)),
        ("lead_handler", person("lead-handler", Role::Handler, Some("lead"))),
        ("lead_leader", person("lead-leader", Role::Leader, Some("lead"))),
        ("co_handler", person("co-handler", Role::Handler, Some("co"))),
        ("co_leader", person("co-leader", Role::Leader, Some("co"))),
        ("other_handler", person("other-handler", Role::Handler, Some("other"))),
        ("other_leader", person("other-leader", Role::Leader, Some("other"))),
        ("supervisor", person("supervisor", Role::Supervisor, None)),
        ("reviewer", person("reviewer", Role::Reviewer, None)),
        (
            "teacher",
            Actor { school: Some("school".into()), ..person("teacher", Role::Teacher, None) },
        ),
        (
            "colleague",
            Actor { school: Some("school".into()), ..person("colleague", Role::Teacher, None) },
        ),
        (
            "other_teacher",
            Actor { school: Some("other".into()), ..person("other-teacher", Role::Teacher, None) },
        ),
        ("learner", Actor { role: Role::Learner, ..nobody.clone() }),
        ("planner", person("planner", Role::Planner, None)),
        ("editor", person("editor", Role::Editor, None)),
        ("admin", person("admin", Role::Admin, None)),
        ("system", Actor { role: Role::System, ..nobody }),
    ]
}

pub fn who(name: &str) -> Actor {
    everybody().into_iter().find(|(n, _)| *n == name).unwrap().1
}

/// Something in every field, so that no refusal is for want of it.
pub fn full() -> Input {
    Input {
        reason_code: Some("duplicate".into()),
        text: Some("公开的话 <b>".into()),
        internal: Some("内部的话".into()),
        receipt: None,
        items: vec!["合同".into(), "送货单".into()],
        days: Some(5),
        matter: Some("contract".into()),
        lead: Some("lead".into()),
        co: vec![],
        agency: Some("other".into()),
        handler: Some("lead-handler-2".into()),
        pause_reason: Some("appraisal".into()),
        contacted: Some(true),
        solved: Some(false),
        rating: Some(4),
        score: Some(80),
        rework: Some(false),
        case_number: Some("(2026)桂09民初1号".into()),
        receipt_on: Some("2026-03-03".parse().unwrap()),
        clock: None,
        documents: vec![],
        confidence: Some(0.87654321),
        rules_version: Some("2026-03-01".into()),
        consent: Some(true),
        channel: Some(Channel::Web),
        line: None,
        offer: None,
        headcount: Some(43),
        line_rating: Some(LineRating { content: 5, lecturer: 4, organisation: 3 }),
        order: Some("another-order".into()),
        supervision: None,
        silent: None,
    }
}

/// The same with a code that fits the action's list.
pub fn input_for(action: Action) -> Input {
    let mut input = full();
    if matches!(action, Action::Decline | Action::RequestDecline) {
        input.reason_code = Some("not_a_legal_matter".into());
    }
    if action == Action::AddCo {
        input.co = vec!["third".into()];
    }
    if matches!(action, Action::Extend | Action::RequestExtend) {
        input.clock = Some("reply".into());
    }
    if matches!(action, Action::ApproveExtend | Action::RefuseExtend | Action::Supervise) {
        input.agency = None;
    }
    input
}

/// Does it, or fails the test with the reason.
pub fn step(
    order: &Order,
    action: Action,
    name: &str,
    input: &Input,
    at: Time,
    house: &House,
) -> Step {
    let seed = u8::try_from(order.last_seq % 200).unwrap() + 2;
    apply(order, action, input, &who(name), at, &house.tables(), &mut fresh(seed)).unwrap_or_else(
        |refusal| panic!("{name} cannot {action} from {}: {refusal:?}", order.state),
    )
}

/// Steps in a row, all at `noon`, with what each brings from `input_for`.
pub fn after(house: &House, steps: &[(Action, &str)]) -> Order {
    steps.iter().fold(draft(), |order, (action, name)| {
        step(&order, *action, name, &input_for(*action), noon(), house).order
    })
}
