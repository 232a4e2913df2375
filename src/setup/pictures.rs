//! The pictures of the pages, in and out of a folder: each beside a text of what it shows.

use std::collections::BTreeSet;
use std::path::Path;

use crate::app::App;
use crate::db::pictures::{self, Picture};

/// Their folder.
const FOLDER: &str = "pictures";
/// No picture is larger.
const MOST_BYTES: u64 = 32 << 20;

/// Writes every picture into a folder.
///
/// # Errors
/// What the database or the folder refuses.
pub(super) async fn export(app: &App, dir: &Path) -> Result<(), String> {
    let all = app.db.read(pictures::all).await.map_err(|error| error.to_string())?;
    if all.is_empty() {
        return Ok(());
    }
    let home = dir.join(FOLDER);
    std::fs::create_dir_all(&home).map_err(|error| format!("{}: {error}", home.display()))?;
    for picture in all {
        let file = home.join(format!("{}.{}", picture.id, picture.extension));
        let copied = std::fs::copy(app.documents.path(&picture.sha256), &file);
        copied.map_err(|error| format!("{}: {error}", file.display()))?;
        let said = std::fs::write(home.join(format!("{}.txt", picture.id)), picture.alt);
        said.map_err(|error| format!("{}: {error}", file.display()))?;
    }
    Ok(())
}

/// Takes the pictures of a folder that are not here yet; returns how many.
///
/// # Errors
/// A file that is no picture, or has no text beside it, by its name.
pub(super) async fn import(app: &App, dir: &Path, dry_run: bool) -> Result<usize, String> {
    let Ok(entries) = std::fs::read_dir(dir.join(FOLDER)) else { return Ok(0) };
    let known = app.db.read(pictures::all).await.map_err(|error| error.to_string())?;
    let known: BTreeSet<String> = known.into_iter().map(|picture| picture.id).collect();
    let mut taken = 0;
    for path in entries.flatten().map(|entry| entry.path()) {
        let part = |part: Option<&std::ffi::OsStr>| {
            part.unwrap_or_default().to_string_lossy().into_owned()
        };
        let (id, extension) = (part(path.file_stem()), part(path.extension()));
        if extension == "txt" || known.contains(&id) {
            continue;
        }
        let wrong = |why: String| format!("{FOLDER}/{id}.{extension}: {why}");
        let is_id = id.len() == 26 && id.chars().all(|c| c.is_ascii_alphanumeric());
        let alt = std::fs::read_to_string(path.with_extension("txt")).unwrap_or_default();
        let alt = alt.trim().to_owned();
        if !is_id || alt.is_empty() {
            return Err(wrong("needs the name it was exported by, and a .txt beside it".into()));
        }
        let bytes = std::fs::read(&path).map_err(|error| wrong(error.to_string()))?;
        let refused = |error: crate::media::Refused| error.to_string();
        let mut arriving =
            app.documents.receive(MOST_BYTES).await.map_err(|error| wrong(refused(error)))?;
        arriving.write(&bytes).await.map_err(|error| wrong(refused(error)))?;
        taken += 1;
        if dry_run {
            continue;
        }
        let stored = arriving.finish().await.map_err(|error| wrong(refused(error)))?;
        if !stored.kind.media_type.starts_with("image/") || stored.kind.extension != extension {
            return Err(wrong("is no such picture".into()));
        }
        let picture = Picture {
            id: id.clone(),
            sha256: stored.sha256,
            media_type: stored.kind.media_type.to_owned(),
            extension: extension.clone(),
            bytes: i64::try_from(stored.bytes).unwrap_or(i64::MAX),
            alt,
            by_account: None,
            at: app.clock.now(),
        };
        let added = app.db.write(move |c| pictures::add(c, &picture));
        added.await.map_err(|error| error.to_string())?;
    }
    Ok(taken)
}
