//! One line of the table, and how all of them are hung into the server.

use actix_web::{FromRequest, Handler, Responder, guard, web};

use super::{Route, table};
use crate::domain::access::Area;

fn route<F, Args>(method: &'static str, path: &'static str, area: Area, handler: F) -> Route
where
    F: Handler<Args> + Clone,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    let build = move || match method {
        "GET" => web::route().guard(guard::Any(guard::Get()).or(guard::Head())).to(handler.clone()),
        "PUT" => web::put().to(handler.clone()),
        _ => web::post().to(handler.clone()),
    };
    Route { method, path, area, handler: Box::new(build) }
}

pub(super) fn get<F, Args>(path: &'static str, area: Area, handler: F) -> Route
where
    F: Handler<Args> + Clone,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    route("GET", path, area, handler)
}

pub(super) fn post<F, Args>(path: &'static str, area: Area, handler: F) -> Route
where
    F: Handler<Args> + Clone,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    route("POST", path, area, handler)
}

pub(super) fn put<F, Args>(path: &'static str, area: Area, handler: F) -> Route
where
    F: Handler<Args> + Clone,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    route("PUT", path, area, handler)
}

/// Where most lines begin. A request is compared with one line after another, so that those of another
/// part are passed over together.
const SCOPES: [&str; 6] = ["/api/v1", "/desk", "/youth", "/enterprise", "/account", "/track"];

/// What of a path stands below a scope.
fn below(scope: &str, path: &'static str) -> Option<&'static str> {
    path.strip_prefix(scope).filter(|rest| rest.is_empty() || rest.starts_with('/'))
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
            None => {
                let rest = SCOPES.iter().find_map(|scope| below(scope, route.path));
                let resource = web::resource(rest.unwrap_or(route.path));
                resources.push((route.path, resource.route(line)));
            }
        }
    }
    for scope in SCOPES {
        let inside = resources.extract_if(.., |(path, _)| below(scope, path).is_some());
        config.service(inside.fold(web::scope(scope), |all, (_, resource)| all.service(resource)));
    }
    for (_, resource) in resources {
        config.service(resource);
    }
}
