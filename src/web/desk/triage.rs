//! `/desk/triage`: what the router was not sure of, or an agency gave back; one click sends it on.

use actix_web::{HttpResponse, HttpResponseBuilder, web};
use serde::Serialize;
use serde_json::Value;

use super::marks::{self, Said};
use super::names::{self, Choice};
use super::queue::{self, After, Row, Tab};
use super::routing::{self, Receipt};
use super::{sending, split};
use crate::db::orders::{self, OrderRow};
use crate::db::{Conn, DbError};
use crate::domain::access::Queue;
use crate::domain::order::{Action, Entry, EntryKind, Event};
use crate::domain::routing::Decision;
use crate::error::Error;
use crate::web::act;
use crate::web::form::Form;
use crate::web::page::Site;
use crate::web::visit::Visit;
use crate::web::words::{self, FieldText};

/// How many cards a page has.
const PAGE: i64 = 20;
/// Why a dispatcher decides otherwise than the router.
pub const OVERRIDES: [&str; 5] =
    ["wrong_matter", "wrong_agency", "returned", "asker_wish", "workload"];

#[derive(Serialize)]
struct TriagePage {
    tabs: Vec<Tab>,
    cards: Vec<Card>,
    count: i64,
    first: Option<&'static str>,
    next: Option<String>,
    matters: Vec<Choice>,
    agencies: Vec<Choice>,
    overrides: Vec<Choice>,
    errors: Vec<FieldText>,
}

/// One order to be sent on.
#[derive(Serialize)]
struct Card {
    row: Row,
    said: Vec<Said>,
    /// The title is only how the text begins.
    repeats: bool,
    receipt: Option<Receipt>,
    /// The second matter of the text has its own order already.
    parted: bool,
    returned: Option<Returned>,
    /// Returned twice: the dispatcher's word will bind, and needs its grounds.
    adjudicate: bool,
    errors: Vec<FieldText>,
    typed: Typed,
    open: bool,
}

/// The last agency that gave it back, and where it thinks it belongs.
#[derive(Serialize)]
struct Returned {
    by: String,
    reason: String,
    suggested: String,
    suggested_slug: String,
}

/// What was chosen in a form that is shown again.
#[derive(Default, Serialize)]
struct Typed {
    pick: String,
    matter: String,
    lead: String,
    reason_code: String,
}

/// `GET /desk/triage`
pub async fn show(visit: Visit, after: web::Query<After>) -> Result<HttpResponse, Error> {
    page(&visit, HttpResponse::Ok(), &after, None).await
}

struct Again {
    code: String,
    form: Form,
    errors: Vec<FieldText>,
}

async fn page(
    visit: &Visit,
    response: HttpResponseBuilder,
    after: &After,
    again: Option<Again>,
) -> Result<HttpResponse, Error> {
    let mut filter =
        queue::filter(&visit.actor(), Queue::Triage, visit.now).ok_or(Error::NotFound)?;
    (filter.limit, filter.after) = (PAGE, after.cursor());
    let paged = filter.after.is_some();
    let (rows, next, count) = visit
        .app
        .db
        .read(move |c| {
            let count = orders::queue_count(c, &filter)?;
            let found = orders::queue(c, &filter)?;
            let rows = found
                .rows
                .into_iter()
                .map(|row| with_texts(c, row))
                .collect::<Result<Vec<_>, _>>()?;
            Ok((rows, found.next, count))
        })
        .await?;
    let reason = |code: &&str| Choice::new(*code, visit.text(&format!("desk.reason.{code}"), &[]));
    let page = TriagePage {
        tabs: queue::tabs(visit, Some(Queue::Triage)).await?,
        errors: again.as_ref().map(summary).unwrap_or_default(),
        cards: rows.into_iter().map(|waiting| card(visit, waiting, again.as_ref())).collect(),
        count,
        first: paged.then_some("/desk/triage"),
        next: next
            .map(|next| format!("/desk/triage?after={}", urlencoding::encode(&next.to_string()))),
        matters: names::choose(visit, names::matters(visit)),
        agencies: names::choose(visit, names::agencies(visit)),
        overrides: names::choose(visit, OVERRIDES.iter().map(reason).collect()),
    };
    visit.page_with(
        response,
        Site::Desk,
        "desk/triage.html",
        &visit.text("order.queue.triage", &[]),
        &page,
    )
}

/// An order in the queue with what a card says of it.
struct Waiting {
    row: OrderRow,
    entries: Vec<Entry>,
    events: Vec<Event>,
    decision: Option<Decision>,
    parted: bool,
}

fn with_texts(c: &mut Conn, row: OrderRow) -> Result<Waiting, DbError> {
    let entries = orders::entries(c, &row.id)?;
    let events = if row.returns > 0 { orders::events(c, &row.id)? } else { Vec::new() };
    let decision = routing::decision(&entries);
    let parted = match decision.as_ref().and_then(|decision| decision.second.as_ref()) {
        Some(second) => split::has_order(c, &row.id, &second.matter)?,
        None => false,
    };
    Ok(Waiting { row, entries, events, decision, parted })
}

/// The errors above the page lead to the card they are about.
fn summary(again: &Again) -> Vec<FieldText> {
    let lead = |error: &FieldText| FieldText {
        field: format!("order-{}", again.code),
        text: error.text.clone(),
    };
    again.errors.iter().map(lead).collect()
}

fn card(visit: &Visit, waiting: Waiting, again: Option<&Again>) -> Card {
    let Waiting { row, entries, events, decision, parted } = waiting;
    let kept = again.filter(|again| again.code == row.code);
    let typed = |name: &str| kept.map_or_else(String::new, |kept| kept.form.raw(name).to_owned());
    let returned = returned(visit, &row.kind, &events);
    let said = statement(&entries);
    Card {
        repeats: said.starts_with(row.title.trim_end_matches('…')),
        said: marks::marked(&said, decision.as_ref()),
        adjudicate: row.returns >= 2,
        open: kept.is_some() || decision.is_none(),
        receipt: decision.map(|decision| routing::in_words(visit, &decision)),
        parted,
        returned,
        errors: kept.map(|kept| kept.errors.clone()).unwrap_or_default(),
        typed: Typed {
            pick: typed("pick"),
            matter: typed("matter"),
            lead: typed("lead"),
            reason_code: typed("reason_code"),
        },
        row: Row::of(visit, row),
    }
}

/// What the asker wrote.
fn statement(entries: &[Entry]) -> String {
    entries
        .iter()
        .find(|entry| entry.kind == EntryKind::Statement)
        .map(|entry| entry.body.clone())
        .unwrap_or_default()
}

fn returned(visit: &Visit, kind: &str, events: &[Event]) -> Option<Returned> {
    let event = events.iter().rev().find(|event| event.action == Action::Return)?;
    let suggested = event.facts.get("suggested").and_then(Value::as_str).unwrap_or_default();
    let named =
        |slug: &str| if slug.is_empty() { String::new() } else { names::agency(visit, slug) };
    Some(Returned {
        by: named(event.agency.as_deref().unwrap_or_default()),
        reason: event
            .reason_code
            .as_deref()
            .map(|code| names::reason(visit, kind, code))
            .unwrap_or_default(),
        suggested: named(suggested),
        suggested_slug: suggested.to_owned(),
    })
}

/// `POST /desk/triage/{code}`
pub async fn submit(
    visit: Visit,
    code: web::Path<String>,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let loaded = act::load(&visit, &code).await?;
    match sending::send_on(&visit, &loaded, &mut form).await {
        Ok(()) => Ok(visit.redirect_saying("/desk/triage", "flash.desk.dispatched")),
        Err(error @ (Error::Invalid(_) | Error::Refused(_) | Error::Stale { .. })) => {
            let again = Again {
                code: loaded.order.code.clone(),
                form,
                errors: words::of_error(&visit, &error),
            };
            page(&visit, HttpResponse::build(error.status()), &After { after: None }, Some(again))
                .await
        }
        Err(other) => Err(other),
    }
}
