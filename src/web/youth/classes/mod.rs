//! `/youth/classes`: a teacher's classes, without a single name of a pupil.

pub mod deeds;
pub mod new;
pub mod report;
pub mod sheet;
pub mod show;

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use crate::db::classes::{self, ClassRow, CodeRow};
use crate::db::{Conn, DbError};
use crate::domain::Time;
use crate::domain::class::{CODE_DAYS, SPARE_USES, code_from};
use crate::error::Error;
use crate::web::learner::code_hash;
use crate::web::page::Site;
use crate::web::visit::Visit;
use crate::web::youth::titled;

/// More classes than a school has.
const MOST: i64 = 500;

/// What a teacher wants to give to a class that is yet to be chosen: `course:drugs`.
#[derive(Debug, Default, Deserialize)]
pub struct Giving {
    #[serde(default)]
    give: String,
}

#[derive(Serialize)]
struct ListPage {
    classes: Vec<Row>,
    give: Option<GiveShown>,
}

#[derive(Serialize)]
struct GiveShown {
    /// As it stands in an address.
    query: String,
    title: String,
}

#[derive(Serialize)]
struct Row {
    id: String,
    name: String,
    stage: String,
    size: i32,
    closed: bool,
}

/// `GET /youth/classes`
pub async fn list(visit: Visit, giving: web::Query<Giving>) -> Result<HttpResponse, Error> {
    let school = school(&visit)?;
    let rows = visit.app.db.read(move |c| classes::of_school(c, &school, MOST)).await?;
    let row = |class: ClassRow| Row {
        stage: visit.text(&format!("course.stage.{}", class.stage), &[]),
        id: class.id,
        name: class.name,
        size: class.size,
        closed: class.closed_at.is_some(),
    };
    let give = given(&visit, &giving.give).map(|title| GiveShown {
        query: format!("?give={}#tasks", urlencoding::encode(&giving.give)),
        title,
    });
    let page = ListPage { classes: rows.into_iter().map(row).collect(), give };
    let title = visit.text("class.list.title", &[]);
    visit.page(Site::Youth, "youth/classes/list.html", &title, &page)
}

/// The title of what is to be given; none where the catalogue does not have it.
fn given(visit: &Visit, asked: &str) -> Option<String> {
    let content = &visit.content;
    let (kind, slug) = asked.split_once(':')?;
    match kind {
        "package" => content.package(slug).map(|one| titled(visit, &one.title, &one.title_en)),
        "course" => content.course(slug).map(|one| titled(visit, &one.title, &one.title_en)),
        _ => None,
    }
}

/// The school for which somebody acts.
fn school(visit: &Visit) -> Result<String, Error> {
    visit.account.as_ref().and_then(|account| account.school.clone()).ok_or(Error::Forbidden)
}

/// A class of the own school; another's is as if it were not there.
async fn own(visit: &Visit, id: &str) -> Result<ClassRow, Error> {
    let (school, id) = (school(visit)?, id.to_owned());
    let found = visit.app.db.read(move |c| classes::by_id(c, &id)).await?;
    found.filter(|class| class.school == school).ok_or(Error::NotFound)
}

/// Makes a new code of a class and returns it: it is nowhere else.
fn renew(c: &mut Conn, secret: &[u8], class: &ClassRow, now: Time) -> Result<String, DbError> {
    let code = code_from(&rand::random());
    let row = CodeRow {
        id: crate::db::new_id(),
        class: class.id.clone(),
        code_hash: code_hash(secret, &code),
        created_at: now,
        expires_at: now + chrono::TimeDelta::days(CODE_DAYS),
        max_uses: class.size + SPARE_USES,
        uses: 0,
        revoked_at: None,
    };
    classes::renew_code(c, &row)?;
    Ok(code)
}
