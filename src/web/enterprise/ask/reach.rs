//! The fifth question: how do we reach you, and do you agree to what happens with your data?

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

/// `GET /enterprise/ask/reach`
pub async fn show(visit: Visit, query: Query) -> Result<HttpResponse, Error> {
    let draft = match begun(&visit).await? {
        Ok(draft) => draft,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let mut values = draft.request;
    let account = visit.account.as_ref().filter(|account| account.role == Role::Business);
    if let (true, Some(account)) = (values.phone.is_empty() && values.email.is_empty(), account) {
        values.phone = account.phone(&visit.app.sealer)?.unwrap_or_default();
        values.email = account.email(&visit.app.sealer)?.unwrap_or_default();
    }
    Asking { question: Question::Reach, then: &query.then, errors: &[], forged: false, values }
        .page(&visit, Own {})
}

/// `POST /enterprise/ask/reach`
pub async fn submit(visit: Visit, typed: Typed) -> Result<HttpResponse, Error> {
    let Typed { form, forged } = typed;
    let mut draft = match begun(&visit).await? {
        Ok(draft) => draft,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let values = intake_fields::tidy(Request {
        name: form.raw("contact.name").to_owned(),
        phone: form.raw("contact.phone").to_owned(),
        email: form.raw("contact.email").to_owned(),
        consent: form.ticked("consent"),
        ..draft.request.clone()
    });
    let then = super::then_of(&form);
    let errors = super::wrong_on(&visit, Question::Reach, &values)?;
    if forged || !errors.is_empty() {
        return Asking { question: Question::Reach, then, errors: &errors, forged, values }
            .page(&visit, Own {});
    }
    draft.request = values;
    draft.save(&visit, 5).await?;
    Ok(super::onward(&visit, Question::Reach, then))
}
