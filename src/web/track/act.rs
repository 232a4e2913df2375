//! What an asker does: supply, agree, confirm, dispute, remind, withdraw.

use actix_web::{HttpResponse, web};

use super::page::{OFFERED, Refused};
use super::show::{self, Reader};
use crate::domain::order::{Action, Input};
use crate::error::{Error, FieldError};
use crate::web::act::{self, Loaded};
use crate::web::form::Form;
use crate::web::limit::{self, Limit};
use crate::web::visit::Visit;
use crate::web::words::{self, FieldText};

/// As long as a story may be.
const LONGEST: usize = 5000;
/// A reminder is a mail to the agency; more of them make nothing faster.
const REMINDERS: Limit = Limit { name: "remind", tries: 3, minutes: 24 * 60 };

/// `POST /track/{code}/{action}`
pub async fn submit(
    visit: Visit,
    path: web::Path<(String, String)>,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let (code, word) = path.into_inner();
    let action =
        word.parse().ok().filter(|action| OFFERED.contains(action)).ok_or(Error::NotFound)?;
    let loaded = match show::load(&visit, &code).await? {
        Reader::Asker(loaded) => loaded,
        Reader::Elsewhere(answer) => return Ok(answer),
    };
    match perform(&visit, &loaded, action, &mut form).await {
        Ok(()) => Ok(visit.redirect_saying(&format!("/track/{}", loaded.order.code), said(action))),
        Err(error) => refused(&visit, &loaded, action, &form, error).await,
    }
}

async fn perform(
    visit: &Visit,
    loaded: &Loaded,
    action: Action,
    form: &mut Form,
) -> Result<(), Error> {
    let input = read(action, form);
    let version = form.number("version").unwrap_or_default();
    form.check()?;
    if action == Action::Remind {
        limit::count(visit, &REMINDERS, &loaded.order.code).await?;
    }
    act::perform(visit, loaded, action, &input, version).await.map(drop)
}

/// What each form brings.
fn read(action: Action, form: &mut Form) -> Input {
    let mut input = Input::default();
    match action {
        Action::Dispute | Action::Withdraw => input.text = Some(form.required("text", LONGEST)),
        _ => input.text = form.optional("text", LONGEST),
    }
    if action == Action::Confirm {
        input.rating = rating(form);
        input.contacted = answered(form, "contacted");
        input.solved = answered(form, "solved");
    }
    input
}

/// The page again, with what was typed and why it was not done.
pub(super) async fn refused(
    visit: &Visit,
    loaded: &Loaded,
    action: Action,
    form: &Form,
    error: Error,
) -> Result<HttpResponse, Error> {
    let errors = match &error {
        Error::TooMany { .. } if action == Action::Remind => {
            whole(visit.text("track.remind.enough", &[]))
        }
        Error::Invalid(_) | Error::Refused(_) | Error::Stale { .. } | Error::TooMany { .. } => {
            words::of_error(visit, &error)
        }
        _ => return Err(error),
    };
    let refused = Refused {
        action: action.to_string(),
        values: form.typed(),
        errors: errors.into_iter().map(|error| placed(action, error)).collect(),
    };
    let status = HttpResponse::build(error.status());
    // Somebody else may have acted: the page shows how it stands now.
    match show::load(visit, &loaded.order.code).await? {
        Reader::Asker(loaded) => show::render(visit, status, &loaded, refused).await,
        Reader::Elsewhere(answer) => Ok(answer),
    }
}

fn whole(text: String) -> Vec<FieldText> {
    vec![FieldText { field: words::WHOLE_FORM.to_owned(), text }]
}

/// Several forms on the page have a field for words: each has an id of its own. What is about no
/// field leads to the form.
fn placed(action: Action, error: FieldText) -> FieldText {
    let field = match error.field.as_str() {
        "rating" | "contacted" | "solved" => error.field,
        "files" => format!("{action}-files"),
        "text" | "reason_code" => format!("{action}-text"),
        _ => String::new(),
    };
    FieldText { field, ..error }
}

fn said(action: Action) -> &'static str {
    match action {
        Action::Supply => "flash.track.supply",
        Action::Agree => "flash.track.agree",
        Action::Confirm => "flash.track.confirm",
        Action::Dispute => "flash.track.dispute",
        Action::Remind => "flash.track.remind",
        _ => "flash.track.withdraw",
    }
}

/// The engine says what is wrong with a number that is none of 1 to 5.
fn rating(form: &mut Form) -> Option<i32> {
    if form.raw("rating").is_empty() {
        form.refuse(FieldError::new("rating", "track.confirm.rating_missing"));
    }
    let number = form.number("rating")?;
    Some(i32::try_from(number).unwrap_or(i32::MAX))
}

/// Yes or no: what the agency says of itself is compared with it.
fn answered(form: &mut Form, field: &str) -> Option<bool> {
    if form.raw(field).is_empty() {
        form.refuse(FieldError::new(field, "field.required"));
    }
    form.word(field)
}
