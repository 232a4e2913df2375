//! `/youth/reports/{term}`: what was given to a school in a term, counted from what took place: a
//! page with a chart, and the same as a table to take away.

mod chart;
mod count;
mod sheet;

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use self::chart::Bar;
use self::count::Counts;
use super::orders::list::{self, TermShown};
use super::{said, titled};
use crate::db::orders::{self, Delivered};
use crate::db::schools;
use crate::domain::course::LineForm;
use crate::domain::deadline::local_day;
use crate::domain::term::Term;
use crate::error::Error;
use crate::web::page::Site;
use crate::web::visit::Visit;

#[derive(Serialize)]
struct ReportPage {
    term: TermShown,
    terms: Vec<TermShown>,
    school: String,
    lessons: usize,
    pupils: i64,
    classes: i64,
    by_stage: Vec<Bar>,
    by_topic: Vec<Bar>,
    rows: Vec<Row>,
    /// Nothing was given in this term.
    nothing: bool,
}

/// One lesson, in words.
#[derive(Debug, Clone, Serialize)]
struct Row {
    day: chrono::NaiveDate,
    code: String,
    form: LineForm,
    /// It is of a course, and so has a title besides its form.
    of_course: bool,
    title: String,
    topics: String,
    stage: String,
    classes: i32,
    pupils: i32,
}

/// What the page and the table are both made of.
struct Report {
    school: String,
    terms: Vec<Term>,
    delivered: Vec<Delivered>,
    counts: Counts,
}

/// `GET /youth/reports/{term}`
pub async fn show(visit: Visit, term: web::Path<String>) -> Result<HttpResponse, Error> {
    let term: Term = term.parse().map_err(|()| Error::NotFound)?;
    let report = read(&visit, term).await?;
    let shown = list::term_shown(&visit, term);
    let title = visit.text("school_reports.title", &[("term", shown.name.clone())]);
    let page = ReportPage {
        terms: report.terms.iter().map(|term| list::term_shown(&visit, *term)).collect(),
        term: shown,
        lessons: report.delivered.len(),
        pupils: report.counts.pupils,
        classes: report.counts.classes,
        by_stage: chart::bars(by_stage(&visit, &report.counts)),
        by_topic: chart::bars(by_topic(&visit, &report.counts)),
        rows: report.delivered.iter().map(|lesson| row(&visit, lesson)).collect(),
        nothing: report.delivered.is_empty(),
        school: report.school,
    };
    visit.page(Site::Youth, "youth/reports/term.html", &title, &page)
}

/// `GET /youth/reports/{term}/lessons.xlsx`
pub async fn table(visit: Visit, term: web::Path<String>) -> Result<HttpResponse, Error> {
    let term: Term = term.parse().map_err(|()| Error::NotFound)?;
    let report = read(&visit, term).await?;
    let rows: Vec<Row> = report.delivered.iter().map(|lesson| row(&visit, lesson)).collect();
    let tables = sheet::Tables {
        rows: &rows,
        by_stage: by_stage(&visit, &report.counts),
        by_topic: by_topic(&visit, &report.counts),
    };
    let bytes = sheet::workbook(&visit, &tables).map_err(Error::internal)?;
    let name = format!("attachment; filename=\"lessons-{term}.xlsx\"");
    Ok(HttpResponse::Ok()
        .content_type("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        .insert_header((header::CONTENT_DISPOSITION, name))
        .body(bytes))
}

/// Three queries however much was given.
async fn read(visit: &Visit, term: Term) -> Result<Report, Error> {
    let school = list::school(visit)?;
    let (from, to) = list::range(term);
    let (name, first, delivered) = visit
        .app
        .db
        .read(move |c| {
            let name = schools::find(c, &school)?.name;
            let first = orders::first_of_school(c, &school)?;
            Ok((name, first, orders::delivered(c, &school, from, to)?))
        })
        .await?;
    let topics = |slug: &str| {
        let course = visit.content.course(slug);
        course.map(|course| course.topics.clone()).unwrap_or_default()
    };
    Ok(Report {
        counts: count::count(&delivered, topics),
        terms: list::terms(first, visit.now),
        school: name,
        delivered,
    })
}

fn by_stage(visit: &Visit, counts: &Counts) -> Vec<(String, i64)> {
    let named = counts.by_stage.iter();
    named.map(|(stage, n)| (said(visit, "course.stage.", &[*stage]), *n)).collect()
}

fn by_topic(visit: &Visit, counts: &Counts) -> Vec<(String, i64)> {
    let named = counts.by_topic.iter();
    let mut topics: Vec<(String, i64)> =
        named.map(|(topic, n)| (said(visit, "bulletin.topic.", &[*topic]), *n)).collect();
    // The most first; what has no topic of the catalogue comes last.
    topics.sort_by_key(|(_, n)| -*n);
    if counts.without_topic > 0 {
        topics.push((visit.text("school_reports.no_topic", &[]), counts.without_topic));
    }
    topics
}

fn row(visit: &Visit, lesson: &Delivered) -> Row {
    let course = lesson.course.as_deref().and_then(|slug| visit.content.course(slug));
    let topics = course.map(|course| course.topics.as_slice()).unwrap_or_default();
    Row {
        day: local_day(lesson.at),
        code: lesson.code.clone(),
        form: lesson.form,
        of_course: course.is_some(),
        title: match course {
            Some(course) => titled(visit, &course.title, &course.title_en),
            None => visit.text(&format!("school_order.form.{}", lesson.form), &[]),
        },
        topics: said(visit, "bulletin.topic.", topics),
        stage: said(visit, "course.stage.", &[lesson.stage]),
        classes: lesson.class_count,
        pupils: lesson.headcount,
    }
}
