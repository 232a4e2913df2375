//! `/youth/orders/{code}`: one order, line by line; first what waits for the teacher.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, HttpResponseBuilder, web};
use serde::Serialize;

use super::super::order::KIND;
use super::block::{self, Block, Parts};
use super::{list, offer};
use crate::db::{Conn, DbError, lecturers, school_orders};
use crate::domain::Time;
use crate::domain::deadline::local_day;
use crate::domain::order::{Action, EntryKind, State};
use crate::domain::room::Room;
use crate::domain::school_order::Standing;
use crate::domain::term::term_of;
use crate::error::Error;
use crate::web::act::{self, Loaded};
use crate::web::clocks::{self, Clocks};
use crate::web::page::Site;
use crate::web::visit::Visit;
use crate::web::words::{self, FieldText};

/// What a form brought that could not be done.
#[derive(Debug, Default)]
pub struct Refused {
    pub action: String,
    /// The number of the line on its page; none for the whole order.
    pub n: usize,
    pub values: BTreeMap<String, String>,
    pub errors: Vec<FieldText>,
}

#[derive(Serialize)]
struct OrderPage {
    code: String,
    version: i64,
    order_title: String,
    created_at: Time,
    term: list::TermShown,
    /// What matters most of all its lines.
    standing: Standing,
    waiting: Vec<Waiting>,
    asked: Option<AskedFor>,
    due: Vec<Due>,
    lines: Vec<Block>,
    seals: [&'static str; 5],
    tried: String,
    tried_n: usize,
    values: BTreeMap<String, String>,
    wrong: BTreeMap<String, String>,
    errors: Vec<FieldText>,
}

/// A line that waits for the teacher.
#[derive(Serialize)]
struct Waiting {
    n: usize,
    title: String,
    standing: Standing,
}

/// What the centre wants to know before it goes on.
#[derive(Serialize)]
struct AskedFor {
    items: Vec<String>,
    note: String,
}

/// A promise that runs.
#[derive(Serialize)]
struct Due {
    definition: String,
    name: String,
    by: Time,
    provisional: bool,
    late: bool,
}

/// `GET /youth/orders/{code}`
pub async fn show(visit: Visit, code: web::Path<String>) -> Result<HttpResponse, Error> {
    let loaded = load(&visit, &code).await?;
    render(&visit, HttpResponse::Ok(), &loaded, Refused::default()).await
}

/// The order, if it is one of the school's.
///
/// # Errors
/// [`Error::NotFound`] for every other.
pub async fn load(visit: &Visit, code: &str) -> Result<Loaded, Error> {
    let loaded = act::load(visit, code).await?;
    if loaded.order.kind == KIND { Ok(loaded) } else { Err(Error::NotFound) }
}

/// The page, with a form that was refused where there was one.
///
/// # Errors
/// The database's, or the template's.
pub async fn render(
    visit: &Visit,
    response: HttpResponseBuilder,
    loaded: &Loaded,
    refused: Refused,
) -> Result<HttpResponse, Error> {
    let parts = parts(visit, loaded).await?;
    let page = page(visit, loaded, &parts, refused);
    let title = visit.text("school_orders.one", &[("code", loaded.order.code.clone())]);
    visit.page_with(response, Site::Youth, "youth/orders/order.html", &title, &page)
}

async fn parts(visit: &Visit, loaded: &Loaded) -> Result<Parts, Error> {
    let (order, now) = (loaded.order.clone(), visit.now);
    let rooms: Vec<Room> = visit.content.rooms.iter().map(|room| room.facts.clone()).collect();
    let read = move |c: &mut Conn| -> Result<Parts, DbError> {
        let proposals = school_orders::proposals_of(c, &order.id)?;
        let ids: Vec<String> = proposals.iter().filter_map(|p| p.offer.lecturer.clone()).collect();
        Ok(Parts {
            details: school_orders::details(c, std::slice::from_ref(&order.id))?,
            lecturers: lecturers::names(c, &ids)?.into_iter().collect(),
            rivalled: offer::rivalled(c, &order, &rooms, now)?,
            lost: offer::lost(c, &order)?,
            proposals,
        })
    };
    Ok(visit.app.db.read(read).await?)
}

fn page(visit: &Visit, loaded: &Loaded, parts: &Parts, refused: Refused) -> OrderPage {
    let order = &loaded.order;
    let lines = block::blocks(visit, loaded, parts);
    let waiting = lines
        .iter()
        .filter(|line| {
            // On the day the code has to be at hand, however many lines stand above it.
            matches!(line.standing, Standing::Proposed | Standing::Today | Standing::Delivered)
        })
        .map(|line| Waiting { n: line.n, title: line.title.clone(), standing: line.standing })
        .collect();
    OrderPage {
        code: order.code.clone(),
        version: order.version,
        order_title: loaded.title.clone(),
        created_at: order.created_at,
        term: list::term_shown(visit, term_of(local_day(order.created_at))),
        standing: lines.iter().map(|line| line.standing).min().unwrap_or(Standing::Submitted),
        waiting,
        asked: asked(loaded),
        due: due(visit, loaded),
        lines,
        seals: ["received", "dispatched", "handling", "replied", "closed"],
        tried: refused.action,
        tried_n: refused.n,
        values: refused.values,
        wrong: words::by_field(&refused.errors),
        errors: refused.errors,
    }
}

/// What was asked for last, while it is awaited.
fn asked(loaded: &Loaded) -> Option<AskedFor> {
    let waits = loaded.order.state == State::Waiting;
    let last = loaded.events.iter().rev().find(|event| event.action == Action::AskMaterials);
    let event = last.filter(|_| waits)?;
    let of = |kind: EntryKind| {
        let found = act::brought(&loaded.entries, event).find(|entry| entry.kind == kind);
        found.map(|entry| entry.body.clone()).unwrap_or_default()
    };
    Some(AskedFor {
        items: of(EntryKind::Materials).lines().map(str::to_owned).collect(),
        note: of(EntryKind::Message),
    })
}

/// The promises of the whole order that run; those of agencies are the desk's.
fn due(visit: &Visit, loaded: &Loaded) -> Vec<Due> {
    let shown = clocks::shown(visit, &loaded.order, Clocks::Asker);
    let running = shown.into_iter().filter(|clock| !clock.stopped && clock.agency.is_none());
    running
        .map(|clock| Due {
            definition: clock.definition,
            name: clock.name,
            by: clock.nominal_due,
            provisional: clock.provisional,
            late: clock.light == crate::domain::deadline::Light::Late,
        })
        .collect()
}
