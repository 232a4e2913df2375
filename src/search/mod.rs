//! One search for both storefronts.
//!
//! [`Search`] holds one or two [`Engine`]s: the embedded one (tantivy and jieba) always, and Meilisearch in
//! front of it when the configuration names one. A query is understood here ([`prepared`]), with the list of
//! synonyms that editors keep in `content/search/`, and what was found is made presentable here, so that the
//! two engines differ in nothing but ranking. Only what is passed in as a [`Document`] can be found.

mod document;
mod embedded;
mod meili;
mod prepared;
mod snippet;
#[cfg(test)]
mod suite;
mod synonyms;
mod text;

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

pub use self::document::{Answer, Document, Hit, Query, SearchError};
pub use self::embedded::Embedded;
pub use self::meili::Meili;
pub use self::synonyms::Synonyms;

use self::document::Found;
use self::prepared::Prepared;

/// What answers queries: one interface, two makes.
#[derive(Clone)]
pub enum Engine {
    /// Meilisearch, over HTTP.
    Meili(Box<Meili>),
    /// tantivy, in a folder.
    Embedded(Embedded),
}

impl Engine {
    /// The name that an answer carries.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Meili(_) => "meilisearch",
            Self::Embedded(_) => "embedded",
        }
    }

    async fn find(&self, asked: &Asked, embedded: &Embedded) -> Result<Found, SearchError> {
        match self {
            Self::Meili(meili) => {
                let weight = |word: &str| embedded.weight(word);
                meili.find(&asked.prepared, &asked.query, weight).await
            }
            Self::Embedded(embedded) => {
                let (embedded, asked) = (embedded.clone(), asked.clone());
                blocking(move || embedded.find(&asked.prepared, &asked.query)).await
            }
        }
    }

    async fn replace_all(&self, documents: &Arc<Vec<Document>>) -> Result<(), SearchError> {
        match self {
            Self::Meili(meili) => meili.replace_all(documents).await,
            Self::Embedded(embedded) => {
                let (embedded, documents) = (embedded.clone(), documents.clone());
                blocking(move || embedded.replace_all(&documents)).await
            }
        }
    }

    async fn upsert(&self, documents: &Arc<Vec<Document>>) -> Result<(), SearchError> {
        match self {
            Self::Meili(meili) => meili.upsert(documents).await,
            Self::Embedded(embedded) => {
                let (embedded, documents) = (embedded.clone(), documents.clone());
                blocking(move || embedded.upsert(&documents)).await
            }
        }
    }

    async fn delete(&self, ids: &Arc<Vec<String>>) -> Result<(), SearchError> {
        match self {
            Self::Meili(meili) => meili.delete(ids).await,
            Self::Embedded(embedded) => {
                let (embedded, ids) = (embedded.clone(), ids.clone());
                blocking(move || embedded.delete(&ids)).await
            }
        }
    }

    /// Is it sound? A few words either way.
    pub async fn health(&self) -> Result<String, String> {
        match self {
            Self::Meili(meili) => meili.health().await,
            Self::Embedded(embedded) => embedded.health(),
        }
    }
}

/// A query with what was understood of it.
#[derive(Clone)]
struct Asked {
    query: Arc<Query>,
    prepared: Arc<Prepared>,
}

/// The search of the site. Cheap to clone.
#[derive(Clone)]
pub struct Search {
    /// Best first; the last one needs nobody.
    engines: Vec<Engine>,
    embedded: Embedded,
    synonyms: Arc<Synonyms>,
    /// One change at a time: one that came in during a rebuild would be swapped away with the old index.
    changing: Arc<tokio::sync::Mutex<()>>,
}

impl Search {
    /// Opens the embedded index under `dir`, and looks to Meilisearch first when there is a `url`.
    ///
    /// Meilisearch need not be there yet. The dictionary is loaded beside the start.
    pub fn open(url: Option<&str>, key: Option<&str>, dir: &Path) -> Result<Self, SearchError> {
        Self::open_with(url, key, dir, Synonyms::shipped())
    }

    /// The same with another list of synonyms.
    pub fn open_with(
        url: Option<&str>,
        key: Option<&str>,
        dir: &Path,
        synonyms: Synonyms,
    ) -> Result<Self, SearchError> {
        text::warm();
        let embedded = Embedded::open(dir)?;
        let mut engines = Vec::new();
        if let Some(url) = url {
            let meili = Meili::new(url, key, synonyms.clone())?;
            engines.push(Engine::Meili(Box::new(meili)));
        }
        engines.push(Engine::Embedded(embedded.clone()));
        let (synonyms, changing) = (Arc::new(synonyms), Arc::default());
        Ok(Self { engines, embedded, synonyms, changing })
    }

    /// Answers, whatever is asked and whichever engine is down; nothing found is an answer too.
    pub async fn query(&self, query: &Query) -> Answer {
        let started = Instant::now();
        let mut answer = self.answer(query).await;
        answer.took_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        answer
    }

    async fn answer(&self, query: &Query) -> Answer {
        let nothing = |engine| Answer { hits: Vec::new(), total: 0, took_ms: 0, engine };
        let (query, synonyms) = (Arc::new(query.clone()), self.synonyms.clone());
        let asked = blocking(move || {
            let prepared = Arc::new(Prepared::read(&query.q, &synonyms));
            Ok(Asked { query, prepared })
        });
        let Ok(asked) = asked.await else { return nothing("embedded") };
        for engine in &self.engines {
            match engine.find(&asked, &self.embedded).await {
                Ok(found) => return present(found, &asked.prepared, engine.name()),
                Err(error) => tracing::debug!(%error, engine = engine.name(), "no answer"),
            }
        }
        tracing::error!("no engine answered a search");
        nothing("embedded")
    }

    /// Puts these documents in the place of all that were there, in every engine.
    pub async fn replace_all(&self, documents: Vec<Document>) -> Result<(), SearchError> {
        let _alone = self.changing.lock().await;
        let documents = Arc::new(cleaned(documents));
        // The embedded engine first: it is there whatever becomes of the other.
        for engine in self.engines.iter().rev() {
            engine.replace_all(&documents).await?;
        }
        Ok(())
    }

    /// Adds these documents, or replaces those with the same id. Safe to repeat after an error.
    pub async fn upsert(&self, documents: Vec<Document>) -> Result<(), SearchError> {
        let _alone = self.changing.lock().await;
        let documents = Arc::new(cleaned(documents));
        for engine in self.engines.iter().rev() {
            match engine.upsert(&documents).await {
                Err(SearchError::Missing) => self.refill(engine).await?,
                done => done?,
            }
        }
        Ok(())
    }

    /// Removes documents by id. Safe to repeat after an error.
    pub async fn delete(&self, ids: Vec<String>) -> Result<(), SearchError> {
        let _alone = self.changing.lock().await;
        let ids = Arc::new(ids);
        for engine in self.engines.iter().rev() {
            match engine.delete(&ids).await {
                Err(SearchError::Missing) => self.refill(engine).await?,
                done => done?,
            }
        }
        Ok(())
    }

    /// Fills an engine that holds fewer or more documents than the embedded one: new, wiped, or restored from
    /// an old copy. True when that was needed. To be called now and then; costs one small request.
    pub async fn catch_up(&self) -> Result<bool, SearchError> {
        let _alone = self.changing.lock().await;
        for engine in &self.engines {
            let Engine::Meili(meili) = engine else { continue };
            match meili.stored().await {
                Ok(stored) if stored == self.embedded.count() => {}
                Ok(_) | Err(SearchError::Missing) => {
                    self.refill(engine).await?;
                    return Ok(true);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(false)
    }

    /// Fills an engine that lost everything from the embedded one.
    async fn refill(&self, engine: &Engine) -> Result<(), SearchError> {
        let embedded = self.embedded.clone();
        let all = Arc::new(blocking(move || embedded.all()).await?);
        tracing::warn!(count = all.len(), engine = engine.name(), "filled anew");
        engine.replace_all(&all).await
    }

    /// How many documents the embedded engine holds; none means that it waits to be filled.
    pub fn count(&self) -> u64 {
        self.embedded.count()
    }

    /// The name of the engine that should answer: `meilisearch` or `embedded`.
    pub fn engine(&self) -> &'static str {
        self.engines.first().map_or("embedded", Engine::name)
    }

    /// Is the engine that should answer sound? A few words either way. The site works even when not.
    pub async fn health(&self) -> Result<String, String> {
        match self.engines.first() {
            Some(engine) => engine.health().await,
            None => self.embedded.health(),
        }
    }
}

fn cleaned(documents: Vec<Document>) -> Vec<Document> {
    documents.into_iter().map(Document::cleaned).collect()
}

fn present(found: Found, prepared: &Prepared, engine: &'static str) -> Answer {
    let marks = prepared.marks();
    let hits = found.documents.into_iter().map(|d| Hit {
        snippet: snippet::snippet(&[&d.summary, &d.body], &marks),
        kind: d.kind,
        title: d.title,
        url: d.url,
        site: d.site,
        agency: d.agency,
    });
    Answer { hits: hits.collect(), total: found.total, took_ms: 0, engine }
}

/// Runs what blocks beside the threads that serve.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, SearchError> + Send + 'static,
) -> Result<T, SearchError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| Err(SearchError::Embedded(error.to_string())))
}
