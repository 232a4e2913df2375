//! `/desk/check-in/{code}/{line}`: on the day, the code of the teacher's telephone and how many came.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, HttpResponseBuilder, web};
use serde::{Deserialize, Serialize};

use super::lines::{done, words};
use crate::db::school_orders::{self, LineDetail};
use crate::db::schools;
use crate::domain::access;
use crate::domain::order::{Action, Input, Line, Order, Role};
use crate::error::{Error, FieldError};
use crate::web::act::{self, Loaded};
use crate::web::form::Form;
use crate::web::page::Site;
use crate::web::visit::Visit;
use crate::web::words::{self as said, FieldText, WHOLE_FORM};
use crate::web::{act_line, check_in};

/// The longest reason.
const LONGEST: usize = 500;

#[derive(Serialize)]
struct CheckInPage {
    code: String,
    line: String,
    version: i64,
    course: String,
    school: String,
    when: String,
    place: String,
    classes: String,
    /// The planner gives a reason instead of the code.
    planner: bool,
    /// Why not now.
    closed: Option<String>,
    values: BTreeMap<String, String>,
    errors: Vec<FieldText>,
    wrong: BTreeMap<String, String>,
}

/// What the square on the teacher's telephone brings.
#[derive(Deserialize)]
pub struct Brought {
    pub c: Option<String>,
}

/// `GET /desk/check-in/{code}/{line}`
pub async fn show(
    visit: Visit,
    path: web::Path<(String, String)>,
    brought: web::Query<Brought>,
) -> Result<HttpResponse, Error> {
    let (code, line) = path.into_inner();
    let loaded = load(&visit, &code, &line).await?;
    let typed = brought.into_inner().c.unwrap_or_default();
    let form = Form::from_pairs(vec![
        ("code".to_owned(), typed),
        ("version".to_owned(), loaded.order.version.to_string()),
    ]);
    render(&visit, &loaded, &line, &form, None, HttpResponse::Ok()).await
}

/// `POST /desk/check-in/{code}/{line}`
pub async fn submit(
    visit: Visit,
    path: web::Path<(String, String)>,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let (code, line) = path.into_inner();
    let loaded = load(&visit, &code, &line).await?;
    match perform(&visit, &loaded, &line, &mut form).await {
        Ok(order) => Ok(done(&visit, &order, Action::CheckIn)),
        Err(error @ (Error::Invalid(_) | Error::TooMany { .. } | Error::Stale { .. })) => {
            let loaded = load(&visit, &code, &line).await?;
            let response = HttpResponse::build(error.status());
            render(&visit, &loaded, &line, &form, Some(&error), response).await
        }
        Err(other) => Err(other),
    }
}

/// The order, if this person checks in to this line.
async fn load(visit: &Visit, code: &str, line: &str) -> Result<Loaded, Error> {
    let loaded = act::load(visit, code).await?;
    let found = loaded.order.line(line).ok_or(Error::NotFound)?;
    access::may(&loaded.actor, Action::CheckIn, &loaded.order, Some(found))?;
    Ok(loaded)
}

async fn perform(
    visit: &Visit,
    loaded: &Loaded,
    line: &str,
    form: &mut Form,
) -> Result<Order, Error> {
    let found = loaded.order.line(line).ok_or(Error::NotFound)?;
    let role = loaded.actor.role;
    let headcount = form.number("headcount").and_then(|n| i32::try_from(n).ok());
    if headcount.is_none() && form.errors().is_empty() {
        form.refuse(FieldError::new("headcount", "field.required"));
    }
    let reason = form.optional("text", LONGEST).filter(|_| role == Role::Planner);
    let version = form.number("version").unwrap_or_default();
    form.check()?;
    check_in::admit(visit, role, found, form.raw("code"), reason.as_deref()).await?;
    let input = Input { line: Some(line.to_owned()), headcount, text: reason, ..Input::default() };
    let done = act_line::perform(visit, loaded, Action::CheckIn, &input, version, "").await;
    // A number that no lesson has is one field's error.
    done.map_err(|error| match error {
        Error::Refused(refused) if refused.field() == Some("headcount") => {
            Error::field("headcount", "planner.wrong.headcount")
        }
        other => other,
    })
}

async fn render(
    visit: &Visit,
    loaded: &Loaded,
    line: &str,
    form: &Form,
    error: Option<&Error>,
    response: HttpResponseBuilder,
) -> Result<HttpResponse, Error> {
    let order = &loaded.order;
    let found = order.line(line).ok_or(Error::NotFound)?;
    let (detail, school) = read(visit, order, found).await?;
    let booking = check_in::booked(visit, line).await?;
    let closed = check_in::day_error(visit, loaded.actor.role, booking.as_ref());
    let mut errors = error.map(|error| said::of_error(visit, error)).unwrap_or_default();
    for error in errors.iter_mut().filter(|error| error.field == WHOLE_FORM) {
        error.field.clear();
    }
    let mut values = form.typed();
    values.insert("version".to_owned(), order.version.to_string());
    let page = CheckInPage {
        code: order.code.clone(),
        line: line.to_owned(),
        version: order.version,
        course: words::title(visit, &detail),
        school,
        when: booking.as_ref().map(|b| words::time(visit, b.start, b.end)).unwrap_or_default(),
        place: match booking.as_ref().and_then(|b| b.room.as_ref()) {
            Some(slug) => words::room(visit, slug),
            None => booking.map_or_else(|| detail.place.clone(), |b| b.place.clone()),
        },
        classes: detail.class_names.join(&words::comma(visit)),
        planner: loaded.actor.role == Role::Planner,
        closed: closed.map(|error| said::fields(visit, &[error])[0].text.clone()),
        values,
        wrong: said::by_field(&errors),
        errors,
    };
    let title = visit.text("planner.check_in.title", &[]);
    visit.page_with(response, Site::Desk, "desk/check_in.html", &title, &page)
}

/// What the line asks for, and the name of its school.
pub async fn read(
    visit: &Visit,
    order: &Order,
    line: &Line,
) -> Result<(LineDetail, String), Error> {
    let (id, school, line) = (order.id.clone(), order.school.clone(), line.id.clone());
    let read = visit.app.db.read(move |c| {
        let details = school_orders::details(c, std::slice::from_ref(&id))?;
        Ok((details, schools::names(c, school.as_slice())?))
    });
    let (details, names) = read.await?;
    let detail = details.into_iter().find(|detail| detail.line_id == line);
    let name = names.into_iter().next().map(|(_, name)| name).unwrap_or_default();
    Ok((detail.ok_or(Error::NotFound)?, name))
}
