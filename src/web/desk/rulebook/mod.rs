//! `/desk/routing`: the rules of the routing, drafted, edited file by file, rehearsed on what was
//! asked, put in force, and taken back.

pub mod act;
pub mod file;
pub mod list;
pub mod rehearsal;
pub mod set;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::db::{Conn, DbError, accounts};
use crate::domain::routing::Fault;
use crate::error::Error;
use crate::rulebooks::NotDone;
use crate::web::visit::Visit;

/// Longest word about a change.
const NOTE: usize = 200;
/// So long somebody waits for the rules to be taken up; it goes on by itself after.
const PATIENCE: Duration = Duration::from_secs(5);

/// The address of a set.
fn address(number: i32) -> String {
    format!("/desk/routing/{number}")
}

/// The names of some people.
fn people(c: &mut Conn, ids: BTreeSet<String>) -> Result<BTreeMap<String, String>, DbError> {
    let mut names = BTreeMap::new();
    for id in ids {
        match accounts::by_id(c, &id) {
            Ok(account) => drop(names.insert(account.id, account.name)),
            Err(DbError::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(names)
}

/// What is wrong with files, as whoever edits them reads it: where, and what.
fn said(visit: &Visit, faults: &[Fault]) -> Vec<String> {
    let one = |fault: &Fault| {
        let what =
            visit.text(&format!("rulebook.wrong.{}", fault.wrong), &[("word", fault.word.clone())]);
        let file = fault.file.clone();
        match fault.line {
            _ if file.is_empty() => what,
            None => visit.text("rulebook.at_file", &[("file", file), ("what", what)]),
            Some(line) => {
                let args = [("file", file), ("line", line.to_string()), ("what", what)];
                visit.text("rulebook.at_line", &args)
            }
        }
    };
    faults.iter().map(one).collect()
}

/// What no page of ours can show.
fn not_done(not: NotDone) -> Error {
    match not {
        NotDone::Db(error) => error.into(),
        other => Error::internal(format!("{other:?}")),
    }
}

/// This node takes up the rules at once, the others before long. Who did it need not wait for the
/// end: what was confirmed is learned anew, which may take a while.
async fn take_up(visit: &Visit) {
    let app = visit.app.clone();
    let following = actix_web::rt::spawn(async move {
        if let Err(error) = app.follow_rules().await {
            tracing::error!(%error, "the rules in force are not taken up yet");
        }
    });
    drop(tokio::time::timeout(PATIENCE, following).await);
}
