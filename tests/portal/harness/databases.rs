//! Both databases, empty and migrated: what holds must hold on each.

use std::future::Future;
use std::sync::Arc;

use yimen::db::{Conn, Db, DbError};

use super::postgres;

/// A database of our own, gone when the last copy of this is dropped (the PostgreSQL one with its cluster).
#[derive(Clone)]
pub struct Home {
    pub db: Db,
    pub url: String,
    _folder: Arc<tempfile::TempDir>,
}

impl Home {
    pub fn sqlite() -> Home {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("yimen.db").display());
        Home::open(url, folder)
    }

    pub fn postgres() -> Home {
        Home::open(postgres::database(), tempfile::tempdir().unwrap())
    }

    fn open(url: String, folder: tempfile::TempDir) -> Home {
        let db = Db::open(&url, 16).unwrap();
        db.migrate().unwrap();
        Home { db, url, _folder: Arc::new(folder) }
    }

    /// Writes from a test.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, DbError> + Send + 'static,
    ) -> Result<T, DbError> {
        self.db.write(work).await
    }
}

/// Runs a test on SQLite, then on PostgreSQL.
pub async fn on_both<F, R>(test: F)
where
    F: Fn(Home) -> R,
    R: Future<Output = ()>,
{
    for home in [Home::sqlite(), Home::postgres()] {
        eprintln!("on {}", home.db.backend());
        // A test may take only the parts it names: this copy keeps the folder until it is over.
        let kept = home.clone();
        test(home).await;
        drop(kept);
    }
}
