//! A JSON body, read field by field, so that every wrong one is named.

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest};
use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;
use serde_json::{Map, Value};

use crate::error::{Error, FieldError};
use crate::web::form::FORM_LIMIT_MIB;

/// An object that was sent, and what is wrong with it.
pub struct Body {
    fields: Map<String, Value>,
    errors: Vec<FieldError>,
}

impl Body {
    /// A text; missing and `null` are empty. The path may lead into an object: `contact.name`.
    pub fn text(&mut self, path: &str) -> String {
        match self.find(path) {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text.trim().to_owned(),
            Some(_) => self.wrong(path, "string"),
        }
    }

    /// A yes or no; missing and `null` are no.
    pub fn flag(&mut self, path: &str) -> bool {
        match self.find(path) {
            None | Some(Value::Null) => false,
            Some(Value::Bool(flag)) => *flag,
            Some(_) => self.wrong(path, "boolean"),
        }
    }

    /// A whole number that must be there.
    pub fn number(&mut self, path: &str) -> i64 {
        match self.find(path) {
            None | Some(Value::Null) => {
                self.refuse(FieldError::new(path, "field.required"));
                0
            }
            Some(value) => match value.as_i64() {
                Some(number) => number,
                None => self.wrong(path, "integer"),
            },
        }
    }

    /// A text that must be there.
    pub fn required(&mut self, path: &str) -> String {
        let before = self.errors.len();
        let text = self.text(path);
        if text.is_empty() && self.errors.len() == before {
            self.refuse(FieldError::new(path, "field.required"));
        }
        text
    }

    /// What was sent under a name, whatever it is.
    pub fn value(&self, path: &str) -> Option<&Value> {
        self.find(path)
    }

    /// Everything that was sent, for what is read by serde.
    pub fn fields(&self) -> &Map<String, Value> {
        &self.fields
    }

    /// Records an error.
    pub fn refuse(&mut self, error: FieldError) {
        self.errors.push(error);
    }

    /// The errors so far, as the answer.
    ///
    /// # Errors
    /// [`Error::Invalid`] when any was recorded.
    pub fn check(&self) -> Result<(), Error> {
        if self.errors.is_empty() { Ok(()) } else { Err(Error::Invalid(self.errors.clone())) }
    }

    fn find(&self, path: &str) -> Option<&Value> {
        let mut parts = path.split('.');
        let first = self.fields.get(parts.next()?)?;
        parts.try_fold(first, |value, part| value.get(part))
    }

    fn wrong<T: Default>(&mut self, path: &str, expected: &str) -> T {
        self.refuse(FieldError::new(path, "field.type").with("expected", expected));
        T::default()
    }
}

impl FromRequest for Body {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Body, Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let kind =
            request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        // Another site's form can send text/plain without asking; it can't send JSON.
        let is_json = kind.is_some_and(|kind| kind.trim_start().starts_with("application/json"));
        let mut payload = payload.take();
        Box::pin(async move {
            if !is_json {
                return Err(Error::Malformed { key: "field.json_type" });
            }
            let mut bytes = Vec::new();
            while let Some(chunk) = payload.next().await {
                let chunk = chunk.map_err(|_| Error::Malformed { key: "field.body" })?;
                if bytes.len() + chunk.len() > FORM_LIMIT_MIB << 20 {
                    return Err(Error::TooLarge { limit_mib: FORM_LIMIT_MIB });
                }
                bytes.extend_from_slice(&chunk);
            }
            match serde_json::from_slice(&bytes) {
                Ok(Value::Object(fields)) => Ok(Body { fields, errors: Vec::new() }),
                Ok(_) => Err(Error::Malformed { key: "field.json_object" }),
                Err(_) => Err(Error::Malformed { key: "field.json" }),
            }
        })
    }
}
