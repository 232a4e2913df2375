//! `/youth/classes/{id}/sheet`: the paper for the class, with the code and its square.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::own;
use crate::db::classes;
use crate::domain::Time;
use crate::domain::class::{CodeStanding, read_code, shown_code, standing};
use crate::error::Error;
use crate::web::learner::code_hash;
use crate::web::page::Site;
use crate::web::square::{Square, square};
use crate::web::visit::Visit;

/// The code, which only this address has.
#[derive(Deserialize)]
pub struct Query {
    code: Option<String>,
}

#[derive(Serialize)]
struct SheetPage {
    id: String,
    name: String,
    code: String,
    expires_at: Time,
    /// Where to type it, without the scheme.
    place: String,
    square: Option<Square>,
    seats: Vec<i32>,
}

/// `GET /youth/classes/{id}/sheet?code=`
pub async fn show(
    visit: Visit,
    id: web::Path<String>,
    query: web::Query<Query>,
) -> Result<HttpResponse, Error> {
    let class = own(&visit, &id).await?;
    let code = query.code.as_deref().and_then(read_code).ok_or(Error::NotFound)?;
    let hash = code_hash(&visit.app.config.secret, &code);
    let row = visit.app.db.read(move |c| classes::code(c, &hash)).await?;
    let row = row.filter(|row| row.class == class.id).ok_or(Error::NotFound)?;
    if !matches!(standing(row.facts(), visit.now), CodeStanding::Good | CodeStanding::UsedUp) {
        let page = format!("/youth/classes/{}", class.id);
        return Ok(visit.redirect_saying(&page, "flash.warn.class_code_gone"));
    }
    let base = &visit.app.config.public_url;
    let page = SheetPage {
        id: class.id,
        name: class.name.clone(),
        square: square(&format!("{base}/youth/join?code={code}")),
        code: shown_code(&code),
        expires_at: row.expires_at,
        place: format!("{}/youth/join", base.split("://").last().unwrap_or_default()),
        seats: (1..=class.size).collect(),
    };
    let title = visit.text("class.sheet.title", &[("class", class.name)]);
    visit.page(Site::Youth, "youth/classes/sheet.html", &title, &page)
}
