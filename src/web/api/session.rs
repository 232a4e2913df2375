//! `POST /api/v1/session`

use actix_web::HttpResponse;
use serde_json::json;

use super::Body;
use crate::error::Error;
use crate::web::account::sign_in;
use crate::web::form::text_error;
use crate::web::visit::Visit;

/// Login and password for a bearer token.
pub async fn open(visit: Visit, mut body: Body) -> Result<HttpResponse, Error> {
    let login = body.required("login");
    let password = body.required("password");
    // The login names a row of the limits: what cannot be stored there is no login.
    if let Some(error) = text_error("login", &login, 100) {
        body.refuse(error);
    }
    body.check()?;
    let account = sign_in::check(&visit, &login, password).await?;
    let (token, _) = sign_in::open(&visit, &account).await?;
    Ok(HttpResponse::Ok().json(json!({"token": token, "role": account.role})))
}
