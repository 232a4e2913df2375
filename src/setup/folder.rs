//! `yimen import` and `yimen export`: a city keeps its pages in a folder, under git if it likes.

use std::io::Write;
use std::path::Path;

use super::{pictures, take_over};
use crate::app::App;
use crate::db::DbError;
use crate::db::pieces::{self, Planned, Source};
use crate::jobs::indexing;
use crate::publishing::{self, described};

/// Takes over a folder, or the one that the program came with; says first what will change.
///
/// # Errors
/// What is wrong with the folder, by file and line: then nothing is changed.
pub async fn import(
    app: &App,
    dir: Option<&Path>,
    dry_run: bool,
    out: &mut impl Write,
) -> Result<(), String> {
    let text = |error: DbError| error.to_string();
    let said = |error: std::io::Error| error.to_string();
    app.refresh().await.map_err(text)?;
    let files = match dir {
        None => publishing::files_of(&app.content),
        Some(dir) => {
            let site = app.published();
            publishing::read_folder(dir, &site).map_err(|error| error.to_string())?
        }
    };
    let source = if dir.is_some() { Source::Folder } else { Source::House };
    let would = files.clone();
    let planned = app.db.read(move |c| pieces::plan(c, would, source)).await.map_err(text)?;
    write!(out, "{}", described(&planned)).map_err(said)?;
    let changes = planned.iter().filter(|one| !matches!(one, Planned::LeaveAlone(_))).count();
    if let Some(dir) = dir {
        let new = pictures::import(app, dir, dry_run).await?;
        if new > 0 {
            writeln!(out, "content: pictures: {new} new").map_err(said)?;
        }
    }
    if dry_run {
        writeln!(out, "{changes} pages would change; nothing was changed").map_err(said)?;
        return Ok(());
    }
    if dir.is_none() {
        // Agencies and films come with the program too.
        super::import(app).await?;
    } else {
        take_over(app, files, source).await?;
    }
    app.reload_agencies().await.map_err(text)?;
    indexing::fill(app).await?;
    writeln!(out, "{changes} pages changed").map_err(said)
}

/// Writes what the public reads into a folder.
///
/// # Errors
/// What the database or the folder refuses.
pub async fn export(app: &App, dir: &Path, out: &mut impl Write) -> Result<(), String> {
    let files = app.db.read(publishing::public_files).await.map_err(|error| error.to_string())?;
    let written = publishing::export(dir, &files).map_err(|error| error.to_string())?;
    pictures::export(app, dir).await?;
    writeln!(out, "{written} pages in {}", dir.display()).map_err(|error| error.to_string())
}
