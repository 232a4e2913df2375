//! `GET /api/v1/lessons/{id}`: a lesson and where its film is.

use actix_web::{HttpResponse, web};
use serde_json::{Value, json};

use crate::content::Video;
use crate::error::Error;
use crate::web::film;
use crate::web::visit::Visit;

/// One lesson. Where it has no film, `seconds` and `media` are null; where whoever asks may not see
/// it, `media` is.
pub async fn show(visit: Visit, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let content = &visit.content;
    let lesson = content.lesson(&id).ok_or(Error::NotFound)?;
    let video = film::of(&visit, lesson);
    let media =
        video.as_ref().and_then(|video| Some(media(video, &film::folder(&visit, lesson, video)?)));
    Ok(HttpResponse::Ok().json(json!({
        "id": lesson.slug,
        "title": lesson.title,
        "course": lesson.course,
        "url": format!("/youth/courses/{}/lessons/{}", lesson.course, lesson.slug),
        "seconds": video.as_ref().map(|video| video.seconds),
        "media": media,
    })))
}

fn media(video: &Video, folder: &str) -> Value {
    let at = |file: &str| format!("{folder}{file}");
    let files: Vec<Value> = video
        .files
        .iter()
        .map(|file| {
            let url = at(&file.file);
            json!({"name": file.name, "height": file.height, "bytes": file.bytes, "url": url})
        })
        .collect();
    let captions: Vec<Value> = video
        .captions
        .iter()
        .map(|captions| json!({"lang": captions.lang, "url": at(&captions.file)}))
        .collect();
    let thumbs = &video.thumbs;
    json!({
        "progressive": video.progressive().map(|file| at(&file.file)),
        "hls": at(&video.hls.master),
        "captions": captions,
        "poster": at(&video.poster),
        "files": files,
        "thumbs": {
            "url": at(&thumbs.file),
            "every": thumbs.every,
            "columns": thumbs.columns,
            "width": thumbs.width,
            "height": thumbs.height,
        },
    })
}
