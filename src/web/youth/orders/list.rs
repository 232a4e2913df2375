//! `/youth/orders`: the school's orders of a term, the newest first.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use crate::db::orders::{self, OrderRow};
use crate::db::school_orders::{self, Proposal};
use crate::db::{Conn, Cursor, DbError, Page};
use crate::domain::Time;
use crate::domain::course::LineForm;
use crate::domain::deadline::{at_minute, local_day};
use crate::domain::order::Line;
use crate::domain::school_order::{Standing, standing};
use crate::domain::term::{Term, term_of};
use crate::error::Error;
use crate::web::page::Site;
use crate::web::visit::Visit;

/// How many a page shows.
const PAGE: i64 = 30;

/// Which term, and where the list goes on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    term: String,
    after: String,
}

#[derive(Serialize)]
struct ListPage {
    term: TermShown,
    terms: Vec<TermShown>,
    rows: Vec<Row>,
    next: Option<String>,
    /// The school never ordered anything.
    never: bool,
}

/// A term, with its name.
#[derive(Debug, Clone, Serialize)]
pub struct TermShown {
    pub word: String,
    pub name: String,
}

#[derive(Serialize)]
struct Row {
    code: String,
    title: String,
    created_at: Time,
    /// What matters most of all its lines.
    standing: Standing,
    waits: bool,
    /// Its lines stand in different places.
    mixed: bool,
    lines: Vec<LineRow>,
}

#[derive(Serialize)]
struct LineRow {
    form: LineForm,
    standing: Standing,
}

/// A term as people say it.
pub fn term_shown(visit: &Visit, term: Term) -> TermShown {
    let (year, next) = (term.year.to_string(), (term.year + 1).to_string());
    let key = format!("school_orders.term.{}", term.half);
    TermShown { word: term.to_string(), name: visit.text(&key, &[("year", year), ("next", next)]) }
}

/// The first and the last instant of a term, the last no longer in it.
pub fn range(term: Term) -> (Time, Time) {
    (at_minute(term.first_day(), 0), at_minute(term.next().first_day(), 0))
}

/// The terms in which the school ordered, up to the present one, the last first.
pub fn terms(first: Option<Time>, now: Time) -> Vec<Term> {
    let present = term_of(local_day(now));
    let begin = first.map_or(present, |at| term_of(local_day(at)));
    begin.back_from(present)
}

/// `GET /youth/orders`
pub async fn show(visit: Visit, asked: web::Query<Asked>) -> Result<HttpResponse, Error> {
    let school = school(&visit)?;
    let term = asked.term.parse().unwrap_or_else(|()| term_of(local_day(visit.now)));
    let after = asked.after.parse::<Cursor>().ok();
    let found = visit.app.db.read(move |c| read(c, &school, term, after.as_ref())).await?;
    let rows = found.page.rows.iter().map(|row| shown(&visit, row, &found)).collect();
    let word = term.to_string();
    let page = ListPage {
        terms: terms(found.first, visit.now).into_iter().map(|t| term_shown(&visit, t)).collect(),
        term: term_shown(&visit, term),
        rows,
        next: found.page.next.map(|cursor| format!("/youth/orders?term={word}&after={cursor}")),
        never: found.first.is_none(),
    };
    let title = visit.text("school_orders.title", &[]);
    visit.page(Site::Youth, "youth/orders/list.html", &title, &page)
}

/// The school of the teacher who is here.
///
/// # Errors
/// [`Error::Forbidden`] for an account without one.
pub fn school(visit: &Visit) -> Result<String, Error> {
    let account = visit.account.as_ref();
    account.and_then(|account| account.school.clone()).ok_or(Error::Forbidden)
}

struct Found {
    first: Option<Time>,
    page: Page<OrderRow>,
    lines: BTreeMap<String, Vec<Line>>,
    proposals: Vec<Proposal>,
}

/// Four queries however many orders there are.
fn read(c: &mut Conn, school: &str, term: Term, after: Option<&Cursor>) -> Result<Found, DbError> {
    let (from, to) = range(term);
    let page = orders::by_school(c, school, from, to, after, PAGE)?;
    let ids: Vec<String> = page.rows.iter().map(|row| row.id.clone()).collect();
    let mut lines: BTreeMap<String, Vec<Line>> = BTreeMap::new();
    for (order, line) in orders::lines_of(c, &ids)? {
        lines.entry(order).or_default().push(line);
    }
    Ok(Found {
        first: orders::first_of_school(c, school)?,
        proposals: school_orders::proposals_of_all(c, &ids)?,
        page,
        lines,
    })
}

fn shown(visit: &Visit, row: &OrderRow, found: &Found) -> Row {
    let today = local_day(visit.now);
    let lines = found.lines.get(&row.id).map(Vec::as_slice).unwrap_or_default();
    let standing = |line: &Line| {
        let agreed = found
            .proposals
            .iter()
            .find(|p| p.line_id == line.id && Some(p.revision) == line.agreed);
        let day = agreed.and_then(|proposal| proposal.offer.start).map(local_day);
        standing(line, day, today)
    };
    let lines: Vec<LineRow> = lines
        .iter()
        .map(|line| LineRow {
            form: line.form().unwrap_or(LineForm::Wish),
            standing: standing(line),
        })
        .collect();
    let first = lines.iter().map(|line| line.standing).min().unwrap_or(Standing::Submitted);
    Row {
        code: row.code.clone(),
        title: counts(visit, &lines),
        created_at: row.created_at,
        standing: first,
        waits: first.waits_for_school(),
        mixed: lines.iter().any(|line| line.standing != first),
        lines,
    }
}

/// `1个课程包、2场讲座`: whose it is needs no saying here.
fn counts(visit: &Visit, lines: &[LineRow]) -> String {
    let count = |form: &LineForm| {
        let n = lines.iter().filter(|line| line.form == *form).count();
        let key = format!("school_page.count.{form}");
        (n > 0).then(|| visit.text(&key, &[("n", n.to_string())]))
    };
    let counts: Vec<String> = LineForm::ALL.iter().filter_map(count).collect();
    counts.join(&visit.text("course.comma", &[]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::term::Half;

    #[test]
    fn terms_go_back_to_the_first_order_and_no_further() {
        let at = |text: &str| at_minute(text.parse().unwrap(), 600);
        let now = at("2026-11-26");
        let names = |first| {
            let terms: Vec<String> = terms(first, now).iter().map(Term::to_string).collect();
            terms.join(" ")
        };
        assert_eq!(names(None), "2026-autumn");
        assert_eq!(names(Some(at("2026-03-02"))), "2026-autumn 2026-spring");
        let (from, to) = range(Term { year: 2026, half: Half::Autumn });
        assert_eq!(
            (local_day(from), local_day(to)),
            ("2026-08-01".parse().unwrap(), "2027-02-01".parse().unwrap())
        );
    }
}
