//! `/youth/courses/{slug}`: a course, told so that a teacher can order from it.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::NamedRoom;
use super::packages::{self, PackageCard};
use crate::content::{Content, Course, Lesson};
use crate::domain::course::{Form, LawCited};
use crate::error::Error;
use crate::web::page::Site;
use crate::web::visit::Visit;

#[derive(Serialize)]
struct CoursePage {
    slug: String,
    line: &'static str,
    heading: String,
    summary: String,
    stages: String,
    minutes: u16,
    forms: String,
    lecturers: String,
    max_pupils: u16,
    /// People meet for it: then a group has a largest size.
    in_person: bool,
    equipment: String,
    rooms: Vec<NamedRoom>,
    outcomes: Vec<String>,
    html: String,
    lessons: Vec<LessonLine>,
    questions: Vec<String>,
    laws: Vec<LawCited>,
    packages: Vec<PackageCard>,
    responsible: String,
    reviewed: chrono::NaiveDate,
}

/// A lesson as its course lists it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct LessonLine {
    pub slug: String,
    pub title: String,
    pub summary: String,
    pub minutes: u16,
}

pub(super) fn lesson_line(visit: &Visit, lesson: &Lesson) -> LessonLine {
    LessonLine {
        slug: lesson.slug.clone(),
        title: super::titled(visit, &lesson.title, &lesson.title_en),
        summary: lesson.summary.clone(),
        minutes: lesson.minutes,
    }
}

/// `GET /youth/courses/{slug}`
pub async fn show(visit: Visit, slug: web::Path<String>) -> Result<HttpResponse, Error> {
    let content = &visit.content;
    let Some(course) = content.course(&slug) else {
        return super::lost(&visit, "course");
    };
    let page = page(&visit, content, course);
    let title = page.heading.clone();
    visit.page(Site::Youth, "youth/course.html", &title, &page)
}

fn page(visit: &Visit, content: &Content, course: &Course) -> CoursePage {
    let comma = visit.text("course.comma", &[]);
    CoursePage {
        slug: course.slug.clone(),
        line: course.line.as_str(),
        heading: super::titled(visit, &course.title, &course.title_en),
        summary: course.summary.clone(),
        stages: super::stages(visit, &course.stages),
        minutes: course.minutes,
        forms: super::said(visit, "course.form.", &course.forms),
        lecturers: super::said(visit, "course.lecturer.", &course.lecturers),
        max_pupils: course.max_pupils,
        in_person: course.forms.iter().any(|form| *form != Form::Online),
        equipment: course.equipment.join(&comma),
        rooms: course
            .rooms
            .iter()
            .filter_map(|slug| content.room(slug))
            .map(|room| super::named_room(visit, room))
            .collect(),
        outcomes: course.outcomes.clone(),
        html: course.html.clone(),
        lessons: content.lessons_of(&course.slug).iter().map(|l| lesson_line(visit, l)).collect(),
        questions: course.questions.clone(),
        laws: course.laws.clone(),
        packages: content
            .packages_with(&course.slug)
            .map(|package| packages::card(visit, package))
            .collect(),
        responsible: visit.app.agency_name(&course.responsible, visit.lang.tag()),
        reviewed: course.reviewed,
    }
}
