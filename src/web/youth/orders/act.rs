//! What a teacher does with a line: agree, ask for another time, rate, dispute, cancel; and with
//! the whole order: answer what the centre asked.

use actix_web::{HttpResponse, web};

use super::block::OFFERED;
use super::show::{self, Refused};
use crate::domain::order::{Action, Input, Line, LineRating, State};
use crate::error::{Error, FieldError};
use crate::web::act::Loaded;
use crate::web::act_line;
use crate::web::form::Form;
use crate::web::visit::Visit;
use crate::web::words::{self, FieldText};

/// As long as what a teacher has to say may be.
const LONGEST: usize = 2000;

/// `POST /youth/orders/{code}/{action}`
pub async fn submit(
    visit: Visit,
    path: web::Path<(String, String)>,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let (code, word) = path.into_inner();
    let known = |action: &Action| OFFERED.contains(action) || *action == Action::Supply;
    let action = word.parse().ok().filter(known).ok_or(Error::NotFound)?;
    let loaded = show::load(&visit, &code).await?;
    let n = place(&loaded, form.raw("line"));
    if agreed_before(&loaded, action, n) {
        return Ok(done(&visit, &loaded, action, n));
    }
    match perform(&visit, &loaded, action, n, &mut form).await {
        Ok(()) => Ok(done(&visit, &loaded, action, n)),
        Err(error) => refused(&visit, &loaded, action, n, &form, error).await,
    }
}

/// Back to the line, with what was done.
fn done(visit: &Visit, loaded: &Loaded, action: Action, n: usize) -> HttpResponse {
    let to = match n {
        0 => format!("/youth/orders/{}", loaded.order.code),
        n => format!("/youth/orders/{}#line-{n}", loaded.order.code),
    };
    visit.redirect_saying(&to, said(action))
}

/// Whether the school has agreed to the line already: the second touch of a hurried thumb is no
/// conflict, and there is nothing left to do.
fn agreed_before(loaded: &Loaded, action: Action, n: usize) -> bool {
    let line = n.checked_sub(1).and_then(|at| loaded.order.lines.get(at));
    let agreed = |line: &Line| {
        line.proposed.is_none()
            && line.agreed.is_some()
            && matches!(line.state, State::Accepted | State::Dispatched | State::Handling)
    };
    action == Action::Agree && line.is_some_and(agreed)
}

/// The number of a line on its page; 0 for the whole order.
fn place(loaded: &Loaded, line: &str) -> usize {
    let at = loaded.order.lines.iter().position(|known| known.id == line);
    at.map_or(0, |at| at + 1)
}

async fn perform(
    visit: &Visit,
    loaded: &Loaded,
    action: Action,
    n: usize,
    form: &mut Form,
) -> Result<(), Error> {
    let line = n.checked_sub(1).and_then(|at| loaded.order.lines.get(at));
    if line.is_none() && action != Action::Supply {
        return Err(Error::field("line", "field.choice"));
    }
    let mut input = read(action, n, form);
    input.line = line.map(|line| line.id.clone());
    let version = form.number("version").unwrap_or_default();
    form.check()?;
    act_line::perform(visit, loaded, action, &input, version, "").await.map(drop)
}

/// What each form brings.
fn read(action: Action, n: usize, form: &mut Form) -> Input {
    let mut input = Input::default();
    match action {
        Action::Agree => {}
        Action::Confirm => {
            input.text = form.optional("text", LONGEST);
            input.line_rating = rating(n, form);
        }
        Action::Counter => input.text = text(form, "school_orders.wrong.counter"),
        Action::Withdraw => input.text = text(form, "school_orders.wrong.withdraw"),
        Action::Dispute => input.text = text(form, "school_orders.wrong.dispute"),
        _ => input.text = text(form, "school_orders.wrong.supply"),
    }
    input
}

fn text(form: &mut Form, missing: &str) -> Option<String> {
    let before = form.errors().len();
    let text = form.optional("text", LONGEST);
    if text.is_none() && form.errors().len() == before {
        form.refuse(FieldError::new("text", missing));
    }
    text
}

/// Three ratings, each from 1 to 5; the engine says what is wrong with another number.
fn rating(n: usize, form: &mut Form) -> Option<LineRating> {
    let mut one = |part: &str, missing: &str| {
        let field = format!("{part}-{n}");
        if form.raw(&field).is_empty() {
            form.refuse(FieldError::new(&field, missing));
        }
        form.number(&field).map(|number| i32::try_from(number).unwrap_or(i32::MAX))
    };
    let content = one("content", "school_orders.wrong.rating.content");
    let lecturer = one("lecturer", "school_orders.wrong.rating.lecturer");
    let organisation = one("organisation", "school_orders.wrong.rating.organisation");
    Some(LineRating { content: content?, lecturer: lecturer?, organisation: organisation? })
}

/// The page as it stands now, with what was typed and why it was not done.
async fn refused(
    visit: &Visit,
    loaded: &Loaded,
    action: Action,
    n: usize,
    form: &Form,
    error: Error,
) -> Result<HttpResponse, Error> {
    let errors = match &error {
        Error::Stale { .. } => {
            let text = visit.text("school_orders.stale", &[]);
            vec![FieldText { field: words::WHOLE_FORM.to_owned(), text }]
        }
        Error::Invalid(_) | Error::Refused(_) | Error::Taken => words::of_error(visit, &error),
        _ => return Err(error),
    };
    let refused = Refused {
        action: action.to_string(),
        n,
        values: form.typed(),
        errors: errors.into_iter().map(|error| placed(action, n, error)).collect(),
    };
    let loaded = show::load(visit, &loaded.order.code).await?;
    show::render(visit, HttpResponse::build(error.status()), &loaded, refused).await
}

/// Several forms on the page have a field for words: each has an id of its own. What is about no
/// field leads to the line.
fn placed(action: Action, n: usize, error: FieldText) -> FieldText {
    let field = match error.field.as_str() {
        "text" | "reason_code" => format!("{action}-{n}-text"),
        "rating" => format!("content-{n}"),
        field if field.ends_with(&format!("-{n}")) => error.field.clone(),
        _ if n > 0 => format!("line-{n}"),
        _ => String::new(),
    };
    FieldText { field, ..error }
}

fn said(action: Action) -> &'static str {
    match action {
        Action::Agree => "flash.orders.agree",
        Action::Counter => "flash.orders.counter",
        Action::Confirm => "flash.orders.confirm",
        Action::Dispute => "flash.orders.dispute",
        Action::Supply => "flash.orders.supply",
        _ => "flash.orders.withdraw",
    }
}
