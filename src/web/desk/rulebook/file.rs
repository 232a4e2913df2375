//! One file of a set of rules, as text: read, and in a draft written.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::{NOTE, address, not_done, said, set};
use crate::db::rule_sets::{self, SetRow};
use crate::db::three_way::hash;
use crate::db::{Conn, DbError, accounts};
use crate::domain::routing::rulebook::{Deed, Standing, may};
use crate::error::{Error, FieldError};
use crate::rulebooks::{Edit, NotDone, may_name};
use crate::web::desk::content::diff::{self, Line};
use crate::web::form::Form;
use crate::web::page::Site;
use crate::web::visit::Visit;
use crate::web::words::{self, FieldText, by_field};

/// Longest text of a file.
const TEXT: usize = 200_000;
/// How the file of a new matter begins.
const BEGINNING: &str = include_str!("new_matter.toml");

#[derive(Serialize)]
struct FilePage {
    number: i32,
    standing: Standing,
    name: String,
    /// Whether whoever looks may write here.
    writes: bool,
    text: String,
    /// Hash of the text that the form was begun from; empty where there was none.
    seen: String,
    /// Whether it is the file of a matter, and stands: then it may be taken away.
    goes: bool,
    note: String,
    complaints: Vec<String>,
    theirs: Option<Theirs>,
    errors: Vec<FieldText>,
    wrong: BTreeMap<String, String>,
}

/// What somebody else saved meanwhile.
#[derive(Serialize)]
struct Theirs {
    by: Option<String>,
    text: String,
    changes: Vec<Line>,
}

/// A file as it stands.
struct Stands {
    set: SetRow,
    /// None: a draft may get one of this name.
    text: Option<String>,
}

/// What was typed, and what is wrong with it.
#[derive(Default)]
struct Typed {
    text: String,
    seen: String,
    note: String,
    complaints: Vec<String>,
    errors: Vec<FieldError>,
    theirs: Option<Theirs>,
}

fn stands(c: &mut Conn, number: i32, name: &str) -> Result<Stands, DbError> {
    let set = rule_sets::find(c, number)?;
    match rule_sets::file(c, number, name) {
        Ok(text) => Ok(Stands { set, text: Some(text) }),
        Err(DbError::NotFound) if set.standing == Standing::Draft && may_name(name) => {
            Ok(Stands { set, text: None })
        }
        Err(error) => Err(error),
    }
}

impl Typed {
    /// What the form brought, with what is wrong with it so far.
    fn of(form: &mut Form) -> Self {
        let note = form.optional("note", NOTE).unwrap_or_default();
        Self {
            text: form.raw("text").replace("\r\n", "\n").replace('\0', ""),
            seen: form.raw("seen").to_owned(),
            note,
            errors: form.errors().to_vec(),
            ..Self::default()
        }
    }
}

impl Stands {
    fn seen(&self) -> String {
        self.text.as_deref().map(hash).unwrap_or_default()
    }
}

/// `GET /desk/routing/{set}/files/{file}`
pub async fn show(visit: Visit, path: web::Path<(i32, String)>) -> Result<HttpResponse, Error> {
    let (number, name) = path.into_inner();
    let file = name.clone();
    let now = visit.app.db.read(move |c| stands(c, number, &file)).await?;
    let seen = now.seen();
    let text = match now.text {
        Some(text) => text,
        None if may(visit.actor().role, Deed::Add) => {
            BEGINNING.replace("{slug}", name.trim_end_matches(".toml"))
        }
        None => return Err(Error::NotFound),
    };
    let typed = Typed { seen, text, ..Typed::default() };
    page(&visit, StatusCode::OK, &now.set, name, typed)
}

fn page(
    visit: &Visit,
    status: StatusCode,
    set: &SetRow,
    name: String,
    typed: Typed,
) -> Result<HttpResponse, Error> {
    let errors = words::fields(visit, &typed.errors);
    let title = match typed.seen.is_empty() {
        true => visit.text("rulebook.do.add", &[]),
        false => set::title(visit, &name),
    };
    let page = FilePage {
        number: set.number,
        standing: set.standing,
        writes: set.standing == Standing::Draft && may(visit.actor().role, Deed::Edit),
        goes: !typed.seen.is_empty() && may_name(&name),
        name,
        text: typed.text,
        seen: typed.seen,
        note: typed.note,
        complaints: typed.complaints,
        theirs: typed.theirs,
        wrong: by_field(&errors),
        errors,
    };
    let response = HttpResponse::build(status);
    visit.page_with(response, Site::Desk, "desk/rulebook_file.html", &title, &page)
}

/// `POST /desk/routing/{set}/files/{file}`
pub async fn submit(
    visit: Visit,
    path: web::Path<(i32, String)>,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let (number, name) = path.into_inner();
    let file = name.clone();
    let now = visit.app.db.read(move |c| stands(c, number, &file)).await?;
    if form.raw("settle") == Deed::Remove.as_str() {
        return take_away(&visit, now, name, form).await;
    }
    let text = format!("{}\n", form.required("text", TEXT));
    let typed = Typed::of(&mut form);
    let note = typed.note.clone();
    if !typed.errors.is_empty() {
        return page(&visit, StatusCode::UNPROCESSABLE_ENTITY, &now.set, name, typed);
    }
    let back = address(number);
    if now.text.as_ref() == Some(&text) && typed.seen == now.seen() {
        return Ok(visit.redirect_saying(&back, "flash.rules_same"));
    }
    let by = visit.actor().account.unwrap_or_default();
    let seen = typed.seen.clone();
    let said = if seen.is_empty() { "flash.rules_done.add" } else { "flash.rules_done.edit" };
    let edit = Edit { number, file: name.clone(), seen, text: Some(text), note, by };
    match save(&visit, edit, typed).await? {
        None => Ok(visit.redirect_saying(&back, said)),
        Some((status, typed)) => page(&visit, status, &now.set, name, typed),
    }
}

/// The matter goes, if nothing else names it; what was typed beside is kept where it does not.
async fn take_away(
    visit: &Visit,
    now: Stands,
    name: String,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let typed = Typed::of(&mut form);
    if !typed.errors.is_empty() {
        return page(visit, StatusCode::UNPROCESSABLE_ENTITY, &now.set, name, typed);
    }
    let edit = Edit {
        number: now.set.number,
        file: name.clone(),
        seen: typed.seen.clone(),
        text: None,
        note: typed.note.clone(),
        by: visit.actor().account.unwrap_or_default(),
    };
    match save(visit, edit, typed).await? {
        None => Ok(visit.redirect_saying(&address(now.set.number), "flash.rules_done.remove")),
        Some((status, typed)) => page(visit, status, &now.set, name, typed),
    }
}

/// Saves it; or what to say of it, with what was typed.
async fn save(
    visit: &Visit,
    edit: Edit,
    typed: Typed,
) -> Result<Option<(StatusCode, Typed)>, Error> {
    let (number, file) = (edit.number, edit.file.clone());
    let text = edit.text.clone().unwrap_or_default();
    Ok(Some(match visit.app.edit_rules(edit, visit.actor().role).await {
        Ok(_) => return Ok(None),
        Err(NotDone::Faulty(faults)) => {
            let complaints = said(visit, &faults);
            (StatusCode::UNPROCESSABLE_ENTITY, Typed { complaints, ..typed })
        }
        Err(NotDone::Stale) => {
            let (by, now) = visit.app.db.read(move |c| theirs(c, number, &file)).await?;
            let changes = diff::lines(&now, &text);
            let seen = if now.is_empty() { String::new() } else { hash(&now) };
            let errors = vec![FieldError::new("text", "rulebook.stale")];
            let theirs = Some(Theirs { by, text: now, changes });
            (StatusCode::CONFLICT, Typed { theirs, seen, errors, ..typed })
        }
        Err(NotDone::Refused(refusal)) => {
            let errors = vec![FieldError::new("text", &format!("rulebook.refusal.{refusal}"))];
            (StatusCode::UNPROCESSABLE_ENTITY, Typed { errors, ..typed })
        }
        Err(other) => return Err(not_done(other)),
    }))
}

/// Who saved the file last, and what it says now.
fn theirs(c: &mut Conn, number: i32, name: &str) -> Result<(Option<String>, String), DbError> {
    let history = rule_sets::history(c, number)?;
    let last = history.into_iter().find(|row| row.file.as_deref() == Some(name));
    let by = last.and_then(|row| row.by_account);
    let by = by.map(|by| accounts::by_id(c, &by)).transpose()?.map(|account| account.name);
    match rule_sets::file(c, number, name) {
        // It was taken away meanwhile.
        Err(DbError::NotFound) => Ok((by, String::new())),
        text => Ok((by, text?)),
    }
}
