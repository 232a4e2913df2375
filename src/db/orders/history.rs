//! What happened to an order, and what was said: events, which nobody can change, and texts.

use diesel::prelude::*;

use super::super::error::word;
use super::super::schema::{entries, events};
use super::super::{Conn, DbError};
use crate::domain::Time;
use crate::domain::order::{Entry, EntryKind, Event, Step};

/// Stores the events and texts of a step, and releases the drafts that it makes final.
pub(super) fn append(c: &mut Conn, step: &Step) -> Result<(), DbError> {
    for event in &step.events {
        diesel::insert_into(events::table).values(&EventRow::of(event)?).execute(c)?;
    }
    for entry in &step.entries {
        diesel::insert_into(entries::table).values(&EntryRow::of(entry)).execute(c)?;
    }
    for (id, visibility) in &step.released {
        let draft = entries::table
            .find(id)
            .filter(entries::order_id.eq(&step.order.id))
            .filter(entries::draft);
        let released = diesel::update(draft)
            .set((entries::draft.eq(false), entries::visibility.eq(visibility.as_str())))
            .execute(c)?;
        if released != 1 {
            return Err(DbError::Broken(format!("entry {id} is no draft of this order")));
        }
    }
    Ok(())
}

/// The events of an order, from the first on.
pub fn events(c: &mut Conn, order_id: &str) -> Result<Vec<Event>, DbError> {
    let found = events::table.filter(events::order_id.eq(order_id)).order(events::seq);
    let rows: Vec<EventRow> = found.select(EventRow::as_select()).load(c)?;
    rows.into_iter().map(EventRow::event).collect()
}

/// The texts of an order, from the first on. Who may read which is for `domain::access` to say.
pub fn entries(c: &mut Conn, order_id: &str) -> Result<Vec<Entry>, DbError> {
    let found =
        entries::table.filter(entries::order_id.eq(order_id)).order((entries::seq, entries::id));
    let rows: Vec<EntryRow> = found.select(EntryRow::as_select()).load(c)?;
    rows.into_iter().map(EntryRow::entry).collect()
}

/// One text; `NotFound` where there is none.
pub fn entry(c: &mut Conn, id: &str) -> Result<Entry, DbError> {
    entries::table
        .find(id)
        .select(EntryRow::as_select())
        .first(c)
        .map_err(DbError::from)
        .and_then(EntryRow::entry)
}

/// The routing receipt of an order, if it was not erased.
pub fn receipt(c: &mut Conn, order_id: &str) -> Result<Option<String>, DbError> {
    let found = entries::table
        .filter(entries::order_id.eq(order_id))
        .filter(entries::kind.eq(EntryKind::Routing.as_str()))
        .order((entries::seq, entries::id));
    let body: Option<String> = found.select(entries::body).first(c).optional()?;
    Ok(body.filter(|body| !body.is_empty()))
}

/// Erases a text and its salt. Its digest in the event can then no longer be guessed at, and the
/// chain of events stays valid.
pub fn erase_entry(c: &mut Conn, id: &str) -> Result<(), DbError> {
    let erased = diesel::update(entries::table.find(id))
        .set((entries::body.eq(""), entries::salt.eq("")))
        .execute(c)?;
    if erased == 1 { Ok(()) } else { Err(DbError::NotFound) }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = events)]
struct EventRow {
    order_id: String,
    seq: i64,
    at: Time,
    actor: Option<String>,
    role: String,
    agency: Option<String>,
    on_behalf: bool,
    action: String,
    from_state: String,
    to_state: String,
    reason_code: Option<String>,
    visibility: String,
    rules_version: Option<String>,
    entries: String,
    facts: String,
    prev_hash: String,
    hash: String,
}

impl EventRow {
    fn of(event: &Event) -> Result<EventRow, DbError> {
        Ok(EventRow {
            order_id: event.order_id.clone(),
            seq: event.seq,
            at: event.at,
            actor: event.actor.clone(),
            role: event.role.to_string(),
            agency: event.agency.clone(),
            on_behalf: event.on_behalf,
            action: event.action.to_string(),
            from_state: event.from.to_string(),
            to_state: event.to.to_string(),
            reason_code: event.reason_code.clone(),
            visibility: event.visibility.to_string(),
            rules_version: event.rules_version.clone(),
            entries: serde_json::to_string(&event.entries)?,
            facts: serde_json::to_string(&event.facts)?,
            prev_hash: event.prev_hash.clone(),
            hash: event.hash.clone(),
        })
    }

    fn event(self) -> Result<Event, DbError> {
        Ok(Event {
            role: word(&self.role)?,
            action: word(&self.action)?,
            from: word(&self.from_state)?,
            to: word(&self.to_state)?,
            visibility: word(&self.visibility)?,
            entries: serde_json::from_str(&self.entries)?,
            facts: serde_json::from_str(&self.facts)?,
            order_id: self.order_id,
            seq: self.seq,
            at: self.at,
            actor: self.actor,
            agency: self.agency,
            on_behalf: self.on_behalf,
            reason_code: self.reason_code,
            rules_version: self.rules_version,
            prev_hash: self.prev_hash,
            hash: self.hash,
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = entries)]
struct EntryRow {
    id: String,
    order_id: String,
    seq: i64,
    kind: String,
    visibility: String,
    author: Option<String>,
    role: String,
    agency: Option<String>,
    body: String,
    salt: String,
    draft: bool,
    created_at: Time,
}

impl EntryRow {
    fn of(entry: &Entry) -> EntryRow {
        EntryRow {
            id: entry.id.clone(),
            order_id: entry.order_id.clone(),
            seq: entry.seq,
            kind: entry.kind.to_string(),
            visibility: entry.visibility.to_string(),
            author: entry.author.clone(),
            role: entry.role.to_string(),
            agency: entry.agency.clone(),
            body: entry.body.clone(),
            salt: entry.salt.clone(),
            draft: entry.draft,
            created_at: entry.created_at,
        }
    }

    fn entry(self) -> Result<Entry, DbError> {
        Ok(Entry {
            kind: word(&self.kind)?,
            visibility: word(&self.visibility)?,
            role: word(&self.role)?,
            id: self.id,
            order_id: self.order_id,
            seq: self.seq,
            author: self.author,
            agency: self.agency,
            body: self.body,
            salt: self.salt,
            draft: self.draft,
            created_at: self.created_at,
        })
    }
}
