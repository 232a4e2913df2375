//! `/youth/bulletins/subscribe`: an address and, if you like, topics. The answer is the same whether
//! the address is known or not, and nothing happens until the mailed link is used.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, HttpResponseBuilder, web};
use serde::{Deserialize, Serialize};

use super::{tokens, view};
use crate::db::subscriptions::{self, Asking};
use crate::db::{jobs, throttle};
use crate::domain::topic::Topic;
use crate::error::{Error, FieldError};
use crate::jobs::bulletins::confirmation;
use crate::mail;
use crate::web::form::Form;
use crate::web::limit::{self, Limit};
use crate::web::page::Site;
use crate::web::visit::Visit;
use crate::web::words::{self, FieldText};

/// Addresses asked for from one place; a whole staff room sits behind one.
const FROM_ADDRESS: Limit = Limit { name: "subscribe", tries: 30, minutes: 60 };
/// Links to one mailbox: enough for a mail that went astray, too few to fill it.
const TO_MAILBOX: Limit = Limit { name: "subscribe-mail", tries: 3, minutes: 24 * 60 };

/// The form, blank or with what was typed.
#[derive(Serialize)]
pub struct FormView {
    email: String,
    chosen: Vec<String>,
    options: Vec<Choice>,
    wrong: BTreeMap<String, String>,
}

/// A topic to tick.
#[derive(Serialize)]
struct Choice {
    value: &'static str,
    label: String,
}

impl FormView {
    /// As one finds it.
    pub fn blank(visit: &Visit) -> FormView {
        FormView::of(visit, &Form::default(), &[])
    }

    fn of(visit: &Visit, form: &Form, errors: &[FieldText]) -> FormView {
        let about = |topic: &&Topic| visit.content.bulletins.iter().any(|b| b.topic == **topic);
        let choice = |topic: &Topic| Choice {
            value: topic.as_str(),
            label: view::topic(visit.app.pages.locale(), visit.lang, *topic),
        };
        FormView {
            email: form.typed().remove("email").unwrap_or_default(),
            chosen: form.all("topics"),
            options: Topic::ALL.iter().filter(about).map(choice).collect(),
            wrong: words::by_field(errors),
        }
    }
}

#[derive(Serialize)]
struct SubscribePage {
    form: FormView,
    errors: Vec<FieldText>,
}

/// What a redirect brings along.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Given {
    sent: String,
}

/// `GET /youth/bulletins/subscribe`
pub async fn show(visit: Visit, given: web::Query<Given>) -> Result<HttpResponse, Error> {
    if given.sent == "1" {
        return super::said(&visit, HttpResponse::Ok(), "sent", "/youth/bulletins");
    }
    page(&visit, HttpResponse::Ok(), &Form::default(), Vec::new())
}

fn page(
    visit: &Visit,
    status: HttpResponseBuilder,
    form: &Form,
    errors: Vec<FieldText>,
) -> Result<HttpResponse, Error> {
    let page = SubscribePage { form: FormView::of(visit, form, &errors), errors };
    let title = visit.text("bulletin.subscribe.title", &[]);
    visit.page_with(status, Site::Youth, "youth/bulletins_subscribe.html", &title, &page)
}

/// `POST /youth/bulletins/subscribe`
pub async fn submit(visit: Visit, mut form: Form) -> Result<HttpResponse, Error> {
    match ask(&visit, &mut form).await {
        Ok(()) => Ok(visit.redirect("/youth/bulletins/subscribe?sent=1").finish()),
        Err(error @ (Error::Invalid(_) | Error::TooMany { .. })) => {
            let errors = words::of_error(&visit, &error);
            page(&visit, HttpResponse::build(error.status()), &form, errors)
        }
        Err(other) => Err(other),
    }
}

async fn ask(visit: &Visit, form: &mut Form) -> Result<(), Error> {
    let address = form.required("email", 254);
    if !address.is_empty() && !mail::is_address(&address) {
        form.refuse(FieldError::new("email", "bulletin.subscribe.email_wrong"));
    }
    let topics: Result<Vec<Topic>, String> =
        form.all("topics").iter().map(|word| word.parse()).collect();
    if topics.is_err() {
        form.refuse(FieldError::new("topics", "field.choice"));
    }
    form.check()?;
    limit::count(visit, &FROM_ADDRESS, &visit.address).await?;
    let (app, now, lang) = (visit.app.clone(), visit.now, visit.lang);
    let topics = topics.unwrap_or_default();
    let hashes = tokens::address_hashes(&app.config, &address);
    let sealer = app.sealer.clone();
    let work = move |c: &mut crate::db::Conn| {
        let bucket = format!("{}:{}", TO_MAILBOX.name, hashes.concat());
        let window = chrono::TimeDelta::minutes(TO_MAILBOX.minutes);
        // Too many: no mail and the same answer, which says nothing about the address.
        if throttle::hit(c, &bucket, now, window)? > TO_MAILBOX.tries {
            return Ok(());
        }
        let asking = Asking { address: address.trim(), hashes: &hashes, lang: lang.tag() };
        let id = subscriptions::ask(c, &sealer, &asking, now)?;
        jobs::enqueue(c, &confirmation(&id, &topics, lang, now), None).map(drop)
    };
    app.db.write(work).await?;
    Ok(())
}
