//! `POST /api/v1/lessons/{id}/attempts` and `POST /api/v1/attempts/{id}/answers`: the questions of a
//! lesson. Nothing of a right answer is in what is said before the question is answered.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde_json::{Value, json};

use super::Body;
use crate::db::attempts::AnswerRow;
use crate::domain::quiz::{Drawn, ItemKind, Standing};
use crate::error::{Error, FieldError};
use crate::web::attempt::{self, Begun, Trying, Verdict, label, no_answer, verdict};
use crate::web::visit::Visit;

/// Goes on with the pupil's attempt, or begins one.
pub async fn begin(visit: Visit, lesson: web::Path<String>) -> Result<HttpResponse, Error> {
    let content = &visit.content;
    let lesson = content.lesson(&lesson).ok_or(Error::NotFound)?;
    let quiz = content.quiz(&lesson.slug).ok_or(Error::NotFound)?;
    let status = match attempt::begin(&visit, quiz).await? {
        Begun::Fresh => StatusCode::CREATED,
        Begun::Already => StatusCode::OK,
        Begun::UsedUp => return Err(Error::field("lesson", "quiz.wrong.used_up")),
    };
    let trying = attempt::latest(&visit, &lesson.slug).await?.ok_or(Error::NotFound)?;
    let items: Result<Vec<Value>, Error> = trying
        .frozen
        .items
        .iter()
        .enumerate()
        .map(|(at, one)| asked(&visit, &trying, at, one))
        .collect();
    let mut said = stands(&trying.standing());
    said["id"] = trying.row.id.as_str().into();
    said["lesson"] = lesson.slug.as_str().into();
    said["try"] = trying.row.n.into();
    said["items"] = items?.into();
    said["url"] = format!("/youth/courses/{}/lessons/{}/quiz", lesson.course, lesson.slug).into();
    Ok(HttpResponse::build(status).json(said))
}

/// Keeps an answer and tells what is right. Sent again it changes nothing; another one changes
/// nothing either, and `stands` is false.
pub async fn answer(
    visit: Visit,
    id: web::Path<String>,
    mut body: Body,
) -> Result<HttpResponse, Error> {
    let trying = attempt::find(&visit, &id).await?.ok_or(Error::NotFound)?;
    let n = body.number("item");
    let at = usize::try_from(n).ok().and_then(|n| n.checked_sub(1));
    let asked = at.and_then(|at| Some((at, trying.frozen.items.get(at)?)));
    if asked.is_none() {
        let most = trying.frozen.items.len();
        body.refuse(FieldError::new("item", "quiz.wrong.item").with("most", most));
    }
    body.check()?;
    let (at, drawn) = asked.ok_or(Error::NotFound)?;
    let text = body.text("text");
    let Some(answer) = picks(&body).and_then(|picks| drawn.answer(&picks, &text)) else {
        let field = if drawn.item.kind == ItemKind::Short { "text" } else { "picks" };
        body.refuse(no_answer(drawn.item.kind, field));
        return Err(body.check().err().unwrap_or(Error::NotFound));
    };
    let given = attempt::give(&visit, trying.row, at, answer).await?;
    let mut said = stands(&given.standing);
    said["item"] = n.into();
    said["stands"] = given.stands.into();
    said["told"] = told(&visit, drawn, &given.row)?;
    Ok(HttpResponse::Ok().json(said))
}

/// The places picked; none where there is something that is no place. A short answer needs none.
fn picks(body: &Body) -> Option<Vec<usize>> {
    match body.fields().get("picks") {
        None | Some(Value::Null) => Some(Vec::new()),
        Some(Value::Array(places)) => {
            places.iter().map(|place| usize::try_from(place.as_u64()?).ok()).collect()
        }
        Some(_) => None,
    }
}

fn stands(standing: &Standing) -> Value {
    json!({
        "answered": standing.answered,
        "of": standing.of,
        "finished": standing.finished,
        "points": standing.points,
        "passed": standing.passed,
    })
}

fn asked(visit: &Visit, trying: &Trying, at: usize, drawn: &Drawn) -> Result<Value, Error> {
    let short = drawn.item.kind == ItemKind::Short;
    let choices = drawn.order.iter().filter(|_| !short).map(|at| label(visit, drawn, *at));
    let told = trying.answer(at).map(|row| told(visit, drawn, row)).transpose()?;
    Ok(json!({
        "item": at + 1,
        "kind": drawn.item.kind,
        "ask": drawn.item.ask,
        "choices": choices.collect::<Vec<_>>(),
        "told": told,
    }))
}

fn told(visit: &Visit, drawn: &Drawn, row: &AnswerRow) -> Result<Value, Error> {
    let Verdict { right, said, answer, explain, .. } = verdict(visit, drawn, row)?;
    Ok(json!({"right": right, "given": said, "answer": answer, "explain": explain}))
}
