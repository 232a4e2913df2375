//! The youth centre: what it has for schools, and whom to call at once.

pub mod bulletins;
pub mod centre;
pub mod class;
pub mod classes;
pub mod course;
pub mod courses;
pub mod home;
pub mod join;
pub mod lessons;
pub mod order;
pub mod orders;
pub mod packages;
pub mod quiz;
pub mod report;
pub mod reports;
pub mod revision;
pub mod school;
pub mod school_join;
pub mod screen;
mod tasks;

use std::fmt::Display;

use actix_web::HttpResponse;
use serde::Serialize;

use super::locale::Lang;
use super::page::Site;
use super::visit::Visit;
use crate::content::{Course, Room};
use crate::domain::course::Stage;
use crate::error::Error;

/// A title in the visit's language; the content itself is Chinese.
fn titled(visit: &Visit, zh: &str, en: &str) -> String {
    if visit.lang == Lang::En { en } else { zh }.to_owned()
}

/// Words of the catalogue as people say them, in one line: `family` is the beginning of their keys.
fn said<T: Display>(visit: &Visit, family: &str, words: &[T]) -> String {
    let texts: Vec<String> =
        words.iter().map(|word| visit.text(&format!("{family}{word}"), &[])).collect();
    texts.join(&visit.text("course.comma", &[]))
}

/// 学段 in one line; both halves of primary school are simply primary school.
fn stages(visit: &Visit, stages: &[Stage]) -> String {
    let both = [Stage::PrimaryLow, Stage::PrimaryHigh];
    if !both.iter().all(|half| stages.contains(half)) {
        return said(visit, "course.stage.", stages);
    }
    let primary = visit.text("course.stage.primary", &[]);
    let others: Vec<Stage> = stages.iter().copied().filter(|stage| !both.contains(stage)).collect();
    if others.is_empty() {
        return primary;
    }
    let others = said(visit, "course.stage.", &others);
    [primary, others].join(&visit.text("course.comma", &[]))
}

/// A course as it stands on a shelf.
#[derive(Debug, Clone, Serialize)]
struct Card {
    slug: String,
    line: &'static str,
    title: String,
    summary: String,
    stages: String,
    minutes: u16,
    forms: String,
}

fn card(visit: &Visit, course: &Course) -> Card {
    Card {
        slug: course.slug.clone(),
        line: course.line.as_str(),
        title: titled(visit, &course.title, &course.title_en),
        summary: course.summary.clone(),
        stages: stages(visit, &course.stages),
        minutes: course.minutes,
        forms: said(visit, "course.form.", &course.forms),
    }
}

/// A room of the centre to link to.
#[derive(Debug, Clone, Serialize)]
struct NamedRoom {
    slug: String,
    name: String,
}

fn named_room(visit: &Visit, room: &Room) -> NamedRoom {
    NamedRoom { slug: room.slug.clone(), name: titled(visit, &room.name, &room.name_en) }
}

#[derive(Serialize)]
struct LostPage {
    /// `course`, `lesson` or `package`.
    what: &'static str,
}

/// 404 for a piece of the catalogue that is not there, with the list it may have moved to.
fn lost(visit: &Visit, what: &'static str) -> Result<HttpResponse, Error> {
    let title = visit.text(&format!("youth.lost.{what}"), &[]);
    let page = LostPage { what };
    visit.page_with(HttpResponse::NotFound(), Site::Youth, "youth/lost.html", &title, &page)
}
