//! One search for both storefronts.
//!
//! [`Search`] holds one or two [`Engine`]s: the embedded one (tantivy and jieba) always, and Meilisearch in
//! front of it when the configuration names one. A query is understood here ([`prepared`]): slips and Latin
//! letters are read as what was meant ([`slips`]), with the phrases that stand in the index
//! ([`vocabulary`]), and with the list of synonyms that editors keep in `content/search/`. What an engine
//! found is put in order ([`rank`]) and made presentable here, so that the two differ in nothing but what
//! they bring. Only what is passed in as a [`Document`] can be found. How the index is kept true is in
//! [`upkeep`].

mod document;
mod embedded;
mod engine;
mod finder;
mod held;
mod meili;
mod pinyin;
mod prepared;
mod rank;
mod row;
mod sieve;
mod slips;
mod snippet;
mod suggest;
#[cfg(test)]
mod suite;
mod synonyms;
mod text;
mod upkeep;
mod vocabulary;

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Instant;

use futures_util::future::join;

pub use self::document::{Answer, Document, FACETS, Facets, Hit, Query, SearchError};
pub use self::embedded::Embedded;
pub use self::engine::Engine;
pub use self::meili::Meili;
pub use self::suggest::{Offer, Suggestion};
pub use self::synonyms::Synonyms;
pub use self::text::{folded, telling};
pub use self::upkeep::Difference;

use crate::domain::routing::{Facts, Learned, Rules, route};

use self::document::Found;
use self::engine::blocking;
use self::held::Held;
use self::meili::Ranked;
use self::prepared::{Prepared, Reader};
use self::rank::Scale;
use self::row::Row;
use self::snippet::Marks;

/// The search of the site. Cheap to clone.
#[derive(Clone)]
pub struct Search {
    /// Best first; the last one needs nobody.
    engines: Vec<Engine>,
    embedded: Embedded,
    synonyms: Arc<Synonyms>,
    vocabulary: Arc<Held>,
    /// One change at a time: one that came in during a rebuild would be swapped away with the old index.
    changing: Arc<tokio::sync::Mutex<()>>,
    /// Meilisearch may have missed something: the embedded engine answers until it has caught up.
    doubt: Arc<AtomicBool>,
    catching_up: Arc<AtomicBool>,
    /// Those in force; all copies of this see another at once.
    rules: Arc<RwLock<Option<Arc<Rules>>>>,
}

/// A matter less sure than this says nothing about a search, and one so much less sure than the first.
const SURE: f64 = 0.3;
const BESIDE: f64 = 0.2;
/// Bytes of a query that is understood in some ten microseconds.
const SHORT: usize = 60;
/// Hits that are put in order in less time than another thread takes to wake.
const FEW: usize = 20;
/// Matters that a query may sound like.
const MATTERS: usize = 3;

impl Search {
    /// Opens the embedded index under `dir`, and looks to Meilisearch first when there is a `url`.
    ///
    /// Meilisearch need not be there yet. The dictionary is loaded beside the start.
    ///
    /// # Errors
    /// A key that can be none, or an index that can be made nowhere.
    pub fn open(url: Option<&str>, key: Option<&str>, dir: &Path) -> Result<Self, SearchError> {
        Self::open_with(url, key, dir, Synonyms::shipped())
    }

    /// The same with another list of synonyms.
    ///
    /// # Errors
    /// As [`Search::open`].
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
        Ok(Self {
            engines,
            embedded,
            synonyms: Arc::new(synonyms),
            vocabulary: Arc::default(),
            changing: Arc::default(),
            doubt: Arc::new(AtomicBool::new(true)),
            catching_up: Arc::default(),
            rules: Arc::default(),
        })
    }

    /// Answers, whatever is asked and whichever engine is down; nothing found is an answer too.
    pub async fn query(&self, query: &Query) -> Answer {
        let started = Instant::now();
        let mut answer = self.answer(query).await;
        answer.took_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        answer
    }

    async fn answer(&self, query: &Query) -> Answer {
        let query = Arc::new(query.clone());
        if let Some(answer) = self.by_meili(&query).await {
            return answer;
        }
        let search = self.clone();
        let found = blocking(move || {
            let prepared = search.understand(&query.q);
            let lens = search.lens(&prepared);
            let found = search.embedded.find(&prepared, &lens.scale, &query)?;
            Ok(lens.present(&found, "embedded"))
        });
        found.await.unwrap_or_else(|error| {
            tracing::error!(%error, "no engine answered a search");
            Lens::default().present(&Found::default(), "embedded")
        })
    }

    /// The answer of Meilisearch, where there is one that holds what it should.
    async fn by_meili(&self, query: &Arc<Query>) -> Option<Answer> {
        let Some(Engine::Meili(meili)) = self.engines.first() else { return None };
        if self.doubt.load(Ordering::Acquire) {
            self.catch_up_beside();
            return None;
        }
        let prepared = self.prepared(query).await?;
        let weight = |word: &str| self.embedded.weight(word);
        // What takes a while here is made ready while Meilisearch searches. The question leaves by another
        // task of this thread: only once one that came later is over has it had its turn.
        let ready = async {
            let _ = tokio::spawn(async {}).await;
            self.lens(&prepared)
        };
        let (found, lens) = join(meili.find(&prepared, query, &weight), ready).await;
        match found {
            Ok(ranked) => self.put_in_order(ranked, lens, query).await,
            Err(error) => {
                // While it was away it may have missed a change.
                self.doubt.store(true, Ordering::Release);
                tracing::debug!(%error, "no answer from Meilisearch");
                None
            }
        }
    }

    /// The query understood: at once where that is shorter than waiting for another thread.
    async fn prepared(&self, query: &Arc<Query>) -> Option<Prepared> {
        if query.q.len() <= SHORT && self.vocabulary.is_fresh(&self.embedded) {
            return Some(self.understand(&query.q));
        }
        let (search, asked) = (self.clone(), query.clone());
        blocking(move || Ok(search.understand(&asked.q))).await.ok()
    }

    /// What everything found is weighed and shown by.
    fn lens(&self, prepared: &Prepared) -> Lens {
        let leaning = match prepared.is_story() {
            true => prepared.leaning.clone(),
            false => self.leaning(prepared.meant()),
        };
        let weight = |word: &str| self.embedded.weight(word);
        Lens {
            scale: Scale::of(prepared, leaning, &weight),
            marks: Marks::of(&prepared.marks()),
            read_as: prepared.read_as.clone(),
        }
    }

    /// What Meilisearch ranked, weighed as everything is and made presentable.
    async fn put_in_order(&self, ranked: Ranked, lens: Lens, query: &Arc<Query>) -> Option<Answer> {
        // A page's worth is in order before another thread would have begun.
        let done = if ranked.ids.len() <= FEW {
            self.ordered(ranked, &lens, query)
        } else {
            let (search, query) = (self.clone(), query.clone());
            blocking(move || search.ordered(ranked, &lens, &query)).await
        };
        done.inspect_err(|error| tracing::error!(%error, "found and not shown")).ok()
    }

    fn ordered(&self, ranked: Ranked, lens: &Lens, query: &Query) -> Result<Answer, SearchError> {
        let Ranked { ids, weighed, total, mut facets, uncounted } = ranked;
        let rows = lens.scale.page((self.embedded.named(&ids)?, weighed), query.page());
        if !uncounted.is_empty() {
            let all = self.embedded.named(&uncounted)?;
            facets = document::counted(all.iter().map(|row| &row.document));
        }
        Ok(lens.present(&Found { rows, total, facets }, "meilisearch"))
    }

    /// Lets the rules of the routing say which matter a query sounds like.
    #[must_use]
    pub fn with_rules(self, rules: Arc<Rules>) -> Self {
        self.hear_by(rules);
        self
    }

    /// Hears by other rules from now on.
    pub fn hear_by(&self, rules: Arc<Rules>) {
        *self.rules.write().unwrap_or_else(PoisonError::into_inner) = Some(rules);
    }

    /// The matters that the whole of a query sounds like, as the one door would hear it.
    fn leaning(&self, text: &str) -> Vec<(String, f32)> {
        let rules = self.rules.read().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(rules) = rules else { return Vec::new() };
        let facts = Facts { body: text.to_owned(), ..Facts::default() };
        let decision = route(&facts, &rules, &Learned::default());
        if decision.confidence < SURE {
            return Vec::new();
        }
        let first = decision.top.first().map_or(1.0, |(_, score)| score.max(f64::EPSILON));
        let beside = decision.top.into_iter().filter(|(matter, _)| *matter != decision.matter);
        let beside = beside.map(|(matter, score)| (matter, (score / first).min(1.0)));
        let beside = beside.take(MATTERS - 1).filter(|(_, share)| *share >= BESIDE);
        let sure = |(matter, share): (String, f64)| (matter, (share * decision.confidence) as f32);
        std::iter::once((decision.matter.clone(), 1.0)).chain(beside).map(sure).collect()
    }

    /// The query cut into ideas; of a story also what it leans to.
    fn understand(&self, q: &str) -> Prepared {
        let vocabulary = self.vocabulary.get(&self.embedded, &self.synonyms);
        let known = |word: &str| self.embedded.weight(word) > 0.0;
        let (synonyms, vocabulary) = (&*self.synonyms, &*vocabulary);
        let mut prepared = Reader { synonyms, vocabulary, known: &known }.read(q);
        if prepared.is_story() {
            prepared.leaning = self.leaning(prepared.meant());
        }
        prepared
    }

    /// Lets Meilisearch catch up while readers are served by the embedded engine; one at a time.
    fn catch_up_beside(&self) {
        let Some(Engine::Meili(meili)) = self.engines.first() else { return };
        if !meili.may_try() || self.catching_up.swap(true, Ordering::AcqRel) {
            return;
        }
        let search = self.clone();
        tokio::spawn(async move {
            match search.catch_up().await {
                Ok(_) => tracing::info!("Meilisearch answers again"),
                Err(error) => tracing::debug!(%error, "Meilisearch can't catch up yet"),
            }
            search.catching_up.store(false, Ordering::Release);
        });
    }

    /// Where nothing was found: what may have been meant, and what lies near.
    pub fn nearest(&self, q: &str, most: usize) -> Vec<String> {
        let vocabulary = self.vocabulary.get(&self.embedded, &self.synonyms);
        vocabulary.nearest(&text::folded(q), most).into_iter().map(str::to_owned).collect()
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
            Some(engine @ Engine::Meili(_)) => {
                let sound = engine.health().await?;
                let doubt = self.doubt.load(Ordering::Acquire);
                if doubt { Err(format!("{sound}, has not caught up yet")) } else { Ok(sound) }
            }
            Some(engine) => engine.health().await,
            None => self.embedded.health(),
        }
    }
}

/// What everything found is weighed and shown by.
#[derive(Default)]
struct Lens {
    scale: Scale,
    marks: Marks,
    read_as: Option<String>,
}

impl Lens {
    fn present(&self, found: &Found, engine: &'static str) -> Answer {
        let hit = |row: &Arc<Row>| {
            let d = &row.document;
            let [(summary, short), (body, long)] = row.shown();
            Hit {
                snippet: self.marks.snippet(&[(summary, short.as_ref()), (body, long.as_ref())]),
                id: d.id.clone(),
                kind: d.kind.clone(),
                title: d.title.clone(),
                url: d.url.clone(),
                site: d.site.clone(),
                agency: d.agency.clone(),
            }
        };
        Answer {
            hits: found.rows.iter().map(hit).collect(),
            total: found.total,
            took_ms: 0,
            engine,
            read_as: self.read_as.clone(),
            facets: found.facets.clone(),
        }
    }
}
