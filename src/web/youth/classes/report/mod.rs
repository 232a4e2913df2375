//! `/youth/classes/{id}/report`: how a class gets on. The class as a whole first, seat by seat only
//! where the teacher asks for it, and no order but that of the lessons and of the seats.

mod certificates;
mod questions;
mod table;

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

pub use self::certificates::{list as certificates, sheet as certificate};
use self::questions::Wrong;
pub use self::table::{csv, workbook};
use super::own;
use crate::content::Lesson;
use crate::db::class_reports::{self, Asked};
use crate::db::classes::{self, ClassRow, TaskRow};
use crate::db::schools;
use crate::domain::class_report::{Cell, Learnt, Sum};
use crate::error::Error;
use crate::web::film;
use crate::web::page::Site;
use crate::web::visit::Visit;
use crate::web::youth::{tasks, titled};

/// Whether the seats are asked for.
#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    seats: String,
}

impl Wanted {
    fn seats(&self) -> bool {
        self.seats == "1"
    }
}

/// What the page and the tables are both made of.
struct Report {
    class: ClassRow,
    school: String,
    tasks: Vec<TaskRow>,
    learnt: Learnt,
    asked: Asked,
    lessons: Vec<Row>,
}

/// A lesson with how the class stands with it.
#[derive(Debug, Clone, Serialize)]
struct Row {
    slug: String,
    href: String,
    title: String,
    /// It belongs to what the class was given; else some looked at it by themselves.
    given: bool,
    quiz: bool,
    #[serde(skip)]
    content: String,
    #[serde(flatten)]
    sum: SumShown,
}

/// The same numbers for the template.
#[derive(Debug, Clone, Copy, Serialize)]
struct SumShown {
    begun: usize,
    done: usize,
    percent: u32,
    showings: usize,
    heads: i64,
    tried: usize,
    passed: usize,
    points: u32,
    /// Those who are done, of 100 that have a seat.
    width: usize,
}

#[derive(Serialize)]
struct ReportPage {
    id: String,
    name: String,
    taken: usize,
    size: i32,
    rows: Vec<Row>,
    wrong: Vec<Wrong>,
    seats: Option<Vec<Seat>>,
}

#[derive(Serialize)]
struct Seat {
    seat: i32,
    cells: Vec<CellShown>,
}

/// What stands where a seat and a lesson meet.
#[derive(Debug, Serialize)]
struct CellShown {
    percent: u32,
    done: bool,
    /// `3/4`, or empty.
    best: String,
    passed: bool,
}

/// `GET /youth/classes/{id}/report`
pub async fn show(
    visit: Visit,
    id: web::Path<String>,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, Error> {
    let report = read(&visit, &id).await?;
    let seats = wanted.seats().then(|| by_seat(&report));
    let title = visit.text("class_report.title", &[("class", report.class.name.clone())]);
    let page = ReportPage {
        taken: report.learnt.seats.len(),
        size: report.class.size,
        wrong: questions::wrong(&visit, &report),
        seats: seats
            .map(|rows| rows.into_iter().map(|(seat, cells)| seat_shown(seat, cells)).collect()),
        id: report.class.id,
        name: report.class.name,
        rows: report.lessons,
    };
    visit.page(Site::Youth, "youth/classes/report.html", &title, &page)
}

/// Everything a report needs: ten queries, whatever the class.
async fn read(visit: &Visit, id: &str) -> Result<Report, Error> {
    let class = own(visit, id).await?;
    let (of, school) = (class.id.clone(), class.school.clone());
    let (school, tasks, learnt, asked) = visit
        .app
        .db
        .read(move |c| {
            Ok((
                schools::find(c, &school)?.name,
                classes::tasks_of(c, &of)?,
                class_reports::learnt(c, &of)?,
                class_reports::asked(c, &of)?,
            ))
        })
        .await?;
    let lessons = lessons(visit, &tasks, &learnt);
    Ok(Report { class, school, tasks, learnt, asked, lessons })
}

/// What the class was given, in that order, then what else somebody has begun.
fn lessons(visit: &Visit, given: &[TaskRow], learnt: &Learnt) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut add = |lesson: &Lesson, given: bool| {
        let content = film::content_id(visit, lesson);
        let known = rows.iter().any(|row| row.slug == lesson.slug);
        if !known && (given || learnt.touched(&content, &lesson.slug)) {
            rows.push(row(visit, lesson, given, content, learnt));
        }
    };
    for lesson in given.iter().flat_map(|task| tasks::lessons(visit, task)) {
        add(lesson, true);
    }
    for lesson in &visit.content.lessons {
        add(lesson, false);
    }
    rows
}

fn row(visit: &Visit, lesson: &Lesson, given: bool, content: String, learnt: &Learnt) -> Row {
    let Sum { begun, done, percent, showings, heads, tried, passed, points } =
        learnt.sum(&content, &lesson.slug);
    let width = done * 100 / learnt.seats.len().max(1);
    Row {
        href: format!("/youth/courses/{}/lessons/{}", lesson.course, lesson.slug),
        title: titled(visit, &lesson.title, &lesson.title_en),
        given,
        quiz: visit.content.quiz(&lesson.slug).is_some(),
        sum: SumShown { begun, done, percent, showings, heads, tried, passed, points, width },
        slug: lesson.slug.clone(),
        content,
    }
}

/// Each seat that is taken with its lessons, in the order of the report.
fn by_seat(report: &Report) -> Vec<(i32, Vec<Cell>)> {
    let columns: Vec<Vec<Cell>> =
        report.lessons.iter().map(|row| report.learnt.cells(&row.content, &row.slug)).collect();
    let seats = report.learnt.seats.iter().enumerate();
    seats.map(|(at, seat)| (*seat, columns.iter().map(|column| column[at]).collect())).collect()
}

fn seat_shown(seat: i32, cells: Vec<Cell>) -> Seat {
    let shown = |cell: Cell| CellShown {
        percent: cell.percent,
        done: cell.done,
        best: cell.best.map(|(points, of)| format!("{points}/{of}")).unwrap_or_default(),
        passed: cell.passed,
    };
    Seat { seat, cells: cells.into_iter().map(shown).collect() }
}
