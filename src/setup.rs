//! What has to stand before the first request: schema, content, and in development the demo
//! accounts.

mod documents;
mod films;
mod lecturers;
mod lessons;
pub mod people;

use std::fmt::Write as _;

use crate::app::App;
use crate::config::Environment;
use crate::db::accounts;
use crate::db::agencies::{self, AgencyData};
use crate::db::{DbError, content_items, lesson_revisions};
use crate::jobs::bulletins;

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
    app.reload_agencies().await.map_err(text)?;
    app.reload_lessons().await.map_err(text)?;
    app.catch_up().await.map_err(text)?;
    documents::index(app).await
}

/// Takes over `content/` into the database, without overwriting what was edited on the site, and
/// says what it did.
///
/// # Errors
/// What the database refuses.
pub async fn import(app: &App) -> Result<String, String> {
    let content = &app.content;
    let pieces = vec![
        ("service", items(content.services.iter().map(|service| (&service.slug, service)))?),
        ("guide", items(content.guides.iter().map(|guide| (&guide.slug, guide)))?),
        ("course", items(content.courses.iter().map(|course| (&course.slug, course)))?),
        ("lesson", items(content.lessons.iter().map(|lesson| (&lesson.slug, lesson)))?),
        ("package", items(content.packages.iter().map(|package| (&package.slug, package)))?),
        ("bulletin", items(content.bulletins.iter().map(|one| (&one.slug, one)))?),
    ];
    let bodies = content
        .agencies
        .iter()
        .map(AgencyData::of)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| error.to_string())?;
    let now = app.clock.now();
    let out = bulletins::out(app, now);
    let revised = lessons::all(app);
    let imported = app
        .db
        .write(move |c| {
            // Before anybody can subscribe: what is old by now is mailed to nobody.
            bulletins::notice(c, &out, now)?;
            let mut done = Vec::new();
            for (kind, files) in &pieces {
                done.push((*kind, content_items::import(c, kind, files, now)?));
            }
            lesson_revisions::import(c, &revised, now)?;
            done.push(("agency", agencies::upsert_import(c, &bodies, now)?));
            Ok(done)
        })
        .await
        .map_err(|error: DbError| error.to_string())?;
    let mut report = String::new();
    let films = films::put(app).await.map_err(|error| format!("MEDIA_URL: {error}"))?;
    if films > 0 {
        let _ = writeln!(report, "content: film: {films} put into the store");
    }
    for (what, done) in imported {
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

/// Slug and JSON of each piece, as the database keeps it.
fn items<'a, T: serde::Serialize + 'a>(
    pieces: impl Iterator<Item = (&'a String, &'a T)>,
) -> Result<Vec<(String, String)>, String> {
    let json = |piece: &T| serde_json::to_string(piece).map_err(|error| error.to_string());
    pieces.map(|(slug, piece)| Ok((slug.clone(), json(piece)?))).collect()
}
