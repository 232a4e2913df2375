//! The parts of the house, wired once.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, RwLock};

use crate::config::Config;
use crate::content::{self, Content};
use crate::db::Db;
use crate::db::seal::Sealer;
use crate::domain::Time;
use crate::domain::deadline::{Calendar, Definition};
use crate::domain::routing::{Learned, Rules};
use crate::mail::Mailer;
use crate::media::Documents;
use crate::metrics::Metrics;
use crate::search::Search;
use crate::web::locale::Locale;
use crate::web::page::Pages;

/// Everything a handler or a job may use.
pub struct App {
    pub config: Config,
    pub db: Db,
    pub pages: Pages,
    pub mail: Mailer,
    pub search: Search,
    pub documents: Documents,
    pub content: Content,
    pub definitions: Vec<Definition>,
    pub calendar: Calendar,
    pub rules: Rules,
    /// What dispatchers' confirmations have taught, in memory; rebuilt from the database at start.
    pub learned: RwLock<Learned>,
    pub sealer: Sealer,
    pub metrics: Metrics,
    pub clock: Clock,
}

/// The house's clock; a test may set it forward.
#[derive(Debug, Default)]
pub struct Clock {
    ahead_seconds: AtomicI64,
}

impl Clock {
    /// Now, in UTC, to the microsecond, which is what the databases keep.
    pub fn now(&self) -> Time {
        let now = chrono::Utc::now();
        let micros = chrono::DateTime::from_timestamp_micros(now.timestamp_micros()).unwrap_or(now);
        micros.naive_utc() + chrono::TimeDelta::seconds(self.ahead_seconds.load(Ordering::Relaxed))
    }

    /// Sets the clock forward, for trying out what happens on a later day.
    pub fn advance(&self, by: chrono::TimeDelta) {
        self.ahead_seconds.fetch_add(by.num_seconds(), Ordering::Relaxed);
    }
}

impl App {
    /// Opens everything the configuration names. Nothing is migrated or imported here.
    ///
    /// # Errors
    /// One text that says which part could not be opened, and why.
    pub async fn build(config: Config) -> Result<App, String> {
        std::fs::create_dir_all(&config.data_dir)
            .map_err(|error| format!("YIMEN_DATA_DIR {} can't be made: {error}", config.data_dir.display()))?;
        let locale = Arc::new(Locale::new(content::texts("locales/")).map_err(|error| error.to_string())?);
        let db = Db::open(&config.database_url, readers()).map_err(|error| format!("DATABASE_URL: {error}"))?;
        let search = Search::open(
            config.search_url.as_deref(),
            config.meili_master_key.as_deref(),
            &config.data_dir.join("search"),
        )
        .map_err(|error| format!("search: {error}"))?;
        Ok(App {
            pages: Pages::new(locale).map_err(|error| error.to_string())?,
            mail: Mailer::from_url(&config.mail_url, &config.mail_from).map_err(|error| format!("MAIL_URL: {error}"))?,
            documents: Documents::open(&config.media_url).map_err(|error| format!("MEDIA_URL: {error}"))?,
            content: Content::load().map_err(|errors| lines("content/", &errors))?,
            definitions: Definition::read_all(&content::texts("clocks/")).map_err(|errors| lines("content/clocks", &errors))?,
            calendar: Calendar::read(&content::texts("calendar/")).map_err(|errors| lines("content/calendar", &errors))?,
            rules: Rules::from_toml(content::texts("routing/")).map_err(|errors| lines("content/routing", &errors))?,
            learned: RwLock::new(Learned::default()),
            sealer: sealer(&config),
            metrics: Metrics::new().map_err(|error| error.to_string())?,
            clock: Clock::default(),
            db,
            search,
            config,
        })
    }
}

/// Readers beside the writer: as many as there are processors, and a few more for waiting.
fn readers() -> usize {
    std::thread::available_parallelism().map_or(4, |n| n.get() * 2).max(4)
}

fn sealer(config: &Config) -> Sealer {
    let newest = std::iter::once(&config.secret);
    Sealer::new(newest.chain(&config.old_secrets).map(|secret| secret.as_slice()))
}

fn lines<T: std::fmt::Display>(what: &str, errors: &[T]) -> String {
    let texts: Vec<String> = errors.iter().map(T::to_string).collect();
    format!("{what}: {}", texts.join("\n"))
}
