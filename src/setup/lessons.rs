//! The lessons as the files say them now, each to become a revision where it changed.

use serde_json::json;

use crate::content::{self, Content, Lesson};
use crate::db::lesson_revisions::Imported;

/// Everything of every lesson that a pupil meets: text, film, captions, quiz.
pub(crate) fn all(content: &Content) -> Vec<Imported> {
    let quizzes = content::texts("quizzes/");
    content.lessons.iter().map(|lesson| of(content, lesson, &quizzes)).collect()
}

fn of(content: &Content, lesson: &Lesson, quizzes: &[(String, String)]) -> Imported {
    let film = lesson.video.as_deref().and_then(|id| content.video(id));
    let captions: Vec<_> = film
        .iter()
        .flat_map(|film| &film.captions)
        .map(|captions| json!({"lang": captions.lang, "text": captions.text}))
        .collect();
    let named = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').is_some_and(|(stem, _)| stem == lesson.slug)
    };
    let quiz = quizzes.iter().find(|(path, _)| named(path)).map(|(_, text)| text);
    let data = json!({
        "facts": lesson.facts,
        "markdown": lesson.markdown,
        "captions": captions,
        "quiz": quiz,
    });
    Imported { lesson: lesson.slug.clone(), data: data.to_string(), video: lesson.video.clone() }
}
