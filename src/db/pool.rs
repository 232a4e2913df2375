//! Opening connections: the backend is chosen by the scheme of the URL, and the cause of a
//! failure is kept (the `establish` that diesel derives tries each backend and hides it).

use std::time::Duration;

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::r2d2::{ManageConnection, Pool, R2D2Connection};
use diesel::{Connection, PgConnection, SqliteConnection};

use super::{Conn, DbError};

/// How long a caller waits for a free connection, and SQLite for another process's lock.
const PATIENCE: Duration = Duration::from_secs(5);

/// WAL with FULL: a commit that was acknowledged survives a loss of power.
const SQLITE_SETUP: &str = "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; \
    PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;";

/// Where the database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    Sqlite(String),
    Pg(String),
}

impl Place {
    /// Reads a `DATABASE_URL`.
    pub(super) fn parse(url: &str) -> Result<Place, DbError> {
        if let Some(path) = url.strip_prefix("sqlite://") {
            if path.is_empty() {
                return Err(DbError::Broken("sqlite:// names no file".to_owned()));
            }
            return Ok(Place::Sqlite(path.to_owned()));
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Place::Pg(url.to_owned()));
        }
        // The URL may hold a password: only its scheme is repeated.
        let scheme = url.split(':').next().unwrap_or_default();
        Err(DbError::Broken(format!(
            "DATABASE_URL must begin with sqlite:// or postgres://, not {scheme}:"
        )))
    }

    /// Opens one connection, ready for use.
    pub(super) fn connect(&self, read_only: bool) -> Result<Conn, DbError> {
        match self {
            Place::Sqlite(path) => {
                let refused = |cause: String| {
                    DbError::Unavailable(format!("cannot open SQLite {path}: {cause}"))
                };
                let mut conn =
                    SqliteConnection::establish(path).map_err(|e| refused(e.to_string()))?;
                conn.batch_execute(SQLITE_SETUP).map_err(|e| refused(e.to_string()))?;
                if read_only {
                    conn.batch_execute("PRAGMA query_only = ON")
                        .map_err(|e| refused(e.to_string()))?;
                }
                Ok(Conn::Sqlite(conn))
            }
            Place::Pg(url) => {
                let mut conn = PgConnection::establish(url)
                    .map_err(|e| DbError::Unavailable(format!("cannot reach PostgreSQL: {e}")))?;
                conn.batch_execute("SET TIME ZONE 'UTC'; SET lock_timeout = '5s'")?;
                Ok(Conn::Pg(conn))
            }
        }
    }

    /// A pool of `size` connections that opens the first one now, so that a wrong URL is said at once.
    pub(super) fn pool(&self, size: usize, read_only: bool) -> Result<Pool<Opener>, DbError> {
        let opener = Opener { place: self.clone(), read_only };
        opener.place.connect(read_only)?;
        let size = u32::try_from(size.max(1)).unwrap_or(u32::MAX);
        Pool::builder()
            .max_size(size)
            .min_idle(Some(0))
            .connection_timeout(PATIENCE)
            .test_on_check_out(matches!(self, Place::Pg(_)))
            .build(opener)
            .map_err(DbError::from)
    }
}

/// Makes the pool's connections.
#[derive(Debug)]
pub(super) struct Opener {
    place: Place,
    read_only: bool,
}

impl ManageConnection for Opener {
    type Connection = Conn;
    type Error = DbError;

    fn connect(&self) -> Result<Conn, DbError> {
        self.place.connect(self.read_only)
    }

    fn is_valid(&self, conn: &mut Conn) -> Result<(), DbError> {
        conn.ping().map_err(DbError::from)
    }

    fn has_broken(&self, conn: &mut Conn) -> bool {
        std::thread::panicking() || conn.is_broken()
    }
}

/// How a unit of work meets the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// One snapshot for all its queries: an order and its parts are of the same version.
    Snapshot,
    /// A write of its own (PostgreSQL) or the frame of several (SQLite).
    Write,
}

/// Begins an outermost transaction. diesel's own `begin` is a deferred one on SQLite, whose
/// upgrade from reading to writing fails at once where another connection writes.
pub(super) fn begin(conn: &mut Conn, mode: Mode) -> Result<(), DbError> {
    let done = match (conn, mode) {
        (Conn::Sqlite(c), Mode::Snapshot) => {
            AnsiTransactionManager::begin_transaction_sql(c, "BEGIN")
        }
        (Conn::Sqlite(c), Mode::Write) => {
            AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE")
        }
        (Conn::Pg(c), Mode::Snapshot) => AnsiTransactionManager::begin_transaction_sql(
            c,
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        ),
        (Conn::Pg(c), Mode::Write) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN"),
    };
    done.map_err(DbError::from)
}

/// Runs `work` between BEGIN and COMMIT; its error, or its panic, rolls everything back.
pub(super) fn within<T>(
    conn: &mut Conn,
    mode: Mode,
    work: impl FnOnce(&mut Conn) -> Result<T, DbError>,
) -> Result<T, DbError> {
    begin(conn, mode)?;
    match caught(conn, work) {
        Ok(value) => {
            <Conn as Connection>::TransactionManager::commit_transaction(conn)?;
            Ok(value)
        }
        Err(error) => {
            unwind_to(conn, 0)?;
            Err(error)
        }
    }
}

/// Runs `work`, a panic in it becoming an error: one wrong caller must not take the others along.
pub(super) fn caught<T>(
    conn: &mut Conn,
    work: impl FnOnce(&mut Conn) -> Result<T, DbError>,
) -> Result<T, DbError> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(conn)))
        .unwrap_or_else(|_| Err(DbError::Broken("a unit of work panicked".to_owned())))
}

/// Rolls back until `depth` transactions are left: a panic may have left inner ones open.
pub(super) fn unwind_to(conn: &mut Conn, depth: u32) -> Result<(), DbError> {
    while open_depth(conn)? > depth {
        <Conn as Connection>::TransactionManager::rollback_transaction(conn)?;
    }
    Ok(())
}

fn open_depth(conn: &mut Conn) -> Result<u32, DbError> {
    let status = <Conn as Connection>::TransactionManager::transaction_manager_status_mut(conn);
    Ok(status.transaction_depth()?.map_or(0, |depth| depth.get()))
}
