//! Reading what people typed: every value is kept, every error names its field.

use std::collections::BTreeMap;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use chrono::NaiveTime;
use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;

use super::csrf;
use crate::domain::Time;
use crate::domain::bulletin::begin_of_day;
use crate::error::{Error, FieldError};

/// Far more than any form of ours needs; a longer one is refused with 413.
pub const FORM_LIMIT_MIB: usize = 4;

/// The fields of a posted form, its CSRF token already checked.
#[derive(Debug, Clone, Default)]
pub struct Form {
    values: Vec<(String, String)>,
    errors: Vec<FieldError>,
}

impl Form {
    /// A form from pairs, for what does not come as `x-www-form-urlencoded`.
    pub fn from_pairs(values: Vec<(String, String)>) -> Form {
        Form { values, errors: Vec::new() }
    }

    /// The first value of a field as typed, trimmed; empty where there is none.
    pub fn raw(&self, field: &str) -> &str {
        let found = self.values.iter().find(|(name, _)| name == field);
        found.map(|(_, value)| value.trim()).unwrap_or_default()
    }

    /// Every value of a field that may stand several times.
    pub fn all(&self, field: &str) -> Vec<String> {
        let named = self.values.iter().filter(|(name, _)| name == field);
        named.map(|(_, value)| value.trim().to_owned()).filter(|value| !value.is_empty()).collect()
    }

    /// Whether a box is ticked.
    pub fn ticked(&self, field: &str) -> bool {
        matches!(self.raw(field), "1" | "on" | "true" | "yes")
    }

    /// Records an error.
    pub fn refuse(&mut self, error: FieldError) {
        self.errors.push(error);
    }

    /// A text of at most `max` characters; empty is allowed.
    pub fn optional(&mut self, field: &str, max: usize) -> Option<String> {
        let text = self.raw(field).replace("\r\n", "\n");
        if let Some(error) = text_error(field, &text, max) {
            self.refuse(error);
            return None;
        }
        (!text.is_empty()).then_some(text)
    }

    /// A text of at most `max` characters that must be there; empty with an error recorded
    /// where it is not.
    pub fn required(&mut self, field: &str, max: usize) -> String {
        let before = self.errors.len();
        let text = self.optional(field, max);
        if text.is_none() && self.errors.len() == before {
            self.refuse(FieldError::new(field, "field.required"));
        }
        text.unwrap_or_default()
    }

    /// A whole number, if one was given.
    pub fn number(&mut self, field: &str) -> Option<i64> {
        match (self.raw(field), self.raw(field).parse()) {
            ("", _) => None,
            (_, Ok(number)) => Some(number),
            _ => {
                self.refuse(FieldError::new(field, "field.number"));
                None
            }
        }
    }

    /// One of the words of a choice, if one was given.
    pub fn word<T: std::str::FromStr>(&mut self, field: &str) -> Option<T> {
        match (self.raw(field), self.raw(field).parse()) {
            ("", _) => None,
            (_, Ok(word)) => Some(word),
            _ => {
                self.refuse(FieldError::new(field, "field.choice"));
                None
            }
        }
    }

    /// A calendar day, `YYYY-MM-DD`, if one was given.
    pub fn day(&mut self, field: &str) -> Option<chrono::NaiveDate> {
        match (self.raw(field), self.raw(field).parse()) {
            ("", _) => None,
            (_, Ok(day)) => Some(day),
            _ => {
                self.refuse(FieldError::new(field, "field.day"));
                None
            }
        }
    }

    /// A day and an hour of it in China, from the fields `day` and `hour`, if a day was given. Without
    /// an hour the day's beginning.
    pub fn day_and_hour(&mut self) -> Option<Time> {
        let day = self.day("day");
        let hour = match self.raw("hour") {
            "" => NaiveTime::MIN,
            typed => match NaiveTime::parse_from_str(typed, "%H:%M") {
                Ok(hour) => hour,
                Err(_) => {
                    self.refuse(FieldError::new("hour", "content.wrong.hour"));
                    return None;
                }
            },
        };
        day.map(|day| begin_of_day(day) + hour.signed_duration_since(NaiveTime::MIN))
    }

    /// The errors so far, as the answer.
    ///
    /// # Errors
    /// [`Error::Invalid`] when any was recorded.
    pub fn check(&self) -> Result<(), Error> {
        if self.errors.is_empty() { Ok(()) } else { Err(Error::Invalid(self.errors.clone())) }
    }

    /// The errors so far.
    pub fn errors(&self) -> &[FieldError] {
        &self.errors
    }

    /// What was typed, by field, for showing it again. NUL bytes are dropped: they were refused,
    /// and no page can hold them.
    pub fn typed(&self) -> BTreeMap<String, String> {
        let shown = self.values.iter().filter(|(name, _)| name != csrf::FIELD);
        shown.map(|(name, value)| (name.clone(), value.replace('\0', ""))).collect()
    }

    /// Name and value of every field, in the order sent.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.values
    }
}

/// What is wrong with a text, whatever it came in by: too long, or not storable.
pub fn text_error(field: &str, text: &str, max: usize) -> Option<FieldError> {
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Some(FieldError::new(field, "field.control_characters"));
    }
    let length = text.chars().count();
    (length > max)
        .then(|| FieldError::new(field, "field.too_long").with("max", max).with("length", length))
}

impl FromRequest for Form {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Form, Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let typed = Typed::from_request(request, payload);
        Box::pin(async move {
            let typed = typed.await?;
            if typed.forged { Err(Error::ForgedForm) } else { Ok(typed.form) }
        })
    }
}

/// A form for pages that show what was typed again even when its token no longer fits, because
/// the session behind it has gone meanwhile. Nothing may be done with a forged one but that.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    pub form: Form,
    pub forged: bool,
}

impl FromRequest for Typed {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Typed, Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let mut payload = payload.take();
        Box::pin(async move {
            let mut body = Vec::new();
            while let Some(chunk) = payload.next().await {
                let chunk = chunk.map_err(|_| Error::Malformed { key: "field.body" })?;
                if body.len() + chunk.len() > FORM_LIMIT_MIB << 20 {
                    return Err(Error::TooLarge { limit_mib: FORM_LIMIT_MIB });
                }
                body.extend_from_slice(&chunk);
            }
            let form = Form::from_pairs(decode(&body));
            let forged = csrf::check(&request, form.raw(csrf::FIELD)).is_err();
            Ok(Typed { form, forged })
        })
    }
}

/// Decodes leniently: what is not UTF-8 is shown as such instead of failing the whole form.
fn decode(body: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(body)
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_their_field_and_values_are_kept() {
        let body = "body=%E4%BD%A0%E5%A5%BD%00&number=x&csrf=t";
        let mut form = Form::from_pairs(decode(body.as_bytes()));
        assert_eq!(form.required("body", 10), "");
        assert_eq!(form.required("name", 10), "");
        assert_eq!(form.number("number"), None);
        let keys: Vec<_> =
            form.errors().iter().map(|e| (e.field.as_str(), e.key.as_str())).collect();
        assert_eq!(
            keys,
            [
                ("body", "field.control_characters"),
                ("name", "field.required"),
                ("number", "field.number")
            ]
        );
        assert_eq!(form.typed().get("body").map(String::as_str), Some("你好"));
        assert!(!form.typed().contains_key("csrf"));
    }

    #[test]
    fn length_counts_characters_not_bytes() {
        assert!(text_error("f", &"汉".repeat(10), 10).is_none());
        assert_eq!(
            text_error("f", &"汉".repeat(11), 10).map(|e| e.key),
            Some("field.too_long".into())
        );
    }
}
