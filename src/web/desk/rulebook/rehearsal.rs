//! A draft beside what is in force: how far the rehearsal is, and every order that would be routed
//! otherwise.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::address;
use crate::db::rehearsals::{self, Moved, RehearsalRow, Way};
use crate::db::rule_sets::{self, SetRow};
use crate::db::{Conn, DbError};
use crate::domain::Time;
use crate::domain::access::screened_site;
use crate::domain::routing::rehearse::Destination;
use crate::error::Error;
use crate::web::desk::names;
use crate::web::page::Site;
use crate::web::visit::Visit;

/// How many orders stand on a page.
const PAGE: i64 = 50;
/// Between the parts of a way in an address.
const APART: char = '~';

/// How far a rehearsal is.
#[derive(Debug, Serialize)]
pub(super) struct Progress {
    state: String,
    /// Key of the reason why it failed.
    fault: String,
    running: bool,
    seen: i64,
    of_all: i64,
    percent: i64,
    routed: i64,
    moved: i64,
    newly_triage: i64,
    no_longer_triage: i64,
    since: Time,
    at: Time,
    against: i32,
    /// Hash of what was rehearsed.
    files: String,
}

impl Progress {
    pub(super) fn of(row: &RehearsalRow) -> Result<Progress, DbError> {
        Ok(Progress {
            state: row.standing()?.to_string(),
            fault: row.fault.clone(),
            running: row.ended_at.is_none(),
            seen: row.seen,
            of_all: row.of_all.max(row.seen),
            percent: (row.seen * 100).checked_div(row.of_all.max(row.seen)).unwrap_or(100),
            routed: row.routed,
            moved: row.moved,
            newly_triage: row.newly_triage,
            no_longer_triage: row.no_longer_triage,
            since: row.since,
            at: row.ended_at.unwrap_or(row.asked_at),
            against: row.against,
            files: row.files.clone(),
        })
    }
}

#[derive(Serialize)]
struct RehearsalPage {
    number: i32,
    progress: Progress,
    /// The draft was edited after it.
    edited_since: bool,
    agencies: Vec<Agency>,
    orders: Vec<Order>,
    /// Only orders of one way are listed.
    only: Option<Named>,
    next: Option<String>,
    all: String,
}

/// Where orders go now.
#[derive(Serialize)]
struct Agency {
    name: String,
    count: i64,
    ways: Vec<Listed>,
}

/// Matter and agency by their names.
#[derive(Serialize)]
struct Place {
    matter: String,
    lead: String,
}

#[derive(Serialize)]
struct Named {
    from: Place,
    to: Place,
    /// Only whether a person decides is another.
    stays: bool,
}

#[derive(Serialize)]
struct Listed {
    #[serde(flatten)]
    named: Named,
    count: i64,
    href: String,
    current: bool,
}

#[derive(Serialize)]
struct Order {
    code: String,
    /// Only for whoever screens these orders.
    href: Option<String>,
    title: Option<String>,
    /// Number of the set that routed it; none of one that was never stored here.
    set: Option<i32>,
    rules_version: Option<String>,
    #[serde(flatten)]
    named: Named,
    triage_before: bool,
    triage_after: bool,
}

/// Which orders.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    way: String,
    #[serde(default)]
    after: String,
}

/// `GET /desk/routing/{set}/rehearsal`
pub async fn show(
    visit: Visit,
    number: web::Path<i32>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Error> {
    let number = *number;
    let (way, after) = (parse(&asked.way), asked.after.clone());
    let only = way.clone();
    let read = visit.app.db.read(move |c| read(c, number, only.as_ref(), &after)).await?;
    let Read { set, row, ways, mut moves, versions } = read;
    let here = format!("{}/rehearsal", address(number));
    let more = moves.len() as i64 > PAGE;
    moves.truncate(PAGE as usize);
    let next = moves
        .last()
        .filter(|_| more)
        .map(|last| format!("{here}?way={}&after={}#orders", asked.way, last.order_id));
    let page = RehearsalPage {
        number,
        edited_since: set.files != row.files,
        progress: Progress::of(&row)?,
        agencies: agencies(&visit, &here, &ways, way.as_ref()),
        orders: moves.into_iter().map(|moved| order(&visit, moved, &versions)).collect(),
        only: way.as_ref().map(|way| named(&visit, way)),
        next,
        all: here,
    };
    let title = visit.text("rulebook.rehearsal.title", &[("n", number.to_string())]);
    visit.page(Site::Desk, "desk/rulebook_rehearsal.html", &title, &page)
}

/// A rehearsal as it is read for its page.
struct Read {
    set: SetRow,
    row: RehearsalRow,
    ways: Vec<(Way, i64)>,
    moves: Vec<Moved>,
    /// The number of the set of each version that orders keep.
    versions: BTreeMap<String, i32>,
}

fn read(c: &mut Conn, number: i32, only: Option<&Way>, after: &str) -> Result<Read, DbError> {
    let set = rule_sets::find(c, number)?;
    let row = rehearsals::newest(c, number)?.ok_or(DbError::NotFound)?;
    let (ways, moves) = match row.ended_at {
        None => (Vec::new(), Vec::new()),
        Some(_) => {
            (rehearsals::ways(c, &row.id)?, rehearsals::moves(c, &row.id, only, after, PAGE + 1)?)
        }
    };
    Ok(Read { set, row, ways, moves, versions: rule_sets::versions(c)? })
}

/// The ways, by the agency that the orders go to now.
fn agencies(visit: &Visit, here: &str, ways: &[(Way, i64)], only: Option<&Way>) -> Vec<Agency> {
    let mut agencies: Vec<(String, Agency)> = Vec::new();
    for (way, count) in ways {
        let lead = &way.0.lead;
        if agencies.last().is_none_or(|(slug, _)| slug != lead) {
            let name = names::agency(visit, lead);
            agencies.push((lead.clone(), Agency { name, count: 0, ways: Vec::new() }));
        }
        if let Some((_, agency)) = agencies.last_mut() {
            agency.count += count;
            agency.ways.push(Listed {
                named: named(visit, way),
                count: *count,
                href: format!("{here}?way={}#orders", written(way)),
                current: only == Some(way),
            });
        }
    }
    agencies.into_iter().map(|(_, agency)| agency).collect()
}

fn named(visit: &Visit, (from, to): &Way) -> Named {
    let place = |at: &Destination| Place {
        matter: names::matter(visit, &at.matter),
        lead: names::agency(visit, &at.lead),
    };
    Named { stays: from == to, from: place(from), to: place(to) }
}

fn order(visit: &Visit, moved: Moved, versions: &BTreeMap<String, i32>) -> Order {
    // What was asked is for those who screen it; whoever only writes rules sees where it goes.
    let reads = screened_site(visit.actor().role) == Some(moved.site.as_str());
    let way = (moved.compared.before, moved.compared.after);
    Order {
        href: reads.then(|| format!("/desk/orders/{}", moved.code)),
        title: reads.then_some(moved.title),
        code: moved.code,
        set: moved.rules_version.as_ref().and_then(|version| versions.get(version).copied()),
        rules_version: moved.rules_version,
        named: named(visit, &way),
        triage_before: moved.compared.triage_before,
        triage_after: moved.compared.triage_after,
    }
}

/// A way in an address.
fn written((from, to): &Way) -> String {
    [&from.lead, &from.matter, &to.lead, &to.matter].map(String::as_str).join(&APART.to_string())
}

fn parse(written: &str) -> Option<Way> {
    let parts: Vec<String> = written.split(APART).map(str::to_owned).collect();
    let [lead, matter, to_lead, to_matter] = parts.try_into().ok()?;
    Some((Destination { matter, lead }, Destination { matter: to_matter, lead: to_lead }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_comes_back_from_its_address() {
        let place =
            |matter: &str, lead: &str| Destination { matter: matter.into(), lead: lead.into() };
        let way = (place("debt", "court"), place("tax", "tax-bureau"));
        assert_eq!(written(&way), "court~debt~tax-bureau~tax");
        assert_eq!(parse(&written(&way)), Some(way));
        assert_eq!([parse(""), parse("a~b~c"), parse("a~b~c~d~e")], [None, None, None]);
    }
}
