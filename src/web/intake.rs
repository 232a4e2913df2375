//! Filing a request: the same for the form, the API and the counter.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::seating;
use super::visit::Visit;
use crate::app::{self, App};
use crate::db::contacts::{Contact, ContactRow};
use crate::db::{self, Conn, DbError, documents, idempotency, orders, second_matters};
use crate::domain::code::{self, Code};
use crate::domain::order::{
    self, Action, Actor, Channel, Fresh, Input, NewOrder, Order, Refusal, Role, Step,
};
use crate::domain::routing::{Decision, Urgent};
use crate::error::Error;

/// The kind of order that the one door makes.
pub const KIND: &str = "enterprise_request";

pub use super::seating::route;

/// What is asked, already checked field by field.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Request {
    pub title: String,
    pub body: String,
    pub wish: String,
    pub name: String,
    pub phone: String,
    pub email: String,
    pub enterprise: String,
    pub place: String,
    pub credit_code: String,
    /// Slug of the matter the asker chose, if any.
    pub matter: String,
    /// Slug of the service the asker came from, if any.
    pub service: String,
    pub consent: bool,
    pub urgent_seen: bool,
    /// What was answered when the router asked back, as `question=answer`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<String>,
}

/// How it comes in.
pub struct Arrival {
    pub channel: Channel,
    /// The draft whose documents become the order's.
    pub draft: Option<String>,
    /// The `Idempotency-Key`, or what stands for it in a form.
    pub key: Option<String>,
}

/// What became of it.
pub enum Outcome {
    Filed(Box<Filed>),
    /// Nothing is stored: call these numbers.
    Urgent(Urgent),
}

/// An order that is on its way.
pub struct Filed {
    pub order: Order,
    /// The secret key: shown now and never again.
    pub key: String,
    /// Which key it is: a lost one is replaced by the next.
    pub generation: i32,
    pub decision: Decision,
}

/// Files a request: routes it, and at or above the threshold accepts and dispatches it at once.
///
/// # Errors
/// [`Error::KeyReused`] when the key stood for another body; the database's.
pub async fn file(visit: &Visit, request: Request, arrival: Arrival) -> Result<Outcome, Error> {
    let keys = match &arrival.key {
        Some(key) => Some(hashes(visit, key, &request)?),
        None => None,
    };
    if let Some(filed) = repeated(visit, keys.as_ref()).await? {
        return Ok(Outcome::Filed(Box::new(filed)));
    }
    let decision = seating::route_now(&visit.app, &request).await?;
    if let Some(urgent) = decision.urgent.clone().filter(|urgent| urgent.blocks) {
        return Ok(Outcome::Urgent(urgent));
    }
    let step = decide(visit, &request, &arrival, &decision)?;
    let stored = store(visit, &request, arrival, &keys, (step.clone(), &decision)).await;
    match stored {
        Ok(()) => Ok(Outcome::Filed(Box::new(filed(&visit.app, step.order, decision, 1)?))),
        // Another request with this key, or by rare chance with this code, was faster.
        Err(DbError::Conflict(cause)) => match repeated(visit, keys.as_ref()).await? {
            Some(filed) => Ok(Outcome::Filed(Box::new(filed))),
            None => Err(Error::internal(cause)),
        },
        Err(other) => Err(other.into()),
    }
}

/// The steps from a draft to where the router brings it.
fn decide(
    visit: &Visit,
    request: &Request,
    arrival: &Arrival,
    decision: &Decision,
) -> Result<Step, Error> {
    let mut fresh = app::fresh();
    let year = chrono::Datelike::year(&crate::domain::deadline::local_day(visit.now));
    let new = NewOrder {
        code: Code::from_random(year, rand::random()).to_string(),
        kind: KIND.to_owned(),
        site: "enterprise".to_owned(),
        channel: arrival.channel,
        lang: visit.lang.tag().to_owned(),
        school: None,
        asker_account: visit
            .account
            .as_ref()
            .filter(|a| a.role == Role::Business)
            .map(|a| a.id.clone()),
        lines: vec![(!request.service.is_empty()).then(|| request.service.clone())],
    };
    let draft = order::new_order(new, visit.now, &mut fresh);
    let submit = Input {
        text: Some(request.body.clone()),
        receipt: Some(serde_json::to_string(decision).map_err(Error::internal)?),
        matter: Some(decision.matter.clone()),
        confidence: Some(decision.confidence),
        rules_version: Some(decision.rules_version.clone()),
        consent: Some(request.consent),
        channel: Some(arrival.channel),
        ..Input::default()
    };
    // Whoever sends a draft shows by that that it is theirs.
    let asker = Actor { holds_key: true, ..visit.actor() };
    let mut step =
        visit.app.decide(&draft, Action::Submit, &submit, &asker, visit.now, &mut fresh)?;
    if !decision.triage {
        dispatch(&visit.app, &mut step, decision, visit.now, &mut fresh)?;
    }
    Ok(step)
}

/// The router, as the actor `system`, accepts and dispatches.
fn dispatch(
    app: &App,
    step: &mut Step,
    decision: &Decision,
    now: crate::domain::Time,
    fresh: &mut Fresh,
) -> Result<(), Refusal> {
    let system = Actor {
        account: None,
        role: Role::System,
        agency: None,
        on_behalf: false,
        holds_key: false,
        school: None,
    };
    let input = Input {
        matter: Some(decision.matter.clone()),
        lead: Some(decision.lead.clone()),
        co: decision.co.clone(),
        confidence: Some(decision.confidence),
        rules_version: Some(decision.rules_version.clone()),
        ..Input::default()
    };
    for action in [Action::Accept, Action::Dispatch] {
        let next = app.decide(&step.order, action, &input, &system, now, fresh)?;
        step.order = next.order;
        step.events.extend(next.events);
        step.entries.extend(next.entries);
        step.released.extend(next.released);
        step.jobs.extend(next.jobs);
    }
    Ok(())
}

async fn store(
    visit: &Visit,
    request: &Request,
    arrival: Arrival,
    keys: &Option<Keys>,
    (step, decision): (Step, &Decision),
) -> Result<(), DbError> {
    let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let contact = Contact {
        name: request.name.clone(),
        phone: filled(&request.phone),
        email: filled(&request.email),
        credit_code: filled(&request.credit_code),
        organisation: filled(&request.enterprise),
        place: filled(&request.place),
        wish: filled(&request.wish),
    };
    let contact = ContactRow::seal(&visit.app.sealer, &step.order.id, &contact)?;
    let (title, keys, now) = (title_of(request), keys.clone(), visit.now);
    let second = decision.second.clone();
    visit
        .app
        .db
        .write(move |c: &mut Conn| {
            orders::create(c, &step, &title, &contact)?;
            if let Some(second) = &second {
                second_matters::told(c, &step.order.id, second)?;
            }
            if let Some(keys) = &keys {
                idempotency::put(c, &keys.key, &keys.body, &step.order.id, now)?;
            }
            if let Some(draft) = &arrival.draft {
                documents::attach_to_order(c, draft, &step.order.id)?;
                db::drafts::delete(c, draft)?;
            }
            Ok(())
        })
        .await
}

/// The asker's title, or how the story begins.
fn title_of(request: &Request) -> String {
    if !request.title.is_empty() {
        return request.title.clone();
    }
    let line = request.body.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim();
    let short: String = line.chars().take(40).collect();
    if short.len() < line.len() { format!("{short}…") } else { short }
}

/// The key and the body of an idempotent request, hashed.
#[derive(Clone)]
struct Keys {
    key: String,
    body: String,
}

fn hashes(visit: &Visit, key: &str, request: &Request) -> Result<Keys, Error> {
    Ok(Keys { key: key_hash(visit, key), body: body_hash(request)? })
}

/// What an idempotent request says, hashed.
///
/// # Errors
/// When it can't be written as JSON.
pub fn body_hash<T: Serialize + ?Sized>(body: &T) -> Result<String, Error> {
    let body = serde_json::to_vec(body).map_err(Error::internal)?;
    Ok(data_encoding::HEXLOWER.encode(&Sha256::digest(body)))
}

/// The name of somebody's key: another's is another.
pub fn key_hash(visit: &Visit, key: &str) -> String {
    let who = visit.account.as_ref().map_or("guest", |account| account.id.as_str());
    super::digest(&visit.app.config.secret, &["idempotency", who, key])
}

/// The code of the order that this key has made, if it has, with the generation of its secret key:
/// for a form that comes a second time, when its draft is gone.
///
/// # Errors
/// Only the database's.
pub async fn made_with(visit: &Visit, key: &str) -> Result<Option<(String, i32)>, Error> {
    let key = key_hash(visit, key);
    let found = visit.app.db.read(move |c| {
        let Some(known) = idempotency::find(c, &key)? else { return Ok(None) };
        let order = orders::find(c, &known.order_id)?;
        Ok(Some((order.code, db::contacts::find(c, &order.id)?.key_generation)))
    });
    Ok(found.await?)
}

/// The order that this key made before, as it was answered then.
async fn repeated(visit: &Visit, keys: Option<&Keys>) -> Result<Option<Filed>, Error> {
    let Some(keys) = keys.cloned() else { return Ok(None) };
    let found = visit
        .app
        .db
        .read(move |c| {
            let Some(known) = idempotency::find(c, &keys.key)? else { return Ok(None) };
            if known.body_hash != keys.body {
                return Ok(Some(None));
            }
            let order = orders::find(c, &known.order_id)?;
            let generation = db::contacts::find(c, &order.id)?.key_generation;
            let receipt = orders::receipt(c, &order.id)?;
            Ok(Some(Some((order, generation, receipt))))
        })
        .await?;
    match found {
        None => Ok(None),
        Some(None) => Err(Error::KeyReused),
        Some(Some((order, generation, receipt))) => {
            let decision = receipt.and_then(|text| serde_json::from_str(&text).ok());
            let decision =
                decision.ok_or_else(|| Error::internal("an order without its routing receipt"))?;
            filed(&visit.app, order, decision, generation).map(Some)
        }
    }
}

fn filed(app: &App, order: Order, decision: Decision, generation: i32) -> Result<Filed, Error> {
    let parsed: Code =
        order.code.parse().map_err(|_| Error::internal("an order with a wrong code"))?;
    Ok(Filed {
        key: code::key(&app.config.secret, &parsed, generation),
        generation,
        order,
        decision,
    })
}
