//! The one place that runs `ffmpeg` and `ffprobe`: looks into a file, and makes of it what a lesson
//! needs. Without them everything plays, and nothing can be uploaded.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;

use serde::Deserialize;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::sync::OnceCell;

use super::recipe;
use crate::domain::film::{Plan, Probe};

/// What a stranger's file may be: a file, in a container that names no other files.
const ONLY: [&str; 4] = [
    "-protocol_whitelist",
    "file",
    "-format_whitelist",
    "mov,matroska,avi,mpegts,mpeg,flv,asf,ogg",
];
/// So much of what it complained of is kept for the log.
const COMPLAINT: usize = 2000;

/// Why nothing came of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FilmFault {
    /// The file can't be read as a film.
    #[error("unreadable: {0}")]
    Unreadable(String),
    /// It has nothing to do with the file; later it may work.
    #[error("{0}")]
    Passing(String),
}

/// The program, if there is one.
#[derive(Debug, Clone)]
pub struct Ffmpeg {
    program: PathBuf,
    there: Arc<OnceCell<bool>>,
}

impl Ffmpeg {
    /// By its name or path; `ffprobe` is looked for beside it.
    pub fn new(program: &str) -> Ffmpeg {
        Ffmpeg { program: PathBuf::from(program), there: Arc::default() }
    }

    /// Whether both run here; asked once.
    pub async fn is_there(&self) -> bool {
        let look = || async {
            for program in [self.program.clone(), self.ffprobe()] {
                let mut command = Command::new(program);
                command.arg("-version").stdin(Stdio::null());
                command.stdout(Stdio::null()).stderr(Stdio::null());
                if !command.status().await.is_ok_and(|status| status.success()) {
                    return false;
                }
            }
            true
        };
        *self.there.get_or_init(look).await
    }

    fn ffprobe(&self) -> PathBuf {
        self.program.with_file_name("ffprobe")
    }

    /// Looks into a file.
    ///
    /// # Errors
    /// That it is no film, or that nobody could look.
    pub async fn probe(&self, file: &Path) -> Result<Probe, FilmFault> {
        let mut command = Command::new(self.ffprobe());
        command.args(["-v", "error", "-of", "json", "-show_format", "-show_streams"]);
        command.args(ONLY).arg(file).stdin(Stdio::null()).kill_on_drop(true);
        let said = command.output().await.map_err(passing)?;
        if !said.status.success() {
            return Err(fault(said.status.code(), &String::from_utf8_lossy(&said.stderr)));
        }
        let said: Said = serde_json::from_slice(&said.stdout).map_err(passing)?;
        Ok(said.probe())
    }

    /// Begins to make the ladder of a film in an empty folder.
    ///
    /// # Errors
    /// When the program can't be started.
    pub fn ladder(&self, source: &Path, folder: &Path, plan: &Plan) -> Result<Running, FilmFault> {
        let mut command = self.command(folder);
        command.args(["-progress", "pipe:1"]).args(ONLY);
        command.arg("-i").arg(source).args(recipe::ladder(plan));
        command.stdout(Stdio::piped());
        let mut child = command.spawn().map_err(passing)?;
        let out = child.stdout.take().ok_or_else(|| passing("no progress is told"))?;
        let mut complaints =
            child.stderr.take().ok_or_else(|| passing("no complaints are told"))?;
        let complaint = tokio::spawn(async move {
            let mut text = Vec::new();
            // What can't be read is not known; the exit status still is.
            let _ = complaints.read_to_end(&mut text).await;
            String::from_utf8_lossy(&text).into_owned()
        });
        Ok(Running { child, lines: BufReader::new(out).lines(), complaint })
    }

    /// Runs one short step in the folder of the ladder.
    ///
    /// # Errors
    /// What it complained of.
    pub async fn step<A: AsRef<OsStr>>(
        &self,
        folder: &Path,
        args: impl IntoIterator<Item = A>,
    ) -> Result<(), FilmFault> {
        let said = self.command(folder).args(args).output().await.map_err(passing)?;
        match said.status.success() {
            true => Ok(()),
            false => Err(fault(said.status.code(), &String::from_utf8_lossy(&said.stderr))),
        }
    }

    fn command(&self, folder: &Path) -> Command {
        let mut command = Command::new(&self.program);
        command.args(["-v", "error", "-nostdin", "-y"]).current_dir(folder);
        command.stdin(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
        command
    }
}

/// A ladder in the making; dropped, it ends.
pub struct Running {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    complaint: tokio::task::JoinHandle<String>,
}

impl Running {
    /// Seconds of the film that are done, each time that is told; none at the end.
    ///
    /// # Errors
    /// When nothing can be read any more.
    pub async fn next(&mut self) -> Result<Option<f64>, FilmFault> {
        while let Some(line) = self.lines.next_line().await.map_err(passing)? {
            if let Some(micros) = line.strip_prefix("out_time_us=") {
                // Before the first picture it says N/A.
                return Ok(Some(micros.trim().parse::<f64>().unwrap_or(0.0) / 1e6));
            }
        }
        Ok(None)
    }

    /// Waits for the end.
    ///
    /// # Errors
    /// What it complained of.
    pub async fn end(mut self) -> Result<(), FilmFault> {
        let status = self.child.wait().await.map_err(passing)?;
        let complaint = self.complaint.await.unwrap_or_default();
        if status.success() { Ok(()) } else { Err(fault(status.code(), &complaint)) }
    }
}

/// Killed, or out of room, is not the film's fault.
fn fault(code: Option<i32>, complaint: &str) -> FilmFault {
    let text: String = complaint.trim().chars().take(COMPLAINT).collect();
    match code {
        Some(_) if !text.contains("No space left") => FilmFault::Unreadable(text),
        _ => FilmFault::Passing(format!("ffmpeg ended early: {text}")),
    }
}

fn passing(error: impl std::fmt::Display) -> FilmFault {
    FilmFault::Passing(error.to_string())
}

#[derive(Deserialize)]
struct Said {
    #[serde(default)]
    streams: Vec<Stream>,
    #[serde(default)]
    format: Format,
}

#[derive(Deserialize, Default)]
struct Format {
    duration: Option<String>,
}

#[derive(Deserialize)]
struct Stream {
    #[serde(default)]
    codec_type: String,
    width: Option<u32>,
    height: Option<u32>,
    avg_frame_rate: Option<String>,
    color_space: Option<String>,
    #[serde(default)]
    disposition: Disposition,
    #[serde(default)]
    side_data_list: Vec<SideData>,
}

#[derive(Deserialize, Default)]
struct Disposition {
    /// The cover of a song is no film.
    #[serde(default)]
    attached_pic: u8,
}

#[derive(Deserialize)]
struct SideData {
    rotation: Option<f64>,
}

impl Said {
    fn probe(&self) -> Probe {
        let is_film = |s: &&Stream| s.codec_type == "video" && s.disposition.attached_pic == 0;
        let film = self.streams.iter().find(is_film);
        Probe {
            seconds: self.format.duration.as_deref().and_then(|d| d.parse().ok()).unwrap_or(0.0),
            height: film.and_then(Stream::shown_height),
            rate: film
                .and_then(|film| film.avg_frame_rate.as_deref())
                .and_then(ratio)
                .unwrap_or(0.0),
            colours: film
                .and_then(|film| film.color_space.as_deref())
                .is_some_and(|space| space != "unknown"),
            sound: self.streams.iter().any(|stream| stream.codec_type == "audio"),
        }
    }
}

impl Stream {
    fn shown_height(&self) -> Option<u32> {
        let turned = self.side_data_list.iter().filter_map(|data| data.rotation);
        let lies = turned.into_iter().any(|angle| (angle.abs() as u32) % 180 == 90);
        if lies { self.width } else { self.height }
    }
}

fn ratio(text: &str) -> Option<f64> {
    let (above, below) = text.split_once('/')?;
    let (above, below): (f64, f64) = (above.parse().ok()?, below.parse().ok()?);
    (below > 0.0).then(|| above / below)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Probe {
        serde_json::from_str::<Said>(text).unwrap().probe()
    }

    #[test]
    fn a_telephone_held_upright_is_as_high_as_it_looks() {
        let probe = read(
            r#"{"streams":[{"codec_type":"audio"},{"codec_type":"video","width":1920,"height":1080,
            "avg_frame_rate":"30000/1001","side_data_list":[{"rotation":-90}]}],"format":{"duration":"12.5"}}"#,
        );
        assert_eq!((probe.height, probe.sound, probe.seconds), (Some(1920), true, 12.5));
        assert!((probe.rate - 29.97).abs() < 0.01);
    }

    #[test]
    fn the_cover_of_a_song_is_no_film() {
        let cover = r#"{"streams":[{"codec_type":"audio"},{"codec_type":"video","height":500,
            "disposition":{"attached_pic":1}}],"format":{"duration":"200"}}"#;
        assert_eq!(read(cover).height, None);
        assert_eq!(read("{}"), Probe::default());
    }

    #[test]
    fn whoever_was_killed_may_try_again() {
        assert!(matches!(fault(None, ""), FilmFault::Passing(_)));
        assert!(matches!(fault(Some(1), "av: No space left on device"), FilmFault::Passing(_)));
        assert!(matches!(fault(Some(1), "moov atom not found"), FilmFault::Unreadable(_)));
    }
}
