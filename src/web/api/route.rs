//! `POST /api/v1/route`: the routing decision alone; nothing is stored.

use actix_web::HttpResponse;

use super::{Body, requests};
use crate::error::Error;
use crate::web::intake::{self, Request};
use crate::web::intake_fields;
use crate::web::visit::Visit;

/// The fields of a request that the router reads.
const READ: &[&str] = &["title", "body", "enterprise", "place", "matter"];

/// Where would this go?
pub async fn decide(visit: Visit, mut body: Body) -> Result<HttpResponse, Error> {
    let request = Request {
        title: body.text("title"),
        body: body.text("body"),
        enterprise: body.text("enterprise"),
        place: body.text("place"),
        matter: body.text("matter"),
        urgent_seen: body.flag("urgent_seen"),
        ..Request::default()
    };
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
    Ok(HttpResponse::Ok().json(requests::routing_json(&intake::route(&visit.app, &request))))
}
