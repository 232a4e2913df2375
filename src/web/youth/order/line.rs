//! `/youth/order/lines/{n}`: one line, on one short page.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, HttpResponseBuilder, web};
use chrono::NaiveDate;
use serde::Serialize;

use super::super::{said, titled};
use super::basket::{Basket, Item};
use super::{around, field_error, fields, shown};
use crate::domain::course::{CourseLine, LecturerKind, LineForm, Stage};
use crate::domain::deadline::local_day;
use crate::domain::school_order::{self, CourseFacts, LineAsked, MAX_DATES, Shelf, Why, Wrong};
use crate::error::{Error, FieldError};
use crate::web::form::Form;
use crate::web::page::Site;
use crate::web::visit::Visit;
use crate::web::words::{self, FieldText};

#[derive(Serialize)]
struct LinePage {
    n: u32,
    form: LineForm,
    heading: String,
    /// The other forms in which the course can be had.
    others: Vec<LineForm>,
    /// What can be chosen: packages and courses to watch, or courses for this form.
    choices: Vec<Choice>,
    rooms: Vec<Choice>,
    rooms_chosen: Vec<String>,
    stages: Vec<Choice>,
    lecturers: Vec<Choice>,
    /// The largest group and the equipment, where a course is chosen.
    most: Option<i32>,
    needs: String,
    dates: usize,
    today: NaiveDate,
    /// A date is on a rest day: whether that is meant is asked.
    rest_day: bool,
    /// What may be left out is shown at once, because something stands or is wrong there.
    more: bool,
    values: BTreeMap<String, String>,
    errors: Vec<FieldText>,
    wrong: BTreeMap<String, String>,
}

#[derive(Serialize)]
struct Choice {
    value: String,
    label: String,
    hint: Option<String>,
}

fn choice(value: impl ToString, label: String) -> Choice {
    Choice { value: value.to_string(), label, hint: None }
}

/// `GET /youth/order/lines/{n}`
pub async fn show(visit: Visit, n: web::Path<u32>) -> Result<HttpResponse, Error> {
    let basket = Basket::load(&visit).await?;
    let Some(item) = basket.item(*n) else { return Ok(visit.redirect("/youth/order").finish()) };
    // A line that was right when it was filled in may have become wrong since: its day is over.
    let wrongs = if item.filled { wrongs(&visit, &basket, item)? } else { Vec::new() };
    let errors: Vec<FieldError> =
        wrongs.iter().map(|wrong| field_error(&visit, item.asked.form, wrong)).collect();
    let face = Face {
        rest_day: item.asked.day_meant || wrongs.iter().any(|w| w.why.may_be_meant()),
        values: fields::values(&item.asked),
        errors,
    };
    page(&visit, HttpResponse::Ok(), *n, &item.asked, face)
}

/// `POST /youth/order/lines/{n}`
pub async fn submit(
    visit: Visit,
    n: web::Path<u32>,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let mut basket = Basket::load(&visit).await?;
    let Some(item) = basket.items.iter_mut().find(|item| item.n == *n) else {
        return Ok(visit.redirect_saying("/youth/order", "flash.warn.order.line_gone"));
    };
    // The button of another form: what was typed is kept, and nothing is checked yet.
    let other = form.raw("as").parse::<LineForm>().ok().filter(|other| *other != item.asked.form);
    if let Some(other) = other {
        let course = item.asked.course.clone();
        let line = fields::read(&mut form, other);
        item.asked = LineAsked { course: line.course.clone().or(course), ..line };
        item.filled = false;
        basket.save(&visit).await?;
        return Ok(visit.redirect(&format!("/youth/order/lines/{n}")).finish());
    }
    let line = fields::read(&mut form, item.asked.form);
    let filled = Item { n: *n, asked: line.clone(), filled: true };
    let unread: Vec<String> = form.errors().iter().map(|error| error.field.clone()).collect();
    let mut wrongs = wrongs(&visit, &basket, &filled)?;
    // What could not be read is no longer said to be missing.
    wrongs.retain(|wrong| !unread.iter().any(|field| field == wrong.field));
    for wrong in &wrongs {
        form.refuse(field_error(&visit, line.form, wrong));
    }
    if form.check().is_err() {
        let face = Face {
            rest_day: line.day_meant || wrongs.iter().any(|w| w.why.may_be_meant()),
            values: form.typed(),
            errors: form.errors().to_vec(),
        };
        let response = HttpResponse::build(StatusCode::UNPROCESSABLE_ENTITY);
        return page(&visit, response, *n, &line, face);
    }
    if let Some(item) = basket.items.iter_mut().find(|item| item.n == *n) {
        *item = filled;
    }
    basket.save(&visit).await?;
    Ok(visit.redirect_saying("/youth/order", "flash.order.line_saved"))
}

/// What is wrong with a line, by itself and beside the others of the basket.
fn wrongs(visit: &Visit, basket: &Basket, item: &Item) -> Result<Vec<Wrong>, Error> {
    let around = around(visit)?;
    let mut found = school_order::check(&item.asked, &around);
    let (at, others): (Vec<usize>, Vec<LineAsked>) = basket
        .items
        .iter()
        .enumerate()
        .filter(|(_, other)| other.n != item.n)
        .map(|(at, other)| (at, other.asked.clone()))
        .unzip();
    // As the last of them, so that a clash is said of this line; then counted as the basket does.
    let last = others.len();
    let lines: Vec<LineAsked> = others.into_iter().chain([item.asked.clone()]).collect();
    for (of, mut wrong) in school_order::clashes(&lines, around.shelf) {
        if let Why::SameClass { line, .. } = &mut wrong.why
            && of == last
        {
            *line = at.get(*line - 1).map_or(*line, |at| at + 1);
            found.push(wrong);
        }
    }
    Ok(found)
}

/// How the form is shown this time.
struct Face {
    rest_day: bool,
    values: BTreeMap<String, String>,
    errors: Vec<FieldError>,
}

fn page(
    visit: &Visit,
    response: HttpResponseBuilder,
    n: u32,
    line: &LineAsked,
    face: Face,
) -> Result<HttpResponse, Error> {
    let content = &visit.content;
    let course = line.course.as_deref().and_then(|slug| content.course(slug));
    let facts = line.course.as_deref().and_then(|slug| content.course_facts(slug));
    let errors = words::fields(visit, &face.errors);
    let wrong = words::by_field(&errors);
    let page = LinePage {
        n,
        form: line.form,
        heading: shown::title(visit, line),
        others: others(line, facts),
        choices: choices(visit, line.form),
        rooms: if line.form == LineForm::Visit { rooms(visit) } else { Vec::new() },
        rooms_chosen: line.rooms.clone(),
        stages: Stage::ALL.iter().map(|s| choice(s, said(visit, "course.stage.", &[*s]))).collect(),
        lecturers: lecturers(visit, facts),
        most: facts.map(|facts| facts.max_pupils).filter(|_| line.is_met()),
        needs: course
            .map(|course| course.equipment.join(&visit.text("course.comma", &[])))
            .unwrap_or_default(),
        dates: if line.form == LineForm::Package { 1 } else { MAX_DATES },
        today: local_day(visit.now),
        rest_day: face.rest_day,
        more: more(&face.values, &wrong),
        values: shown_values(face.values),
        errors,
        wrong,
    };
    let title = visit.text(&format!("school_page.line.{}", line.form), &[]);
    visit.page_with(response, Site::Youth, "youth/order/line.html", &title, &page)
}

/// What was typed, without what no page can hold.
fn shown_values(mut values: BTreeMap<String, String>) -> BTreeMap<String, String> {
    for value in values.values_mut() {
        value.retain(|c| !c.is_control() || matches!(c, '\n' | '\t'));
    }
    values
}

/// Whether something stands or is wrong in the part that may be left out.
fn more(values: &BTreeMap<String, String>, wrong: &BTreeMap<String, String>) -> bool {
    const MORE: [&str; 9] = [
        "day4",
        "start4",
        "day5",
        "start5",
        "lecturer_kind",
        "equipment",
        "remarks",
        "class_count",
        "place",
    ];
    let stands = |field: &&str| values.get(*field).is_some_and(|value| !value.is_empty());
    MORE.iter().any(|field| stands(field) || wrong.contains_key(*field))
}

fn others(line: &LineAsked, facts: Option<CourseFacts>) -> Vec<LineForm> {
    let forms = facts.map(|facts| facts.line_forms()).unwrap_or_default();
    forms.into_iter().filter(|form| *form != line.form).collect()
}

/// Packages first, then courses as they stand on the shelf; the first choice is none of them.
fn choices(visit: &Visit, form: LineForm) -> Vec<Choice> {
    let content = &visit.content;
    if form == LineForm::Wish {
        return Vec::new();
    }
    let mut choices = vec![choice("", visit.text(&format!("school_page.none.{form}"), &[]))];
    if form == LineForm::Package {
        choices.extend(content.packages.iter().map(|package| {
            let title = titled(visit, &package.title, &package.title_en);
            choice(&package.slug, visit.text("school_page.package", &[("title", title)]))
        }));
    }
    for line in CourseLine::ALL {
        let here = content.courses.iter().filter(|course| course.line == *line);
        for course in here {
            let facts = content.course_facts(&course.slug);
            if !facts.is_some_and(|facts| facts.line_forms().contains(&form)) {
                continue;
            }
            let value = match form {
                LineForm::Package => fields::watched(&course.slug),
                _ => course.slug.clone(),
            };
            let title = titled(visit, &course.title, &course.title_en);
            let for_whom = super::super::stages(visit, &course.stages);
            let args = [("title", title), ("stages", for_whom)];
            choices.push(choice(value, visit.text("school_page.course", &args)));
        }
    }
    choices
}

/// The rooms that receive classes, each with how many it holds.
fn rooms(visit: &Visit) -> Vec<Choice> {
    let open = visit.content.rooms.iter().filter(|room| !room.agency_only);
    open.map(|room| Choice {
        value: room.slug.clone(),
        label: room.name_in(visit.lang.tag()).to_owned(),
        hint: Some(visit.text("school_page.room_holds", &[("n", room.capacity.to_string())])),
    })
    .collect()
}

/// Who may teach the course, or anybody; the first choice leaves it to the centre.
fn lecturers(visit: &Visit, facts: Option<CourseFacts>) -> Vec<Choice> {
    let kinds = facts.map_or(LecturerKind::ALL, |facts| facts.lecturers);
    let any = choice("", visit.text("school_page.any_lecturer", &[]));
    let kinds = kinds.iter().map(|kind| choice(kind, said(visit, "course.lecturer.", &[*kind])));
    std::iter::once(any).chain(kinds).collect()
}
