//! The last page: read it over, change what is wrong, send.

use actix_web::HttpResponse;
use serde::Serialize;

use super::draft::{self, Draft};
use super::{Asking, Query, Question, begun, what};
use crate::domain::order::Channel;
use crate::error::Error;
use crate::web::form::Typed;
use crate::web::intake::{self, Arrival, Outcome};
use crate::web::intake_fields;
use crate::web::visit::Visit;

#[derive(Serialize)]
struct Own {
    rows: Vec<Row>,
    key: String,
    /// The credit code's last character does not fit: worth a second look.
    doubtful_code: bool,
}

#[derive(Serialize)]
struct Row {
    label: String,
    value: String,
    href: String,
}

/// `GET /enterprise/ask/review`
pub async fn show(visit: Visit, _query: Query) -> Result<HttpResponse, Error> {
    let draft = match begun(&visit).await? {
        Ok(draft) => draft,
        Err(elsewhere) => return Ok(elsewhere),
    };
    match lacking(&visit, &draft)? {
        Some(question) => Ok(visit.redirect(&question.path()).finish()),
        None => page(&visit, draft, false).await,
    }
}

/// The first page that still lacks something.
fn lacking(visit: &Visit, draft: &Draft) -> Result<Option<Question>, Error> {
    let errors = intake_fields::check(&draft.request, super::kind(visit)?, &visit.app.rules());
    Ok(errors.iter().map(|error| Question::of_field(&error.field)).min())
}

/// `POST /enterprise/ask/review`: sends it. A form sent twice comes to the same order.
pub async fn submit(visit: Visit, typed: Typed) -> Result<HttpResponse, Error> {
    let Typed { form, forged } = typed;
    let key = form.raw("key").to_owned();
    let draft = Draft::load(&visit).await?;
    if !forged
        && draft.key != key
        && let Some((code, generation)) = intake::made_with(&visit, &key).await?
    {
        return receipt(&visit, &code, generation);
    }
    if !draft.begun() {
        return Ok(visit.redirect(&Question::What.path()).finish());
    }
    if let Some(question) = lacking(&visit, &draft)? {
        return Ok(visit.redirect(&question.path()).finish());
    }
    // What was changed in another window meanwhile is read over first.
    if forged || draft.key != key {
        return page(&visit, draft, forged).await;
    }
    let arrival = Arrival { channel: Channel::Web, draft: Some(draft::id(&visit)), key: Some(key) };
    match intake::file(&visit, draft.request.clone(), arrival).await? {
        Outcome::Filed(filed) => receipt(&visit, &filed.order.code, filed.generation),
        Outcome::Urgent(urgent) => what::stop(&visit, &urgent, draft.request, false),
    }
}

fn receipt(visit: &Visit, code: &str, generation: i32) -> Result<HttpResponse, Error> {
    let pass = visit.pass_cookie(code, generation)?;
    Ok(visit.redirect(&format!("/enterprise/ask/receipt/{code}")).cookie(pass).finish())
}

async fn page(visit: &Visit, draft: Draft, forged: bool) -> Result<HttpResponse, Error> {
    let request = &draft.request;
    let own = Own {
        rows: rows(visit, &draft, names_of_files(visit).await?),
        key: draft.key.clone(),
        doubtful_code: request.credit_code.chars().count() == 18
            && !intake_fields::credit_code_agrees(&request.credit_code),
    };
    Asking { question: Question::Review, then: "", errors: &[], forged, values: draft.request }
        .page(visit, own)
}

async fn names_of_files(visit: &Visit) -> Result<String, Error> {
    let files = draft::files(visit).await?;
    Ok(files.into_iter().map(|file| file.name).collect::<Vec<_>>().join("\n"))
}

fn rows(visit: &Visit, draft: &Draft, files: String) -> Vec<Row> {
    let request = &draft.request;
    let wishes = super::want::keys(&draft.wishes).map(|key| visit.text(key, &[]));
    let wish = wishes
        .chain([draft.own_wish.clone()])
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join("\n");
    let matter = match request.matter.is_empty() {
        true => visit.text("ask.review.matter_auto", &[]),
        false => visit
            .app
            .rules()
            .matters()
            .find(|(slug, ..)| *slug == request.matter)
            .map(|(_, _, name)| super::want::said(visit, name).to_owned())
            .unwrap_or_default(),
    };
    let row = |question: Question, field: &str, label: &str, value: &str| Row {
        label: visit.text(label, &[]),
        value: if value.is_empty() { visit.text("ask.review.none", &[]) } else { value.to_owned() },
        href: format!("{}?then=review#{field}", question.path()),
    };
    vec![
        row(Question::What, "body", "ask.body.label", &request.body),
        row(Question::What, "title", "ask.title.label", &request.title),
        row(Question::Who, "enterprise", "ask.enterprise.label", &request.enterprise),
        row(Question::Who, "place", "ask.place.label", &request.place),
        row(Question::Who, "credit_code", "ask.credit_code.label", &request.credit_code),
        row(Question::Want, "wishes", "ask.wish.label", &wish),
        row(Question::Want, "matter", "ask.matter.label", &matter),
        row(Question::Papers, "papers", "ask.papers.label_review", &files),
        row(Question::Reach, "contact.name", "ask.contact_name.label", &request.name),
        row(Question::Reach, "contact.phone", "ask.contact_phone.label", &request.phone),
        row(Question::Reach, "contact.email", "ask.contact_email.label", &request.email),
    ]
}
