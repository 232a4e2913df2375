//! A lesson's film: what its manifest `content/media/<id>/video.toml` says.

use serde::{Deserialize, Serialize};

/// A film with its renditions.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Video {
    /// The folder's name; progress is kept by it.
    pub id: String,
    #[serde(flatten)]
    pub facts: Facts,
}

/// The manifest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    pub seconds: f64,
    pub sound: bool,
    pub poster: String,
    pub thumbs: Option<Thumbs>,
    pub hls: Option<Hls>,
    /// Progressive MP4s, the smallest first.
    pub files: Vec<Mp4>,
    #[serde(default)]
    pub captions: Vec<Captions>,
}

/// One picture of many small ones, for the seek bar.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thumbs {
    pub file: String,
    /// Seconds between two of them.
    pub every: f64,
    pub columns: u32,
    pub width: u32,
    pub height: u32,
}

/// The ladder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hls {
    pub master: String,
    /// Of all segments of the 360p rendition with its sound.
    pub bytes: u64,
}

/// A progressive file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mp4 {
    pub name: String,
    pub file: String,
    pub height: u32,
    pub bytes: u64,
}

/// A file of captions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Captions {
    pub lang: String,
    pub file: String,
}

impl std::ops::Deref for Video {
    type Target = Facts;

    fn deref(&self) -> &Facts {
        &self.facts
    }
}
