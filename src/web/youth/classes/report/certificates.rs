//! `/youth/classes/{id}/certificates`: one for the class, one for each seat that is done. The line
//! for the name is empty: the teacher writes it by hand, for nobody here knows it.

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::Serialize;

use super::{Report, read};
use crate::db::classes::TaskRow;
use crate::domain::deadline::local_day;
use crate::error::Error;
use crate::web::film;
use crate::web::page::Site;
use crate::web::visit::Visit;
use crate::web::youth::tasks;

#[derive(Serialize)]
struct ListPage {
    id: String,
    name: String,
    taken: usize,
    tasks: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    id: String,
    title: String,
    lessons: usize,
    finished: usize,
    /// Every lesson of it that has a film was played to the whole class.
    together: bool,
}

#[derive(Serialize)]
struct SheetPage {
    id: String,
    class: String,
    school: String,
    course: String,
    lessons: Vec<String>,
    minutes: u32,
    seats: Vec<i32>,
    together: bool,
    day: NaiveDate,
}

/// Who is done with what the class was given.
struct Finished {
    seats: Vec<i32>,
    together: bool,
}

/// `GET /youth/classes/{id}/certificates`
pub async fn list(visit: Visit, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let report = read(&visit, &id).await?;
    let row = |task: &TaskRow| {
        let shown = tasks::shown(&visit, task)?;
        let finished = finished(&visit, &report, task);
        Some(Row {
            id: shown.id,
            title: shown.title,
            lessons: shown.lessons.len(),
            finished: finished.seats.len(),
            together: finished.together,
        })
    };
    let page = ListPage {
        tasks: report.tasks.iter().filter_map(row).collect(),
        taken: report.learnt.seats.len(),
        id: report.class.id,
        name: report.class.name,
    };
    let title = visit.text("class_report.certificates", &[]);
    visit.page(Site::Youth, "youth/classes/certificates.html", &title, &page)
}

/// `GET /youth/classes/{id}/certificates/{task}`: the sheets, to be printed.
///
/// # Errors
/// [`Error::NotFound`] for what the class was not given, or nobody is done with yet.
pub async fn sheet(visit: Visit, path: web::Path<(String, String)>) -> Result<HttpResponse, Error> {
    let (id, task) = path.into_inner();
    let report = read(&visit, &id).await?;
    let task = report.tasks.iter().find(|one| one.id == task).ok_or(Error::NotFound)?;
    let shown = tasks::shown(&visit, task).ok_or(Error::NotFound)?;
    let Finished { seats, together } = finished(&visit, &report, task);
    if seats.is_empty() && !together {
        return Err(Error::NotFound);
    }
    let title = visit.text("class_report.certificate.title", &[("title", shown.title.clone())]);
    let page = SheetPage {
        course: shown.title,
        minutes: shown.lessons.iter().map(|lesson| u32::from(lesson.minutes)).sum(),
        lessons: shown.lessons.into_iter().map(|lesson| lesson.title).collect(),
        seats,
        together,
        day: local_day(visit.now),
        id: report.class.id,
        class: report.class.name,
        school: report.school,
    };
    visit.page(Site::Youth, "youth/classes/certificate.html", &title, &page)
}

fn finished(visit: &Visit, report: &Report, task: &TaskRow) -> Finished {
    let lessons = tasks::lessons(visit, task);
    let contents: Vec<String> =
        lessons.iter().map(|lesson| film::content_id(visit, lesson)).collect();
    let shown = |content: &String| {
        report.learnt.shown.iter().any(|one| one.done && one.content == *content)
    };
    // A page without a film is not played; it is read aloud or not at all.
    let mut films = contents.iter().filter(|content| !content.starts_with("page:")).peekable();
    Finished {
        together: films.peek().is_some() && films.all(shown),
        seats: report.learnt.finished(&contents),
    }
}
