//! The list of films, and the page of one.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;

use crate::db::videos::{self, VideoRow};
use crate::db::{Cursor, lesson_revisions};
use crate::domain::Time;
use crate::domain::cue;
use crate::domain::film::{LONGEST_SECONDS, VideoState};
use crate::error::Error;
use crate::media::signed;
use crate::web::page::Site;
use crate::web::visit::Visit;
use crate::web::words::{FieldText, by_field};

#[derive(Serialize)]
struct Row {
    id: String,
    name: String,
    state: &'static str,
    percent: i32,
    /// Of the finished film, as `3:05`.
    length: Option<String>,
    megabytes: String,
    at: Time,
}

#[derive(Serialize)]
struct ListPage {
    rows: Vec<Row>,
    next: Option<String>,
    /// Without `ffmpeg` nothing can be uploaded.
    can_upload: bool,
    limit_mb: u64,
    longest_minutes: u32,
    errors: Vec<FieldText>,
    wrong: BTreeMap<String, String>,
}

#[derive(Serialize)]
struct Choice {
    value: String,
    label: String,
}

/// What there is to see of a finished film.
#[derive(Serialize)]
struct Seen {
    url: String,
    poster: String,
    sizes: Vec<String>,
    sound: bool,
    /// Its captions, and how many lines they have.
    captions: Option<String>,
    lines: usize,
}

#[derive(Serialize)]
struct Shown {
    href: String,
    title: String,
}

#[derive(Serialize)]
struct OnePage {
    film: Row,
    /// Key of the reason why it was refused.
    reason: Option<&'static str>,
    bytes: i64,
    received: u64,
    received_percent: u64,
    seen: Option<Seen>,
    lessons: Vec<Choice>,
    /// The lessons that show it.
    shown_in: Vec<Shown>,
    errors: Vec<FieldText>,
    wrong: BTreeMap<String, String>,
}

/// The list, with what was wrong with an upload.
pub(super) async fn list(
    visit: &Visit,
    status: StatusCode,
    after: Option<Cursor>,
    errors: Vec<FieldText>,
) -> Result<HttpResponse, Error> {
    let found = visit.app.db.read(move |c| videos::list(c, after.as_ref(), super::PAGE)).await?;
    let page = ListPage {
        rows: found.rows.iter().map(row).collect(),
        next: found.next.map(|cursor| format!("/desk/videos?after={cursor}")),
        can_upload: visit.app.ffmpeg.is_there().await,
        limit_mb: visit.app.config.upload_limit_mb,
        longest_minutes: (LONGEST_SECONDS / 60.0) as u32,
        wrong: by_field(&errors),
        errors,
    };
    let title = visit.text("media.title", &[]);
    visit.page_with(HttpResponse::build(status), Site::Desk, "desk/videos.html", &title, &page)
}

/// The page of one film.
pub(super) async fn one(
    visit: &Visit,
    status: StatusCode,
    id: &str,
    errors: Vec<FieldText>,
) -> Result<HttpResponse, Error> {
    let film = id.to_owned();
    let (found, attached) = visit
        .app
        .db
        .read(move |c| Ok((videos::find(c, &film)?, lesson_revisions::attached(c)?)))
        .await?;
    // Another process may have made it: what stands in memory is no measure here.
    let seen = (found.state == VideoState::Ready).then(|| seen(visit, &found)).flatten();
    let received = visit.app.uploads.received(id).await;
    let content = &visit.content;
    let label = |course: &str, title: &str| match content.course(course) {
        Some(course) => format!("{} · {title}", course.title),
        None => title.to_owned(),
    };
    let lessons = content.lessons.iter();
    let page = OnePage {
        lessons: std::iter::once(Choice {
            value: String::new(),
            label: visit.text("media.attach.choose", &[]),
        })
        .chain(lessons.clone().map(|lesson| Choice {
            value: lesson.slug.clone(),
            label: label(&lesson.course, &lesson.title),
        }))
        .collect(),
        shown_in: lessons
            .filter(|lesson| attached.get(&lesson.slug).is_some_and(|film| film == id))
            .map(|lesson| Shown {
                href: format!("/youth/courses/{}/lessons/{}", lesson.course, lesson.slug),
                title: label(&lesson.course, &lesson.title),
            })
            .collect(),
        reason: found.reason.map(|reason| reason.as_str()),
        bytes: found.bytes,
        received,
        received_percent: received * 100 / u64::try_from(found.bytes).unwrap_or(1).max(1),
        film: row(&found),
        seen,
        wrong: by_field(&errors),
        errors,
    };
    let title = page.film.name.clone();
    visit.page_with(HttpResponse::build(status), Site::Desk, "desk/video.html", &title, &page)
}

fn seen(visit: &Visit, row: &VideoRow) -> Option<Seen> {
    let manifest = row.manifest.as_deref()?;
    let video = crate::content::Video::of_manifest(&row.id, manifest).ok()?;
    let folder = signed::folder(&visit.app.config.secret, &row.id, visit.now);
    Some(Seen {
        url: format!("{folder}{}", video.progressive()?.file),
        poster: format!("{folder}{}", video.poster),
        sizes: video
            .files
            .iter()
            .map(|file| format!("{} {}", file.name, megabytes(file.bytes)))
            .collect(),
        sound: video.sound,
        captions: video.captions.first().map(|track| format!("{folder}{}", track.file)),
        lines: video.captions.first().map_or(0, |track| cue::parse(&track.text).len()),
    })
}

fn row(video: &VideoRow) -> Row {
    Row {
        id: video.id.clone(),
        name: video.name.clone(),
        state: video.state.as_str(),
        percent: video.percent,
        length: video.length_ms.map(|ms| format!("{}:{:02}", ms / 60_000, ms / 1000 % 60)),
        megabytes: megabytes(u64::try_from(video.bytes).unwrap_or_default()),
        at: video.created_at,
    }
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / f64::from(1 << 20))
}
