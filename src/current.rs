//! What editors have changed about the lessons since the files of the house were written: films of
//! their own, and laws that were amended. Kept in memory, read anew when one of them changes.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use crate::app::App;
use crate::content::{Lesson, Video};
use crate::db::{DbError, laws, lesson_revisions, videos};
use crate::domain::course::LawCited;
use crate::domain::law::{LawChange, outdated};

/// What stands now.
#[derive(Debug, Clone, Default)]
pub struct Current {
    /// Films that were uploaded, by id.
    videos: BTreeMap<String, Video>,
    /// The films that editors gave to lessons, by slug of the lesson.
    attached: BTreeMap<String, String>,
    laws: Vec<LawChange>,
}

impl App {
    /// Reads anew what editors changed: at the start, and after each change.
    ///
    /// # Errors
    /// The database's.
    pub async fn reload_lessons(&self) -> Result<(), DbError> {
        let read = self.db.read(|c| {
            Ok((videos::manifests(c)?, lesson_revisions::attached(c)?, laws::changes(c)?))
        });
        let (manifests, attached, laws) = read.await?;
        let mut current = Current { videos: BTreeMap::new(), attached, laws };
        for (id, manifest) in manifests {
            match Video::of_manifest(&id, &manifest) {
                Ok(video) => drop(current.videos.insert(id, video)),
                Err(error) => tracing::error!(%id, %error, "the manifest of a film can't be read"),
            }
        }
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(current);
        Ok(())
    }

    fn standing(&self) -> Arc<Current> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A film by its id, of the house or uploaded.
    pub fn film(&self, id: &str) -> Option<Video> {
        self.published().video(id).cloned().or_else(|| self.standing().videos.get(id).cloned())
    }

    /// The film of a lesson: the one an editor gave it, else its own.
    pub fn film_of(&self, lesson: &Lesson) -> Option<Video> {
        let attached = self.standing().attached.get(&lesson.slug).cloned();
        attached.or_else(|| lesson.video.clone()).and_then(|id| self.film(&id))
    }

    /// Whether everybody may see a film: a lesson that is for everybody shows it.
    pub fn is_open(&self, film: &str) -> bool {
        let standing = self.standing();
        let content = self.published();
        let mut open = content.lessons.iter().filter(|lesson| !lesson.class_only);
        open.any(|lesson| {
            let attached = standing.attached.get(&lesson.slug);
            attached.or(lesson.video.as_ref()).is_some_and(|id| id == film)
        })
    }

    /// Of the laws that a page cites, those that were amended since it was checked.
    pub fn amended(&self, cited: &[LawCited]) -> Vec<String> {
        outdated(cited, &self.standing().laws).into_iter().map(str::to_owned).collect()
    }
}
