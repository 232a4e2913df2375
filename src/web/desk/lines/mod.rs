//! `/desk/orders/{code}` of an order of several lines, and what is done to one of them.

pub mod block;
pub mod forms;
pub mod page;
pub mod words;

use actix_web::{HttpResponse, web};

use super::actions::Kept;
use super::named;
use crate::domain::access;
use crate::domain::order::{Action, Order};
use crate::error::Error;
use crate::web::act::{self, Loaded};
use crate::web::act_line;
use crate::web::form::Form;
use crate::web::visit::Visit;
use crate::web::words::{self as said, WHOLE_FORM};
use forms::KeptLine;

/// `POST /desk/orders/{code}/lines/{line}/{action}`
pub async fn submit(
    visit: Visit,
    path: web::Path<(String, String, String)>,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let (code, line, action) = path.into_inner();
    let action: Action = action.parse().map_err(|_| Error::NotFound)?;
    let loaded = act::load(&visit, &code).await?;
    if !loaded.view.internal || loaded.order.line(&line).is_none() {
        return Err(Error::NotFound);
    }
    match perform(&visit, &loaded, &line, action, &mut form).await {
        Ok(order) => Ok(done(&visit, &order, action)),
        Err(error @ (Error::Invalid(_) | Error::Refused(_) | Error::Stale { .. })) => {
            again(&visit, &code, line, action, form, &error).await
        }
        Err(other) => Err(other),
    }
}

async fn perform(
    visit: &Visit,
    loaded: &Loaded,
    line: &str,
    action: Action,
    form: &mut Form,
) -> Result<Order, Error> {
    // Who may not do it learns that, and nothing of what there is to be named.
    access::may(&loaded.actor, action, &loaded.order, loaded.order.line(line))?;
    let mut input = forms::read(form, action, line);
    let version = form.number("version").unwrap_or_default();
    form.check()?;
    named::complete(visit, loaded, action, &mut input).await?;
    act_line::perform(visit, loaded, action, &input, version, "").await
}

/// Back to the order, or, where it has left this person's hands, to the desk.
pub fn done(visit: &Visit, order: &Order, action: Action) -> HttpResponse {
    let said = match action {
        Action::Sign => "flash.planner.signed",
        Action::Return => "flash.planner.returned",
        Action::CheckIn => "flash.planner.checked_in",
        Action::Deliver => "flash.planner.delivered",
        Action::Propose => "flash.planner.proposed",
        _ => "flash.desk.done",
    };
    let sees = access::sees(&visit.actor(), order).is_some();
    let to = if sees { format!("/desk/orders/{}", order.code) } else { "/desk".to_owned() };
    visit.redirect_saying(&to, said)
}

/// The page as it is now, with what was typed and what is wrong with it.
async fn again(
    visit: &Visit,
    code: &str,
    line: String,
    action: Action,
    form: Form,
    error: &Error,
) -> Result<HttpResponse, Error> {
    let loaded = act::load(visit, code).await?;
    let mut errors = said::of_error(visit, error);
    for error in errors.iter_mut().filter(|error| error.field == WHOLE_FORM) {
        error.field.clear();
    }
    let stale = match error {
        Error::Stale { .. } => Some(super::order::last_word(visit, &loaded).await?),
        _ => None,
    };
    let kept = KeptLine { line, kept: Kept { action, form, errors } };
    let shown = page::Shown { line: Some(kept), stale, ..page::Shown::default() };
    page::render(visit, &loaded, &shown, HttpResponse::build(error.status())).await
}
