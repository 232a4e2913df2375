//! `POST /api/v1/route`: the routing decision alone; nothing is stored.

use actix_web::HttpResponse;

use super::{Body, requests};
use crate::error::Error;
use crate::web::intake::{self, Request};
use crate::web::visit::Visit;

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
    body.check()?;
    Ok(HttpResponse::Ok().json(requests::routing_json(&intake::route(&visit.app, &request))))
}
