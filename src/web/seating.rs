//! Where a request belongs: the rules say which kind of agency, the district and the load which of
//! that kind.

use std::collections::BTreeMap;

use super::intake::Request;
use crate::app::App;
use crate::db::orders;
use crate::domain::routing::seat::Asked;
use crate::domain::routing::{Decision, Facts};
use crate::error::Error;

/// Decides where a request belongs as if nobody had anything in hand, storing nothing: for a page
/// that proposes.
pub fn route(app: &App, request: &Request) -> Decision {
    decide(app, request, &BTreeMap::new())
}

/// Decides where a request belongs now, storing nothing. What the agencies have in hand is looked up
/// only where some of them share their work.
///
/// # Errors
/// The database's.
pub async fn route_now(app: &App, request: &Request) -> Result<Decision, Error> {
    let agencies = app.agencies();
    let sharing = agencies.iter().filter(|agency| agency.capacity.is_some());
    let sharing: Vec<String> = sharing.map(|agency| agency.slug.clone()).collect();
    let open = match sharing.is_empty() {
        true => BTreeMap::new(),
        false => app.db.read(move |c| orders::open_shares(c, &sharing)).await?,
    };
    Ok(decide(app, request, &open))
}

fn decide(app: &App, request: &Request, open: &BTreeMap<String, u32>) -> Decision {
    let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let facts = Facts {
        title: request.title.clone(),
        body: request.body.clone(),
        enterprise: filled(&request.enterprise),
        place: request.place.clone(),
        chosen_matter: filled(&request.matter),
        answers: request.answers.clone(),
        urgent_seen: request.urgent_seen,
    };
    let text = format!("{}\n{}", request.title, request.body);
    let asked = Asked { place: &request.place, credit_code: &request.credit_code, text: &text };
    app.router().decide(&facts, asked, &app.places, &app.offices(open))
}
