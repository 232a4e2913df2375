//! Every set of rules, and a draft to begin.

use std::collections::BTreeSet;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;

use super::{address, not_done, people, said};
use crate::db::rule_sets::{self, SetRow};
use crate::domain::Time;
use crate::domain::routing::rulebook::Standing;
use crate::error::Error;
use crate::rulebooks::{Drafted, NotDone};
use crate::web::form::Form;
use crate::web::page::Site;
use crate::web::visit::Visit;

/// How many sets are listed.
const LISTED: i64 = 100;

#[derive(Serialize)]
struct ListPage {
    live: Option<i32>,
    /// A release brought these while the rules in force had been edited here.
    offered: Option<i32>,
    sets: Vec<Row>,
    complaints: Vec<String>,
}

#[derive(Serialize)]
struct Row {
    number: i32,
    href: String,
    standing: Standing,
    version: String,
    note: String,
    by: Option<String>,
    made_at: Time,
    publish_at: Option<Time>,
    live_at: Option<Time>,
}

/// `GET /desk/routing`
pub async fn show(visit: Visit) -> Result<HttpResponse, Error> {
    page(&visit, StatusCode::OK, Vec::new()).await
}

async fn page(
    visit: &Visit,
    status: StatusCode,
    complaints: Vec<String>,
) -> Result<HttpResponse, Error> {
    let read = visit.app.db.read(|c| {
        let sets = rule_sets::list(c, LISTED)?;
        let live = rule_sets::in_force(c)?;
        let offered = rule_sets::newest_offered(c)?;
        let ids: BTreeSet<String> = sets.iter().filter_map(|set| set.made_by.clone()).collect();
        Ok((sets, live, offered, people(c, ids)?))
    });
    let (sets, live, offered, people) = read.await?;
    let row = |set: SetRow| Row {
        href: address(set.number),
        by: set.made_by.as_ref().and_then(|by| people.get(by).cloned()),
        number: set.number,
        standing: set.standing,
        version: set.rules_version,
        note: set.note,
        made_at: set.made_at,
        publish_at: set.publish_at,
        live_at: set.live_at,
    };
    let page = ListPage {
        live: live.map(|live| live.number),
        offered: offered.map(|set| set.number),
        sets: sets.into_iter().map(row).collect(),
        complaints,
    };
    let title = visit.text("rulebook.title", &[]);
    let response = HttpResponse::build(status);
    visit.page_with(response, Site::Desk, "desk/rulebook.html", &title, &page)
}

/// `POST /desk/routing`: a draft, from the set that is named, or from the one in force.
pub async fn draft(visit: Visit, mut form: Form) -> Result<HttpResponse, Error> {
    // In production nothing is imported at the start: what the program carries is in force then.
    if visit.app.db.read(rule_sets::in_force).await?.is_none() {
        visit.app.import_rules().await?;
        visit.app.follow_rules().await?;
    }
    let named = form.number("from").and_then(|number| i32::try_from(number).ok());
    let live = visit.app.db.read(rule_sets::in_force).await?.map(|live| live.number);
    let from = named.or(live).ok_or(Error::NotFound)?;
    let by = visit.actor().account.unwrap_or_default();
    match visit.app.draft_rules(from, &by).await {
        Ok(Drafted { number, clashes }) if clashes.is_empty() => {
            Ok(visit.redirect_saying(&address(number), "flash.rules_drafted"))
        }
        // The page names them: they are the ones that differ from both.
        Ok(Drafted { number, clashes }) => {
            let to = format!("{}?clashes={}", address(number), clashes.join("+"));
            Ok(visit.redirect_saying(&to, "flash.warn.rules_clash"))
        }
        Err(NotDone::Faulty(faults)) => {
            page(&visit, StatusCode::UNPROCESSABLE_ENTITY, said(&visit, &faults)).await
        }
        Err(other) => Err(not_done(other)),
    }
}
