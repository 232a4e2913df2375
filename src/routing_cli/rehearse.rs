//! `yimen routing rehearse DRAFT`: what a draft of the rules would send elsewhere, of all that was
//! asked over the past year. Both sets of rules learn the same confirmations first.

use std::io::{IsTerminal, Write, stderr};
use std::path::Path;

use chrono::TimeDelta;

use crate::app::App;
use crate::db::{DbError, routed};
use crate::domain::routing::rehearse::{Destination, Rehearsal};
use crate::domain::routing::{Rules, lint};
use crate::rulebooks::Pair;

/// How many orders are read at once.
const AT_ONCE: i64 = 200;
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
        return Err(format!("the draft has faults:\n{}", super::lines(&faults).join("\n")));
    }
    let (found, pair) = compare(app, rules, days).await?;
    print(&mut out, app, &pair, &found).map_err(|error| error.to_string())
}

/// What the draft would change for the orders of the past days.
///
/// # Errors
/// What the database refuses.
pub async fn compare(app: &App, draft: Rules, days: i64) -> Result<(Rehearsal, Pair), String> {
    let text = |error: DbError| error.to_string();
    let now = app.clock.now();
    let times = (now - TimeDelta::days(days), now);
    let all = app.db.read(move |c| routed::count(c, times.0, times.1)).await.map_err(text)?;
    let pair = app.beside(draft).await.map_err(text)?;
    let mut rehearsal = Rehearsal::default();
    let shown = stderr().is_terminal();
    let (mut seen, mut last) = (0, None);
    loop {
        let after = last.take();
        let some = app.db.read(move |c| routed::asked(c, times, after.as_ref(), AT_ONCE));
        let some = some.await.map_err(text)?;
        let Some(newest) = some.last() else { break };
        last = Some((newest.at, newest.order.clone()));
        for asked in &some {
            if let Some(compared) = pair.compare(asked) {
                rehearsal.add(&asked.code, compared);
            }
        }
        seen += some.len();
        if shown {
            eprint!("\r{seen} / {all}");
        }
    }
    if shown {
        eprintln!();
    }
    Ok((rehearsal, pair))
}

fn print(out: &mut impl Write, app: &App, pair: &Pair, found: &Rehearsal) -> std::io::Result<()> {
    let (in_force, draft) = (pair.before.rules.version(), pair.after.rules.version());
    writeln!(out, "in force {in_force}, draft {draft}")?;
    writeln!(out, "{} orders, {} would go elsewhere", found.orders, found.moves())?;
    writeln!(out, "{} more to a person, {} fewer", found.newly_triage, found.no_longer_triage)?;
    let mut moves: Vec<_> = found.moved.iter().collect();
    moves.sort_by_key(|(_, codes)| std::cmp::Reverse(codes.len()));
    let named =
        |at: &Destination| format!("{} → {}", at.matter, app.agency_name(&at.lead, "zh-CN"));
    for ((from, to), codes) in moves {
        let some = codes.iter().take(NAMED).cloned().collect::<Vec<_>>().join(" ");
        let (from, to) = (named(from), named(to));
        writeln!(out, "{:>6}  {from}  ⇒  {to}  {some}", codes.len())?;
    }
    Ok(())
}
