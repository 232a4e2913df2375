//! A lost key: a mailed link puts a new one in its place. Whether code and address fit together is
//! never said, and the old key lives until the link is used.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, HttpResponseBuilder, web};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::db::{DbError, contacts, jobs, orders};
use crate::domain::code::{self, Code};
use crate::domain::order::Job;
use crate::error::{Error, FieldError};
use crate::web::act;
use crate::web::form::Form;
use crate::web::limit::{self, Limit};
use crate::web::page::Site;
use crate::web::session::{self, Expires};
use crate::web::visit::Visit;
use crate::web::words::{self, FieldText};

/// A link opens for so long.
const LINK_HOURS: i64 = 1;
/// Links asked for one order: enough for a mail that went astray, too few to fill a mailbox.
const LINKS: Limit = Limit { name: "key-link", tries: 3, minutes: 60 };

/// What a link says: whoever holds it got it by mail.
#[derive(Debug, Serialize, Deserialize)]
struct LinkClaims {
    key_of: String,
    /// The key that dies; once it is dead the link is too.
    generation: i32,
    exp: i64,
}

impl Expires for LinkClaims {
    fn exp(&self) -> i64 {
        self.exp
    }
}

#[derive(Serialize)]
struct AskPage {
    sent: bool,
    values: BTreeMap<String, String>,
    errors: Vec<FieldText>,
    wrong: BTreeMap<String, String>,
}

/// What a link brings along.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Given {
    code: String,
    sent: String,
}

/// `GET /track/key`
pub async fn form(visit: Visit, given: web::Query<Given>) -> Result<HttpResponse, Error> {
    let typed: String = given.code.chars().filter(|c| !c.is_control()).take(40).collect();
    let values = BTreeMap::from([("code".to_owned(), typed)]);
    ask(&visit, HttpResponse::Ok(), given.sent == "1", values, Vec::new())
}

fn ask(
    visit: &Visit,
    status: HttpResponseBuilder,
    sent: bool,
    values: BTreeMap<String, String>,
    errors: Vec<FieldText>,
) -> Result<HttpResponse, Error> {
    let page = AskPage { sent, values, wrong: words::by_field(&errors), errors };
    let title = visit.text(if sent { "track.key.sent" } else { "track.key.title" }, &[]);
    visit.page_with(status, Site::Enterprise, "track/key.html", &title, &page)
}

/// `POST /track/key`: the same answer whether or not anything was sent.
pub async fn submit(visit: Visit, mut form: Form) -> Result<HttpResponse, Error> {
    match send(&visit, &mut form).await {
        Ok(()) => Ok(visit.redirect("/track/key?sent=1").finish()),
        Err(error @ (Error::Invalid(_) | Error::TooMany { .. })) => {
            let errors = words::of_error(&visit, &error);
            ask(&visit, HttpResponse::build(error.status()), false, form.typed(), errors)
        }
        Err(other) => Err(other),
    }
}

async fn send(visit: &Visit, form: &mut Form) -> Result<(), Error> {
    let typed = form.required("code", 100);
    if !typed.is_empty()
        && let Err(Error::Invalid(errors)) = act::parse_code(&typed)
    {
        errors.into_iter().for_each(|error| form.refuse(error));
    }
    let email = form.required("email", 254);
    if !email.is_empty() && !email.contains('@') {
        form.refuse(FieldError::new("email", "track.key.email_wrong"));
    }
    form.check()?;
    let code = act::parse_code(&typed)?;
    limit::count(visit, &limit::ORDER_KEY_ADDRESS, &visit.address).await?;
    limit::count(visit, &LINKS, &code).await?;
    let Some((order, generation)) = fitting(visit, &code, &email).await? else { return Ok(()) };
    let exp = visit.now + chrono::TimeDelta::hours(LINK_HOURS);
    let claims = LinkClaims { key_of: code, generation, exp: exp.and_utc().timestamp() };
    let token = session::sign(&visit.app.config, &claims).map_err(Error::internal)?;
    let job = Job {
        kind: "notice".to_owned(),
        payload: json!({
            "notice": "key_replaced",
            "audience": "asker",
            "order": order,
            "link": format!("/track/key/{token}"),
        }),
        run_at: visit.now,
    };
    visit.app.db.write(move |c| jobs::enqueue(c, &job, None).map(drop)).await?;
    Ok(())
}

/// The order of a code whose asker left this address, with the generation of its key.
async fn fitting(visit: &Visit, code: &str, email: &str) -> Result<Option<(String, i32)>, Error> {
    let code = code.to_owned();
    let found = visit.app.db.read(move |c| {
        let order = orders::find_by_code(c, &code)?;
        contacts::find(c, &order.id)
    });
    let row = match found.await {
        Ok(row) => row,
        Err(DbError::NotFound) => return Ok(None),
        Err(other) => return Err(other.into()),
    };
    let left = row.open(&visit.app.sealer)?.email.unwrap_or_default();
    let same = !left.is_empty() && left.trim().eq_ignore_ascii_case(email.trim());
    Ok(same.then_some((row.order_id, row.key_generation)))
}

#[derive(Serialize)]
struct NewPage {
    token: String,
    code: String,
    /// The link is too old, or was used.
    dead: bool,
    /// The new key, shown this once.
    key: Option<String>,
}

/// `GET /track/key/{token}`: one button. A mail program that opens links must not use it up.
pub async fn confirm(visit: Visit, token: web::Path<String>) -> Result<HttpResponse, Error> {
    let token = token.into_inner();
    match claimed(&visit, &token).await? {
        Some(claims) => new(&visit, NewPage { token, code: claims.key_of, dead: false, key: None }),
        None => dead(&visit),
    }
}

/// `POST /track/key/{token}`: kills the old key and shows the new one, once.
pub async fn replace(
    visit: Visit,
    token: web::Path<String>,
    _form: Form,
) -> Result<HttpResponse, Error> {
    let token = token.into_inner();
    let Some(claims) = claimed(&visit, &token).await? else { return dead(&visit) };
    let LinkClaims { key_of, generation, .. } = claims;
    let code: Code = key_of.parse().map_err(|_| Error::NotFound)?;
    let bumped = visit.app.db.write(move |c| {
        let order = orders::find_by_code(c, &key_of)?;
        let next = contacts::bump_key_generation(c, &order.id)?;
        // Somebody used the link at the same moment: theirs stands, and this one is rolled back.
        if next == generation + 1 { Ok(next) } else { Err(DbError::NotFound) }
    });
    let generation = match bumped.await {
        Ok(generation) => generation,
        Err(DbError::NotFound) => return dead(&visit),
        Err(other) => return Err(other.into()),
    };
    let key = code::key(&visit.app.config.secret, &code, generation);
    let pass = visit.pass_cookie(code.as_str(), generation)?;
    let page = NewPage { token, code: code.to_string(), dead: false, key: Some(key) };
    let mut response = new(&visit, page)?;
    response.add_cookie(&pass).map_err(Error::internal)?;
    Ok(response)
}

fn dead(visit: &Visit) -> Result<HttpResponse, Error> {
    new(visit, NewPage { token: String::new(), code: String::new(), dead: true, key: None })
}

fn new(visit: &Visit, page: NewPage) -> Result<HttpResponse, Error> {
    let title = match (&page.key, page.dead) {
        (Some(_), _) => "track.key.new",
        (None, true) => "track.key.dead",
        (None, false) => "track.key.confirm",
    };
    let status = if page.dead { HttpResponse::NotFound() } else { HttpResponse::Ok() };
    visit.page_with(status, Site::Enterprise, "track/new_key.html", &visit.text(title, &[]), &page)
}

/// What a link says, while the key it is to replace still lives.
async fn claimed(visit: &Visit, token: &str) -> Result<Option<LinkClaims>, Error> {
    let Some(claims) = session::open::<LinkClaims>(&visit.app, token) else { return Ok(None) };
    let code = claims.key_of.clone();
    let found = visit.app.db.read(move |c| {
        let order = orders::find_by_code(c, &code)?;
        Ok(contacts::find(c, &order.id)?.key_generation)
    });
    match found.await {
        Ok(generation) => Ok((generation == claims.generation).then_some(claims)),
        Err(DbError::NotFound) => Ok(None),
        Err(other) => Err(other.into()),
    }
}
