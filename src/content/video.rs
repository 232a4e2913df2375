//! A lesson's film as its folder `media/<id>/` describes it.

use serde::{Deserialize, Serialize};

use super::{ContentError, toml_file};

/// A film with everything that belongs to it. The files lie beside the manifest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Video {
    /// The name of its folder: what progress is kept by, wherever it is shown.
    #[serde(default)]
    pub id: String,
    /// Length in seconds.
    pub seconds: f64,
    /// Whether there is anything to hear.
    pub sound: bool,
    pub poster: String,
    pub thumbs: Thumbs,
    pub hls: Hls,
    /// MP4s to be played as they load, the smallest first.
    pub files: Vec<FilmFile>,
    pub captions: Vec<Captions>,
}

/// One picture that holds the small pictures of the seek bar, row by row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thumbs {
    pub file: String,
    /// Seconds between two pictures.
    pub every: u32,
    pub columns: u32,
    /// Of one of them, in pixels.
    pub width: u32,
    pub height: u32,
}

/// The ladder for players that choose by the connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hls {
    pub master: String,
    /// Of the 360p rendition with its sound.
    pub bytes: u64,
}

/// An MP4.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilmFile {
    pub name: String,
    pub file: String,
    /// Lines of the picture.
    pub height: u32,
    pub bytes: u64,
}

/// Captions in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Captions {
    pub lang: String,
    pub file: String,
    /// The file's text, WebVTT. Of an uploaded film it stands in the manifest.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
}

/// Which MP4 plays unless somebody chooses another one.
pub const USUAL: &str = "360p";

impl Video {
    /// The MP4 that plays unless somebody chooses: 360p, else the smallest.
    pub fn progressive(&self) -> Option<&FilmFile> {
        self.files.iter().find(|file| file.name == USUAL).or(self.files.first())
    }

    /// A film that was uploaded, by the manifest that was made for it.
    ///
    /// # Errors
    /// What can't be read in it.
    pub fn of_manifest(id: &str, manifest: &str) -> Result<Video, ContentError> {
        let video: Video = toml_file::read(&format!("{id}/video.toml"), manifest)?;
        Ok(Video { id: id.to_owned(), ..video })
    }

    /// What the manifest lacks by itself: the part of the file, and what is wrong with it.
    pub(super) fn lacks(&self) -> Vec<(&'static str, String)> {
        let mut wrong = Vec::new();
        if !(self.seconds.is_finite() && self.seconds > 0.0) {
            wrong.push(("seconds", format!("a film of {} seconds", self.seconds)));
        }
        if self.files.is_empty() {
            wrong.push(("files", "there is no MP4".into()));
        }
        if self.captions.is_empty() {
            wrong.push(("captions", "a film of the house has captions".into()));
        }
        wrong
    }
}

/// Whether a file of the folder `media/` is read as text at the start; the pictures and the sound
/// go into the store as they are.
pub(super) fn is_text(path: &str) -> bool {
    !path.starts_with("media/") || path.ends_with("/video.toml") || path.ends_with(".vtt")
}

/// Reads a manifest; its captions are among `texts`.
pub(super) fn read(
    path: &str,
    text: &str,
    texts: &[(String, String)],
) -> Result<Video, ContentError> {
    let mut video: Video = toml_file::read(path, text)?;
    let folder = path.trim_end_matches("video.toml");
    video.id = folder.trim_start_matches("media/").trim_end_matches('/').to_owned();
    for captions in &mut video.captions {
        let wanted = format!("{folder}{}", captions.file);
        let found = texts.iter().find(|(path, _)| *path == wanted);
        let found = found.ok_or_else(|| {
            ContentError::at(path, 1, format!("there is no file {}", captions.file))
        })?;
        captions.text.clone_from(&found.1);
    }
    Ok(video)
}
