//! What a teacher does with a class: a new code, a seat's pictures, a task, the end.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::{own, renew, show};
use crate::db::classes::{self, ClassRow, TaskRow};
use crate::db::{Conn, DbError, learners};
use crate::domain::deadline::local_day;
use crate::error::{Error, FieldError};
use crate::text_enum;
use crate::web::form::Form;
use crate::web::page::Site;
use crate::web::visit::Visit;

text_enum! {
    /// What can be done with a class.
    pub enum Deed {
        /// A new code; the old one opens no longer.
        Code = "code",
        Revoke = "revoke",
        /// Frees the pictures of a seat.
        Free = "free",
        /// Deletes a seat with everything on it.
        Remove = "remove",
        Give = "give",
        TakeBack = "take_back",
        Close = "close",
    }
}

#[derive(Serialize)]
struct DeletePage {
    id: String,
    name: String,
    taken: usize,
}

/// `GET /youth/classes/{id}/delete`: says what goes.
pub async fn ask(visit: Visit, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let class = own(&visit, &id).await?;
    let of = class.id.clone();
    let taken = visit.app.db.read(move |c| learners::seats(c, &of)).await?.len();
    let title = visit.text("class.delete.title", &[("class", class.name.clone())]);
    let page = DeletePage { id: class.id, name: class.name, taken };
    visit.page(Site::Youth, "youth/classes/delete.html", &title, &page)
}

/// `POST /youth/classes/{id}/delete`: the class with every seat and everything learnt on them.
pub async fn delete(
    visit: Visit,
    id: web::Path<String>,
    _form: Form,
) -> Result<HttpResponse, Error> {
    let class = own(&visit, &id).await?;
    visit.app.db.write(move |c| classes::delete(c, &class.id)).await?;
    Ok(visit.redirect_saying("/youth/classes", "flash.class_deleted"))
}

/// `POST /youth/classes/{id}/{deed}`
pub async fn submit(
    visit: Visit,
    path: web::Path<(String, String)>,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let (id, word) = path.into_inner();
    let deed: Deed = word.parse().map_err(|_| Error::NotFound)?;
    let class = own(&visit, &id).await?;
    match perform(&visit, &class, deed, &mut form).await {
        Err(error @ Error::Invalid(_)) => {
            let status = HttpResponse::build(error.status());
            show::render(&visit, status, &class, form.typed(), Some(&error)).await
        }
        other => other,
    }
}

async fn perform(
    visit: &Visit,
    class: &ClassRow,
    deed: Deed,
    form: &mut Form,
) -> Result<HttpResponse, Error> {
    let now = visit.now;
    let page = format!("/youth/classes/{}", class.id);
    if class.closed_at.is_some() && deed != Deed::Remove {
        return Err(Error::field("class", "class.wrong.closed"));
    }
    let own = class.clone();
    match deed {
        Deed::Code => {
            let secret = visit.app.config.secret.clone();
            let code = visit.app.db.write(move |c| renew(c, &secret, &own, now)).await?;
            return Ok(visit.redirect(&format!("{page}/sheet?code={code}")).finish());
        }
        Deed::Give => give(visit, class, form).await?,
        Deed::TakeBack => {
            let task = form.raw("task").to_owned();
            visit.app.db.write(move |c| classes::take_back(c, &own.id, &task)).await?;
        }
        Deed::Free | Deed::Remove => {
            let seat = form.number("seat").and_then(|seat| i32::try_from(seat).ok());
            let seat = seat.ok_or_else(|| Error::field("seat", "field.number"))?;
            visit.app.db.write(move |c| of_seat(c, &own.id, seat, deed)).await?;
        }
        Deed::Revoke => {
            visit.app.db.write(move |c| classes::revoke_codes(c, &own.id, now)).await?;
        }
        Deed::Close => visit.app.db.write(move |c| classes::close(c, &own.id, now)).await?,
    }
    Ok(visit.redirect_saying(&page, &format!("flash.class.{deed}")))
}

fn of_seat(c: &mut Conn, class: &str, seat: i32, deed: Deed) -> Result<(), DbError> {
    match deed {
        Deed::Free => learners::free_pin(c, class, seat),
        _ => match learners::at(c, class, seat)? {
            Some((learner, _)) => learners::forget(c, &learner),
            None => Ok(()),
        },
    }
}

async fn give(visit: &Visit, class: &ClassRow, form: &mut Form) -> Result<(), Error> {
    let content = &visit.content;
    let asked = form.raw("what").to_owned();
    let known = match asked.split_once(':') {
        Some(("package", slug)) => content.package(slug).is_some(),
        Some(("course", slug)) => content.course(slug).is_some(),
        _ => false,
    };
    if !known {
        form.refuse(FieldError::new("what", "class.wrong.what"));
    }
    let due_on = form.day("due_on");
    if due_on.is_some_and(|due| due < local_day(visit.now)) {
        form.refuse(FieldError::new("due_on", "class.wrong.due_past"));
    }
    form.check()?;
    let (kind, slug) = asked.split_once(':').unwrap_or_default();
    let task = TaskRow {
        id: crate::db::new_id(),
        class: class.id.clone(),
        kind: kind.to_owned(),
        slug: slug.to_owned(),
        due_on,
        by_account: visit.account.as_ref().map(|a| a.id.clone()).unwrap_or_default(),
        created_at: visit.now,
    };
    match visit.app.db.write(move |c| classes::give(c, &task)).await {
        Err(DbError::Conflict(_)) => Err(Error::field("what", "class.wrong.given")),
        other => Ok(other?),
    }
}
