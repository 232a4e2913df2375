//! A film of sixteen seconds that really plays, as the film of one lesson.

use yimen::app::App;
use yimen::content::Video;

use super::site::{Backend, Site};

/// The lesson whose film it is.
const LESSON: &str = "drugs-in-disguise";
const ID: &str = "film-for-tests";
const FILM: &[u8] = include_bytes!("film_files/film.mp4");
const POSTER: &[u8] = include_bytes!("film_files/poster.jpg");
const CAPTIONS: &str = include_str!("film_files/film.vtt");

/// A fresh site where the lesson has its film.
pub async fn site(backend: Backend) -> Site {
    let site = Site::furnished(backend, |_| (), furnish).await;
    put(&site).await;
    site
}

/// Gives the lesson its film.
pub fn furnish(app: &mut App) {
    let mut video: Video = toml::from_str(MANIFEST).expect("a manifest");
    video.id = ID.into();
    video.captions[0].text = CAPTIONS.into();
    app.content.videos.push(video);
    let lesson = app.content.lessons.iter_mut().find(|lesson| lesson.slug == LESSON);
    lesson.expect("the lesson").facts.video = Some(ID.into());
}

/// Puts its files where the site keeps films. There is no ladder: a browser that would take it falls
/// back to a plain file.
pub async fn put(site: &Site) {
    let films = &site.app().films;
    for name in ["240p.mp4", "360p.mp4", "720p.mp4"] {
        films.put(&format!("{ID}/{name}"), FILM).await.expect("stored");
    }
    for name in ["poster.jpg", "thumbs.jpg"] {
        films.put(&format!("{ID}/{name}"), POSTER).await.expect("stored");
    }
    films.put(&format!("{ID}/zh-CN.vtt"), CAPTIONS.as_bytes()).await.expect("stored");
}

const MANIFEST: &str = r#"
seconds = 16.0
sound = true
poster = "poster.jpg"
files = [
  { name = "240p", file = "240p.mp4", height = 240, bytes = 86816 },
  { name = "360p", file = "360p.mp4", height = 360, bytes = 86816 },
  { name = "720p", file = "720p.mp4", height = 720, bytes = 86816 },
]
captions = [{ lang = "zh-CN", file = "zh-CN.vtt" }]
thumbs = { file = "thumbs.jpg", every = 4, columns = 5, width = 160, height = 90 }
hls = { master = "master.m3u8", bytes = 90000 }
"#;
