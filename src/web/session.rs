//! Who is signed in: a JWT that names a row which can be revoked.

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::config::Config;
use crate::domain::Time;

/// The cookie of a signed-in browser.
pub const COOKIE: &str = "yimen_session";
/// Signed in for at most this long, in hours.
pub const SESSION_HOURS: i64 = 12;
/// Signed out after this long without a request, in minutes.
pub const IDLE_MINUTES: i64 = 120;

/// What a session's token says.
#[derive(Debug, Serialize, Deserialize)]
pub struct Claims {
    /// Account.
    pub sub: String,
    /// Row of the session.
    pub sid: String,
    /// Whether `sub` is a learner and the row one of a learner's; else it is an account's.
    #[serde(default)]
    pub learner: bool,
    /// Unix seconds.
    pub exp: i64,
}

/// What the pass of a guest says: this browser has shown the key of these orders.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Passes {
    /// Code and generation of the key that was shown.
    pub orders: Vec<(String, i32)>,
    /// Unix seconds.
    pub exp: i64,
}

/// Signs a token.
///
/// # Errors
/// Only if the claims can't be written as JSON.
pub fn sign<T: Serialize>(
    config: &Config,
    claims: &T,
) -> Result<String, jsonwebtoken::errors::Error> {
    let key = EncodingKey::from_secret(&config.secret);
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), claims, &key)
}

/// Opens a token of ours that has not run out at `now`.
pub fn open<T: for<'de> Deserialize<'de> + Expires>(app: &App, token: &str) -> Option<T> {
    let mut validation = Validation::new(Algorithm::HS256);
    // Checked below against the house's own clock.
    validation.validate_exp = false;
    validation.required_spec_claims.clear();
    let key = DecodingKey::from_secret(&app.config.secret);
    let claims = jsonwebtoken::decode::<T>(token, &key, &validation).ok()?.claims;
    (claims.exp() > app.clock.now().and_utc().timestamp()).then_some(claims)
}

/// A token that runs out.
pub trait Expires {
    /// Unix seconds.
    fn exp(&self) -> i64;
}

impl Expires for Claims {
    fn exp(&self) -> i64 {
        self.exp
    }
}

impl Expires for Passes {
    fn exp(&self) -> i64 {
        self.exp
    }
}

/// The session token of a request: the cookie of a browser or the bearer of a program.
pub fn token_of(request: &HttpRequest) -> Option<String> {
    bearer(request).or_else(|| request.cookie(COOKIE).map(|cookie| cookie.value().to_owned()))
}

/// The bearer token, if the request brings one.
pub fn bearer(request: &HttpRequest) -> Option<String> {
    let value = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    value.strip_prefix("Bearer ").map(|token| token.trim().to_owned())
}

/// A cookie that scripts can't read and other sites can't send.
pub fn cookie(config: &Config, name: &'static str, value: String) -> Cookie<'static> {
    Cookie::build(name, value)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(config.public_url.starts_with("https://"))
        .finish()
}

/// When a session that begins now ends.
pub fn expires_at(now: Time) -> Time {
    now + chrono::TimeDelta::hours(SESSION_HOURS)
}
