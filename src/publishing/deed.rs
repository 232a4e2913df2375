//! One deed of an editor, from the question whether it may be done to what the public reads after.

use std::sync::Arc;

use crate::app::App;
use crate::content::{Content, ContentError, Edit, page_of, read_on};
use crate::db::pieces::{self, Doing, Loaded};
use crate::db::{DbError, lesson_revisions};
use crate::domain::deadline::local_day;
use crate::domain::publication::{Deed, Hand, PieceKind, Refusal, Step, With, decide};
use crate::setup;

/// What somebody wants to do to a piece.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    pub id: &'a str,
    /// As they have seen it.
    pub version: i64,
    pub deed: Deed,
    pub hand: Hand,
    pub with: With<'a>,
    /// The file of a new revision.
    pub text: Option<String>,
}

/// Why a deed was not done.
#[derive(Debug)]
pub enum NotDone {
    Refused(Refusal),
    /// The page can't be public as it is, or others can't without it.
    Wrong(Vec<ContentError>),
    /// Somebody else was faster; this is what stands now.
    Stale(Box<Loaded>),
    Db(DbError),
}

impl From<DbError> for NotDone {
    fn from(error: DbError) -> Self {
        NotDone::Db(error)
    }
}

impl App {
    /// Does it, and shows the public what follows. Returns the piece's new version.
    ///
    /// # Errors
    /// Why it was not done; then nothing has changed.
    pub async fn perform(&self, request: Request<'_>) -> Result<i64, NotDone> {
        let id = request.id.to_owned();
        let loaded = self.db.read(move |c| pieces::load(c, &id)).await?;
        if loaded.row.version != request.version {
            return Err(NotDone::Stale(Box::new(loaded)));
        }
        let now = self.clock.now();
        let piece = loaded.row.piece(loaded.authors.clone());
        let step = decide(&piece, request.deed, &request.hand, request.with, now)
            .map_err(NotDone::Refused)?;
        let text = match request.deed {
            Deed::Check => read_on(&loaded.text, local_day(now)),
            Deed::Restore => Some(loaded.text.clone()),
            _ => request.text.clone(),
        };
        let text = text.filter(|_| step.writes.is_some());
        let public = self.public_after(&loaded, &step, text.as_deref()).await?;
        let doing = self.doing(&request, &loaded, step, text, public.as_deref())?;
        self.write(doing, public, now).await
    }

    async fn write(
        &self,
        doing: Doing,
        public: Option<Arc<Content>>,
        now: crate::domain::Time,
    ) -> Result<i64, NotDone> {
        // A lesson keeps what every class saw of it.
        let is_lesson = doing.id.starts_with(PieceKind::Lesson.as_str());
        let public_lessons = public.as_deref().filter(|_| is_lesson);
        let lessons = public_lessons.map(setup::lessons::all).unwrap_or_default();
        let (id, changes) = (doing.id.clone(), public.is_some());
        let written = self.db.write(move |c| {
            let version = pieces::apply(c, &doing, now)?;
            lesson_revisions::import(c, &lessons, now)?;
            Ok(version)
        });
        match written.await {
            Ok(version) => {
                if changes {
                    self.refresh().await?;
                }
                Ok(version)
            }
            Err(DbError::Stale { .. }) => {
                let loaded = self.db.read(move |c| pieces::load(c, &id)).await?;
                Err(NotDone::Stale(Box::new(loaded)))
            }
            Err(error) => Err(error.into()),
        }
    }

    fn doing(
        &self,
        request: &Request<'_>,
        loaded: &Loaded,
        step: Step,
        text: Option<String>,
        public: Option<&Content>,
    ) -> Result<Doing, NotDone> {
        let (kind, slug) = (loaded.row.kind, &loaded.row.slug);
        let text = match text {
            None => None,
            Some(text) => {
                let facts =
                    page_of(kind, slug, &text).map_err(|error| NotDone::Wrong(vec![error]))?;
                Some((text, facts.title))
            }
        };
        let reviewed = match public {
            None => loaded.row.reviewed,
            Some(content) => {
                let pages = content.pages(kind);
                pages.iter().find(|page| page.slug == *slug).map(|page| page.reviewed)
            }
        };
        Ok(Doing {
            id: request.id.to_owned(),
            version: request.version,
            deed: request.deed,
            step,
            text,
            reviewed,
            by: request.hand.account.clone(),
            note: request.with.note.trim().to_owned(),
        })
    }

    /// What is public after a step, or none where that is what was public before. Before a page is
    /// put out at a time it is tried too: better refused now than in the night.
    async fn public_after(
        &self,
        loaded: &Loaded,
        step: &Step,
        text: Option<&str>,
    ) -> Result<Option<Arc<Content>>, NotDone> {
        let row = &loaded.row;
        let scheduled = step.publish_at.is_some() && row.publish_at.is_none();
        if step.live == row.live && !scheduled {
            return Ok(None);
        }
        let text = match step.live {
            _ if scheduled => Some(loaded.text.clone()),
            None => None,
            Some(_) => Some(text.unwrap_or(&loaded.text).to_owned()),
        };
        let edit = Edit { kind: row.kind, slug: row.slug.clone(), text };
        let content = self.tried(edit).await.map_err(NotDone::Wrong)?;
        Ok((!scheduled).then(|| Arc::new(content)))
    }

    /// What is public with one edit, if nothing is wrong with it that was not wrong before.
    ///
    /// # Errors
    /// Everything that would be wrong.
    pub async fn tried(&self, edit: Edit) -> Result<Content, Vec<ContentError>> {
        let before = self.published();
        let tried = tokio::task::spawn_blocking(move || {
            let after = before.with(&[edit])?;
            let mut complaints = after.complaints();
            if !complaints.is_empty() {
                let old = before.complaints();
                complaints.retain(|one| !old.contains(one));
            }
            if complaints.is_empty() { Ok(after) } else { Err(complaints) }
        });
        let broken =
            |error: tokio::task::JoinError| Err(vec![ContentError::new("", error.to_string())]);
        tried.await.unwrap_or_else(broken)
    }

    /// What would be wrong if this file were public.
    pub async fn complaints_about(
        &self,
        kind: PieceKind,
        slug: &str,
        text: &str,
    ) -> Vec<ContentError> {
        let edit = Edit { kind, slug: slug.to_owned(), text: Some(text.to_owned()) };
        self.tried(edit).await.err().unwrap_or_default()
    }
}
