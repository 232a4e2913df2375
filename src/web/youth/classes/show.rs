//! `/youth/classes/{id}`: the code, the seats, what the class is given.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, HttpResponseBuilder, web};
use serde::Serialize;

use super::{Giving, own};
use crate::db::classes::{self, ClassRow};
use crate::db::learners;
use crate::db::{Conn, DbError};
use crate::domain::Time;
use crate::domain::class::{CodeStanding, standing};
use crate::error::Error;
use crate::web::page::Site;
use crate::web::school_words::Choice;
use crate::web::visit::Visit;
use crate::web::words::{self, FieldText};
use crate::web::youth::tasks::{self, Task};
use crate::web::youth::titled;

#[derive(Serialize)]
struct ShowPage {
    id: String,
    name: String,
    stage: String,
    size: i32,
    closed: bool,
    code: Option<CodeShown>,
    seats: Vec<SeatShown>,
    taken: usize,
    tasks: Vec<Task>,
    choices: Vec<Choice>,
    values: BTreeMap<String, String>,
    errors: Vec<FieldText>,
    wrong: BTreeMap<String, String>,
}

#[derive(Serialize)]
struct CodeShown {
    /// `good`, `expired`, `revoked` or `used_up`.
    standing: &'static str,
    expires_at: Time,
    uses: i32,
    max_uses: i32,
}

#[derive(Serialize)]
struct SeatShown {
    seat: i32,
    taken: bool,
    /// The PIN was freed and nobody has chosen anew.
    freed: bool,
    seen_at: Option<Time>,
}

/// `GET /youth/classes/{id}`
pub async fn show(
    visit: Visit,
    id: web::Path<String>,
    giving: web::Query<Giving>,
) -> Result<HttpResponse, Error> {
    let class = own(&visit, &id).await?;
    let chosen = [("what".to_owned(), giving.into_inner().give)].into();
    render(&visit, HttpResponse::Ok(), &class, chosen, None).await
}

/// The page, with what was typed and what was wrong with it.
pub(super) async fn render(
    visit: &Visit,
    status: HttpResponseBuilder,
    class: &ClassRow,
    values: BTreeMap<String, String>,
    error: Option<&Error>,
) -> Result<HttpResponse, Error> {
    let id = class.id.clone();
    let read = move |c: &mut Conn| {
        Ok::<_, DbError>((
            classes::newest_code(c, &id)?,
            learners::seats(c, &id)?,
            classes::tasks_of(c, &id)?,
        ))
    };
    let (code, sat, given) = visit.app.db.read(read).await?;
    let errors = error.map(|error| words::of_error(visit, error)).unwrap_or_default();
    let seat = |n: i32| {
        let found = sat.iter().find(|one| one.seat == n);
        SeatShown {
            seat: n,
            taken: found.is_some(),
            freed: found.is_some_and(|one| one.pin_hash.is_empty()),
            seen_at: found.and_then(|one| one.seen_at),
        }
    };
    let page = ShowPage {
        id: class.id.clone(),
        name: class.name.clone(),
        stage: visit.text(&format!("course.stage.{}", class.stage), &[]),
        size: class.size,
        closed: class.closed_at.is_some(),
        code: code.map(|code| CodeShown {
            standing: word(standing(code.facts(), visit.now)),
            expires_at: code.expires_at,
            uses: code.uses,
            max_uses: code.max_uses,
        }),
        seats: (1..=class.size).map(seat).collect(),
        taken: sat.len(),
        tasks: given.iter().filter_map(|row| tasks::shown(visit, row)).collect(),
        choices: choices(visit),
        values,
        wrong: words::by_field(&errors),
        errors,
    };
    visit.page_with(status, Site::Youth, "youth/classes/show.html", &class.name, &page)
}

fn word(standing: CodeStanding) -> &'static str {
    match standing {
        CodeStanding::Good => "good",
        CodeStanding::Expired => "expired",
        CodeStanding::Revoked => "revoked",
        CodeStanding::UsedUp => "used_up",
    }
}

/// What can be given: packages first, then courses.
fn choices(visit: &Visit) -> Vec<Choice> {
    let content = &visit.content;
    let none = choice(String::new(), visit.text("class.task.choose", &[]));
    let package = content.packages.iter().map(|package| {
        let title = titled(visit, &package.title, &package.title_en);
        let label = visit.text("class.task.package", &[("title", title)]);
        choice(format!("package:{}", package.slug), label)
    });
    let course = content.courses.iter().map(|course| {
        choice(format!("course:{}", course.slug), titled(visit, &course.title, &course.title_en))
    });
    std::iter::once(none).chain(package).chain(course).collect()
}

fn choice(value: String, label: String) -> Choice {
    Choice { value, label, hint: None }
}
