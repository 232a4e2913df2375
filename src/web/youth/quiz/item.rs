//! One question, and what is said once it is answered.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;

use super::{Trying, quiz_of, trying, url};
use crate::content::{Lesson, markdown};
use crate::db::attempts;
use crate::domain::quiz::{Answer, Drawn, ItemKind, told};
use crate::error::{Error, FieldError};
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

#[derive(Serialize)]
struct Verdict {
    right: bool,
    /// What is in an order is numbered.
    kind: ItemKind,
    given: Vec<String>,
    answer: Vec<String>,
    html: String,
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
    attempt: String,
    n: usize,
    of: usize,
    kind: ItemKind,
    ask_html: String,
    places: Vec<Place>,
    text: String,
    picked: Vec<String>,
    errors: Vec<Wrong>,
    verdict: Option<Verdict>,
    last: bool,
}

pub(super) fn page(
    visit: &Visit,
    path: &(String, String),
    lesson: &Lesson,
    trying: &Trying,
    at: usize,
    form: &Form,
) -> Result<HttpResponse, Error> {
    let drawn = trying.frozen.items.get(at).ok_or(Error::NotFound)?;
    let given = trying.answer(at);
    let verdict = given.map(|row| verdict(visit, drawn, &row.answer, row.correct)).transpose()?;
    let wrong = |error: &FieldError| Wrong {
        field: error.field.clone(),
        text: visit.text(&error.key, &[]),
    };
    let errors: Vec<Wrong> = form.errors().iter().map(wrong).collect();
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = ItemPage {
        url: url(path),
        lesson_url: format!("/youth/courses/{}/lessons/{}", path.0, path.1),
        lesson: super::super::titled(visit, &lesson.title, &lesson.title_en),
        attempt: trying.row.id.clone(),
        n: at + 1,
        of: trying.frozen.items.len(),
        kind: drawn.item.kind,
        ask_html: markdown::render(&drawn.item.ask),
        places: places(visit, drawn, form),
        text: form.raw("text").replace('\0', ""),
        picked: form.all("pick"),
        errors,
        verdict,
        last: trying.open().is_none(),
    };
    let args = [("n", page.n.to_string()), ("of", page.of.to_string())];
    let title = visit.text("quiz.item.title", &args);
    visit.page_with(HttpResponse::build(status), Site::Youth, "youth/quiz/item.html", &title, &page)
}

fn label(visit: &Visit, drawn: &Drawn, choice: usize) -> String {
    match (drawn.item.kind, choice) {
        (ItemKind::TrueFalse, 0) => visit.text("quiz.true", &[]),
        (ItemKind::TrueFalse, _) => visit.text("quiz.false", &[]),
        _ => drawn.item.choices.get(choice).cloned().unwrap_or_default(),
    }
}

fn places(visit: &Visit, drawn: &Drawn, form: &Form) -> Vec<Place> {
    let place = |(value, choice): (usize, &usize)| Place {
        value: value.to_string(),
        label: label(visit, drawn, *choice),
        hint: None,
        rank: form.raw(&format!("rank-{value}")).parse().unwrap_or_default(),
    };
    drawn.order.iter().enumerate().map(place).collect()
}

fn verdict(visit: &Visit, drawn: &Drawn, given: &str, right: bool) -> Result<Verdict, Error> {
    let given: Answer = serde_json::from_str(given).map_err(Error::internal)?;
    let told = told(&drawn.item, right);
    let statement = drawn.item.kind == ItemKind::TrueFalse;
    let said = match drawn.item.kind {
        ItemKind::Short => vec![given.text],
        _ => given.picks.iter().map(|at| label(visit, drawn, *at)).collect(),
    };
    let answer = match drawn.item.right.first() {
        Some(at) if statement => vec![label(visit, drawn, *at)],
        _ => told.answer,
    };
    let (kind, html) = (drawn.item.kind, markdown::render(&told.explain));
    Ok(Verdict { right, kind, given: said, answer, html })
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
    let Some(trying) = trying(&visit, &lesson.slug).await? else {
        return Ok(visit.redirect(&url(&path)).finish());
    };
    let at = form.raw("item").parse::<usize>().ok().and_then(|n| n.checked_sub(1));
    let drawn = at.and_then(|at| Some((at, trying.frozen.items.get(at)?)));
    // A page of an attempt that was finished meanwhile: lead to the one that runs.
    let Some((at, drawn)) = drawn.filter(|_| form.raw("attempt") == trying.row.id) else {
        return Ok(visit.redirect(&url(&path)).finish());
    };
    let Some(given) = read(drawn, &form) else {
        let (field, key) = match drawn.item.kind {
            ItemKind::Ordering => ("rank-0", "quiz.wrong.order"),
            ItemKind::Short => ("text", "quiz.wrong.empty"),
            _ => ("pick", "quiz.wrong.empty"),
        };
        form.refuse(FieldError::new(field, key));
        return page(&visit, &path, lesson, &trying, at, &form);
    };
    let (row, now) = (trying.row, visit.now);
    visit.app.db.write(move |c| attempts::answer(c, &row, at, &given, now)).await?;
    Ok(visit.redirect(&format!("{}?item={}", url(&path), at + 1)).finish())
}
