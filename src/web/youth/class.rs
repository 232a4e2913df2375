//! `/youth/class`: a pupil's own page, the way out, and forgetting everything.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use serde::Serialize;

use super::titled;
use crate::content::Lesson;
use crate::db::learners::{self, Learner};
use crate::db::progress::{self, ProgressRow};
use crate::db::{Conn, DbError, classes};
use crate::error::Error;
use crate::web::film;
use crate::web::form::Form;
use crate::web::page::Site;
use crate::web::session;
use crate::web::visit::Visit;
use crate::web::youth::tasks::{self, Task};

/// Where whoever has left arrives: the page makes the device forget what it kept for them.
const LEFT: &str = "/youth/join#left";

#[derive(Serialize)]
struct ClassPage {
    pupil: String,
    class: String,
    seat: i32,
    onward: Option<Onward>,
    tasks: Vec<Task>,
    /// How far the pupil is, by lesson; what was not begun is not in it.
    marks: BTreeMap<String, Mark>,
}

/// The lesson that was left in the middle.
#[derive(Serialize)]
struct Onward {
    title: String,
    href: String,
    percent: i64,
}

/// How far a pupil is with a lesson.
#[derive(Clone, Copy, Serialize)]
struct Mark {
    percent: i64,
    done: bool,
}

#[derive(Serialize)]
struct ForgetPage {
    class: String,
    seat: i32,
}

fn own(visit: &Visit) -> Result<Learner, Error> {
    visit.learner.clone().ok_or(Error::JoinClass)
}

/// `GET /youth/class`
pub async fn show(visit: Visit) -> Result<HttpResponse, Error> {
    let learner = own(&visit)?;
    let (class, id) = (learner.class.clone(), learner.id.clone());
    let read = move |c: &mut Conn| {
        Ok::<_, DbError>((classes::tasks_of(c, &class)?, progress::of_learner(c, &id)?))
    };
    let (given, begun) = visit.app.db.read(read).await?;
    let by_content: BTreeMap<String, &Lesson> = visit
        .content
        .lessons
        .iter()
        .map(|lesson| (film::content_id(&visit, lesson), lesson))
        .collect();
    let known = begun.iter().filter_map(|row| Some((*by_content.get(&row.content)?, mark(row))));
    let left = known.clone().find(|(_, mark)| !mark.done);
    let page = ClassPage {
        pupil: learner.id,
        class: learner.class_name,
        seat: learner.seat,
        onward: left.map(|(lesson, mark)| onward(&visit, lesson, mark)),
        tasks: given.iter().filter_map(|row| tasks::shown(&visit, row)).collect(),
        marks: known.map(|(lesson, mark)| (lesson.slug.clone(), mark)).collect(),
    };
    let title = visit.text("class.home.title", &[]);
    visit.page(Site::Youth, "youth/class/home.html", &title, &page)
}

fn mark(row: &ProgressRow) -> Mark {
    let whole = (row.seconds * 1000.0).max(1.0);
    let percent = (row.covered_ms as f64 * 100.0 / whole).clamp(0.0, 99.0) as i64;
    Mark { percent, done: row.completed_at.is_some() }
}

fn onward(visit: &Visit, lesson: &Lesson, mark: Mark) -> Onward {
    Onward {
        title: titled(visit, &lesson.title, &lesson.title_en),
        href: format!("/youth/courses/{}/lessons/{}", lesson.course, lesson.slug),
        percent: mark.percent,
    }
}

/// `POST /youth/class/leave`: whoever is next signs in.
pub async fn leave(visit: Visit, _form: Form) -> Result<HttpResponse, Error> {
    if let Some(sid) = visit.session.clone() {
        visit.app.db.write(move |c| learners::leave(c, &sid)).await?;
    }
    Ok(signed_out(&visit, "flash.class_left"))
}

/// `GET /youth/class/forget`
pub async fn ask(visit: Visit) -> Result<HttpResponse, Error> {
    let learner = own(&visit)?;
    let page = ForgetPage { class: learner.class_name, seat: learner.seat };
    let title = visit.text("class.forget.title", &[]);
    visit.page(Site::Youth, "youth/class/forget.html", &title, &page)
}

/// `POST /youth/class/forget`: the seat with everything that was learnt on it.
pub async fn forget(visit: Visit, _form: Form) -> Result<HttpResponse, Error> {
    let learner = own(&visit)?.id;
    visit.app.db.write(move |c| learners::forget(c, &learner)).await?;
    Ok(signed_out(&visit, "flash.class_forgotten"))
}

fn signed_out(visit: &Visit, key: &str) -> HttpResponse {
    let mut response = visit.redirect_saying(LEFT, key);
    let mut cookie = session::cookie(&visit.app.config, session::COOKIE, String::new());
    cookie.make_removal();
    // A cookie that is too long for a header can't be: its value is empty.
    let _ = response.add_cookie(&cookie);
    response
}
