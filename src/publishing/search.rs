//! What becomes of a page is told to the search, as it stands when it is told: whichever of two
//! changes comes second, the index ends with the newer one.

use std::collections::BTreeSet;

use crate::app::App;
use crate::content::{Content, Edit};
use crate::db::pieces::{self, PieceRow};
use crate::search::Document;
use crate::setup::documents;

/// Somebody changes something all the time: another try is better than to go on for ever.
const ROUNDS: usize = 5;

impl App {
    /// Makes the search find what is public of a page, and nothing else of it.
    ///
    /// # Errors
    /// What the database or the search refuses.
    pub async fn index_page(&self, id: &str) -> Result<(), String> {
        for _ in 0..ROUNDS {
            self.refresh().await.map_err(|error| error.to_string())?;
            let before = self.edition_number();
            self.index_once(id).await?;
            let now = self.db.read(pieces::edition).await.map_err(|error| error.to_string())?;
            // Another may have told the search something newer before this, or about it.
            if now == before {
                return Ok(());
            }
        }
        Err("what is public changes faster than it is indexed".into())
    }

    async fn index_once(&self, id: &str) -> Result<(), String> {
        let piece = id.to_owned();
        let read = self.db.read(move |c| {
            let row = pieces::find(c, &piece)?;
            let older = (row.newest - 1).max(1);
            let texts = [(piece.clone(), older), (piece, row.newest)];
            Ok((row, pieces::texts(c, &texts)?))
        });
        let (row, texts) = read.await.map_err(|error| error.to_string())?;
        let content = self.published();
        let there = of_page(self, &content, &row);
        let kept: BTreeSet<&str> = there.iter().map(|document| document.id.as_str()).collect();
        let mut gone = BTreeSet::from([format!("{}:{}", row.kind, row.slug)]);
        for text in texts {
            let edit = Edit { kind: row.kind, slug: row.slug.clone(), text: Some(text) };
            // A draft that can't be read was never found either.
            if let Ok(as_it_was) = content.with(&[edit]) {
                gone.extend(of_page(self, &as_it_was, &row).into_iter().map(|one| one.id));
            }
        }
        gone.retain(|id| !kept.contains(id.as_str()));
        let gone: Vec<String> = gone.into_iter().collect();
        if !gone.is_empty() {
            self.search.delete(gone).await.map_err(|error| error.to_string())?;
        }
        if !there.is_empty() {
            self.search.upsert(there).await.map_err(|error| error.to_string())?;
        }
        Ok(())
    }
}

/// The documents of a page and of what lies under its address.
fn of_page(app: &App, content: &Content, row: &PieceRow) -> Vec<Document> {
    let pages = content.pages(row.kind);
    let Some(page) = pages.into_iter().find(|page| page.slug == row.slug) else {
        return Vec::new();
    };
    let under = |url: &str| {
        let rest = url.strip_prefix(page.url.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '#', '?']))
    };
    documents::all(app, content).into_iter().filter(|one| under(&one.url)).collect()
}
