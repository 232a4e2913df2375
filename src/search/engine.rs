//! What answers queries: one interface, two makes.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::document::{Document, SearchError};
use super::embedded::Embedded;
use super::meili::Meili;
use super::upkeep::Told;

/// One of the two.
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

    pub(super) async fn replace_all(
        &self,
        documents: &Arc<Vec<Document>>,
        told: Told<'_>,
    ) -> Result<(), SearchError> {
        match self {
            Self::Meili(meili) => meili.replace_all(documents, told).await,
            Self::Embedded(embedded) => {
                let (embedded, filled) = (embedded.clone(), documents.clone());
                blocking(move || embedded.replace_all(&filled)).await?;
                told(documents.len());
                Ok(())
            }
        }
    }

    pub(super) async fn upsert(&self, documents: &Arc<Vec<Document>>) -> Result<(), SearchError> {
        match self {
            Self::Meili(meili) => meili.upsert(documents).await,
            Self::Embedded(embedded) => {
                let (embedded, documents) = (embedded.clone(), documents.clone());
                blocking(move || embedded.upsert(&documents)).await
            }
        }
    }

    pub(super) async fn delete(&self, ids: &Arc<Vec<String>>) -> Result<(), SearchError> {
        match self {
            Self::Meili(meili) => meili.delete(ids).await,
            Self::Embedded(embedded) => {
                let (embedded, ids) = (embedded.clone(), ids.clone());
                blocking(move || embedded.delete(&ids)).await
            }
        }
    }

    /// Id and digest of every document it holds.
    pub(super) async fn listed(&self) -> Result<BTreeMap<String, String>, SearchError> {
        match self {
            Self::Meili(meili) => meili.listed().await,
            Self::Embedded(embedded) => {
                let embedded = embedded.clone();
                blocking(move || embedded.listed()).await
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

/// Runs what blocks beside the threads that serve.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, SearchError> + Send + 'static,
) -> Result<T, SearchError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| Err(SearchError::Embedded(error.to_string())))
}
