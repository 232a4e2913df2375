//! Whether we live, whether we can work, and how we are doing.

use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;

use super::session;
use super::visit::Visit;
use crate::error::Error;

/// `GET /healthz`: the process answers.
pub async fn live() -> HttpResponse {
    HttpResponse::Ok().json(json!({"status": "ok"}))
}

/// `GET /readyz`: database, search and mail, each by name; 503 if one can't work.
pub async fn ready(visit: Visit) -> HttpResponse {
    let app = &visit.app;
    let (database, search, mail) =
        tokio::join!(app.db.ping(), app.search.health(), app.mail.check());
    let parts = [
        ("database", database.map_err(|error| error.to_string())),
        ("search", search.map(|_| ())),
        ("mail", mail.map_err(|error| error.to_string())),
    ];
    let ready = parts.iter().all(|(_, state)| state.is_ok());
    let mut said = json!({"status": if ready { "ready" } else { "not ready" }});
    for (name, state) in parts {
        // The cause goes to the log: it may name hosts.
        if let Err(cause) = &state {
            tracing::warn!(name, cause, "not ready");
        }
        said[name] = json!({"ok": state.is_ok()});
    }
    let mut answer = if ready { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    answer.json(said)
}

/// `GET /metrics`: Prometheus text, for loopback or a holder of the token.
pub async fn metrics(visit: Visit, request: HttpRequest) -> Result<HttpResponse, Error> {
    let token = visit.app.config.metrics_token.as_deref();
    let shown = token.is_some() && session::bearer(&request).as_deref() == token;
    let loopback =
        visit.address.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback());
    if !shown && !loopback {
        return Err(Error::Forbidden);
    }
    let jobs = visit.app.db.read(crate::db::jobs::counts).await?;
    visit.app.metrics.jobs(&jobs);
    let text = visit.app.metrics.text().map_err(Error::internal)?;
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(text))
}
