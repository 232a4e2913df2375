//! What is offered while somebody types: words that may be meant, then the pages that it finds already.

use super::document::{Query, SearchError};
use super::text::folded;
use super::{Lens, Search};

/// Pages that are offered at most, and that are looked at for them: a sentence of a film is no page of its
/// own here.
const PAGES: usize = 4;
const LOOKED: usize = 12;
/// Characters from which on something is said that a page can be about.
const TELLING: usize = 2;

/// One thing offered to somebody who is typing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Suggestion {
    /// Words to search for.
    Words(String),
    /// A page to go to at once.
    Page {
        /// Its title.
        title: String,
        /// As of a hit: `service`, `course`, …
        kind: String,
        /// A path that begins with `/`.
        url: String,
    },
}

/// What is offered, and as what the letters were read.
#[derive(Debug, Clone, Default)]
pub struct Offer {
    /// Best first: words, then pages.
    pub suggestions: Vec<Suggestion>,
    /// As an [`Answer`](super::Answer) says it; of letters that are no word yet what they most likely become.
    pub read_as: Option<String>,
}

impl Suggestion {
    /// What is shown.
    pub fn text(&self) -> &str {
        match self {
            Self::Words(text) | Self::Page { title: text, .. } => text,
        }
    }
}

impl Search {
    /// What somebody who has typed this may be about to type, best first, and the pages that are about it
    /// already; of one site or of both.
    ///
    /// Always answered by the embedded engine: nobody waits for a network at every letter.
    pub fn suggest(&self, begun: &str, site: Option<&str>, most: usize) -> Offer {
        let vocabulary = self.vocabulary.get(&self.embedded, &self.synonyms);
        let words = vocabulary.complete(begun, site, most);
        let Offer { suggestions: mut pages, mut read_as } = self.pages(begun, site);
        // Letters that are no word yet find nothing: what they most likely become does.
        if let (true, Some(likely)) = (pages.is_empty(), words.first()) {
            pages = self.pages(likely, site).suggestions;
            read_as = Some((*likely).to_owned());
        }
        let offered = |phrase: &&str| pages.iter().any(|page| folded(page.text()) == **phrase);
        let words: Vec<&str> = words.into_iter().filter(|phrase| !offered(phrase)).collect();
        let room = most.saturating_sub(pages.len().min(most / 2));
        let words = words.into_iter().take(room).map(|phrase| Suggestion::Words(phrase.to_owned()));
        Offer { suggestions: words.chain(pages).take(most).collect(), read_as }
    }

    fn pages(&self, begun: &str, site: Option<&str>) -> Offer {
        if folded(begun).chars().filter(|c| c.is_alphanumeric()).count() < TELLING {
            return Offer::default();
        }
        let site = site.map(str::to_owned);
        let query = Query { site, limit: LOOKED, ..Query::new(begun) };
        self.found_titles(&query).unwrap_or_else(|error| {
            tracing::error!(%error, "no pages for what is being typed");
            Offer::default()
        })
    }

    fn found_titles(&self, query: &Query) -> Result<Offer, SearchError> {
        let prepared = self.understand(&query.q);
        let Lens { scale, .. } = self.lens(&prepared);
        let found = self.embedded.find(&prepared, &scale, query)?;
        let documents = found.rows.iter().map(|row| &row.document);
        let pages = documents.filter(|document| document.kind != "cue").map(|document| {
            let (title, kind, url) = (&document.title, &document.kind, &document.url);
            Suggestion::Page { title: title.clone(), kind: kind.clone(), url: url.clone() }
        });
        Ok(Offer { suggestions: pages.take(PAGES).collect(), read_as: prepared.read_as })
    }
}

#[cfg(test)]
mod tests {
    use super::super::suite::library;
    use super::*;
    use crate::search::Synonyms;

    async fn search(folder: &std::path::Path) -> Search {
        let search = Search::open_with(None, None, folder, Synonyms::shipped()).unwrap();
        search.replace_all(library()).await.unwrap();
        search
    }

    fn offers(search: &Search, begun: &str, site: Option<&str>, most: usize) -> Vec<Suggestion> {
        search.suggest(begun, site, most).suggestions
    }

    fn texts(suggestions: &[Suggestion]) -> Vec<&str> {
        suggestions.iter().map(Suggestion::text).collect()
    }

    #[tokio::test]
    async fn words_come_first_and_then_the_pages() {
        let folder = tempfile::tempdir().unwrap();
        let search = search(folder.path()).await;
        let offered = offers(&search, "四年级欺凌", None, 8);
        let Some(Suggestion::Page { title, kind, url }) = offered.first() else {
            panic!("no page: {offered:?}")
        };
        assert_eq!((&**title, &**kind, &**url), ("对校园欺凌说不", "course", "/youth/bullying"));
        let offered = offers(&search, "申请支", None, 5);
        let pages = offered.iter().position(|one| matches!(one, Suggestion::Page { .. }));
        let words = offered.iter().rposition(|one| matches!(one, Suggestion::Words(_)));
        assert!(words.is_none_or(|words| pages.is_none_or(|pages| words < pages)), "{offered:?}");
        assert_eq!(texts(&offered).iter().filter(|text| **text == "申请支付令").count(), 1);
        assert!(texts(&offers(&search, "sqzf", None, 5)).contains(&"申请支付令"));
        assert_eq!(search.suggest("zhifuling", None, 5).read_as.as_deref(), Some("支付令"));
        assert_eq!(search.suggest("支付令", None, 5).read_as, None);
        for nothing in ["", "  ", "？！"] {
            assert!(offers(&search, nothing, None, 5).is_empty(), "{nothing}");
        }
    }

    #[tokio::test]
    async fn each_site_is_offered_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let search = search(folder.path()).await;
        for begun in ["申请", "sq", "支付", "欠货", "商标"] {
            assert!(!offers(&search, begun, Some("enterprise"), 8).is_empty(), "{begun}");
            let youth = offers(&search, begun, Some("youth"), 8);
            assert!(youth.is_empty(), "{begun}: {youth:?}");
        }
        assert!(!offers(&search, "欺凌", Some("youth"), 8).is_empty());
    }

    #[tokio::test]
    async fn no_more_than_asked_for_and_never_a_sentence_of_a_film() {
        let folder = tempfile::tempdir().unwrap();
        let search = search(folder.path()).await;
        let mut all = library();
        for document in &mut all {
            document.kind = "cue".to_owned();
        }
        assert_eq!(offers(&search, "申请", None, 2).len(), 2);
        search.replace_all(all).await.unwrap();
        let offered = offers(&search, "申请", None, 20);
        assert!(offered.iter().all(|one| matches!(one, Suggestion::Words(_))), "{offered:?}");
    }
}
