//! What there is to choose from on the form of a lecturer.

use serde::Serialize;

use crate::db::schools;
use crate::domain::course::{CourseLine, LecturerKind};
use crate::domain::deadline::local_day;
use crate::domain::school::SchoolState;
use crate::error::Error;
use crate::web::visit::Visit;

/// The schools to choose from: a city has fewer.
const SCHOOLS: i64 = 1000;

#[derive(Serialize)]
pub(super) struct Choice {
    pub value: String,
    pub label: String,
}

/// The courses of one line.
#[derive(Serialize)]
pub(super) struct Shelf {
    pub line: &'static str,
    pub courses: Vec<Choice>,
}

/// The schools that are verified, by name.
pub(super) async fn verified(visit: &Visit) -> Result<Vec<Choice>, Error> {
    let page =
        visit.app.db.read(|c| schools::by_state(c, SchoolState::Verified, None, SCHOOLS)).await?;
    let label = |name: &str, district: &str| format!("{name}（{district}）");
    let choice = |school: crate::domain::school::School| Choice {
        label: label(&school.name, &school.district),
        value: school.id,
    };
    let mut all: Vec<Choice> = page.rows.into_iter().map(choice).collect();
    all.sort_by(|a, b| a.label.cmp(&b.label));
    Ok(all)
}

/// The agencies there are today.
pub(super) fn agencies(visit: &Visit) -> Vec<Choice> {
    let today = local_day(visit.now);
    let all = visit.app.agencies();
    let standing =
        all.iter().filter(|a| a.valid_from <= today && a.valid_to.is_none_or(|end| today < end));
    let choice = |agency: &crate::domain::agency::Agency| Choice {
        label: visit.app.agency_name(&agency.slug, visit.lang.tag()),
        value: agency.slug.clone(),
    };
    let first = Choice { value: String::new(), label: visit.text("lecturer.choose", &[]) };
    std::iter::once(first).chain(standing.map(choice)).collect()
}

/// What a lecturer may be.
pub(super) fn kinds(visit: &Visit) -> Vec<Choice> {
    let choice = |kind: &LecturerKind| Choice {
        value: kind.to_string(),
        label: visit.text(&format!("course.lecturer.{kind}"), &[]),
    };
    let first = Choice { value: String::new(), label: visit.text("lecturer.choose", &[]) };
    std::iter::once(first).chain(LecturerKind::ALL.iter().map(choice)).collect()
}

/// The catalogue by lines; a line without courses is left out.
pub(super) fn shelves(visit: &Visit) -> Vec<Shelf> {
    let english = visit.lang.tag().starts_with("en");
    let title = |course: &crate::content::Course| {
        if english { course.title_en.clone() } else { course.title.clone() }
    };
    let shelf = |line: &CourseLine| Shelf {
        line: line.as_str(),
        courses: visit
            .content
            .courses
            .iter()
            .filter(|course| course.line == *line)
            .map(|course| Choice { value: course.slug.clone(), label: title(course) })
            .collect(),
    };
    CourseLine::ALL.iter().map(shelf).filter(|shelf| !shelf.courses.is_empty()).collect()
}
