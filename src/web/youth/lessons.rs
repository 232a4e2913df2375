//! `/youth/courses/{slug}/lessons/{lesson}`: something to read, something to think about, and the
//! way on.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::course::{self, LessonLine};
use crate::domain::course::LawCited;
use crate::error::Error;
use crate::web::page::Site;
use crate::web::visit::Visit;

#[derive(Serialize)]
struct LessonPage {
    course: String,
    course_title: String,
    slug: String,
    /// Whether there are questions to answer.
    quiz: bool,
    heading: String,
    /// Its place among the lessons of the course, from 1.
    n: usize,
    of: usize,
    minutes: u16,
    html: String,
    questions_html: String,
    laws: Vec<LawCited>,
    previous: Option<LessonLine>,
    next: Option<LessonLine>,
}

/// `GET /youth/courses/{slug}/lessons/{lesson}`
pub async fn show(visit: Visit, path: web::Path<(String, String)>) -> Result<HttpResponse, Error> {
    let (course_slug, slug) = path.into_inner();
    let content = &visit.app.content;
    let Some(course) = content.course(&course_slug) else {
        return super::lost(&visit, "course");
    };
    let lessons = content.lessons_of(&course.slug);
    let found = lessons.iter().enumerate().find(|(_, lesson)| lesson.slug == slug);
    let Some((at, lesson)) = found else {
        return super::lost(&visit, "lesson");
    };
    let line = |at: Option<usize>| {
        at.and_then(|at| lessons.get(at)).map(|lesson| course::lesson_line(&visit, lesson))
    };
    let page = LessonPage {
        course: course.slug.clone(),
        course_title: super::titled(&visit, &course.title, &course.title_en),
        slug: lesson.slug.clone(),
        quiz: content.quiz(&lesson.slug).is_some(),
        heading: super::titled(&visit, &lesson.title, &lesson.title_en),
        n: at + 1,
        of: lessons.len(),
        minutes: lesson.minutes,
        html: lesson.html.clone(),
        questions_html: lesson.questions_html.clone(),
        laws: lesson.laws.clone(),
        previous: line(at.checked_sub(1)),
        next: line(Some(at + 1)),
    };
    let title = page.heading.clone();
    visit.page(Site::Youth, "youth/lesson.html", &title, &page)
}
