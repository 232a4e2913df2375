//! A lesson as it once stood, for editors.

use serde::Deserialize;

use crate::content::{Lesson, LessonFacts};
use crate::db::lesson_revisions;
use crate::domain::Time;
use crate::domain::access::{Area, may_enter};
use crate::error::Error;
use crate::web::visit::Visit;

/// Which revision is asked for; none: the one that stands.
#[derive(Default, Deserialize)]
pub struct Asked {
    revision: Option<i32>,
}

/// What of a revision makes its page.
#[derive(Deserialize)]
struct Data {
    facts: LessonFacts,
    markdown: String,
}

/// An old revision, with since when it stood; none where the present one is asked for.
///
/// # Errors
/// [`Error::NotFound`] where there is none, or somebody else than an editor asks.
pub(super) async fn old(
    visit: &Visit,
    lesson: &Lesson,
    asked: &Asked,
) -> Result<Option<(Lesson, i32, Time)>, Error> {
    let Some(number) = asked.revision else { return Ok(None) };
    if !may_enter(visit.actor().role, Area::Editing) {
        return Err(Error::NotFound);
    }
    let slug = lesson.slug.clone();
    let found = visit.app.db.read(move |c| lesson_revisions::find(c, &slug, number)).await?;
    let data: Data = serde_json::from_str(&found.data).map_err(Error::internal)?;
    Ok(Some((Lesson::of(data.facts, data.markdown), number, found.at)))
}
