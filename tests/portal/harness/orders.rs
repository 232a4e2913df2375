//! An order with one of everything, as the engine would hand it to the database.

use chrono::{Duration, NaiveDate};
use serde_json::json;
use yimen::db::contacts::{Contact, ContactRow};
use yimen::db::new_id;
use yimen::db::seal::Sealer;
use yimen::domain::Time;
use yimen::domain::deadline::{Clock, Counting, Pause, PauseReason, Unit};
use yimen::domain::order::*;

/// Noon of a working day, with microseconds.
pub fn noon() -> Time {
    NaiveDate::from_ymd_opt(2026, 5, 11).unwrap().and_hms_micro_opt(4, 0, 0, 123_456).unwrap()
}

pub fn sealer() -> Sealer {
    Sealer::new(vec![("k1".to_owned(), b"a secret for the tests".to_vec())]).unwrap()
}

pub fn contact(order_id: &str) -> ContactRow {
    let contact = Contact {
        name: "李四".to_owned(),
        phone: Some("13800000000".to_owned()),
        organisation: Some("玉林某店".to_owned()),
        ..Contact::default()
    };
    ContactRow::seal(&sealer(), order_id, &contact).unwrap()
}

/// A new order in the hands of `agency`.
pub fn order(agency: &str) -> Order {
    let (id, line) = (new_id(), new_id());
    let assignment = assignment(&line, agency);
    Order {
        code: format!("YM26-{id}"),
        kind: "enterprise_request".to_owned(),
        site: "enterprise".to_owned(),
        state: State::Dispatched,
        previous: None,
        version: 1,
        asker_account: None,
        school: None,
        channel: Channel::Web,
        lang: "zh-CN".to_owned(),
        matter: Some("arrears".to_owned()),
        confidence: Some(0.875),
        rules_version: Some("r1".to_owned()),
        created_at: noon(),
        submitted_at: Some(noon()),
        replied_at: None,
        closed_at: None,
        returns: 0,
        binding: false,
        legal_hold: false,
        rating: None,
        agency_contacted: None,
        agency_solved: None,
        asker_contacted: None,
        asker_solved: None,
        leading_order: None,
        lines: vec![Line {
            matter: Some("arrears".into()),
            ..Line::new(line, 0, None, State::Dispatched)
        }],
        clocks: vec![clock(&id, &assignment.id)],
        assignments: vec![assignment],
        requests: vec![],
        supervisions: vec![],
        last_seq: 1,
        last_hash: "h1".to_owned(),
        id,
    }
}

fn assignment(line: &str, agency: &str) -> Assignment {
    Assignment {
        id: new_id(),
        line_id: line.to_owned(),
        agency: agency.to_owned(),
        part: Part::Lead,
        state: AssignmentState::Sent,
        handler: None,
        barred_handler: None,
        case_number: None,
        receipt_on: NaiveDate::from_ymd_opt(2026, 5, 12),
        created_at: noon(),
        signed_at: None,
        ended_at: None,
    }
}

fn clock(order: &str, assignment: &str) -> Clock {
    Clock {
        id: new_id(),
        order_id: order.to_owned(),
        assignment_id: Some(assignment.to_owned()),
        definition: "sign".to_owned(),
        budget: 1,
        unit: Unit::WorkingDays,
        counting: Counting::Agency,
        warn_days: 0,
        started_at: noon(),
        pauses: vec![Pause {
            reason: PauseReason::ALL[0],
            from: noon(),
            to: Some(noon() + Duration::hours(2)),
        }],
        nominal_due: noon() + Duration::days(1),
        rolled_due: noon() + Duration::days(1),
        provisional: false,
        calendar_version: "2026".to_owned(),
        statutory: false,
        source: "服务承诺".to_owned(),
        stopped_at: None,
        extended: 0,
    }
}

/// A step that brings the order to what it now is, with one event, one text and one job.
pub fn step(order: Order, action: Action, from: State) -> Step {
    let entry = Entry {
        id: new_id(),
        order_id: order.id.clone(),
        seq: order.last_seq,
        kind: EntryKind::Statement,
        visibility: Visibility::Asker,
        author: None,
        role: Role::Guest,
        agency: None,
        body: "甲方拖欠货款'; DROP TABLE orders;--".to_owned(),
        salt: "00ff".to_owned(),
        draft: false,
        created_at: noon(),
    };
    let event = Event {
        order_id: order.id.clone(),
        seq: order.last_seq,
        at: noon() + Duration::seconds(order.last_seq),
        actor: None,
        role: Role::Guest,
        agency: None,
        on_behalf: false,
        action,
        from,
        to: order.state,
        reason_code: None,
        visibility: Visibility::Asker,
        rules_version: None,
        entries: vec![EntryDigest { entry: entry.id.clone(), digest: "d".to_owned() }],
        facts: json!({"lead": "police", "n": [1, 2.5, null]}),
        prev_hash: String::new(),
        hash: order.last_hash.clone(),
    };
    let job =
        Job { kind: "notice".to_owned(), payload: json!({"order": order.id}), run_at: noon() };
    Step { order, events: vec![event], entries: vec![entry], released: vec![], jobs: vec![job] }
}

/// The next step of an order: `change` says what is different after it.
pub fn next(before: &Order, change: impl FnOnce(&mut Order)) -> Step {
    let mut after = before.clone();
    after.version += 1;
    after.last_seq += 1;
    after.last_hash = format!("h{}", after.last_seq);
    change(&mut after);
    step(after, Action::Note, before.state)
}
