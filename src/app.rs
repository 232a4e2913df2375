//! The parts of the house, wired once.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use sha2::{Digest, Sha256};

use crate::config::Config;
use crate::content::{self, Content, tables};
use crate::current::Current;
use crate::db::seal::Sealer;
use crate::db::{self, Db, DbError};
use crate::domain::Time;
use crate::domain::access;
use crate::domain::agency::Agency;
use crate::domain::deadline::{Calendar, Definitions};
use crate::domain::order::{
    self, Action, Actor, Fresh, Input, Line, Order, Refusal, Step, Tables, Terms,
};
use crate::domain::routing::places::Places;
use crate::domain::routing::{Fault, RuleFiles, Rules};
use crate::mail::Mailer;
use crate::media::{Documents, Ffmpeg, Films, S3, Uploads};
use crate::metrics::Metrics;
use crate::publishing::Edition;
use crate::router::Router;
use crate::search::Search;
use crate::taught::Taught;
use crate::web::beats::Beats;
use crate::web::desk::live::Changes;
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
    /// The films of the lessons.
    pub films: Films,
    /// Films on their way in.
    pub uploads: Uploads,
    pub ffmpeg: Ffmpeg,
    /// What editors changed about the lessons.
    pub(crate) current: RwLock<Arc<Current>>,
    /// As the files say it. What the public reads is [`App::published`].
    pub content: Content,
    /// What the public reads now.
    pub(crate) edition: RwLock<Option<Arc<Edition>>>,
    /// As the database has them: imported, and edited at the desk.
    agencies: RwLock<Arc<Vec<Agency>>>,
    /// What decisions depend on, by kind.
    terms: BTreeMap<String, Terms>,
    usual_terms: Terms,
    pub definitions: Definitions,
    pub calendar: Calendar,
    /// What routes: [`App::router`].
    pub(crate) router: RwLock<Arc<Router>>,
    /// The city's districts, and what makes jurisdiction doubtful.
    pub places: Places,
    /// How far this node has learned.
    pub taught: Taught,
    pub sealer: Sealer,
    pub metrics: Metrics,
    pub clock: Clock,
    /// What the desk's live pages listen to.
    pub changes: Changes,
    /// What players report, until it is stored.
    pub beats: Beats,
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

/// The rules that this program carries; they never change, so they are made once.
pub(crate) fn shipped_rules() -> Result<Arc<Rules>, String> {
    static RULES: LazyLock<Result<Arc<Rules>, Vec<Fault>>> =
        LazyLock::new(|| Rules::from_toml(tables::tables("routing/")).map(Arc::new));
    RULES.clone().map_err(|errors| lines("content/routing", &errors))
}

/// The same as files, by name.
pub(crate) fn shipped_files() -> RuleFiles {
    let named = |(path, text): (String, String)| {
        (path.rsplit('/').next().unwrap_or_default().to_owned(), text)
    };
    tables::tables("routing/").into_iter().map(named).collect()
}

impl App {
    /// Opens everything the configuration names. Nothing is migrated or imported here.
    ///
    /// # Errors
    /// One text that says which part could not be opened, and why.
    pub async fn build(config: Config) -> Result<App, String> {
        std::fs::create_dir_all(&config.data_dir).map_err(|error| {
            format!("YIMEN_DATA_DIR {} can't be made: {error}", config.data_dir.display())
        })?;
        let locale =
            Arc::new(Locale::new(content::texts("locales/")).map_err(|error| error.to_string())?);
        let db = Db::open(&config.database_url, readers())
            .map_err(|error| format!("DATABASE_URL: {error}"))?;
        let content = Content::load().map_err(|errors| lines("content/", &errors))?;
        let rules = shipped_rules()?;
        let search = Search::open(
            config.search_url.as_deref(),
            config.meili_master_key.as_deref(),
            &config.data_dir.join("search"),
        )
        .map_err(|error| format!("search: {error}"))?
        .with_rules(rules.clone());
        Ok(App {
            pages: Pages::new(locale).map_err(|error| error.to_string())?,
            mail: Mailer::from_url(&config.mail_url, &config.mail_from)
                .map_err(|error| format!("MAIL_URL: {error}"))?,
            documents: Documents::open(&config.documents_url())
                .map_err(|error| format!("MEDIA_URL: {error}"))?,
            uploads: Uploads::open(config.data_dir.join("uploads"))
                .map_err(|error| format!("YIMEN_DATA_DIR: {error}"))?,
            ffmpeg: Ffmpeg::new(&config.ffmpeg),
            current: RwLock::default(),
            edition: RwLock::default(),
            films: Films::open(&config.media_url, &s3(&config))
                .map_err(|error| format!("MEDIA_URL: {error}"))?,
            terms: terms(&content),
            usual_terms: Terms::default(),
            content,
            definitions: tables::definitions()
                .map_err(|errors| lines("content/clocks", &errors))?,
            calendar: tables::calendar().map_err(|errors| lines("content/calendar", &errors))?,
            router: RwLock::new(Arc::new(Router::untaught(rules))),
            places: tables::places().map_err(|errors| lines("content/places", &errors))?,
            taught: Taught::default(),
            agencies: RwLock::default(),
            sealer: sealer(&config).map_err(|error| error.to_string())?,
            metrics: Metrics::new().map_err(|error| error.to_string())?,
            clock: Clock::default(),
            changes: Changes::default(),
            beats: Beats::new(db.clone()),
            db,
            search,
            config,
        })
    }
}

impl App {
    /// The agencies as they stand.
    pub fn agencies(&self) -> Arc<Vec<Agency>> {
        self.agencies.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The name of an agency, or its slug where nobody named it.
    pub fn agency_name(&self, slug: &str, lang: &str) -> String {
        let agencies = self.agencies();
        let found = agencies
            .iter()
            .find(|agency| agency.slug == slug)
            .or_else(|| self.content.agency(slug));
        found
            .map_or(slug, |agency| if lang == "en" { &agency.name_en } else { &agency.name })
            .to_owned()
    }

    /// Decides one action on an order by the house's tables.
    ///
    /// # Errors
    /// The engine's reason.
    pub fn decide(
        &self,
        order: &Order,
        action: Action,
        input: &Input,
        actor: &Actor,
        now: Time,
        fresh: &mut Fresh,
    ) -> Result<Step, Refusal> {
        order::apply(order, action, input, actor, now, &self.tables(order), fresh)
    }

    /// What decisions about this order are made by.
    fn tables(&self, order: &Order) -> Tables<'_> {
        let terms = self.terms.get(&order.kind).unwrap_or(&self.usual_terms);
        Tables { terms, definitions: &self.definitions, calendar: &self.calendar }
    }

    /// What somebody may do to an order now, kind and time heard.
    pub fn offers(&self, order: &Order, actor: &Actor, now: Time) -> Vec<Action> {
        access::offers(actor, order, &self.tables(order), now)
    }

    /// What somebody may do to one line of an order now.
    pub fn line_offers(&self, order: &Order, line: &Line, actor: &Actor, now: Time) -> Vec<Action> {
        access::line_offers(actor, order, line, &self.tables(order), now)
    }

    /// Reads the agencies anew: at the start, and after one was edited.
    ///
    /// # Errors
    /// The database's, or a row that can't be read.
    pub async fn reload_agencies(&self) -> Result<(), DbError> {
        let rows = self.db.read(db::agencies::all).await?;
        let agencies: Result<Vec<Agency>, _> =
            rows.iter().map(|row| serde_json::from_str(&row.data)).collect();
        *self.agencies.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(agencies?);
        Ok(())
    }
}

fn terms(content: &Content) -> BTreeMap<String, Terms> {
    content.kinds.iter().map(|kind| (kind.slug.clone(), Terms::from(kind))).collect()
}

fn s3(config: &Config) -> S3 {
    S3 {
        endpoint: config.s3_endpoint.clone(),
        region: config.s3_region.clone(),
        access_key: config.s3_access_key.clone(),
        secret_key: config.s3_secret_key.clone(),
    }
}

/// Ids and salts for one decision.
pub fn fresh() -> Fresh {
    Fresh::new(rand::random(), rand::random())
}

/// Readers beside the writer: as many as there are processors, and a few more for waiting.
fn readers() -> usize {
    std::thread::available_parallelism().map_or(4, |n| n.get() * 2).max(4)
}

/// The newest secret seals; older ones still open what they sealed. A key is named by its hash.
fn sealer(config: &Config) -> Result<Sealer, DbError> {
    let oldest_first = config.old_secrets.iter().rev().chain(std::iter::once(&config.secret));
    Sealer::new(oldest_first.map(|secret| (key_id(secret), secret.clone())).collect())
}

fn key_id(secret: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(secret)[..4])
}

fn lines<T: std::fmt::Display>(what: &str, errors: &[T]) -> String {
    let texts: Vec<String> = errors.iter().map(T::to_string).collect();
    format!("{what}: {}", texts.join("\n"))
}
