//! `/youth/class`: a pupil's own page, the way out, and forgetting everything.

use actix_web::HttpResponse;
use serde::Serialize;

use crate::db::classes;
use crate::db::learners::{self, Learner};
use crate::error::Error;
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
    tasks: Vec<Task>,
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
    let class = learner.class.clone();
    let rows = visit.app.db.read(move |c| classes::tasks_of(c, &class)).await?;
    let tasks = rows.iter().filter_map(|row| tasks::shown(&visit, row)).collect();
    let page =
        ClassPage { pupil: learner.id, class: learner.class_name, seat: learner.seat, tasks };
    let title = visit.text("class.home.title", &[]);
    visit.page(Site::Youth, "youth/class/home.html", &title, &page)
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
