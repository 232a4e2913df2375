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

use crate::content::ContentError;
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

/// What is wrong with pages, as an editor reads it: where, and what.
fn said(errors: &[ContentError]) -> Vec<String> {
    let one = |error: &ContentError| match error.line {
        Some(line) => format!("{}:{line}: {}", error.file, error.message),
        None => format!("{}: {}", error.file, error.message),
    };
    errors.iter().map(one).collect()
}
