//! `/youth`: this week's bulletin, three lines of classes, 点单 as the one button.

use actix_web::HttpResponse;
use serde::Serialize;

use super::bulletins::view::{self, Poster};
use super::{Card, NamedRoom};
use crate::content::Content;
use crate::domain::course::CourseLine;
use crate::error::Error;
use crate::web::featured::{self, Featured};
use crate::web::page::Site;
use crate::web::visit::Visit;

/// How many courses of a line stand here; the catalogue has them all.
const SHOWN: usize = 3;
/// How an order goes, each step under its seal.
const STEPS: [&str; 7] = ["order", "screen", "dispatch", "accept", "teach", "check_in", "rate"];
#[derive(Serialize)]
struct HomePage {
    /// This week's bulletin.
    poster: Option<Poster>,
    featured: Featured,
    lines: Vec<Line>,
    courses: usize,
    packages: usize,
    /// 二庭五室二基地
    rooms: Vec<NamedRoom>,
    steps: [&'static str; 7],
}

/// One of 三课.
#[derive(Serialize)]
struct Line {
    word: &'static str,
    count: usize,
    examples: Vec<Card>,
}

/// `GET /youth`
pub async fn show(visit: Visit) -> Result<HttpResponse, Error> {
    let content = &visit.content;
    let page = HomePage {
        poster: view::this_week(&visit),
        featured: featured::of(&visit, "youth"),
        lines: CourseLine::ALL.iter().map(|line| line_of(&visit, content, *line)).collect(),
        courses: content.courses.len(),
        packages: content.packages.len(),
        rooms: content.rooms.iter().map(|room| super::named_room(&visit, room)).collect(),
        steps: STEPS,
    };
    let title = visit.text("youth.title", &[]);
    visit.page(Site::Youth, "youth/home.html", &title, &page)
}

/// A line with examples from its beginning, its middle and its end.
fn line_of(visit: &Visit, content: &Content, line: CourseLine) -> Line {
    let of_line: Vec<_> = content.courses.iter().filter(|course| course.line == line).collect();
    let step = of_line.len().div_ceil(SHOWN).max(1);
    let examples = of_line.iter().step_by(step).map(|course| super::card(visit, course)).collect();
    Line { word: line.as_str(), count: of_line.len(), examples }
}
