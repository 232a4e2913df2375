//! `/desk/orders/{code}`: one order, everything its reader may see, and what may be done now.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::actions::{self, ActionForm, Control, Forms, Kept};
use super::lines::{self, forms as line_forms};
use super::linked::{self, Linked};
use super::marks::{self, Said};
use super::named::{self, colleagues};
use super::names::{self, People};
use super::papers::{self, Paper};
use super::parts::{self, ClockLine, ContactLine, Pending, Share, Supervised};
use super::timeline::{self, Happening};
use super::{forms, parting, routing};
use crate::domain::Time;
use crate::domain::access::{self, Contact, Queue};
use crate::domain::order::{Action, EntryKind, Order};
use crate::error::Error;
use crate::web::act::{self, Loaded};
use crate::web::form::Form;
use crate::web::page::Site;
use crate::web::visit::Visit;
use crate::web::words::{self, FieldText, WHOLE_FORM};

#[derive(Serialize)]
struct OrderPage {
    code: String,
    order_title: String,
    version: i64,
    state: &'static str,
    matter: String,
    lead: String,
    channel: &'static str,
    created_at: Time,
    returns: i32,
    binding: bool,
    queue: Option<String>,
    statement: Vec<Said>,
    wish: Option<String>,
    contact: Vec<ContactLine>,
    contact_shown: bool,
    routing: Option<routing::Receipt>,
    /// Whether a dispatcher may still part the second matter off, and how a helper is added instead.
    parting: Option<parting::Parting>,
    shares: Vec<Share>,
    clocks: Vec<ClockLine>,
    pending: Vec<Pending>,
    supervisions: Vec<Supervised>,
    outcome: Option<Outcome>,
    happenings: Vec<Happening>,
    papers: Vec<Paper>,
    leading: Option<Linked>,
    linked: Vec<Linked>,
    actions: Vec<ActionForm>,
    errors: Vec<FieldText>,
    kept_text: Vec<Control>,
    stale: Option<String>,
}

/// What the agency and the asker say of the end.
#[derive(Serialize)]
struct Outcome {
    rating: Option<i32>,
    agency_contacted: Option<bool>,
    agency_solved: Option<bool>,
    asker_contacted: Option<bool>,
    asker_solved: Option<bool>,
}

/// `GET /desk/orders/{code}`
pub async fn show(visit: Visit, code: web::Path<String>) -> Result<HttpResponse, Error> {
    let loaded = act::load(&visit, &code).await?;
    Answer { kept: None, shown: false, stale: None }
        .render(&visit, &loaded, HttpResponse::Ok())
        .await
}

/// `POST /desk/orders/{code}/{action}`
pub async fn submit(
    visit: Visit,
    path: web::Path<(String, String)>,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let (code, action) = path.into_inner();
    let action: Action = action.parse().map_err(|_| Error::NotFound)?;
    let loaded = act::load(&visit, &code).await?;
    match perform(&visit, &loaded, action, &mut form).await {
        Ok(order) if action == Action::Unmask => {
            let loaded = act::load(&visit, &order.code).await?;
            Answer { kept: None, shown: true, stale: None }
                .render(&visit, &loaded, HttpResponse::Ok())
                .await
        }
        Ok(order) => Ok(done(&visit, &order, action)),
        Err(error @ (Error::Invalid(_) | Error::Refused(_) | Error::Stale { .. })) => {
            again(&visit, &code, action, form, &error).await
        }
        Err(other) => Err(other),
    }
}

async fn perform(
    visit: &Visit,
    loaded: &Loaded,
    action: Action,
    form: &mut Form,
) -> Result<Order, Error> {
    let part = actions::part_of(&loaded.actor, &loaded.order);
    let paper = |code: &str| actions::paper(visit, &loaded.order, code);
    let mut input = match line_forms::is_by_line(visit, loaded) {
        true => line_forms::read_whole(form, action, &paper),
        false => forms::read(form, action, part, &paper),
    };
    let version = form.number("version").unwrap_or_default();
    form.check()?;
    named::complete(visit, loaded, action, &mut input).await?;
    act::perform(visit, loaded, action, &input, version).await
}

/// Back to the order, or, where it has left this person's hands, to the desk.
fn done(visit: &Visit, order: &Order, action: Action) -> HttpResponse {
    let said = match action {
        action if action.requests().is_some() => "flash.desk.asked",
        action if action.approves().is_some() => "flash.desk.approved",
        action if action.refuses().is_some() => "flash.desk.refused",
        Action::Sign => "flash.desk.signed",
        Action::AskMaterials => "flash.desk.materials_asked",
        _ => "flash.desk.done",
    };
    let sees = access::sees(&visit.actor(), order).is_some();
    let to = if sees { format!("/desk/orders/{}", order.code) } else { "/desk".to_owned() };
    visit.redirect_saying(&to, said)
}

/// The page as it is now, with what was typed and what is wrong with it.
pub(super) async fn again(
    visit: &Visit,
    code: &str,
    action: Action,
    form: Form,
    error: &Error,
) -> Result<HttpResponse, Error> {
    let loaded = act::load(visit, code).await?;
    let mut errors = words::of_error(visit, error);
    for error in errors.iter_mut().filter(|error| error.field == WHOLE_FORM) {
        error.field.clear();
    }
    let stale = match error {
        Error::Stale { .. } => Some(last_word(visit, &loaded).await?),
        _ => None,
    };
    let answer = Answer { kept: Some(Kept { action, form, errors }), shown: false, stale };
    answer.render(visit, &loaded, HttpResponse::build(error.status())).await
}

/// Who acted since.
///
/// # Errors
/// The database's.
pub async fn last_word(visit: &Visit, loaded: &Loaded) -> Result<String, Error> {
    let people = People::of(visit, &loaded.order, &loaded.events).await?;
    let last =
        timeline::happenings(visit, &loaded.order, &loaded.events, &[], &loaded.view, &people)
            .into_iter()
            .next();
    Ok(last.map_or_else(String::new, |last| {
        visit.text("desk.stale.who", &[("who", last.by), ("what", last.title)])
    }))
}

/// How the page is shown this time.
struct Answer {
    kept: Option<Kept>,
    /// The contact is shown whole, this once.
    shown: bool,
    stale: Option<String>,
}

impl Answer {
    async fn render(
        self,
        visit: &Visit,
        loaded: &Loaded,
        response: actix_web::HttpResponseBuilder,
    ) -> Result<HttpResponse, Error> {
        if line_forms::is_by_line(visit, loaded) {
            let shown = lines::page::Shown {
                whole: self.kept,
                contact: self.shown,
                stale: self.stale,
                line: None,
            };
            return lines::page::render(visit, loaded, &shown, response).await;
        }
        // The asker's page is another one, and the editor has none.
        if !loaded.view.internal {
            return Err(Error::NotFound);
        }
        let page = self.page(visit, loaded).await?;
        visit.page_with(response, Site::Desk, "desk/order.html", &loaded.order.code, &page)
    }

    async fn page(&self, visit: &Visit, loaded: &Loaded) -> Result<OrderPage, Error> {
        let order = &loaded.order;
        let people = People::of(visit, order, &loaded.events).await?;
        let colleagues = colleagues(visit, loaded).await?;
        let offered = actions::offered(visit, loaded);
        let forms = Forms { visit, loaded, colleagues: &colleagues, kept: self.kept.as_ref() };
        let (leading, linked) = linked::of(visit, order).await?;
        let said = loaded.entries.iter().find(|entry| entry.kind == EntryKind::Statement);
        let decision = routing::decision(&loaded.entries);
        let parting = parting::parting(visit, loaded, decision.as_ref()).await?;
        let contact = parts::contact(
            visit,
            loaded,
            self.shown && loaded.view.contact == Contact::Unmaskable,
        )?;
        Ok(OrderPage {
            code: order.code.clone(),
            order_title: loaded.title.clone(),
            version: order.version,
            state: order.state.as_str(),
            matter: order
                .matter
                .as_deref()
                .map(|slug| names::matter(visit, slug))
                .unwrap_or_default(),
            lead: order.lead().map(|share| names::agency(visit, &share.agency)).unwrap_or_default(),
            channel: order.channel.as_str(),
            created_at: order.created_at,
            returns: order.returns,
            binding: order.binding,
            queue: first_queue(&loaded.actor).map(str::to_owned),
            statement: said
                .map(|entry| marks::marked(&entry.body, decision.as_ref()))
                .unwrap_or_default(),
            wish: loaded.contact.wish.clone().filter(|_| loaded.view.contact != Contact::None),
            contact,
            contact_shown: self.shown,
            parting,
            routing: decision.map(|decision| routing::in_words(visit, &decision)),
            shares: parts::shares(visit, order, &people),
            clocks: parts::clocks(visit, order),
            pending: parts::pending(visit, loaded, &people),
            supervisions: parts::supervisions(visit, loaded, &people),
            outcome: outcome(order),
            happenings: timeline::happenings(
                visit,
                order,
                &loaded.events,
                &loaded.entries,
                &loaded.view,
                &people,
            ),
            papers: papers::papers(loaded),
            leading,
            linked,
            kept_text: forms.stranded(&offered),
            actions: offered.into_iter().map(|action| forms.form(action)).collect(),
            errors: self.summary(),
            stale: self.stale.clone(),
        })
    }

    /// The errors, each leading to its control.
    fn summary(&self) -> Vec<FieldText> {
        let Some(kept) = &self.kept else { return Vec::new() };
        let id = |error: &FieldText| match error.field.as_str() {
            "" => String::new(),
            field => format!("{}-{field}", kept.action),
        };
        kept.errors
            .iter()
            .map(|error| FieldText { field: id(error), text: error.text.clone() })
            .collect()
    }
}

fn first_queue(actor: &crate::domain::order::Actor) -> Option<&'static str> {
    access::queues(actor).into_iter().find(|queue| *queue != Queue::Calls).map(Queue::as_str)
}

fn outcome(order: &Order) -> Option<Outcome> {
    let outcome = Outcome {
        rating: order.rating,
        agency_contacted: order.agency_contacted,
        agency_solved: order.agency_solved,
        asker_contacted: order.asker_contacted,
        asker_solved: order.asker_solved,
    };
    let said = outcome.rating.is_some()
        || outcome.agency_solved.is_some()
        || outcome.asker_solved.is_some();
    said.then_some(outcome)
}
