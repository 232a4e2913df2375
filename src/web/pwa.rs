//! What makes the site one that can be installed: its manifest, and the worker that keeps the shell
//! and the last lesson's page for when there is no network.

use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;
use serde::Serialize;
use serde_json::json;

use super::assets;
use super::page::Site;
use super::visit::Visit;
use crate::error::Error;

/// What a lesson's page is made of.
const SHELL: &[&str] = &[
    "css/tokens.css",
    "css/base.css",
    "css/parts.css",
    "css/print.css",
    "css/youth.css",
    "css/lesson.css",
    "js/app.js",
    "js/player.js",
    "js/controls.js",
    "icons/favicon.svg",
];
const OFFLINE: &str = "/offline";
const WORKER: &str = "js/sw.js";

/// `GET /sw.js`: the worker, with the addresses of this version's files. It is asked for anew each
/// time, and differs as soon as one file does.
pub async fn worker() -> Result<HttpResponse, Error> {
    let script = assets::text(WORKER).ok_or(Error::NotFound)?;
    let shell: Option<Vec<String>> = SHELL.iter().map(|path| assets::url(path)).collect();
    let mut shell = shell.ok_or_else(|| Error::internal("a file of the shell is missing"))?;
    shell.push(OFFLINE.to_owned());
    let head = json!({"version": assets::version(), "shell": shell, "offline": OFFLINE});
    Ok(HttpResponse::Ok()
        .content_type("text/javascript; charset=utf-8")
        .insert_header((CACHE_CONTROL, "no-cache"))
        .body(format!("const HOUSE = {head};\n{script}")))
}

/// `GET /manifest.webmanifest`
pub async fn manifest(visit: Visit) -> HttpResponse {
    let icon = |purpose: &str| {
        let src = assets::url("icons/app.svg");
        json!({"src": src, "sizes": "any", "type": "image/svg+xml", "purpose": purpose})
    };
    let body = json!({
        "name": visit.text("lesson.app.name", &[]),
        "short_name": visit.text("lesson.app.short", &[]),
        "lang": visit.lang.tag(),
        "id": "/youth",
        "start_url": "/youth",
        "scope": "/",
        "display": "standalone",
        "background_color": "#fbf8f1",
        "theme_color": "#0d5b49",
        "icons": [icon("any"), icon("maskable")],
    });
    HttpResponse::Ok()
        .content_type("application/manifest+json")
        .insert_header((CACHE_CONTROL, "no-cache"))
        .body(body.to_string())
}

#[derive(Serialize)]
struct OfflinePage {}

/// `GET /offline`: what is shown where a page can't be reached.
pub async fn offline(visit: Visit) -> Result<HttpResponse, Error> {
    let title = visit.text("lesson.offline.title", &[]);
    visit.page(Site::Youth, "youth/offline.html", &title, &OfflinePage {})
}
