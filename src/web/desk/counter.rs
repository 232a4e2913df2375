//! `/desk/counter`: what a clerk does for somebody at the counter or on the telephone.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, HttpResponseBuilder, web};
use serde::{Deserialize, Serialize};

use super::person::Person;
use crate::db::{contacts, jobs, orders};
use crate::domain::Time;
use crate::domain::code::{self, Code};
use crate::domain::deadline::local_day;
use crate::domain::order::{Action, Channel, Input, Job};
use crate::error::{Error, FieldError};
use crate::web::act;
use crate::web::form::Form;
use crate::web::intake::{self, Arrival, Filed, Outcome, Request};
use crate::web::intake_fields;
use crate::web::locale::Lang;
use crate::web::page::Site;
use crate::web::visit::Visit;
use crate::web::words::{self, FieldText};

/// How a clerk may have verified a person.
const PROOFS: [&str; 3] = ["id_card", "callback", "known_facts"];

#[derive(Serialize)]
struct CounterPage {
    values: BTreeMap<String, String>,
    errors: Vec<FieldText>,
    wrong: BTreeMap<String, String>,
    matters: Vec<Matter>,
    /// Stands for an `Idempotency-Key`: a form sent twice makes one order.
    once: String,
    urgent: Option<UrgentCard>,
}

#[derive(Serialize)]
struct Matter {
    value: String,
    label: String,
}

#[derive(Serialize)]
struct UrgentCard {
    text: String,
    numbers: Vec<String>,
}

#[derive(Serialize)]
struct ReceiptPage {
    code: String,
    key: String,
    lead: String,
    triage: bool,
    /// The nominal day by which the next step is promised.
    due: Option<Time>,
    tell: String,
    track: String,
    telephone: bool,
}

#[derive(Serialize)]
struct FoundPage {
    code: String,
    version: i64,
    state: &'static str,
    created_at: Time,
    person: Person,
    proofs: Vec<&'static str>,
    values: BTreeMap<String, String>,
    errors: Vec<FieldText>,
    wrong: BTreeMap<String, String>,
    /// The new key, shown once.
    key: Option<String>,
    track: String,
}

/// A code as typed.
#[derive(Deserialize)]
pub struct Sought {
    code: Option<String>,
}

/// `GET /desk/counter`
pub async fn show(visit: Visit) -> Result<HttpResponse, Error> {
    let form = Form::from_pairs(vec![("channel".into(), "counter".into())]);
    page(&visit, HttpResponse::Ok(), &form, &[], None)
}

/// `GET /desk/counter/find`
pub async fn find(visit: Visit, sought: web::Query<Sought>) -> Result<HttpResponse, Error> {
    let typed = sought.code.clone().unwrap_or_default();
    let again = |errors: &[FieldError]| {
        let form = Form::from_pairs(vec![
            ("code".into(), typed.clone()),
            ("channel".into(), "counter".into()),
        ]);
        page(&visit, HttpResponse::build(StatusCode::UNPROCESSABLE_ENTITY), &form, errors, None)
    };
    let code = match act::parse_code(&typed) {
        Ok(code) => code,
        Err(Error::Invalid(errors)) => return again(&errors),
        Err(other) => return Err(other),
    };
    match act::load(&visit, &code).await {
        Ok(_) => Ok(visit.redirect(&format!("/desk/counter/orders/{code}")).finish()),
        Err(Error::NotFound) => again(&[FieldError::new("code", "counter.find.none")]),
        Err(other) => Err(other),
    }
}

/// `POST /desk/counter`
pub async fn file(visit: Visit, mut form: Form) -> Result<HttpResponse, Error> {
    let (request, channel) = read(&visit, &mut form);
    let once = form.raw("once").to_owned();
    if form.check().is_err() {
        let errors = form.errors().to_vec();
        return page(
            &visit,
            HttpResponse::build(StatusCode::UNPROCESSABLE_ENTITY),
            &form,
            &errors,
            None,
        );
    }
    // What we send goes in the asker's language, not in the clerk's.
    let mut filing = visit.clone();
    filing.lang = Lang::parse(form.raw("lang")).unwrap_or(visit.lang);
    let key = (once.len() == 32).then_some(once);
    match intake::file(&filing, request, Arrival { channel, draft: None, key }).await? {
        Outcome::Filed(filed) => receipt(&visit, *filed, channel),
        Outcome::Urgent(urgent) => {
            let text = if visit.lang == Lang::En { urgent.en } else { urgent.zh };
            let card = UrgentCard { text, numbers: urgent.numbers };
            page(&visit, HttpResponse::Ok(), &form, &[], Some(card))
        }
    }
}

/// The fields of the API, said in a form.
fn read(visit: &Visit, form: &mut Form) -> (Request, Channel) {
    let channel = match form.word::<Channel>("channel") {
        Some(channel @ (Channel::Counter | Channel::Telephone)) => channel,
        _ => {
            form.refuse(FieldError::new("channel", "field.choice"));
            Channel::Counter
        }
    };
    let text = |field: &str| form.raw(field).replace("\r\n", "\n");
    let request = intake_fields::tidy(Request {
        title: text("title"),
        body: text("body"),
        wish: text("wish"),
        name: text("name"),
        phone: text("phone"),
        email: text("email"),
        enterprise: text("enterprise"),
        place: text("place"),
        credit_code: text("credit_code"),
        matter: text("matter"),
        consent: form.ticked("consent"),
        urgent_seen: form.ticked("urgent_seen"),
        ..Request::default()
    });
    let kind = visit.content.kind(intake::KIND);
    let errors = kind.map(|kind| intake_fields::check(&request, kind, &visit.app.rules()));
    for error in errors.unwrap_or_default() {
        // The form names its fields without the groups of the API.
        let field = error.field.trim_start_matches("contact.").to_owned();
        form.refuse(FieldError { field, ..error });
    }
    (request, channel)
}

fn page(
    visit: &Visit,
    status: HttpResponseBuilder,
    form: &Form,
    errors: &[FieldError],
    urgent: Option<UrgentCard>,
) -> Result<HttpResponse, Error> {
    let errors = words::fields(visit, errors);
    let mut values = form.typed();
    let once = values.remove("once").filter(|once| once.len() == 32);
    let name =
        |zh: &str, en: &str| if visit.lang == Lang::En { en.to_owned() } else { zh.to_owned() };
    let none = Matter { value: String::new(), label: visit.text("counter.matter.none", &[]) };
    let rules = visit.app.rules();
    let known = rules.matters();
    let known = known
        .map(|(slug, _, both)| Matter { value: slug.to_owned(), label: name(&both.zh, &both.en) });
    let page = CounterPage {
        wrong: words::by_field(&errors),
        errors,
        values,
        matters: std::iter::once(none).chain(known).collect(),
        once: once.unwrap_or_else(|| data_encoding::HEXLOWER.encode(&rand::random::<[u8; 16]>())),
        urgent,
    };
    visit.page_with(
        status,
        Site::Desk,
        "desk/counter.html",
        &visit.text("counter.title", &[]),
        &page,
    )
}

fn receipt(visit: &Visit, filed: Filed, channel: Channel) -> Result<HttpResponse, Error> {
    let Filed { order, key, decision, .. } = filed;
    let running = order.clocks.iter().filter(|clock| clock.stopped_at.is_none());
    let page = ReceiptPage {
        track: format!("{}/track", visit.app.config.public_url),
        lead: visit.app.agency_name(&decision.lead, visit.lang.tag()),
        triage: decision.triage,
        due: running.map(|clock| clock.nominal_due).min(),
        tell: if visit.lang == Lang::En { decision.tell.en } else { decision.tell.zh },
        telephone: channel == Channel::Telephone,
        code: order.code,
        key,
    };
    let title = visit.text("counter.receipt.title", &[]);
    visit.page_with(HttpResponse::Created(), Site::Desk, "desk/counter_receipt.html", &title, &page)
}

/// `GET /desk/counter/orders/{code}`
pub async fn order(visit: Visit, code: web::Path<String>) -> Result<HttpResponse, Error> {
    let loaded = act::load(&visit, &code).await?;
    found(&visit, &loaded, HttpResponse::Ok(), &Form::default(), &[], None)
}

/// `POST /desk/counter/orders/{code}/key`: the person is verified, the old key dies, the new one is
/// shown once.
pub async fn replace_key(
    visit: Visit,
    code: web::Path<String>,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let loaded = act::load(&visit, &code).await?;
    let proof = PROOFS.into_iter().find(|proof| *proof == form.raw("proof"));
    if proof.is_none() {
        form.refuse(FieldError::new("proof", "field.choice"));
    }
    if !form.ticked("verified") {
        form.refuse(FieldError::new("verified", "counter.key.verified.missing"));
    }
    if form.check().is_err() {
        let errors = words::fields(&visit, form.errors());
        let status = HttpResponse::build(StatusCode::UNPROCESSABLE_ENTITY);
        return found(&visit, &loaded, status, &form, &errors, None);
    }
    match bump(&visit, &loaded, proof.unwrap_or_default()).await {
        Ok(key) => {
            let loaded = act::load(&visit, &code).await?;
            found(&visit, &loaded, HttpResponse::Ok(), &Form::default(), &[], Some(key))
        }
        Err(error @ (Error::Refused(_) | Error::Stale { .. })) => {
            let errors = words::of_error(&visit, &error);
            found(&visit, &loaded, HttpResponse::build(error.status()), &form, &errors, None)
        }
        Err(other) => Err(other),
    }
}

/// In one write: the note of how the person was verified, the new generation, and the word to whoever
/// reads the mail of this order, in case it was somebody else who asked.
async fn bump(visit: &Visit, loaded: &act::Loaded, proof: &str) -> Result<String, Error> {
    let said = visit.text(&format!("counter.key.proof.{proof}"), &[]);
    let note = visit.text("counter.key.note", &[("proof", said)]);
    let input = Input { internal: Some(note), ..Input::default() };
    let app = &visit.app;
    let step = app.decide(
        &loaded.order,
        Action::Note,
        &input,
        &loaded.actor,
        visit.now,
        &mut crate::app::fresh(),
    )?;
    let (before, mail, now) = (loaded.order.clone(), loaded.contact.has_email, visit.now);
    let generation = app
        .db
        .write(move |c| {
            orders::save(c, &before, &step)?;
            if mail {
                let payload = serde_json::json!({"notice": "key_replaced", "audience": "asker", "order": before.id});
                jobs::enqueue(c, &Job { kind: "notice".to_owned(), payload, run_at: now }, None)?;
            }
            contacts::bump_key_generation(c, &before.id)
        })
        .await?;
    let parsed: Code =
        loaded.order.code.parse().map_err(|_| Error::internal("an order with a wrong code"))?;
    Ok(code::key(&app.config.secret, &parsed, generation))
}

fn found(
    visit: &Visit,
    loaded: &act::Loaded,
    status: HttpResponseBuilder,
    form: &Form,
    errors: &[FieldText],
    key: Option<String>,
) -> Result<HttpResponse, Error> {
    let page = FoundPage {
        code: loaded.order.code.clone(),
        version: loaded.order.version,
        state: loaded.order.state.as_str(),
        created_at: loaded.order.created_at,
        person: Person::masked(visit, loaded)?,
        proofs: PROOFS.to_vec(),
        values: form.typed(),
        errors: errors.to_vec(),
        wrong: words::by_field(errors),
        key,
        track: format!("{}/track", visit.app.config.public_url),
    };
    let title =
        visit.text("counter.order.title", &[("day", local_day(page.created_at).to_string())]);
    visit.page_with(status, Site::Desk, "desk/counter_order.html", &title, &page)
}
