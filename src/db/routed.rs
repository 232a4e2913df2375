//! What was asked and routed: replayed by rehearsals, and read for what the rules miss.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::confirmations::{first_entries, named};
use super::contacts::{self, ContactRow};
use super::schema::{events, orders};
use super::{Conn, DbError};
use crate::domain::Time;
use crate::domain::order::EntryKind;

/// An order that was routed.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    pub order: String,
    pub code: String,
    pub at: Time,
    /// Its text, and the decision that is kept with it; none where either was erased.
    pub told: Option<(String, String)>,
    /// Who asked, sealed: where a matter sits follows from it.
    pub contact: Option<ContactRow>,
}

/// An order that an agency gave back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned {
    pub at: Time,
    pub agency: String,
    /// What the router had proposed.
    pub proposed: String,
}

/// Some of what was asked between two times, the oldest first, after one of them.
pub fn asked(
    c: &mut Conn,
    (since, until): (Time, Time),
    after: Option<&(Time, String)>,
    limit: i64,
) -> Result<Vec<Asked>, DbError> {
    let mut query = orders::table
        .filter(orders::submitted_at.ge(since))
        .filter(orders::submitted_at.le(until))
        .filter(orders::matter.is_not_null())
        .into_boxed();
    if let Some((at, id)) = after {
        let tie = orders::submitted_at.eq(*at).and(orders::id.gt(id.clone()));
        query = query
            .filter(orders::submitted_at.ge(*at))
            .filter(orders::submitted_at.gt(*at).or(tie).assume_not_null());
    }
    let found: Vec<(String, String, String, Option<Time>)> = query
        .order((orders::submitted_at, orders::id))
        .limit(limit)
        .select((orders::id, orders::code, orders::title, orders::submitted_at))
        .load(c)?;
    let ids: Vec<String> = found.iter().map(|(id, ..)| id.clone()).collect();
    let mut kept = first_entries(c, &ids, EntryKind::Routing)?;
    let bodies = first_entries(c, &ids, EntryKind::Statement)?;
    let mut contacts = contacts::of_orders(c, &ids)?;
    let asked = |(order, code, title, at): (String, String, String, Option<Time>)| {
        let kept = kept.remove(&order);
        let told = bodies.get(&order).zip(kept);
        let told = told.map(|(body, kept)| (format!("{title}\n{body}"), kept));
        Some(Asked { contact: contacts.remove(&order), order, code, at: at?, told })
    };
    Ok(found.into_iter().filter_map(asked).collect())
}

/// How many [`asked`] would give in all.
pub fn count(c: &mut Conn, since: Time, until: Time) -> Result<i64, DbError> {
    let found = orders::table
        .filter(orders::submitted_at.ge(since))
        .filter(orders::submitted_at.le(until))
        .filter(orders::matter.is_not_null());
    Ok(found.count().get_result(c)?)
}

/// What agencies gave back since a time, the newest first, at most so much.
pub fn returned(c: &mut Conn, since: Time, limit: i64) -> Result<Vec<Returned>, DbError> {
    let found: Vec<(String, Time, Option<String>)> = events::table
        .filter(events::at.ge(since))
        .filter(sql::<Bool>("action = 'return'"))
        .order((events::at.desc(), events::order_id))
        .limit(limit)
        .select((events::order_id, events::at, events::agency))
        .load(c)?;
    let ids: Vec<String> = found.iter().map(|(id, ..)| id.clone()).collect();
    let proposed = first_entries(c, &ids, EntryKind::Routing)?;
    let returned = |(order, at, agency): (String, Time, Option<String>)| {
        Some(Returned { at, agency: agency?, proposed: proposed.get(&order)?.clone() })
    };
    Ok(found.into_iter().filter_map(returned).collect())
}

/// The newest open requests that nobody has been found for yet.
pub fn unled(c: &mut Conn, limit: i64) -> Result<Vec<String>, DbError> {
    let found = orders::table
        .filter(orders::open)
        .filter(orders::lead_agency.is_null())
        .filter(orders::matter.is_not_null())
        .order((orders::created_at.desc(), orders::id));
    Ok(found.limit(limit).select(orders::id).load(c)?)
}

/// Title and text of orders; nothing of those whose text was erased.
pub fn texts(c: &mut Conn, ids: &[String]) -> Result<Vec<String>, DbError> {
    let titles = named(c, ids)?;
    let bodies = first_entries(c, ids, EntryKind::Statement)?;
    let text = |id: &String| Some(format!("{}\n{}", titles.get(id)?.1, bodies.get(id)?));
    Ok(ids.iter().filter_map(text).collect())
}
