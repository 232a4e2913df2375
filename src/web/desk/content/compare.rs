//! Two versions of a page, side by side.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::diff::{self, Line};
use super::load;
use crate::db::pieces;
use crate::domain::Time;
use crate::error::Error;
use crate::web::page::Site;
use crate::web::visit::Visit;

/// Which two.
#[derive(Debug, Deserialize)]
pub struct Asked {
    from: Option<i32>,
    to: Option<i32>,
}

#[derive(Serialize)]
struct ComparePage {
    id: String,
    version: i64,
    from: i32,
    to: i32,
    newest: i32,
    from_at: Time,
    to_at: Time,
    changes: Vec<Line>,
    numbers: Vec<i32>,
}

/// `GET /desk/content/{id}/compare`
pub async fn show(
    visit: Visit,
    id: web::Path<String>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Error> {
    let loaded = load(&visit, &id).await?;
    let newest = loaded.row.newest;
    let to = asked.to.unwrap_or(newest);
    let from = asked.from.unwrap_or((to - 1).max(1));
    let piece = id.to_string();
    let both = visit
        .app
        .db
        .read(move |c| Ok((pieces::revision(c, &piece, from)?, pieces::revision(c, &piece, to)?)));
    let (old, new) = both.await?;
    let page = ComparePage {
        id: loaded.row.id.clone(),
        version: loaded.row.version,
        from,
        to,
        newest,
        from_at: old.at,
        to_at: new.at,
        changes: diff::lines(&old.text, &new.text),
        numbers: (1..=newest).rev().collect(),
    };
    visit.page(Site::Desk, "desk/content_compare.html", &loaded.row.title, &page)
}
