//! Sets of rules: their files, where each stands, and what was done to it. One is in force.

mod import;
mod read;

use diesel::prelude::*;
use serde_json::json;

use super::error::word;
use super::schema::{rule_deeds, rule_files, rule_sets};
use super::{Conn, DbError, jobs};
use crate::domain::Time;
use crate::domain::order::Job;
use crate::domain::routing::RuleFiles;
use crate::domain::routing::rulebook::{Deed, InForce, Standing};

pub use import::{Came, import};
pub use read::{
    DeedRow, file, files, find, history, in_force, list, live, newest_offered, versions,
};

/// The kind of job that puts a set in force at its time.
pub const PUBLISH: &str = "rules_publish";

/// A set as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetRow {
    pub number: i32,
    pub version: i64,
    pub standing: Standing,
    /// Hash of its files.
    pub files: String,
    /// What orders keep that were routed by it.
    pub rules_version: String,
    pub made_from: Option<i32>,
    /// Number of the release that it goes back to.
    pub release: i32,
    pub note: String,
    /// None: it came with the program.
    pub made_by: Option<String>,
    pub made_at: Time,
    pub publish_at: Option<Time>,
    pub live_at: Option<Time>,
    pub past_at: Option<Time>,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = rule_sets)]
struct Row {
    number: i32,
    version: i64,
    standing: String,
    files: String,
    rules_version: String,
    made_from: Option<i32>,
    release: i32,
    note: String,
    made_by: Option<String>,
    made_at: Time,
    publish_at: Option<Time>,
    live_at: Option<Time>,
    past_at: Option<Time>,
}

impl SetRow {
    fn of(row: Row) -> Result<SetRow, DbError> {
        Ok(SetRow {
            standing: word(&row.standing)?,
            number: row.number,
            version: row.version,
            files: row.files,
            rules_version: row.rules_version,
            made_from: row.made_from,
            release: row.release,
            note: row.note,
            made_by: row.made_by,
            made_at: row.made_at,
            publish_at: row.publish_at,
            live_at: row.live_at,
            past_at: row.past_at,
        })
    }
}

/// The texts of a set, with what follows from them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Texts {
    pub files: RuleFiles,
    pub hash: String,
    /// Without the number of the set.
    pub version: String,
}

/// What a new set is.
#[derive(Debug, Clone)]
pub struct NewSet<'a> {
    pub standing: Standing,
    pub made_from: Option<i32>,
    /// None: it is a release itself.
    pub release: Option<i32>,
    pub note: &'a str,
    pub by: Option<&'a str>,
}

/// A new set; returns its number. `Conflict` where another was made at the same moment.
pub fn create(c: &mut Conn, new: &NewSet<'_>, texts: &Texts, now: Time) -> Result<i32, DbError> {
    let newest: Option<i32> =
        rule_sets::table.select(diesel::dsl::max(rule_sets::number)).get_result(c)?;
    let number = newest.map_or(0, |newest| newest + 1);
    let row = Row {
        number,
        version: 1,
        standing: new.standing.to_string(),
        files: texts.hash.clone(),
        rules_version: numbered(&texts.version, number),
        made_from: new.made_from,
        release: new.release.unwrap_or(number),
        note: new.note.to_owned(),
        made_by: new.by.map(str::to_owned),
        made_at: now,
        publish_at: None,
        live_at: (new.standing == Standing::Live).then_some(now),
        past_at: None,
    };
    diesel::insert_into(rule_sets::table).values(&row).execute(c)?;
    for (name, text) in &texts.files {
        put_file(c, number, name, text)?;
    }
    Ok(number)
}

/// The name of the version that a set has beside what its files say.
pub fn numbered(version: &str, number: i32) -> String {
    if number == 0 { version.to_owned() } else { format!("{version}.{number}") }
}

fn put_file(c: &mut Conn, number: i32, name: &str, text: &str) -> Result<(), DbError> {
    let row =
        (rule_files::rule_set.eq(number), rule_files::name.eq(name), rule_files::text.eq(text));
    each!(c, |c| diesel::insert_into(rule_files::table)
        .values(row)
        .on_conflict((rule_files::rule_set, rule_files::name))
        .do_update()
        .set(rule_files::text.eq(text))
        .execute(c))?;
    Ok(())
}

/// What is done to a set.
#[derive(Debug, Clone)]
pub struct Doing {
    pub number: i32,
    /// As whoever does it has seen it.
    pub version: i64,
    pub deed: Deed,
    pub to: Standing,
    /// None: the house itself.
    pub by: Option<String>,
    pub note: String,
    pub at: Option<Time>,
    /// What was in force when it was decided; another by now is a reason to ask again.
    pub live: InForce,
}

/// Does what was decided; `Stale` where somebody else was faster. Returns the set's new version.
pub fn apply(c: &mut Conn, doing: &Doing, now: Time) -> Result<i64, DbError> {
    let to_live = doing.to == Standing::Live;
    if to_live {
        retire(c, doing.live.number, now)?;
    }
    let version = doing.version + 1;
    let before = rule_sets::table.find(doing.number).filter(rule_sets::version.eq(doing.version));
    let scheduled = doing.at.filter(|_| doing.to == Standing::Scheduled);
    let changed = diesel::update(before)
        .set((
            rule_sets::version.eq(version),
            rule_sets::standing.eq(doing.to.as_str()),
            rule_sets::publish_at.eq(scheduled),
        ))
        .execute(c)?;
    if changed == 0 {
        return Err(DbError::Stale { current: find(c, doing.number)?.version });
    }
    if to_live {
        let set = diesel::update(rule_sets::table.find(doing.number));
        set.set(rule_sets::live_at.eq(now)).execute(c)?;
    }
    if let Some(run_at) = scheduled {
        let payload = json!({"set": doing.number, "version": version});
        let job = Job { kind: PUBLISH.to_owned(), payload, run_at };
        jobs::enqueue(c, &job, Some(&format!("{PUBLISH}:{}:{version}", doing.number)))?;
    }
    note_deed(
        c,
        doing.number,
        version,
        (doing.deed, None),
        (doing.by.as_deref(), &doing.note),
        now,
    )?;
    Ok(version)
}

/// The set that was in force is so no longer; `Stale` where it was not in force any more.
fn retire(c: &mut Conn, number: i32, now: Time) -> Result<(), DbError> {
    let live = rule_sets::table.find(number).filter(rule_sets::standing.eq("live"));
    let retired = diesel::update(live)
        .set((rule_sets::standing.eq(Standing::Past.as_str()), rule_sets::past_at.eq(now)))
        .execute(c)?;
    match retired {
        1 => Ok(()),
        _ => Err(DbError::Stale { current: find(c, number)?.version }),
    }
}

/// An earlier set comes back as a new one, which is in force at once. Returns its number.
pub fn roll_back(c: &mut Conn, doing: &Doing, now: Time) -> Result<i32, DbError> {
    retire(c, doing.live.number, now)?;
    let earlier = find(c, doing.number)?;
    let new = NewSet {
        standing: Standing::Live,
        made_from: Some(earlier.number),
        release: Some(earlier.release),
        note: &doing.note,
        by: doing.by.as_deref(),
    };
    let plain = earlier.rules_version.strip_suffix(&format!(".{}", earlier.number));
    let texts = Texts {
        files: files(c, earlier.number)?,
        version: plain.unwrap_or(&earlier.rules_version).to_owned(),
        hash: earlier.files,
    };
    let number = create(c, &new, &texts, now)?;
    let by = (doing.by.as_deref(), doing.note.as_str());
    note_deed(c, number, 1, (Deed::RollBack, None), by, now)?;
    Ok(number)
}

/// One file of a draft is another, or is gone where it has no text; `Stale` where somebody else was
/// faster. Returns the set's new version.
pub fn edit(
    c: &mut Conn,
    (number, version): (i32, i64),
    (deed, name, text): (Deed, &str, Option<&str>),
    texts: (&str, &str),
    (by, note): (&str, &str),
    now: Time,
) -> Result<i64, DbError> {
    let before = rule_sets::table
        .find(number)
        .filter(rule_sets::version.eq(version))
        .filter(rule_sets::standing.eq("draft"));
    let changed = diesel::update(before)
        .set((
            rule_sets::version.eq(version + 1),
            rule_sets::files.eq(texts.0),
            rule_sets::rules_version.eq(numbered(texts.1, number)),
        ))
        .execute(c)?;
    if changed == 0 {
        return Err(DbError::Stale { current: find(c, number)?.version });
    }
    match text {
        Some(text) => put_file(c, number, name, text)?,
        None => drop(diesel::delete(rule_files::table.find((number, name))).execute(c)?),
    }
    if !note.is_empty() {
        // What the list says of the set.
        let set = diesel::update(rule_sets::table.find(number));
        set.set(rule_sets::note.eq(note)).execute(c)?;
    }
    note_deed(c, number, version + 1, (deed, Some(name)), (Some(by), note), now)?;
    Ok(version + 1)
}

pub(super) fn note_deed(
    c: &mut Conn,
    number: i32,
    version: i64,
    (deed, file): (Deed, Option<&str>),
    (by, note): (Option<&str>, &str),
    at: Time,
) -> Result<(), DbError> {
    let row = DeedRow {
        rule_set: number,
        version,
        deed: deed.to_string(),
        file: file.map(str::to_owned),
        note: note.to_owned(),
        by_account: by.map(str::to_owned),
        at,
    };
    diesel::insert_into(rule_deeds::table).values(&row).execute(c)?;
    Ok(())
}
