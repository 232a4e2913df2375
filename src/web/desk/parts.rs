//! What an order is made of, as its page shows it: shares, clocks, signatures, supervisions, papers.

use chrono::Datelike;
use serde::Serialize;

use super::names::{self, People};
use crate::db::contacts::Contact;
use crate::domain::Time;
use crate::domain::access::{self, View};
use crate::domain::deadline::{Arg, Clock, Light, Reading, Sentence, explain, reading};
use crate::domain::mask;
use crate::domain::order::{Entry, EntryKind, Order, Request};
use crate::error::Error;
use crate::web::act::Loaded;
use crate::web::visit::Visit;

/// An agency's share.
#[derive(Debug, Serialize)]
pub struct Share {
    pub agency: String,
    pub part: &'static str,
    pub state: &'static str,
    pub open: bool,
    pub handler: String,
    pub case_number: Option<String>,
    pub receipt_on: Option<String>,
    pub since: Time,
}

/// The shares, those that stand first.
pub fn shares(visit: &Visit, order: &Order, people: &People) -> Vec<Share> {
    let mut shares: Vec<Share> = order
        .assignments
        .iter()
        .map(|share| Share {
            agency: names::agency(visit, &share.agency),
            part: share.part.as_str(),
            state: share.state.as_str(),
            open: share.state.is_open(),
            handler: share.handler.as_deref().map(|id| people.name(id)).unwrap_or_default(),
            case_number: share.case_number.clone(),
            receipt_on: share.receipt_on.map(|day| day.to_string()),
            since: share.ended_at.or(share.signed_at).unwrap_or(share.created_at),
        })
        .collect();
    shares.sort_by_key(|share| !share.open);
    shares
}

/// A clock that explains itself.
#[derive(Debug, Serialize)]
pub struct ClockLine {
    pub name: String,
    /// `ok soon late paused stopped`.
    pub light: &'static str,
    pub due: Time,
    pub explained: String,
    pub source: String,
    pub statutory: bool,
    pub provisional: bool,
    pub agency: String,
    pub late: bool,
}

/// What a clock is called.
pub fn clock_name(visit: &Visit, clock: &Clock) -> String {
    let lang = visit.lang.tag();
    match visit.app.definitions.get(&clock.definition) {
        Some(definition) => definition.name.of(lang).to_owned(),
        None => visit.text("desk.clock.asker", &[]),
    }
}

/// The clocks of an order: those that run first, the nearest first.
pub fn clocks(visit: &Visit, order: &Order) -> Vec<ClockLine> {
    clocks_of(visit, order, |_| true)
}

/// Some of them, in the same order.
pub fn clocks_of(visit: &Visit, order: &Order, which: impl Fn(&Clock) -> bool) -> Vec<ClockLine> {
    let mut clocks: Vec<&Clock> = order.clocks.iter().filter(|clock| which(clock)).collect();
    clocks.sort_by_key(|clock| (clock.stopped_at.is_some(), clock.nominal_due));
    clocks.into_iter().map(|clock| clock_line(visit, order, clock)).collect()
}

fn clock_line(visit: &Visit, order: &Order, clock: &Clock) -> ClockLine {
    let read = reading(clock, visit.now, &visit.app.calendar);
    let share =
        order.assignments.iter().find(|share| Some(&share.id) == clock.assignment_id.as_ref());
    ClockLine {
        name: clock_name(visit, clock),
        light: match read.light {
            Light::Normal => "ok",
            Light::Soon => "soon",
            Light::Late => "late",
            Light::Paused => "paused",
            Light::Stopped => "stopped",
        },
        due: read.nominal_due,
        explained: explained(visit, &read),
        source: read.source,
        statutory: read.statutory,
        provisional: read.provisional,
        agency: share.map(|share| names::agency(visit, &share.agency)).unwrap_or_default(),
        late: read.late.is_some(),
    }
}

/// Why a clock stands where it stands, in one line.
fn explained(visit: &Visit, read: &Reading) -> String {
    let word = |arg: &Arg| match arg {
        Arg::Number(number) => number.to_string(),
        Arg::Key(key) => visit.text(key, &[]),
        Arg::Date(day) => {
            let month = visit.text(&format!("clock.month.{}", day.month()), &[]);
            visit.text("clock.date", &[("month", month), ("day", day.day().to_string())])
        }
    };
    let sentence = |sentence: &Sentence| {
        let args: Vec<(&str, String)> =
            sentence.args.iter().map(|(name, arg)| (*name, word(arg))).collect();
        visit.text(sentence.key, &args)
    };
    explain(read).iter().map(sentence).collect::<Vec<_>>().join(&visit.text("clock.join", &[]))
}

/// Something that waits for a second signature.
#[derive(Debug, Serialize)]
pub struct Pending {
    pub signature: &'static str,
    pub by: String,
    pub agency: String,
    pub at: Time,
    pub facts: Vec<String>,
    pub texts: Vec<super::timeline::Text>,
}

/// The requests that wait, with the texts that this reader may read.
pub fn pending(visit: &Visit, loaded: &Loaded, people: &People) -> Vec<Pending> {
    loaded
        .order
        .open_requests()
        .filter(|request| concerns(&loaded.view, request))
        .map(|request| Pending {
            signature: request.signature.as_str(),
            by: people.name(&request.asked_by),
            agency: request
                .agency
                .as_deref()
                .map(|slug| names::agency(visit, slug))
                .unwrap_or_default(),
            at: request.asked_at,
            facts: asked_facts(visit, &loaded.order, request),
            texts: drafts(&loaded.entries, request),
        })
        .collect()
}

/// A request is its agency's own, and those who sign it see it.
fn concerns(view: &View, request: &Request) -> bool {
    view.agency.is_none() || view.agency == request.agency
}

fn asked_facts(visit: &Visit, order: &Order, request: &Request) -> Vec<String> {
    let said =
        |key: &str, value: String| visit.text(&format!("desk.fact.{key}"), &[("value", value)]);
    let input = &request.input;
    let mut facts = Vec::new();
    facts.extend(
        input
            .reason_code
            .as_deref()
            .map(|code| said("reason", names::reason(visit, &order.kind, code))),
    );
    facts.extend(input.agency.as_deref().map(|slug| said("suggested", names::agency(visit, slug))));
    facts.extend(input.days.map(|days| said("days", days.to_string())));
    let yes_no = |answer: bool| visit.text(if answer { "desk.yes" } else { "desk.no" }, &[]);
    facts.extend(input.contacted.map(|answer| said("contacted", yes_no(answer))));
    facts.extend(input.solved.map(|answer| said("solved", yes_no(answer))));
    facts
}

fn drafts(entries: &[Entry], request: &Request) -> Vec<super::timeline::Text> {
    // As they were written: what goes out first, then what stays inside.
    let of = request.entries.iter().filter_map(|id| entries.iter().find(|entry| entry.id == *id));
    of.filter(|entry| entry.kind != EntryKind::Document)
        .map(|entry| super::timeline::Text {
            kind: entry.kind.as_str(),
            seen: entry.visibility.as_str(),
            draft: entry.draft,
            body: entry.body.clone(),
        })
        .collect()
}

/// A supervision.
#[derive(Debug, Serialize)]
pub struct Supervised {
    pub agency: String,
    pub issuer: String,
    pub issued_at: Time,
    pub answer_due: Time,
    pub answered_at: Option<Time>,
    pub released_at: Option<Time>,
    pub late: bool,
}

/// The supervisions that this reader may know of: all for those without an agency, else the own.
pub fn supervisions(visit: &Visit, loaded: &Loaded, people: &People) -> Vec<Supervised> {
    let agency = loaded.view.agency.as_deref();
    let concerns =
        loaded.order.supervisions.iter().filter(|s| agency.is_none_or(|own| own == s.agency));
    concerns
        .map(|s| Supervised {
            agency: names::agency(visit, &s.agency),
            issuer: people.name(&s.issuer),
            issued_at: s.issued_at,
            answer_due: s.answer_due,
            answered_at: s.answered_at,
            released_at: s.released_at,
            late: s.answered_at.unwrap_or(visit.now) > s.answer_due,
        })
        .collect()
}

/// A line of the contact.
#[derive(Debug, Serialize)]
pub struct ContactLine {
    pub label: String,
    pub value: String,
    pub tel: bool,
}

/// The contact, masked or (`shown`) whole; nothing for a reader who may not have it.
///
/// # Errors
/// When it can't be opened.
pub fn contact(visit: &Visit, loaded: &Loaded, shown: bool) -> Result<Vec<ContactLine>, Error> {
    if loaded.view.contact == access::Contact::None {
        return Ok(Vec::new());
    }
    let contact = loaded.contact.open(&visit.app.sealer)?;
    if contact.name.is_empty() {
        return Ok(Vec::new());
    }
    Ok(contact_lines(visit, &contact, shown))
}

fn contact_lines(visit: &Visit, contact: &Contact, shown: bool) -> Vec<ContactLine> {
    let masked =
        |value: &str, mask: fn(&str) -> String| if shown { value.to_owned() } else { mask(value) };
    let rows = [
        ("name", Some(masked(&contact.name, mask::name))),
        ("phone", contact.phone.as_deref().map(|value| masked(value, mask::phone))),
        ("email", contact.email.as_deref().map(|value| masked(value, mask::email))),
        ("enterprise", contact.organisation.clone()),
        (
            "credit_code",
            contact.credit_code.as_deref().map(|value| masked(value, mask::credit_code)),
        ),
        ("place", contact.place.as_deref().map(|value| masked(value, mask::address))),
    ];
    let line = |(name, value): (&str, Option<String>)| {
        Some(ContactLine {
            label: visit.text(&format!("desk.contact.{name}"), &[]),
            tel: shown && name == "phone",
            value: value?,
        })
    };
    rows.into_iter().filter_map(line).collect()
}
