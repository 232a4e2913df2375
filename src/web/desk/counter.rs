//! `/desk/counter`: what a clerk does for somebody at the counter or on the telephone.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, HttpResponseBuilder, web};
use serde::{Deserialize, Serialize};

use crate::domain::Time;
use crate::domain::order::Channel;
use crate::error::{Error, FieldError};
use crate::web::act;
use crate::web::asked_back::{self, Back};
use crate::web::form::Form;
use crate::web::intake::{self, Arrival, Filed, Outcome, Request};
use crate::web::intake_fields;
use crate::web::locale::Lang;
use crate::web::page::Site;
use crate::web::visit::Visit;
use crate::web::why;
use crate::web::words::{self, FieldText};

#[derive(Serialize)]
struct CounterPage {
    values: BTreeMap<String, String>,
    errors: Vec<FieldText>,
    wrong: BTreeMap<String, String>,
    matters: Vec<Matter>,
    /// Stands for an `Idempotency-Key`: a form sent twice makes one order.
    once: String,
    urgent: Option<UrgentCard>,
    /// What the router asks back, once, before it is filed.
    asked_back: Vec<Back>,
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

/// What a clerk must say first, before anything is filed.
enum Extra {
    None,
    Urgent(UrgentCard),
    Asked(Vec<Back>),
}

#[derive(Serialize)]
struct ReceiptPage {
    code: String,
    key: String,
    lead: String,
    triage: bool,
    /// Why it went there, to be read out.
    why: Option<String>,
    /// The nominal day by which the next step is promised.
    due: Option<Time>,
    tell: String,
    track: String,
    telephone: bool,
}

/// A code as typed.
#[derive(Deserialize)]
pub struct Sought {
    code: Option<String>,
}

/// `GET /desk/counter`
pub async fn show(visit: Visit) -> Result<HttpResponse, Error> {
    let form = Form::from_pairs(vec![("channel".into(), "counter".into())]);
    page(&visit, HttpResponse::Ok(), &form, &[], Extra::None)
}

/// `GET /desk/counter/find`
pub async fn find(visit: Visit, sought: web::Query<Sought>) -> Result<HttpResponse, Error> {
    let typed = sought.code.clone().unwrap_or_default();
    let again = |errors: &[FieldError]| {
        let form = Form::from_pairs(vec![
            ("code".into(), typed.clone()),
            ("channel".into(), "counter".into()),
        ]);
        let status = HttpResponse::build(StatusCode::UNPROCESSABLE_ENTITY);
        page(&visit, status, &form, errors, Extra::None)
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
    let (mut request, channel) = read(&visit, &mut form);
    let once = form.raw("once").to_owned();
    let asked = form.ticked("asked");
    request.answers = asked_back::answers(&visit, &request, &form);
    if form.check().is_err() {
        let errors = form.errors().to_vec();
        let extra = if asked { Extra::asked(&visit, &request) } else { Extra::None };
        let status = HttpResponse::build(StatusCode::UNPROCESSABLE_ENTITY);
        return page(&visit, status, &form, &errors, extra);
    }
    if !asked && worth_asking(&visit, &request) {
        return page(&visit, HttpResponse::Ok(), &form, &[], Extra::asked(&visit, &request));
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
            page(&visit, HttpResponse::Ok(), &form, &[], Extra::Urgent(card))
        }
    }
}

/// Two matters are close, and nothing presses more than a question.
fn worth_asking(visit: &Visit, request: &Request) -> bool {
    let decision = intake::route(&visit.app, request);
    let pressing = decision.urgent.as_ref().is_some_and(|urgent| urgent.blocks);
    !decision.questions.is_empty() && !pressing
}

impl Extra {
    fn asked(visit: &Visit, request: &Request) -> Self {
        Self::Asked(asked_back::questions(visit, request))
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
    extra: Extra,
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
    let (urgent, asked_back) = match extra {
        Extra::None => (None, Vec::new()),
        Extra::Urgent(card) => (Some(card), Vec::new()),
        Extra::Asked(asked) => (None, asked),
    };
    let page = CounterPage {
        wrong: words::by_field(&errors),
        errors,
        values,
        matters: std::iter::once(none).chain(known).collect(),
        once: once.unwrap_or_else(|| data_encoding::HEXLOWER.encode(&rand::random::<[u8; 16]>())),
        urgent,
        asked_back,
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
        why: why::sentence(visit, &order, &decision),
        due: running.map(|clock| clock.nominal_due).min(),
        tell: if visit.lang == Lang::En { decision.tell.en } else { decision.tell.zh },
        telephone: channel == Channel::Telephone,
        code: order.code,
        key,
    };
    let title = visit.text("counter.receipt.title", &[]);
    visit.page_with(HttpResponse::Created(), Site::Desk, "desk/counter_receipt.html", &title, &page)
}
