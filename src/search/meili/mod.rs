//! Meilisearch, when the configuration names one.

mod ask;
mod find;
mod http;
mod merge;
mod pause;
mod settings;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use data_encoding::HEXLOWER;
use meilisearch_sdk::client::{Client, SwapIndexes};
use meilisearch_sdk::documents::DocumentsQuery;
use meilisearch_sdk::errors::{Error, ErrorCode};
use meilisearch_sdk::indexes::Index;
use meilisearch_sdk::task_info::TaskInfo;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use self::http::Http;
use self::pause::Pause;
pub use self::settings::ONE_TYPO;
use super::document::{Document, Facets, Query, SearchError};
use super::prepared::Prepared;
use super::synonyms::Synonyms;
use super::upkeep::Told;

/// The index that is searched, and the one that is built beside it.
const LIVE: &str = "yimen";
const NEXT: &str = "yimen_next";
/// How long a reader waits before the embedded engine answers instead.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long a change may take.
const CHANGE: Duration = Duration::from_secs(120);
const GLANCE: Duration = Duration::from_millis(25);
/// Documents sent at a time.
const BATCH: usize = 1_000;

/// A Meilisearch server. Cheap to clone.
#[derive(Clone)]
pub struct Meili {
    client: Client<Http>,
    synonyms: Arc<Synonyms>,
    pause: Pause,
}

/// A document under the name that Meilisearch allows: letters and digits only.
#[derive(Serialize)]
struct Row<'a> {
    key: String,
    digest: String,
    #[serde(flatten)]
    document: &'a Document,
}

/// What it found, by id: the documents themselves stand in the embedded index, which is filled first.
#[derive(Debug, Default)]
pub struct Ranked {
    pub ids: Vec<String>,
    /// How many of the first are to be weighed again.
    pub weighed: usize,
    pub total: usize,
    pub facets: Facets,
    /// Where it did not count the facets itself: all that was found.
    pub uncounted: Vec<String>,
}

/// A hit.
#[derive(Debug, Deserialize)]
struct Named {
    id: String,
}

/// A document by its id, with what it was.
#[derive(Deserialize)]
struct Listed {
    id: String,
    #[serde(default)]
    digest: String,
}

impl Meili {
    /// Does not connect yet: a server that is down now may be up later.
    pub fn new(url: &str, key: Option<&str>, synonyms: Synonyms) -> Result<Self, SearchError> {
        let key = key.filter(|key| !key.is_empty());
        if key.is_some_and(|key| !key.bytes().all(|byte| byte.is_ascii_graphic())) {
            return Err(SearchError::Meili("the key holds characters no key can hold".into()));
        }
        let http = Http::new(key).map_err(said)?;
        let client = Client::new_with_client(url.trim_end_matches('/'), key, http);
        Ok(Self { client, synonyms: Arc::new(synonyms), pause: Pause::new() })
    }

    /// May it be tried now? After a failure one tries, the others keep away meanwhile.
    pub(super) fn may_try(&self) -> bool {
        self.pause.over()
    }

    /// It holds what it should: readers may come again.
    pub(super) fn is_back(&self) {
        self.pause.end();
    }

    /// Asks, within the patience of a reader. `weight` says how much a word tells in our documents.
    pub(super) async fn find(
        &self,
        prepared: &Prepared,
        query: &Query,
        weight: &(dyn Fn(&str) -> f32 + Sync),
    ) -> Result<Ranked, SearchError> {
        if !self.pause.over() {
            return Err(SearchError::Meili("left alone after a failure".into()));
        }
        let asked = tokio::time::timeout(PATIENCE, self.find_any(prepared, query, weight)).await;
        let found = asked.unwrap_or_else(|_| Err(SearchError::Meili("too slow".into())));
        match &found {
            Ok(_) => self.pause.end(),
            Err(error) if self.pause.start() => {
                tracing::warn!(%error, "searching without Meilisearch");
            }
            Err(_) => {}
        }
        found
    }

    /// Builds an index beside the live one and swaps them, so that nobody ever sees half of it.
    pub(super) async fn replace_all(
        &self,
        documents: &[Document],
        told: Told<'_>,
    ) -> Result<(), SearchError> {
        match self.done(self.client.delete_index(NEXT)).await {
            Ok(()) | Err(SearchError::Missing) => {}
            Err(error) => return Err(error),
        }
        self.done(self.client.create_index(NEXT, Some("key"))).await?;
        let next = self.client.index(NEXT);
        self.done(next.set_settings(&settings::settings(&self.synonyms))).await?;
        self.add(&next, documents, told).await?;
        if let Err(SearchError::Missing) = self.stored().await {
            self.done(self.client.create_index(LIVE, Some("key"))).await?;
        }
        let swap = SwapIndexes { indexes: (LIVE.into(), NEXT.into()), rename: None };
        self.done(self.client.swap_indexes([&swap])).await?;
        self.done(self.client.delete_index(NEXT)).await
    }

    /// Adds these documents, or replaces those with the same id.
    pub(super) async fn upsert(&self, documents: &[Document]) -> Result<(), SearchError> {
        // Without this Meilisearch would make an index of its own, without our settings.
        self.stored().await?;
        self.add(&self.client.index(LIVE), documents, &|_| ()).await
    }

    async fn add(
        &self,
        index: &Index<Http>,
        documents: &[Document],
        told: Told<'_>,
    ) -> Result<(), SearchError> {
        for (done, batch) in documents.chunks(BATCH).enumerate() {
            let rows: Vec<_> = batch.iter().map(row).collect();
            self.done(index.add_or_replace(&rows, Some("key"))).await?;
            told(done * BATCH + batch.len());
        }
        Ok(())
    }

    /// Removes documents by id.
    pub(super) async fn delete(&self, ids: &[String]) -> Result<(), SearchError> {
        self.stored().await?;
        let keys: Vec<String> = ids.iter().map(|id| key(id)).collect();
        self.done(self.client.index(LIVE).delete_documents(&keys)).await
    }

    /// How many documents it holds.
    pub async fn stored(&self) -> Result<u64, SearchError> {
        let asked = async { self.client.index(LIVE).get_stats().await.map_err(said) };
        let stats = tokio::time::timeout(PATIENCE, asked).await;
        let stats = stats.unwrap_or_else(|_| Err(SearchError::Meili("too slow".into())))?;
        Ok(u64::try_from(stats.number_of_documents).unwrap_or(u64::MAX))
    }

    /// Id and digest of every document it holds.
    pub(super) async fn listed(&self) -> Result<BTreeMap<String, String>, SearchError> {
        let index = self.client.index(LIVE);
        let mut all = BTreeMap::new();
        loop {
            let mut page = DocumentsQuery::new(&index);
            page.with_fields(["id", "digest"]).with_limit(BATCH).with_offset(all.len());
            let asked = async { page.execute::<Listed>().await.map_err(said) };
            let page = tokio::time::timeout(PATIENCE, asked).await;
            let page = page.unwrap_or_else(|_| Err(SearchError::Meili("too slow".into())))?.results;
            let last = page.len() < BATCH;
            all.extend(page.into_iter().map(|row| (row.id, row.digest)));
            if last {
                return Ok(all);
            }
        }
    }

    /// Is it there, with the right key and our index? The reason when not.
    pub async fn health(&self) -> Result<String, String> {
        match self.stored().await {
            Ok(count) => Ok(format!("Meilisearch, {count} documents")),
            Err(error) => Err(error.to_string()),
        }
    }

    /// A change is done when Meilisearch says so, not when it took it in.
    async fn done(
        &self,
        sent: impl Future<Output = Result<TaskInfo, Error>>,
    ) -> Result<(), SearchError> {
        let done = async {
            let task = sent.await.map_err(said)?;
            self.client.wait_for_task(task, Some(GLANCE), Some(CHANGE)).await.map_err(said)
        };
        // The client itself would wait for a mute server for ever.
        let task = tokio::time::timeout(CHANGE, done).await;
        let task = task.unwrap_or_else(|_| Err(SearchError::Meili("too slow".into())))?;
        if task.is_failure() { Err(said(task.unwrap_failure().into())) } else { Ok(()) }
    }
}

fn row(document: &Document) -> Row<'_> {
    Row { key: key(&document.id), digest: document.digest(), document }
}

fn key(id: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(id))
}

fn said(error: Error) -> SearchError {
    match error {
        Error::Meilisearch(known) if known.error_code == ErrorCode::IndexNotFound => {
            SearchError::Missing
        }
        error => SearchError::Meili(with_causes(&error)),
    }
}

/// That a request failed says little; that the connection was refused says where to look.
fn with_causes(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |said, cause| format!("{said}: {cause}"))
}
