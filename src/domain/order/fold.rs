//! The order as the sum of its events: what an event says about the order, and the proof that the
//! stored order, events and texts still belong together.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::event::{digest, hash};
use super::{Entry, Event, Order};

/// The parts of an order that are lists of rows with an id.
const LISTS: [&str; 5] = ["lines", "assignments", "clocks", "requests", "supervisions"];
/// What an event says of itself, and need not repeat in its facts.
const OF_THE_EVENT: [&str; 3] = ["id", "last_seq", "last_hash"];

/// Where a chain does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    pub seq: i64,
    pub what: Fault,
}

/// What does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A number is missing, doubled or out of order.
    Sequence,
    /// The event belongs to another order.
    Order,
    /// It does not name the hash of the one before.
    Link,
    /// Its own hash is not that of its content.
    Hash,
    /// It does not begin where the one before ended.
    State,
    /// A text is not the one that was written.
    Digest,
    /// A text that no event brought.
    Stray,
    /// The facts do not make an order.
    Facts,
    /// The stored order is not the fold of its events.
    Drift,
}

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "event {}: {:?}", self.seq, self.what)
    }
}

/// Checks the chain, the sequence and the digests of the texts. An erased text (body and salt
/// empty, or the row gone) leaves the chain valid.
pub fn verify(events: &[Event], entries: &[Entry]) -> Result<(), Broken> {
    let mut prev: Option<&Event> = None;
    for (index, event) in events.iter().enumerate() {
        let broken = |what| Err(Broken { seq: event.seq, what });
        if event.seq != index as i64 + 1 {
            return broken(Fault::Sequence);
        }
        let before = prev.map_or("", |p| p.hash.as_str());
        if event.prev_hash != before {
            return broken(Fault::Link);
        }
        if event.hash != hash(before, event) {
            return broken(Fault::Hash);
        }
        if prev.is_some_and(|p| p.order_id != event.order_id) {
            return broken(Fault::Order);
        }
        if prev.is_some_and(|p| p.to != event.from) {
            return broken(Fault::State);
        }
        prev = Some(event);
    }
    entries.iter().try_for_each(|entry| verify_entry(events, entry))
}

fn verify_entry(events: &[Event], entry: &Entry) -> Result<(), Broken> {
    let broken = |what| Err(Broken { seq: entry.seq, what });
    let named = events
        .iter()
        .filter(|event| event.seq == entry.seq && event.order_id == entry.order_id)
        .flat_map(|event| &event.entries)
        .find(|named| named.entry == entry.id);
    let Some(named) = named else { return broken(Fault::Stray) };
    let erased = entry.salt.is_empty() && entry.body.is_empty();
    if !erased && named.digest != digest(&entry.salt, &entry.body) {
        return broken(Fault::Digest);
    }
    Ok(())
}

/// The order that the events tell of. No events, no order: a draft is not yet in the chain.
pub fn fold(events: &[Event]) -> Result<Order, Broken> {
    let mut sum = Map::new();
    for event in events {
        if let Value::Object(facts) = &event.facts {
            patch(&mut sum, facts);
        }
    }
    let last = events.last().ok_or(Broken { seq: 0, what: Fault::Sequence })?;
    sum.insert("id".into(), last.order_id.clone().into());
    sum.insert("last_seq".into(), last.seq.into());
    sum.insert("last_hash".into(), last.hash.clone().into());
    let order: Order = serde_json::from_value(Value::Object(sum))
        .map_err(|_| Broken { seq: last.seq, what: Fault::Facts })?;
    if order.state != last.to {
        return Err(Broken { seq: last.seq, what: Fault::State });
    }
    Ok(order)
}

/// Whether the stored order is the fold of its events. A legal hold is laid on from outside the
/// chain and does not count.
pub fn matches(order: &Order, events: &[Event]) -> Result<(), Broken> {
    let mut told = fold(events)?;
    told.legal_hold = order.legal_hold;
    if told == *order {
        return Ok(());
    }
    Err(Broken { seq: told.last_seq, what: Fault::Drift })
}

/// What an event says of the order: every field that changed, and every row that is new or
/// changed. Before the first event there is nothing, so the first one says everything.
pub(super) fn changes(before: Option<&Order>, after: &Order) -> Map<String, Value> {
    let old = before.map(as_map).unwrap_or_default();
    let mut facts = Map::new();
    let mut fields = Map::new();
    for (name, value) in as_map(after) {
        let was = old.get(&name);
        if OF_THE_EVENT.contains(&name.as_str()) || was == Some(&value) {
            continue;
        }
        if !LISTS.contains(&name.as_str()) {
            fields.insert(name, value);
            continue;
        }
        let known = was.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let rows = value.as_array().map(Vec::as_slice).unwrap_or_default();
        let changed: Vec<Value> = rows.iter().filter(|row| !known.contains(row)).cloned().collect();
        if !changed.is_empty() {
            facts.insert(name, changed.into());
        }
    }
    facts.insert("order".into(), fields.into());
    facts
}

fn patch(sum: &mut Map<String, Value>, facts: &Map<String, Value>) {
    if let Some(Value::Object(fields)) = facts.get("order") {
        sum.extend(fields.clone());
    }
    for list in LISTS {
        let rows = sum.entry(list).or_insert_with(|| Vec::<Value>::new().into());
        let (Value::Array(rows), Some(Value::Array(changed))) = (rows, facts.get(list)) else {
            continue;
        };
        let at: BTreeMap<String, usize> =
            rows.iter().enumerate().map(|(i, row)| (row["id"].to_string(), i)).collect();
        for row in changed {
            match at.get(&row["id"].to_string()) {
                Some(&i) => rows[i] = row.clone(),
                None => rows.push(row.clone()),
            }
        }
    }
}

fn as_map(order: &Order) -> Map<String, Value> {
    match serde_json::to_value(order) {
        Ok(Value::Object(map)) => map,
        _ => Map::new(),
    }
}
