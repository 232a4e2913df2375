//! `/youth/courses/{slug}/lessons/{lesson}`: something to watch and to read, something to think
//! about, and the way on.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::course::{self, LessonLine};
use super::revision::{self, Asked};
use crate::content::{Course, Lesson};
use crate::db::{progress, screenings};
use crate::domain::Time;
use crate::domain::course::LawCited;
use crate::domain::order::Role;
use crate::error::Error;
use crate::web::film::{self, Film};
use crate::web::form::Form;
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
    film: Option<Film>,
    /// There is a film, and whoever is here may not see it.
    film_closed: bool,
    pupil: Option<Pupil>,
    /// A teacher's classes, where there is a film to show them.
    classes: Vec<ScreenFor>,
    html: String,
    questions_html: String,
    laws: Vec<LawCited>,
    /// The laws among them that were amended since.
    amended: Vec<String>,
    /// An old revision is shown, since when it stood.
    revision: Option<i32>,
    revised_at: Option<Time>,
    previous: Option<LessonLine>,
    next: Option<LessonLine>,
}

/// How a pupil stands with the lesson.
#[derive(Serialize)]
struct Pupil {
    id: String,
    /// In whole percent, down.
    percent: u32,
    /// Seconds, where it is worth going on; else 0.
    at: f64,
    at_clock: String,
    done: bool,
}

/// A class to which the film may be shown.
#[derive(Serialize)]
struct ScreenFor {
    id: String,
    name: String,
}

/// Nearer to the beginning or the end than this, one does not go on but begins, in seconds.
const EDGE: f64 = 3.0;

/// `GET /youth/courses/{slug}/lessons/{lesson}`
pub async fn show(
    visit: Visit,
    path: web::Path<(String, String)>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Error> {
    let (course_slug, slug) = path.into_inner();
    let content = &visit.content;
    let Some(course) = content.course(&course_slug) else {
        return super::lost(&visit, "course");
    };
    let lessons = content.lessons_of(&course.slug);
    let found = lessons.iter().enumerate().find(|(_, lesson)| lesson.slug == slug);
    let Some((at, lesson)) = found else {
        return super::lost(&visit, "lesson");
    };
    let old = revision::old(&visit, lesson, &asked).await?;
    let lesson = old.as_ref().map_or(lesson, |(lesson, _, _)| lesson);
    let mut page = page(&visit, course, lessons, at, lesson);
    page.revision = old.as_ref().map(|(_, number, _)| *number);
    page.revised_at = old.as_ref().map(|(_, _, at)| *at);
    page.pupil = pupil(&visit, lesson).await?;
    if page.film.is_some() {
        page.classes = classes(&visit).await?;
    }
    let title = page.heading.clone();
    visit.page(Site::Youth, "youth/lesson.html", &title, &page)
}

fn page(
    visit: &Visit,
    course: &Course,
    lessons: &[Lesson],
    at: usize,
    lesson: &Lesson,
) -> LessonPage {
    let content = &visit.content;
    let line = |at: Option<usize>| {
        at.and_then(|at| lessons.get(at)).map(|lesson| course::lesson_line(visit, lesson))
    };
    let video = film::of(visit, lesson);
    let folder = video.as_ref().and_then(|video| {
        let folder = film::folder(visit, lesson, video)?;
        Some((video, folder))
    });
    let open = folder.is_some();
    LessonPage {
        course: course.slug.clone(),
        course_title: super::titled(visit, &course.title, &course.title_en),
        slug: lesson.slug.clone(),
        quiz: content.quiz(&lesson.slug).is_some(),
        heading: super::titled(visit, &lesson.title, &lesson.title_en),
        n: at + 1,
        of: lessons.len(),
        minutes: lesson.minutes,
        film: folder.map(|(video, folder)| film::shown(video, &folder)),
        film_closed: video.is_some() && !open,
        pupil: None,
        classes: Vec::new(),
        html: lesson.html.clone(),
        questions_html: lesson.questions_html.clone(),
        laws: lesson.laws.clone(),
        amended: visit.app.amended(&lesson.laws),
        revision: None,
        revised_at: None,
        previous: line(at.checked_sub(1)),
        next: line(Some(at + 1)),
    }
}

async fn pupil(visit: &Visit, lesson: &Lesson) -> Result<Option<Pupil>, Error> {
    let Some(learner) = &visit.learner else { return Ok(None) };
    let seconds = film::of(visit, lesson).map_or(0.0, |video| video.seconds);
    let key = (learner.id.clone(), film::content_id(visit, lesson));
    let standing = visit.app.beats.standing(key, seconds).await?;
    let left = standing.position_ms as f64 / 1000.0;
    let at = if left > EDGE && left < seconds - EDGE { left } else { 0.0 };
    Ok(Some(Pupil {
        id: learner.id.clone(),
        percent: (standing.covered() * 100.0) as u32,
        at,
        at_clock: film::clock(at),
        done: standing.completed_at.is_some(),
    }))
}

async fn classes(visit: &Visit) -> Result<Vec<ScreenFor>, Error> {
    let actor = visit.actor();
    let (Role::Teacher, Some(school)) = (actor.role, actor.school) else { return Ok(Vec::new()) };
    let found = visit.app.db.read(move |c| screenings::open_classes(c, &school)).await?;
    Ok(found.into_iter().map(|(id, name)| ScreenFor { id, name }).collect())
}

/// `POST /youth/courses/{slug}/lessons/{lesson}/read`: 我读完了. Only where there is no film: a film
/// is watched, not said to be.
pub async fn read(
    visit: Visit,
    path: web::Path<(String, String)>,
    _form: Form,
) -> Result<HttpResponse, Error> {
    let (course, slug) = path.into_inner();
    let content = &visit.content;
    let lesson = content.lesson(&slug).filter(|lesson| lesson.course == course);
    let lesson = lesson.filter(|lesson| film::of(&visit, lesson).is_none());
    let (lesson, pupil) = (lesson.ok_or(Error::NotFound)?, visit.learner.as_ref());
    let key = (pupil.ok_or(Error::JoinClass)?.id.clone(), film::content_id(&visit, lesson));
    let now = visit.now;
    visit.app.db.write(move |c| progress::read_page(c, &key, now)).await?;
    Ok(visit.redirect(&format!("/youth/courses/{course}/lessons/{slug}#read")).finish())
}
