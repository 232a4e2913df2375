//! One order, as somebody sees it, and one action on it: shared by the asker's page, the desk and
//! the API.

use super::visit::Visit;
use crate::db::calls::{self, Call};
use crate::db::confirmations::{self, Confirmation};
use crate::db::contacts::{self, ContactRow};
use crate::db::documents::{self, Document};
use crate::db::orders::{self, QueueFilter};
use crate::db::{self, Cursor};
use crate::domain::access::{self, View};
use crate::domain::code;
use crate::domain::order::{Action, Actor, Entry, EntryKind, Event, Input, Order, Role, Signature};
use crate::domain::routing::Decision;
use crate::error::{Error, FieldError};

/// An order with all that belongs to it, and what its reader may see of it.
pub struct Loaded {
    pub order: Order,
    pub title: String,
    /// Only what the reader may read.
    pub entries: Vec<Entry>,
    pub events: Vec<Event>,
    pub documents: Vec<Document>,
    pub calls: Vec<Call>,
    pub contact: ContactRow,
    pub actor: Actor,
    pub view: View,
}

/// Reads a code as typed.
///
/// # Errors
/// [`Error::Invalid`] on the field `code`, saying which kind of slip it is.
pub fn parse_code(typed: &str) -> Result<String, Error> {
    code::parse(typed).map(|code| code.to_string()).map_err(|error| {
        Error::Invalid(vec![match error {
            code::CodeError::Length => FieldError::new("code", "field.code_length"),
            code::CodeError::Character(c) => {
                FieldError::new("code", "field.code_character").with("character", c)
            }
            code::CodeError::Check => FieldError::new("code", "field.code_check"),
        }])
    })
}

/// An order for whoever visits. What they may not see is as if it were not there.
///
/// # Errors
/// [`Error::NotFound`] for no such order and for one that is not theirs to see.
pub async fn load(visit: &Visit, code: &str) -> Result<Loaded, Error> {
    let code = parse_code(code).map_err(|_| Error::NotFound)?;
    load_as(visit, &code, |visit, order, generation| visit.actor_for(order, generation)).await
}

/// The same for an actor decided by the caller, e.g. one who brings the key in a header.
///
/// # Errors
/// As [`load`].
pub async fn load_as(
    visit: &Visit,
    code: &str,
    actor: impl FnOnce(&Visit, &Order, i32) -> Actor,
) -> Result<Loaded, Error> {
    let code = code.to_owned();
    let (order, title, entries, events, documents, contact, calls) = visit
        .app
        .db
        .read(move |c| {
            let order = orders::find_by_code(c, &code)?;
            let title = orders::title(c, &order.id)?;
            let entries = orders::entries(c, &order.id)?;
            let events = orders::events(c, &order.id)?;
            let documents = documents::by_order(c, &order.id)?;
            let contact = contacts::find(c, &order.id)?;
            let calls = calls::by_order(c, &order.id)?;
            Ok((order, title, entries, events, documents, contact, calls))
        })
        .await?;
    let actor = actor(visit, &order, contact.key_generation);
    let view = access::sees(&actor, &order).ok_or(Error::NotFound)?;
    Ok(Loaded {
        entries: entries.into_iter().filter(|entry| access::reads(&view, entry)).collect(),
        events: events.into_iter().filter(|event| access::reads_event(&view, event)).collect(),
        documents: documents.into_iter().filter(|document| readable(&view, document)).collect(),
        order,
        title,
        calls,
        contact,
        actor,
        view,
    })
}

/// Whether a view takes in a document: by its visibility, as an entry's.
fn readable(view: &View, document: &Document) -> bool {
    access::reads_as(view, document.visibility, document.agency.as_deref())
}

/// The texts an event brought, also those that were drafts until it stood.
pub fn brought<'a>(entries: &'a [Entry], event: &'a Event) -> impl Iterator<Item = &'a Entry> {
    let released = event.facts.get("released").and_then(serde_json::Value::as_array);
    entries.iter().filter(move |entry| {
        let now = event.entries.iter().any(|digest| digest.entry == entry.id);
        let then = released.is_some_and(|ids| ids.iter().any(|id| id.as_str() == Some(&entry.id)));
        now || then
    })
}

/// What the database has to look for in one of the desk's queues; none for `calls`, which is a list
/// of telephone calls and not of orders.
pub fn queue_filter(
    visit: &Visit,
    queue: access::Queue,
    after: Option<Cursor>,
    limit: i64,
) -> Option<QueueFilter> {
    let actor = visit.actor();
    let signatures = match actor.role {
        Role::Leader => vec![Signature::Reply, Signature::Return],
        Role::Dispatcher | Role::Planner => vec![Signature::Decline],
        Role::Supervisor => vec![Signature::Extend, Signature::Decline],
        _ => Vec::new(),
    };
    Some(QueueFilter {
        queue: queue.as_str().parse().ok()?,
        handler: actor.account.filter(|_| queue == access::Queue::Mine),
        agency: actor.agency,
        site: access::screened_site(actor.role).map(str::to_owned),
        signatures,
        now: visit.now,
        after,
        limit,
    })
}

/// Does an action on an order, if its version is still the one the actor saw.
///
/// # Errors
/// [`Error::Refused`] with the engine's reason, [`Error::Stale`] when somebody else acted first.
pub async fn perform(
    visit: &Visit,
    loaded: &Loaded,
    action: Action,
    input: &Input,
    version: i64,
) -> Result<Order, Error> {
    if loaded.order.version != version {
        return Err(Error::Stale { current: loaded.order.version });
    }
    let step = visit.app.decide(
        &loaded.order,
        action,
        input,
        &loaded.actor,
        visit.now,
        &mut crate::app::fresh(),
    )?;
    let before = loaded.order.clone();
    let after = step.order.clone();
    let taught = confirmation(visit, loaded, action, &after);
    let told = taught.is_some();
    visit
        .app
        .db
        .write(move |c| {
            orders::save(c, &before, &step)?;
            taught.as_ref().map_or(Ok(()), |confirmation| confirmations::add(c, confirmation))
        })
        .await?;
    if told {
        visit.app.learn_now().await;
    }
    Ok(after)
}

/// A dispatcher's word on where an order belongs is what the router learns from.
fn confirmation(
    visit: &Visit,
    loaded: &Loaded,
    action: Action,
    after: &Order,
) -> Option<Confirmation> {
    let decides = matches!(action, Action::Dispatch | Action::Adjudicate);
    if !decides || loaded.actor.role != Role::Dispatcher {
        return None;
    }
    let receipt = loaded.entries.iter().find(|entry| entry.kind == EntryKind::Routing)?;
    let proposed: Decision = serde_json::from_str(&receipt.body).ok()?;
    let matter = after.matter.clone()?;
    let lead = after.lead()?.agency.clone();
    Some(Confirmation {
        id: db::new_id(),
        order_id: after.id.clone(),
        overridden: matter != proposed.matter || lead != proposed.lead,
        matter,
        lead,
        rules_version: proposed.rules_version,
        reason_code: None,
        by_account: loaded.actor.account.clone()?,
        at: visit.now,
        withdrawn_at: None,
        withdrawn_by: None,
    })
}
