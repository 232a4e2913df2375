//! `/desk/lecturers/{id}/record/{year}`: what a lecturer, or a 法治副校长, did in a year, to be
//! printed. It is counted from lessons that took place; nobody can write into it.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use chrono::Datelike;
use serde::Serialize;

use crate::db::service_records::{self, Served};
use crate::db::{lecturers, schools};
use crate::domain::course::{LecturerKind, LineForm};
use crate::domain::deadline::{at_minute, local_day};
use crate::domain::lecturer::Lecturer;
use crate::domain::order::Role;
use crate::error::Error;
use crate::web::page::Site;
use crate::web::visit::Visit;

/// The years that can be asked for.
const YEARS: std::ops::RangeInclusive<i32> = 2020..=2100;

#[derive(Serialize)]
struct RecordPage {
    id: String,
    name: String,
    agency: String,
    kind: LecturerKind,
    year: i32,
    /// The one before and the one after, where they are not in the future.
    before: i32,
    after: Option<i32>,
    lessons: usize,
    heads: i64,
    minutes: i64,
    schools: usize,
    /// Schools of a 法治副校长, with what was done at each.
    own: Vec<OwnSchool>,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct OwnSchool {
    name: String,
    lessons: usize,
    heads: i64,
}

#[derive(Serialize)]
struct Row {
    at: crate::domain::Time,
    school: String,
    title: String,
    stage: String,
    minutes: i64,
    heads: i32,
}

/// `GET /desk/lecturers/{id}/record/{year}`
///
/// # Errors
/// [`Error::NotFound`] for a lecturer there is not, or whose record is not this reader's.
pub async fn show(visit: Visit, path: web::Path<(String, i32)>) -> Result<HttpResponse, Error> {
    let (id, year) = path.into_inner();
    let first = |year| chrono::NaiveDate::from_ymd_opt(year, 1, 1).ok_or(Error::NotFound);
    if !YEARS.contains(&year) {
        return Err(Error::NotFound);
    }
    let (from, to) = (at_minute(first(year)?, 0), at_minute(first(year + 1)?, 0));
    let (lecturer, served, names) = visit
        .app
        .db
        .read(move |c| {
            let lecturer = lecturers::find(c, &id)?;
            let served = service_records::served(c, &lecturer.id, from, to)?;
            let mut ids: Vec<String> = served.iter().map(|one| one.school.clone()).collect();
            ids.extend(lecturer.schools.iter().cloned());
            let names = schools::names(c, &ids)?;
            Ok((lecturer, served, names))
        })
        .await?;
    if !may_read(&visit, &lecturer) {
        return Err(Error::NotFound);
    }
    let names: BTreeMap<String, String> = names.into_iter().collect();
    let title = visit.text(
        "service_record.title",
        &[("name", lecturer.name.clone()), ("year", year.to_string())],
    );
    let page = record(&visit, lecturer, &served, &names, year);
    visit.page(Site::Desk, "desk/service_record.html", &title, &page)
}

/// The planner, the lecturer, and the leaders of the lecturer's agency.
fn may_read(visit: &Visit, lecturer: &Lecturer) -> bool {
    let Some(account) = &visit.account else { return false };
    let own = lecturer.account.as_ref() == Some(&account.id);
    let leads = account.role == Role::Leader && account.agency.as_ref() == Some(&lecturer.agency);
    account.role == Role::Planner || own || leads
}

fn record(
    visit: &Visit,
    lecturer: Lecturer,
    served: &[Served],
    names: &BTreeMap<String, String>,
    year: i32,
) -> RecordPage {
    let this_year = local_day(visit.now).year();
    let heads = |at: &dyn Fn(&&Served) -> bool| {
        served.iter().filter(at).map(|one| i64::from(one.headcount)).sum::<i64>()
    };
    let own = lecturer.schools.iter().map(|school| OwnSchool {
        name: names.get(school).cloned().unwrap_or_default(),
        lessons: served.iter().filter(|one| one.school == *school).count(),
        heads: heads(&|one| one.school == *school),
    });
    let mut visited: Vec<&str> = served.iter().map(|one| one.school.as_str()).collect();
    visited.sort_unstable();
    visited.dedup();
    RecordPage {
        own: own.collect(),
        lessons: served.len(),
        heads: heads(&|_| true),
        minutes: served.iter().map(minutes).sum(),
        schools: visited.len(),
        rows: served.iter().map(|one| row(visit, one, names)).collect(),
        agency: visit.app.agency_name(&lecturer.agency, visit.lang.tag()),
        kind: lecturer.kind,
        name: lecturer.name,
        id: lecturer.id,
        before: year - 1,
        after: (year < this_year).then_some(year + 1),
        year,
    }
}

fn minutes(one: &Served) -> i64 {
    (one.end - one.start).num_minutes()
}

fn row(visit: &Visit, one: &Served, names: &BTreeMap<String, String>) -> Row {
    let course = one.course.as_deref().and_then(|slug| visit.content.course(slug));
    let title = match (course, one.form) {
        (Some(course), _) => course.title.clone(),
        (None, LineForm::Visit) => visit.text("feed.visit", &[]),
        (None, _) => visit.text("feed.event", &[]),
    };
    Row {
        at: one.start,
        school: names.get(&one.school).cloned().unwrap_or_default(),
        title,
        stage: visit.text(&format!("course.stage.{}", one.stage), &[]),
        minutes: minutes(one),
        heads: one.headcount,
    }
}
