//! Rehearsals of drafts: how far each is, and which orders it would move.

use diesel::prelude::*;
use serde_json::json;

use super::error::word;
use super::schema::{orders, rehearsal_moves, rehearsals};
use super::{Conn, DbError, jobs};
use crate::domain::Time;
use crate::domain::order::Job;
use crate::domain::routing::rehearse::{Compared, Destination};
use crate::domain::routing::rulebook::Rehearsed;
use crate::text_enum;

text_enum! {
    /// Where a rehearsal stands.
    pub enum RehearsalState { Waiting = "waiting", Working = "working", Done = "done", Failed = "failed" }
}

/// A rehearsal as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = rehearsals)]
pub struct RehearsalRow {
    pub id: String,
    pub rule_set: i32,
    /// Hash of the files that are rehearsed.
    pub files: String,
    /// Number of the set in force.
    pub against: i32,
    pub state: String,
    pub fault: String,
    /// Orders are looked at that were asked between these two.
    pub since: Time,
    pub asked_at: Time,
    pub asked_by: Option<String>,
    pub seen: i64,
    pub of_all: i64,
    pub last_at: Option<Time>,
    pub last_order: Option<String>,
    /// How many of them there was anything to route of.
    pub routed: i64,
    pub moved: i64,
    pub newly_triage: i64,
    pub no_longer_triage: i64,
    pub ended_at: Option<Time>,
}

impl RehearsalRow {
    /// Where it stands.
    ///
    /// # Errors
    /// [`DbError::Broken`] for a word that is none of ours.
    pub fn standing(&self) -> Result<RehearsalState, DbError> {
        word(&self.state)
    }
}

/// Asks for one, and puts its job into the outbox; returns its id.
pub fn ask(
    c: &mut Conn,
    (rule_set, files, against): (i32, &str, i32),
    since: Time,
    by: Option<&str>,
    now: Time,
) -> Result<String, DbError> {
    let row = RehearsalRow {
        id: super::new_id(),
        rule_set,
        files: files.to_owned(),
        against,
        state: RehearsalState::Waiting.to_string(),
        fault: String::new(),
        since,
        asked_at: now,
        asked_by: by.map(str::to_owned),
        seen: 0,
        of_all: super::routed::count(c, since, now)?,
        last_at: None,
        last_order: None,
        routed: 0,
        moved: 0,
        newly_triage: 0,
        no_longer_triage: 0,
        ended_at: None,
    };
    diesel::insert_into(rehearsals::table).values(&row).execute(c)?;
    let job =
        Job { kind: jobs::REHEARSE.to_owned(), payload: json!({"rehearsal": row.id}), run_at: now };
    jobs::enqueue(c, &job, None)?;
    Ok(row.id)
}

/// One rehearsal.
pub fn find(c: &mut Conn, id: &str) -> Result<RehearsalRow, DbError> {
    Ok(rehearsals::table.find(id).select(RehearsalRow::as_select()).first(c)?)
}

/// The newest rehearsal of a set.
pub fn newest(c: &mut Conn, rule_set: i32) -> Result<Option<RehearsalRow>, DbError> {
    let found = rehearsals::table
        .filter(rehearsals::rule_set.eq(rule_set))
        .order((rehearsals::asked_at.desc(), rehearsals::id.desc()));
    Ok(found.select(RehearsalRow::as_select()).first(c).optional()?)
}

/// The newest rehearsal of a set that came to its end, as decisions need it.
pub fn ended(c: &mut Conn, rule_set: i32) -> Result<Option<Rehearsed>, DbError> {
    let found = rehearsals::table
        .filter(rehearsals::rule_set.eq(rule_set))
        .filter(rehearsals::state.eq("done"))
        .order((rehearsals::asked_at.desc(), rehearsals::id.desc()));
    let found: Option<(String, i32)> =
        found.select((rehearsals::files, rehearsals::against)).first(c).optional()?;
    Ok(found.map(|(files, against)| Rehearsed { files, against }))
}

/// Stores what some more orders came to, and how far it is now. `before` is how it stood when they
/// were read: where another worker has gone on from there, nothing is stored and it is `Stale`.
pub fn advance(
    c: &mut Conn,
    before: &RehearsalRow,
    after: &RehearsalRow,
    moves: &[(String, Compared)],
) -> Result<(), DbError> {
    let changed = diesel::update(rehearsals::table.find(&before.id))
        .filter(rehearsals::seen.eq(before.seen))
        .filter(rehearsals::state.eq_any(["waiting", "working"]))
        .set((
            (rehearsals::state.eq(&after.state), rehearsals::seen.eq(after.seen)),
            (rehearsals::last_at.eq(after.last_at), rehearsals::last_order.eq(&after.last_order)),
            (rehearsals::routed.eq(after.routed), rehearsals::moved.eq(after.moved)),
            rehearsals::newly_triage.eq(after.newly_triage),
            rehearsals::no_longer_triage.eq(after.no_longer_triage),
            rehearsals::ended_at.eq(after.ended_at),
        ))
        .execute(c)?;
    if changed == 0 {
        return Err(DbError::Stale { current: find(c, &before.id)?.seen });
    }
    let rows: Vec<MoveRow> =
        moves.iter().map(|(order, compared)| MoveRow::of(&before.id, order, compared)).collect();
    for rows in rows.chunks(500) {
        each!(c, |c| diesel::insert_into(rehearsal_moves::table).values(rows).execute(c))?;
    }
    Ok(())
}

/// It can't be done; why is for whoever asked.
pub fn fail(c: &mut Conn, id: &str, fault: &str, now: Time) -> Result<(), DbError> {
    diesel::update(rehearsals::table.find(id))
        .filter(rehearsals::state.ne("done"))
        .set((
            rehearsals::state.eq("failed"),
            rehearsals::fault.eq(fault),
            rehearsals::ended_at.eq(now),
        ))
        .execute(c)?;
    Ok(())
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = rehearsal_moves)]
struct MoveRow {
    rehearsal: String,
    order_id: String,
    from_matter: String,
    from_lead: String,
    to_matter: String,
    to_lead: String,
    triage_before: bool,
    triage_after: bool,
}

impl MoveRow {
    fn of(rehearsal: &str, order: &str, compared: &Compared) -> MoveRow {
        let Compared { before, after, .. } = compared.clone();
        MoveRow {
            rehearsal: rehearsal.to_owned(),
            order_id: order.to_owned(),
            from_matter: before.matter,
            from_lead: before.lead,
            to_matter: after.matter,
            to_lead: after.lead,
            triage_before: compared.triage_before,
            triage_after: compared.triage_after,
        }
    }

    fn compared(self) -> Compared {
        Compared {
            before: Destination { matter: self.from_matter, lead: self.from_lead },
            after: Destination { matter: self.to_matter, lead: self.to_lead },
            triage_before: self.triage_before,
            triage_after: self.triage_after,
        }
    }
}

/// From where to where.
pub type Way = (Destination, Destination);

/// How many orders would take each way, by the agency and the matter that they go to now. A way from
/// a place to itself is for those that only go to a person first, or no longer.
pub fn ways(c: &mut Conn, rehearsal: &str) -> Result<Vec<(Way, i64)>, DbError> {
    use rehearsal_moves as m;
    let rows: Vec<(String, String, String, String, i64)> = m::table
        .filter(m::rehearsal.eq(rehearsal))
        .group_by((m::from_lead, m::from_matter, m::to_lead, m::to_matter))
        .select((m::from_lead, m::from_matter, m::to_lead, m::to_matter, diesel::dsl::count_star()))
        .order((m::from_lead, m::from_matter, m::to_lead, m::to_matter))
        .load(c)?;
    let way = |(from_lead, from_matter, lead, matter, n)| {
        let before = Destination { matter: from_matter, lead: from_lead };
        ((before, Destination { matter, lead }), n)
    };
    Ok(rows.into_iter().map(way).collect())
}

/// An order that would be routed otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    pub order_id: String,
    pub code: String,
    pub title: String,
    pub site: String,
    /// The version of the rules that routed it.
    pub rules_version: Option<String>,
    pub compared: Compared,
}

/// Some of the orders, after one of them; of one way, or of all.
pub fn moves(
    c: &mut Conn,
    rehearsal: &str,
    way: Option<&Way>,
    after: &str,
    limit: i64,
) -> Result<Vec<Moved>, DbError> {
    use rehearsal_moves as m;
    let mut query = m::table
        .inner_join(orders::table)
        .filter(m::rehearsal.eq(rehearsal.to_owned()))
        .filter(m::order_id.gt(after.to_owned()))
        .into_boxed();
    if let Some((from, to)) = way {
        query = query
            .filter(m::from_lead.eq(from.lead.clone()).and(m::from_matter.eq(from.matter.clone())))
            .filter(m::to_lead.eq(to.lead.clone()).and(m::to_matter.eq(to.matter.clone())));
    }
    let rows: Vec<(MoveRow, String, String, String, Option<String>)> = query
        .order(m::order_id)
        .limit(limit)
        .select((
            MoveRow::as_select(),
            orders::code,
            orders::title,
            orders::site,
            orders::rules_version,
        ))
        .load(c)?;
    let moved = |(row, code, title, site, rules_version): (MoveRow, _, _, _, _)| Moved {
        order_id: row.order_id.clone(),
        code,
        title,
        site,
        rules_version,
        compared: row.compared(),
    };
    Ok(rows.into_iter().map(moved).collect())
}
