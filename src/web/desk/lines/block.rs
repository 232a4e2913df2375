//! One line of an order, as staff see it: what is asked, where it stands, what was offered, what
//! happened, and what may be done now.

use std::collections::BTreeMap;

use serde::Serialize;

use super::forms::{self, Doing, KeptLine};
use super::words;
use crate::db::school_orders::{LineDetail, Proposal};
use crate::domain::Time;
use crate::domain::booking::{Booking, BookingState};
use crate::domain::lecturer::Lecturer;
use crate::domain::order::{Event, Line, LineRating, Order};
use crate::web::desk::actions::Forms;
use crate::web::desk::names::{self, People};
use crate::web::desk::parts::{self, ClockLine};
use crate::web::desk::timeline::{self, Happening};
use crate::web::visit::Visit;

/// Label and value.
#[derive(Debug, Serialize)]
pub struct Fact {
    pub label: String,
    pub value: String,
}

/// One revision of what was offered.
#[derive(Debug, Serialize)]
pub struct Offered {
    pub revision: i32,
    /// `waits`, `agreed` or `past`.
    pub standing: &'static str,
    pub when: String,
    pub place: String,
    pub who: String,
    pub agency: String,
    pub seats: i32,
    pub at: Time,
    /// The time is held or firm, or it is lost: a word of `planner.booking.`.
    pub booking: &'static str,
    pub until: Option<Time>,
}

/// A line.
#[derive(Debug, Serialize)]
pub struct Block {
    pub id: String,
    pub number: usize,
    pub form: &'static str,
    pub title: String,
    pub page: Option<String>,
    pub stands: &'static str,
    pub facts: Vec<Fact>,
    pub dates: Vec<String>,
    pub offered: Vec<Offered>,
    pub agency: String,
    pub handler: String,
    pub clocks: Vec<ClockLine>,
    pub met_at: Option<Time>,
    pub headcount: Option<i32>,
    pub rating: Option<LineRating>,
    pub happenings: Vec<Happening>,
    pub doing: Doing,
}

/// What the blocks of a page are made of.
pub struct Material<'a> {
    pub visit: &'a Visit,
    pub forms: Forms<'a>,
    pub people: &'a People,
    pub details: BTreeMap<String, LineDetail>,
    pub proposals: Vec<Proposal>,
    pub bookings: Vec<Booking>,
    pub lecturers: Vec<Lecturer>,
    pub kept: Option<&'a KeptLine>,
}

impl Material<'_> {
    /// The block of one line.
    pub fn block(&self, line: &Line) -> Block {
        let loaded = self.forms.loaded;
        let (visit, order) = (self.visit, &loaded.order);
        let detail = self.details.get(&line.id);
        let number = usize::try_from(line.position).unwrap_or_default() + 1;
        let lead = order.lead_of(&line.id);
        let own: Vec<Event> = loaded
            .events
            .iter()
            .filter(|event| of_line(event) == Some(&line.id))
            .cloned()
            .collect();
        Block {
            id: line.id.clone(),
            number,
            form: line.form().map_or("wish", |form| form.as_str()),
            title: detail.map_or_else(String::new, |detail| words::title(visit, detail)),
            page: detail.and_then(|detail| words::page(visit, detail)),
            stands: words::stands(line),
            facts: detail.map_or_else(Vec::new, |detail| facts(visit, detail)),
            dates: detail.map_or_else(Vec::new, |detail| {
                detail.dates.iter().map(|wished| words::wished(visit, wished)).collect()
            }),
            offered: self.offered(line),
            agency: lead.map(|share| names::agency(visit, &share.agency)).unwrap_or_default(),
            handler: lead
                .and_then(|share| share.handler.as_deref())
                .map(|id| self.people.name(id))
                .unwrap_or_default(),
            clocks: clocks(visit, order, &line.id),
            met_at: line.checked_in_at,
            headcount: line.headcount,
            rating: line.rating,
            happenings: timeline::happenings(
                visit,
                order,
                &own,
                &loaded.entries,
                &loaded.view,
                self.people,
            ),
            doing: forms::doing(&self.forms, line, number, self.kept),
        }
    }

    /// All revisions, the newest first.
    fn offered(&self, line: &Line) -> Vec<Offered> {
        let own = self.proposals.iter().rev().filter(|proposal| proposal.line_id == line.id);
        own.map(|proposal| self.revision(line, proposal)).collect()
    }

    fn revision(&self, line: &Line, proposal: &Proposal) -> Offered {
        let (visit, offer) = (self.visit, &proposal.offer);
        let found = |id: &String| self.lecturers.iter().find(|lecturer| lecturer.id == *id);
        let held =
            self.bookings.iter().rev().find(|booking| {
                booking.line_id == line.id && booking.revision == proposal.revision
            });
        let current = Some(proposal.revision);
        Offered {
            revision: proposal.revision,
            standing: match current {
                current if current == line.proposed => "waits",
                current if current == line.agreed => "agreed",
                _ => "past",
            },
            when: match offer.start.zip(offer.end) {
                Some((start, end)) => words::time(visit, start, end),
                None => visit.text("planner.no_time", &[]),
            },
            place: words::place(visit, proposal),
            who: match offer.lecturer.as_ref().and_then(found) {
                Some(lecturer) => words::lecturer(visit, lecturer),
                None => String::new(),
            },
            agency: names::agency(visit, &offer.agency),
            seats: offer.seats,
            at: proposal.created_at,
            booking: held.map_or("", |held| match held.state {
                BookingState::Hold if held.expires_at <= visit.now => "expired",
                state => state.as_str(),
            }),
            until: held
                .filter(|held| held.state == BookingState::Hold && line.proposed == current)
                .map(|held| held.expires_at),
        }
    }
}

/// The line that an event is about.
pub fn of_line(event: &Event) -> Option<&str> {
    event.facts.get("line").and_then(serde_json::Value::as_str)
}

/// What was asked, without what was left empty.
pub fn facts(visit: &Visit, detail: &LineDetail) -> Vec<Fact> {
    let classes = match (detail.class_names.as_slice(), detail.class_count) {
        ([], 0) => String::new(),
        ([], count) => visit.text("planner.classes", &[("n", count.to_string())]),
        (names, _) => names.join(&words::comma(visit)),
    };
    let kind = detail.lecturer_kind.map(|kind| visit.text(&format!("course.lecturer.{kind}"), &[]));
    let rows = [
        ("stage", visit.text(&format!("course.stage.{}", detail.stage), &[])),
        ("classes", classes),
        ("pupils", visit.text("planner.people", &[("n", detail.pupils.to_string())])),
        ("lecturer_kind", kind.unwrap_or_default()),
        ("rooms", words::rooms(visit, &detail.rooms)),
        ("place", detail.place.clone()),
        ("equipment", detail.equipment.clone()),
        ("emphasis", detail.emphasis.clone()),
        ("remarks", detail.remarks.clone()),
    ];
    let fact = |(name, value): (&str, String)| Fact {
        label: visit.text(&format!("planner.asked.{name}"), &[]),
        value,
    };
    rows.into_iter().filter(|(_, value)| !value.is_empty()).map(fact).collect()
}

/// The clocks of those who have the line.
fn clocks(visit: &Visit, order: &Order, line: &str) -> Vec<ClockLine> {
    parts::clocks_of(visit, order, |clock| {
        let share = clock.assignment_id.as_ref();
        order.assignments.iter().any(|a| a.line_id == line && Some(&a.id) == share)
    })
}
