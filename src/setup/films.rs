//! The films that come with the house, put where films lie.

use crate::app::App;
use crate::content;

/// Puts each film into the store that is not there as it is here; returns how many those were.
/// The manifest goes last: where it is, everything is.
///
/// # Errors
/// What the store says.
pub(super) async fn put(app: &App) -> Result<usize, String> {
    let mut put = 0;
    for video in &app.content.videos {
        let folder = format!("media/{}/", video.id);
        let manifest = format!("{folder}video.toml");
        let files = content::files(&folder);
        let own = files.iter().find(|(path, _)| *path == manifest).map(|(_, bytes)| bytes);
        let there = app.films.whole(&format!("{}/video.toml", video.id)).await?;
        if there.as_deref() == own.map(Vec::as_slice) {
            continue;
        }
        let (last, rest): (Vec<_>, Vec<_>) =
            files.into_iter().partition(|(path, _)| *path == manifest);
        for (path, bytes) in rest.into_iter().chain(last) {
            app.films.put(path.trim_start_matches("media/"), bytes).await?;
        }
        put += 1;
    }
    Ok(put)
}
