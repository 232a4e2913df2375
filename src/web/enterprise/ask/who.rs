//! The second question: which enterprise, and where?

use actix_web::HttpResponse;
use serde::Serialize;

use super::{Asking, Query, Question, begun};
use crate::domain::order::Role;
use crate::error::Error;
use crate::web::form::Typed;
use crate::web::intake::Request;
use crate::web::intake_fields;
use crate::web::visit::Visit;

#[derive(Serialize)]
struct Own {}

/// `GET /enterprise/ask/who`
pub async fn show(visit: Visit, query: Query) -> Result<HttpResponse, Error> {
    let draft = match begun(&visit).await? {
        Ok(draft) => draft,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let mut values = draft.request;
    let account = visit.account.as_ref().filter(|account| account.role == Role::Business);
    if let (true, Some(known)) =
        (values.enterprise.is_empty(), account.and_then(|a| a.organisation.clone()))
    {
        values.enterprise = known;
    }
    Asking { question: Question::Who, then: &query.then, errors: &[], forged: false, values }
        .page(&visit, Own {})
}

/// `POST /enterprise/ask/who`
pub async fn submit(visit: Visit, typed: Typed) -> Result<HttpResponse, Error> {
    let Typed { form, forged } = typed;
    let mut draft = match begun(&visit).await? {
        Ok(draft) => draft,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let values = intake_fields::tidy(Request {
        enterprise: form.raw("enterprise").to_owned(),
        place: form.raw("place").to_owned(),
        credit_code: form.raw("credit_code").to_owned(),
        ..draft.request.clone()
    });
    let then = super::then_of(&form);
    let errors = super::wrong_on(&visit, Question::Who, &values)?;
    if forged || !errors.is_empty() {
        return Asking { question: Question::Who, then, errors: &errors, forged, values }
            .page(&visit, Own {});
    }
    draft.request = values;
    draft.save(&visit, 2).await?;
    Ok(super::onward(&visit, Question::Who, then))
}
