//! `/desk/learning`: what the router has learned, where dispatchers decide otherwise or agencies give
//! back, words that no rule knows, and what dispatchers said, which can be taken back.

use std::collections::BTreeMap;
use std::time::Duration;

use actix_web::{HttpResponse, web};
use chrono::TimeDelta;
use serde::Serialize;

use super::names;
use crate::db::accounts;
use crate::db::confirmations::{self, Told};
use crate::db::routed::{self, Returned};
use crate::db::{Conn, DbError};
use crate::domain::Time;
use crate::domain::deadline::local_day;
use crate::domain::routing::drift::{Drift, Share};
use crate::domain::routing::{Decision, unheard};
use crate::error::Error;
use crate::search;
use crate::web::form::Form;
use crate::web::page::Site;
use crate::web::visit::Visit;

/// Over so many days it is counted, and over so many of the newest words at most.
const DAYS: i64 = 365;
const MOST: i64 = 2_000;
/// How many words are listed, and how many lines a list of the worst has.
const LISTED: usize = 30;
const WORST: usize = 10;
/// Of how many orders the words are read, and how many words are listed.
const READ: usize = 500;
const UNHEARD: usize = 40;
/// So long somebody waits for it to be learned anew.
const PATIENCE: Duration = Duration::from_secs(5);

#[derive(Serialize)]
struct LearningPage {
    rules_version: String,
    /// In percent: below it a person decides.
    threshold: usize,
    /// Of what is sent on by itself, so much may be wrong.
    wished_error: usize,
    done: usize,
    all: usize,
    judged: Line,
    months: Vec<Line>,
    matters: Vec<Line>,
    rules: Vec<Line>,
    /// Words that no rule knows.
    unheard: Vec<Heard>,
    words: Vec<Word>,
}

/// A word, and in how many orders it stands.
#[derive(Serialize)]
struct Heard {
    word: String,
    orders: usize,
}

/// How often something was proposed, overridden, and given back.
#[derive(Serialize)]
struct Line {
    name: String,
    proposed: usize,
    overridden: usize,
    returned: usize,
    percent: usize,
}

/// A dispatcher's word on one order.
#[derive(Serialize)]
struct Word {
    code: String,
    matter: String,
    lead: String,
    by: String,
    at: Time,
    overridden: bool,
    withdrawn: bool,
    take_back: String,
}

/// `GET /desk/learning`
pub async fn show(visit: Visit) -> Result<HttpResponse, Error> {
    let since = visit.now - TimeDelta::days(DAYS);
    let Read { told, returned, people } = visit.app.db.read(move |c| read(c, since)).await?;
    let proposed: Vec<Option<Decision>> =
        told.iter().map(|one| decision(one.proposed.as_deref())).collect();
    let drift = drift(&told, &proposed, &returned);
    let unclear = unclear(&told, &proposed);
    let rules = visit.app.rules();
    let percent = |share: f64| (share * 100.0).round() as usize;
    let (done, all) = visit.app.taught.progress();
    let page = LearningPage {
        rules_version: rules.version().to_owned(),
        threshold: percent(rules.threshold()),
        wished_error: percent(rules.wished_error()),
        done,
        all,
        judged: line(String::new(), drift.all),
        months: drift.months.iter().rev().map(|(month, of)| line(month.clone(), *of)).collect(),
        matters: worst(&drift.matters, |slug| names::matter(&visit, slug)),
        rules: worst(&drift.rules, str::to_owned),
        unheard: unheard(&visit, unclear).await?,
        words: told.into_iter().take(LISTED).map(|one| word(&visit, one, &people)).collect(),
    };
    let title = visit.text("learning.title", &[]);
    visit.page(Site::Desk, "desk/learning.html", &title, &page)
}

/// What the database says of a year.
struct Read {
    told: Vec<Told>,
    returned: Vec<Returned>,
    people: BTreeMap<String, String>,
}

fn read(c: &mut Conn, since: Time) -> Result<Read, DbError> {
    let told = confirmations::told_since(c, since, MOST)?;
    let returned = routed::returned(c, since, MOST)?;
    let mut people = BTreeMap::new();
    for one in told.iter().take(LISTED) {
        let id = &one.confirmation.by_account;
        if !people.contains_key(id) {
            match accounts::by_id(c, id) {
                Ok(account) => drop(people.insert(account.id, account.name)),
                Err(DbError::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(Read { told, returned, people })
}

fn decision(kept: Option<&str>) -> Option<Decision> {
    kept.and_then(|body| serde_json::from_str(body).ok())
}

/// Where the router was wrong, as dispatchers and agencies said.
fn drift(told: &[Told], proposed: &[Option<Decision>], returned: &[Returned]) -> Drift {
    let month = |at: Time| local_day(at).format("%Y-%m").to_string();
    let mut drift = Drift::default();
    for (one, proposed) in told.iter().zip(proposed) {
        let said = &one.confirmation;
        if let (Some(proposed), None) = (proposed, said.withdrawn_at) {
            drift.add(&month(said.at), proposed, said.overridden);
        }
    }
    for one in returned {
        if let Some(proposed) = decision(Some(&one.proposed)) {
            drift.add_return(&month(one.at), &proposed, &one.agency);
        }
    }
    drift
}

/// The newest orders that the router was unsure or wrong about.
fn unclear(told: &[Told], proposed: &[Option<Decision>]) -> Vec<String> {
    let unsure = |decision: &Option<Decision>| decision.as_ref().is_some_and(|one| one.triage);
    let both = told.iter().zip(proposed);
    both.filter(|(one, proposed)| one.confirmation.overridden || unsure(proposed))
        .map(|(one, _)| one.confirmation.order_id.clone())
        .take(READ)
        .collect()
}

/// The words of such orders, and of those that wait for a dispatcher, that no rule knows.
async fn unheard(visit: &Visit, mut orders: Vec<String>) -> Result<Vec<Heard>, Error> {
    let texts = visit.app.db.read(move |c| {
        let waiting = routed::unled(c, READ as i64)?;
        orders.extend(waiting);
        // An order that was confirmed and given back is in both.
        orders.sort();
        orders.dedup();
        routed::texts(c, &orders)
    });
    let (texts, rules) = (texts.await?, visit.app.rules());
    let found =
        tokio::task::spawn_blocking(move || unheard::words(&rules, &texts, search::telling)).await;
    let found = found.map_err(Error::internal)?;
    let heard = |(word, orders)| Heard { word, orders };
    Ok(found.into_iter().take(UNHEARD).map(heard).collect())
}

fn line(name: String, of: Share) -> Line {
    let Share { proposed, overridden, returned } = of;
    Line { name, proposed, overridden, returned, percent: of.percent() }
}

fn worst(of: &BTreeMap<String, Share>, name: impl Fn(&str) -> String) -> Vec<Line> {
    Drift::worst(of).into_iter().take(WORST).map(|(slug, share)| line(name(slug), share)).collect()
}

fn word(visit: &Visit, told: Told, people: &BTreeMap<String, String>) -> Word {
    let said = told.confirmation;
    Word {
        code: told.code,
        matter: names::matter(visit, &said.matter),
        lead: names::agency(visit, &said.lead),
        by: people.get(&said.by_account).cloned().unwrap_or_default(),
        at: said.at,
        overridden: said.overridden,
        withdrawn: said.withdrawn_at.is_some(),
        take_back: format!("/desk/learning/{}/withdraw", said.id),
    }
}

/// `POST /desk/learning/{id}/withdraw`: a word that was wrong teaches nothing any more.
pub async fn withdraw(
    visit: Visit,
    id: web::Path<String>,
    _form: Form,
) -> Result<HttpResponse, Error> {
    let (by, now) = (visit.actor().account.unwrap_or_default(), visit.now);
    let id = id.into_inner();
    // One that was taken back already stays so: to say it twice is no fault.
    visit.app.db.write(move |c| confirmations::withdraw(c, &id, &by, now)).await?;
    // Learning the rest anew may take a while; it goes on, and the page shows how far it is.
    let app = visit.app.clone();
    let learning = actix_web::rt::spawn(async move { app.learn_now().await });
    drop(tokio::time::timeout(PATIENCE, learning).await);
    Ok(visit.redirect_saying("/desk/learning", "flash.learning_withdrawn"))
}
