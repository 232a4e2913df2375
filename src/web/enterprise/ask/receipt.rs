//! The receipt: the code, the secret key once, where it went and why, and what happens by when.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

use super::want::said;
use crate::db::{drafts, orders};
use crate::domain::Time;
use crate::domain::code::{self, Code};
use crate::domain::deadline;
use crate::domain::order::Order;
use crate::domain::routing::{Alternative, Decision, Reason, plain};
use crate::error::Error;
use crate::web::act::{self, Loaded};
use crate::web::clocks::{self, ClockShown, Clocks};
use crate::web::digest;
use crate::web::page::Site;
use crate::web::visit::Visit;
use crate::web::why;

/// Only the page that follows the sending shows the key; an old receipt never does.
const KEY_MINUTES: i64 = 60;

#[derive(Serialize)]
struct ReceiptPage {
    code: String,
    /// Shown now and never again; empty afterwards.
    key: String,
    subject: String,
    by_mail: bool,
    matter: String,
    lead: String,
    co: Vec<String>,
    triage: bool,
    /// Why, in one sentence.
    why: Option<String>,
    /// What is behind it.
    reasons: Vec<String>,
    alternatives: Vec<Other>,
    tell: String,
    pressing: Vec<String>,
    steps: Vec<Step>,
    explained: Vec<ClockShown>,
    received_at: Time,
}

#[derive(Serialize)]
struct Other {
    matter: String,
    agency: String,
}

/// One of the five seals, with the latest day on which it will stand.
#[derive(Serialize)]
struct Step {
    seal: &'static str,
    state: &'static str,
    text: String,
    by: Option<Time>,
    provisional: bool,
}

/// `GET /enterprise/ask/receipt/{code}`: for whoever sent it.
pub async fn show(
    visit: Visit,
    request: HttpRequest,
    code: web::Path<String>,
) -> Result<HttpResponse, Error> {
    let loaded = act::load(&visit, &code).await?;
    let own =
        loaded.order.asker_account.is_some() && loaded.order.asker_account == loaded.actor.account;
    if !loaded.actor.holds_key && !own {
        return Err(Error::NotFound);
    }
    let id = loaded.order.id.clone();
    let text = visit.app.db.read(move |c| orders::receipt(c, &id)).await?;
    let decision = text.and_then(|text| serde_json::from_str(&text).ok());
    let decision: Decision =
        decision.ok_or_else(|| Error::internal("an order without its routing receipt"))?;
    let key = match request.method() == actix_web::http::Method::GET {
        true => key_once(&visit, &loaded).await?,
        false => String::new(),
    };
    let page = page(&visit, &loaded, &decision, key);
    visit.page(
        Site::Enterprise,
        "enterprise/ask/receipt.html",
        &visit.text("ask.receipt.title", &[]),
        &page,
    )
}

/// The secret key, the first time; empty every other.
async fn key_once(visit: &Visit, loaded: &Loaded) -> Result<String, Error> {
    let order = &loaded.order;
    let until = order.created_at + chrono::TimeDelta::minutes(KEY_MINUTES);
    let generation = loaded.contact.key_generation;
    if visit.now > until || generation != 1 {
        return Ok(String::new());
    }
    let row = digest(&visit.app.config.secret, &["key shown", &order.code]);
    let (sealer, now) = (visit.app.sealer.clone(), visit.now);
    let first = visit.app.db.write(move |c| {
        let shown = drafts::get(c, &sealer, &row, now)?.is_some();
        if !shown {
            drafts::put(c, &sealer, &row, "1", now, until)?;
        }
        Ok(!shown)
    });
    let code: Code =
        order.code.parse().map_err(|_| Error::internal("an order with a wrong code"))?;
    Ok(if first.await? {
        code::key(&visit.app.config.secret, &code, generation)
    } else {
        String::new()
    })
}

fn page(visit: &Visit, loaded: &Loaded, decision: &Decision, key: String) -> ReceiptPage {
    let lang = visit.lang.tag();
    let agency = |slug: &String| visit.app.agency_name(slug, lang);
    let other = |other: &Alternative| Other {
        matter: said(visit, &other.name).to_owned(),
        agency: agency(&other.lead),
    };
    ReceiptPage {
        code: loaded.order.code.clone(),
        key,
        subject: loaded.title.clone(),
        by_mail: loaded.contact.has_email,
        matter: said(visit, &decision.name).to_owned(),
        lead: agency(&decision.lead),
        co: decision.co.iter().map(agency).collect(),
        triage: decision.triage,
        why: why::sentence(visit, &loaded.order, decision),
        reasons: reasons(decision, lang),
        alternatives: decision.alternatives.iter().map(other).collect(),
        tell: said(visit, &decision.tell).to_owned(),
        pressing: decision.pressing.iter().map(|words| said(visit, words).to_owned()).collect(),
        steps: steps(visit, &loaded.order),
        explained: running(visit, &loaded.order),
        received_at: loaded.order.created_at,
    }
}

/// The reasons that say most for it.
fn reasons(decision: &Decision, lang: &str) -> Vec<String> {
    let said = |reason: &Reason| if lang == "en" { reason.en.clone() } else { reason.zh.clone() };
    plain::telling(decision).into_iter().take(3).map(said).collect()
}

fn running(visit: &Visit, order: &Order) -> Vec<ClockShown> {
    let mut clocks = clocks::shown(visit, order, Clocks::Asker);
    clocks.retain(|clock| !clock.stopped);
    clocks
}

/// The five seals. A promise whose clock does not run yet is dated as if the one before it were
/// kept on its last day.
fn steps(visit: &Visit, order: &Order) -> Vec<Step> {
    let dispatched = !order.assignments.is_empty();
    let signed = order.assignments.iter().any(|share| share.signed_at.is_some());
    let promised = |slug: &str, from: Option<Time>| {
        if let Some(clock) = order.clocks.iter().find(|clock| clock.definition == slug) {
            return Some((clock.nominal_due, clock.provisional));
        }
        let definition = visit.app.definitions.get(slug)?;
        let clock = deadline::start(
            definition,
            String::new(),
            String::new(),
            None,
            from?,
            &visit.app.calendar,
        );
        Some((clock.nominal_due, clock.provisional))
    };
    let dispatch = promised("dispatch", Some(order.created_at));
    let sign = promised("sign", dispatch.map(|(at, _)| at));
    let contact = promised("contact", sign.map(|(at, _)| at));
    let reply = promised("reply", sign.map(|(at, _)| at));
    let step = |seal, state, key, due: Option<(Time, bool)>| Step {
        seal,
        state,
        text: visit.text(key, &[]),
        by: due.map(|(at, _)| at),
        provisional: due.is_some_and(|(_, provisional)| provisional),
    };
    vec![
        step("received", "done", "ask.receipt.step.received", None),
        match dispatched {
            true => step("dispatched", "done", "ask.receipt.step.dispatched", None),
            false => step("dispatched", "next", "ask.receipt.step.dispatch", dispatch),
        },
        match signed {
            true => step("handling", "done", "ask.receipt.step.handling", None),
            false => step("handling", "next", "ask.receipt.step.handle", contact),
        },
        step("replied", "next", "ask.receipt.step.reply", reply),
        step("closed", "next", "ask.receipt.step.close", None),
    ]
}
