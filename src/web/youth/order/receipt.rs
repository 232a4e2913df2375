//! The receipt: the code, large enough to photograph, and what happens next by which day.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::domain::Time;
use crate::domain::deadline;
use crate::domain::order::Order;
use crate::error::Error;
use crate::web::act;
use crate::web::page::Site;
use crate::web::visit::Visit;

#[derive(Serialize)]
struct ReceiptPage {
    code: String,
    subject: String,
    received_at: Time,
    by_mail: bool,
    steps: Vec<Step>,
}

/// A step, with the latest day on which it is done.
#[derive(Serialize)]
struct Step {
    seal: &'static str,
    text: String,
    by: Option<Time>,
    provisional: bool,
}

/// `GET /youth/order/receipt/{code}`
pub async fn show(visit: Visit, code: web::Path<String>) -> Result<HttpResponse, Error> {
    let loaded = act::load(&visit, &code).await?;
    if loaded.order.kind != super::KIND {
        return Err(Error::NotFound);
    }
    let page = ReceiptPage {
        code: loaded.order.code.clone(),
        subject: loaded.title.clone(),
        received_at: loaded.order.created_at,
        by_mail: loaded.contact.has_email,
        steps: steps(&visit, &loaded.order),
    };
    let title = visit.text("school_page.receipt.title", &[]);
    visit.page(Site::Youth, "youth/order/receipt.html", &title, &page)
}

/// What comes next. A promise whose clock does not run yet is dated as if the one before it were
/// kept on its last day.
fn steps(visit: &Visit, order: &Order) -> Vec<Step> {
    let promised = |slug: &str, from: Option<Time>| {
        if let Some(clock) = order.clocks.iter().find(|clock| clock.definition == slug) {
            return Some((clock.nominal_due, clock.provisional));
        }
        let definition = visit.app.definitions.get(slug)?;
        let none = String::new;
        let clock = deadline::start(definition, none(), none(), None, from?, &visit.app.calendar);
        Some((clock.nominal_due, clock.provisional))
    };
    let screen = promised("screen", Some(order.created_at));
    let plan = promised("plan", screen.map(|(at, _)| at));
    let step = |seal, key: &str, due: Option<(Time, bool)>| Step {
        seal,
        text: visit.text(key, &[]),
        by: due.map(|(at, _)| at),
        provisional: due.is_some_and(|(_, provisional)| provisional),
    };
    vec![
        step("received", "school_page.receipt.screen", screen),
        step("dispatched", "school_page.receipt.plan", plan),
        step("handling", "school_page.receipt.agree", None),
        step("replied", "school_page.receipt.meet", None),
        step("closed", "school_page.receipt.rate", None),
    ]
}
