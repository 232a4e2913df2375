//! `/desk/learning`: what the router has learned, where dispatchers decide otherwise, and their
//! words, which can be taken back.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use chrono::TimeDelta;
use serde::Serialize;

use super::names;
use crate::db::accounts;
use crate::db::confirmations::{self, Told};
use crate::db::{Conn, DbError};
use crate::domain::Time;
use crate::domain::deadline::local_day;
use crate::domain::routing::Decision;
use crate::domain::routing::drift::{Drift, Share};
use crate::error::Error;
use crate::web::form::Form;
use crate::web::page::Site;
use crate::web::visit::Visit;

/// Over so many days it is counted, and over so many of the newest words at most.
const DAYS: i64 = 365;
const MOST: i64 = 2_000;
/// How many words are listed, and how many lines a list of the worst has.
const LISTED: usize = 30;
const WORST: usize = 10;

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
    words: Vec<Word>,
}

/// How often something was proposed and how often overridden.
#[derive(Serialize)]
struct Line {
    name: String,
    proposed: usize,
    overridden: usize,
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
    let (told, people) = visit.app.db.read(move |c| read(c, since)).await?;
    let mut drift = Drift::default();
    for one in told.iter().filter(|one| one.confirmation.withdrawn_at.is_none()) {
        let kept = one.proposed.as_deref();
        let proposed = kept.and_then(|body| serde_json::from_str::<Decision>(body).ok());
        if let Some(proposed) = proposed {
            let month = local_day(one.confirmation.at).format("%Y-%m").to_string();
            drift.add(&month, &proposed, one.confirmation.overridden);
        }
    }
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
        words: told.into_iter().take(LISTED).map(|one| word(&visit, one, &people)).collect(),
    };
    let title = visit.text("learning.title", &[]);
    visit.page(Site::Desk, "desk/learning.html", &title, &page)
}

fn read(c: &mut Conn, since: Time) -> Result<(Vec<Told>, BTreeMap<String, String>), DbError> {
    let told = confirmations::told_since(c, since, MOST)?;
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
    Ok((told, people))
}

fn line(name: String, of: Share) -> Line {
    Line { name, proposed: of.proposed, overridden: of.overridden, percent: of.percent() }
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
    visit.app.learn_now().await;
    Ok(visit.redirect_saying("/desk/learning", "flash.learning_withdrawn"))
}
