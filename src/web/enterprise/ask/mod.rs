//! `/enterprise/ask`: the one door, one question a page.
//!
//! What was answered waits in a sealed draft ([`draft`]); each page checks its own fields with
//! `web::intake_fields`, the last one sends the whole through `web::intake`.

pub mod draft;
pub mod papers;
pub mod reach;
pub mod receipt;
pub mod review;
pub mod want;
pub mod what;
pub mod who;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, HttpResponseBuilder, web};
use serde::{Deserialize, Serialize};

use self::draft::Draft;
use crate::domain::kind::Kind;
use crate::error::{Error, FieldError};
use crate::web::form::Form;
use crate::web::intake::{self, Request};
use crate::web::intake_fields;
use crate::web::page::Site;
use crate::web::visit::Visit;
use crate::web::words::{self, FieldText};

/// The questions, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    What,
    Who,
    Want,
    Papers,
    Reach,
    Review,
}

impl Question {
    const ALL: [Question; 6] = [
        Question::What,
        Question::Who,
        Question::Want,
        Question::Papers,
        Question::Reach,
        Question::Review,
    ];

    /// Its word in URLs and templates.
    fn word(self) -> &'static str {
        match self {
            Question::What => "what",
            Question::Who => "who",
            Question::Want => "want",
            Question::Papers => "papers",
            Question::Reach => "reach",
            Question::Review => "review",
        }
    }

    fn title_key(self) -> &'static str {
        match self {
            Question::What => "ask.what.title",
            Question::Who => "ask.who.title",
            Question::Want => "ask.want.title",
            Question::Papers => "ask.papers.title",
            Question::Reach => "ask.reach.title",
            Question::Review => "ask.review.title",
        }
    }

    fn path(self) -> String {
        match self {
            Question::What => "/enterprise/ask".to_owned(),
            other => format!("/enterprise/ask/{}", other.word()),
        }
    }

    fn next(self) -> Question {
        Question::ALL.into_iter().find(|other| *other > self).unwrap_or(Question::Review)
    }

    fn before(self) -> Option<Question> {
        Question::ALL.into_iter().rfind(|other| *other < self)
    }

    /// The page on which a field of the request is asked.
    fn of_field(field: &str) -> Question {
        match field {
            "title" | "body" | "urgent_seen" => Question::What,
            "enterprise" | "place" | "credit_code" => Question::Who,
            "wish" | "matter" => Question::Want,
            _ => Question::Reach,
        }
    }
}

/// What may stand behind `?` on any of the pages.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// `review`: come back there when this is answered.
    then: String,
    /// Somebody walks back through the pages.
    back: String,
    /// The draft was just thrown away.
    fresh: String,
    body: String,
    service: String,
    matter: String,
}

/// A page that asks; `own` is what only this one has.
#[derive(Serialize)]
struct QuestionPage<T> {
    n: usize,
    of: usize,
    action: String,
    back: String,
    then: String,
    errors: Vec<FieldText>,
    values: Request,
    #[serde(flatten)]
    own: T,
}

/// Everything a page that asks is made of.
struct Asking<'a> {
    question: Question,
    then: &'a str,
    errors: &'a [FieldError],
    forged: bool,
    values: Request,
}

impl Asking<'_> {
    fn page<T: Serialize>(self, visit: &Visit, own: T) -> Result<HttpResponse, Error> {
        let question = self.question;
        let mut errors = words::fields(visit, self.errors);
        if self.forged {
            errors =
                vec![FieldText { field: String::new(), text: visit.text("ask.wrong.forged", &[]) }];
        }
        let back = match (self.then, question.before()) {
            ("review", _) => Question::Review.path(),
            (_, Some(before)) => format!("{}?back=1", before.path()),
            (_, None) => "/enterprise".to_owned(),
        };
        let page = QuestionPage {
            n: question as usize + 1,
            of: Question::ALL.len(),
            action: question.path(),
            back,
            then: self.then.to_owned(),
            errors,
            values: shown(self.values),
            own,
        };
        let template = format!("enterprise/ask/{}.html", question.word());
        let title = visit.text(question.title_key(), &[]);
        visit.page_with(
            status(self.errors, self.forged),
            Site::Enterprise,
            &template,
            &title,
            &page,
        )
    }
}

fn status(errors: &[FieldError], forged: bool) -> HttpResponseBuilder {
    HttpResponse::build(match (forged, errors) {
        (true, _) => StatusCode::FORBIDDEN,
        (_, []) => StatusCode::OK,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    })
}

/// What was typed, without what no page can hold.
fn shown(mut values: Request) -> Request {
    let plain = |text: &mut String| text.retain(|c| !c.is_control() || matches!(c, '\n' | '\t'));
    let Request { title, body, wish, name, phone, email, enterprise, place, credit_code, .. } =
        &mut values;
    [title, body, wish, name, phone, email, enterprise, place, credit_code]
        .into_iter()
        .for_each(plain);
    values
}

/// The kind of order that is asked for here.
fn kind(visit: &Visit) -> Result<&Kind, Error> {
    visit
        .content
        .kind(intake::KIND)
        .ok_or_else(|| Error::internal("the kind of the one door is missing"))
}

/// What is wrong with the fields of one page.
fn wrong_on(
    visit: &Visit,
    question: Question,
    request: &Request,
) -> Result<Vec<FieldError>, Error> {
    let mut errors = intake_fields::check(request, kind(visit)?, &visit.app.rules());
    errors.retain(|error| Question::of_field(&error.field) == question);
    for error in errors.iter_mut().filter(|error| error.key == "field.required") {
        error.key = match error.field.as_str() {
            "body" => "ask.wrong.body".to_owned(),
            "contact.name" => "ask.wrong.name".to_owned(),
            _ => continue,
        };
    }
    Ok(errors)
}

/// Where `then` leads, or else the next question.
fn onward(visit: &Visit, question: Question, then: &str) -> HttpResponse {
    let to = if then == "review" { Question::Review } else { question.next() };
    visit.redirect(&to.path()).finish()
}

/// The draft, or the way to the first question for somebody who has not told anything yet.
async fn begun(visit: &Visit) -> Result<Result<Draft, HttpResponse>, Error> {
    let draft = Draft::load(visit).await?;
    Ok(if draft.begun() { Ok(draft) } else { Err(visit.redirect(&Question::What.path()).finish()) })
}

/// The word behind `then`, which a page hands on.
fn then_of(form: &Form) -> &'static str {
    if form.raw("then") == "review" { "review" } else { "" }
}

type Query = web::Query<Asked>;
