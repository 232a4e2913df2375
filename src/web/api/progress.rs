//! `POST /api/v1/lessons/{id}/progress` and the same for a screening: what a player has played.

use actix_web::{HttpResponse, web};
use serde_json::{Value, json};

use super::Body;
use crate::db::{DbError, classes, screenings};
use crate::domain::progress::{Beat, Clock, Fault, accept};
use crate::error::{Error, FieldError};
use crate::web::beats::{Answered, Watching};
use crate::web::film;
use crate::web::visit::Visit;

/// More pieces than these come from no player that reports every quarter of a minute.
const PIECES_MAX: usize = 2000;
/// The longest name of a session.
const SESSION_MAX: usize = 64;
/// A screening's beats come one after the other; if two meet, the second is tried again.
const TRIES: usize = 3;

/// A pupil's player.
pub async fn of_pupil(
    visit: Visit,
    lesson: web::Path<String>,
    mut body: Body,
) -> Result<HttpResponse, Error> {
    let pupil = visit.learner.as_ref().ok_or(Error::JoinClass)?;
    let lesson = visit.content.lesson(&lesson).ok_or(Error::NotFound)?;
    let video = film::of(&visit, lesson);
    if video.is_none() {
        body.refuse(FieldError::new("intervals", "lesson.wrong.no_film"));
    }
    let beat = read(&mut body)?;
    let video = video.ok_or(Error::NotFound)?;
    let watching = Watching {
        key: (pupil.id.clone(), video.id.clone()),
        seconds: video.seconds,
        signed_in_at: pupil.signed_in_at,
    };
    let answered = visit.app.beats.take(&watching, &beat, visit.now).await?;
    Ok(HttpResponse::Ok().json(said(&answered)))
}

/// The player on a classroom's screen.
pub async fn of_screening(
    visit: Visit,
    id: web::Path<String>,
    mut body: Body,
) -> Result<HttpResponse, Error> {
    let beat = Beat { session: id.clone(), ..read(&mut body)? };
    let (id, school, now) = (id.into_inner(), visit.actor().school, visit.now);
    for _ in 0..TRIES {
        let (id, school, beat) = (id.clone(), school.clone(), beat.clone());
        let taken = visit.app.db.write(move |c| {
            let row = screenings::by_id(c, &id)?.ok_or(DbError::NotFound)?;
            let class = classes::by_id(c, &row.class)?;
            if school.is_none() || class.map(|class| class.school) != school {
                return Err(DbError::NotFound);
            }
            let clock = Clock { now, signed_in_at: row.started_at };
            let (standing, left_out) = accept(&screenings::standing(&row)?, &beat, clock);
            screenings::save(c, &row, &standing, now)?;
            Ok(Answered {
                seq: standing.last_seq(&id),
                covered: standing.covered(),
                completed: standing.completed_at.is_some(),
                left_out,
            })
        });
        match taken.await {
            Err(DbError::Stale { .. }) => {}
            other => return Ok(HttpResponse::Ok().json(said(&other?))),
        }
    }
    Err(Error::Unavailable)
}

fn said(answered: &Answered) -> Value {
    let left_out = |(n, fault): &(usize, Fault)| json!({"interval": n, "reason": fault});
    json!({
        "seq": answered.seq,
        "covered": answered.covered,
        "completed": answered.completed,
        "left_out": answered.left_out.iter().map(left_out).collect::<Vec<_>>(),
    })
}

/// A beat as it was sent. What is wrong with one of its pieces spoils no other: a piece whose ends
/// are no numbers is named in the answer like any other that is none of the film.
fn read(body: &mut Body) -> Result<Beat, Error> {
    let session = body.required("session");
    let name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if session.len() > SESSION_MAX || !session.chars().all(name) {
        body.refuse(FieldError::new("session", "lesson.wrong.session").with("max", SESSION_MAX));
    }
    let seq = body.number("seq");
    if seq < 0 {
        body.refuse(FieldError::new("seq", "lesson.wrong.seq"));
    }
    let intervals = match body.fields().get("intervals") {
        Some(Value::Array(pieces)) if pieces.len() <= PIECES_MAX => {
            pieces.iter().map(piece).collect()
        }
        Some(Value::Array(_)) => {
            body.refuse(
                FieldError::new("intervals", "lesson.wrong.intervals_max").with("max", PIECES_MAX),
            );
            Vec::new()
        }
        _ => {
            body.refuse(FieldError::new("intervals", "lesson.wrong.intervals"));
            Vec::new()
        }
    };
    let position = body.fields().get("position").and_then(Value::as_f64);
    body.check()?;
    Ok(Beat { session, seq, intervals, position })
}

fn piece(value: &Value) -> (f64, f64) {
    let end = |n: usize| value.get(n).and_then(Value::as_f64).unwrap_or(f64::NAN);
    let two = value.as_array().is_some_and(|ends| ends.len() == 2);
    if two { (end(0), end(1)) } else { (f64::NAN, f64::NAN) }
}
