//! Days on which a lecturer is away: added and taken away on the lecturer's page.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::lecturer_form::{Asked, page};
use super::lecturers::standing;
use crate::db::{days_off, lecturers};
use crate::domain::booking::Resource;
use crate::domain::deadline::local_day;
use crate::error::{Error, FieldError};
use crate::web::form::Form;
use crate::web::visit::Visit;
use crate::web::words;

/// Longer than this nobody is away: such a lecturer teaches no more.
const LONGEST_DAYS: i64 = 366;

/// `POST /desk/lecturers/{id}/days-off`
pub async fn add(
    visit: Visit,
    id: web::Path<String>,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let id = id.into_inner();
    let (from, to) = (form.day("off_from"), form.day("off_to"));
    if form.raw("off_from").is_empty() {
        form.refuse(FieldError::new("off_from", "lecturer.wrong.off_from"));
    }
    // One day needs no end.
    let to = to.or(from);
    if let (Some(from), Some(to)) = (from, to) {
        if to < from {
            form.refuse(FieldError::new("off_to", "lecturer.wrong.off_order"));
        } else if (to - from).num_days() > LONGEST_DAYS {
            form.refuse(FieldError::new("off_to", "lecturer.wrong.off_long"));
        } else if to < local_day(visit.now) {
            form.refuse(FieldError::new("off_from", "lecturer.wrong.off_past"));
        }
    }
    let (Some(from), Some(to), true) = (from, to, form.check().is_ok()) else {
        let errors = words::fields(&visit, form.errors());
        let asked = Asked { errors, away: form, ..standing(&visit, id).await? };
        return page(&visit, StatusCode::UNPROCESSABLE_ENTITY, asked).await;
    };
    let back = format!("/desk/lecturers/{id}");
    let write = visit.app.db.write(move |c| {
        lecturers::find(c, &id)?;
        days_off::add(c, &Resource::Lecturer(id), from, to)
    });
    write.await?;
    Ok(visit.redirect_saying(&back, "flash.saved"))
}

/// `POST /desk/lecturers/{id}/days-off/{off}/remove`
pub async fn remove(
    visit: Visit,
    path: web::Path<(String, String)>,
    _: Form,
) -> Result<HttpResponse, Error> {
    let (id, off) = path.into_inner();
    let back = format!("/desk/lecturers/{id}");
    let write = visit.app.db.write(move |c| days_off::remove(c, &Resource::Lecturer(id), &off));
    write.await?;
    Ok(visit.redirect_saying(&back, "flash.saved"))
}
