//! One page: what is public of it, what is being written, what can be done, and what it was.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::Serialize;

use super::diff::{self, Line};
use super::{hand, load, said};
use crate::db::accounts;
use crate::db::pieces::{self, DeedRow, Loaded};
use crate::domain::Time;
use crate::domain::publication::{Deed, PieceKind, Standing, offers};
use crate::error::Error;
use crate::web::page::Site;
use crate::web::visit::Visit;
use crate::web::words::{FieldText, by_field};

#[derive(Serialize)]
struct PiecePage {
    id: String,
    kind: PieceKind,
    slug: String,
    version: i64,
    standing: Standing,
    minors: bool,
    /// Whoever looks wrote some of it since it was last passed.
    own: bool,
    newest: i32,
    live: Option<i32>,
    /// Where the public reads it.
    url: Option<String>,
    publish_at: Option<Time>,
    reviewed: Option<NaiveDate>,
    overdue: bool,
    offers: Vec<&'static str>,
    /// What is different from what the public reads.
    changes: Vec<Line>,
    /// What has to be put right before it can be public.
    complaints: Vec<String>,
    history: Vec<Happened>,
    values: BTreeMap<String, String>,
    errors: Vec<FieldText>,
    wrong: BTreeMap<String, String>,
}

/// Something that was done.
#[derive(Serialize)]
struct Happened {
    deed: String,
    standing: String,
    revision: i32,
    /// The revision is new with this.
    writes: bool,
    before: Option<i32>,
    by: Option<String>,
    note: String,
    at: Time,
}

/// `GET /desk/content/{id}`
pub async fn show(visit: Visit, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let loaded = load(&visit, &id).await?;
    page(&visit, StatusCode::OK, loaded, BTreeMap::new(), Vec::new()).await
}

/// The page, with what was wrong with a deed.
pub(super) async fn page(
    visit: &Visit,
    status: StatusCode,
    loaded: Loaded,
    values: BTreeMap<String, String>,
    errors: Vec<FieldText>,
) -> Result<HttpResponse, Error> {
    let row = &loaded.row;
    let piece = row.piece(loaded.authors.clone());
    let (id, live) = (row.id.clone(), row.live);
    let read = visit.app.db.read(move |c| {
        let history = pieces::history(c, &id)?;
        let live = live.map(|number| pieces::revision(c, &id, number)).transpose()?;
        let mut names = BTreeMap::new();
        for by in history.iter().filter_map(|one| one.by_account.as_ref()) {
            if !names.contains_key(by) {
                names.insert(by.clone(), accounts::by_id(c, by)?.name);
            }
        }
        Ok((history, live, names))
    });
    let (history, live, names) = read.await?;
    let beside = row.live != Some(row.newest);
    let complaints = match beside && row.standing != Standing::Withdrawn {
        true => {
            let wrong = visit.app.complaints_about(row.kind, &row.slug, &loaded.text).await;
            said(visit, &row.kind.file(&row.slug), &wrong)
        }
        false => Vec::new(),
    };
    let hand = hand(visit);
    let public = visit.content.pages(row.kind).into_iter().find(|page| page.slug == row.slug);
    let page = PiecePage {
        changes: match &live {
            Some(live) if beside => diff::lines(&live.text, &loaded.text),
            _ => Vec::new(),
        },
        own: hand.account.as_ref().is_some_and(|who| loaded.authors.contains(who)),
        offers: offers(&piece, &hand).into_iter().map(Deed::as_str).collect(),
        url: public.filter(|_| row.live.is_some()).map(|page| page.url),
        overdue: row.reviewed.is_some_and(|day| day < super::list::overdue_before(visit)),
        history: happened(&history, &names),
        kind: row.kind,
        slug: row.slug.clone(),
        version: row.version,
        standing: row.standing,
        minors: piece.minors,
        newest: row.newest,
        live: row.live,
        publish_at: row.publish_at,
        reviewed: row.reviewed,
        complaints,
        values,
        wrong: by_field(&errors),
        errors,
        id: row.id.clone(),
    };
    let response = HttpResponse::build(status);
    visit.page_with(response, Site::Desk, "desk/content_piece.html", &row.title, &page)
}

fn happened(history: &[DeedRow], names: &BTreeMap<String, String>) -> Vec<Happened> {
    let one = |(at, row): (usize, &DeedRow)| {
        let before = history.get(at + 1).map(|older| older.revision);
        Happened {
            writes: before != Some(row.revision),
            before: before.filter(|before| *before != row.revision),
            deed: row.deed.clone(),
            standing: row.standing.clone(),
            revision: row.revision,
            by: row.by_account.as_ref().and_then(|by| names.get(by).cloned()),
            note: row.note.clone(),
            at: row.at,
        }
    };
    history.iter().enumerate().map(one).collect()
}
