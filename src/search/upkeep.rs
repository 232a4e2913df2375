//! The index kept true: changed in the order things happened, compared with what should be there, and
//! brought up again after Meilisearch was away.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::Search;
use super::document::{Document, SearchError};
use super::engine::{Engine, blocking};

/// Whom to tell how many documents are done.
pub type Told<'a> = &'a (dyn Fn(usize) + Sync);

/// Where an engine differs from what should be there: ids.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// `meilisearch` or `embedded`.
    pub engine: &'static str,
    /// Should be there and are not.
    pub missing: Vec<String>,
    /// Are there, but are not what they should be.
    pub outdated: Vec<String>,
    /// Are there and should not be.
    pub extra: Vec<String>,
}

impl Difference {
    /// Nothing differs.
    pub fn is_none(&self) -> bool {
        self.missing.is_empty() && self.outdated.is_empty() && self.extra.is_empty()
    }

    fn between(engine: &'static str, should: &Digests, is: &Digests) -> Self {
        let mut difference = Self { engine, ..Self::default() };
        for (id, digest) in should {
            match is.get(id) {
                None => difference.missing.push(id.clone()),
                Some(other) if other != digest => difference.outdated.push(id.clone()),
                Some(_) => {}
            }
        }
        difference.extra = is.keys().filter(|id| !should.contains_key(*id)).cloned().collect();
        difference
    }
}

type Digests = BTreeMap<String, String>;

fn digests(documents: &[Document]) -> Digests {
    documents.iter().map(|document| (document.id.clone(), document.digest())).collect()
}

impl Search {
    /// Puts these documents in the place of all that were there, in every engine.
    ///
    /// # Errors
    /// The engine's that failed; the embedded one is filled before the other.
    pub async fn replace_all(&self, documents: Vec<Document>) -> Result<(), SearchError> {
        self.rebuild(documents, &|_, _| ()).await
    }

    /// The same, telling by engine how many are done. Each engine is built beside what it serves from.
    ///
    /// # Errors
    /// The engine's that failed; the embedded one is filled before the other.
    pub async fn rebuild(
        &self,
        documents: Vec<Document>,
        told: &(dyn Fn(&'static str, usize) + Sync),
    ) -> Result<(), SearchError> {
        let _alone = self.changing.lock().await;
        let documents = Arc::new(cleaned(documents));
        // The embedded engine first: it is there whatever becomes of the other.
        for engine in self.engines.iter().rev() {
            let done = engine.replace_all(&documents, &|n| told(engine.name(), n)).await;
            self.doubt_after(engine, &done);
            done?;
        }
        Ok(())
    }

    /// Adds these documents, or replaces those with the same id. Safe to repeat after an error.
    ///
    /// # Errors
    /// The engine's that failed.
    pub async fn upsert(&self, documents: Vec<Document>) -> Result<(), SearchError> {
        let _alone = self.changing.lock().await;
        self.put(cleaned(documents)).await
    }

    /// Removes documents by id. Safe to repeat after an error.
    ///
    /// # Errors
    /// The engine's that failed.
    pub async fn delete(&self, ids: Vec<String>) -> Result<(), SearchError> {
        let _alone = self.changing.lock().await;
        self.take(ids).await
    }

    async fn put(&self, documents: Vec<Document>) -> Result<(), SearchError> {
        let documents = Arc::new(documents);
        if documents.is_empty() {
            return Ok(());
        }
        for engine in self.engines.iter().rev() {
            let done = match engine.upsert(&documents).await {
                Err(SearchError::Missing) => self.refill(engine).await,
                done => done,
            };
            self.doubt_on_failure(engine, &done);
            done?;
        }
        Ok(())
    }

    async fn take(&self, ids: Vec<String>) -> Result<(), SearchError> {
        let ids = Arc::new(ids);
        if ids.is_empty() {
            return Ok(());
        }
        for engine in self.engines.iter().rev() {
            let done = match engine.delete(&ids).await {
                Err(SearchError::Missing) => self.refill(engine).await,
                done => done,
            };
            self.doubt_on_failure(engine, &done);
            done?;
        }
        Ok(())
    }

    /// Where each engine differs from what should be there; an engine that can't be asked is an error of
    /// its own.
    pub async fn compare(
        &self,
        documents: &[Document],
    ) -> Vec<(&'static str, Result<Difference, SearchError>)> {
        let should = digests(&cleaned(documents.to_vec()));
        let mut differences = Vec::new();
        for engine in &self.engines {
            let is = engine.listed().await;
            let name = engine.name();
            differences.push((name, is.map(|is| Difference::between(name, &should, &is))));
        }
        differences
    }

    /// Makes the index what it should be, changing only what differs; returns how much that was. What
    /// it should be is asked only when it is this change's turn: two changes can't overtake each other
    /// and leave the older one standing.
    ///
    /// # Errors
    /// The engine's that failed; the embedded one is true then.
    pub async fn reconcile(
        &self,
        should: impl FnOnce() -> Vec<Document>,
    ) -> Result<usize, SearchError> {
        let _alone = self.changing.lock().await;
        let documents = cleaned(should());
        let mut changed = 0;
        for engine in self.engines.iter().rev() {
            let done = self.true_up(engine, &documents).await;
            self.doubt_after(engine, &done);
            changed += done?;
        }
        Ok(changed)
    }

    /// Brings Meilisearch up to the embedded engine: new, wiped, restored from an old copy, or back after
    /// it was away. True when that was needed. To be called now and then; where nothing happened it costs
    /// one small request.
    ///
    /// # Errors
    /// Meilisearch's.
    pub async fn catch_up(&self) -> Result<bool, SearchError> {
        let _alone = self.changing.lock().await;
        let mut behind = false;
        for engine in &self.engines {
            let Engine::Meili(meili) = engine else { continue };
            let doubt = self.doubt.load(Ordering::Acquire);
            if !doubt && meili.stored().await.is_ok_and(|stored| stored == self.embedded.count()) {
                continue;
            }
            let embedded = self.embedded.clone();
            let all = blocking(move || embedded.all()).await?;
            let done = self.true_up(engine, &all).await;
            self.doubt_after(engine, &done);
            behind |= done? > 0;
        }
        Ok(behind)
    }

    async fn true_up(&self, engine: &Engine, documents: &[Document]) -> Result<usize, SearchError> {
        let is = match engine.listed().await {
            Err(SearchError::Missing) => {
                let all = Arc::new(documents.to_vec());
                tracing::warn!(count = all.len(), engine = engine.name(), "filled anew");
                engine.replace_all(&all, &|_| ()).await?;
                return Ok(all.len());
            }
            listed => listed?,
        };
        let difference = Difference::between(engine.name(), &digests(documents), &is);
        if difference.is_none() {
            return Ok(0);
        }
        let wanted = |document: &&Document| {
            difference.missing.contains(&document.id) || difference.outdated.contains(&document.id)
        };
        let wanted: Vec<Document> = documents.iter().filter(wanted).cloned().collect();
        let changed = wanted.len() + difference.extra.len();
        tracing::info!(changed, engine = engine.name(), "the index is brought up");
        if !wanted.is_empty() {
            engine.upsert(&Arc::new(wanted)).await?;
        }
        if !difference.extra.is_empty() {
            engine.delete(&Arc::new(difference.extra)).await?;
        }
        Ok(changed)
    }

    /// Fills an engine that lost everything from the embedded one.
    async fn refill(&self, engine: &Engine) -> Result<(), SearchError> {
        let embedded = self.embedded.clone();
        let all = Arc::new(blocking(move || embedded.all()).await?);
        tracing::warn!(count = all.len(), engine = engine.name(), "filled anew");
        engine.replace_all(&all, &|_| ()).await
    }

    /// After everything was compared or replaced, it is known whether Meilisearch holds what it should.
    fn doubt_after<T>(&self, engine: &Engine, done: &Result<T, SearchError>) {
        if let Engine::Meili(meili) = engine {
            self.doubt.store(done.is_err(), Ordering::Release);
            if done.is_ok() {
                meili.is_back();
            }
        }
    }

    fn doubt_on_failure<T>(&self, engine: &Engine, done: &Result<T, SearchError>) {
        if done.is_err() {
            self.doubt_after(engine, done);
        }
    }
}

fn cleaned(documents: Vec<Document>) -> Vec<Document> {
    documents.into_iter().map(Document::cleaned).collect()
}
