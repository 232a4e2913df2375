//! One set of rules: what is different in it, what can be done, what was done.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::rehearsal::Progress;
use super::{address, people};
use crate::db::rule_sets::{self, DeedRow, SetRow};
use crate::db::{Conn, DbError, rehearsals};
use crate::domain::Time;
use crate::domain::routing::RuleFiles;
use crate::domain::routing::rulebook::{Deed, Standing, With, decide};
use crate::domain::routing::rules::is_shared;
use crate::error::{Error, FieldError};
use crate::rulebooks::{self, Loaded};
use crate::web::desk::content::diff::{self, Line};
use crate::web::desk::names;
use crate::web::page::Site;
use crate::web::visit::Visit;
use crate::web::words::{self, FieldText, by_field};

/// A set as it is read for its page.
struct Read {
    loaded: Loaded,
    files: RuleFiles,
    /// The files of the set in force; of the set that was made from, where this is in force itself.
    beside: RuleFiles,
    beside_number: i32,
    history: Vec<DeedRow>,
    rehearsal: Option<rehearsals::RehearsalRow>,
    people: BTreeMap<String, String>,
}

#[derive(Serialize)]
struct SetPage {
    #[serde(flatten)]
    head: Head,
    live: i32,
    beside: i32,
    offers: Vec<&'static str>,
    /// Why it can't be put in force yet.
    refusal: Option<&'static str>,
    rehearsal: Option<Progress>,
    changed: Vec<Changed>,
    clashes: Vec<String>,
    shared: Vec<File>,
    matters: Vec<File>,
    history: Vec<Happened>,
    values: BTreeMap<String, String>,
    errors: Vec<FieldText>,
    wrong: BTreeMap<String, String>,
}

/// What stands at the top: which set it is, and how it came about.
#[derive(Serialize)]
struct Head {
    number: i32,
    version: i64,
    standing: Standing,
    rules_version: String,
    note: String,
    by: Option<String>,
    made_at: Time,
    made_from: Option<i32>,
    publish_at: Option<Time>,
    live_at: Option<Time>,
    past_at: Option<Time>,
}

#[derive(Serialize)]
struct Changed {
    name: String,
    title: String,
    lines: Vec<Line>,
}

#[derive(Serialize)]
struct File {
    href: String,
    name: String,
    title: String,
    changed: bool,
}

#[derive(Serialize)]
struct Happened {
    deed: String,
    file: Option<String>,
    note: String,
    by: Option<String>,
    at: Time,
}

/// What an address adds.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    clashes: String,
    /// The matter that shall have a file.
    new: Option<String>,
}

/// What is wrong with what somebody wanted.
#[derive(Debug, Default)]
pub(super) struct Wrong {
    pub errors: Vec<FieldText>,
    pub values: BTreeMap<String, String>,
}

/// `GET /desk/routing/{set}`
pub async fn show(
    visit: Visit,
    number: web::Path<i32>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Error> {
    match asked.new.as_deref().map(str::trim) {
        None => page(&visit, StatusCode::OK, *number, &asked.clashes, Wrong::default()).await,
        Some(slug) => begin(&visit, *number, slug).await,
    }
}

/// To the file of a matter that is about to be added.
async fn begin(visit: &Visit, number: i32, slug: &str) -> Result<HttpResponse, Error> {
    let file = format!("{slug}.toml");
    if rulebooks::may_name(&file) {
        return Ok(visit.redirect(&format!("{}/files/{file}", address(number))).finish());
    }
    let errors = words::fields(visit, &[FieldError::new("new", "rulebook.wrong_name")]);
    let values = BTreeMap::from([("new".to_owned(), slug.to_owned())]);
    page(visit, StatusCode::UNPROCESSABLE_ENTITY, number, "", Wrong { errors, values }).await
}

/// The page, with what was wrong with a deed.
pub(super) async fn page(
    visit: &Visit,
    status: StatusCode,
    number: i32,
    clashes: &str,
    wrong: Wrong,
) -> Result<HttpResponse, Error> {
    let read = visit.app.db.read(move |c| read(c, number)).await?;
    let changed = changed(visit, &read);
    let is_changed = |name: &str| changed.iter().any(|one| one.name == name);
    let file = |name: &String| File {
        href: format!("{}/files/{name}", address(number)),
        title: title(visit, name),
        changed: is_changed(name),
        name: name.clone(),
    };
    let (shared, matters) = read.files.keys().map(file).partition(|file| is_shared(&file.name));
    let clashes = clashes.split(['+', ' ']).filter(|name| is_changed(name)).map(str::to_owned);
    let (offers, refusal) = offers(visit, &read.loaded);
    let page = SetPage {
        clashes: clashes.collect(),
        live: read.loaded.live.number,
        beside: read.beside_number,
        offers,
        refusal,
        rehearsal: read.rehearsal.as_ref().map(Progress::of).transpose()?,
        shared,
        matters,
        history: read.history.iter().map(|row| happened(row, &read.people)).collect(),
        head: head(read.loaded.row, &read.people),
        values: wrong.values,
        wrong: by_field(&wrong.errors),
        errors: wrong.errors,
        changed,
    };
    let title = visit.text("rulebook.n", &[("n", number.to_string())]);
    let response = HttpResponse::build(status);
    visit.page_with(response, Site::Desk, "desk/rulebook_set.html", &title, &page)
}

fn happened(row: &DeedRow, people: &BTreeMap<String, String>) -> Happened {
    Happened {
        deed: row.deed.clone(),
        file: row.file.clone(),
        note: row.note.clone(),
        by: row.by_account.as_ref().and_then(|by| people.get(by).cloned()),
        at: row.at,
    }
}

fn head(row: SetRow, people: &BTreeMap<String, String>) -> Head {
    Head {
        number: row.number,
        version: row.version,
        standing: row.standing,
        by: row.made_by.and_then(|by| people.get(&by).cloned()),
        rules_version: row.rules_version,
        note: row.note,
        made_at: row.made_at,
        made_from: row.made_from,
        publish_at: row.publish_at,
        live_at: row.live_at,
        past_at: row.past_at,
    }
}

fn read(c: &mut Conn, number: i32) -> Result<Read, DbError> {
    let loaded = rulebooks::load(c, number)?;
    let files = rule_sets::files(c, number)?;
    let beside_number = match loaded.live.number {
        live if live == number => loaded.row.made_from.unwrap_or(number),
        live => live,
    };
    let beside = rule_sets::files(c, beside_number)?;
    let history = rule_sets::history(c, number)?;
    let rehearsal = rehearsals::newest(c, number)?;
    let mut ids: BTreeSet<String> =
        history.iter().filter_map(|row| row.by_account.clone()).collect();
    ids.extend(loaded.row.made_by.clone());
    let people = people(c, ids)?;
    Ok(Read { loaded, files, beside, beside_number, history, rehearsal, people })
}

/// The files that are not the same beside, line by line.
fn changed(visit: &Visit, read: &Read) -> Vec<Changed> {
    let names: BTreeSet<&String> = read.files.keys().chain(read.beside.keys()).collect();
    let text = |of: &RuleFiles, name: &String| of.get(name).cloned().unwrap_or_default();
    let one = |name: &String| {
        let (old, new) = (text(&read.beside, name), text(&read.files, name));
        (old != new).then(|| Changed {
            title: title(visit, name),
            lines: diff::lines(&old, &new),
            name: name.clone(),
        })
    };
    names.into_iter().filter_map(one).collect()
}

/// What a file is about.
pub(super) fn title(visit: &Visit, file: &str) -> String {
    let stem = file.trim_end_matches(".toml");
    match is_shared(file) {
        true => visit.text(&format!("rulebook.file.{stem}"), &[]),
        false => names::matter(visit, stem),
    }
}

/// What whoever looks may do now, and why they may not put it in force.
fn offers(visit: &Visit, loaded: &Loaded) -> (Vec<&'static str>, Option<&'static str>) {
    let role = visit.actor().role;
    // As if the form were filled in.
    let with = With { at: Some(visit.now + TimeDelta::hours(1)), note: "-" };
    let tried = |deed: Deed| decide(&loaded.book, &loaded.live, deed, role, with, visit.now);
    let may = Deed::ALL.iter().filter(|deed| tried(**deed).is_ok());
    let refusal = tried(Deed::Publish).err().map(|refusal| refusal.as_str());
    let drafted = matches!(loaded.row.standing, Standing::Draft | Standing::Scheduled);
    (may.map(|deed| deed.as_str()).collect(), refusal.filter(|_| drafted))
}
