//! Who gets the bulletins by mail, and which bulletins were mailed. An address is sealed; a keyed
//! hash finds it again; both are erased when the subscription ends.

use diesel::prelude::*;

use super::error::word;
use super::schema::{bulletin_issues, subscriptions};
use super::seal::{Sealer, Slot};
use super::{Conn, DbError};
use crate::domain::Time;
use crate::domain::topic::Topic;
use crate::text_enum;

text_enum! {
    /// Where a subscription stands.
    pub enum SubscriptionState { Asked = "asked", Confirmed = "confirmed", Ended = "ended" }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = subscriptions)]
struct Row {
    id: String,
    address_sealed: Option<String>,
    address_hash: Option<String>,
    topics: String,
    lang: String,
    state: String,
    created_at: Time,
    asked_at: Time,
    confirmed_at: Option<Time>,
    last_sent_at: Option<Time>,
    ended_at: Option<Time>,
}

/// A subscription; its address stays sealed until it is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Subscription {
    pub id: String,
    address_sealed: Option<String>,
    /// None: every topic.
    pub topics: Vec<Topic>,
    pub lang: String,
    pub state: SubscriptionState,
    pub confirmed_at: Option<Time>,
    pub last_sent_at: Option<Time>,
}

impl Subscription {
    fn of(row: Row) -> Result<Subscription, DbError> {
        Ok(Subscription {
            topics: topics(&row.topics),
            state: word(&row.state)?,
            id: row.id,
            address_sealed: row.address_sealed,
            lang: row.lang,
            confirmed_at: row.confirmed_at,
            last_sent_at: row.last_sent_at,
        })
    }

    /// The address; none once it has ended.
    pub fn address(&self, sealer: &Sealer) -> Result<Option<String>, DbError> {
        sealer.open_opt(slot(&self.id), self.address_sealed.as_deref())
    }
}

/// An address somebody typed, with the hashes by which it may be known: the newest key's first.
pub struct Asking<'a> {
    pub address: &'a str,
    pub hashes: &'a [String],
    pub lang: &'a str,
}

/// Finds the subscription of an address, or makes one that waits to be confirmed; returns its id.
/// Where it was known by an older key it is sealed and hashed anew.
pub fn ask(
    c: &mut Conn,
    sealer: &Sealer,
    asking: &Asking<'_>,
    now: Time,
) -> Result<String, DbError> {
    let newest = asking.hashes.first().ok_or(DbError::NotFound)?;
    let fresh = super::new_id();
    let row = Row {
        address_sealed: Some(sealer.seal(slot(&fresh), asking.address)?),
        address_hash: Some(newest.clone()),
        id: fresh,
        topics: String::new(),
        lang: asking.lang.to_owned(),
        state: SubscriptionState::Asked.to_string(),
        created_at: now,
        asked_at: now,
        confirmed_at: None,
        last_sent_at: None,
        ended_at: None,
    };
    let mut id = known(c, asking.hashes)?;
    if id.is_none() {
        each!(c, |c| diesel::insert_into(subscriptions::table)
            .values(&row)
            .on_conflict(subscriptions::address_hash)
            .do_nothing()
            .execute(c))?;
        // Whoever came at the same moment may have been the one that was stored.
        id = known(c, asking.hashes)?;
    }
    let id = id.ok_or(DbError::NotFound)?;
    diesel::update(subscriptions::table.find(&id))
        .set((
            subscriptions::address_sealed.eq(Some(sealer.seal(slot(&id), asking.address)?)),
            subscriptions::address_hash.eq(Some(newest)),
            subscriptions::asked_at.eq(now),
        ))
        .execute(c)?;
    Ok(id)
}

/// The id of the subscription that any of these hashes finds.
pub fn known(c: &mut Conn, hashes: &[String]) -> Result<Option<String>, DbError> {
    let by_hash = subscriptions::table.filter(subscriptions::address_hash.eq_any(hashes));
    Ok(by_hash.select(subscriptions::id).first(c).optional()?)
}

/// One subscription, if it was ever asked for and not erased since.
pub fn find(c: &mut Conn, id: &str) -> Result<Option<Subscription>, DbError> {
    let row: Option<Row> =
        subscriptions::table.find(id).select(Row::as_select()).first(c).optional()?;
    row.map(Subscription::of).transpose()
}

/// The reader of the address said yes, to these topics. False where there is nothing to confirm:
/// it has ended, or was erased unconfirmed.
pub fn confirm(
    c: &mut Conn,
    id: &str,
    topics: &[Topic],
    lang: &str,
    now: Time,
) -> Result<bool, DbError> {
    let living = subscriptions::table.find(id).filter(subscriptions::state.ne("ended"));
    let words: Vec<&str> = topics.iter().map(|topic| topic.as_str()).collect();
    let changed = diesel::update(living)
        .set((
            subscriptions::state.eq("confirmed"),
            subscriptions::topics.eq(words.join("\n")),
            subscriptions::lang.eq(lang),
        ))
        .execute(c)?;
    // Who changes the topics has been a reader since the first time.
    let first = subscriptions::table.find(id).filter(subscriptions::confirmed_at.is_null());
    diesel::update(first).set(subscriptions::confirmed_at.eq(now)).execute(c)?;
    Ok(changed == 1)
}

/// Ends it and erases the address. A second time, or of one that is gone, changes nothing.
pub fn end(c: &mut Conn, id: &str, now: Time) -> Result<(), DbError> {
    let living = subscriptions::table.find(id).filter(subscriptions::state.ne("ended"));
    diesel::update(living)
        .set((
            subscriptions::state.eq("ended"),
            subscriptions::address_sealed.eq(None::<String>),
            subscriptions::address_hash.eq(None::<String>),
            subscriptions::topics.eq(""),
            subscriptions::ended_at.eq(now),
        ))
        .execute(c)?;
    Ok(())
}

/// Removes what was asked for before that instant and never confirmed.
pub fn purge(c: &mut Conn, asked_before: Time) -> Result<usize, DbError> {
    let old = subscriptions::table
        .filter(subscriptions::state.eq("asked"))
        .filter(subscriptions::asked_at.lt(asked_before));
    Ok(diesel::delete(old).execute(c)?)
}

/// A mail went out.
pub fn sent(c: &mut Conn, id: &str, now: Time) -> Result<(), DbError> {
    diesel::update(subscriptions::table.find(id))
        .set(subscriptions::last_sent_at.eq(now))
        .execute(c)?;
    Ok(())
}

/// Id and topics of those confirmed before an instant, by id, from after `after` on.
pub fn readers(
    c: &mut Conn,
    confirmed_before: Time,
    after: &str,
    limit: i64,
) -> Result<Vec<(String, Vec<Topic>)>, DbError> {
    let rows: Vec<(String, String)> = subscriptions::table
        .filter(subscriptions::state.eq("confirmed"))
        .filter(subscriptions::id.gt(after))
        .filter(subscriptions::confirmed_at.lt(confirmed_before))
        .order(subscriptions::id)
        .limit(limit)
        .select((subscriptions::id, subscriptions::topics))
        .load(c)?;
    Ok(rows.into_iter().map(|(id, words)| (id, topics(&words))).collect())
}

/// Whether any bulletin was ever noticed: false as the house opens.
pub fn any_issue(c: &mut Conn) -> Result<bool, DbError> {
    let one: Option<String> =
        bulletin_issues::table.select(bulletin_issues::slug).first(c).optional()?;
    Ok(one.is_some())
}

/// Records that a bulletin can be read; true where that is news.
pub fn record_issue(c: &mut Conn, slug: &str, visible_at: Time) -> Result<bool, DbError> {
    let row = (bulletin_issues::slug.eq(slug), bulletin_issues::visible_at.eq(visible_at));
    let put = each!(c, |c| diesel::insert_into(bulletin_issues::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(put == 1)
}

/// Slug and first instant of the bulletins whose mails are not all in the outbox yet.
pub fn unmailed(c: &mut Conn) -> Result<Vec<(String, Time)>, DbError> {
    let open = bulletin_issues::table.filter(bulletin_issues::mailed_at.is_null());
    Ok(open
        .order(bulletin_issues::slug)
        .select((bulletin_issues::slug, bulletin_issues::visible_at))
        .load(c)?)
}

/// All mails of a bulletin are in the outbox.
pub fn mailed(c: &mut Conn, slug: &str, now: Time) -> Result<(), DbError> {
    diesel::update(bulletin_issues::table.find(slug))
        .set(bulletin_issues::mailed_at.eq(now))
        .execute(c)?;
    Ok(())
}

/// The topics of a column; a word that is no topic any more is passed over.
fn topics(words: &str) -> Vec<Topic> {
    words.lines().filter_map(|word| word.parse().ok()).collect()
}

fn slot(row: &str) -> Slot<'_> {
    Slot { table: "subscriptions", column: "address", row }
}
