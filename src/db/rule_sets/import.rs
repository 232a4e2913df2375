//! The rules that come with the program. What people edited here is never overwritten: then the new
//! files wait as a set of their own, and a draft can be made that puts both together.

use diesel::prelude::*;

use super::super::schema::rule_sets;
use super::super::{Conn, DbError};
use super::{NewSet, Texts, create, find, live, retire};
use crate::domain::Time;
use crate::domain::routing::rulebook::Standing;

/// What became of the program's rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Came {
    /// They have been here before.
    Known,
    /// They are in force, as the set of this number.
    Live(i32),
    /// The rules in force were edited here and stay; these wait.
    Offered(i32),
}

/// Takes over the rules of the program.
pub fn import(c: &mut Conn, texts: &Texts, now: Time) -> Result<Came, DbError> {
    let releases = rule_sets::table.filter(rule_sets::release.eq(rule_sets::number));
    let known: i64 = releases.filter(rule_sets::files.eq(&texts.hash)).count().get_result(c)?;
    let standing = live(c)?;
    if known > 0 && standing.is_some() {
        return Ok(Came::Known);
    }
    let release = |c: &mut Conn, standing| {
        let new = NewSet { standing, made_from: None, release: None, note: "", by: None };
        create(c, &new, texts, now)
    };
    match standing {
        None => release(c, Standing::Live).map(Came::Live),
        // Word for word what an earlier release said: nobody here has another wish.
        Some(live) if find(c, live.release)?.files == live.files => {
            retire(c, live.number, now)?;
            release(c, Standing::Live).map(Came::Live)
        }
        Some(_) => release(c, Standing::Offered).map(Came::Offered),
    }
}
