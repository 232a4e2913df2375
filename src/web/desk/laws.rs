//! `/desk/laws`: every law that a lesson, its questions or a course cites, and what has to be read again because
//! one of them was amended.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use chrono::NaiveDate;
use serde::Serialize;

use crate::db::laws::{self, LawChangeRow};
use crate::db::new_id;
use crate::domain::course::LawCited;
use crate::domain::deadline::local_day;
use crate::error::{Error, FieldError};
use crate::web::form::Form;
use crate::web::page::Site;
use crate::web::visit::Visit;
use crate::web::words::{self, FieldText, by_field};

/// Longest note.
const NOTE: usize = 500;

/// A page that cites a law.
#[derive(Serialize)]
struct Citing {
    href: String,
    title: String,
    checked: NaiveDate,
    /// The law was amended since.
    outdated: bool,
}

#[derive(Serialize)]
struct LawRow {
    law: String,
    /// When the page that was checked longest ago was.
    oldest: NaiveDate,
    /// The newest amendment that somebody noted.
    changed_on: Option<NaiveDate>,
    note: String,
    outdated: usize,
    pages: Vec<Citing>,
}

#[derive(Serialize)]
struct Choice {
    value: String,
    label: String,
}

#[derive(Serialize)]
struct LawsPage {
    rows: Vec<LawRow>,
    outdated: usize,
    options: Vec<Choice>,
    values: BTreeMap<String, String>,
    errors: Vec<FieldText>,
    wrong: BTreeMap<String, String>,
}

/// `GET /desk/laws`
pub async fn show(visit: Visit) -> Result<HttpResponse, Error> {
    page(&visit, StatusCode::OK, &Form::default()).await
}

/// `POST /desk/laws`: a law was amended on a day.
pub async fn submit(visit: Visit, mut form: Form) -> Result<HttpResponse, Error> {
    let law = form.required("law", 100);
    let changed_on = form.day("changed_on");
    let note = form.optional("note", NOTE).unwrap_or_default();
    if !law.is_empty() && !cited(&visit).contains_key(&law) {
        form.refuse(FieldError::new("law", "field.choice"));
    }
    if form.raw("changed_on").is_empty() {
        form.refuse(FieldError::new("changed_on", "media.law.wrong.day"));
    }
    if changed_on.is_some_and(|day| day > local_day(visit.now)) {
        form.refuse(FieldError::new("changed_on", "media.law.wrong.later"));
    }
    let (Some(changed_on), true) = (changed_on, form.check().is_ok()) else {
        return page(&visit, StatusCode::UNPROCESSABLE_ENTITY, &form).await;
    };
    let by_account = visit.actor().account.unwrap_or_default();
    let row = LawChangeRow { id: new_id(), law, changed_on, note, by_account, at: visit.now };
    visit.app.db.write(move |c| laws::add(c, &row)).await?;
    visit.app.refresh().await?;
    Ok(visit.redirect_saying("/desk/laws", "flash.law_noted"))
}

/// Where each law is cited, by its name.
fn cited(visit: &Visit) -> BTreeMap<String, Vec<Citing>> {
    let content = &visit.content;
    let mut found: BTreeMap<String, Vec<Citing>> = BTreeMap::new();
    let mut add = |href: String, title: &str, laws: &[LawCited]| {
        let amended: BTreeSet<String> = visit.app.amended(laws).into_iter().collect();
        for one in laws {
            found.entry(one.law.clone()).or_default().push(Citing {
                href: href.clone(),
                title: title.to_owned(),
                checked: one.checked,
                outdated: amended.contains(&one.law),
            });
        }
    };
    for course in &content.courses {
        add(format!("/youth/courses/{}", course.slug), &course.title, &course.laws);
    }
    for lesson in &content.lessons {
        let href = format!("/youth/courses/{}/lessons/{}", lesson.course, lesson.slug);
        add(href, &lesson.title, &lesson.laws);
    }
    for quiz in &content.quizzes {
        let Some(lesson) = content.lesson(&quiz.lesson) else { continue };
        // Editors read the questions where the answers stand with them.
        let href = format!("/youth/courses/{}/lessons/{}/quiz/answers", lesson.course, lesson.slug);
        let title = visit.text("media.law.quiz", &[("lesson", lesson.title.clone())]);
        add(href, &title, &quiz.laws);
    }
    found
}

async fn page(visit: &Visit, status: StatusCode, form: &Form) -> Result<HttpResponse, Error> {
    let changes = visit.app.db.read(laws::all).await?;
    let mut rows: Vec<LawRow> = cited(visit)
        .into_iter()
        .map(|(law, pages)| {
            let newest = changes.iter().find(|change| change.law == law);
            LawRow {
                oldest: pages.iter().map(|page| page.checked).min().unwrap_or_default(),
                changed_on: newest.map(|change| change.changed_on),
                note: newest.map(|change| change.note.clone()).unwrap_or_default(),
                outdated: pages.iter().filter(|page| page.outdated).count(),
                law,
                pages,
            }
        })
        .collect();
    // What has to be done stands first.
    rows.sort_by_key(|row| row.outdated == 0);
    let choose = Choice { value: String::new(), label: visit.text("media.law.choose", &[]) };
    let named = rows.iter().map(|row| Choice { value: row.law.clone(), label: row.law.clone() });
    let options = std::iter::once(choose).chain(named).collect();
    let errors = words::fields(visit, form.errors());
    let page = LawsPage {
        outdated: rows.iter().map(|row| row.outdated).sum(),
        options,
        values: form.typed(),
        wrong: by_field(&errors),
        errors,
        rows,
    };
    let title = visit.text("media.law.title", &[]);
    visit.page_with(HttpResponse::build(status), Site::Desk, "desk/laws.html", &title, &page)
}
