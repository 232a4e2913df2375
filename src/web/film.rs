//! A film as pages show it: where its files are, how large they are, and what is said in it.

use serde::Serialize;

use super::visit::Visit;
use crate::content::{Lesson, Thumbs, Video};
use crate::domain::cue::{self, Cue};
use crate::domain::order::Role;
use crate::media::signed;

/// What the player needs of a film.
#[derive(Debug, Clone, Serialize)]
pub struct Film {
    pub id: String,
    pub seconds: f64,
    /// Whether there is anything to hear.
    pub sound: bool,
    pub poster: String,
    /// The pictures of the seek bar.
    pub thumbs: Pictures,
    pub hls: String,
    /// Of the ladder's usual rendition, in MB.
    pub hls_size: String,
    /// The usual file first: a browser without scripts takes the first that it can play.
    pub files: Vec<File>,
    /// How large the smallest file is, in MB.
    pub small: String,
    pub captions: Vec<Track>,
    pub cues: Vec<Line>,
}

/// Where the small pictures of the seek bar are.
#[derive(Debug, Clone, Serialize)]
pub struct Pictures {
    pub url: String,
    #[serde(flatten)]
    pub thumbs: Thumbs,
}

/// A progressive file.
#[derive(Debug, Clone, Serialize)]
pub struct File {
    pub name: String,
    pub url: String,
    /// In MB, as people say it.
    pub size: String,
}

/// A file of captions.
#[derive(Debug, Clone, Serialize)]
pub struct Track {
    pub lang: String,
    pub url: String,
}

/// A line of the transcript.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    #[serde(flatten)]
    pub cue: Cue,
    /// Minutes and seconds.
    pub clock: String,
}

/// What progress with a lesson is kept by: its film, or its page.
pub fn content_id(visit: &Visit, lesson: &Lesson) -> String {
    match of(visit, lesson) {
        Some(video) => video.id,
        None => format!("page:{}", lesson.slug),
    }
}

/// The film of a lesson, if it has one: its own, or what an editor gave it.
pub fn of(visit: &Visit, lesson: &Lesson) -> Option<Video> {
    visit.app.film_of(lesson)
}

/// The folder of a lesson's film for whoever is here, ending in `/`; none where they may not see it:
/// what is for classes only is for pupils, their teachers, and those who work here.
pub fn folder(visit: &Visit, lesson: &Lesson, video: &Video) -> Option<String> {
    if !lesson.class_only {
        return Some(signed::open_folder(&video.id));
    }
    let outside = matches!(visit.actor().role, Role::Guest | Role::Business);
    (!outside).then(|| signed::folder(&visit.app.config.secret, &video.id, visit.now))
}

/// A film for a page, its files in a folder.
pub fn shown(video: &Video, folder: &str) -> Film {
    let url = |file: &str| format!("{folder}{file}");
    let usual = video.progressive().map(|file| file.name.as_str());
    let mut files: Vec<File> = video
        .files
        .iter()
        .map(|file| File {
            name: file.name.clone(),
            url: url(&file.file),
            size: megabytes(file.bytes),
        })
        .collect();
    files.sort_by_key(|file| Some(file.name.as_str()) != usual);
    let captions = video.captions.iter();
    Film {
        id: video.id.clone(),
        seconds: video.seconds,
        sound: video.sound,
        poster: url(&video.poster),
        thumbs: Pictures { url: url(&video.thumbs.file), thumbs: video.thumbs.clone() },
        hls: url(&video.hls.master),
        hls_size: megabytes(video.hls.bytes),
        files,
        small: video.files.first().map_or_else(String::new, |file| megabytes(file.bytes)),
        captions: captions
            .map(|track| Track { lang: track.lang.clone(), url: url(&track.file) })
            .collect(),
        cues: video.captions.first().map_or_else(Vec::new, |track| lines(&track.text)),
    }
}

fn lines(vtt: &str) -> Vec<Line> {
    cue::parse(vtt).into_iter().map(|cue| Line { clock: clock(cue.from), cue }).collect()
}

/// `1:05`
pub fn clock(seconds: f64) -> String {
    let whole = seconds.max(0.0) as u64;
    format!("{}:{:02}", whole / 60, whole % 60)
}

/// Rounded up: what is promised is not exceeded.
fn megabytes(bytes: u64) -> String {
    format!("{:.1}", (bytes as f64 / 100_000.0).ceil() / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_times_are_said_as_people_say_them() {
        assert_eq!([1, 100_000, 1_234_567].map(megabytes), ["0.1", "0.1", "1.3"]);
        assert_eq!([0.0, 9.99, 65.2, 3600.0].map(clock), ["0:00", "0:09", "1:05", "60:00"]);
    }
}
