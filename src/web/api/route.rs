//! `POST /api/v1/route`: the routing decision alone; nothing is stored.

use actix_web::HttpResponse;

use super::{Body, requests};
use crate::error::Error;
use crate::web::asked_back;
use crate::web::intake::{self, Request};
use crate::web::intake_fields;
use crate::web::seating;
use crate::web::visit::Visit;

/// The fields of a request that the router reads.
const READ: &[&str] = &["title", "body", "enterprise", "place", "credit_code", "matter"];

/// Where would this go?
pub async fn decide(visit: Visit, mut body: Body) -> Result<HttpResponse, Error> {
    let request = intake_fields::tidy(Request {
        title: body.text("title"),
        body: body.text("body"),
        enterprise: body.text("enterprise"),
        place: body.text("place"),
        credit_code: body.text("credit_code"),
        matter: body.text("matter"),
        urgent_seen: body.flag("urgent_seen"),
        answers: requests::answers(&visit, &mut body),
        ..Request::default()
    });
    if request.title.is_empty() && request.body.is_empty() {
        body.required("body");
    }
    let kind = visit
        .content
        .kind(intake::KIND)
        .ok_or_else(|| Error::internal("no kind of order to route"))?;
    for error in intake_fields::check(&request, kind, &visit.app.rules()) {
        if READ.contains(&error.field.as_str()) && error.key != "field.required" {
            body.refuse(error);
        }
    }
    body.check()?;
    let decision = seating::route_now(&visit.app, &request).await?;
    let mut said = requests::routing_json(&decision);
    said["question"] = asked_back::as_json(&decision);
    Ok(HttpResponse::Ok().json(said))
}
