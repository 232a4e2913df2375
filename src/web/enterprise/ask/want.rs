//! The third question: what do you want? And what kind of matter is it: the router proposes, the
//! asker may choose otherwise.

use actix_web::HttpResponse;
use serde::Serialize;

use super::draft::Draft;
use super::{Asking, Query, Question, begun};
use crate::domain::routing::{Decision, Words};
use crate::error::{Error, FieldError};
use crate::web::asked_back::{self, Back};
use crate::web::form::{Form, Typed};
use crate::web::intake::{self, Request};
use crate::web::intake_fields;
use crate::web::locale::Lang;
use crate::web::visit::Visit;

/// What people commonly want, with the locale key that says it.
pub const WISHES: [(&str, &str); 9] = [
    ("advice", "ask.wish.advice"),
    ("money", "ask.wish.money"),
    ("end_contract", "ask.wish.end_contract"),
    ("damages", "ask.wish.damages"),
    ("mediation", "ask.wish.mediation"),
    ("court", "ask.wish.court"),
    ("reconsideration", "ask.wish.reconsideration"),
    ("enforce", "ask.wish.enforce"),
    ("stop", "ask.wish.stop"),
];
/// The answer that leaves the matter to the router.
const AUTO: &str = "auto";
/// The answer that chooses from the list of all matters.
const OTHER: &str = "other";

#[derive(Serialize)]
struct Choice {
    value: String,
    label: String,
    hint: String,
}

#[derive(Serialize)]
struct Own {
    wishes: Vec<Choice>,
    ticked: Vec<String>,
    own_wish: String,
    /// What the router asks back.
    asked_back: Vec<Back>,
    matters: Vec<Choice>,
    matter: String,
    all_matters: Vec<Choice>,
    matter_other: String,
}

/// What was answered on the page.
struct Answered {
    wishes: Vec<String>,
    own_wish: String,
    matter: String,
    matter_other: String,
}

/// `GET /enterprise/ask/want`
pub async fn show(visit: Visit, query: Query) -> Result<HttpResponse, Error> {
    let draft = match begun(&visit).await? {
        Ok(draft) => draft,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let answered = Answered {
        wishes: draft.wishes.clone(),
        own_wish: draft.own_wish.clone(),
        matter: if draft.request.matter.is_empty() {
            AUTO.to_owned()
        } else {
            draft.request.matter.clone()
        },
        matter_other: String::new(),
    };
    page(&visit, &draft, &query.then, answered, &[], false)
}

/// `POST /enterprise/ask/want`
pub async fn submit(visit: Visit, typed: Typed) -> Result<HttpResponse, Error> {
    let Typed { form, forged } = typed;
    let mut draft = match begun(&visit).await? {
        Ok(draft) => draft,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let answered = read(&form);
    let request = intake_fields::tidy(Request {
        wish: wish_of(&visit, &answered),
        matter: match answered.matter.as_str() {
            AUTO | "" => String::new(),
            OTHER => answered.matter_other.clone(),
            chosen => chosen.to_owned(),
        },
        answers: asked_back::answers(&visit, &draft.request, &form),
        ..draft.request.clone()
    });
    let mut errors = super::wrong_on(&visit, Question::Want, &request)?;
    if answered.matter == OTHER && answered.matter_other.is_empty() {
        errors.push(FieldError::new("matter_other", "ask.wrong.matter_other"));
    }
    let then = super::then_of(&form);
    if forged || !errors.is_empty() {
        draft.request.answers = request.answers;
        return page(&visit, &draft, then, answered, &errors, forged);
    }
    draft.request = request;
    draft.wishes = answered.wishes;
    draft.own_wish = answered.own_wish;
    draft.save(&visit, 3).await?;
    Ok(super::onward(&visit, Question::Want, then))
}

fn read(form: &Form) -> Answered {
    let mut wishes = form.all("wishes");
    wishes.retain(|wish| WISHES.iter().any(|(word, _)| word == wish));
    Answered {
        wishes,
        own_wish: form.raw("wish").replace("\r\n", "\n"),
        matter: form.raw("matter").to_owned(),
        matter_other: form.raw("matter_other").to_owned(),
    }
}

/// The locale keys of these wishes.
pub(super) fn keys(wishes: &[String]) -> impl Iterator<Item = &'static str> {
    let chosen = WISHES.iter().filter(|(word, _)| wishes.iter().any(|wish| wish == word));
    chosen.map(|(_, key)| *key)
}

/// One text for those who handle it, in the language of the house whatever the asker reads.
fn wish_of(visit: &Visit, answered: &Answered) -> String {
    let locale = visit.app.pages.locale();
    let ticked = keys(&answered.wishes).map(|key| locale.text(Lang::Zh, key, &[]));
    let own = Some(answered.own_wish.clone()).filter(|own| !own.is_empty());
    ticked.chain(own).collect::<Vec<_>>().join("；")
}

fn page(
    visit: &Visit,
    draft: &Draft,
    then: &str,
    answered: Answered,
    errors: &[FieldError],
    forged: bool,
) -> Result<HttpResponse, Error> {
    let unchosen = Request { matter: String::new(), ..draft.request.clone() };
    let decision = intake::route(&visit.app, &unchosen);
    let matters = proposals(visit, &decision);
    let listed = matters.iter().any(|one| one.value == answered.matter);
    let (matter, matter_other) = match listed {
        true => (answered.matter, answered.matter_other),
        false => (OTHER.to_owned(), answered.matter),
    };
    let own = Own {
        wishes: WISHES
            .iter()
            .map(|(wish, key)| choice(wish, visit.text(key, &[]), String::new()))
            .collect(),
        ticked: answered.wishes,
        own_wish: answered.own_wish.replace(|c: char| c.is_control() && c != '\n', ""),
        asked_back: asked_back::questions(visit, &draft.request),
        matters,
        matter,
        all_matters: all(visit),
        matter_other,
    };
    Asking { question: Question::Want, then, errors, forged, values: draft.request.clone() }
        .page(visit, own)
}

/// What the router thinks, what else it could be, and a way to the whole list.
fn proposals(visit: &Visit, decision: &Decision) -> Vec<Choice> {
    let by = |lead: &str| {
        visit.text("ask.matter.by", &[("agency", visit.app.agency_name(lead, visit.lang.tag()))])
    };
    let auto = match decision.triage {
        true => choice(
            AUTO,
            visit.text("ask.matter.auto_triage", &[]),
            visit.text("ask.matter.auto_triage.hint", &[]),
        ),
        false => {
            let label = visit
                .text("ask.matter.auto", &[("matter", said(visit, &decision.name).to_owned())]);
            choice(AUTO, label, by(&decision.lead))
        }
    };
    let others = decision
        .alternatives
        .iter()
        .map(|other| choice(&other.matter, said(visit, &other.name).to_owned(), by(&other.lead)));
    let list = choice(
        OTHER,
        visit.text("ask.matter.other", &[]),
        visit.text("ask.matter.other.hint", &[]),
    );
    std::iter::once(auto).chain(others).chain(std::iter::once(list)).collect()
}

fn all(visit: &Visit) -> Vec<Choice> {
    let none = choice("", visit.text("ask.matter.choose", &[]), String::new());
    let rules = visit.app.rules();
    let named = rules
        .matters()
        .map(|(slug, _, name)| choice(slug, said(visit, name).to_owned(), String::new()));
    std::iter::once(none).chain(named).collect()
}

fn choice(value: &str, label: String, hint: String) -> Choice {
    Choice { value: value.to_owned(), label, hint }
}

/// A word of the rules in the visit's language.
pub(super) fn said<'a>(visit: &Visit, words: &'a Words) -> &'a str {
    if visit.lang == Lang::En { &words.en } else { &words.zh }
}
