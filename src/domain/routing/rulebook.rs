//! A set of rules from draft to being in force, and back. One set is in force; whoever changes it
//! makes a draft, rehearses it on what was asked, and puts it in force, now or at a time. [`decide`]
//! says who may do what, and when.

use std::collections::BTreeSet;

use super::fault::RuleFiles;
use crate::domain::Time;
use crate::domain::order::Role;
use crate::text_enum;

text_enum! {
    /// Where a set of rules stands.
    pub enum Standing {
        Draft = "draft",
        /// Comes into force by itself at a time.
        Scheduled = "scheduled",
        Live = "live",
        /// Was in force.
        Past = "past",
        /// Came with a release of the program while rules were in force that people here had edited.
        Offered = "offered",
        /// A draft that came to nothing.
        Dropped = "dropped",
    }
}

text_enum! {
    /// What is done to a set of rules.
    pub enum Deed {
        /// A new text of one of its files.
        Edit = "edit",
        /// A file for a matter that had none.
        Add = "add",
        /// A matter goes, and its file with it.
        Remove = "remove",
        Rehearse = "rehearse",
        Publish = "publish",
        Schedule = "schedule",
        Unschedule = "unschedule",
        /// What was in force before comes back, as a new set.
        RollBack = "roll_back",
        Drop = "drop",
    }
}

text_enum! {
    /// Why something is not done.
    pub enum Refusal {
        NotYours = "not_yours",
        /// Not in this standing.
        Standing = "standing",
        /// It says what is in force anyway.
        Same = "same",
        /// Never rehearsed to its end.
        NotRehearsed = "not_rehearsed",
        /// Rehearsed, but edited since.
        EditedSince = "edited_since",
        /// Rehearsed against rules that are no longer in force.
        LiveSince = "live_since",
        NotLater = "not_later",
        NoNote = "no_note",
    }
}

/// A set, as far as decisions go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Book {
    pub standing: Standing,
    /// Hash of its files.
    pub files: String,
    /// The last rehearsal that came to its end.
    pub rehearsed: Option<Rehearsed>,
}

/// What was rehearsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rehearsed {
    pub files: String,
    /// Number of the set that was in force then.
    pub against: i32,
}

/// What is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InForce {
    pub number: i32,
    pub files: String,
}

/// What comes with a deed.
#[derive(Debug, Clone, Copy, Default)]
pub struct With<'a> {
    pub at: Option<Time>,
    pub note: &'a str,
}

/// Where the set stands after a deed. Of [`Deed::RollBack`] it is the new set that will be in force.
///
/// # Errors
/// Why not.
pub fn decide(
    book: &Book,
    live: &InForce,
    deed: Deed,
    role: Role,
    with: With<'_>,
    now: Time,
) -> Result<Standing, Refusal> {
    if !may(role, deed) {
        return Err(Refusal::NotYours);
    }
    let from = |standings: &[Standing], to: Standing| match standings.contains(&book.standing) {
        true => Ok(to),
        false => Err(Refusal::Standing),
    };
    match deed {
        Deed::Edit | Deed::Add | Deed::Remove => from(&[Standing::Draft], Standing::Draft),
        Deed::Drop => from(&[Standing::Draft], Standing::Dropped),
        Deed::Rehearse => match from(&[Standing::Draft], Standing::Draft)? {
            _ if book.files == live.files => Err(Refusal::Same),
            to => Ok(to),
        },
        Deed::Publish => from(&[Standing::Draft, Standing::Scheduled], Standing::Live)
            .and_then(|to| rehearsed(book, live).map(|()| to)),
        Deed::Schedule => {
            let to = from(&[Standing::Draft], Standing::Scheduled)?;
            rehearsed(book, live)?;
            if with.at.is_some_and(|at| at > now) { Ok(to) } else { Err(Refusal::NotLater) }
        }
        Deed::Unschedule => from(&[Standing::Scheduled], Standing::Draft),
        Deed::RollBack => match from(&[Standing::Past], Standing::Live)? {
            _ if book.files == live.files => Err(Refusal::Same),
            // It is done in a hurry, and asked about later.
            _ if with.note.trim().is_empty() => Err(Refusal::NoNote),
            to => Ok(to),
        },
    }
}

/// Whether somebody of this role does this: an editor writes and rehearses, a dispatcher or an admin
/// puts in force; the house itself only keeps a time that was set.
pub fn may(role: Role, deed: Deed) -> bool {
    match role {
        Role::Dispatcher | Role::Admin => true,
        Role::Editor => {
            matches!(deed, Deed::Edit | Deed::Add | Deed::Remove | Deed::Rehearse | Deed::Drop)
        }
        Role::System => matches!(deed, Deed::Publish | Deed::Unschedule),
        _ => false,
    }
}

/// Only what was seen to its end, in just these words, against what is in force, comes into force.
fn rehearsed(book: &Book, live: &InForce) -> Result<(), Refusal> {
    match &book.rehearsed {
        _ if book.files == live.files => Err(Refusal::Same),
        None => Err(Refusal::NotRehearsed),
        Some(done) if done.files != book.files => Err(Refusal::EditedSince),
        Some(done) if done.against != live.number => Err(Refusal::LiveSince),
        Some(_) => Ok(()),
    }
}

/// What was edited here, together with what is new in a release.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merged {
    pub files: RuleFiles,
    /// Files that both changed: here the text of the house stands.
    pub clashes: Vec<String>,
}

/// Puts the changes of a release and those made here together, file by file; `base` is the release
/// that was edited here.
pub fn merge(base: &RuleFiles, here: &RuleFiles, release: &RuleFiles) -> Merged {
    let mut merged = Merged::default();
    let names: BTreeSet<&String> = here.keys().chain(release.keys()).collect();
    for name in names {
        let (was, ours, theirs) = (base.get(name), here.get(name), release.get(name));
        let kept = if ours == was { theirs } else { ours };
        if ours != was && theirs != was && ours != theirs {
            merged.clashes.push(name.clone());
        }
        if let Some(text) = kept {
            merged.files.insert(name.clone(), text.clone());
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(hour: u32) -> Time {
        chrono::NaiveDate::from_ymd_opt(2026, 11, 2).unwrap().and_hms_opt(hour, 0, 0).unwrap()
    }

    fn book(standing: Standing, rehearsed: Option<(&str, i32)>) -> Book {
        let rehearsed =
            rehearsed.map(|(files, against)| Rehearsed { files: files.into(), against });
        Book { standing, files: "new".into(), rehearsed }
    }

    fn tried(book: &Book, deed: Deed, role: Role, with: With<'_>) -> Result<Standing, Refusal> {
        let live = InForce { number: 3, files: "old".into() };
        decide(book, &live, deed, role, with, time(12))
    }

    #[test]
    fn who_may_do_what() {
        const ALL: [&str; 9] = [
            "edit",
            "add",
            "remove",
            "rehearse",
            "publish",
            "schedule",
            "unschedule",
            "roll_back",
            "drop",
        ];
        let table = [
            (Role::Dispatcher, ALL.to_vec()),
            (Role::Admin, ALL.to_vec()),
            (Role::Editor, vec!["edit", "add", "remove", "rehearse", "drop"]),
            (Role::System, vec!["publish", "unschedule"]),
            (Role::Planner, vec![]),
            (Role::Business, vec![]),
        ];
        for (role, allowed) in table {
            for deed in Deed::ALL {
                assert_eq!(may(role, *deed), allowed.contains(&deed.as_str()), "{role} {deed}");
            }
        }
    }

    #[test]
    fn only_what_was_rehearsed_to_its_end_comes_into_force() {
        let table = [
            (None, Err(Refusal::NotRehearsed)),
            (Some(("newer", 3)), Err(Refusal::EditedSince)),
            (Some(("new", 2)), Err(Refusal::LiveSince)),
            (Some(("new", 3)), Ok(Standing::Live)),
        ];
        for (rehearsed, wanted) in table {
            for standing in [Standing::Draft, Standing::Scheduled] {
                let book = book(standing, rehearsed);
                let done = tried(&book, Deed::Publish, Role::Dispatcher, With::default());
                assert_eq!(done, wanted, "{standing} {rehearsed:?}");
            }
        }
        let same = Book { files: "old".into(), ..book(Standing::Draft, Some(("old", 3))) };
        for deed in [Deed::Publish, Deed::Rehearse] {
            assert_eq!(tried(&same, deed, Role::Admin, With::default()), Err(Refusal::Same));
        }
    }

    #[test]
    fn each_deed_has_its_standings() {
        let with = With { at: Some(time(13)), note: "why" };
        for standing in Standing::ALL {
            let book = book(*standing, Some(("new", 3)));
            let done: Vec<(&str, Standing)> = Deed::ALL
                .iter()
                .filter_map(|deed| {
                    let to = tried(&book, *deed, Role::Dispatcher, with).ok()?;
                    Some((deed.as_str(), to))
                })
                .collect();
            let wanted = match standing {
                Standing::Draft => vec![
                    ("edit", Standing::Draft),
                    ("add", Standing::Draft),
                    ("remove", Standing::Draft),
                    ("rehearse", Standing::Draft),
                    ("publish", Standing::Live),
                    ("schedule", Standing::Scheduled),
                    ("drop", Standing::Dropped),
                ],
                Standing::Scheduled => {
                    vec![("publish", Standing::Live), ("unschedule", Standing::Draft)]
                }
                Standing::Past => vec![("roll_back", Standing::Live)],
                _ => vec![],
            };
            assert_eq!(done, wanted, "{standing}");
        }
    }

    #[test]
    fn a_time_lies_ahead_and_going_back_says_why() {
        let draft = book(Standing::Draft, Some(("new", 3)));
        for at in [None, Some(time(11)), Some(time(12))] {
            let done = tried(&draft, Deed::Schedule, Role::Admin, With { at, note: "" });
            assert_eq!(done, Err(Refusal::NotLater));
        }
        let past = book(Standing::Past, None);
        let silent = With { at: None, note: "  " };
        assert_eq!(tried(&past, Deed::RollBack, Role::Admin, silent), Err(Refusal::NoNote));
    }

    fn files(texts: &[(&str, &str)]) -> RuleFiles {
        texts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn a_release_and_the_house_meet_file_by_file() {
        let base = files(&[("a", "1"), ("b", "1"), ("c", "1"), ("d", "1"), ("gone", "1")]);
        let here =
            files(&[("a", "1"), ("b", "2"), ("c", "2"), ("d", "2"), ("gone", "1"), ("own", "1")]);
        let release = files(&[("a", "3"), ("b", "1"), ("c", "3"), ("d", "2"), ("fresh", "1")]);
        let merged = merge(&base, &here, &release);
        let wanted =
            files(&[("a", "3"), ("b", "2"), ("c", "2"), ("d", "2"), ("own", "1"), ("fresh", "1")]);
        assert_eq!(merged, Merged { files: wanted, clashes: vec!["c".to_owned()] });
    }
}
