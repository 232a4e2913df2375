//! Every URL of the site, one line each, with who may use it.
//!
//! The area is checked by `web::gate` through `domain::access::may_enter`; what may be done to one
//! order is decided by `domain::access` again, in the handler. A test walks this table as every
//! role and as nobody.

use std::collections::HashMap;
use std::sync::LazyLock;

use actix_web::{FromRequest, Handler, Responder, guard, web};

use crate::domain::access::Area;
use crate::web::{account, assets, enterprise, health, home, prefer, resume, search, track, youth};

/// One URL.
pub struct Route {
    pub method: &'static str,
    pub path: &'static str,
    pub area: Area,
    handler: Box<dyn Fn() -> actix_web::Route>,
}

/// The site's table of URLs.
pub fn table() -> Vec<Route> {
    use Area::*;
    vec![
        // the house
        get("/", Public, home::show),
        get("/prefer", Public, prefer::set),
        get("/static/{hash}/{path:.*}", Public, assets::serve),
        get("/healthz", Public, health::live),
        get("/readyz", Public, health::ready),
        get("/metrics", Public, health::metrics),
        // what everybody may read
        get("/enterprise", Public, enterprise::home::show),
        get("/enterprise/services", Public, enterprise::services::list),
        get("/enterprise/services/{slug}", Public, enterprise::services::show),
        get("/enterprise/guides", Public, enterprise::guides::list),
        get("/enterprise/guides/{slug}", Public, enterprise::guides::show),
        get("/search", Public, search::show),
        get("/youth", Public, youth::show),
        // following an order
        get("/track", Public, track::enter::form),
        post("/track", Public, track::enter::submit),
        get("/track/key", Public, track::key::form),
        post("/track/key", Public, track::key::submit),
        get("/track/key/{token}", Public, track::key::confirm),
        post("/track/key/{token}", Public, track::key::replace),
        get("/track/{code}", Public, track::show::show),
        get("/track/{code}/documents/{id}", Public, track::papers::serve),
        post("/track/{code}/{action}", Public, track::act::submit),
        // accounts
        get("/account", Signed, account::overview::show),
        get("/account/sign-in", Public, account::sign_in::show),
        post("/account/sign-in", Public, account::sign_in::submit),
        post("/account/sign-out", Public, account::sign_in::leave),
        get("/account/register", Public, account::register::show),
        post("/account/register", Public, account::register::submit),
        get("/account/resume/{id}", Signed, resume::show),
    ]
}

fn route<F, Args>(method: &'static str, path: &'static str, area: Area, handler: F) -> Route
where
    F: Handler<Args> + Clone,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    let build = move || match method {
        "GET" => web::route().guard(guard::Any(guard::Get()).or(guard::Head())).to(handler.clone()),
        _ => web::post().to(handler.clone()),
    };
    Route { method, path, area, handler: Box::new(build) }
}

fn get<F, Args>(path: &'static str, area: Area, handler: F) -> Route
where
    F: Handler<Args> + Clone,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    route("GET", path, area, handler)
}

fn post<F, Args>(path: &'static str, area: Area, handler: F) -> Route
where
    F: Handler<Args> + Clone,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    route("POST", path, area, handler)
}

/// The area of a URL, or none where the table has no such line.
pub fn area(method: &str, pattern: &str) -> Option<Area> {
    static AREAS: LazyLock<HashMap<(&'static str, &'static str), Area>> = LazyLock::new(|| {
        table().iter().map(|route| ((route.method, route.path), route.area)).collect()
    });
    AREAS.get(&(method, pattern)).copied()
}

/// Hangs every line of the table into the server.
pub fn configure(config: &mut web::ServiceConfig) {
    let mut resources: Vec<(&'static str, actix_web::Resource)> = Vec::new();
    for route in table() {
        let line = (route.handler)();
        match resources.iter().position(|(path, _)| *path == route.path) {
            Some(at) => {
                let (path, resource) = resources.remove(at);
                resources.insert(at, (path, resource.route(line)));
            }
            None => resources.push((route.path, web::resource(route.path).route(line))),
        }
    }
    for (_, resource) in resources {
        config.service(resource);
    }
}
