//! `/youth/order`: a school puts together what it wants, line by line, and sends it as one order.
//!
//! The lines wait in a sealed basket ([`basket`]); each has a page of its own ([`line`]) that checks
//! it with `domain::school_order`; [`review`] shows all of it once more, and [`send`] files it.

pub mod basket;
pub mod door;
mod fields;
pub mod line;
pub mod receipt;
pub mod review;
mod send;
pub mod shown;

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use self::basket::{Basket, Item};
use crate::db::accounts::Account;
use crate::domain::course::LineForm;
use crate::domain::kind::Kind;
use crate::domain::order::Role;
use crate::domain::school::{self, Barred, School};
use crate::domain::school_order::{self, Around, LineAsked, MAX_LINES, Shelf, Wrong};
use crate::error::{Error, FieldError};
use crate::web::form::Form;
use crate::web::page::Site;
use crate::web::visit::Visit;
use crate::web::words;

/// The kind of order that is made here.
pub const KIND: &str = "school_order";

/// What may stand behind `?`: a line to begin with.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    course: String,
    package: String,
    room: String,
    /// A form of a line.
    add: String,
}

/// Why what was asked for can't be put into the basket.
enum Gone {
    /// There is no such thing.
    Unknown,
    AgencyOnly,
}

impl Asked {
    /// The line that is asked for, if one is.
    fn line(&self, visit: &Visit) -> Result<Option<LineAsked>, Gone> {
        let content = &visit.content;
        let given = |text: &String| (!text.is_empty()).then(|| text.clone());
        if let Some(slug) = given(&self.course) {
            let facts = content.course_facts(&slug).ok_or(Gone::Unknown)?;
            let form = facts.line_forms().first().copied().ok_or(Gone::Unknown)?;
            // Where there is nothing to choose from, nothing is asked.
            let stage = if facts.stages.len() == 1 { facts.stages.first() } else { None };
            let rooms = if facts.rooms.len() == 1 { facts.rooms } else { &[] };
            return Ok(Some(LineAsked {
                course: Some(slug),
                stage: stage.copied(),
                rooms: if form == LineForm::Visit { rooms.to_vec() } else { Vec::new() },
                ..LineAsked::new(form)
            }));
        }
        if let Some(slug) = given(&self.package) {
            content.package_stages(&slug).ok_or(Gone::Unknown)?;
            let line = LineAsked::new(LineForm::Package);
            return Ok(Some(LineAsked { package: Some(slug), ..line }));
        }
        if let Some(slug) = given(&self.room) {
            let room = content.room_facts(&slug).ok_or(Gone::Unknown)?;
            if room.agency_only {
                return Err(Gone::AgencyOnly);
            }
            return Ok(Some(LineAsked { rooms: vec![slug], ..LineAsked::new(LineForm::Visit) }));
        }
        Ok(self.add.parse().ok().map(LineAsked::new))
    }
}

/// The teacher who is here; none for everybody else.
fn teacher(visit: &Visit) -> Option<&Account> {
    visit.account.as_ref().filter(|account| account.role == Role::Teacher)
}

#[derive(Serialize)]
struct BasketPage {
    items: Vec<ItemShown>,
    ready: bool,
    full: bool,
    add: Vec<Add>,
    barred: Option<String>,
}

/// A line in the basket.
#[derive(Serialize)]
struct ItemShown {
    n: u32,
    form: LineForm,
    title: String,
    facts: Vec<String>,
    /// What is still wrong with it, in a sentence.
    wrong: Option<String>,
}

/// A link that adds a line.
#[derive(Serialize)]
struct Add {
    form: LineForm,
    href: String,
}

/// `GET /youth/order`
pub async fn show(visit: Visit, asked: web::Query<Asked>) -> Result<HttpResponse, Error> {
    let new = match asked.line(&visit) {
        Ok(new) => new,
        Err(Gone::Unknown) => {
            return Ok(visit.redirect_saying("/youth/order", "flash.warn.order.gone"));
        }
        Err(Gone::AgencyOnly) => {
            return Ok(visit.redirect_saying("/youth/order", "flash.warn.order.agency_only"));
        }
    };
    let mut basket = Basket::load(&visit).await?;
    if let Some(line) = new {
        let Some(n) = basket.add(line, &*visit.content) else {
            return Ok(visit.redirect_saying("/youth/order", "flash.warn.order.full"));
        };
        basket.save(&visit).await?;
        let to = match teacher(&visit) {
            Some(_) => format!("/youth/order/lines/{n}"),
            None => "/youth/order".to_owned(),
        };
        return Ok(visit.redirect(&to).finish());
    }
    if teacher(&visit).is_none() {
        return door::show(&visit, &basket);
    }
    // What was chosen before signing in is what one came for.
    if let Some(n) = basket.take_up(&visit).await? {
        return Ok(visit.redirect(&format!("/youth/order/lines/{n}")).finish());
    }
    let page = page(&visit, &basket).await?;
    visit.page(
        Site::Youth,
        "youth/order/basket.html",
        &visit.text("school_page.basket.title", &[]),
        &page,
    )
}

async fn page(visit: &Visit, basket: &Basket) -> Result<BasketPage, Error> {
    let all = wrongs(visit, basket)?;
    let barred = barred(visit, &own_school(visit).await?);
    let add = |form: &LineForm| Add { form: *form, href: format!("/youth/order?add={form}") };
    Ok(BasketPage {
        ready: !basket.items.is_empty() && all.iter().all(Vec::is_empty),
        full: basket.items.len() >= MAX_LINES,
        items: basket
            .items
            .iter()
            .zip(&all)
            .map(|(item, wrong)| shown(visit, item, wrong))
            .collect(),
        add: LineForm::ALL.iter().map(add).collect(),
        barred,
    })
}

fn shown(visit: &Visit, item: &Item, wrong: &[Wrong]) -> ItemShown {
    let said = match (item.filled, wrong.first()) {
        (_, None) => None,
        (false, _) => Some(visit.text("school_page.basket.unfilled", &[])),
        (true, Some(wrong)) => Some(said(visit, wrong)),
    };
    ItemShown {
        n: item.n,
        form: item.asked.form,
        title: shown::title(visit, &item.asked),
        facts: if item.filled { shown::facts(visit, &item.asked) } else { Vec::new() },
        wrong: said,
    }
}

/// `POST /youth/order/lines/{n}/remove`
pub async fn remove(visit: Visit, n: web::Path<u32>, _form: Form) -> Result<HttpResponse, Error> {
    let mut basket = Basket::load(&visit).await?;
    basket.items.retain(|item| item.n != *n);
    basket.save(&visit).await?;
    Ok(visit.redirect_saying("/youth/order", "flash.order.removed"))
}

/// All that is wrong, line by line, with lines that get in each other's way.
fn wrongs(visit: &Visit, basket: &Basket) -> Result<Vec<Vec<Wrong>>, Error> {
    let around = around(visit)?;
    let lines: Vec<LineAsked> = basket.items.iter().map(|item| item.asked.clone()).collect();
    let mut found: Vec<Vec<Wrong>> =
        lines.iter().map(|line| school_order::check(line, &around)).collect();
    for (at, wrong) in school_order::clashes(&lines, around.shelf) {
        found[at].push(wrong);
    }
    Ok(found)
}

/// What lines are checked by.
fn around(visit: &Visit) -> Result<Around<'_>, Error> {
    Ok(Around {
        shelf: &*visit.content,
        calendar: &visit.app.calendar,
        kind: kind(visit)?,
        now: visit.now,
    })
}

fn kind(visit: &Visit) -> Result<&Kind, Error> {
    let kind = visit.content.kind(KIND);
    kind.ok_or_else(|| Error::internal("the kind of a school's order is missing"))
}

/// The school of the teacher who is here.
async fn own_school(visit: &Visit) -> Result<School, Error> {
    let id = teacher(visit).and_then(|account| account.school.clone()).ok_or(Error::Forbidden)?;
    Ok(visit.app.db.read(move |c| crate::db::schools::find(c, &id)).await?)
}

/// Why this school can't send an order, in a sentence; none where it can.
fn barred(visit: &Visit, school: &School) -> Option<String> {
    let barred = school::may_order(school).err()?;
    let key = match barred {
        // What is filled in is not lost meanwhile; only here does anybody wonder.
        Barred::NotVerified => "school_page.barred.not_verified",
        other => other.key(),
    };
    let reason = school.reason.clone().unwrap_or_default();
    Some(visit.text(key, &[("school", school.name.clone()), ("reason", reason)]))
}

/// Something wrong, as an error of its field.
fn field_error(visit: &Visit, form: LineForm, wrong: &Wrong) -> FieldError {
    // A package and a single course to watch are chosen in one list.
    let field = match (form, wrong.field) {
        (LineForm::Package, "course") => "package",
        (_, field) => field,
    };
    let args = wrong.why.args();
    args.iter().fold(FieldError::new(field, wrong.why.key()), |error, (name, arg)| {
        error.with(name, shown::arg(visit, arg))
    })
}

/// Something wrong, in a sentence.
fn said(visit: &Visit, wrong: &Wrong) -> String {
    let error = field_error(visit, LineForm::Lecture, wrong);
    words::fields(visit, &[error]).into_iter().map(|said| said.text).collect()
}
