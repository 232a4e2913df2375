//! A film as pages show it: where its files are, how large they are, and what is said in it.

use serde::Serialize;

use crate::content::{Content, Lesson, Mp4, Video};
use crate::domain::cue::{self, Cue};

/// The rendition that is taken where nobody chooses.
const USUAL: &str = "360p";

/// What the player needs of a film.
#[derive(Debug, Clone, Serialize)]
pub struct Film {
    pub id: String,
    pub seconds: f64,
    pub poster: String,
    pub hls: Option<String>,
    /// Of the HLS rendition that the size is given of.
    pub hls_size: Option<String>,
    /// The usual file first: a browser without scripts takes the first that it can play.
    pub files: Vec<File>,
    /// How large the smallest file is, in MB.
    pub small: String,
    pub captions: Vec<Track>,
    pub cues: Vec<Line>,
}

/// A progressive file.
#[derive(Debug, Clone, Serialize)]
pub struct File {
    pub name: String,
    pub url: String,
    /// In MB, as people say it.
    pub size: String,
    pub bytes: u64,
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
pub fn content_id(content: &Content, lesson: &Lesson) -> String {
    match content.video_of(lesson) {
        Some(video) => video.id.clone(),
        None => format!("page:{}", lesson.slug),
    }
}

/// The address of a file of a film that everybody may see.
pub fn url(video: &Video, file: &str) -> String {
    format!("/media/open/{}/{file}", video.id)
}

/// The rendition to take where nobody chooses.
pub fn usual(video: &Video) -> Option<&Mp4> {
    video.files.iter().find(|file| file.name == USUAL).or(video.files.first())
}

/// A film for a page.
pub fn shown(content: &Content, video: &Video) -> Film {
    let usual = usual(video).map(|file| file.name.as_str());
    let mut files: Vec<File> = video
        .files
        .iter()
        .map(|file| File {
            name: file.name.clone(),
            url: url(video, &file.file),
            size: megabytes(file.bytes),
            bytes: file.bytes,
        })
        .collect();
    files.sort_by_key(|file| Some(file.name.as_str()) != usual);
    let track = |captions: &crate::content::Captions| Track {
        lang: captions.lang.clone(),
        url: url(video, &captions.file),
    };
    Film {
        id: video.id.clone(),
        seconds: video.seconds,
        poster: url(video, &video.poster),
        hls: video.hls.as_ref().map(|hls| url(video, &hls.master)),
        hls_size: video.hls.as_ref().map(|hls| megabytes(hls.bytes)),
        files,
        small: video.files.first().map_or_else(String::new, |file| megabytes(file.bytes)),
        captions: video.captions.iter().map(track).collect(),
        cues: lines(content.captions(video)),
    }
}

fn lines(vtt: Option<&str>) -> Vec<Line> {
    let cues = cue::parse(vtt.unwrap_or_default());
    cues.into_iter().map(|cue| Line { clock: clock(cue.from), cue }).collect()
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
