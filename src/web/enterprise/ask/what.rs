//! The first question: what happened? Danger stops here, before anything is kept.

use actix_web::HttpResponse;
use serde::Serialize;

use super::draft::Draft;
use super::{Asking, Query, Question};
use crate::domain::kind::Wording;
use crate::domain::routing::Urgent;
use crate::error::{Error, FieldError};
use crate::web::form::{Form, Typed};
use crate::web::intake::{self, Request};
use crate::web::intake_fields;
use crate::web::page::Site;
use crate::web::visit::Visit;
use crate::web::words;

#[derive(Serialize)]
struct Own {
    /// The service or matter the asker came from, in words.
    about: String,
    /// An unfinished draft: when it was last touched and where to go on.
    unfinished: Option<Unfinished>,
    fresh: bool,
    max: usize,
}

#[derive(Serialize)]
struct Unfinished {
    at: Option<chrono::NaiveDateTime>,
    path: String,
}

/// `GET /enterprise/ask`
pub async fn show(visit: Visit, query: Query) -> Result<HttpResponse, Error> {
    let draft = Draft::load(&visit).await?;
    let mut values = draft.request.clone();
    // What was typed elsewhere and brought here is what they want to say now.
    for (field, brought) in [
        (&mut values.body, &query.body),
        (&mut values.service, &query.service),
        (&mut values.matter, &query.matter),
    ] {
        if !brought.is_empty() {
            field.clone_from(brought);
        }
    }
    let (values, unfinished) = (known_only(&visit, values), unfinished(&draft, &query));
    let asking = Asking {
        question: Question::What,
        then: then_of(&query),
        errors: &[],
        forged: false,
        values,
    };
    page(&visit, asking, unfinished, !query.fresh.is_empty())
}

fn then_of(query: &Query) -> &'static str {
    if query.then == "review" { "review" } else { "" }
}

fn unfinished(draft: &Draft, query: &Query) -> Option<Unfinished> {
    let walking = !query.then.is_empty() || !query.back.is_empty();
    let next = Question::ALL.get(draft.answered).copied().unwrap_or(Question::Review);
    (draft.begun() && !walking).then(|| Unfinished { at: draft.saved_at, path: next.path() })
}

fn page(
    visit: &Visit,
    asking: Asking<'_>,
    unfinished: Option<Unfinished>,
    fresh: bool,
) -> Result<HttpResponse, Error> {
    let kind = super::kind(visit)?;
    let max = kind.fields.iter().find(|field| field.name == "body").and_then(|field| field.max);
    let own =
        Own { about: about(visit, &asking.values), unfinished, fresh, max: max.unwrap_or(5000) };
    asking.page(visit, own)
}

/// What somebody came from that we don't know is not asked about.
fn known_only(visit: &Visit, mut values: Request) -> Request {
    if visit.content.service(&values.service).is_none() {
        values.service.clear();
    }
    if !visit.app.rules().matters().any(|(slug, ..)| slug == values.matter) {
        values.matter.clear();
    }
    values
}

fn about(visit: &Visit, values: &Request) -> String {
    if let Some(service) = visit.content.service(&values.service) {
        let (zh, en) = (service.facts.title.clone(), service.facts.title_en.clone());
        return Wording { zh, en }.in_language(visit.lang.tag()).to_owned();
    }
    let rules = visit.app.rules();
    let named = rules.matters().find(|(slug, ..)| *slug == values.matter);
    named.map(|(_, _, name)| super::want::said(visit, name).to_owned()).unwrap_or_default()
}

/// `POST /enterprise/ask`
pub async fn submit(visit: Visit, typed: Typed) -> Result<HttpResponse, Error> {
    let Typed { form, forged } = typed;
    let mut draft = Draft::load(&visit).await?;
    let values = read(&visit, &form, &draft);
    let then = super::then_of(&form);
    let errors = super::wrong_on(&visit, Question::What, &values)?;
    if forged || !errors.is_empty() {
        let asking = Asking { question: Question::What, then, errors: &errors, forged, values };
        return page(&visit, asking, None, false);
    }
    if let Some(urgent) = intake::route(&visit.app, &values).urgent.filter(|urgent| urgent.blocks) {
        let unticked = form.raw("seen_before") == "1" && !values.urgent_seen;
        return stop(&visit, &urgent, values, unticked);
    }
    draft.request = values;
    draft.save(&visit, 1).await?;
    Ok(super::onward(&visit, Question::What, then))
}

fn read(visit: &Visit, form: &Form, draft: &Draft) -> Request {
    let given = |field: &str, before: &str| match form.raw(field) {
        "" => before.to_owned(),
        given => given.to_owned(),
    };
    let said_before =
        draft.request.urgent_seen && draft.request.body == form.raw("body").replace("\r\n", "\n");
    let same = draft.request.body == form.raw("body").replace("\r\n", "\n");
    let request = Request {
        answers: if same { draft.request.answers.clone() } else { Vec::new() },
        title: form.raw("title").to_owned(),
        body: form.raw("body").to_owned(),
        service: given("service", &draft.request.service),
        matter: given("matter", &draft.request.matter),
        urgent_seen: form.ticked("urgent_seen") || said_before,
        ..draft.request.clone()
    };
    known_only(visit, intake_fields::tidy(request))
}

#[derive(Serialize)]
struct UrgentPage {
    text: String,
    numbers: Vec<String>,
    quote: String,
    /// Who is out of danger may tick that and go on.
    may_go_on: bool,
    errors: Vec<words::FieldText>,
    values: Request,
}

/// The page that stops: whom to call. Nothing of what was written is kept.
pub(super) fn stop(
    visit: &Visit,
    urgent: &Urgent,
    values: Request,
    unticked: bool,
) -> Result<HttpResponse, Error> {
    let seen = Request { urgent_seen: true, ..values.clone() };
    let still = intake::route(&visit.app, &seen).urgent.is_some_and(|urgent| urgent.blocks);
    let missing = [FieldError::new("urgent_seen", "ask.wrong.urgent_seen")];
    let errors = words::fields(visit, if unticked && !still { &missing } else { &[] });
    let page = UrgentPage {
        text: if visit.lang.tag() == "en" { urgent.en.clone() } else { urgent.zh.clone() },
        numbers: urgent.numbers.clone(),
        quote: urgent.quote.clone(),
        may_go_on: !still,
        errors,
        values: super::shown(values),
    };
    let title = visit.text("ask.urgent.title", &[]);
    visit.page(Site::Enterprise, "enterprise/ask/urgent.html", &title, &page)
}
