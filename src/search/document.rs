//! What is stored, what is asked, what comes back.

use std::collections::BTreeMap;
use std::sync::Arc;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::row::Row;
use super::text::without_controls;

/// One thing that can be found. Only published content becomes one; orders and contacts have no way in.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Document {
    /// Unique among all, such as `service:payment-order`.
    pub id: String,
    /// `service`, `guide`, …
    pub kind: String,
    /// `enterprise` or `youth`.
    pub site: String,
    /// Plain text.
    pub title: String,
    /// Plain text, without markup.
    pub body: String,
    /// One or two sentences of plain text.
    pub summary: String,
    /// A path that begins with `/`.
    pub url: String,
    /// Who handles it, as people say it.
    pub agency: String,
    /// Matters by slug.
    pub matters: Vec<String>,
    /// The youth centre's line.
    pub line: String,
    /// The school stages.
    pub stages: Vec<String>,
    /// Words that find it although they do not stand in it.
    pub tags: Vec<String>,
    /// What people say who look for it: they find it, and never see it.
    pub lay: Vec<String>,
    /// What people say of the whole field it belongs to; tells less.
    pub field: Vec<String>,
}

impl Document {
    /// A short hash of everything: two documents with one digest are the same.
    pub fn digest(&self) -> String {
        let json = serde_json::to_vec(self).unwrap_or_default();
        HEXLOWER.encode(&Sha256::digest(json)[..8])
    }

    /// Every value of every facet.
    pub(super) fn facets(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let single = [
            ("site", &self.site),
            ("kind", &self.kind),
            ("line", &self.line),
            ("agency", &self.agency),
        ];
        let single = single.into_iter().map(|(facet, value)| (facet, value.as_str()));
        let stages = self.stages.iter().map(|stage| ("stages", stage.as_str()));
        let matters = self.matters.iter().map(|matter| ("matters", matter.as_str()));
        single.chain(stages).chain(matters).filter(|(_, value)| !value.is_empty())
    }

    /// The document as engines may store it: no control characters anywhere.
    pub(super) fn cleaned(self) -> Self {
        let clean = |text: String| {
            if text.chars().any(char::is_control) { without_controls(&text) } else { text }
        };
        Self {
            id: clean(self.id),
            kind: clean(self.kind),
            site: clean(self.site),
            title: clean(self.title),
            body: clean(self.body),
            summary: clean(self.summary),
            url: clean(self.url),
            agency: clean(self.agency),
            matters: self.matters.into_iter().map(clean).collect(),
            line: clean(self.line),
            stages: self.stages.into_iter().map(clean).collect(),
            tags: self.tags.into_iter().map(clean).collect(),
            lay: self.lay.into_iter().map(clean).collect(),
            field: self.field.into_iter().map(clean).collect(),
        }
    }
}

/// A question to the index. An empty filter does not filter.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default)]
pub struct Query {
    /// As typed; anything at all.
    pub q: String,
    /// Only this site.
    pub site: Option<String>,
    /// Only this kind.
    pub kind: Option<String>,
    /// Only this line.
    pub line: Option<String>,
    /// Only this school stage.
    pub stage: Option<String>,
    /// Only this agency.
    pub agency: Option<String>,
    /// Only this matter, by slug.
    pub matter: Option<String>,
    /// At most this many hits; 1 to 100.
    pub limit: usize,
    /// Hits to skip; at most 1,000.
    pub offset: usize,
    /// Count what was found by each facet, too.
    pub facets: bool,
}

/// The facets, by the name of the field.
pub const FACETS: [&str; 6] = ["site", "kind", "line", "stages", "agency", "matters"];

/// How many of what was found bear each value of each facet.
pub type Facets = BTreeMap<String, BTreeMap<String, u64>>;

impl Default for Query {
    fn default() -> Self {
        let (site, kind, line, stage, agency, matter) = Default::default();
        let (q, facets) = Default::default();
        Self { q, site, kind, line, stage, agency, matter, limit: 20, offset: 0, facets }
    }
}

impl Query {
    /// A question without filters.
    pub fn new(q: impl Into<String>) -> Self {
        Self { q: q.into(), ..Self::default() }
    }

    /// The filters that are set, by the name of the field.
    pub(super) fn filters(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [
            ("site", &self.site),
            ("kind", &self.kind),
            ("line", &self.line),
            ("stages", &self.stage),
            ("agency", &self.agency),
            ("matters", &self.matter),
        ]
        .into_iter()
        .filter_map(|(field, value)| Some((field, value.as_deref()?)))
        .filter(|(_, value)| !value.is_empty())
    }

    pub(super) fn page(&self) -> (usize, usize) {
        (self.limit.clamp(1, 100), self.offset.min(1_000))
    }
}

/// One thing found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hit {
    /// Unique among all, such as `service:payment-order`.
    pub id: String,
    /// `service`, `guide`, …
    pub kind: String,
    /// Plain text: escape it like any other.
    pub title: String,
    /// HTML, escaped, in which only `<mark>` stands.
    pub snippet: String,
    /// A path that begins with `/`.
    pub url: String,
    /// `enterprise` or `youth`.
    pub site: String,
    /// Who handles it.
    pub agency: String,
}

/// Counts every facet of these documents.
pub(super) fn counted<'a>(documents: impl IntoIterator<Item = &'a Document>) -> Facets {
    let mut all = Facets::new();
    for (facet, value) in documents.into_iter().flat_map(Document::facets) {
        *all.entry(facet.to_owned()).or_default().entry(value.to_owned()).or_default() += 1;
    }
    all
}

/// What an engine found, before it is made presentable.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub rows: Vec<Arc<Row>>,
    pub total: usize,
    pub facets: Facets,
}

/// What was found, and by whom.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// Best first.
    pub hits: Vec<Hit>,
    /// How many there are in all; an estimate when there are very many.
    pub total: usize,
    /// How long it took.
    pub took_ms: u64,
    /// `meilisearch` or `embedded`.
    pub engine: &'static str,
    /// What was looked for in the place of what was typed, where that was a slip or in Latin letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_as: Option<String>,
    /// Where they were asked for.
    #[serde(skip_serializing_if = "Facets::is_empty")]
    pub facets: Facets,
}

/// Why the index could not be read or changed.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The embedded index.
    #[error("embedded search: {0}")]
    Embedded(String),
    /// Meilisearch, or the way to it.
    #[error("Meilisearch: {0}")]
    Meili(String),
    /// Meilisearch is there but has never heard of our index: new, or wiped.
    #[error("Meilisearch has no index of ours")]
    Missing,
}

impl From<tantivy::TantivyError> for SearchError {
    fn from(error: tantivy::TantivyError) -> Self {
        Self::Embedded(error.to_string())
    }
}
