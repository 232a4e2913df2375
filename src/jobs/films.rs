//! Makes of an uploaded film what a lesson needs, one film at a time, beside all other jobs.
//!
//! A worker that dies leaves its job behind; whoever takes it up begins in an empty folder.

use std::path::Path;

use super::retry::{self, Fault};
use crate::app::App;
use crate::content::{FilmFile, Hls, Thumbs, Video};
use crate::db::DbError;
use crate::db::jobs::{self, JobRow};
use crate::db::videos;
use crate::domain::film::{self, Plan, Reason, VideoState};
use crate::media::{FilmFault, files_below, recipe};

/// A film begun this often without an end is what kills its workers.
const MOST_ATTEMPTS: i32 = 5;
/// The share of the whole work that the ladder is; the rest is copying.
const LADDER_PERCENT: f64 = 95.0;

/// Why nothing came of a film.
enum Stop {
    /// The film is not taken.
    Refused(Reason),
    Fault(Fault),
}

impl From<FilmFault> for Stop {
    fn from(fault: FilmFault) -> Stop {
        match fault {
            FilmFault::Unreadable(text) => {
                tracing::info!(text, "a film can't be read to its end");
                Stop::Refused(Reason::Broken)
            }
            FilmFault::Passing(text) => Stop::Fault(Fault::Passing(text)),
        }
    }
}

impl From<std::io::Error> for Stop {
    fn from(error: std::io::Error) -> Stop {
        Stop::Fault(Fault::Passing(error.to_string()))
    }
}

impl From<DbError> for Stop {
    fn from(error: DbError) -> Stop {
        Stop::Fault(super::notice::of_db(error))
    }
}

/// Takes one film that waits; whether there was one.
pub(super) async fn round(app: &App, worker: &str) -> Result<bool, DbError> {
    if !app.ffmpeg.is_there().await {
        return Ok(false);
    }
    let (now, name) = (app.clock.now(), worker.to_owned());
    let Some(job) = app.db.write(move |c| jobs::claim_long(c, jobs::TRANSCODE, now, &name)).await?
    else {
        return Ok(false);
    };
    if let Err(fault) = run(app, &job, worker).await {
        super::put_off(app, &job, worker, &fault).await;
    }
    Ok(true)
}

async fn run(app: &App, job: &JobRow, worker: &str) -> Result<(), Fault> {
    let id = job.payload["video"].as_str().unwrap_or_default().to_owned();
    let known = id.clone();
    let found = app.db.read(move |c| videos::find(c, &known)).await;
    let video = found.map_err(super::notice::of_db)?;
    let done = match video.state {
        VideoState::Ready | VideoState::Refused => Ok(None),
        _ if job.attempts > MOST_ATTEMPTS.min(retry::MOST_ATTEMPTS) => {
            Err(Stop::Refused(Reason::Failed))
        }
        _ => Work { app, job, worker, id: &id }.make().await.map(Some),
    };
    let reason = match done {
        Ok(made) => return end(app, job, worker, &id, made).await,
        Err(Stop::Fault(fault)) => return Err(fault),
        Err(Stop::Refused(reason)) => reason,
    };
    let (job, name, film, now) = (job.id.clone(), worker.to_owned(), id.clone(), app.clock.now());
    let write = app.db.write(move |c| {
        jobs::finish(c, &job, &name, now)?;
        videos::refuse(c, &film, reason)
    });
    write.await.map_err(super::notice::of_db)?;
    clear(app, &id).await;
    Ok(())
}

/// What was made of a film.
struct Made {
    sha256: String,
    video: Video,
    manifest: String,
}

async fn end(
    app: &App,
    job: &JobRow,
    worker: &str,
    id: &str,
    made: Option<Made>,
) -> Result<(), Fault> {
    let (job, name, film) = (job.id.clone(), worker.to_owned(), id.to_owned());
    let now = app.clock.now();
    let write = app.db.write(move |c| {
        jobs::finish(c, &job, &name, now)?;
        match made {
            Some(Made { sha256, video, manifest }) => {
                let length = (video.seconds * 1000.0).round() as i64;
                videos::ready(c, &film, &sha256, length, &manifest)
            }
            None => Ok(()),
        }
    });
    write.await.map_err(super::notice::of_db)?;
    clear(app, id).await;
    app.reload_lessons().await.map_err(super::notice::of_db)
}

/// What is left lying is only in the way.
async fn clear(app: &App, id: &str) {
    if let Err(error) = app.uploads.clear(id).await {
        tracing::warn!(%id, %error, "what was left of an upload can't be removed");
    }
}

/// A film in hand.
struct Work<'a> {
    app: &'a App,
    job: &'a JobRow,
    worker: &'a str,
    id: &'a str,
}

impl Work<'_> {
    /// Says that it lives, and how far it is.
    async fn tell(&self, percent: i32) -> Result<(), Stop> {
        let (job, name) = (self.job.id.clone(), self.worker.to_owned());
        let (film, now) = (self.id.to_owned(), self.app.clock.now());
        let write = self.app.db.write(move |c| {
            jobs::beat(c, &job, &name, now)?;
            videos::progress(c, &film, percent)
        });
        Ok(write.await?)
    }

    /// Everything, from the bytes that came to files that lie where films lie.
    async fn make(&self) -> Result<Made, Stop> {
        self.tell(0).await?;
        let plan = self.plan().await?;
        let folder = self.app.uploads.begin(self.id).await?;
        self.ladder(&plan, &folder).await?;
        let seconds = self.files(&plan, &folder).await?;
        let video = describe(self.id, &plan, seconds, &folder)?;
        let manifest = toml::to_string(&video)
            .map_err(|error| Stop::Fault(Fault::Final(error.to_string())))?;
        self.store(&folder, &manifest).await?;
        let sha256 = self.app.uploads.sha256(self.id).await?;
        Ok(Made { sha256, video, manifest })
    }

    /// What is to be made of it.
    async fn plan(&self) -> Result<Plan, Stop> {
        let source = self.app.uploads.source(self.id);
        let probe = match self.app.ffmpeg.probe(&source).await {
            Err(FilmFault::Unreadable(_)) if !begins_as_film(&source).await? => {
                return Err(Stop::Refused(Reason::NotVideo));
            }
            other => other?,
        };
        film::plan(&probe).map_err(Stop::Refused)
    }

    async fn ladder(&self, plan: &Plan, folder: &Path) -> Result<(), Stop> {
        let source = self.app.uploads.source(self.id);
        let mut running = self.app.ffmpeg.ladder(&source, folder, plan)?;
        while let Some(seconds) = running.next().await? {
            let share = (seconds / plan.seconds).clamp(0.0, 1.0);
            self.tell((share * LADDER_PERCENT) as i32).await?;
        }
        Ok(running.end().await?)
    }

    /// What is made from the ladder: MP4s, poster, the sprite of the seek bar, and the line for
    /// whoever only listens. Returns how long it has become.
    async fn files(&self, plan: &Plan, folder: &Path) -> Result<f64, Stop> {
        let ffmpeg = &self.app.ffmpeg;
        for one in &plan.renditions {
            ffmpeg.step(folder, recipe::progressive(*one, plan.sound)).await?;
            self.tell(LADDER_PERCENT as i32).await?;
        }
        let (Some(smallest), Some(largest)) = (plan.renditions.first(), plan.renditions.last())
        else {
            return Err(Stop::Refused(Reason::NoPicture));
        };
        let made = ffmpeg.probe(&folder.join(format!("{}.mp4", smallest.name()))).await?.seconds;
        if !film::is_whole(plan.seconds, made) {
            return Err(Stop::Refused(Reason::Broken));
        }
        ffmpeg.step(folder, recipe::poster(*largest, made)).await?;
        ffmpeg.step(folder, recipe::thumbs(*smallest, made)).await?;
        if plan.sound {
            let mut master = tokio::fs::read_to_string(folder.join("master.m3u8")).await?;
            master.push_str(&recipe::sound_only());
            tokio::fs::write(folder.join("master.m3u8"), master).await?;
        }
        Ok(made)
    }

    /// Puts all files of a finished film where films lie, the manifest last.
    async fn store(&self, folder: &Path, manifest: &str) -> Result<(), Stop> {
        let (films, id) = (&self.app.films, self.id);
        let passing = |error| Stop::Fault(Fault::Passing(error));
        for path in files_below(folder)? {
            let put = films.put_file(&format!("{id}/{path}"), &folder.join(&path)).await;
            put.map_err(passing)?;
            self.tell(98).await?;
        }
        let put = films.put(&format!("{id}/video.toml"), manifest.as_bytes().to_vec()).await;
        put.map_err(passing)
    }
}

/// The manifest of a finished film.
fn describe(id: &str, plan: &Plan, seconds: f64, folder: &Path) -> std::io::Result<Video> {
    let length = |name: &str| std::fs::metadata(folder.join(name)).map(|meta| meta.len());
    let mut files = Vec::new();
    for one in &plan.renditions {
        let file = format!("{}.mp4", one.name());
        let bytes = length(&file)?;
        files.push(FilmFile { name: one.name(), file, height: one.height, bytes });
    }
    let usual = files.iter().find(|file| file.name == "360p").or(files.first());
    let bytes = usual.map_or(0, |file| file.bytes);
    Ok(Video {
        id: id.to_owned(),
        seconds: (seconds * 1000.0).round() / 1000.0,
        sound: plan.sound,
        poster: "poster.jpg".into(),
        captions: Vec::new(),
        thumbs: Thumbs {
            file: "thumbs.jpg".into(),
            every: film::thumbs_every(seconds),
            columns: recipe::COLUMNS,
            width: recipe::THUMB.0,
            height: recipe::THUMB.1,
        },
        hls: Hls { master: "master.m3u8".into(), bytes },
        files,
    })
}

/// Whether the first bytes are those of a film: then it is one that broke.
async fn begins_as_film(source: &Path) -> std::io::Result<bool> {
    use tokio::io::AsyncReadExt;
    let mut head = Vec::new();
    tokio::fs::File::open(source).await?.take(4096).read_to_end(&mut head).await?;
    Ok(crate::media::is_film(&head))
}
