//! An order as JSON: what its reader may see. Contact data is masked in every answer, the asker's
//! own too.

use chrono::SecondsFormat;
use serde_json::{Value, json};

use crate::db::documents::Document;
use crate::domain::access::Contact;
use crate::domain::order::{Assignment, Entry, EntryKind, Event, Order};
use crate::domain::{Time, mask};
use crate::web::act::Loaded;
use crate::web::clocks::{self, ClockShown, Clocks};
use crate::web::visit::Visit;

/// A time as the contract says it.
pub fn time(at: Time) -> String {
    at.and_utc().to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// The whole order for its reader.
pub fn order(visit: &Visit, loaded: &Loaded) -> Value {
    let order = &loaded.order;
    let whose = if loaded.view.internal { Clocks::All } else { Clocks::Asker };
    json!({
        "code": order.code,
        "version": order.version,
        "kind": order.kind,
        "site": order.site,
        "state": order.state,
        "title": loaded.title,
        "matter": order.matter,
        "channel": order.channel,
        "lang": order.lang,
        "lead": order.lead().map(|a| visit.app.agency_name(&a.agency, visit.lang.tag())),
        "created_at": time(order.created_at),
        "submitted_at": order.submitted_at.map(time),
        "replied_at": order.replied_at.map(time),
        "closed_at": order.closed_at.map(time),
        "rating": order.rating,
        "contact": contact(visit, loaded),
        "routing": routing(loaded),
        "assignments": order.assignments.iter().map(|a| assignment(visit, a, loaded)).collect::<Vec<_>>(),
        "clocks": clocks(visit, order, whose),
        "events": loaded.events.iter().map(|event| self::event(visit, event)).collect::<Vec<_>>(),
        "entries": loaded.entries.iter().filter_map(entry).collect::<Vec<_>>(),
        "documents": loaded.documents.iter().map(|document| self::document(order, document, loaded)).collect::<Vec<_>>(),
        "actions": visit.app.offers(order, &loaded.actor, visit.now),
        "url": format!("/track/{}", order.code),
    })
}

fn contact(visit: &Visit, loaded: &Loaded) -> Value {
    if loaded.view.contact == Contact::None {
        return Value::Null;
    }
    let row = &loaded.contact;
    let Ok(open) = row.open(&visit.app.sealer) else { return Value::Null };
    json!({
        "name": mask::name(&open.name),
        "phone": open.phone.as_deref().map(mask::phone),
        "email": open.email.as_deref().map(mask::email),
        "credit_code": open.credit_code.as_deref().map(mask::credit_code),
        "enterprise": row.organisation,
        "place": row.place,
        "wish": row.wish,
    })
}

/// The routing receipt, as it was at the time.
fn routing(loaded: &Loaded) -> Value {
    let receipt = loaded.entries.iter().find(|entry| entry.kind == EntryKind::Routing);
    let decision = receipt.and_then(|entry| serde_json::from_str(&entry.body).ok());
    decision.map_or(Value::Null, |decision| super::requests::routing_json(&decision))
}

fn assignment(visit: &Visit, a: &Assignment, loaded: &Loaded) -> Value {
    let mut said = json!({
        "agency": a.agency,
        "name": visit.app.agency_name(&a.agency, visit.lang.tag()),
        "part": a.part,
        "state": a.state,
        "signed_at": a.signed_at.map(time),
        "case_number": a.case_number,
        "receipt_on": a.receipt_on,
    });
    if loaded.view.internal {
        said["handler"] = a.handler.clone().into();
    }
    said
}

/// The clocks that run or ran, with the line that explains each.
pub fn clocks(visit: &Visit, order: &Order, whose: Clocks) -> Vec<Value> {
    let shown = clocks::shown(visit, order, whose);
    let clock = |shown: ClockShown| {
        json!({
            "definition": shown.definition,
            "name": shown.name,
            "agency": shown.agency,
            "source": shown.source,
            "statutory": shown.statutory,
            "unit": shown.unit,
            "total": shown.total,
            "elapsed": shown.elapsed,
            "remaining": shown.remaining,
            "paused": shown.paused,
            "light": shown.light,
            "stopped": shown.stopped,
            "started_at": time(shown.started_at),
            "nominal_due": time(shown.nominal_due),
            "due": time(shown.rolled_due),
            "provisional": shown.provisional,
            "explanation": shown.explanation,
        })
    };
    shown.into_iter().map(clock).collect()
}

fn event(visit: &Visit, event: &Event) -> Value {
    json!({
        "seq": event.seq,
        "at": time(event.at),
        "action": event.action,
        "from": event.from,
        "to": event.to,
        "role": event.role,
        "on_behalf": event.on_behalf,
        "agency": event.agency.as_deref().map(|slug| visit.app.agency_name(slug, visit.lang.tag())),
        "reason_code": event.reason_code,
        "rules_version": event.rules_version,
        "hash": event.hash,
    })
}

/// A text; the routing receipt has a place of its own, and a document is listed with the others.
fn entry(entry: &Entry) -> Option<Value> {
    let apart = matches!(entry.kind, EntryKind::Routing | EntryKind::Document);
    (!apart).then(|| {
        json!({
            "id": entry.id,
            "seq": entry.seq,
            "kind": entry.kind,
            "visibility": entry.visibility,
            "role": entry.role,
            "agency": entry.agency,
            "draft": entry.draft,
            "at": time(entry.created_at),
            "text": entry.body,
        })
    })
}

fn document(order: &Order, document: &Document, loaded: &Loaded) -> Value {
    let house = if loaded.view.internal { "/desk/orders" } else { "/track" };
    json!({
        "id": document.id,
        "name": document.name,
        "media_type": document.media_type,
        "bytes": document.bytes,
        "sha256": document.sha256,
        "at": time(document.created_at),
        "url": format!("{house}/{}/documents/{}", order.code, document.id),
    })
}
