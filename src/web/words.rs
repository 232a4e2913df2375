//! Words for what the engine says, in the visit's language.

use std::collections::BTreeMap;

use serde::Serialize;

use super::filters;
use super::locale::Lang;
use super::visit::Visit;
use crate::domain::booking::{self, Obstacle};
use crate::domain::deadline::minute_of_day;
use crate::domain::order::{Arg, Refusal};
use crate::domain::week;
use crate::error::{Error, FieldError};

/// The field of an error that is about no single field.
pub const WHOLE_FORM: &str = "form";

/// One field's error, ready to be shown.
#[derive(Debug, Clone, Serialize)]
pub struct FieldText {
    pub field: String,
    pub text: String,
}

/// The errors of a form, ready to be shown.
pub fn fields(visit: &Visit, errors: &[FieldError]) -> Vec<FieldText> {
    let text = |error: &FieldError| super::gate::field_text(visit, error);
    errors.iter().map(|error| FieldText { field: error.field.clone(), text: text(error) }).collect()
}

/// The first error of each field, for showing it beside the field.
pub fn by_field(errors: &[FieldText]) -> BTreeMap<String, String> {
    errors.iter().rev().map(|error| (error.field.clone(), error.text.clone())).collect()
}

/// Why the engine refused, in a sentence.
pub fn refusal(visit: &Visit, refusal: &Refusal) -> String {
    let args = refusal.args();
    let args: Vec<(&str, String)> =
        args.iter().map(|(name, arg)| (*name, said(visit, arg))).collect();
    visit.text(&refusal.key(), &args)
}

fn said(visit: &Visit, arg: &Arg) -> String {
    let comma = if visit.lang == Lang::Zh { "、" } else { ", " };
    match arg {
        Arg::Text(text) => text.clone(),
        Arg::Date(day) => day.to_string(),
        Arg::Words(keys) => {
            keys.iter().map(|key| visit.text(key, &[])).collect::<Vec<_>>().join(comma)
        }
        Arg::Agencies(slugs) => {
            let name = |slug: &String| visit.app.agency_name(slug, visit.lang.tag());
            slugs.iter().map(name).collect::<Vec<_>>().join(comma)
        }
    }
}

/// Why a meeting can't be, in a sentence.
pub fn obstacle(visit: &Visit, obstacle: &Obstacle) -> String {
    visit.text(&obstacle.key(), &obstacle_args(visit, obstacle))
}

/// What fills the placeholders of that sentence, in the visit's language.
pub fn obstacle_args(visit: &Visit, obstacle: &Obstacle) -> Vec<(&'static str, String)> {
    let said = |arg: &booking::Arg| match arg {
        booking::Arg::Text(text) => text.clone(),
        booking::Arg::Number(number) => number.to_string(),
        booking::Arg::Day(day) => filters::date(*day, visit.lang, true),
        booking::Arg::Clock(at) => week::clock(minute_of_day(*at)),
        booking::Arg::Room(slug) => match visit.content.room(slug) {
            Some(room) => room.name_in(visit.lang.tag()).to_owned(),
            None => slug.clone(),
        },
    };
    obstacle.args().iter().map(|(name, arg)| (*name, said(arg))).collect()
}

/// The errors of an answer that a form shows again: its own fields, or the engine's sentence.
pub fn of_error(visit: &Visit, error: &Error) -> Vec<FieldText> {
    match error {
        Error::Invalid(errors) => fields(visit, errors),
        Error::Refused(refused) => {
            vec![FieldText {
                field: refused.field().unwrap_or(WHOLE_FORM).to_owned(),
                text: refusal(visit, refused),
            }]
        }
        other => vec![FieldText {
            field: WHOLE_FORM.to_owned(),
            text: super::gate::message(visit, other),
        }],
    }
}
