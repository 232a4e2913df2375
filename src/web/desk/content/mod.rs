//! `/desk/content`: the pages of the site, written, compared, put out and taken down.

pub mod act;
pub mod compare;
mod controls;
pub mod create;
pub(in crate::web::desk) mod diff;
pub mod edit;
pub mod list;
mod options;
pub mod pictures;
pub mod piece;
pub mod preview;
mod sheet;

use actix_web::web;

use crate::content::{ContentError, Saying};
use crate::db::pieces::{self, Loaded};
use crate::domain::publication::{Hand, PieceKind};
use crate::error::Error;
use crate::web::visit::Visit;

/// Longest text of a page.
const BODY: usize = 60_000;

/// Who acts.
fn hand(visit: &Visit) -> Hand {
    let actor = visit.actor();
    Hand { account: actor.account, role: actor.role }
}

/// A piece by the id in an address.
async fn load(visit: &Visit, id: &str) -> Result<Loaded, Error> {
    let id = id.to_owned();
    Ok(visit.app.db.read(move |c| pieces::load(c, &id)).await?)
}

fn kind(word: &web::Path<String>) -> Result<PieceKind, Error> {
    let kind: PieceKind = word.parse().map_err(|_| Error::NotFound)?;
    if kind.can_be_added() { Ok(kind) } else { Err(Error::NotFound) }
}

/// What is wrong with pages, as an editor reads it: what, and on which page if on another one.
fn said(visit: &Visit, own: &str, errors: &[ContentError]) -> Vec<String> {
    errors.iter().map(|error| one_said(visit, own, error)).collect()
}

fn one_said(visit: &Visit, own: &str, error: &ContentError) -> String {
    let what = match &error.saying {
        Some(saying) => saying_said(visit, saying),
        None => error.message.clone(),
    };
    match error.line {
        // The lines of the file are not those of the form.
        _ if error.file == own && error.saying.is_some() => what,
        Some(line) => format!("{}:{line}: {what}", error.file),
        None => format!("{}: {what}", error.file),
    }
}

fn saying_said(visit: &Visit, saying: &Saying) -> String {
    let values: Vec<(&str, String)> = saying
        .values
        .iter()
        .map(|(name, value)| match *name {
            "what" => (*name, visit.text(&format!("content.fault.what.{value}"), &[])),
            "part" => (*name, visit.text(&format!("content.field.{value}"), &[])),
            _ => (*name, value.clone()),
        })
        .collect();
    visit.text(&format!("content.fault.{}", saying.key), &values)
}
