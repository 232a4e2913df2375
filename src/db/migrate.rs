//! Migrations, and what the two databases cannot say in common words.

use diesel::connection::SimpleConnection;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::pool::{Mode, within};
use super::{Conn, DbError};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// One number for all nodes of this program: who holds it migrates, the others wait.
const PG_LOCK: &str = "SELECT pg_advisory_lock(7304120)";
const PG_UNLOCK: &str = "SELECT pg_advisory_unlock(7304120)";

const SQLITE_TUNE: &str = "
CREATE TRIGGER IF NOT EXISTS events_no_update BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER IF NOT EXISTS events_no_delete BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER IF NOT EXISTS proposals_no_update BEFORE UPDATE ON proposals
BEGIN SELECT RAISE(ABORT, 'proposals are append-only'); END;
CREATE TRIGGER IF NOT EXISTS proposals_no_delete BEFORE DELETE ON proposals
BEGIN SELECT RAISE(ABORT, 'proposals are append-only'); END;";

const PG_TUNE: &str = "
CREATE OR REPLACE FUNCTION refuse_event_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% are append-only', TG_TABLE_NAME; END $$;
CREATE OR REPLACE TRIGGER events_no_change BEFORE UPDATE OR DELETE ON events
FOR EACH ROW EXECUTE FUNCTION refuse_event_change();
CREATE OR REPLACE TRIGGER proposals_no_change BEFORE UPDATE OR DELETE ON proposals
FOR EACH ROW EXECUTE FUNCTION refuse_event_change();
CREATE OR REPLACE TRIGGER events_no_truncate BEFORE TRUNCATE ON events
FOR EACH STATEMENT EXECUTE FUNCTION refuse_event_change();";

/// Runs what is pending and says which those were.
pub(super) fn up(conn: &mut Conn) -> Result<Vec<String>, DbError> {
    locked(conn, |conn| {
        let done = each!(conn, |c| names(c.run_pending_migrations(MIGRATIONS)))?;
        tune(conn)?;
        Ok(done)
    })
}

/// Takes everything back.
pub(super) fn down(conn: &mut Conn) -> Result<(), DbError> {
    locked(conn, |conn| {
        each!(conn, |c| names(c.revert_all_migrations(MIGRATIONS)))?;
        match conn {
            Conn::Pg(c) => {
                Ok(c.batch_execute("DROP FUNCTION IF EXISTS refuse_event_change() CASCADE")?)
            }
            Conn::Sqlite(_) => Ok(()),
        }
    })
}

/// Whether nothing is pending.
pub(super) fn is_current(conn: &mut Conn) -> Result<bool, DbError> {
    each!(conn, |c| c.has_pending_migration(MIGRATIONS))
        .map(|pending| !pending)
        .map_err(|e| DbError::Broken(format!("migrations: {e}")))
}

/// Idempotent, per backend: the triggers that keep events and proposals append-only.
fn tune(conn: &mut Conn) -> Result<(), DbError> {
    match conn {
        Conn::Sqlite(c) => c.batch_execute(SQLITE_TUNE)?,
        Conn::Pg(c) => c.batch_execute(PG_TUNE)?,
    }
    Ok(())
}

/// One at a time: `serve` and `work` may well be started in the same second.
fn locked<T>(
    conn: &mut Conn,
    work: impl FnOnce(&mut Conn) -> Result<T, DbError>,
) -> Result<T, DbError> {
    if let Conn::Sqlite(_) = conn {
        return within(conn, Mode::Write, work);
    }
    if let Conn::Pg(c) = conn {
        // Waiting for another node's migration is not the five seconds of an ordinary lock.
        c.batch_execute("SET lock_timeout = 0")?;
        c.batch_execute(PG_LOCK)?;
    }
    let done = work(conn);
    if let Conn::Pg(c) = conn {
        c.batch_execute(PG_UNLOCK)?;
    }
    done
}

type Ran<'a> = diesel::migration::Result<Vec<diesel::migration::MigrationVersion<'a>>>;

fn names(ran: Ran<'_>) -> Result<Vec<String>, DbError> {
    ran.map(|done| done.iter().map(ToString::to_string).collect())
        .map_err(|e| DbError::Broken(format!("migration failed: {e}")))
}
