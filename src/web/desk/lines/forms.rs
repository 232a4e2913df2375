//! What somebody may do to one line now: small forms, and ways to the pages that need more room.

use serde::Serialize;

use crate::domain::order::{Action, Input, Line, LineRating, Part};
use crate::error::FieldError;
use crate::web::act::Loaded;
use crate::web::desk::actions::{ActionForm, Control, Forms, Kept};
use crate::web::desk::forms::{self as asked, LONGEST};
use crate::web::desk::names::{self, Choice};
use crate::web::form::Form;
use crate::web::visit::Visit;
use crate::web::words::FieldText;

/// What a school says of a lesson, each 1–5.
pub const RATED: [&str; 3] = ["content", "lecturer", "organisation"];

/// A form of a line that is shown again, as it was typed.
pub struct KeptLine {
    pub line: String,
    pub kept: Kept,
}

/// A way to a page where the action is done.
#[derive(Debug, Serialize)]
pub struct Way {
    pub href: String,
    pub label: String,
    pub primary: bool,
}

/// What may be done to a line.
#[derive(Debug, Default, Serialize)]
pub struct Doing {
    pub ways: Vec<Way>,
    pub forms: Vec<ActionForm>,
}

/// The actions that have a page of their own: its path, with the code and the line filled in.
fn own_page(action: Action, code: &str, line: &str) -> Option<String> {
    let page = match action {
        Action::Propose => "planner/propose",
        Action::CheckIn => "check-in",
        Action::Deliver => "report",
        _ => return None,
    };
    Some(format!("/desk/{page}/{code}/{line}"))
}

/// What a form of a line asks for: the name of a control, its kind, and whether it may stay empty.
const fn asks(action: Action) -> &'static [(&'static str, &'static str, bool)] {
    const MUST: bool = false;
    const MAY: bool = true;
    match action {
        Action::Decline | Action::Return => {
            &[("reason_code", "select", MUST), ("text", "textarea", MUST)]
        }
        Action::Reassign => &[("handler", "select", MUST), ("text", "textarea", MAY)],
        Action::Counter | Action::Withdraw | Action::Dispute => &[("text", "textarea", MUST)],
        Action::Confirm => &[
            ("content", "radio", MUST),
            ("lecturer", "radio", MUST),
            ("organisation", "radio", MUST),
            ("text", "textarea", MAY),
        ],
        _ => &[],
    }
}

/// Whether the form asks something of a line, or is done at once.
const fn has_form(action: Action) -> bool {
    use Action::*;
    matches!(
        action,
        Sign | Return | Reassign | Decline | Agree | Counter | Withdraw | Confirm | Dispute
    )
}

const fn weight(action: Action) -> &'static str {
    match action {
        Action::Sign | Action::Agree | Action::Confirm => "primary",
        Action::Decline | Action::Return | Action::Withdraw => "danger",
        _ => "plain",
    }
}

/// What this person may do to a line now; `number` keeps the ids of several lines apart.
pub fn doing(forms: &Forms<'_>, line: &Line, number: usize, kept: Option<&KeptLine>) -> Doing {
    let (visit, loaded) = (forms.visit, forms.loaded);
    let offered = visit.app.line_offers(&loaded.order, line, &loaded.actor, visit.now);
    // Nobody meets for a package: there is no checking in.
    let sensible = |action: &&Action| **action != Action::CheckIn || line.is_met();
    let way = |action: &Action| {
        let again = *action == Action::Propose && line.agreed.is_some();
        Some(Way {
            href: own_page(*action, &loaded.order.code, &line.id)?,
            label: match again {
                true => visit.text("planner.action.propose_again", &[]),
                false => label(visit, *action),
            },
            primary: !again,
        })
    };
    let kept = kept.filter(|kept| kept.line == line.id).map(|kept| &kept.kept);
    let form = |action: &Action| form(forms, *action, number, kept);
    let mut found: Vec<ActionForm> =
        offered.iter().filter(|action| has_form(**action)).map(form).collect();
    found.sort_by_key(|form| match form.weight {
        "primary" => 0,
        "danger" => 2,
        _ => 1,
    });
    Doing { ways: offered.iter().filter(sensible).filter_map(way).collect(), forms: found }
}

/// What an action on a line is called on its button.
pub fn label(visit: &Visit, action: Action) -> String {
    visit.text(&format!("planner.action.{action}"), &[])
}

fn form(forms: &Forms<'_>, action: Action, number: usize, kept: Option<&Kept>) -> ActionForm {
    let kept = kept.filter(|kept| kept.action == action);
    let control = |ask: &(&'static str, &'static str, bool)| {
        let control = control(forms, action, ask, number, kept);
        // Nobody else is there to be chosen.
        (control.kind != "select" || control.options.len() > 1).then_some(control)
    };
    ActionForm {
        action: action.as_str(),
        label: label(forms.visit, action),
        hint: String::new(),
        weight: weight(action),
        key: "",
        open: kept.is_some(),
        controls: asks(action).iter().filter_map(control).collect(),
    }
}

fn control(
    forms: &Forms<'_>,
    action: Action,
    (name, kind, optional): &(&'static str, &'static str, bool),
    number: usize,
    kept: Option<&Kept>,
) -> Control {
    let visit = forms.visit;
    let error = kept.and_then(|kept| kept.errors.iter().find(|error| error.field == *name));
    let label = match (action, *name) {
        (Action::Confirm, "text") => "planner.field.confirm_text".to_owned(),
        (Action::Return | Action::Decline, "text") => "planner.field.why".to_owned(),
        (Action::Counter | Action::Withdraw | Action::Dispute, "text") => {
            format!("planner.field.{action}")
        }
        _ => format!("planner.field.{name}"),
    };
    Control {
        name,
        id: id(number, action, name),
        kind,
        label: visit.text(&label, &[]),
        hint: None,
        value: kept.map_or_else(String::new, |kept| kept.form.raw(name).to_owned()),
        values: Vec::new(),
        options: options(forms, action, name),
        error: error.map(|error| error.text.clone()),
        optional: *optional,
        rows: 3,
    }
}

/// The id of a control, which the error summary leads to.
pub fn id(number: usize, action: Action, name: &str) -> String {
    format!("line-{number}-{action}-{name}")
}

fn options(forms: &Forms<'_>, action: Action, name: &str) -> Vec<Choice> {
    let visit = forms.visit;
    let of_forms = |ask| names::choose(visit, forms.choices(action, ask).1);
    match name {
        "reason_code" if action == Action::Return => of_forms(asked::Ask::ReturnReason),
        "reason_code" => of_forms(asked::Ask::Ground),
        "handler" => of_forms(asked::Ask::Handler),
        name if RATED.contains(&name) => (1..=5)
            .rev()
            .map(|n: u8| Choice::new(n.to_string(), visit.text(&format!("base.rating.{n}"), &[])))
            .collect(),
        _ => Vec::new(),
    }
}

/// Reads the answer to the form of a line. What is wrong is kept in the form.
pub fn read(form: &mut Form, action: Action, line: &str) -> Input {
    let mut input = Input { line: Some(line.to_owned()), ..Input::default() };
    for (name, _, optional) in asks(action) {
        let before = form.errors().len();
        match *name {
            "text" => input.text = form.optional("text", LONGEST),
            "reason_code" => input.reason_code = form.optional("reason_code", 80),
            "handler" => input.handler = form.optional("handler", 80),
            _ => {}
        }
        let missing = !optional && form.raw(name).is_empty() && form.errors().len() == before;
        if missing {
            form.refuse(FieldError::new(name, "field.required"));
        }
    }
    if action == Action::Confirm {
        input.line_rating = rating(form);
    }
    input
}

fn rating(form: &mut Form) -> Option<LineRating> {
    let mut one = |name: &str| {
        let number = form.number(name)?;
        let fits = i32::try_from(number).ok().filter(|number| (1..=5).contains(number));
        if fits.is_none() {
            form.refuse(FieldError::new(name, "field.choice"));
        }
        fits
    };
    let [content, lecturer, organisation] = RATED.map(&mut one);
    Some(LineRating { content: content?, lecturer: lecturer?, organisation: organisation? })
}

/// The actions on the whole order that this page has a form for, under the names they have here.
pub fn whole(forms: &Forms<'_>) -> Vec<ActionForm> {
    let (visit, loaded) = (forms.visit, forms.loaded);
    let named = |action: Action| {
        let mut form = forms.form(action);
        // The matter is known: a school orders.
        if action == Action::Accept {
            form.controls.clear();
        }
        let key = format!("planner.whole.{action}");
        if visit.app.pages.locale().has(&key) {
            form.label = visit.text(&key, &[]);
        }
        form
    };
    crate::web::desk::actions::offered(visit, loaded).into_iter().map(named).collect()
}

/// Reads the answer to a form of the whole order.
pub fn read_whole(
    form: &mut Form,
    action: Action,
    papers: &dyn Fn(&str) -> Option<String>,
) -> Input {
    match action {
        Action::Accept => Input::default(),
        _ => asked::read(form, action, Part::Lead, papers),
    }
}

/// The errors of a line's form, each leading to its control.
pub fn summary(kept: &KeptLine, number: usize) -> Vec<FieldText> {
    let id = |error: &FieldText| match error.field.as_str() {
        "" => String::new(),
        field => id(number, kept.kept.action, field),
    };
    let errors = kept.kept.errors.iter();
    errors.map(|error| FieldText { field: id(error), text: error.text.clone() }).collect()
}

/// Whether an order is worked line by line.
pub fn is_by_line(visit: &Visit, loaded: &Loaded) -> bool {
    visit.content.kind(&loaded.order.kind).is_some_and(|kind| kind.by_line)
}
