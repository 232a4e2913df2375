//! `yimen routing rehearse DRAFT`: what a draft of the rules would send elsewhere, of all that was
//! asked over the past year. Both sets of rules learn the same confirmations first.

use std::io::{IsTerminal, Write, stderr};
use std::path::Path;

use chrono::TimeDelta;

use crate::app::App;
use crate::db::{DbError, confirmations};
use crate::domain::routing::rehearse::{Destination, Rehearsal};
use crate::domain::routing::{Facts, Learned, Rules, lint, route};

/// So many orders at most; the oldest of the time are taken first.
const MOST: i64 = 100_000;
/// How many codes of a move are printed.
const NAMED: usize = 5;

/// Rehearses, and writes what would change to `out`.
///
/// # Errors
/// A draft with faults, each named; what the database refuses.
pub async fn rehearse(
    app: &App,
    draft: &Path,
    days: i64,
    mut out: impl Write,
) -> Result<(), String> {
    let rules = super::rules(Some(draft)).map_err(|error| error.to_string())?;
    let faults = lint::check(&rules);
    if !faults.is_empty() {
        return Err(format!("the draft has faults:\n{}", faults.join("\n")));
    }
    let found = compare(app, &rules, days).await?;
    print(&mut out, &app.rules(), &rules, &found).map_err(|error| error.to_string())
}

/// What the draft would change for the orders of the past days.
///
/// # Errors
/// What the database refuses.
pub async fn compare(app: &App, draft: &Rules, days: i64) -> Result<Rehearsal, String> {
    let text = |error: DbError| error.to_string();
    let since = app.clock.now() - TimeDelta::days(days);
    let asked = app.db.read(move |c| confirmations::asked_since(c, since, MOST)).await;
    let asked = asked.map_err(text)?;
    let lessons = app.db.read(|c| {
        let log = confirmations::standing(c)?;
        confirmations::lessons(c, &log)
    });
    let lessons = lessons.await.map_err(text)?;
    let taught = |rules: &Rules| {
        let mut learned = Learned::default();
        for lesson in &lessons {
            learned.learn(rules, &lesson.text, &lesson.matter);
        }
        learned
    };
    let in_force = app.rules();
    let (before, after) = (taught(&in_force), taught(draft));
    let mut rehearsal = Rehearsal::default();
    let shown = stderr().is_terminal();
    for (n, (code, body)) in asked.iter().enumerate() {
        let facts = Facts { body: body.clone(), ..Facts::default() };
        rehearsal.add(code, &route(&facts, &in_force, &before), &route(&facts, draft, &after));
        if shown && n % 100 == 0 {
            eprint!("\r{n} / {}", asked.len());
        }
    }
    if shown {
        eprintln!("\r{} / {0}", asked.len());
    }
    Ok(rehearsal)
}

fn print(
    out: &mut impl Write,
    in_force: &Rules,
    draft: &Rules,
    found: &Rehearsal,
) -> std::io::Result<()> {
    writeln!(out, "in force {}, draft {}", in_force.version(), draft.version())?;
    writeln!(out, "{} orders, {} would go elsewhere", found.orders, found.moves())?;
    writeln!(out, "{} more to a person, {} fewer", found.newly_triage, found.no_longer_triage)?;
    let mut moves: Vec<_> = found.moved.iter().collect();
    moves.sort_by_key(|(_, codes)| std::cmp::Reverse(codes.len()));
    let named = |rules: &Rules, at: &Destination| {
        let lead = rules.agency(&at.lead).map_or(at.lead.as_str(), |name| name.zh.as_str());
        format!("{} → {lead}", at.matter)
    };
    for ((from, to), codes) in moves {
        let some = codes.iter().take(NAMED).cloned().collect::<Vec<_>>().join(" ");
        let (from, to) = (named(in_force, from), named(draft, to));
        writeln!(out, "{:>6}  {from}  ⇒  {to}  {some}", codes.len())?;
    }
    Ok(())
}
