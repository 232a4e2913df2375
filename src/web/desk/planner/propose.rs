//! `/desk/planner/propose/{code}/{line}`: the proposal for one line.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, HttpResponseBuilder, web};
use serde::Serialize;

use super::draft;
use super::preview::{self, Fits, Looked, Preview};
use crate::db::school_orders::{self, LineDetail};
use crate::db::schools;
use crate::domain::access;
use crate::domain::course::LineForm;
use crate::domain::lecturer::Lecturer;
use crate::domain::order::{Action, CENTRE, Input, Line, Order};
use crate::domain::week::clock;
use crate::error::Error;
use crate::web::act::{self, Loaded};
use crate::web::act_line::{self, Planned};
use crate::web::desk::lines::block::{Fact, facts};
use crate::web::desk::lines::{done, words};
use crate::web::desk::names::{self, Choice};
use crate::web::form::Form;
use crate::web::page::Site;
use crate::web::visit::Visit;
use crate::web::words::{self as said, FieldText, WHOLE_FORM};

/// How many days a school is given to answer, if nobody says otherwise.
const DAYS: &str = "5";

#[derive(Serialize)]
struct ProposePage {
    code: String,
    line: String,
    number: i32,
    version: i64,
    course: String,
    form: &'static str,
    facts: Vec<Fact>,
    dates: Vec<String>,
    moves: bool,
    values: BTreeMap<String, String>,
    becomes: Vec<Choice>,
    lecturers: Vec<Choice>,
    rooms: Vec<Choice>,
    agencies: Vec<Choice>,
    holiday: bool,
    preview: Preview,
    free: Vec<Suggested>,
    errors: Vec<FieldText>,
    wrong: BTreeMap<String, String>,
    stale: bool,
}

/// A time that would fit, and the form with it.
#[derive(Serialize)]
struct Suggested {
    label: String,
    href: String,
}

/// `GET /desk/planner/propose/{code}/{line}`
pub async fn show(
    visit: Visit,
    path: web::Path<(String, String)>,
    query: web::Query<Vec<(String, String)>>,
) -> Result<HttpResponse, Error> {
    let (code, line) = path.into_inner();
    let (loaded, detail) = load(&visit, &code, &line).await?;
    let place = place(&visit, &loaded.order, &detail).await?;
    let form = begun(&visit, &loaded.order, &detail, place, query.into_inner());
    render(&visit, &loaded, &line, &detail, &form, None, HttpResponse::Ok()).await
}

/// `POST /desk/planner/propose/{code}/{line}`
pub async fn submit(
    visit: Visit,
    path: web::Path<(String, String)>,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let (code, line) = path.into_inner();
    let (loaded, detail) = load(&visit, &code, &line).await?;
    match perform(&visit, &loaded, &line, &detail, &mut form).await {
        Ok(order) => Ok(done(&visit, &order, Action::Propose)),
        Err(error @ (Error::Invalid(_) | Error::Refused(_) | Error::Stale { .. })) => {
            let (loaded, detail) = load(&visit, &code, &line).await?;
            let response = HttpResponse::build(error.status());
            render(&visit, &loaded, &line, &detail, &form, Some(&error), response).await
        }
        Err(other) => Err(other),
    }
}

/// The order, and what the line asks for; who may not propose for it learns why.
async fn load(visit: &Visit, code: &str, line: &str) -> Result<(Loaded, LineDetail), Error> {
    let loaded = act::load(visit, code).await?;
    let found = loaded.order.line(line).ok_or(Error::NotFound)?;
    access::may(&loaded.actor, Action::Propose, &loaded.order, Some(found))?;
    let id = loaded.order.id.clone();
    let read = visit.app.db.read(move |c| school_orders::details(c, std::slice::from_ref(&id)));
    let detail = read.await?.into_iter().find(|detail| detail.line_id == line);
    Ok((loaded, detail.ok_or(Error::NotFound)?))
}

/// Where at the school: as it said, else at the school itself.
async fn place(visit: &Visit, order: &Order, detail: &LineDetail) -> Result<String, Error> {
    if !detail.place.is_empty() || detail.form == LineForm::Package {
        return Ok(detail.place.clone());
    }
    let school = [school(order)];
    let names = visit.app.db.read(move |c| schools::names(c, &school)).await?;
    Ok(names.into_iter().next().map(|(_, name)| name).unwrap_or_default())
}

/// What a fresh form begins with, and over it what the first click said.
fn begun(
    visit: &Visit,
    order: &Order,
    detail: &LineDetail,
    place: String,
    said: Vec<(String, String)>,
) -> Form {
    let given = |name: &str| said.iter().any(|(known, _)| known == name);
    let first = detail.dates.first();
    let becomes = if given("room") { LineForm::Visit } else { LineForm::Lecture };
    let course = detail.course.as_deref().and_then(|slug| visit.content.course(slug));
    let agency = match detail.form {
        LineForm::Package => CENTRE,
        _ => course.map_or(CENTRE, |course| course.responsible.as_str()),
    };
    let only = detail.rooms.first().filter(|_| detail.rooms.len() == 1);
    let usual = [
        ("version", order.version.to_string()),
        ("becomes", becomes.to_string()),
        ("day", first.map(|wished| wished.day.to_string()).unwrap_or_default()),
        ("start", first.and_then(|wished| wished.start_minute).map(clock).unwrap_or_default()),
        ("minutes", words::minutes(visit, detail).to_string()),
        ("room", only.cloned().unwrap_or_default()),
        ("place", place),
        ("seats", detail.pupils.to_string()),
        ("agency", agency.to_owned()),
        ("days", DAYS.to_owned()),
    ];
    let usual = usual.into_iter().filter(|(name, _)| !given(name));
    let usual: Vec<_> = usual.map(|(name, value)| (name.to_owned(), value)).collect();
    Form::from_pairs(usual.into_iter().chain(said).collect())
}

async fn perform(
    visit: &Visit,
    loaded: &Loaded,
    line: &str,
    detail: &LineDetail,
    form: &mut Form,
) -> Result<Order, Error> {
    let asked = loaded.order.line(line).ok_or(Error::NotFound)?;
    let draft = draft::read(form, detail, asked);
    let version = form.number("version").unwrap_or_default();
    form.check()?;
    let mut offer = draft.offer();
    let looked = preview::look(visit, line, &school(&loaded.order), detail, &draft).await?;
    let lecturer = looked.lecturers.iter().find(|one| Some(&one.id) == offer.lecturer.as_ref());
    if let Some(lecturer) = lecturer {
        offer.agency = lecturer.agency.clone();
        offer.lecturer_kind = Some(lecturer.kind);
    }
    let input = Input {
        line: Some(line.to_owned()),
        offer: Some(offer),
        days: Some(draft.days),
        text: draft.text.clone(),
        ..Input::default()
    };
    let planned = Planned { place: &draft.place, holiday_meant: draft.holiday_meant, papers: &[] };
    act_line::perform_planned(visit, loaded, Action::Propose, &input, version, planned).await
}

fn school(order: &Order) -> String {
    order.school.clone().unwrap_or_default()
}

async fn render(
    visit: &Visit,
    loaded: &Loaded,
    line: &str,
    detail: &LineDetail,
    form: &Form,
    error: Option<&Error>,
    response: HttpResponseBuilder,
) -> Result<HttpResponse, Error> {
    let order = &loaded.order;
    let asked = order.line(line).ok_or(Error::NotFound)?;
    // Read once more, for looking at; what is wrong with it is known already.
    let draft = draft::read(&mut form.clone(), detail, asked);
    let Looked { lecturers, preview } =
        preview::look(visit, line, &school(order), detail, &draft).await?;
    let errors = error.map(|error| errors(visit, error)).unwrap_or_default();
    let mut values = form.typed();
    // A stale form is shown over what stands now.
    values.insert("version".to_owned(), order.version.to_string());
    let page = ProposePage {
        code: order.code.clone(),
        line: line.to_owned(),
        number: asked.position + 1,
        version: order.version,
        course: words::title(visit, detail),
        form: detail.form.as_str(),
        facts: facts(visit, detail),
        dates: detail.dates.iter().map(|wished| words::wished(visit, wished)).collect(),
        moves: draft::moves(asked),
        becomes: becomes(visit),
        lecturers: who(visit, detail, &lecturers),
        rooms: rooms(visit),
        agencies: agencies(visit),
        holiday: preview.holiday || draft.holiday_meant,
        free: preview.free.iter().map(|fits| suggested(order, asked, &values, fits)).collect(),
        preview,
        wrong: said::by_field(&errors),
        errors,
        stale: matches!(error, Some(Error::Stale { .. })),
        values,
    };
    let title = visit.text("planner.propose.title", &[]);
    visit.page_with(response, Site::Desk, "desk/planner_propose.html", &title, &page)
}

fn errors(visit: &Visit, error: &Error) -> Vec<FieldText> {
    let mut errors = said::of_error(visit, error);
    for error in errors.iter_mut().filter(|error| error.field == WHOLE_FORM) {
        error.field.clear();
    }
    errors
}

/// The same form with another time.
fn suggested(
    order: &Order,
    line: &Line,
    values: &BTreeMap<String, String>,
    fits: &Fits,
) -> Suggested {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for name in ["becomes", "minutes", "lecturer", "room", "place", "seats", "agency", "days"] {
        if let Some(value) = values.get(name).filter(|value| !value.is_empty()) {
            query.append_pair(name, value);
        }
    }
    let query = query.append_pair("day", &fits.day).append_pair("start", &fits.start).finish();
    let href = format!("/desk/planner/propose/{}/{}?{query}", order.code, line.id);
    Suggested { label: fits.label.clone(), href }
}

fn becomes(visit: &Visit) -> Vec<Choice> {
    let forms = [LineForm::Lecture, LineForm::Visit, LineForm::Package];
    let choice = |form: LineForm| {
        Choice::new(form.as_str(), visit.text(&format!("planner.becomes.{form}"), &[]))
    };
    forms.map(choice).into()
}

/// Those who teach the course first.
fn who(visit: &Visit, detail: &LineDetail, lecturers: &[Lecturer]) -> Vec<Choice> {
    let teaches =
        |one: &&Lecturer| detail.course.as_deref().is_none_or(|course| one.teaches(course));
    let (can, others): (Vec<_>, Vec<_>) = lecturers.iter().partition(teaches);
    let choice = |one: &Lecturer| {
        let label = words::lecturer(visit, one);
        Choice::new(one.id.clone(), format!("{label} · {}", names::agency(visit, &one.agency)))
    };
    let none = Choice::new("", visit.text("planner.no_lecturer", &[]));
    let can = can.into_iter().chain(others).map(choice);
    std::iter::once(none).chain(can).collect()
}

fn rooms(visit: &Visit) -> Vec<Choice> {
    let room = |room: &crate::content::Room| {
        let people = visit.text("planner.people", &[("n", room.capacity.to_string())]);
        let name = room.name_in(visit.lang.tag());
        Choice::new(room.slug.clone(), format!("{name} · {people}"))
    };
    names::choose(visit, visit.content.rooms.iter().map(room).collect())
}

fn agencies(visit: &Visit) -> Vec<Choice> {
    let centre = Choice::new(CENTRE, names::agency(visit, CENTRE));
    std::iter::once(centre).chain(names::agencies(visit)).collect()
}
