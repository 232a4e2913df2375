//! The list of pages, with what waits for somebody on top.

use actix_web::{HttpResponse, web};
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::db::Cursor;
use crate::db::pieces::{self, PieceRow, Wanted};
use crate::domain::Time;
use crate::domain::deadline::local_day;
use crate::domain::publication::{PieceKind, Standing};
use crate::error::Error;
use crate::web::page::Site;
use crate::web::visit::Visit;

/// How many a page shows.
const PAGE: i64 = 40;
/// So many overdue pages are shown at most: when they are read, others follow.
const OVERDUE: i64 = 200;

/// What is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    kind: String,
    standing: String,
    overdue: String,
    after: String,
}

#[derive(Serialize)]
struct Row {
    id: String,
    kind: PieceKind,
    title: String,
    standing: Standing,
    /// The public reads an older version meanwhile.
    beside: bool,
    publish_at: Option<Time>,
    reviewed: Option<NaiveDate>,
    overdue: bool,
    /// It can be said here that it is still right.
    checkable: bool,
    version: i64,
    updated_at: Time,
}

/// A way to narrow the list.
#[derive(Serialize)]
struct Tab {
    href: String,
    key: String,
    count: Option<i64>,
    current: bool,
}

#[derive(Serialize)]
struct ListPage {
    rows: Vec<Row>,
    tabs: Vec<Tab>,
    kinds: Vec<Tab>,
    add: Vec<&'static str>,
    next: Option<String>,
    overdue_days: u16,
    only_overdue: bool,
}

/// `GET /desk/content`
pub async fn show(visit: Visit, asked: web::Query<Asked>) -> Result<HttpResponse, Error> {
    let wanted = Wanted { kind: asked.kind.parse().ok(), standing: asked.standing.parse().ok() };
    let only_overdue = !asked.overdue.is_empty();
    let before = overdue_before(&visit);
    let after = asked.after.parse::<Cursor>().ok();
    let read = visit.app.db.read(move |c| {
        let (rows, next) = if only_overdue {
            (pieces::overdue(c, wanted.kind, before, OVERDUE)?, None)
        } else {
            let page = pieces::list(c, wanted, after.as_ref(), PAGE)?;
            (page.rows, page.next)
        };
        Ok((rows, next, pieces::counts(c)?, pieces::reviewed_before(c, before)?))
    });
    let (rows, next, counts, overdue) = read.await?;
    let here = Here { wanted, overdue: only_overdue };
    let page = ListPage {
        rows: rows.into_iter().map(|row| shown(row, before)).collect(),
        tabs: tabs(&here, &counts, overdue),
        kinds: kinds(&here),
        add: PieceKind::ALL.iter().filter(|k| k.can_be_added()).map(|k| k.as_str()).collect(),
        next: next.map(|cursor| here.href(Some(&cursor))),
        overdue_days: visit.content.review_days,
        only_overdue,
    };
    let title = visit.text("content.title", &[]);
    visit.page(Site::Desk, "desk/content.html", &title, &page)
}

/// What was last read before this day has to be read again.
pub(super) fn overdue_before(visit: &Visit) -> NaiveDate {
    local_day(visit.now) - Days::new(u64::from(visit.content.review_days))
}

fn shown(row: PieceRow, before: NaiveDate) -> Row {
    Row {
        beside: row.live.is_some_and(|live| live != row.newest),
        overdue: row.reviewed.is_some_and(|day| day < before),
        checkable: row.standing == Standing::Published,
        version: row.version,
        id: row.id,
        kind: row.kind,
        title: row.title,
        standing: row.standing,
        publish_at: row.publish_at,
        reviewed: row.reviewed,
        updated_at: row.updated_at,
    }
}

/// Where the list stands.
#[derive(Clone, Copy)]
struct Here {
    wanted: Wanted,
    overdue: bool,
}

impl Here {
    fn href(&self, after: Option<&Cursor>) -> String {
        let mut parts = Vec::new();
        parts.extend(self.wanted.kind.map(|kind| format!("kind={kind}")));
        parts.extend(self.wanted.standing.map(|standing| format!("standing={standing}")));
        parts.extend(self.overdue.then(|| "overdue=1".to_owned()));
        parts.extend(after.map(|after| format!("after={after}")));
        match parts.is_empty() {
            true => "/desk/content".to_owned(),
            false => format!("/desk/content?{}", parts.join("&")),
        }
    }
}

fn tabs(here: &Here, counts: &[(Standing, i64)], overdue: i64) -> Vec<Tab> {
    let tab = |to: Here, key: &str, count| Tab {
        href: to.href(None),
        key: key.to_owned(),
        count,
        current: (to.wanted.standing, to.overdue) == (here.wanted.standing, here.overdue),
    };
    let at = |standing| Here { wanted: Wanted { standing, ..here.wanted }, overdue: false };
    let mut tabs = vec![tab(at(None), "all", None)];
    for standing in Standing::ALL.iter().copied() {
        let count = counts.iter().find(|(one, _)| *one == standing).map_or(0, |(_, n)| *n);
        tabs.push(tab(at(Some(standing)), standing.as_str(), Some(count)));
    }
    let late = Here { overdue: true, ..at(None) };
    tabs.insert(1, tab(late, "overdue", Some(overdue)));
    tabs
}

fn kinds(here: &Here) -> Vec<Tab> {
    let tab = |kind: Option<PieceKind>| Tab {
        href: Here { wanted: Wanted { kind, ..here.wanted }, ..*here }.href(None),
        key: kind.map_or("all", PieceKind::as_str).to_owned(),
        count: None,
        current: kind == here.wanted.kind,
    };
    std::iter::once(None).chain(PieceKind::ALL.iter().copied().map(Some)).map(tab).collect()
}
