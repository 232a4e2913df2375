//! Everything on the page of one order.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use serde::Serialize;

use super::receipt::{self, Receipt};
use super::timeline::{self, Happened};
use crate::db::contacts::Contact;
use crate::domain::access;
use crate::domain::deadline::local_day;
use crate::domain::mask;
use crate::domain::order::{Action, EntryKind, Order, State};
use crate::error::Error;
use crate::web::act::Loaded;
use crate::web::clocks::{self, ClockShown, Clocks};
use crate::web::desk::names;
use crate::web::visit::Visit;
use crate::web::words::FieldText;

/// What a form brought that could not be done.
#[derive(Debug, Default)]
pub struct Refused {
    pub action: String,
    pub values: BTreeMap<String, String>,
    pub errors: Vec<FieldText>,
}

/// The page.
#[derive(Serialize)]
pub struct OrderPage {
    code: String,
    order_title: String,
    version: i64,
    state: &'static str,
    seals: Vec<Seal>,
    seals_done: usize,
    /// Who has it now.
    lead: Option<Lead>,
    clocks: Vec<ClockShown>,
    clocks_done: Vec<ClockShown>,
    events: Vec<Happened>,
    coming: Vec<&'static str>,
    story: String,
    receipt: Option<Receipt>,
    answer: Option<Text>,
    declined: Option<Text>,
    asked: Option<Asked>,
    papers: Vec<Paper>,
    /// What was parted off from the same text, or what this one was parted off from.
    sisters: Vec<Sister>,
    contact: Vec<Row>,
    /// Words of what the reader may do now.
    may: Vec<&'static str>,
    dispute_until: Option<NaiveDate>,
    silence_until: Option<NaiveDate>,
    rating: Option<i32>,
    /// Agencies that still owe their share of an answered order: it is confirmed after them.
    co_open: String,
    yes_no: Vec<Answer>,
    /// The form that was refused, with what was typed.
    tried: String,
    values: BTreeMap<String, String>,
    wrong: BTreeMap<String, String>,
    errors: Vec<FieldText>,
    /// What was typed into a form that is no longer there.
    kept: String,
}

#[derive(Serialize)]
struct Seal {
    kind: &'static str,
    title: String,
    text: String,
}

#[derive(Serialize)]
struct Lead {
    name: String,
    phone: Option<String>,
    case_number: Option<String>,
    signed: bool,
}

#[derive(Serialize)]
struct Text {
    by: String,
    at: crate::domain::Time,
    text: String,
}

#[derive(Serialize)]
struct Asked {
    items: Vec<String>,
    note: String,
}

#[derive(Serialize)]
struct Paper {
    id: String,
    name: String,
    size: String,
    at: crate::domain::Time,
}

#[derive(Serialize)]
struct Sister {
    code: String,
    matter: String,
}

#[derive(Serialize)]
struct Row {
    label: String,
    value: String,
    href: String,
}

#[derive(Serialize)]
struct Answer {
    value: &'static str,
    label: String,
    hint: String,
}

/// What an asker may do on this page.
pub const OFFERED: [Action; 6] = [
    Action::Supply,
    Action::Agree,
    Action::Confirm,
    Action::Dispute,
    Action::Remind,
    Action::Withdraw,
];

/// The page of an order, with a refused form on it where there was one.
///
/// # Errors
/// When the contact can't be opened.
pub fn page(
    visit: &Visit,
    loaded: &Loaded,
    refused: Refused,
    sisters: &[Order],
) -> Result<OrderPage, Error> {
    let order = &loaded.order;
    let may = may(visit, loaded);
    let (clocks_done, clocks) =
        clocks::shown(visit, order, Clocks::Asker).into_iter().partition(|clock| clock.stopped);
    let contact = loaded.contact.open(&visit.app.sealer)?;
    let windows = visit.content.kind(&order.kind).map(|kind| kind.windows);
    let after_reply = |days: u32| order.replied_at.map(|at| local_day(at) + Days::new(days.into()));
    let gone = !refused.action.is_empty() && !may.contains(&refused.action.as_str());
    let kept = refused.values.get("text").filter(|_| gone).cloned().unwrap_or_default();
    Ok(OrderPage {
        code: order.code.clone(),
        order_title: loaded.title.clone(),
        version: order.version,
        state: order.state.as_str(),
        seals: seals(visit),
        seals_done: timeline::seals_done(order),
        lead: lead(visit, order),
        clocks,
        clocks_done,
        events: timeline::happened(visit, loaded),
        coming: timeline::coming(order),
        story: text_of(loaded, EntryKind::Statement).map(|text| text.0).unwrap_or_default(),
        receipt: receipt::receipt(visit, loaded),
        answer: latest(visit, loaded, Action::Reply, EntryKind::Reply),
        declined: latest(visit, loaded, Action::Decline, EntryKind::Reason),
        asked: asked(loaded),
        papers: papers(loaded),
        sisters: sisters.iter().map(|order| sister(visit, order)).collect(),
        contact: contact_rows(visit, &contact),
        dispute_until: windows
            .and_then(|w| after_reply(w.dispute_days))
            .filter(|_| may.contains(&"dispute")),
        silence_until: windows
            .and_then(|w| after_reply(w.silence_days))
            .filter(|_| may.contains(&"confirm")),
        may,
        rating: order.rating,
        co_open: co_open(visit, order),
        yes_no: yes_no(visit),
        wrong: crate::web::words::by_field(&refused.errors),
        tried: refused.action,
        values: refused.values,
        errors: refused.errors,
        kept,
    })
}

/// What the reader may do now: by person and state, and for a dispute by the days that are left.
fn may(visit: &Visit, loaded: &Loaded) -> Vec<&'static str> {
    let possible = access::actions(&loaded.actor, &loaded.order);
    let windows = visit.content.kind(&loaded.order.kind).map(|kind| kind.windows);
    let open = match (loaded.order.replied_at, windows) {
        (Some(at), Some(windows)) => {
            local_day(visit.now) <= local_day(at) + Days::new(windows.dispute_days.into())
        }
        _ => true,
    };
    let fits =
        |action: &&Action| possible.contains(action) && (**action != Action::Dispute || open);
    OFFERED.iter().filter(fits).map(|action| action.as_str()).collect()
}

fn co_open(visit: &Visit, order: &Order) -> String {
    if order.state != State::Replied {
        return String::new();
    }
    let names =
        order.open_cos().map(|share| visit.app.agency_name(&share.agency, visit.lang.tag()));
    names.collect::<Vec<_>>().join(&visit.text("enterprise.comma", &[]))
}

fn seals(visit: &Visit) -> Vec<Seal> {
    let seal = |kind: &'static str| Seal {
        kind,
        title: visit.text(&format!("track.seal.{kind}"), &[]),
        text: String::new(),
    };
    ["received", "dispatched", "handling", "replied", "closed"].map(seal).into()
}

fn lead(visit: &Visit, order: &Order) -> Option<Lead> {
    let share = order.lead()?;
    let agencies = visit.app.agencies();
    let agency = agencies.iter().find(|agency| agency.slug == share.agency);
    Some(Lead {
        name: visit.app.agency_name(&share.agency, visit.lang.tag()),
        phone: agency.and_then(|agency| agency.phone.clone()),
        case_number: share.case_number.clone(),
        signed: share.signed_at.is_some(),
    })
}

/// The first text of a kind: the story is the first statement.
fn text_of(loaded: &Loaded, kind: EntryKind) -> Option<(String, crate::domain::Time)> {
    let found = loaded.entries.iter().find(|entry| entry.kind == kind && !entry.draft);
    found.map(|entry| (entry.body.clone(), entry.created_at))
}

/// What the last such event said.
fn latest(visit: &Visit, loaded: &Loaded, action: Action, kind: EntryKind) -> Option<Text> {
    let event = loaded.events.iter().rev().find(|event| event.action == action)?;
    let entry = timeline::brought(&loaded.entries, event).find(|entry| entry.kind == kind)?;
    let agency = event.agency.as_ref().or(entry.agency.as_ref());
    let by = agency.map(|slug| visit.app.agency_name(slug, visit.lang.tag()));
    Some(Text {
        by: by.unwrap_or_else(|| visit.text("track.by.centre", &[])),
        at: event.at,
        text: entry.body.clone(),
    })
}

/// What was asked for last, while it is awaited.
fn asked(loaded: &Loaded) -> Option<Asked> {
    let waits = loaded.order.state == State::Waiting;
    let event =
        loaded.events.iter().rev().find(|event| waits && event.action == Action::AskMaterials)?;
    let texts: Vec<_> = timeline::brought(&loaded.entries, event).collect();
    let of = |kind: EntryKind| {
        texts.iter().find(|entry| entry.kind == kind).map(|entry| entry.body.clone())
    };
    let items = of(EntryKind::Materials).unwrap_or_default();
    Some(Asked {
        items: items.lines().map(str::to_owned).collect(),
        note: of(EntryKind::Message).unwrap_or_default(),
    })
}

fn papers(loaded: &Loaded) -> Vec<Paper> {
    let paper = |document: &crate::db::documents::Document| Paper {
        id: document.id.clone(),
        name: document.name.clone(),
        size: size(document.bytes),
        at: document.created_at,
    };
    loaded.documents.iter().map(paper).collect()
}

fn sister(visit: &Visit, order: &Order) -> Sister {
    let matter = order.matter.as_deref().map(|slug| names::matter(visit, slug));
    Sister { code: order.code.clone(), matter: matter.unwrap_or_default() }
}

fn size(bytes: i64) -> String {
    match bytes {
        ..1_048_576 => format!("{} KB", (bytes + 1023) / 1024),
        more => format!("{}.{} MB", more / 1_048_576, more % 1_048_576 * 10 / 1_048_576),
    }
}

/// The contact, masked also for the asker: a page may be looked at over a shoulder.
fn contact_rows(visit: &Visit, contact: &Contact) -> Vec<Row> {
    let masked = |text: &Option<String>, mask: fn(&str) -> String| {
        text.as_deref().map(mask).unwrap_or_default()
    };
    let rows = [
        ("track.contact.name", mask::name(&contact.name)),
        ("track.contact.phone", masked(&contact.phone, mask::phone)),
        ("track.contact.email", masked(&contact.email, mask::email)),
        ("track.contact.organisation", contact.organisation.clone().unwrap_or_default()),
        ("track.contact.credit_code", masked(&contact.credit_code, mask::credit_code)),
        ("track.contact.place", contact.place.clone().unwrap_or_default()),
        ("track.contact.wish", contact.wish.clone().unwrap_or_default()),
    ];
    let filled = rows.into_iter().filter(|(_, value)| !value.is_empty());
    filled
        .map(|(key, value)| Row { label: visit.text(key, &[]), value, href: String::new() })
        .collect()
}

fn yes_no(visit: &Visit) -> Vec<Answer> {
    let answer = |(value, key): (&'static str, &str)| Answer {
        value,
        label: visit.text(key, &[]),
        hint: String::new(),
    };
    [("true", "track.yes"), ("false", "track.no")].map(answer).into()
}
