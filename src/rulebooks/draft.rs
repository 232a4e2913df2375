//! Drafts: made, edited, and sent to be rehearsed.

use chrono::TimeDelta;

use super::{NotDone, load};
use crate::app::{self, App};
use crate::db::rule_sets::{self, Came, NewSet, Texts};
use crate::db::three_way::hash;
use crate::db::{DbError, rehearsals};
use crate::domain::order::Role;
use crate::domain::routing::rulebook::{Deed, Standing, With, decide, merge};
use crate::domain::routing::rules::is_shared;

/// What was asked over so many days is what a draft is rehearsed on.
const DAYS: i64 = 365;
/// Letters of the longest name of a matter.
const NAME: usize = 35;
/// How often a save is tried that another one was faster than.
const TRIES: usize = 5;

/// A new draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drafted {
    pub number: i32,
    /// Files that a release changed and people here did too: here the text of the house stands.
    pub clashes: Vec<String>,
}

/// A new text for one file of a draft.
#[derive(Debug, Clone)]
pub struct Edit {
    pub number: i32,
    pub file: String,
    /// Hash of the file as whoever edits has seen it: other files may change meanwhile. Empty where
    /// there was none.
    pub seen: String,
    /// None takes the file away.
    pub text: Option<String>,
    pub note: String,
    pub by: String,
}

impl App {
    /// Takes over the rules that this program carries; see [`rule_sets::import`].
    ///
    /// # Errors
    /// What the database refuses.
    pub async fn import_rules(&self) -> Result<Came, DbError> {
        let (shipped, now) = (shipped()?, self.clock.now());
        self.db.write(move |c| rule_sets::import(c, &shipped, now)).await
    }

    /// A draft that begins as another set: the one in force, an earlier one, or what came with a
    /// release, put together with what was edited here.
    ///
    /// # Errors
    /// Faults of the texts put together, or the database's.
    pub async fn draft_rules(&self, from: i32, by: &str) -> Result<Drafted, NotDone> {
        let now = self.clock.now();
        let read = self.db.read(move |c| {
            let row = rule_sets::find(c, from)?;
            let own = rule_sets::files(c, from)?;
            let live = rule_sets::live(c)?.ok_or(DbError::NotFound)?;
            let beside = match row.standing {
                Standing::Offered => {
                    Some((rule_sets::files(c, live.release)?, rule_sets::files(c, live.number)?))
                }
                _ => None,
            };
            Ok((row, own, beside))
        });
        let (row, own, beside) = read.await?;
        let (files, clashes) = match beside {
            Some((base, here)) => {
                let merged = merge(&base, &here, &own);
                (merged.files, merged.clashes)
            }
            None => (own, Vec::new()),
        };
        let texts = self.checked(files).await?;
        let by = by.to_owned();
        let number = self.db.write(move |c| {
            let new = NewSet {
                standing: Standing::Draft,
                made_from: Some(from),
                release: Some(row.release),
                note: "",
                by: Some(&by),
            };
            rule_sets::create(c, &new, &texts, now)
        });
        Ok(Drafted { number: number.await?, clashes })
    }

    /// Saves one file of a draft. The whole set must be sound with it. Returns the set's version.
    ///
    /// # Errors
    /// Why not; then nothing has changed.
    pub async fn edit_rules(&self, edit: Edit, role: Role) -> Result<i64, NotDone> {
        for _ in 1..TRIES {
            match self.try_edit(edit.clone(), role).await {
                // Another file of the set was saved at the same moment.
                Err(NotDone::Db(DbError::Stale { .. })) => {}
                done => return done,
            }
        }
        self.try_edit(edit, role).await
    }

    async fn try_edit(&self, edit: Edit, role: Role) -> Result<i64, NotDone> {
        let (number, now) = (edit.number, self.clock.now());
        let read =
            self.db.read(move |c| Ok((load(c, number)?, rule_sets::files(c, number)?))).await?;
        let (loaded, mut files) = read;
        let stands = files.get(&edit.file).map(|text| hash(text)).unwrap_or_default();
        if stands != edit.seen {
            return Err(NotDone::Stale);
        }
        let deed = deed_of(&edit).ok_or(DbError::NotFound)?;
        decide(&loaded.book, &loaded.live, deed, role, With::default(), now)
            .map_err(NotDone::Refused)?;
        let before = loaded.row.version;
        match &edit.text {
            Some(text) => drop(files.insert(edit.file.clone(), text.clone())),
            None => drop(files.remove(&edit.file)),
        }
        let Texts { hash, version, .. } = self.checked(files).await?;
        let saved = self.db.write(move |c| {
            let file = (deed, edit.file.as_str(), edit.text.as_deref());
            let by = (edit.by.as_str(), edit.note.as_str());
            rule_sets::edit(c, (number, before), file, (&hash, &version), by, now)
        });
        saved.await.map_err(NotDone::Db)
    }

    /// Asks for a rehearsal of a draft as it stands; one of the same words that goes on is enough.
    ///
    /// # Errors
    /// Why not.
    pub async fn rehearse_rules(
        &self,
        number: i32,
        role: Role,
        by: Option<String>,
    ) -> Result<(), NotDone> {
        let now = self.clock.now();
        let loaded = self.db.read(move |c| load(c, number)).await?;
        decide(&loaded.book, &loaded.live, Deed::Rehearse, role, With::default(), now)
            .map_err(NotDone::Refused)?;
        let (files, against) = (loaded.row.files, loaded.live.number);
        let asked = self.db.write(move |c| {
            let same = rehearsals::newest(c, number)?.is_some_and(|one| {
                one.files == files && one.against == against && one.ended_at.is_none()
            });
            if !same {
                let since = now - TimeDelta::days(DAYS);
                rehearsals::ask(c, (number, &files, against), since, by.as_deref(), now)?;
            }
            Ok(())
        });
        Ok(asked.await?)
    }
}

/// What an edit does. The files that all matters share are neither made nor taken away.
fn deed_of(edit: &Edit) -> Option<Deed> {
    let own = may_name(&edit.file);
    match (&edit.text, edit.seen.is_empty()) {
        (Some(_), false) => Some(Deed::Edit),
        (Some(_), true) => own.then_some(Deed::Add),
        (None, false) => own.then_some(Deed::Remove),
        (None, true) => None,
    }
}

/// Whether a file of this name can be the file of a matter.
pub fn may_name(file: &str) -> bool {
    let letters = |stem: &str| stem.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    let stem = file.strip_suffix(".toml").unwrap_or_default();
    (2..=NAME).contains(&stem.len()) && letters(stem) && !is_shared(file)
}

/// The rules that this program carries.
fn shipped() -> Result<Texts, DbError> {
    let rules = app::shipped_rules().map_err(DbError::Broken)?;
    Ok(Texts {
        files: app::shipped_files(),
        hash: rules.fingerprint().to_owned(),
        version: rules.version().to_owned(),
    })
}
