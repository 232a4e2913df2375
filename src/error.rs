//! What can go wrong, with its status and the words for it.
//!
//! A handler returns [`Error`]; the middleware in `web::gate` turns it into a page or, under
//! `/api/`, into `{"error":{…}}`. Only there is the language known, so an error carries keys of
//! `content/locales/`, not sentences. A 500 shows an incident number and nothing else.

use actix_web::http::StatusCode;
use serde::Serialize;

use crate::db::DbError;
use crate::domain::order::{Refusal, Status};

/// What is wrong with one field of a form or of a JSON body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// Name of the field as in the form or, for JSON, its path (`contact.name`).
    pub field: String,
    /// Key of `content/locales/`.
    pub key: String,
    /// What fills the placeholders of the text.
    pub args: Vec<(String, String)>,
}

impl FieldError {
    /// An error without placeholders.
    pub fn new(field: &str, key: &str) -> FieldError {
        FieldError { field: field.into(), key: key.into(), args: Vec::new() }
    }

    /// Adds a placeholder.
    pub fn with(mut self, name: &str, value: impl ToString) -> FieldError {
        self.args.push((name.into(), value.to_string()));
        self
    }
}

/// Why a request got no answer of its own.
#[derive(Debug, Clone)]
pub enum Error {
    NotFound,
    MethodNotAllowed,
    /// Nobody is signed in, and somebody has to be.
    SignIn,
    /// A page of a class, and nobody has said which seat they have.
    JoinClass,
    /// The wrong login or password, or a wrong key.
    WrongCredentials,
    Forbidden,
    /// The address of a film has run out, or was made by nobody here.
    LinkExpired,
    /// The form does not come from one of our pages, or its session has gone.
    ForgedForm,
    /// The engine said no, with its reason.
    Refused(Box<Refusal>),
    /// Somebody else acted first; `current` is the version that stands now.
    Stale {
        current: i64,
    },
    /// Another booking has what this one needs.
    Taken,
    /// The same `Idempotency-Key` with another body.
    KeyReused,
    Invalid(Vec<FieldError>),
    /// The body could not be read at all.
    Malformed {
        key: &'static str,
    },
    TooLarge {
        limit_mib: usize,
    },
    TooMany {
        seconds: i64,
    },
    Unavailable,
    /// Shown as a number; the text is for the log.
    Internal {
        incident: String,
        cause: String,
    },
}

impl Error {
    /// Something that should not have happened; logged here, once, with the number shown.
    pub fn internal(cause: impl std::fmt::Display) -> Error {
        let incident = incident();
        tracing::error!(%incident, %cause, "internal error");
        Error::Internal { incident, cause: cause.to_string() }
    }

    /// One wrong field.
    pub fn field(field: &str, key: &str) -> Error {
        Error::Invalid(vec![FieldError::new(field, key)])
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Error::NotFound => StatusCode::NOT_FOUND,
            Error::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Error::SignIn | Error::JoinClass | Error::WrongCredentials => StatusCode::UNAUTHORIZED,
            Error::Forbidden | Error::LinkExpired | Error::ForgedForm => StatusCode::FORBIDDEN,
            Error::Refused(refusal) => match refusal.status() {
                Status::Forbidden => StatusCode::FORBIDDEN,
                Status::Conflict => StatusCode::CONFLICT,
                Status::Unprocessable => StatusCode::UNPROCESSABLE_ENTITY,
            },
            Error::Stale { .. } | Error::Taken | Error::KeyReused => StatusCode::CONFLICT,
            Error::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Error::Malformed { .. } => StatusCode::BAD_REQUEST,
            Error::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Error::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Error::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Error::Internal { .. } => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The word for it in `{"error":{"code"}}` and in `content/locales/` (`error.<code>.…`).
    pub fn code(&self) -> &'static str {
        match self {
            Error::NotFound => "not_found",
            Error::MethodNotAllowed => "method_not_allowed",
            Error::SignIn => "sign_in",
            Error::JoinClass => "join_class",
            Error::WrongCredentials => "wrong_credentials",
            Error::Forbidden => "forbidden",
            Error::LinkExpired => "link_expired",
            Error::ForgedForm => "forged_form",
            Error::Refused(_) => "refused",
            Error::Stale { .. } => "stale",
            Error::Taken => "taken",
            Error::KeyReused => "key_reused",
            Error::Invalid(_) => "invalid",
            Error::Malformed { .. } => "malformed",
            Error::TooLarge { .. } => "too_large",
            Error::TooMany { .. } => "too_many",
            Error::Unavailable => "unavailable",
            Error::Internal { .. } => "internal",
        }
    }
}

/// Short enough to be read on the telephone.
fn incident() -> String {
    data_encoding::BASE32_NOPAD.encode(&rand::random::<[u8; 5]>())
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for Error {}

/// The body is written by `web::gate`, which knows the language; this is what stands if it can't.
impl actix_web::ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        self.status()
    }
}

impl From<DbError> for Error {
    fn from(error: DbError) -> Error {
        match error {
            DbError::NotFound => Error::NotFound,
            DbError::Stale { current } => Error::Stale { current },
            DbError::Taken(_) => Error::Taken,
            DbError::Unavailable(cause) => {
                tracing::error!(%cause, "database unavailable");
                Error::Unavailable
            }
            other => Error::internal(other),
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Error {
        Error::Refused(Box::new(refusal))
    }
}
