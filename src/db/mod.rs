//! The only place that speaks SQL: SQLite by default, PostgreSQL to grow.
//!
//! One set of queries and migrations serves both (`MultiConnection`). All reads go through
//! [`Db::read`], all writes through [`Db::write`]; the functions of the modules below are what
//! one says inside. A function that changes a state begins with a compare-and-set, so that nothing
//! depends on there being a single writer.

/// Says the same query to each backend: for what the common subset lacks (ON CONFLICT, batches).
macro_rules! each {
    ($conn:expr, |$inner:ident| $body:expr) => {
        match $conn {
            $crate::db::Conn::Pg($inner) => $body,
            $crate::db::Conn::Sqlite($inner) => $body,
        }
    };
}

pub mod accounts;
pub mod agencies;
pub mod attempts;
pub mod bookings;
pub mod calls;
pub mod check;
pub mod class_reports;
pub mod classes;
pub mod confirmations;
pub mod contacts;
pub mod days_off;
pub mod documents;
pub mod drafts;
mod error;
pub mod feeds;
pub mod ground;
pub mod idempotency;
pub mod invitations;
pub mod jobs;
pub mod laws;
pub mod learners;
pub mod lecturers;
pub mod lesson_revisions;
pub mod line_queues;
mod migrate;
pub mod orders;
mod page;
pub mod pictures;
pub mod pieces;
mod pool;
pub mod progress;
pub mod rehearsals;
pub mod routed;
pub mod rule_sets;
mod schema;
pub mod school_orders;
pub mod schools;
pub mod screenings;
pub mod seal;
pub mod second_matters;
pub mod service_records;
pub mod sessions;
pub mod subscriptions;
pub mod three_way;
pub mod throttle;
pub mod videos;
pub mod waiting;
mod writer;

use std::sync::Arc;

use diesel::r2d2::{Pool, R2D2Connection};
use diesel::{PgConnection, SqliteConnection};

pub use error::DbError;
pub use page::{Cursor, Page};
use pool::{Mode, Opener, Place, within};
use writer::Writer;

/// One connection, to either database.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    Sqlite(SqliteConnection),
    Pg(PgConnection),
}

/// The database; cheap to clone, one for the whole process.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

struct Inner {
    place: Place,
    /// SQLite: read-only connections beside the writer. PostgreSQL: all connections.
    pool: Pool<Opener>,
    writer: Option<Writer>,
}

impl Db {
    /// Opens the database of a `sqlite://path` or `postgres://…` URL with up to `readers`
    /// connections. The error names the cause.
    pub fn open(url: &str, readers: usize) -> Result<Db, DbError> {
        let place = Place::parse(url)?;
        let writer = match place {
            Place::Sqlite(_) => Some(Writer::start(&place)?),
            Place::Pg(_) => None,
        };
        let pool = place.pool(readers, writer.is_some())?;
        Ok(Db { inner: Arc::new(Inner { place, pool, writer }) })
    }

    /// `sqlite` or `postgres`.
    pub fn backend(&self) -> &'static str {
        match self.inner.place {
            Place::Sqlite(_) => "sqlite",
            Place::Pg(_) => "postgres",
        }
    }

    /// Reads, all queries of `work` seeing the same snapshot.
    pub async fn read<T, F>(&self, work: F) -> Result<T, DbError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, DbError> + Send + 'static,
    {
        self.pooled(Mode::Snapshot, work).await
    }

    /// Writes: all of `work` or nothing of it, durable when this returns `Ok`. A panic in `work`
    /// is an error of this caller alone.
    pub async fn write<T, F>(&self, work: F) -> Result<T, DbError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, DbError> + Send + 'static,
    {
        match &self.inner.writer {
            Some(writer) => writer.run(work).await,
            None => self.pooled(Mode::Write, work).await,
        }
    }

    async fn pooled<T, F>(&self, mode: Mode, work: F) -> Result<T, DbError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, DbError> + Send + 'static,
    {
        let pool = self.inner.pool.clone();
        tokio::task::spawn_blocking(move || within(&mut *pool.get()?, mode, work))
            .await
            .map_err(|e| DbError::Unavailable(e.to_string()))?
    }

    /// Whether the database answers, reading and (on SQLite) at the writer.
    pub async fn ping(&self) -> Result<(), DbError> {
        self.read(|c| c.ping().map_err(DbError::from)).await?;
        self.write(|c| c.ping().map_err(DbError::from)).await
    }

    /// Brings the schema up to date. Safe where several nodes start at once.
    pub fn migrate(&self) -> Result<Vec<String>, DbError> {
        migrate::up(&mut self.inner.place.connect(false)?)
    }

    /// Whether the schema is up to date.
    pub fn is_migrated(&self) -> Result<bool, DbError> {
        migrate::is_current(&mut self.inner.place.connect(false)?)
    }

    /// Takes the whole schema away, with all data.
    pub fn revert_all(&self) -> Result<(), DbError> {
        migrate::down(&mut self.inner.place.connect(false)?)
    }
}

/// A new id: 48 bits of time, so that new rows lie together in an index, and 80 random bits.
pub fn new_id() -> String {
    let millis =
        u128::from(u64::try_from(chrono::Utc::now().timestamp_millis()).unwrap_or_default());
    let bits = (millis << 80) | (rand::random::<u128>() >> 48);
    const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    (0..26).rev().map(|place| char::from(DIGITS[(bits >> (place * 5)) as usize & 31])).collect()
}

/// Now, to the microsecond, which is what both databases keep.
pub fn now() -> crate::domain::Time {
    use chrono::Timelike;
    let now = chrono::Utc::now().naive_utc();
    now.with_nanosecond(now.nanosecond() / 1000 * 1000).unwrap_or(now)
}
