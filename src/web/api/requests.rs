//! `POST /api/v1/requests`: filing a request.

use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Value, json};

use super::{Body, view};
use crate::domain::order::Channel;
use crate::domain::routing::Decision;
use crate::error::{Error, FieldError};
use crate::web::asked_back;
use crate::web::clocks::Clocks;
use crate::web::intake::{self, Arrival, Filed, Outcome, Request};
use crate::web::intake_fields;
use crate::web::visit::Visit;

/// Files a request for a guest or for whoever is signed in.
pub async fn file(visit: Visit, http: HttpRequest, mut body: Body) -> Result<HttpResponse, Error> {
    let mut request = intake_fields::tidy(read(&mut body));
    request.answers = answers(&visit, &mut body);
    let kind = visit
        .content
        .kind(intake::KIND)
        .ok_or_else(|| Error::internal("no kind of order to file"))?;
    for error in intake_fields::check(&request, kind, &visit.app.rules()) {
        body.refuse(error);
    }
    if !request.service.is_empty() && visit.content.service(&request.service).is_none() {
        body.refuse(FieldError::new("service", "field.service"));
    }
    let key = idempotency_key(&http)?;
    body.check()?;
    let arrival = Arrival { channel: Channel::Api, draft: None, key };
    match intake::file(&visit, request, arrival).await? {
        Outcome::Urgent(urgent) => Ok(HttpResponse::Ok().json(json!({"urgent": urgent}))),
        Outcome::Filed(filed) => Ok(HttpResponse::Created().json(filed_json(&visit, &filed))),
    }
}

fn read(body: &mut Body) -> Request {
    Request {
        title: body.text("title"),
        body: body.text("body"),
        wish: body.text("wish"),
        name: body.text("contact.name"),
        phone: body.text("contact.phone"),
        email: body.text("contact.email"),
        enterprise: body.text("enterprise"),
        place: body.text("place"),
        credit_code: body.text("credit_code"),
        matter: body.text("matter"),
        service: body.text("service"),
        consent: body.flag("consent"),
        urgent_seen: body.flag("urgent_seen"),
        answers: Vec::new(),
    }
}

/// What was answered when the router asked back.
pub fn answers(visit: &Visit, body: &mut Body) -> Vec<String> {
    let mut wrong = Vec::new();
    let answers = asked_back::of_json(&visit.app.rules(), body.value("answers"), &mut wrong);
    wrong.into_iter().for_each(|error| body.refuse(error));
    answers
}

fn idempotency_key(http: &HttpRequest) -> Result<Option<String>, Error> {
    let Some(value) = http.headers().get("idempotency-key") else { return Ok(None) };
    match value.to_str() {
        Ok(key) if !key.is_empty() && key.len() <= 200 => Ok(Some(key.to_owned())),
        _ => Err(Error::Invalid(vec![FieldError::new("Idempotency-Key", "field.idempotency_key")])),
    }
}

fn filed_json(visit: &Visit, filed: &Filed) -> Value {
    json!({
        "code": filed.order.code,
        "key": filed.key,
        "state": filed.order.state,
        "version": filed.order.version,
        "routing": routing_json(&filed.decision),
        "question": asked_back::as_json(&filed.decision),
        "clocks": view::clocks(visit, &filed.order, Clocks::Asker),
        "url": format!("/track/{}", filed.order.code),
    })
}

/// The decision as the contract names its parts: `lead` is the full name.
pub fn routing_json(decision: &Decision) -> Value {
    let alternative = |other: &crate::domain::routing::Alternative| {
        json!({
            "matter": other.matter, "name": other.name,
            "lead": other.lead_name, "lead_slug": other.lead, "score": other.score,
        })
    };
    json!({
        "matter": decision.matter,
        "name": decision.name,
        "label": decision.label,
        "lead": decision.lead_name,
        "lead_slug": decision.lead,
        "co": decision.co,
        "confidence": decision.confidence,
        "triage": decision.triage,
        "reasons": decision.reasons,
        "alternatives": decision.alternatives.iter().map(alternative).collect::<Vec<_>>(),
        "tell": decision.tell,
        "pressing": decision.pressing,
        "doubts": decision.doubts,
        "second": decision.second,
        "rules_version": decision.rules_version,
        "urgent": decision.urgent,
    })
}
