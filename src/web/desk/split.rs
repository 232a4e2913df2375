//! `POST /desk/triage/{code}/split`: two matters in one text. By a dispatcher's word the second one
//! becomes an order of its own, with the asker's text, papers and contact, its own code and clocks.

use actix_web::{HttpResponse, web};
use serde_json::{Value, json};

use super::{names, order, routing};
use crate::app;
use crate::db::contacts::ContactRow;
use crate::db::documents::{self, Document};
use crate::db::second_matters::{self, Settled};
use crate::db::{Conn, DbError, jobs, new_id, orders};
use crate::domain::code::Code;
use crate::domain::deadline::local_day;
use crate::domain::order::{
    Action, Actor, EntryKind, Fresh, Input, Job, NewOrder, Order, Refusal, Role, State, Step,
    Visibility, new_order,
};
use crate::domain::routing::several::Second;
use crate::domain::routing::{Decision, Reason};
use crate::error::{Error, FieldError};
use crate::web::act::{self, Loaded};
use crate::web::form::Form;
use crate::web::intake::Request;
use crate::web::locale::Lang;
use crate::web::seating;
use crate::web::visit::Visit;

/// The states in which an order may still be parted: nobody has answered it.
pub(super) const BEFORE_ANSWER: [State; 5] =
    [State::Submitted, State::Accepted, State::Dispatched, State::Handling, State::Suspended];

/// The answer that leaves both in one order.
const LEAVE: &str = "one";

/// What is stored together: the second order's steps, and the word about it in the first one's chain.
struct Parted {
    steps: Vec<Step>,
    title: String,
    contact: ContactRow,
    papers: Vec<Document>,
    noted: Step,
    told: Job,
}

/// `POST /desk/triage/{code}/split`
pub async fn submit(
    visit: Visit,
    code: web::Path<String>,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let loaded = act::load(&visit, &code).await?;
    let (done, said) = match form.raw("settle") {
        LEAVE => (leave(&visit, &loaded, &mut form).await, "flash.desk.left_one"),
        _ => (split(&visit, &loaded, &mut form).await, "flash.desk.split"),
    };
    match done {
        Ok(()) => Ok(visit.redirect_saying(&format!("/desk/orders/{}", loaded.order.code), said)),
        Err(error @ (Error::Invalid(_) | Error::Refused(_) | Error::Stale { .. })) => {
            order::again(&visit, &code, Action::Note, Form::default(), &error).await
        }
        Err(other) => Err(other),
    }
}

/// The second matter that nobody has parted off yet, on an order that may still be parted.
async fn undecided(visit: &Visit, loaded: &Loaded, form: &mut Form) -> Result<Second, Error> {
    let version = form.number("version").unwrap_or_default();
    form.check()?;
    if loaded.order.version != version {
        return Err(Error::Stale { current: loaded.order.version });
    }
    let refuse = |key| Error::Invalid(vec![FieldError::new("whole", key)]);
    let second = routing::decision(&loaded.entries).and_then(|decision| decision.second);
    let second = second.ok_or_else(|| refuse("split.wrong.nothing"))?;
    if !BEFORE_ANSWER.contains(&loaded.order.state) || loaded.contact.erased_at.is_some() {
        return Err(refuse("split.wrong.late"));
    }
    if stands(visit, &loaded.order, &second).await? {
        return Err(refuse("split.wrong.again"));
    }
    Ok(second)
}

async fn split(visit: &Visit, loaded: &Loaded, form: &mut Form) -> Result<(), Error> {
    let second = undecided(visit, loaded, form).await?;
    let parted = parted(visit, loaded, &second).await?;
    let (before, by) = (loaded.order.clone(), visit.actor().account);
    let now = visit.now;
    let stored = visit.app.db.write(move |c| {
        store(c, &before, &parted)?;
        let new = parted.steps.last().map(|step| step.order.id.as_str());
        second_matters::settle(c, &before.id, (Settled::Two, new), (by.as_deref(), now))
    });
    Ok(stored.await?)
}

/// Both stay one order, without a helper: nobody needs to look again.
async fn leave(visit: &Visit, loaded: &Loaded, form: &mut Form) -> Result<(), Error> {
    let second = undecided(visit, loaded, form).await?;
    let said = [("matter", names::matter(visit, &second.matter))];
    let noted = note(visit, loaded, &said, "split.note.one", &mut app::fresh())?;
    let (before, by) = (loaded.order.clone(), visit.actor().account);
    let now = visit.now;
    let stored = visit.app.db.write(move |c| {
        orders::save(c, &before, &noted)?;
        second_matters::settle(c, &before.id, (Settled::One, None), (by.as_deref(), now))
    });
    Ok(stored.await?)
}

/// A word of the dispatcher's in the order's own chain.
fn note(
    visit: &Visit,
    loaded: &Loaded,
    said: &[(&str, String)],
    key: &str,
    fresh: &mut Fresh,
) -> Result<Step, Error> {
    let text = visit.app.pages.locale().text(Lang::Zh, key, said);
    let input = Input { internal: Some(text), ..Input::default() };
    let noted =
        visit.app.decide(&loaded.order, Action::Note, &input, &loaded.actor, visit.now, fresh);
    Ok(noted?)
}

/// Whether the second matter already has its order.
pub(super) async fn stands(visit: &Visit, order: &Order, second: &Second) -> Result<bool, Error> {
    let (id, matter) = (order.id.clone(), second.matter.clone());
    Ok(visit.app.db.read(move |c| has_order(c, &id, &matter)).await?)
}

/// Whether an order of this matter is linked to this one.
///
/// # Errors
/// The database's.
pub fn has_order(c: &mut Conn, leading: &str, matter: &str) -> Result<bool, DbError> {
    for id in orders::linked(c, leading)? {
        if orders::find(c, &id)?.matter.as_deref() == Some(matter) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn store(c: &mut Conn, before: &Order, parted: &Parted) -> Result<(), DbError> {
    // First of all the version of the one that is there: of two clicks one counts.
    orders::save(c, before, &parted.noted)?;
    orders::create_steps(c, &parted.steps, &parted.title, &parted.contact)?;
    parted.papers.iter().try_for_each(|paper| documents::add(c, paper))?;
    jobs::enqueue(c, &parted.told, None).map(drop)
}

async fn parted(visit: &Visit, loaded: &Loaded, second: &Second) -> Result<Parted, Error> {
    let first = &loaded.order;
    let contact = loaded.contact.open(&visit.app.sealer)?;
    let statement = loaded.entries.iter().find(|entry| entry.kind == EntryKind::Statement);
    let statement = statement.map(|entry| entry.body.clone()).unwrap_or_default();
    let request = Request {
        title: loaded.title.clone(),
        body: statement.clone(),
        enterprise: contact.organisation.clone().unwrap_or_default(),
        place: contact.place.clone().unwrap_or_default(),
        credit_code: contact.credit_code.clone().unwrap_or_default(),
        matter: second.matter.clone(),
        urgent_seen: true,
        ..Request::default()
    };
    let decision = by_person(visit, seating::route_now(&visit.app, &request).await?);
    let mut fresh = app::fresh();
    let steps = steps(visit, first, &decision, statement, &mut fresh)?;
    let last = steps.last().ok_or_else(|| Error::internal("no step of a new order"))?;
    let link = format!("/track/key?code={}", urlencoding::encode(&last.order.code));
    let told = json!({
        "notice": "split",
        "audience": "asker",
        "order": last.order.id,
        // Who has no account gets the key of the new one by mail.
        "link": first.asker_account.is_none().then_some(link),
    });
    let said = [
        ("code", last.order.code.clone()),
        ("matter", decision.name.zh.clone()),
        ("lead", decision.lead_name.clone()),
    ];
    Ok(Parted {
        title: format!("{}（{}）", loaded.title, decision.name.zh),
        contact: ContactRow::seal(&visit.app.sealer, &last.order.id, &contact)?,
        papers: papers(loaded, &last.order.id),
        noted: note(visit, loaded, &said, "split.note", &mut fresh)?,
        told: Job { kind: "notice".to_owned(), payload: told, run_at: visit.now },
        steps,
    })
}

/// What the asker handed in belongs to both: nobody knows which paper tells of which matter. What an
/// agency keeps to itself stays where it is.
fn papers(loaded: &Loaded, order: &str) -> Vec<Document> {
    let handed_in = loaded.documents.iter().filter(|paper| paper.visibility == Visibility::Asker);
    let too = |paper: &Document| Document {
        id: new_id(),
        order_id: Some(order.to_owned()),
        ..paper.clone()
    };
    handed_in.map(too).collect()
}

/// What the router says of the second matter, as it is once a person has decided for it.
fn by_person(visit: &Visit, decision: Decision) -> Decision {
    let locale = visit.app.pages.locale();
    let mut reasons = decision.reasons;
    reasons.retain(|reason| reason.rule != "asker.chosen");
    reasons.push(Reason {
        zh: locale.text(Lang::Zh, "split.reason", &[]),
        en: locale.text(Lang::En, "split.reason", &[]),
        quote: String::new(),
        rule: "dispatcher.split".to_owned(),
        weight: 0.0,
    });
    Decision {
        reasons,
        triage: false,
        abstain: false,
        questions: Vec::new(),
        doubts: Vec::new(),
        second: None,
        ..decision
    }
}

/// From a draft to the agency, linked to the order it came out of.
fn steps(
    visit: &Visit,
    first: &Order,
    decision: &Decision,
    statement: String,
    fresh: &mut Fresh,
) -> Result<Vec<Step>, Error> {
    let year = chrono::Datelike::year(&local_day(visit.now));
    let new = NewOrder {
        code: Code::from_random(year, rand::random()).to_string(),
        kind: first.kind.clone(),
        site: first.site.clone(),
        channel: first.channel,
        lang: first.lang.clone(),
        school: None,
        asker_account: first.asker_account.clone(),
        lines: vec![None],
    };
    let draft = new_order(new, visit.now, fresh);
    let dispatcher = visit.actor();
    // In the asker's place: the text and the consent are theirs, the dispatcher adds nothing to them.
    let in_place = Actor {
        account: None,
        role: Role::System,
        agency: None,
        on_behalf: true,
        holds_key: false,
        school: None,
    };
    let submit = Input {
        text: Some(statement),
        receipt: Some(serde_json::to_string(decision).map_err(Error::internal)?),
        consent: Some(true),
        channel: Some(first.channel),
        ..routed(decision)
    };
    let send = Input { lead: Some(decision.lead.clone()), co: co(decision), ..routed(decision) };
    let link = Input { order: Some(first.id.clone()), ..Input::default() };
    let plan = [
        (Action::Submit, &submit, &in_place),
        (Action::Accept, &send, &dispatcher),
        (Action::Dispatch, &send, &dispatcher),
        (Action::Link, &link, &dispatcher),
    ];
    let mut steps: Vec<Step> = Vec::new();
    for (action, input, actor) in plan {
        let order = steps.last().map_or(&draft, |step| &step.order);
        let done: Result<Step, Refusal> =
            visit.app.decide(order, action, input, actor, visit.now, fresh);
        let mut step = done?;
        // One notice with both codes, in place of a second receipt.
        step.jobs
            .retain(|job| job.payload.get("notice").and_then(Value::as_str) != Some("receipt"));
        steps.push(step);
    }
    Ok(steps)
}

fn routed(decision: &Decision) -> Input {
    Input {
        matter: Some(decision.matter.clone()),
        confidence: Some(decision.confidence),
        rules_version: Some(decision.rules_version.clone()),
        ..Input::default()
    }
}

fn co(decision: &Decision) -> Vec<String> {
    decision.co.iter().filter(|slug| **slug != decision.lead).cloned().collect()
}
