//! The search that needs no other program: tantivy in a folder, cut by jieba.

mod ask;
mod facets;
mod rows;
mod schema;
#[cfg(test)]
mod tests;
mod weights;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use tantivy::collector::{Count, DocSetCollector, TopDocs};
use tantivy::directory::MmapDirectory;
use tantivy::index::SegmentId;
use tantivy::merge_policy::NoMergePolicy;
use tantivy::query::AllQuery;
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{
    DocAddress, DocSet, Index, IndexReader, IndexWriter, Opstamp, ReloadPolicy, Searcher,
    TERMINATED, TantivyDocument, TantivyError, Term,
};

use self::rows::Rows;
use self::schema::{Fields, VERSION};
use self::weights::Weights;
use super::document::{Document, Facets, Found, Query, SearchError};
use super::prepared::Prepared;
use super::rank::{self, Scale};
use super::row::Row;

/// Memory that one change of the index may use; the smallest that tantivy takes.
const WRITING: usize = 16_000_000;

/// Which segments make up the index, and what was deleted from them.
pub type State = BTreeMap<SegmentId, Option<Opstamp>>;

/// The embedded engine. Cheap to clone; its calls block.
#[derive(Clone)]
pub struct Embedded(Arc<Inner>);

struct Inner {
    index: Index,
    reader: IndexReader,
    fields: Fields,
    /// What was read lately.
    rows: Rows,
    weights: Weights,
    /// Two changes at a time would fight for the lock of the folder.
    writing: Mutex<()>,
    /// Why the folder could not be used, when it could not.
    trouble: Option<String>,
}

impl Embedded {
    /// Opens the index in the folder, or makes it; in memory when the folder cannot be used.
    pub fn open(dir: &Path) -> Result<Self, SearchError> {
        let opened = Self::in_folder(dir).or_else(|error| {
            tracing::warn!(%error, "the search index is damaged and made anew");
            fs::remove_dir_all(home(dir))?;
            Self::in_folder(dir)
        });
        Ok(opened.or_else(|error| Self::in_memory(error.to_string()))?)
    }

    fn in_folder(dir: &Path) -> Result<Self, TantivyError> {
        fs::create_dir_all(home(dir))?;
        remove_older(dir);
        let fields = Fields::new();
        let directory = MmapDirectory::open(home(dir))?;
        let index = Index::open_or_create(directory, fields.schema.clone())?;
        Self::with(index, fields, None)
    }

    fn in_memory(trouble: String) -> Result<Self, TantivyError> {
        tracing::error!(%trouble, "the search index lives in memory only");
        let fields = Fields::new();
        Self::with(Index::create_in_ram(fields.schema.clone()), fields, Some(trouble))
    }

    fn with(
        mut index: Index,
        fields: Fields,
        trouble: Option<String>,
    ) -> Result<Self, TantivyError> {
        index.set_tokenizers(schema::tokenizers());
        // Another process may write too (`yimen import`), so the folder is watched.
        let policy = ReloadPolicy::OnCommitWithDelay;
        let reader = index.reader_builder().reload_policy(policy).try_into()?;
        let (rows, weights) = (Rows::default(), Weights::default());
        let writing = Mutex::new(());
        Ok(Self(Arc::new(Inner { index, reader, fields, rows, weights, writing, trouble })))
    }

    /// Looks for the ideas of a query, best first.
    pub(super) fn find(
        &self,
        prepared: &Prepared,
        scale: &Scale,
        query: &Query,
    ) -> Result<Found, SearchError> {
        if prepared.ideas.is_empty() {
            return Ok(Found::default());
        }
        // A long story must share more than one idea with what it finds, unless nothing does.
        let least = if prepared.is_rich() { 2 } else { 1 };
        let found = self.find_least((prepared, scale), query, least)?;
        if found.total > 0 || least == 1 {
            return Ok(found);
        }
        self.find_least((prepared, scale), query, 1)
    }

    fn find_least(
        &self,
        (prepared, scale): (&Prepared, &Scale),
        query: &Query,
        least: usize,
    ) -> Result<Found, SearchError> {
        let searcher = self.0.reader.searcher();
        let asked = ask::ask(&self.0.fields, prepared, query, least);
        let (from, most) = rank::needed(query.page(), rank::WEIGHED);
        let top = TopDocs::with_limit(most).and_offset(from).order_by_score();
        let (hits, total) = searcher.search(&asked, &(top, Count))?;
        let facets =
            if query.facets { searcher.search(&asked, &facets::Counting)? } else { Facets::new() };
        let rows = hits
            .into_iter()
            .map(|(_, address)| self.row(&searcher, address))
            .collect::<Result<Vec<_>, _>>()?;
        let rows = scale.page((rows, rank::WEIGHED), query.page());
        Ok(Found { rows, total, facets })
    }

    fn row(&self, searcher: &Searcher, address: DocAddress) -> Result<Arc<Row>, SearchError> {
        let segment = searcher.segment_reader(address.segment_ord).segment_id();
        let read = || self.source(searcher, address).map(Row::of);
        self.0.rows.get((segment, address.doc_id), read)
    }

    /// The documents of these ids, in this order; an id that is not there is passed over.
    pub(super) fn named(&self, ids: &[String]) -> Result<Vec<Arc<Row>>, SearchError> {
        let searcher = self.0.reader.searcher();
        let mut rows = Vec::with_capacity(ids.len());
        for id in ids {
            if let Some(address) = self.address(&searcher, id)? {
                rows.push(self.row(&searcher, address)?);
            }
        }
        Ok(rows)
    }

    fn address(&self, searcher: &Searcher, id: &str) -> Result<Option<DocAddress>, TantivyError> {
        let term = Term::from_field_text(self.0.fields.id, id);
        for (ord, segment) in (0..).zip(searcher.segment_readers()) {
            let index = segment.inverted_index(self.0.fields.id)?;
            let Some(mut found) = index.read_postings(&term, IndexRecordOption::Basic)? else {
                continue;
            };
            while found.doc() != TERMINATED {
                if !segment.is_deleted(found.doc()) {
                    return Ok(Some(DocAddress::new(ord, found.doc())));
                }
                found.advance();
            }
        }
        Ok(None)
    }

    fn source(&self, searcher: &Searcher, address: DocAddress) -> Result<Document, SearchError> {
        let row: TantivyDocument = searcher.doc(address)?;
        let source = row.get_first(self.0.fields.source).and_then(|value| value.as_str());
        serde_json::from_str(source.unwrap_or_default())
            .map_err(|error| SearchError::Embedded(error.to_string()))
    }

    /// Puts these documents in the place of all that were there, in one commit.
    pub(super) fn replace_all(&self, documents: &[Document]) -> Result<(), SearchError> {
        let all = |writer: &mut IndexWriter| {
            // Its pieces are put together once, at the end.
            writer.set_merge_policy(Box::new(NoMergePolicy));
            writer.delete_all_documents()?;
            self.add(writer, documents)
        };
        self.change_and(all, |writer| {
            let pieces = self.0.index.searchable_segment_ids()?;
            if pieces.len() > 1 {
                writer.merge(&pieces).wait()?;
            }
            Ok(())
        })
    }

    /// Adds these documents, or replaces those with the same id.
    pub(super) fn upsert(&self, documents: &[Document]) -> Result<(), SearchError> {
        self.change(|writer| {
            for document in documents {
                writer.delete_term(Term::from_field_text(self.0.fields.id, &document.id));
            }
            self.add(writer, documents)
        })
    }

    /// Removes documents by id.
    pub(super) fn delete(&self, ids: &[String]) -> Result<(), SearchError> {
        self.change(|writer| {
            for id in ids {
                writer.delete_term(Term::from_field_text(self.0.fields.id, id));
            }
            Ok(())
        })
    }

    fn add(&self, writer: &IndexWriter, documents: &[Document]) -> Result<(), SearchError> {
        for document in documents {
            let row = self.0.fields.lay_out(document);
            let row = row.map_err(|error| SearchError::Embedded(error.to_string()))?;
            writer.add_document(row)?;
        }
        Ok(())
    }

    /// The lock of the folder is held for one change only, so that another process gets its turn.
    fn change(
        &self,
        work: impl FnOnce(&mut IndexWriter) -> Result<(), SearchError>,
    ) -> Result<(), SearchError> {
        self.change_and(work, |_| Ok(()))
    }

    /// The same, with something to do once readers may see it.
    fn change_and(
        &self,
        work: impl FnOnce(&mut IndexWriter) -> Result<(), SearchError>,
        then: impl FnOnce(&mut IndexWriter) -> Result<(), SearchError>,
    ) -> Result<(), SearchError> {
        let _alone = self.0.writing.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let mut writer: IndexWriter = self.0.index.writer_with_num_threads(1, WRITING)?;
        work(&mut writer)?;
        writer.commit()?;
        then(&mut writer)?;
        writer.wait_merging_threads()?;
        self.0.reader.reload()?;
        Ok(())
    }

    /// How many documents it holds.
    pub fn count(&self) -> u64 {
        self.0.reader.searcher().num_docs()
    }

    /// Every document it holds, to fill another engine from.
    pub(super) fn all(&self) -> Result<Vec<Document>, SearchError> {
        let searcher = self.0.reader.searcher();
        let addresses = searcher.search(&AllQuery, &DocSetCollector)?;
        addresses.into_iter().map(|address| self.source(&searcher, address)).collect()
    }

    /// Id and digest of every document it holds.
    pub(super) fn listed(&self) -> Result<BTreeMap<String, String>, SearchError> {
        let searcher = self.0.reader.searcher();
        let addresses = searcher.search(&AllQuery, &DocSetCollector)?;
        let text = |row: &TantivyDocument, field| {
            let value = row.get_first(field).and_then(|value| value.as_str());
            value.unwrap_or_default().to_owned()
        };
        let row = |address| {
            let row: TantivyDocument = searcher.doc(address)?;
            Ok((text(&row, self.0.fields.id), text(&row, self.0.fields.digest)))
        };
        addresses.into_iter().map(row).collect()
    }

    /// Changes whenever the index did, whichever process changed it.
    pub(super) fn state(&self) -> State {
        self.0.reader.searcher().generation().segments().clone()
    }

    /// How much a word tells: the rarer the more; nothing when it stands nowhere.
    pub(super) fn weight(&self, word: &str) -> f32 {
        let searcher = self.0.reader.searcher();
        self.0.weights.get(searcher.generation().generation_id(), word, || {
            let fields = &self.0.fields;
            let often = [fields.name, fields.text]
                .into_iter()
                .filter_map(|field| searcher.doc_freq(&Term::from_field_text(field, word)).ok())
                .max()
                .unwrap_or(0);
            if often == 0 { 0.0 } else { (1.0 + searcher.num_docs() as f32 / often as f32).ln() }
        })
    }

    /// Is it sound? The reason when not.
    pub fn health(&self) -> Result<String, String> {
        match &self.0.trouble {
            Some(trouble) => Err(format!("embedded, in memory only: {trouble}")),
            None => Ok(format!("embedded, {} documents", self.count())),
        }
    }
}

fn home(dir: &Path) -> std::path::PathBuf {
    dir.join(format!("embedded-{VERSION}"))
}

/// What an earlier version of the program left behind; the index is made anew from the database.
fn remove_older(dir: &Path) {
    for older in (0..VERSION).map(|version| dir.join(format!("embedded-{version}"))) {
        if older.exists() && fs::remove_dir_all(&older).is_err() {
            tracing::warn!(path = %older.display(), "an old search index could not be removed");
        }
    }
}
