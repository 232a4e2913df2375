//! One question, and what is said once it is answered.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;

use super::{quiz_of, url};
use crate::content::{Lesson, markdown};
use crate::domain::quiz::{Answer, Drawn, ItemKind, marked};
use crate::error::Error;
use crate::web::attempt::{self, Trying, label, no_answer};
use crate::web::form::Form;
use crate::web::page::Site;
use crate::web::visit::Visit;

/// A choice by its place on the page: its place in the file would tell.
#[derive(Serialize)]
struct Place {
    value: String,
    label: String,
    hint: Option<String>,
    /// In an ordering the place given to it, from 1; 0 for none.
    rank: usize,
}

/// A question that waits for its answer.
#[derive(Serialize)]
struct Asking {
    n: usize,
    kind: ItemKind,
    ask_html: String,
    places: Vec<Place>,
    text: String,
    picked: Vec<String>,
    errors: Vec<Wrong>,
}

/// A choice once the question is answered.
#[derive(Serialize)]
struct Mark {
    label: String,
    picked: bool,
    right: bool,
}

#[derive(Serialize)]
struct Verdict {
    right: bool,
    kind: ItemKind,
    ask_html: String,
    marks: Vec<Mark>,
    given: Vec<String>,
    answer: Vec<String>,
    html: String,
    /// Another answer was given just now, and this one stands.
    first: bool,
}

#[derive(Serialize)]
struct Wrong {
    field: String,
    text: String,
}

#[derive(Serialize)]
struct ItemPage {
    url: String,
    lesson_url: String,
    lesson: String,
    pupil: String,
    attempt: String,
    n: usize,
    of: usize,
    /// Empty once the question is answered; else the question, and behind it those that can be
    /// answered next where the network has gone.
    asking: Vec<Asking>,
    verdict: Option<Verdict>,
    last: bool,
}

/// What of the attempt is shown.
pub(super) struct Shown<'a> {
    pub at: usize,
    pub form: &'a Form,
    pub first: bool,
}

pub(super) fn page(
    visit: &Visit,
    path: &(String, String),
    lesson: &Lesson,
    trying: &Trying,
    shown: &Shown,
) -> Result<HttpResponse, Error> {
    let verdict = verdict(visit, trying, shown)?;
    let mut asking = Vec::new();
    if verdict.is_none() {
        let blank = Form::default();
        let later = trying.open().filter(|at| *at != shown.at);
        asking.push(ask(visit, trying, shown.at, shown.form)?);
        for at in later {
            asking.push(ask(visit, trying, at, &blank)?);
        }
    }
    let wrong = verdict.is_none() && !shown.form.errors().is_empty();
    let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = ItemPage {
        url: url(path),
        lesson_url: format!("/youth/courses/{}/lessons/{}", path.0, path.1),
        lesson: super::super::titled(visit, &lesson.title, &lesson.title_en),
        pupil: attempt::pupil(visit)?.id.clone(),
        attempt: trying.row.id.clone(),
        n: shown.at + 1,
        of: trying.frozen.items.len(),
        asking,
        verdict,
        last: trying.open().next().is_none(),
    };
    let args = [("n", page.n.to_string()), ("of", page.of.to_string())];
    let title = visit.text("quiz.item.title", &args);
    visit.page_with(HttpResponse::build(status), Site::Youth, "youth/quiz/item.html", &title, &page)
}

fn ask(visit: &Visit, trying: &Trying, at: usize, form: &Form) -> Result<Asking, Error> {
    let drawn = trying.frozen.items.get(at).ok_or(Error::NotFound)?;
    let place = |(value, choice): (usize, &usize)| Place {
        value: value.to_string(),
        label: label(visit, drawn, *choice),
        hint: None,
        rank: form.raw(&format!("rank-{value}")).parse().unwrap_or_default(),
    };
    // Several questions stand in one page: each control's id begins with its question's.
    let wrong = form.errors().iter().map(|error| Wrong {
        field: format!("q{}-{}", at + 1, error.field),
        text: visit.text(&error.key, &[]),
    });
    Ok(Asking {
        n: at + 1,
        kind: drawn.item.kind,
        ask_html: markdown::render(&drawn.item.ask),
        places: drawn.order.iter().enumerate().map(place).collect(),
        text: form.raw("text").replace('\0', ""),
        picked: form.all("pick"),
        errors: wrong.collect(),
    })
}

fn verdict(visit: &Visit, trying: &Trying, shown: &Shown) -> Result<Option<Verdict>, Error> {
    let drawn = trying.frozen.items.get(shown.at).ok_or(Error::NotFound)?;
    let Some(row) = trying.answer(shown.at) else { return Ok(None) };
    let told = attempt::verdict(visit, drawn, row)?;
    let marks = marked(drawn, &told.given).into_iter().map(|one| Mark {
        label: label(visit, drawn, one.choice),
        picked: one.picked,
        right: one.right,
    });
    Ok(Some(Verdict {
        right: told.right,
        kind: drawn.item.kind,
        ask_html: markdown::render(&drawn.item.ask),
        marks: marks.collect(),
        given: told.said,
        answer: told.answer,
        html: markdown::render(&told.explain),
        first: shown.first,
    }))
}

/// What the form answers; none where it is no answer.
fn read(drawn: &Drawn, form: &Form) -> Option<Answer> {
    let places: Option<Vec<usize>> = if drawn.item.kind == ItemKind::Ordering {
        let ranked = (0..drawn.order.len())
            .map(|place| Some((form.raw(&format!("rank-{place}")).parse::<usize>().ok()?, place)));
        let mut ranked = ranked.collect::<Option<Vec<_>>>()?;
        ranked.sort_unstable();
        let whole = ranked.iter().map(|(rank, _)| *rank).eq(1..=drawn.order.len());
        whole.then(|| ranked.into_iter().map(|(_, place)| place).collect())
    } else {
        form.all("pick").iter().map(|pick| pick.parse().ok()).collect()
    };
    drawn.answer(&places?, form.raw("text"))
}

pub(super) async fn submit(
    visit: Visit,
    path: (String, String),
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let (lesson, _) = quiz_of(&visit, &path)?;
    let Some(trying) = attempt::latest(&visit, &lesson.slug).await? else {
        return Ok(visit.redirect(&url(&path)).finish());
    };
    let at = form.raw("item").parse::<usize>().ok().and_then(|n| n.checked_sub(1));
    let drawn = at.and_then(|at| Some((at, trying.frozen.items.get(at)?)));
    // A page of an attempt that was finished meanwhile: lead to the one that runs.
    let Some((at, drawn)) = drawn.filter(|_| form.raw("attempt") == trying.row.id) else {
        return Ok(visit.redirect(&url(&path)).finish());
    };
    let Some(answer) = read(drawn, &form) else {
        let field = match drawn.item.kind {
            ItemKind::Ordering => "rank-0",
            ItemKind::Short => "text",
            _ => "pick",
        };
        form.refuse(no_answer(drawn.item.kind, field));
        return page(&visit, &path, lesson, &trying, &Shown { at, form: &form, first: false });
    };
    let given = attempt::give(&visit, trying.row, at, answer).await?;
    let first = if given.stands { "" } else { "&first=1" };
    Ok(visit.redirect(&format!("{}?item={}{first}", url(&path), at + 1)).finish())
}
