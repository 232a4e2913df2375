//! What the public reads: the pages as the files have them, with what editors put out in their
//! place. Kept in memory as one whole, made anew when something was put out, here or on another
//! node.

mod deed;
mod folder;

use std::sync::{Arc, PoisonError};

use crate::app::App;
use crate::content::{Content, Edit, text_of};
use crate::db::three_way::hash;
use crate::db::{Conn, DbError, pieces};

pub use deed::{NotDone, Request};
pub use folder::{Broken, described, export, files_of, public_files, read_folder};

/// All that is public at one time.
#[derive(Debug)]
pub struct Edition {
    number: i64,
    content: Arc<Content>,
}

impl App {
    /// What the public reads now.
    pub fn published(&self) -> Arc<Content> {
        let standing = self.edition.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(edition) = standing {
            return edition.content.clone();
        }
        // Before the database was asked for the first time it is what the files say.
        let content = Arc::new(self.content.clone());
        let first = Edition { number: 0, content: content.clone() };
        self.edition
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .get_or_insert_with(|| Arc::new(first));
        content
    }

    /// Which edition this node holds; 0 before the first.
    pub fn edition_number(&self) -> i64 {
        let standing = self.edition.read().unwrap_or_else(PoisonError::into_inner);
        standing.as_ref().map_or(0, |edition| edition.number)
    }

    /// Reads anew what is public, if it is another than the one in memory; true where it was.
    ///
    /// # Errors
    /// The database's. A page that can't be read stays as it was, and is reported.
    pub async fn refresh(&self) -> Result<bool, DbError> {
        let have = self.edition_number();
        let sources = self.content.sources.clone();
        let found = self.db.read(move |c| {
            let number = pieces::edition(c)?;
            if number == have {
                return Ok(None);
            }
            Ok(Some((number, edits(c, &sources)?)))
        });
        let Some((number, edits)) = found.await? else { return Ok(false) };
        let files = self.content.clone();
        let made = tokio::task::spawn_blocking(move || put_in(&files, &edits));
        let content = made.await.map_err(|error| DbError::Broken(error.to_string()))?;
        {
            let mut place = self.edition.write().unwrap_or_else(PoisonError::into_inner);
            if place.as_ref().is_none_or(|standing| standing.number < number) {
                *place = Some(Arc::new(Edition { number, content: Arc::new(content) }));
            }
        }
        // Films that were given to lessons, and laws that were amended, count as what is public.
        self.reload_lessons().await?;
        Ok(true)
    }
}

/// Where the database says something else than the files.
fn edits(c: &mut Conn, sources: &[(String, String)]) -> Result<Vec<Edit>, DbError> {
    let mut changed = Vec::new();
    let mut edits = Vec::new();
    for live in pieces::live(c)? {
        let file = text_of(sources, live.kind, &live.slug).map(hash);
        match live.revision {
            Some((_, sha256)) if file.as_ref() == Some(&sha256) => {}
            Some((number, _)) => changed.push((live.kind, live.slug, number)),
            None => edits.push(Edit { kind: live.kind, slug: live.slug, text: None }),
        }
    }
    let wanted: Vec<(String, i32)> =
        changed.iter().map(|(kind, slug, number)| (pieces::id_of(*kind, slug), *number)).collect();
    let texts = pieces::texts(c, &wanted)?;
    for ((kind, slug, _), text) in changed.into_iter().zip(texts) {
        edits.push(Edit { kind, slug, text: Some(text) });
    }
    Ok(edits)
}

/// The files with these edits; one that can't be read is left out, so that the rest is there.
fn put_in(files: &Content, edits: &[Edit]) -> Content {
    match files.with(edits) {
        Ok(content) => content,
        Err(_) => {
            let reads = |edit: &&Edit| match files.with(std::slice::from_ref(edit)) {
                Ok(_) => true,
                Err(errors) => {
                    tracing::error!(?errors, "a page that is out can't be read");
                    false
                }
            };
            let good: Vec<Edit> = edits.iter().filter(reads).cloned().collect();
            files.with(&good).unwrap_or_else(|_| files.clone())
        }
    }
}
