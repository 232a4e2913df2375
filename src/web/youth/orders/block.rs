//! One line of an order as a block of its page: where it stands, what was offered, what to do.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use serde::Serialize;

use super::super::order::shown::{self, Row};
use super::offer::{self, OfferShown};
use crate::db::school_orders::{LineDetail, Proposal};
use crate::domain::Time;
use crate::domain::course::LineForm;
use crate::domain::deadline::local_day;
use crate::domain::order::{Action, Event, Line, LineRating, State};
use crate::domain::school_order::{Standing, standing};
use crate::web::act::{self, Loaded};
use crate::web::check_in::{check_in_code, check_in_path};
use crate::web::square::{self, Square};
use crate::web::visit::Visit;

/// What a teacher may do with a line.
pub const OFFERED: [Action; 5] =
    [Action::Agree, Action::Counter, Action::Confirm, Action::Dispute, Action::Withdraw];

/// A line.
#[derive(Serialize)]
pub struct Block {
    pub n: usize,
    pub id: String,
    pub form: LineForm,
    pub title: String,
    pub standing: Standing,
    /// Planned anew, because nobody could come.
    pub again: bool,
    /// How many of the five seals are set.
    pub seals_done: usize,
    pub rows: Vec<Row>,
    /// The proposal that waits, or the one agreed to.
    pub offer: Option<OfferShown>,
    pub earlier: Vec<OfferShown>,
    pub rivalled: bool,
    /// Others have the proposed time: it can't be agreed to.
    pub lost: bool,
    pub may: Vec<&'static str>,
    pub check_in: Option<CheckIn>,
    pub headcount: Option<i32>,
    pub rating: Option<LineRating>,
    pub report: String,
    pub declined: String,
    pub rate_until: Option<NaiveDate>,
    pub happened: Vec<Happened>,
}

/// What the lecturer's telephone or fingers take from the teacher's.
#[derive(Serialize)]
pub struct CheckIn {
    code: String,
    square: Option<Square>,
}

/// Something that happened with the line.
#[derive(Serialize)]
pub struct Happened {
    title: String,
    at: Time,
    text: String,
}

/// What the blocks are made of besides the order.
pub struct Parts {
    pub details: Vec<LineDetail>,
    pub proposals: Vec<Proposal>,
    /// Names of lecturers by their ids.
    pub lecturers: BTreeMap<String, String>,
    /// Ids of the lines for whose time another school waits.
    pub rivalled: Vec<String>,
    /// Ids of the lines whose proposed time others have.
    pub lost: Vec<String>,
}

/// The blocks of an order, in the order in which things were asked for.
pub fn blocks(visit: &Visit, loaded: &Loaded, parts: &Parts) -> Vec<Block> {
    let lines = loaded.order.lines.iter().enumerate();
    lines.map(|(at, line)| block(visit, loaded, parts, at + 1, line)).collect()
}

fn block(visit: &Visit, loaded: &Loaded, parts: &Parts, n: usize, line: &Line) -> Block {
    let detail = parts.details.iter().find(|detail| detail.line_id == line.id);
    let asked = detail.map(shown::asked);
    let agreed = agreed(parts, line);
    let day = agreed.and_then(|proposal| proposal.offer.start).map(local_day);
    let standing = standing(line, day, local_day(visit.now));
    let shown_revision = line.proposed.or(line.agreed);
    let (offer, earlier): (Vec<_>, Vec<_>) =
        offer::revisions(visit, line, &parts.proposals, &parts.lecturers)
            .into_iter()
            .partition(|offer| offer.is(shown_revision));
    let events = events(loaded, line);
    Block {
        n,
        id: line.id.clone(),
        form: line.form().unwrap_or(LineForm::Wish),
        title: asked.as_ref().map(|line| shown::title(visit, line)).unwrap_or_default(),
        standing,
        again: standing == Standing::Planning && taken_back(&events),
        seals_done: seals_done(line),
        rows: asked.as_ref().map(|line| shown::rows(visit, line, "")).unwrap_or_default(),
        offer: offer.into_iter().next(),
        earlier,
        rivalled: parts.rivalled.contains(&line.id),
        lost: parts.lost.contains(&line.id),
        may: may(visit, loaded, line),
        check_in: (standing == Standing::Today).then(|| check_in(visit, loaded, line)),
        headcount: line.headcount,
        rating: line.rating,
        report: latest(loaded, &events, Action::Deliver),
        declined: latest(loaded, &events, Action::Decline),
        rate_until: rate_until(visit, loaded, line),
        happened: events.iter().map(|event| happened(visit, loaded, event)).collect(),
    }
}

fn agreed<'a>(parts: &'a Parts, line: &Line) -> Option<&'a Proposal> {
    parts.proposals.iter().find(|p| p.line_id == line.id && Some(p.revision) == line.agreed)
}

/// What the reader may read of what happened with the line, and with the whole order.
fn events<'a>(loaded: &'a Loaded, line: &Line) -> Vec<&'a Event> {
    let of_line = |event: &&Event| match event.facts.get("line").and_then(|id| id.as_str()) {
        Some(id) => id == line.id,
        // Remarks on the whole order are no news of a line.
        None => matches!(
            event.action,
            Action::Submit
                | Action::Accept
                | Action::Decline
                | Action::AskMaterials
                | Action::Supply
        ),
    };
    loaded.events.iter().filter(of_line).collect()
}

/// Whether the last word on it was that it is fixed: then somebody had to give it back, which the
/// school reads here and not in whose words.
fn taken_back(events: &[&Event]) -> bool {
    let last = events.iter().rev().find(|event| event.facts.get("line").is_some());
    last.is_some_and(|event| {
        matches!(event.action, Action::Agree | Action::Dispatch | Action::Sign)
    })
}

fn seals_done(line: &Line) -> usize {
    match line.state {
        State::Draft => 0,
        State::Submitted | State::Waiting | State::Suspended | State::Declined => 1,
        State::Accepted => 1,
        State::Dispatched => 2,
        State::Handling => 3,
        State::Replied => 4,
        State::Closed | State::Archived => 5,
        State::Withdrawn => 1,
    }
}

fn may(visit: &Visit, loaded: &Loaded, line: &Line) -> Vec<&'static str> {
    let offers = visit.app.line_offers(&loaded.order, line, &loaded.actor, visit.now);
    let offered = OFFERED.iter().filter(|action| offers.contains(action));
    offered.map(|action| action.as_str()).collect()
}

fn check_in(visit: &Visit, loaded: &Loaded, line: &Line) -> CheckIn {
    let revision = line.agreed.unwrap_or_default();
    let code = check_in_code(&visit.app.config.secret, &line.id, revision);
    let path = check_in_path(&loaded.order.code, &line.id, &code);
    let square = square::square(&format!("{}{path}", visit.app.config.public_url));
    CheckIn { code, square }
}

/// The text that the last such event brought.
fn latest(loaded: &Loaded, events: &[&Event], action: Action) -> String {
    let event = events.iter().rev().find(|event| event.action == action);
    event.map(|event| text(loaded, event)).unwrap_or_default()
}

fn text(loaded: &Loaded, event: &Event) -> String {
    let texts = act::brought(&loaded.entries, event).filter(|entry| !entry.draft);
    texts.map(|entry| entry.body.as_str()).collect::<Vec<_>>().join("\n")
}

/// The last day on which the school can rate or dispute.
fn rate_until(visit: &Visit, loaded: &Loaded, line: &Line) -> Option<NaiveDate> {
    let windows = visit.content.kind(&loaded.order.kind)?.windows;
    let at = line.replied_at.filter(|_| line.state == State::Replied)?;
    Some(local_day(at) + Days::new(windows.silence_days.into()))
}

fn happened(visit: &Visit, loaded: &Loaded, event: &Event) -> Happened {
    let agency = event.facts.get("lead").and_then(|slug| slug.as_str());
    let agency = agency.or(event.agency.as_deref());
    let name = agency.map(|slug| visit.app.agency_name(slug, visit.lang.tag()));
    let silent = event.facts.get("silent").and_then(|silent| silent.as_bool()).unwrap_or_default();
    let word = match event.action {
        Action::Confirm if silent => "confirm_silent",
        action => action.as_str(),
    };
    let key = format!("school_orders.event.{word}");
    Happened {
        title: visit.text(&key, &[("agency", name.unwrap_or_default())]),
        at: event.at,
        text: text(loaded, event),
    }
}
