//! How often something may be tried, and from where a request comes.

use actix_web::HttpRequest;

use super::visit::Visit;
use crate::config::Config;
use crate::db::throttle;
use crate::error::Error;

/// A limit: so many tries in so many minutes.
pub struct Limit {
    pub name: &'static str,
    pub tries: i32,
    pub minutes: i64,
}

/// Wrong passwords for one login, wherever they come from.
pub const PASSWORD: Limit = Limit { name: "password", tries: 8, minutes: 15 };
/// Wrong passwords from one address; an office sits behind one, so it is wider.
pub const PASSWORD_ADDRESS: Limit = Limit { name: "password-address", tries: 60, minutes: 15 };
/// Wrong keys for one order.
pub const ORDER_KEY: Limit = Limit { name: "order-key", tries: 10, minutes: 15 };
/// Wrong codes and keys from one address.
pub const ORDER_KEY_ADDRESS: Limit = Limit { name: "order-key-address", tries: 100, minutes: 15 };

/// Wrong codes for checking in to one lesson.
pub const CHECK_IN: Limit = Limit { name: "check-in", tries: 6, minutes: 15 };

/// Whether a limit is reached, without counting.
///
/// # Errors
/// [`Error::TooMany`] when it is.
pub async fn check(visit: &Visit, limit: &Limit, who: &str) -> Result<(), Error> {
    let (bucket, now) = (format!("{}:{who}", limit.name), visit.now);
    let window = chrono::TimeDelta::minutes(limit.minutes);
    let counted = visit.app.db.read(move |c| throttle::count(c, &bucket, now, window)).await?;
    if counted >= limit.tries {
        Err(Error::TooMany { seconds: window.num_seconds() })
    } else {
        Ok(())
    }
}

/// Counts one try against a limit.
///
/// # Errors
/// [`Error::TooMany`] with the seconds to wait once the limit is reached.
pub async fn count(visit: &Visit, limit: &Limit, who: &str) -> Result<(), Error> {
    let (bucket, now) = (format!("{}:{who}", limit.name), visit.now);
    let window = chrono::TimeDelta::minutes(limit.minutes);
    let tries = limit.tries;
    let counted = visit.app.db.write(move |c| throttle::hit(c, &bucket, now, window)).await?;
    if counted > tries { Err(Error::TooMany { seconds: window.num_seconds() }) } else { Ok(()) }
}

/// Forgets the tries after a right one.
///
/// # Errors
/// Only the database's.
pub async fn forget(visit: &Visit, limit: &Limit, who: &str) -> Result<(), Error> {
    let bucket = format!("{}:{who}", limit.name);
    visit.app.db.write(move |c| throttle::clear(c, &bucket)).await?;
    Ok(())
}

/// The address a request comes from. A forwarded one is believed only from a known proxy.
pub fn address(config: &Config, request: &HttpRequest) -> String {
    let peer = request.peer_addr().map(|peer| peer.ip().to_string()).unwrap_or_default();
    if !config.trusted_proxies.contains(&peer) {
        return peer;
    }
    let forwarded = request.headers().get("x-forwarded-for").and_then(|value| value.to_str().ok());
    let nearest =
        forwarded.and_then(|list| list.rsplit(',').next()).map(|address| address.trim().to_owned());
    nearest.filter(|address| !address.is_empty()).unwrap_or(peer)
}
