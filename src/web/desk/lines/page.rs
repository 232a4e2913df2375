//! The page of an order of several lines.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, HttpResponseBuilder};
use serde::Serialize;

use super::block::{Block, Material, of_line};
use super::forms::{self, KeptLine};
use crate::db::{Conn, DbError, bookings, lecturers, school_orders, schools};
use crate::domain::Time;
use crate::domain::access::Contact;
use crate::domain::order::{Event, Line};
use crate::error::Error;
use crate::web::act::Loaded;
use crate::web::desk::actions::{self, ActionForm, Control, Forms, Kept};
use crate::web::desk::linked::{self, Linked};
use crate::web::desk::named::colleagues;
use crate::web::desk::names::People;
use crate::web::desk::papers::{self, Paper};
use crate::web::desk::parts::{self, ClockLine, ContactLine};
use crate::web::desk::timeline::{self, Happening};
use crate::web::page::Site;
use crate::web::visit::Visit;
use crate::web::words::FieldText;

/// How the page is shown this time.
#[derive(Default)]
pub struct Shown {
    /// A form of the whole order that comes back.
    pub whole: Option<Kept>,
    /// A form of one line that comes back.
    pub line: Option<KeptLine>,
    /// The contact is shown whole, this once.
    pub contact: bool,
    /// Who acted since.
    pub stale: Option<String>,
}

#[derive(Serialize)]
struct LinesPage {
    code: String,
    order_title: String,
    version: i64,
    state: &'static str,
    school: String,
    channel: &'static str,
    created_at: Time,
    contact: Vec<ContactLine>,
    contact_shown: bool,
    clocks: Vec<ClockLine>,
    lines: Vec<Block>,
    /// Lines that are another agency's business.
    others: usize,
    happenings: Vec<Happening>,
    papers: Vec<Paper>,
    leading: Option<Linked>,
    linked: Vec<Linked>,
    actions: Vec<ActionForm>,
    errors: Vec<FieldText>,
    kept_text: Vec<Control>,
    stale: Option<String>,
}

/// The page, with what came back and why.
///
/// # Errors
/// [`Error::NotFound`] for a reader from outside; the database's.
pub async fn render(
    visit: &Visit,
    loaded: &Loaded,
    shown: &Shown,
    response: HttpResponseBuilder,
) -> Result<HttpResponse, Error> {
    if !loaded.view.internal {
        return Err(Error::NotFound);
    }
    let page = page(visit, loaded, shown).await?;
    visit.page_with(response, Site::Desk, "desk/lines.html", &loaded.order.code, &page)
}

async fn page(visit: &Visit, loaded: &Loaded, shown: &Shown) -> Result<LinesPage, Error> {
    let order = &loaded.order;
    let people = People::of(visit, order, &loaded.events).await?;
    let colleagues = colleagues(visit, loaded).await?;
    let (school, read) = read(visit, loaded).await?;
    let (leading, linked) = linked::of(visit, order).await?;
    let forms = |kept| Forms { visit, loaded, colleagues: &colleagues, kept };
    let whole = forms(shown.whole.as_ref());
    let lines = blocks(forms(None), &people, read, shown);
    let unmasked = shown.contact && loaded.view.contact == Contact::Unmaskable;
    Ok(LinesPage {
        code: order.code.clone(),
        order_title: loaded.title.clone(),
        version: order.version,
        state: order.state.as_str(),
        school,
        channel: order.channel.as_str(),
        created_at: order.created_at,
        contact: parts::contact(visit, loaded, unmasked)?,
        contact_shown: shown.contact,
        clocks: parts::clocks_of(visit, order, |clock| clock.assignment_id.is_none()),
        others: order.lines.len() - lines.len(),
        errors: summary(shown, &lines),
        lines,
        happenings: of_all(visit, loaded, &people),
        papers: papers::papers(loaded),
        leading,
        linked,
        kept_text: whole.stranded(&actions::offered(visit, loaded)),
        actions: forms::whole(&whole),
        stale: shown.stale.clone(),
    })
}

/// The lines that concern the reader.
fn blocks(forms: Forms<'_>, people: &People, read: Read, shown: &Shown) -> Vec<Block> {
    let loaded = forms.loaded;
    let details = read.details.into_iter().map(|detail| (detail.line_id.clone(), detail));
    let material = Material {
        visit: forms.visit,
        forms,
        people,
        details: details.collect::<BTreeMap<_, _>>(),
        proposals: read.proposals,
        bookings: read.bookings,
        lecturers: read.lecturers,
        kept: shown.line.as_ref(),
    };
    let own = loaded.order.lines.iter().filter(|line| concerns(loaded, line));
    own.map(|line| material.block(line)).collect()
}

/// What happened to the whole order.
fn of_all(visit: &Visit, loaded: &Loaded, people: &People) -> Vec<Happening> {
    let whole = loaded.events.iter().filter(|event| of_line(event).is_none());
    let events: Vec<Event> = whole.cloned().collect();
    timeline::happenings(visit, &loaded.order, &events, &loaded.entries, &loaded.view, people)
}

struct Read {
    details: Vec<school_orders::LineDetail>,
    proposals: Vec<school_orders::Proposal>,
    bookings: Vec<crate::domain::booking::Booking>,
    lecturers: Vec<crate::domain::lecturer::Lecturer>,
}

/// The school's name, and what belongs to the lines.
async fn read(visit: &Visit, loaded: &Loaded) -> Result<(String, Read), Error> {
    let order = &loaded.order;
    let (id, school) = (order.id.clone(), order.school.clone());
    let lines: Vec<String> = order.lines.iter().map(|line| line.id.clone()).collect();
    let read = visit.app.db.read(move |c: &mut Conn| {
        let read = Read {
            details: school_orders::details(c, std::slice::from_ref(&id))?,
            proposals: school_orders::proposals_of(c, &id)?,
            bookings: bookings::by_order(c, &lines)?,
            lecturers: lecturers::list(c)?,
        };
        let names = schools::names(c, school.as_slice())?;
        Ok::<_, DbError>((names.into_iter().next().map(|(_, name)| name).unwrap_or_default(), read))
    });
    Ok(read.await?)
}

/// An agency sees the lines that it has or had; the others are other agencies' business.
fn concerns(loaded: &Loaded, line: &Line) -> bool {
    let Some(agency) = loaded.actor.agency.as_deref() else { return true };
    loaded.order.assignments.iter().any(|a| a.line_id == line.id && a.agency == agency)
}

/// The errors, each leading to its control.
fn summary(shown: &Shown, lines: &[Block]) -> Vec<FieldText> {
    if let Some(kept) = &shown.line {
        let number = lines.iter().find(|block| block.id == kept.line).map(|block| block.number);
        return forms::summary(kept, number.unwrap_or_default());
    }
    let Some(kept) = &shown.whole else { return Vec::new() };
    let id = |error: &FieldText| match error.field.as_str() {
        "" => String::new(),
        field => format!("{}-{field}", kept.action),
    };
    let errors = kept.errors.iter();
    errors.map(|error| FieldText { field: id(error), text: error.text.clone() }).collect()
}
