//! `/youth/classes/{id}/screen/{lesson}`: a lesson on the classroom's screen. It is played once for
//! everybody: one screening, one head-count, no pupil.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, HttpResponseBuilder, web};
use serde::{Deserialize, Serialize};

use crate::content::{Lesson, Video};
use crate::db::classes::{self, ClassRow};
use crate::db::screenings::{self, NewScreening, ScreeningRow};
use crate::domain::Time;
use crate::domain::progress::share;
use crate::error::{Error, FieldError};
use crate::web::film::{self, Film};
use crate::web::form::Form;
use crate::web::page::Site;
use crate::web::visit::Visit;
use crate::web::words::{self, FieldText};

/// No classroom holds more; a hall may.
const HEADS_MAX: i64 = 2000;

#[derive(Serialize)]
struct ScreenPage {
    class: String,
    class_name: String,
    course: String,
    lesson: String,
    heading: String,
    /// The screening that is on; without one the page asks how many are there.
    on: Option<On>,
    earlier: Vec<Earlier>,
    values: BTreeMap<String, String>,
    errors: Vec<FieldText>,
    wrong: BTreeMap<String, String>,
}

#[derive(Serialize)]
struct On {
    id: String,
    film: Film,
    heads: i32,
    percent: u32,
    seq: i64,
    at: f64,
    done: bool,
}

/// A screening of before.
#[derive(Serialize)]
struct Earlier {
    title: String,
    at: Time,
    heads: i32,
    percent: u32,
    done: bool,
    /// Where to go on with it, if it is of this lesson and not done.
    again: Option<String>,
}

/// Which screening is on.
#[derive(Deserialize)]
pub struct Asked {
    on: Option<String>,
}

/// What every request here needs.
struct Place {
    class: ClassRow,
    lesson: Lesson,
    video: Video,
    /// Where its files are.
    folder: String,
}

/// `GET /youth/classes/{id}/screen/{lesson}`
pub async fn show(
    visit: Visit,
    path: web::Path<(String, String)>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Error> {
    let place = place(&visit, path.into_inner()).await?;
    let on = match asked.into_inner().on {
        None => None,
        Some(id) => {
            let found = visit.app.db.read(move |c| screenings::by_id(c, &id)).await?;
            let here =
                |row: &ScreeningRow| row.class == place.class.id && row.content == place.video.id;
            Some(found.filter(here).ok_or(Error::NotFound)?)
        }
    };
    let mut form = Form::default();
    page(&visit, HttpResponse::Ok(), &place, on, &mut form).await
}

/// `POST /youth/classes/{id}/screen/{lesson}`: so many are there; begin.
pub async fn begin(
    visit: Visit,
    path: web::Path<(String, String)>,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let place = place(&visit, path.into_inner()).await?;
    let heads = form.number("heads");
    let fits = heads.is_some_and(|heads| (1..=HEADS_MAX).contains(&heads));
    if !fits && form.errors().is_empty() {
        form.refuse(FieldError::new("heads", "lesson.wrong.heads").with("max", HEADS_MAX));
    }
    let (Some(heads), true) = (heads.and_then(|heads| i32::try_from(heads).ok()), fits) else {
        let wrong = HttpResponse::build(StatusCode::UNPROCESSABLE_ENTITY);
        return page(&visit, wrong, &place, None, &mut form).await;
    };
    let new = NewScreening {
        class: place.class.id.clone(),
        lesson: place.lesson.slug.clone(),
        content: place.video.id.clone(),
        teacher: visit.actor().account.ok_or(Error::SignIn)?,
        head_count: heads,
        seconds: place.video.seconds,
    };
    let now = visit.now;
    let id = visit.app.db.write(move |c| screenings::begin(c, new, now)).await?;
    Ok(visit.redirect(&address(&place, Some(&id))).finish())
}

/// The class, if it is of the teacher's own school, and the lesson, if it has a film.
async fn place(visit: &Visit, (id, slug): (String, String)) -> Result<Place, Error> {
    let content = &visit.content;
    let lesson = content.lesson(&slug).ok_or(Error::NotFound)?;
    let video = film::of(visit, lesson).ok_or(Error::NotFound)?;
    let folder = film::folder(visit, lesson, &video).ok_or(Error::NotFound)?;
    let class = visit.app.db.read(move |c| classes::by_id(c, &id)).await?;
    let own = visit.actor().school;
    let class = class.filter(|class| own.as_ref() == Some(&class.school));
    let class = class.ok_or(Error::NotFound)?;
    Ok(Place { class, lesson: lesson.clone(), video: video.clone(), folder })
}

fn address(place: &Place, on: Option<&str>) -> String {
    let on = on.map(|id| format!("?on={id}")).unwrap_or_default();
    format!("/youth/classes/{}/screen/{}{on}", place.class.id, place.lesson.slug)
}

async fn page(
    visit: &Visit,
    status: HttpResponseBuilder,
    place: &Place,
    on: Option<ScreeningRow>,
    form: &mut Form,
) -> Result<HttpResponse, Error> {
    let class = place.class.id.clone();
    let rows = match on {
        Some(_) => Vec::new(),
        None => visit.app.db.read(move |c| screenings::of_class(c, &class)).await?,
    };
    let errors = words::fields(visit, form.errors());
    let mut values = form.typed();
    values.entry("heads".into()).or_insert_with(|| place.class.size.to_string());
    let page = ScreenPage {
        class: place.class.id.clone(),
        class_name: place.class.name.clone(),
        course: place.lesson.course.clone(),
        lesson: place.lesson.slug.clone(),
        heading: super::titled(visit, &place.lesson.title, &place.lesson.title_en),
        on: on.map(|row| shown(place, row)),
        earlier: rows.iter().map(|row| earlier(visit, place, row)).collect(),
        values,
        wrong: words::by_field(&errors),
        errors,
    };
    let title = format!("{} · {}", page.class_name, page.heading);
    visit.page_with(status, Site::Youth, "youth/screen.html", &title, &page)
}

fn shown(place: &Place, row: ScreeningRow) -> On {
    On {
        film: film::shown(&place.video, &place.folder),
        heads: row.head_count,
        percent: percent(&row),
        seq: row.last_seq,
        at: row.position_ms as f64 / 1000.0,
        done: row.completed_at.is_some(),
        id: row.id,
    }
}

fn earlier(visit: &Visit, place: &Place, row: &ScreeningRow) -> Earlier {
    let lesson = visit.content.lesson(&row.lesson);
    let done = row.completed_at.is_some();
    let again = !done && row.content == place.video.id;
    Earlier {
        // A lesson that is gone keeps its slug for a name.
        title: lesson.map_or(row.lesson.clone(), |lesson| {
            super::titled(visit, &lesson.title, &lesson.title_en)
        }),
        at: row.started_at,
        heads: row.head_count,
        percent: percent(row),
        done,
        again: again.then(|| address(place, Some(&row.id))),
    }
}

fn percent(row: &ScreeningRow) -> u32 {
    let covered = u64::try_from(row.covered_ms).unwrap_or_default();
    (share(covered, (row.seconds * 1000.0) as u64) * 100.0) as u32
}
