//! What has to stand before the first request: schema, content, and in development the demo
//! accounts.

mod films;
pub mod folder;
mod lecturers;
pub(crate) mod lessons;
pub mod people;
mod pictures;

use std::fmt::Write as _;

use crate::app::App;
use crate::config::Environment;
use crate::db::accounts;
use crate::db::agencies::{self, AgencyData};
use crate::db::pieces::{self, File, Planned, Source};
use crate::db::rule_sets::Came;
use crate::db::three_way::Imported;
use crate::db::{DbError, lesson_revisions};
use crate::jobs::{bulletins, indexing};
use crate::publishing;

/// Makes the house ready, or says why it can't open.
///
/// # Errors
/// In production: a schema that is not the newest, or demo accounts. Always: what the database
/// or the search refuses.
pub async fn ready(app: &App) -> Result<(), String> {
    let text = |error: DbError| error.to_string();
    match app.config.environment {
        Environment::Development => {
            app.db.migrate().map_err(text)?;
            let report = import(app).await?;
            if !report.is_empty() {
                print!("{report}");
            }
            people::demo(app).await?;
        }
        Environment::Production => {
            if !app.db.is_migrated().map_err(text)? {
                return Err(
                    "the database is not at the newest schema: run `yimen migrate` first".into()
                );
            }
            if app.db.read(accounts::any_demo).await.map_err(text)? {
                return Err(
                    "there are demo accounts in this database: production does not open with them"
                        .into(),
                );
            }
        }
    }
    read(app).await?;
    app.catch_up().await.map_err(text)?;
    indexing::fill(app).await
}

/// Reads what editors and admins changed, as far as it shows in what can be found.
///
/// # Errors
/// What the database refuses.
pub async fn read(app: &App) -> Result<(), String> {
    let text = |error: DbError| error.to_string();
    app.refresh().await.map_err(text)?;
    app.follow_rules().await.map_err(text)?;
    app.reload_agencies().await.map_err(text)?;
    app.reload_lessons().await.map_err(text)
}

/// Takes over `content/` into the database, without overwriting what was edited on the site, and
/// says what it did.
///
/// # Errors
/// What the database refuses.
pub async fn import(app: &App) -> Result<String, String> {
    let text = |error: DbError| error.to_string();
    let bodies = app
        .content
        .agencies
        .iter()
        .map(AgencyData::of)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| error.to_string())?;
    let now = app.clock.now();
    let agencies = app.db.write(move |c| agencies::upsert_import(c, &bodies, now));
    let agencies = agencies.await.map_err(text)?;
    let planned = take_over(app, publishing::files_of(&app.content), Source::House).await?;
    let mut report = rules_came(app.import_rules().await.map_err(text)?);
    let films = films::put(app).await.map_err(|error| format!("MEDIA_URL: {error}"))?;
    if films > 0 {
        let _ = writeln!(report, "content: film: {films} put into the store");
    }
    let count = |is: fn(&Planned) -> bool| planned.iter().filter(|one| is(one)).count();
    let done = Imported {
        created: count(|one| matches!(one, Planned::New(_))),
        updated: count(|one| matches!(one, Planned::Update(_))),
        left_alone: planned.iter().filter_map(left_alone).collect(),
    };
    for (what, done) in [("pages", done), ("agency", agencies)] {
        if done.created + done.updated > 0 {
            let _ =
                writeln!(report, "content: {what}: {} new, {} updated", done.created, done.updated);
        }
        for slug in &done.left_alone {
            let _ = writeln!(
                report,
                "content: {what}: {slug} was edited on the site and is left alone"
            );
        }
    }
    Ok(report)
}

/// What became of the rules of the routing, for whoever reads the report.
fn rules_came(came: Came) -> String {
    match came {
        Came::Known | Came::Live(0) => String::new(),
        Came::Live(number) => format!("content: routing: new rules are in force as set {number}\n"),
        Came::Offered(number) => format!(
            "content: routing: the rules were edited on the site and stay in force; the new ones wait as set {number}, see /desk/routing\n"
        ),
    }
}

fn left_alone(planned: &Planned) -> Option<String> {
    match planned {
        Planned::LeaveAlone(file) => Some(file.kind.file(&file.slug)),
        _ => None,
    }
}

/// Makes files pages of the site, and everything that follows from it but the search.
///
/// # Errors
/// What the database refuses.
pub async fn take_over(
    app: &App,
    files: Vec<File>,
    source: Source,
) -> Result<Vec<Planned>, String> {
    let text = |error: DbError| error.to_string();
    let now = app.clock.now();
    let planned =
        app.db.write(move |c| pieces::import(c, files, source, now)).await.map_err(text)?;
    app.refresh().await.map_err(text)?;
    let (out, revised) = (bulletins::out(app, now), lessons::all(&app.published()));
    let noted = app.db.write(move |c| {
        // Before anybody can subscribe: what is old by now is mailed to nobody.
        bulletins::notice(c, &out, now)?;
        lesson_revisions::import(c, &revised, now)
    });
    noted.await.map_err(text)?;
    Ok(planned)
}
